// The `phone` commands: the person's part of a session at the workbench - scan and Start, look, Stop, receipt.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { formatMinor } from '../domain/money.ts';
import type { ReceiptJson } from '../domain/receipt/receipt.ts';
import type { SessionView } from '../domain/session/session-view.ts';
import { say } from './ask-gateway.ts';
import { renderReceipt } from './demo/lines.ts';
import { createDemoPhone, type DemoPhone } from './demo/phone.ts';
import { checkReceiptFiles } from './receipt-command.ts';

/** In the data folder of a workbench; holds a token, so for its owner alone. */
export const PHONE_FILE = 'phone.json';

export type PhoneFile = {
  readonly origin: string;
  readonly token: string;
  readonly links: { readonly [objectId: string]: string };
};

type Flags = { readonly data: string };

/** A start without evidence is given up after 12 s (FP-12); whoever waits longer waits in vain. */
const PATIENCE_MS = 15_000;

type Scene = { readonly phone: DemoPhone; readonly link: string; readonly sessionFile: string; readonly data: string };

function open(command: Command, objectId: string, { data }: Flags): Scene {
  let file: PhoneFile;
  try {
    file = JSON.parse(readFileSync(join(data, PHONE_FILE), 'utf8')) as PhoneFile;
  } catch {
    return command.error(`phone.no-workbench: start one first with 'unlatch workbench --data ${data}'`, { exitCode: 2 });
  }
  const link = file.links[objectId];
  if (link === undefined) {
    const known = Object.keys(file.links).join(', ');
    return command.error(`phone.unknown-object: there is no ${objectId} here: ${known}`, { exitCode: 2 });
  }
  const phone = createDemoPhone(file.origin, file.token, PATIENCE_MS);
  return { phone, link, sessionFile: join(data, `phone-${objectId}.session`), data };
}

function sessionOf(command: Command, objectId: string, { data, sessionFile }: Scene): string {
  try {
    return readFileSync(sessionFile, 'utf8');
  } catch {
    return command.error(`phone.not-started: press Start first with 'unlatch phone start ${objectId} --data ${data}'`, {
      exitCode: 2,
    });
  }
}

function sayView(objectId: string, view: SessionView): void {
  const cost = `${formatMinor(BigInt(view.costMinor), view.currency)} ${view.currency}`;
  const end = view.end === null ? '' : `, ${view.end.reason}`;
  say(`${objectId}  ${view.state}${end}  ${cost}  ${view.sessionId}`);
}

const isMoving = ({ state }: SessionView): boolean => ['authorizing', 'starting', 'stopping'].includes(state);

async function showReceipt({ phone }: Scene, sessionId: string, folder: string): Promise<boolean> {
  const text = await phone.receiptText(sessionId);
  const files = { receipt: join(folder, 'receipt.json'), keys: join(folder, 'keys.json') };
  writeFileSync(files.receipt, text);
  writeFileSync(files.keys, await phone.receiptKeys(sessionId));
  const wrong = (await checkReceiptFiles(files.receipt, files.keys)).filter((finding) => !finding.ok);
  for (const line of renderReceipt(JSON.parse(text) as ReceiptJson).split('\n')) say(line);
  say(wrong.length === 0 ? '  every proof in it holds' : `  not proven: ${wrong.map((each) => JSON.stringify(each)).join(' ')}`);
  return wrong.length === 0;
}

type Act = (scene: Scene, objectId: string, command: Command, flags: Flags) => Promise<void>;

const ACTS: { readonly [word: string]: { readonly what: string; readonly act: Act } } = {
  start: {
    what: 'scan the code and press Start; the device has 12 s to show that use has begun',
    async act({ phone, link, sessionFile }, objectId) {
      await phone.untilOffered(link, 'free');
      const view = await phone.start(link);
      writeFileSync(sessionFile, view.sessionId);
      sayView(objectId, view);
    },
  },
  show: {
    what: 'what the session has come to, once nothing is under way any more',
    async act(scene, objectId, command) {
      const sessionId = sessionOf(command, objectId, scene);
      sayView(objectId, await scene.phone.until(sessionId, 'the device has answered', (view) => !isMoving(view)));
    },
  },
  stop: {
    what: 'press Stop',
    async act(scene, objectId, command) {
      sayView(objectId, await scene.phone.stop(sessionOf(command, objectId, scene)));
    },
  },
  receipt: {
    what: 'wait until the device has shown that use has ended, and check and print the receipt',
    async act(scene, objectId, command, { data }) {
      const sessionId = sessionOf(command, objectId, scene);
      const view = await scene.phone.until(sessionId, 'use has ended', ({ state }) => state === 'closed');
      sayView(objectId, view);
      if (!(await showReceipt(scene, sessionId, data))) process.exitCode = 1;
    },
  },
};

function wordsOf(cause: unknown, { data }: Flags): string {
  // What fetch throws when nobody listens there.
  if (cause instanceof TypeError) return `the gateway does not answer: is 'unlatch workbench --data ${data}' still running?`;
  return cause instanceof Error ? cause.message : String(cause);
}

export function registerPhoneCommands(program: Command): void {
  const phone = program.command('phone').description('the person’s part of a session at the workbench');
  for (const [word, { what, act }] of Object.entries(ACTS)) {
    phone
      .command(`${word} <object>`)
      .description(what)
      .option('--data <folder>', 'data folder of the workbench', './.unlatch/bench')
      .action(async (objectId: string, flags: Flags, command: Command) => {
        const scene = open(command, objectId, flags);
        try {
          await act(scene, objectId, command, flags);
        } catch (cause) {
          command.error(`phone.failed: ${wordsOf(cause, flags)}`, { exitCode: 1 });
        }
      });
  }
}
