// Invariants of bills: what a closed session's settlement, hold and receipt must say of each other.

import type { ReceiptJson } from '../receipt/receipt.ts';
import type { BrokenInvariant, InvariantId } from './invariants.ts';

/** One hold of a payer of one closed session, as the books have it; amounts come as numbers or, from sums, as texts. */
export type BillRow = {
  readonly session_id: string;
  readonly payer_id: string;
  readonly offer_hash: string;
  readonly tariff_hash: string;
  readonly end_reason: string;
  readonly started_at_ms: number | null;
  readonly settlement_json: string | null;
  readonly hold_id: string;
  readonly hold_state: string;
  readonly captured_minor: number | null;
  readonly owed_minor: number | null;
  /** What was let go of what could not be collected, once less was proven (R13); the receipt stays. */
  readonly lowered_minor: number | null;
  readonly receipt_json: string;
};

type FrozenShare = { readonly holdId: string; readonly totalMinor: number };
type Frozen = {
  readonly rounding: string;
  readonly usage: { readonly useMs: number; readonly distanceM: number };
  readonly shares: readonly FrozenShare[];
};

/** What of a hold its payer has paid, owes, or was let off; null while it says none of it. */
function settledMinor(row: BillRow): number | null {
  const loweredMinor = Number(row.lowered_minor ?? 0);
  if (row.hold_state === 'captured') return Number(row.captured_minor) + loweredMinor;
  if (row.hold_state === 'voided' || row.hold_state === 'declined') return 0;
  return row.hold_state === 'uncollected' && row.owed_minor !== null ? Number(row.owed_minor) + loweredMinor : null;
}

/** What all holds of the payer came to; null while one of them says nothing yet. */
function paidMinorOf(rows: readonly BillRow[]): number | null {
  const settled = rows.map(settledMinor);
  return settled.includes(null) ? null : settled.reduce<number>((sum, minor) => sum + (minor ?? 0), 0);
}

/**
 * Everything that is wrong with one bill.
 * @param rows all holds of one payer of one session: there is one receipt over them.
 */
export function judgeBill(rows: readonly BillRow[]): readonly BrokenInvariant[] {
  const [row] = rows;
  if (!row) return [];
  const found: BrokenInvariant[] = [];
  const hold = { session_id: row.session_id, hold_id: row.hold_id };
  const expect = (isSo: boolean, id: InvariantId, says: string, facts: BrokenInvariant['row']): void => {
    if (!isSo) found.push({ id, says, row: { ...hold, ...facts } });
  };
  const receipt = JSON.parse(row.receipt_json) as ReceiptJson;
  const frozen = row.settlement_json === null ? null : (JSON.parse(row.settlement_json) as Frozen);
  const { totalMinor, proof } = receipt;
  expect(proof.offerHash === row.offer_hash, 'M11', 'the receipt cites the offer of its session', { receipt: proof.offerHash });
  expect(proof.tariffHash === row.tariff_hash, 'M11', 'the receipt cites the tariff of its session', {
    receipt: proof.tariffHash,
  });
  const paidMinor = paidMinorOf(rows);
  const is = rows.map(({ hold_state }) => hold_state).join(', ');
  expect(paidMinor === totalMinor, 'M4', 'the receipt is of what the payer’s holds came to', { totalMinor, paidMinor, is });
  const linesMinor = receipt.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  expect(linesMinor === totalMinor, 'M6', 'the lines of a bill sum to its total', { totalMinor, linesMinor });
  const isStarted = row.started_at_ms !== null;
  expect(isStarted || totalMinor === 0, 'M7', 'nothing is due of a session that never started', { totalMinor });
  expect(frozen !== null, 'R8', 'what is closed was frozen before', { end_reason: row.end_reason });
  const shares = frozen?.shares.filter(({ holdId }) => rows.some(({ hold_id }) => hold_id === holdId)) ?? [];
  if (!frozen || shares.length === 0) return found;
  const frozenMinor = shares.reduce((sum, share) => sum + share.totalMinor, 0);
  // Corrections only go down (R13): a review may settle below what was frozen, nothing settles above.
  const isAsFrozen = row.end_reason === 'review' ? totalMinor <= frozenMinor : totalMinor === frozenMinor;
  expect(isAsFrozen, 'R8', 'the bill is what was frozen', { totalMinor, frozenMinor });
  const isUseSame = receipt.usage.useMs === frozen.usage.useMs && receipt.usage.distanceM === frozen.usage.distanceM;
  expect(isUseSame, 'M6', 'the bill is for the use that was frozen', { receipt: receipt.usage, frozen: frozen.usage });
  return found;
}
