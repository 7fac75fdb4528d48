// Timeline: everything that is known of a session in the order in which it happened, each with where the fact comes from.
import type { JournalEntry } from '#protocol';
import type { AuditRow } from '../audit/audit.ts';
import type { ClaimRecord } from '../correction/claim.ts';
import type { CommandRecord } from '../device/command.ts';
import type { JournalRecord } from '../device/journal.ts';
import type { Posting, RefundRecord, TransferRecord } from '../ledger/ledger.ts';
import type { ReceiptRecord } from '../receipt/receipt.ts';
import type { SessionEvent, SessionRecord } from '../session/session.ts';
import { priceUse, pricingOf } from '../tariff/price.ts';

/** What a signature says: whose key, over which bytes, and whether it holds against the key that is known now. */
export type EntrySignature = {
  readonly kid: string;
  /** A command's counter. */
  readonly ctr: number | null;
  /** Compact JWS, its middle left out. */
  readonly short: string;
  /** Null where nothing is signed, or no key is known to check it with. */
  readonly isVerified: boolean | null;
};

export type EntryFacts = { readonly [name: string]: string | number | boolean };

export type TimelineEntry = {
  readonly at: string;
  readonly what:
    | 'scan'
    | 'offer'
    | 'command'
    | 'result'
    | 'start-evidence'
    | 'reading'
    | 'end-evidence'
    | 'event'
    | 'transfer'
    | 'receipt'
    | 'refund'
    | 'claim'
    | 'audit';
  /** Whose word it is. */
  readonly of: 'person' | 'gateway' | 'device' | 'money' | 'staff';
  /** The code of what happened, where `what` is a family: an event's or a transfer's name. */
  readonly name: string | null;
  readonly facts: EntryFacts;
  /** Where it can be looked up: `journal` has the device's entry number, `transfer` the ledger's id, `audit` the row. */
  readonly source: { readonly kind: string; readonly id: string };
  readonly signature: EntrySignature | null;
};

export type TimelineFacts = {
  readonly session: SessionRecord;
  readonly issuer: string | null;
  readonly events: readonly SessionEvent[];
  readonly commands: readonly {
    readonly command: CommandRecord;
    readonly sent: EntrySignature | null;
    readonly answered: EntrySignature | null;
  }[];
  readonly journal: readonly { readonly record: JournalRecord; readonly signature: EntrySignature | null }[];
  readonly transfers: readonly TransferRecord[];
  readonly receipts: readonly Pick<ReceiptRecord, 'receiptId' | 'payerId' | 'issuedAtMs'>[];
  readonly refunds: readonly RefundRecord[];
  readonly claims: readonly ClaimRecord[];
  readonly audit: readonly AuditRow[];
};

type Placed = Omit<TimelineEntry, 'at'> & { readonly atMs: number };

/** What comes first of what happened in the same millisecond: what was heard, what follows of it, and what is sent then. */
const ORDER: readonly TimelineEntry['what'][] = [
  'scan',
  'offer',
  'result',
  'start-evidence',
  'reading',
  'end-evidence',
  'event',
  'transfer',
  'command',
  'receipt',
  'claim',
  'refund',
  'audit',
];

function beginning({ session, issuer }: TimelineFacts): readonly Placed[] {
  const { sessionId, scan, tariff, offerHash, createdAtMs: atMs, mostMinor } = session;
  const source = { kind: 'session', id: sessionId };
  const isSigned = scan.proof.signature !== '';
  const code = { tagId: scan.tagId, isSigned, ...(issuer === null ? {} : { issuer }) };
  return [
    { atMs, what: 'scan', of: 'person', name: null, facts: code, source, signature: null },
    {
      ...{ atMs, what: 'offer', of: 'gateway', name: null, source, signature: null },
      facts: {
        ...{ tariffId: tariff.tariffId, tariffVersion: tariff.version, tariffHash: tariff.hash, offerHash },
        mostMinor: Number(mostMinor),
      },
    },
  ];
}

/** A device dates by its uptime, which another boot forgets: what is certain is when the gateway stored it. */
function journalEntry(session: SessionRecord, record: JournalRecord, signature: EntrySignature | null): Placed {
  const { entry } = record;
  const kinds = { started: 'start-evidence', updated: 'reading', ended: 'end-evidence' } as const;
  return {
    ...{ atMs: record.receivedAtMs, what: kinds[entry.ev], of: 'device', name: null },
    facts: { ...factsOfEntry(entry), usePriceMinor: priceOf(session, entry), boot: entry.boot, seq: entry.seq },
    source: { kind: 'journal', id: `${record.deviceId} #${entry.n}` },
    signature,
  };
}

/** What this much use comes to by the frozen tariff, without what was ordered: how the price rose, step by step. */
function priceOf(session: SessionRecord, { use }: JournalEntry): number {
  return Number(priceUse(pricingOf(session), use, [], 'started').totalMinor);
}

function factsOfEntry(entry: JournalEntry): EntryFacts {
  const { useMs, distanceM } = entry.use as { readonly useMs?: number; readonly distanceM?: number };
  return {
    ...(entry.ev === 'started' ? {} : { trigger: entry.trigger }),
    ...(useMs === undefined ? {} : { useMs }),
    ...(distanceM === undefined ? {} : { distanceM }),
    ...(entry.evidence.length > 0 ? { evidence: entry.evidence.join(', ') } : {}),
    ...(entry.off ? { isRecordedOffline: true } : {}),
  };
}

function commandEntries({ command, sent, answered }: TimelineFacts['commands'][number]): readonly Placed[] {
  const { commandId, intent, outcome, attempts, createdAtMs } = command;
  const source = { kind: 'command', id: commandId };
  const asked: Placed = {
    ...{ atMs: createdAtMs, what: 'command', of: 'gateway', name: intent.act, source, signature: sent },
    facts: {
      ...(attempts > 0 ? { attempts } : {}),
      ...(command.composed ? { ctr: command.composed.ctr, boot: command.composed.boot } : {}),
    },
  };
  if (!outcome) return [asked];
  const { status, code, atMs } = outcome;
  const facts = { act: intent.act, ...(code === null ? {} : { code }) };
  return [asked, { atMs, what: 'result', of: 'device', name: status, facts, source, signature: answered }];
}

const OF_VENUE = /^(payable|tax|fee):/;

/** What the venue got or gave of it, and what went back to its person at once; of any other what was moved. */
function amountsOf({ kind, postings }: TransferRecord): EntryFacts {
  const sum = (of: readonly Posting[]): number => Number(of.reduce((total, { deltaMinor }) => total + deltaMinor, 0n));
  const credits = postings.filter(({ deltaMinor }) => deltaMinor > 0n);
  if (kind !== 'capture' && kind !== 'collect' && kind !== 'refund') return { amountMinor: sum(credits) };
  const releasedMinor = kind === 'capture' ? sum(credits.filter(({ account }) => account.startsWith('available:'))) : 0;
  const amountMinor = Math.abs(sum(postings.filter(({ account }) => OF_VENUE.test(account))));
  return releasedMinor > 0 ? { amountMinor, releasedMinor } : { amountMinor };
}

function moneyEntries({ session, transfers, receipts, refunds }: TimelineFacts): readonly Placed[] {
  const { currency } = session.tariff.tariff;
  return [
    ...transfers.map(
      (transfer): Placed => ({
        ...{ atMs: transfer.atMs, what: 'transfer', of: 'money', name: transfer.kind, signature: null },
        facts: { ...amountsOf(transfer), currency: transfer.currency },
        source: { kind: 'transfer', id: transfer.transferId },
      }),
    ),
    ...receipts.map(
      ({ receiptId, payerId, issuedAtMs }): Placed => ({
        ...{ atMs: issuedAtMs, what: 'receipt', of: 'money', name: null, signature: null },
        facts: { payerId, currency },
        source: { kind: 'receipt', id: receiptId },
      }),
    ),
    ...refunds.map(
      ({ refundId, createdAtMs, amountMinor, by, reason, state, ...refund }): Placed => ({
        ...{ atMs: createdAtMs, what: 'refund', of: 'staff', name: state, signature: null },
        facts: { amountMinor: Number(amountMinor), currency: refund.currency, by: `${by.actor} ${by.id}`, reason },
        source: { kind: 'refund', id: refundId },
      }),
    ),
  ];
}

function peopleEntries({ claims, audit, events }: TimelineFacts): readonly Placed[] {
  return [
    ...events.map(
      ({ what, facts, atMs, version, sessionId }): Placed => ({
        ...{ atMs, what: 'event', of: 'gateway', name: what, facts, signature: null },
        source: { kind: 'session-event', id: `${sessionId} v${version}` },
      }),
    ),
    ...claims.map(
      ({ claimId, rule, verdict, because, atMs }): Placed => ({
        ...{ atMs, what: 'claim', of: 'person', name: rule, facts: { verdict, because }, signature: null },
        source: { kind: 'claim', id: claimId },
      }),
    ),
    ...audit.map(
      ({ auditId, what, atMs, actor, facts }): Placed => ({
        ...{ atMs, what: 'audit', of: 'staff', name: what, signature: null },
        facts: { ...facts, by: `${actor.kind} ${actor.id}` },
        source: { kind: 'audit', id: auditId },
      }),
    ),
  ];
}

/** By time; what happened at once by cause and effect, and otherwise as it was stored. */
export function composeTimeline(facts: TimelineFacts): readonly TimelineEntry[] {
  const placed = [
    ...beginning(facts),
    ...peopleEntries(facts),
    ...facts.commands.flatMap(commandEntries),
    ...facts.journal.map(({ record, signature }) => journalEntry(facts.session, record, signature)),
    ...moneyEntries(facts),
  ];
  return placed
    .map((entry, at) => ({ entry, at }))
    .sort((a, b) => a.entry.atMs - b.entry.atMs || ORDER.indexOf(a.entry.what) - ORDER.indexOf(b.entry.what) || a.at - b.at)
    .map(({ entry: { atMs, ...entry } }) => ({ at: new Date(atMs).toISOString(), ...entry }));
}
