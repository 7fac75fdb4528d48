// Books of the bench: each thing that may go wrong in a run is named, and a good run names nothing.
import { expect, test } from 'vitest';
import type { GatewayCounts } from '../../bench/bench-messages.ts';
import { findBookProblems } from '../../bench/books.ts';

const played = { sessions: 10, finalMinor: 2_000 };
const good: GatewayCounts = {
  commits: 80,
  transactions: 20,
  cpuMs: 100,
  sessionsStarted: 10,
  sessionsClosed: 10,
  ledgerTotals: { CNY: '0' },
  heldMinor: 0,
  spentMinor: 2_000,
};

test('a run in which every session closed and was paid has no problem', () => {
  expect(findBookProblems(good, played)).toEqual([]);
});

test.each<{ what: string; counts: Partial<GatewayCounts>; said: string }>([
  {
    what: 'a session that nobody played',
    counts: { sessionsStarted: 11, sessionsClosed: 11 },
    said: '11 sessions started, 10 played',
  },
  { what: 'a session that is still open', counts: { sessionsClosed: 9 }, said: '9 of 10 sessions closed' },
  { what: 'money that is still held', counts: { heldMinor: 20_000 }, said: '20000 still held' },
  { what: 'a wallet that paid what no bill says', counts: { spentMinor: 2_200 }, said: 'wallets paid 2200, bills say 2000' },
  {
    what: 'a ledger that made money',
    counts: { ledgerTotals: { CNY: '0', EUR: '-5' } },
    said: "the ledger's total in EUR is -5",
  },
  { what: 'a ledger with nothing in it', counts: { ledgerTotals: {} }, said: 'the ledger is empty' },
])('$what is found', ({ counts, said }) => {
  expect(findBookProblems({ ...good, ...counts }, played)).toEqual([said]);
});

test('a run that was free for everybody is found', () => {
  expect(findBookProblems({ ...good, spentMinor: 0 }, { ...played, finalMinor: 0 })).toEqual(['nobody paid anything']);
});
