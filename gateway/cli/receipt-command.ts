// The `receipt` commands: a stranger with the public keys recomputes a receipt and sees which checks hold.
import type { Command } from 'commander';
import { type FindKey, type Json, MESSAGE_TYPES, type MessageType, refused, SECOND_MS, verifySigned } from '#protocol';
import { encodeDigits } from '#qr';
import { formatMinor } from '../domain/money.ts';
import type { ReceiptJson } from '../domain/receipt/receipt.ts';
import { checkReceipt } from '../domain/receipt/receipt-check.ts';
import type { ReceiptEvidence, Signed } from '../domain/receipt/receipt-evidence.ts';
import type { ReceiptCheck, ReceiptFinding } from '../domain/receipt/receipt-finding.ts';
import { parseReceipt } from '../domain/receipt/receipt-parse.ts';
import { pauseOnBill } from '../domain/receipt/receipt-pause.ts';
import type { TagProof } from '../domain/session/session.ts';
import { CliRefusal, readText, refusal, visible } from './cli-refusal.ts';
import { parseReceiptKeys, type ReceiptKeys } from './receipt-keys.ts';

/** What the commands take from the process that runs them. */
export type ReceiptCliEdge = {
  out(text: string): void;
  err(text: string): void;
  /** 0 every check holds, 1 one fails, 2 wrong usage or unreadable files; called at most once, as the last act. */
  exit(code: 0 | 1 | 2): void;
};

const CHECK_TEXTS: Readonly<Record<ReceiptCheck, string>> = {
  tag: 'the scanned code is signed',
  'start-command': 'the start command is signed',
  'device-start': "the device's start is signed",
  'device-end': "the device's end is signed",
  'device-tickets': 'the printed tickets are signed',
  'same-session': 'all of it is one session',
  'same-device': 'all of it is one device',
  'same-command': 'the device cites this command',
  'order-of-records': 'the records are in order',
  tariff: 'the tariff has its hash',
  terms: 'currency, hold and tax are its own',
  'price-terms': 'hours, free time and package are its own',
  offer: 'the accepted offer named them',
  'nothing-due': 'never started, so nothing is due',
  usage: 'use is not above what is proven',
  items: 'items are the printed ones',
  lines: 'the lines recompute',
  total: 'the total recomputes',
  tax: 'the tax recomputes',
  released: 'the rest was released',
};

function nodeEdge(): ReceiptCliEdge {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

/** Adds `receipt` with its subcommand. The edge is for tests; without one the process itself is used. */
export function registerReceiptCommands(program: Command, edge: ReceiptCliEdge = nodeEdge()): void {
  const receipt = program.command('receipt').description('check receipts');
  receipt.configureOutput({ writeOut: edge.out, writeErr: edge.err });
  receipt.exitOverride((error) => {
    edge.exit(error.exitCode === 0 ? 0 : 2);
    throw error;
  });
  receipt
    .command('verify')
    .description('recompute a receipt to the cent from its own proof and public keys')
    .argument('<file>', 'the receipt as JSON')
    .requiredOption('--keys <jwks>', 'public key set: each key has the purpose tag, command or device')
    .option('--json', 'print the findings as JSON')
    .action(async (file: string, options: { keys: string; json?: true }) => {
      try {
        const { bill, findings } = await verify(file, options.keys);
        const isSound = findings.every((finding) => finding.ok);
        edge.out(options.json ? formatJson(bill, findings, isSound) : formatTable(bill, findings, isSound));
        edge.exit(isSound ? 0 : 1);
      } catch (cause) {
        if (!(cause instanceof CliRefusal)) throw cause;
        edge.err(`${cause.message}\n`);
        edge.exit(2);
      }
    });
}

async function verify(file: string, keysFile: string): Promise<{ bill: ReceiptJson; findings: readonly ReceiptFinding[] }> {
  const bill = await loadReceipt(file);
  const keys = await parseReceiptKeys(await readText(keysFile));
  if (!keys.ok) {
    throw refusal(keys.error.code, `${keysFile} is not a key set: ${keys.error.problem}`, "Fetch the receipt's keys again");
  }
  return { bill, findings: checkReceipt(bill, await gatherEvidence(bill, keys.value)) };
}

/** The same checks for a caller in this program. */
export async function checkReceiptFiles(file: string, keysFile: string): Promise<readonly ReceiptFinding[]> {
  return (await verify(file, keysFile)).findings;
}

async function loadReceipt(file: string): Promise<ReceiptJson> {
  const text = await readText(file);
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    throw refusal('receipt.not-json', `${file} is not JSON`, 'Save the receipt as it was downloaded');
  }
  const parsed = parseReceipt(json);
  if (parsed.ok) return parsed.value;
  const { code, at, problem } = parsed.error;
  throw refusal(code, `${file} is not a receipt: ${at === '' ? 'it' : at} ${problem}`, 'Save the receipt as it was downloaded');
}

/** Each part is verified by keys of its own purpose and under its own type (FP-06). */
async function gatherEvidence(bill: ReceiptJson, keys: ReceiptKeys): Promise<ReceiptEvidence> {
  const { proof } = bill;
  const check = async (text: string, typ: MessageType, findKey: FindKey): Promise<Signed> => verifySigned(text, typ, findKey);
  const checkOne = async (text: string | null, typ: MessageType, findKey: FindKey): Promise<Signed | null> =>
    text === null ? null : check(text, typ, findKey);
  return {
    tag: await verifyTag(proof.tag, keys),
    startCommand: await checkOne(proof.startCommand, MESSAGE_TYPES.command, keys.commands),
    deviceStart: await checkOne(proof.deviceStart, MESSAGE_TYPES.journal, keys.devices),
    deviceEnd: await checkOne(proof.deviceEnd, MESSAGE_TYPES.journal, keys.devices),
    deviceTickets: await Promise.all(proof.deviceTickets.map((text) => check(text, MESSAGE_TYPES.journal, keys.devices))),
    deviceAddresses: keys.deviceAddresses,
  };
}

/** The flattened JWS becomes the printed code again, so that it meets the very checks of a scan (QR-04). */
async function verifyTag(proof: TagProof, keys: ReceiptKeys): Promise<ReceiptEvidence['tag']> {
  if (proof.signature === '') return null;
  const printed = Buffer.concat([Buffer.from(proof.payload, 'base64url'), Buffer.from(proof.signature, 'base64url')]);
  const tag = await keys.tags.verify(encodeDigits(printed));
  if (!tag.ok) return refused({ reason: tag.error.reason });
  const isSameHeader = Buffer.from(tag.value.protectedHeader).toString('base64url') === proof.protectedHeader;
  if (!isSameHeader) return refused({ reason: 'header' });
  return { ok: true, value: { tagId: tag.value.tagId, issuer: tag.value.issuer } };
}

function formatJson(bill: ReceiptJson, findings: readonly ReceiptFinding[], isSound: boolean): string {
  const { receiptId, sessionId, currency, totalMinor } = bill;
  const pause = pauseOnBill(bill);
  const said = { receiptId, sessionId, currency, totalMinor, ...(pause && { pause }), sound: isSound, findings };
  return `${JSON.stringify(said, null, 2)}\n`;
}

/** How long it was kept unused and what that cost, as a line of its own; nothing where there was no pause. */
function formatPause(bill: ReceiptJson): string[] {
  const pause = pauseOnBill(bill);
  if (pause === null) return [];
  const { amountMinor, pausedMs } = pause;
  const cost =
    amountMinor === null ? 'at the price of use' : `${formatMinor(BigInt(amountMinor), bill.currency)} ${bill.currency}`;
  const rate = bill.lines.find(({ line }) => line === 'pause');
  const each =
    rate?.unitMinor === undefined || rate.per === undefined
      ? ''
      : ` (${formatMinor(BigInt(rate.unitMinor), bill.currency)} per ${rate.per / SECOND_MS} s)`;
  return [`paused ${pausedMs / SECOND_MS} s: ${cost}${each}`];
}

const UNSIGNED_TEXT = 'no signature of a label was scanned';

function textOf({ check, facts }: ReceiptFinding): string {
  return check === 'tag' && facts.signedBy === null ? UNSIGNED_TEXT : CHECK_TEXTS[check];
}

function formatTable(bill: ReceiptJson, findings: readonly ReceiptFinding[], isSound: boolean): string {
  const amount = formatMinor(BigInt(bill.totalMinor), bill.currency);
  const head = `receipt ${bill.receiptId} of session ${bill.sessionId}: ${amount} ${bill.currency}`;
  const width = Math.max(...[UNSIGNED_TEXT, ...Object.values(CHECK_TEXTS)].map((text) => text.length));
  const rows = findings.map((finding) => {
    const words = `${finding.ok ? 'ok    ' : 'FAILED'}  ${textOf(finding).padEnd(width)}`;
    return `${words}  ${finding.ok ? '' : `${finding.code}: `}${formatFacts(finding.facts, bill.currency)}`.trimEnd();
  });
  const broken = findings.filter((finding) => !finding.ok).length;
  const verdict = isSound
    ? `All ${findings.length} checks hold.`
    : `${broken} of ${findings.length} checks fail: this receipt does not hold.`;
  return [visible(head), ...formatPause(bill), '', ...rows.map(visible), '', verdict, ''].join('\n');
}

/** Amounts as decimals; everything else by its own name, which ends with its unit. */
function formatFacts(facts: ReceiptFinding['facts'], currency: string): string {
  const words = Object.entries(facts).map(([name, value]) => {
    const isAmount = name.endsWith('Minor') && typeof value === 'number';
    return isAmount ? `${name.slice(0, -5)} ${formatMinor(BigInt(value), currency)}` : `${name} ${value ?? 'none'}`;
  });
  return words.join(', ');
}
