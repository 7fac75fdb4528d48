// CLI refusal: what a command says on its way out - code, what happened, what to do next - and files that it cannot read.
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';

export class CliRefusal extends Error {
  override name = 'CliRefusal';
}

export function refusal(code: string, sentence: string, nextStep: string): CliRefusal {
  return new CliRefusal(visible(`${code}: ${sentence}. Next: ${nextStep}.`));
}

/** A refusal ends the command: its words on stderr, exit code 2. */
export async function orEnd<T>(command: Command, act: () => Promise<T> | T): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (!(cause instanceof CliRefusal)) throw cause;
    return command.error(cause.message, { exitCode: 2 });
  }
}

/** @throws CliRefusal `file.unreadable` with the reason of the system. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw refusal('file.unreadable', `${file} cannot be read (${reasonOf(cause)})`, 'Check the path and its permissions');
  }
}

/**
 * @param isNew refuses to write over a file that is there; without it, the former text is gone.
 * @throws CliRefusal `file.unwritable` with the reason of the system.
 */
export async function writeText(file: string, text: string, isNew: 'new' | 'over'): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: isNew === 'new' ? 'wx' : 'w' });
  } catch (cause) {
    const next = isNew === 'new' ? 'Name a file that is not there yet' : 'Check the path and its permissions';
    throw refusal('file.unwritable', `${file} cannot be written (${reasonOf(cause)})`, next);
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

/** What strangers wrote may hold escape sequences: the terminal gets them as visible text. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
