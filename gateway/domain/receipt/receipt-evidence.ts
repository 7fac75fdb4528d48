// Receipt evidence: the signed parts of a receipt as one chain, from the scanned tag to the device's last word.
import {
  assert,
  type CommandOf,
  decodeMessage,
  hashOfMessage,
  type JournalEntry,
  type JournalEntryOf,
  ok,
  type Result,
  refused,
  SCHEMAS,
  type SignatureRefusal,
  type VerifiedText,
} from '#protocol';
import type { ReceiptJson } from './receipt.ts';
import { failed, judged, passed, type ReceiptCheck, type ReceiptFinding } from './receipt-finding.ts';

/** What a check of a signature came to; `null` in the evidence where the receipt has no such part. */
export type Signed = Result<VerifiedText, SignatureRefusal>;

export type ReceiptEvidence = {
  /** null: the receipt claims no signature, since the code was typed, or came from a display. */
  readonly tag: Result<{ readonly tagId: string; readonly issuer: string }, { readonly reason: string }> | null;
  readonly startCommand: Signed | null;
  readonly deviceStart: Signed | null;
  readonly deviceEnd: Signed | null;
  readonly deviceTickets: readonly Signed[];
  /** Where the publisher of the keys says whose they are: `tenant/device` by the kid of a device's key. */
  readonly deviceAddresses: ReadonlyMap<string, string>;
};

type Proven<T> = { readonly record: T; readonly kid: string };

/** The parts that could be believed; what could not is missing here and told as a failed finding. */
export type ReceiptChain = {
  readonly startCommand: (Proven<CommandOf<'start'>> & { readonly hash: string }) | null;
  readonly deviceStart: Proven<JournalEntryOf<'started'>> | null;
  readonly deviceEnd: Proven<JournalEntryOf<'ended'>> | null;
  readonly tickets: readonly Proven<JournalEntryOf<'updated'>>[];
};

type Noted<T> = { readonly value: T; readonly findings: readonly ReceiptFinding[] };

function decodeStart(payload: string): Result<CommandOf<'start'>, string> {
  const decoded = decodeMessage(SCHEMAS.command, payload);
  if (!decoded.ok) return refused(decoded.error.code);
  return decoded.value.act === 'start' ? ok(decoded.value) : refused(`it is the command ${decoded.value.act}`);
}

function decodeEntry<E extends JournalEntry['ev']>(ev: E): (payload: string) => Result<JournalEntryOf<E>, string> {
  return (payload) => {
    const decoded = decodeMessage(SCHEMAS.journalEntry, payload);
    if (!decoded.ok) return refused(decoded.error.code);
    return decoded.value.ev === ev ? ok(decoded.value as JournalEntryOf<E>) : refused(`it is the entry ${decoded.value.ev}`);
  };
}

/** One signed part: absent, unproven, malformed, or a record with the kid that vouches for it. */
function readPart<T>(
  check: ReceiptCheck,
  part: { readonly text: string | null; readonly signed: Signed | null },
  decode: (payload: string) => Result<T, string>,
): Noted<(Proven<T> & { readonly hash: string }) | null> {
  assert((part.text === null) === (part.signed === null), `${check}: what the receipt shows is what was verified`);
  if (part.text === null || part.signed === null) return { value: null, findings: [] };
  if (!part.signed.ok) {
    const { code } = part.signed.error;
    return { value: null, findings: [failed(check, 'receipt.signature-unproven', { reason: code })] };
  }
  const { jws, kid, payload } = part.signed.value;
  assert(jws === part.text, `${check}: what the receipt shows is what was verified`);
  const decoded = decode(payload);
  if (!decoded.ok) return { value: null, findings: [failed(check, 'receipt.record-malformed', { reason: decoded.error })] };
  return { value: { record: decoded.value, kid, hash: hashOfMessage(jws) }, findings: [passed(check, { signedBy: kid })] };
}

function readTickets(receipt: ReceiptJson, evidence: ReceiptEvidence): Noted<readonly Proven<JournalEntryOf<'updated'>>[]> {
  const { deviceTickets } = receipt.proof;
  assert(deviceTickets.length === evidence.deviceTickets.length, 'every ticket that the receipt shows was verified');
  const read = deviceTickets.map((text, index) =>
    readPart('device-tickets', { text, signed: evidence.deviceTickets[index] ?? null }, decodeEntry('updated')),
  );
  const wrong = read.flatMap(({ findings }) => findings.filter((finding) => !finding.ok));
  const value = read.flatMap((ticket) => (ticket.value === null ? [] : [ticket.value]));
  const findings = wrong.length > 0 || read.length === 0 ? wrong : [passed('device-tickets', { tickets: read.length })];
  return { value, findings };
}

function checkTag({ tag }: ReceiptEvidence): ReceiptFinding {
  if (tag === null) return passed('tag', { signedBy: null });
  return tag.ok
    ? passed('tag', { tagId: tag.value.tagId, signedBy: tag.value.issuer })
    : failed('tag', 'receipt.tag-unproven', { reason: tag.error.reason });
}

type DeviceRecords = readonly Proven<JournalEntry>[];

function checkSession(receipt: ReceiptJson, sessions: readonly string[]): ReceiptFinding {
  const other = sessions.find((sessionId) => sessionId !== receipt.sessionId);
  return judged('same-session', other === undefined, 'receipt.session-differs', {
    receipt: receipt.sessionId,
    ...(other !== undefined && { record: other }),
  });
}

/** One device took the command and spoke all the time, with one key, and with its own where that is known. */
function checkDevice(chain: ReceiptChain, records: DeviceRecords, known: ReadonlyMap<string, string>): ReceiptFinding {
  const [first] = records;
  const address = chain.startCommand?.record.aud ?? first?.record.sub ?? '';
  for (const { record, kid } of records) {
    const owner = known.get(kid) ?? record.sub;
    if (record.sub !== address) return failed('same-device', 'receipt.device-differs', { command: address, record: record.sub });
    if (owner !== address) return failed('same-device', 'receipt.device-differs', { command: address, keyOf: owner });
    if (kid !== first?.kid) return failed('same-device', 'receipt.device-differs', { key: first?.kid ?? null, another: kid });
  }
  return passed('same-device', { device: address });
}

/** The count that names a boot (FP-08). */
function bootCount(boot: string): number {
  return Number(boot.split('-', 1)[0]);
}

/** Each record cites the exact bytes that asked for this use; its evidence may come after a power cut, never before. */
function checkCommand(chain: ReceiptChain, records: DeviceRecords): readonly ReceiptFinding[] {
  const { startCommand, deviceStart } = chain;
  if (startCommand === null || records.length === 0) return [];
  const { hash, record: command } = startCommand;
  const other = records.find(({ record }) => record.cid !== command.cid || record.cmdHash !== hash);
  if (other) {
    return [
      failed('same-command', 'receipt.command-differs', {
        commandHash: hash,
        citedHash: other.record.cmdHash,
        cid: other.record.cid,
      }),
    ];
  }
  if (deviceStart && bootCount(deviceStart.record.boot) < bootCount(command.boot)) {
    return [failed('same-command', 'receipt.command-differs', { boot: command.boot, startedInBoot: deviceStart.record.boot })];
  }
  return [passed('same-command', { commandHash: hash, records: records.length })];
}

/** Start, tickets, end: their numbers rise, their registers never fall (FP-16). */
function checkOrder(chain: ReceiptChain): readonly ReceiptFinding[] {
  const tickets = [...chain.tickets].sort((a, b) => a.record.n - b.record.n);
  const records = [chain.deviceStart, ...tickets, chain.deviceEnd].flatMap((proven) => (proven === null ? [] : [proven.record]));
  if (records.length < 2) return [];
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    if (before === undefined) continue;
    const falls = record.use.useMs < before.use.useMs || record.use.distanceM < before.use.distanceM;
    if (record.n <= before.n || falls) {
      return [
        failed('order-of-records', 'receipt.records-disordered', {
          n: before.n,
          nextN: record.n,
          useMs: before.use.useMs,
          nextUseMs: record.use.useMs,
        }),
      ];
    }
  }
  return [passed('order-of-records', { records: records.length })];
}

/** Reads every signed part and checks that they belong together. */
export function readChain(receipt: ReceiptJson, evidence: ReceiptEvidence): Noted<ReceiptChain> {
  const { proof } = receipt;
  const startCommand = readPart('start-command', { text: proof.startCommand, signed: evidence.startCommand }, decodeStart);
  const deviceStart = readPart('device-start', { text: proof.deviceStart, signed: evidence.deviceStart }, decodeEntry('started'));
  const deviceEnd = readPart('device-end', { text: proof.deviceEnd, signed: evidence.deviceEnd }, decodeEntry('ended'));
  const tickets = readTickets(receipt, evidence);
  const chain: ReceiptChain = {
    startCommand: startCommand.value,
    deviceStart: deviceStart.value,
    deviceEnd: deviceEnd.value,
    tickets: tickets.value,
  };
  const records: DeviceRecords = [chain.deviceStart, ...chain.tickets, chain.deviceEnd].flatMap((part) =>
    part === null ? [] : [part],
  );
  const sessions = [chain.startCommand, ...records].flatMap((part) => (part === null ? [] : [part.record.ses]));
  const together =
    sessions.length === 0 ? [] : [checkSession(receipt, sessions), checkDevice(chain, records, evidence.deviceAddresses)];
  return {
    value: chain,
    findings: [
      checkTag(evidence),
      ...startCommand.findings,
      ...deviceStart.findings,
      ...deviceEnd.findings,
      ...tickets.findings,
      ...together,
      ...checkCommand(chain, records),
      ...checkOrder(chain),
    ],
  };
}
