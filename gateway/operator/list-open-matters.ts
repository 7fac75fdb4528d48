// List open matters: what waits for a person of the staff - claims, reviews, refunds that are owed, disputes - read from the books.
import { type Clock, DAY_MS, ok, type Result } from '#protocol';
import { MONEY_MATTERS } from '../domain/audit/money-matter.ts';
import { CLAIM_ANSWERS } from '../domain/correction/claim-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Operator } from '../ports/identity.ts';
import type { BooksQuery } from '../ports/store.ts';

export type OpenClaim = {
  readonly claimId: string;
  readonly sessionId: string;
  readonly objectId: string;
  readonly personId: string;
  readonly rule: string;
  readonly because: string;
  readonly at: string;
};
export type OpenReview = {
  readonly sessionId: string;
  readonly objectId: string;
  readonly because: string;
  readonly dueAt: string;
};
export type OwedRefund = {
  readonly refundId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  readonly at: string;
};
/** What a person owes and may be let off. */
export type OpenOwed = {
  readonly holdId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly at: string;
};
export type Dispute = {
  /** The capture that is disputed. */
  readonly opKey: string;
  /** null where the payer's own top-up is disputed: it is frozen in their balance. */
  readonly sessionId: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: 'open' | 'won' | 'lost';
  readonly at: string;
};

/** What a wallet did and no step can follow, of the last 90 days; whoever puts it right does so at the wallet or by hand. */
export type MoneyMatter = {
  readonly what: string;
  readonly subjectId: string;
  readonly facts: { readonly [name: string]: string };
  readonly at: string;
};

export type OpenMatters = {
  readonly claims: readonly OpenClaim[];
  readonly reviews: readonly OpenReview[];
  readonly owedRefunds: readonly OwedRefund[];
  readonly disputes: readonly Dispute[];
  readonly owed: readonly OpenOwed[];
  readonly money: readonly MoneyMatter[];
};

export type ListOpenMatters = (request: { readonly operator: Operator }) => Promise<Result<OpenMatters, Rejection>>;

/** Of each kind, oldest first. */
const MOST_LISTED = 200;
const DISPUTE_KEY = ':dispute';

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

type ClaimRow = {
  claim_id: string;
  session_id: string;
  object_id: string;
  person_id: string;
  rule: string;
  because: string;
  at_ms: number;
};
type ReviewRow = { session_id: string; object_id: string; review_json: string };
type RefundRow = {
  refund_id: string;
  session_id: string;
  payer_id: string;
  amount_minor: number;
  currency: string;
  reason: string;
  created_at_ms: number;
};
type DisputeRow = {
  op_key: string;
  session_id: string | null;
  amount_minor: number;
  currency: string;
  at_ms: number;
  ended: string | null;
};

const CLAIMS = `
  SELECT claim_id, session_id, object_id, person_id, rule, because, at_ms FROM claims
  WHERE tenant_id = ? AND verdict = 'for-a-person'
    AND NOT EXISTS (SELECT 1 FROM seen_events WHERE source = ? AND event_id = claims.claim_id)
  ORDER BY at_ms, claim_id LIMIT ?`;
const REVIEWS = `
  SELECT session_id, object_id, review_json FROM sessions WHERE tenant_id = ? AND state = 'review'
  ORDER BY created_at_ms, session_id LIMIT ?`;
const OWED = `
  SELECT refund_id, session_id, payer_id, amount_minor, currency, reason, created_at_ms FROM refunds
  WHERE tenant_id = ? AND state = 'owed' ORDER BY created_at_ms, refund_id LIMIT ?`;
const UNCOLLECTED = `
  SELECT hold_id, session_id, payer_id, owed_minor, currency, at_ms FROM uncollected
  WHERE tenant_id = ? AND state = 'open' ORDER BY at_ms, hold_id LIMIT ?`;
type OwedRow = { hold_id: string; session_id: string; payer_id: string; owed_minor: number; currency: string; at_ms: number };
const DISPUTES = `
  SELECT t.op_key, t.session_id, t.currency, t.at_ms,
    (SELECT sum(p.delta_minor) FROM postings AS p WHERE p.transfer_id = t.transfer_id AND p.delta_minor > 0) AS amount_minor,
    (SELECT e.kind FROM transfers AS e WHERE e.op_key IN (t.op_key || '-won', t.op_key || '-lost')) AS ended
  FROM transfers AS t WHERE t.tenant_id = ? AND t.kind = 'dispute' ORDER BY t.at_ms DESC, t.transfer_id LIMIT ?`;

const MATTER_NAMES = Object.values(MONEY_MATTERS);
const MATTERS_SHOWN_MS = 90 * DAY_MS;
const MATTERS = `
  SELECT what, subject_id, facts_json, at_ms FROM audit_rows
  WHERE tenant_id = ? AND at_ms >= ? AND what IN (${MATTER_NAMES.map(() => '?').join(', ')})
  ORDER BY at_ms DESC, audit_id LIMIT ?`;
type MatterRow = { what: string; subject_id: string; facts_json: string; at_ms: number };

function textsOf(facts: { readonly [name: string]: unknown }): MoneyMatter['facts'] {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, String(fact)]));
}

const DISPUTE_STATES: { readonly [kind: string]: Dispute['state'] } = { 'dispute-won': 'won', 'dispute-lost': 'lost' };

export function createListOpenMatters(books: BooksQuery, clock: Clock): ListOpenMatters {
  return async ({ operator: { tenantId } }) => {
    const claims = await books<ClaimRow>(CLAIMS, [tenantId, CLAIM_ANSWERS, MOST_LISTED]);
    const reviews = await books<ReviewRow>(REVIEWS, [tenantId, MOST_LISTED]);
    const owed = await books<RefundRow>(OWED, [tenantId, MOST_LISTED]);
    const disputes = await books<DisputeRow>(DISPUTES, [tenantId, MOST_LISTED]);
    const sinceMs = clock.nowMs() - MATTERS_SHOWN_MS;
    const matters = await books<MatterRow>(MATTERS, [tenantId, sinceMs, ...MATTER_NAMES, MOST_LISTED]);
    const uncollected = await books<OwedRow>(UNCOLLECTED, [tenantId, MOST_LISTED]);
    return ok({
      owed: uncollected.map((row) => ({
        holdId: row.hold_id,
        sessionId: row.session_id,
        payerId: row.payer_id,
        amountMinor: row.owed_minor,
        currency: row.currency,
        at: iso(row.at_ms),
      })),
      money: matters.map(({ what, subject_id: subjectId, facts_json, at_ms }) => {
        const facts = JSON.parse(facts_json) as { readonly [name: string]: unknown };
        return { what, subjectId, facts: textsOf(facts), at: iso(at_ms) };
      }),
      claims: claims.map((row) => ({
        claimId: row.claim_id,
        sessionId: row.session_id,
        objectId: row.object_id,
        personId: row.person_id,
        rule: row.rule,
        because: row.because,
        at: iso(row.at_ms),
      })),
      reviews: reviews.map(({ session_id, object_id, review_json }) => {
        const { reason, dueAtMs } = JSON.parse(review_json) as { reason: string; dueAtMs: number };
        return { sessionId: session_id, objectId: object_id, because: reason, dueAt: iso(dueAtMs) };
      }),
      owedRefunds: owed.map((row) => ({
        refundId: row.refund_id,
        sessionId: row.session_id,
        payerId: row.payer_id,
        amountMinor: row.amount_minor,
        currency: row.currency,
        reason: row.reason,
        at: iso(row.created_at_ms),
      })),
      disputes: disputes.map((row) => ({
        opKey: row.op_key.slice(0, -DISPUTE_KEY.length),
        sessionId: row.session_id,
        amountMinor: row.amount_minor,
        currency: row.currency,
        state: DISPUTE_STATES[row.ended ?? ''] ?? 'open',
        at: iso(row.at_ms),
      })),
    });
  };
}
