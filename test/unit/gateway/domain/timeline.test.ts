// Timeline: everything known of a session in its order, cause before effect, each entry with its source; what repeats is folded.
import { expect, test } from 'vitest';
import { standingOf } from '../../../../gateway/domain/console/object-standing.ts';
import { composeTimeline, type TimelineFacts } from '../../../../gateway/domain/console/timeline.ts';
import { groupSteady } from '../../../../gateway/web/console/timeline-list.tsx';
import {
  captureOf,
  commandOutcome,
  commandRecord,
  composedCommand,
  journalRecord,
  sessionRecord,
} from '../../../support/records.ts';

const session = sessionRecord();
const T = session.createdAtMs;
const SIGNED = { kid: 'k1', ctr: 1, short: 'eyJ…abc', isVerified: true };

function facts(changes: Partial<TimelineFacts> = {}): TimelineFacts {
  const none = { events: [], commands: [], journal: [], transfers: [], receipts: [], refunds: [], claims: [], audit: [] };
  return { session, issuer: 'q.example.com', ...none, ...changes };
}

test('what happened at once stands in the order of cause and effect', () => {
  const composed = composedCommand();
  const command = commandRecord({ createdAtMs: T, composed, state: 'resolved', outcome: commandOutcome({ atMs: T + 1 }) });
  const capture = { ...captureOf(session, 500n, 0n), atMs: T + 9_000 };
  const timeline = composeTimeline(
    facts({
      receipts: [{ receiptId: 'rcp_1', payerId: session.payerId, issuedAtMs: T + 9_000 }],
      transfers: [capture],
      commands: [{ command, sent: SIGNED, answered: SIGNED }],
      events: [{ sessionId: session.sessionId, version: 1, what: 'money-held', facts: {}, atMs: T }],
    }),
  );
  expect(timeline.map(({ what }) => what)).toEqual(['scan', 'offer', 'event', 'command', 'result', 'transfer', 'receipt']);
  expect(timeline[3]).toMatchObject({ name: 'start', signature: SIGNED, source: { kind: 'command', id: command.commandId } });
  expect(timeline[5]).toMatchObject({ of: 'money', name: 'capture', source: { kind: 'transfer', id: capture.transferId } });
  expect(timeline[5]?.facts).toMatchObject({ amountMinor: 500, releasedMinor: 5_500 });
});

test('a device’s entry stands where it was stored, and names its number in the journal', () => {
  const record = journalRecord();
  const [entry] = composeTimeline(facts({ journal: [{ record, signature: null }] })).filter(({ of }) => of === 'device');
  expect(entry).toMatchObject({ at: new Date(record.receivedAtMs).toISOString(), signature: null });
  expect(entry?.source).toEqual({ kind: 'journal', id: `${record.deviceId} #${record.entry.n}` });
});

test('each reading says what this much use comes to', () => {
  const record = journalRecord();
  const journal = [0, 600_000, 3_600_000].map((useMs, n) => ({
    record: { ...record, entry: { ...record.entry, n, use: { useMs, distanceM: 0 } } },
    signature: null,
  }));
  const prices = composeTimeline(facts({ journal })).flatMap(({ facts: { usePriceMinor } }) => usePriceMinor ?? []);
  expect(prices).toHaveLength(3);
  expect(Number(prices[0])).toBeLessThan(Number(prices[1]));
  expect(Number(prices[1])).toBeLessThan(Number(prices[2]));
});

test('a code that was named without a signature says so', () => {
  const proof = { ...session.scan.proof, signature: '' };
  const named = sessionRecord({ scan: { ...session.scan, proof } });
  expect(composeTimeline(facts({ session: named, issuer: null }))[0]?.facts).toEqual({
    tagId: session.scan.tagId,
    isSigned: false,
  });
});

test('only what repeats, one after the other, is one group', () => {
  const event = (what: string, atMs: number) => ({ sessionId: 's', version: 1, what, facts: {}, atMs });
  const whats = ['use-metered', 'lease-renewed', 'use-metered', 'stop-asked', 'use-metered'];
  const timeline = composeTimeline(facts({ events: whats.map((what, at) => event(what, T + 1 + at)) }));
  expect(groupSteady(timeline).map((group) => group.length)).toEqual([1, 1, 3, 1, 1]);
});

test.each([
  ['in_service', true, false, true, 'in-use'],
  ['out_of_service', true, true, false, 'in-use'],
  ['retired', false, false, true, 'retired'],
  ['out_of_service', false, false, true, 'out-of-service'],
  ['in_service', false, false, true, 'offline'],
  ['in_service', false, true, true, 'dirty'],
  ['in_service', false, true, false, 'free'],
] as const)('%s, occupied %s, online %s, dirty %s is %s', (status, isOccupied, isOnline, isDirty, standing) => {
  expect(standingOf({ status, isOccupied, isOnline, isDirty })).toBe(standing);
});
