// Ask gateway: a command's question to the running gateway; its refusal ends the command with code and next step.
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { askAdmin } from './admin-client.ts';
import { CliRefusal, orEnd, refusal, visible } from './cli-refusal.ts';
import { nextCommand } from './next-command.ts';

/** The gateway does not know by which folder it was asked: a command that it names is typed as this one was. */
const asTyped = (words: string, data: string): string =>
  words.replace(/(?<=')unlatch (labels [^']+)(?=')/g, (_, command: string) => nextCommand(command, { data }));

/** @param body the gateway's refusal; what it repeats may be what somebody typed, or what a venue is called. */
export function refusedBy(body: string, data: string): CliRefusal {
  const said = JSON.parse(body) as { code: string; problem: string; next?: string };
  const [code, problem, next] = [said.code, asTyped(said.problem, data), said.next && asTyped(said.next, data)];
  return next === undefined ? new CliRefusal(visible(`${code}: ${problem}`)) : refusal(code, problem.replace(/\.$/, ''), next);
}

/** @throws CliRefusal in the gateway's own words: the caller may have something to tidy up first. */
export async function askGateway<T>({ data }: { readonly data: string }, request: Parameters<typeof askAdmin>[1]): Promise<T> {
  const answer = await askAdmin(data, request);
  if (!answer.ok) throw new CliRefusal(visible(`${answer.error.code}: ${answer.error.problem}`));
  const body = await text(answer.value.body as Readable);
  if (answer.value.status < 400) return JSON.parse(body) as T;
  throw refusedBy(body, data);
}

/** Asks, or ends the command with the gateway's own coded refusal. */
export const ask = <T>(command: Command, flags: { readonly data: string }, request: Parameters<typeof askAdmin>[1]): Promise<T> =>
  orEnd(command, () => askGateway<T>(flags, request));

export const say = (line: string): void => void process.stdout.write(`${visible(line)}\n`);
