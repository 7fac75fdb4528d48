// Queries on movements: what the transfers of a period changed for one venue or one person, and a balance at a moment.
import { accounts } from '../../domain/ledger/ledger.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { minorFromColumn } from '../rows/values.ts';

type Period = { readonly fromMs: number; readonly untilMs: number };

/** One transfer, as far as it is about a session. */
type Movement = {
  readonly atMs: number;
  readonly kind: string;
  readonly sessionId: string | null;
  readonly objectName: string | null;
};
type MovementRow = {
  readonly at_ms: number;
  readonly kind: string;
  readonly session_id: string | null;
  readonly object_name: string | null;
};

function movementFromRow(row: MovementRow): Movement {
  return { atMs: row.at_ms, kind: row.kind, sessionId: row.session_id, objectName: row.object_name };
}

type VenueRow = MovementRow & {
  readonly year: number | null;
  readonly number: number | null;
  readonly payable_minor: number;
  readonly tax_minor: number;
  readonly fee_minor: number;
};

export type VenueMovement = Movement & {
  /** Of the receipt, where it has one. */
  readonly receiptNumber: { readonly year: number; readonly number: number } | null;
  readonly payableMinor: bigint;
  readonly taxMinor: bigint;
  readonly feeMinor: bigint;
};

const VENUE_MOVEMENTS = `
  SELECT t.at_ms, t.kind, t.session_id, o.name AS object_name, n.year, n.number,
    COALESCE(SUM(CASE WHEN p.account = ? THEN p.delta_minor END), 0) AS payable_minor,
    COALESCE(SUM(CASE WHEN p.account = ? THEN p.delta_minor END), 0) AS tax_minor,
    COALESCE(SUM(CASE WHEN p.account = ? THEN p.delta_minor END), 0) AS fee_minor
  FROM transfers t
  JOIN postings p ON p.transfer_id = t.transfer_id AND p.account IN (?, ?, ?)
  LEFT JOIN sessions s ON s.session_id = t.session_id
  LEFT JOIN objects o ON o.object_id = s.object_id
  LEFT JOIN receipts r ON r.session_id = t.session_id AND t.kind = 'capture' AND t.op_key LIKE '%:' || s.hold_id || ':%' AND r.payer_id = s.payer_id
  LEFT JOIN receipt_numbers n ON n.receipt_id = r.receipt_id
  WHERE t.currency = ? AND t.at_ms >= ? AND t.at_ms < ?
  GROUP BY t.transfer_id, t.at_ms, t.kind, t.session_id, o.name, n.year, n.number
  ORDER BY t.at_ms, t.transfer_id`;

/** Every capture with its tax and fee, every refund, dispute and payout. */
export async function readVenueMovements(
  books: BooksQuery,
  venueId: string,
  currency: string,
  { fromMs, untilMs }: Period,
): Promise<readonly VenueMovement[]> {
  const own = [accounts.payable(venueId), accounts.tax(venueId), accounts.fee(venueId)];
  const rows = await books<VenueRow>(VENUE_MOVEMENTS, [...own, ...own, currency, fromMs, untilMs]);
  return rows.map((row) => ({
    ...movementFromRow(row),
    receiptNumber: row.year === null || row.number === null ? null : { year: row.year, number: row.number },
    payableMinor: minorFromColumn(row.payable_minor),
    taxMinor: minorFromColumn(row.tax_minor),
    feeMinor: minorFromColumn(row.fee_minor),
  }));
}

export type PersonMovement = Movement & { readonly netMinor: bigint };

const PERSON_MOVEMENTS = `
  SELECT t.at_ms, t.kind, t.session_id, o.name AS object_name, SUM(p.delta_minor) AS net_minor
  FROM transfers t
  JOIN postings p ON p.transfer_id = t.transfer_id AND p.account IN (?, ?)
  LEFT JOIN sessions s ON s.session_id = t.session_id
  LEFT JOIN objects o ON o.object_id = s.object_id
  WHERE t.currency = ? AND t.at_ms >= ? AND t.at_ms < ?
  GROUP BY t.transfer_id, t.at_ms, t.kind, t.session_id, o.name
  HAVING SUM(p.delta_minor) <> 0
  ORDER BY t.at_ms, t.transfer_id`;

/** What came and went: what is only reserved is still the person's own. */
export async function readPersonMovements(
  books: BooksQuery,
  personId: string,
  currency: string,
  { fromMs, untilMs }: Period,
): Promise<readonly PersonMovement[]> {
  const own = [accounts.available(personId), accounts.held(personId)];
  const rows = await books<MovementRow & { readonly net_minor: number }>(PERSON_MOVEMENTS, [...own, currency, fromMs, untilMs]);
  return rows.map((row) => ({ ...movementFromRow(row), netMinor: minorFromColumn(row.net_minor) }));
}

const BALANCE_BEFORE = `
  SELECT COALESCE(SUM(p.delta_minor), 0) AS minor
  FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
  WHERE p.account = ? AND t.currency = ? AND t.at_ms < ?`;

/** Of one account, from its postings alone. */
export async function readBalanceBefore(books: BooksQuery, account: string, currency: string, atMs: number): Promise<bigint> {
  const [row] = await books<{ readonly minor: number }>(BALANCE_BEFORE, [account, currency, atMs]);
  return minorFromColumn(row?.minor ?? 0);
}

const BALANCE = `
  SELECT COALESCE(SUM(p.delta_minor), 0) AS minor FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
  WHERE p.account = ? AND t.currency = ?`;

/** Of one account now, from its postings alone. */
export async function readBalance(books: BooksQuery, account: string, currency: string): Promise<bigint> {
  const [row] = await books<{ readonly minor: number }>(BALANCE, [account, currency]);
  return minorFromColumn(row?.minor ?? 0);
}
