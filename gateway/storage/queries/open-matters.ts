// Queries on open matters: what waits for the staff of one tenant; of each kind as many as are asked for.
import { CLAIM_ANSWERS } from '../../domain/correction/claim-limits.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { jsonFromColumn, minorFromColumn } from '../rows/values.ts';

/** Whose matters, and how many of each kind. */
export type MattersAsked = { readonly tenantId: string; readonly limit: number };

type ClaimRow = {
  readonly claim_id: string;
  readonly session_id: string;
  readonly object_id: string;
  readonly object_name: string;
  readonly person_id: string;
  readonly rule: string;
  readonly because: string;
  readonly currency: string;
  readonly paid_minor: number;
  readonly at_ms: number;
};

const CLAIMS = `
  SELECT c.claim_id, c.session_id, c.object_id, o.name AS object_name, c.person_id, c.rule, c.because, h.currency, c.at_ms,
    (SELECT CAST(coalesce(sum(p.captured_minor - p.refunded_minor), 0) AS BIGINT) FROM holds p
      WHERE p.session_id = c.session_id AND p.payer_id = c.person_id AND p.captured_minor IS NOT NULL) AS paid_minor
  FROM claims c
  JOIN objects o ON o.object_id = c.object_id
  JOIN sessions s ON s.session_id = c.session_id
  JOIN holds h ON h.hold_id = s.hold_id
  WHERE c.tenant_id = ? AND c.verdict = 'for-a-person'
    AND NOT EXISTS (SELECT 1 FROM seen_events WHERE source = ? AND event_id = c.claim_id)
  ORDER BY c.at_ms, c.claim_id LIMIT ?`;

/** Oldest first. */
export async function readOpenClaims(books: BooksQuery, { tenantId, limit }: MattersAsked) {
  const rows = await books<ClaimRow>(CLAIMS, [tenantId, CLAIM_ANSWERS, limit]);
  return rows.map((row) => ({
    claimId: row.claim_id,
    sessionId: row.session_id,
    objectId: row.object_id,
    objectName: row.object_name,
    personId: row.person_id,
    rule: row.rule,
    because: row.because,
    currency: row.currency,
    paidMinor: minorFromColumn(row.paid_minor),
    atMs: row.at_ms,
  }));
}

type ReviewRow = { readonly session_id: string; readonly object_id: string; readonly review_json: string };
type Review = { readonly reason: string; readonly dueAtMs: number };

const REVIEWS = `
  SELECT session_id, object_id, review_json FROM sessions WHERE tenant_id = ? AND state = 'review'
  ORDER BY created_at_ms, session_id LIMIT ?`;

/** By when their sessions began. */
export async function readOpenReviews(books: BooksQuery, { tenantId, limit }: MattersAsked) {
  const rows = await books<ReviewRow>(REVIEWS, [tenantId, limit]);
  return rows.map(({ session_id, object_id, review_json }) => {
    const { reason, dueAtMs } = jsonFromColumn<Review>(review_json);
    return { sessionId: session_id, objectId: object_id, because: reason, dueAtMs };
  });
}

type RefundRow = {
  readonly refund_id: string;
  readonly session_id: string;
  readonly payer_id: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly reason: string;
  readonly created_at_ms: number;
};

const OWED_REFUNDS = `
  SELECT refund_id, session_id, payer_id, amount_minor, currency, reason, created_at_ms FROM refunds
  WHERE tenant_id = ? AND state = 'owed' ORDER BY created_at_ms, refund_id LIMIT ?`;

/** Oldest first. */
export async function readOwedRefunds(books: BooksQuery, { tenantId, limit }: MattersAsked) {
  const rows = await books<RefundRow>(OWED_REFUNDS, [tenantId, limit]);
  return rows.map((row) => ({
    refundId: row.refund_id,
    sessionId: row.session_id,
    payerId: row.payer_id,
    amountMinor: minorFromColumn(row.amount_minor),
    currency: row.currency,
    reason: row.reason,
    atMs: row.created_at_ms,
  }));
}

type UncollectedRow = {
  readonly hold_id: string;
  readonly session_id: string;
  readonly payer_id: string;
  readonly owed_minor: number;
  readonly currency: string;
  readonly at_ms: number;
};

const UNCOLLECTED = `
  SELECT hold_id, session_id, payer_id, owed_minor, currency, at_ms FROM uncollected
  WHERE tenant_id = ? AND state = 'open' ORDER BY at_ms, hold_id LIMIT ?`;

/** What persons owe, oldest first. */
export async function readOpenUncollected(books: BooksQuery, { tenantId, limit }: MattersAsked) {
  const rows = await books<UncollectedRow>(UNCOLLECTED, [tenantId, limit]);
  return rows.map((row) => ({
    holdId: row.hold_id,
    sessionId: row.session_id,
    payerId: row.payer_id,
    amountMinor: minorFromColumn(row.owed_minor),
    currency: row.currency,
    atMs: row.at_ms,
  }));
}

type DisputeRow = {
  readonly op_key: string;
  readonly session_id: string | null;
  readonly amount_minor: number;
  readonly currency: string;
  readonly at_ms: number;
  readonly ended: string | null;
};

const DISPUTES = `
  SELECT t.op_key, t.session_id, t.currency, t.at_ms,
    (SELECT sum(p.delta_minor) FROM postings AS p WHERE p.transfer_id = t.transfer_id AND p.delta_minor > 0) AS amount_minor,
    (SELECT e.kind FROM transfers AS e WHERE e.op_key IN (t.op_key || '-won', t.op_key || '-lost')) AS ended
  FROM transfers AS t WHERE t.tenant_id = ? AND t.kind = 'dispute' ORDER BY t.at_ms DESC, t.transfer_id LIMIT ?`;

/** Newest first; `opKey` is the dispute's own, `ended` the kind of the transfer that ended it. */
export async function readDisputes(books: BooksQuery, { tenantId, limit }: MattersAsked) {
  const rows = await books<DisputeRow>(DISPUTES, [tenantId, limit]);
  return rows.map((row) => ({
    opKey: row.op_key,
    sessionId: row.session_id,
    amountMinor: minorFromColumn(row.amount_minor),
    currency: row.currency,
    ended: row.ended,
    atMs: row.at_ms,
  }));
}

type NotedRow = { readonly what: string; readonly subject_id: string; readonly facts_json: string; readonly at_ms: number };

/** Audit rows of these names since then, newest first. */
export async function readNoted(
  books: BooksQuery,
  { tenantId, limit }: MattersAsked,
  { names, sinceMs }: { readonly names: readonly string[]; readonly sinceMs: number },
) {
  const rows = await books<NotedRow>(
    `SELECT what, subject_id, facts_json, at_ms FROM audit_rows
     WHERE tenant_id = ? AND at_ms >= ? AND what IN (${names.map(() => '?').join(', ')})
     ORDER BY at_ms DESC, audit_id LIMIT ?`,
    [tenantId, sinceMs, ...names, limit],
  );
  return rows.map(({ what, subject_id, facts_json, at_ms }) => ({
    what,
    subjectId: subject_id,
    facts: jsonFromColumn<{ readonly [name: string]: unknown }>(facts_json),
    atMs: at_ms,
  }));
}
