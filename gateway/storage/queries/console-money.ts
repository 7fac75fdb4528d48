// Queries of the console on money: what was taken by the hour, the payouts that were made, and what was given back.
import { accounts } from '../../domain/ledger/ledger.ts';
import type { BooksQuery } from '../../ports/store.ts';

type HourRow = { readonly hour: number; readonly currency: string; readonly minor: number };

/** Gross: what the venue is owed of it, its tax, and the fee. */
const TAKEN = `
  SELECT hour, currency, SUM(delta_minor) AS minor FROM (
    SELECT (t.at_ms - CAST(? AS BIGINT)) / 3600000 AS hour, t.currency, p.delta_minor
    FROM transfers t JOIN postings p ON p.transfer_id = t.transfer_id AND p.account IN (?, ?, ?)
    WHERE t.tenant_id = ? AND t.kind IN ('capture', 'collect') AND t.at_ms >= ? AND t.at_ms < ?
  ) AS taken GROUP BY hour, currency ORDER BY hour, currency`;

/** By the hours since `fromMs`; hours without any are left out. */
export async function readTaken(
  books: BooksQuery,
  { tenantId, venueId }: { readonly tenantId: string; readonly venueId: string },
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
) {
  const own = [accounts.payable(venueId), accounts.tax(venueId), accounts.fee(venueId)];
  const rows = await books<HourRow>(TAKEN, [fromMs, ...own, tenantId, fromMs, untilMs]);
  return rows.map(({ hour, currency, minor }) => ({ hour: Number(hour), currency, minor: Number(minor) }));
}

type PayoutRow = {
  readonly payout_id: string;
  readonly currency: string;
  readonly amount_minor: number;
  readonly until_ms: number;
  readonly at_ms: number;
  readonly movements: number;
};

const PAYOUTS = `
  SELECT o.payout_id, o.currency, o.amount_minor, o.until_ms, o.at_ms,
    (SELECT count(*) FROM payout_items i WHERE i.payout_id = o.payout_id) AS movements
  FROM payouts o WHERE o.tenant_id = ? AND o.venue_id = ? ORDER BY o.at_ms DESC, o.payout_id LIMIT ?`;

/** Newest first. */
export async function readPayouts(books: BooksQuery, tenantId: string, venueId: string, limit: number) {
  const rows = await books<PayoutRow>(PAYOUTS, [tenantId, venueId, limit]);
  return rows.map((row) => ({
    payoutId: row.payout_id,
    currency: row.currency,
    amountMinor: row.amount_minor,
    movements: Number(row.movements),
    untilMs: row.until_ms,
    atMs: row.at_ms,
  }));
}

const PAYOUT_TENANT = 'SELECT tenant_id FROM payouts WHERE payout_id = ?';

export async function isPayoutOf(books: BooksQuery, payoutId: string, tenantId: string): Promise<boolean> {
  const [row] = await books<{ readonly tenant_id: string }>(PAYOUT_TENANT, [payoutId]);
  return row?.tenant_id === tenantId;
}

type RefundRow = {
  readonly refund_id: string;
  readonly session_id: string;
  readonly object_name: string;
  readonly payer_id: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly by_actor: string;
  readonly by_id: string;
  readonly reason: string;
  readonly state: string;
  readonly created_at_ms: number;
};

const REFUNDS = `
  SELECT r.refund_id, r.session_id, o.name AS object_name, r.payer_id, r.amount_minor, r.currency, r.by_actor, r.by_id, r.reason,
    r.state, r.created_at_ms
  FROM refunds r JOIN sessions s ON s.session_id = r.session_id JOIN objects o ON o.object_id = s.object_id
  WHERE r.tenant_id = ? AND s.venue_id = ? ORDER BY r.created_at_ms DESC, r.refund_id LIMIT ?`;

/** Newest first. */
export async function readVenueRefunds(books: BooksQuery, tenantId: string, venueId: string, limit: number) {
  const rows = await books<RefundRow>(REFUNDS, [tenantId, venueId, limit]);
  return rows.map((row) => ({
    refundId: row.refund_id,
    sessionId: row.session_id,
    objectName: row.object_name,
    payerId: row.payer_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    by: row.by_actor,
    byId: row.by_id,
    reason: row.reason,
    state: row.state,
    atMs: row.created_at_ms,
  }));
}

type BatchRow = {
  readonly batch_id: string;
  readonly venue_id: string;
  readonly size: number;
  readonly ordered_at_ms: number;
  readonly printed: number;
  readonly active: number;
  readonly ended: number;
};

const count = (which: string, name: string): string =>
  `(SELECT count(*) FROM tags t WHERE t.tenant_id = b.tenant_id AND t.batch_id = b.batch_id AND t.status ${which}) AS ${name}`;
const BATCHES = `
  SELECT b.batch_id, b.venue_id, b.size, b.ordered_at_ms, ${count("= 'printed'", 'printed')}, ${count("= 'active'", 'active')},
    ${count("NOT IN ('printed', 'active')", 'ended')}
  FROM label_batches b WHERE b.tenant_id = ? ORDER BY b.ordered_at_ms DESC, b.batch_id LIMIT ?`;

/** Batches of labels with how many of each hang, the newest first. */
export async function readLabelBatches(books: BooksQuery, tenantId: string, limit: number) {
  const rows = await books<BatchRow>(BATCHES, [tenantId, limit]);
  return rows.map((row) => ({
    batchId: row.batch_id,
    venueId: row.venue_id,
    size: row.size,
    printed: Number(row.printed),
    active: Number(row.active),
    ended: Number(row.ended),
    orderedAtMs: row.ordered_at_ms,
  }));
}
