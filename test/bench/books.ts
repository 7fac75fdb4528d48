// Books: what must be true after every run, or its figures are worth nothing.
import type { GatewayCounts } from './bench-messages.ts';

/** What the phones saw: sessions that they played to the end, and the sum of their bills. */
export type Played = { readonly sessions: number; readonly finalMinor: number };

/** @returns what does not add up, in words; empty when all does. */
export function findBookProblems(counts: GatewayCounts, played: Played): readonly string[] {
  const { sessionsStarted, sessionsClosed, heldMinor, spentMinor, ledgerTotals } = counts;
  const problems: string[] = [];
  if (sessionsStarted !== played.sessions) problems.push(`${sessionsStarted} sessions started, ${played.sessions} played`);
  if (sessionsClosed !== sessionsStarted) problems.push(`${sessionsClosed} of ${sessionsStarted} sessions closed`);
  if (heldMinor !== 0) problems.push(`${heldMinor} still held`);
  if (spentMinor !== played.finalMinor) problems.push(`wallets paid ${spentMinor}, bills say ${played.finalMinor}`);
  if (played.sessions > 0 && spentMinor <= 0) problems.push('nobody paid anything');
  if (Object.keys(ledgerTotals).length === 0) problems.push('the ledger is empty');
  for (const [currency, total] of Object.entries(ledgerTotals)) {
    if (total !== '0') problems.push(`the ledger's total in ${currency} is ${total}`);
  }
  return problems;
}
