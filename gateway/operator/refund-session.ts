// Refund session: staff give money back to a payer of a session, with a reason, up to a total that is never passed (R16).
import { DAY_MS, ok, type Result, refused } from '#protocol';
import { decideRefund, paidBy, type RefundFacts, venuePart } from '../domain/correction/refund.ts';
import { accounts } from '../domain/ledger/ledger.ts';
import { type Minor, toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import { drawRefundIds, refundFactsOf } from '../journey/refund-facts.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery, SessionDossier } from '../ports/store.ts';
import { readBalance } from '../storage/queries/movements.ts';
import { auditedAct, type OperatorRequest, tenantDossier } from './operator-act.ts';

/** Staff give back for so long after the end: later, the books of that time are closed and paid out. */
const REFUNDABLE_MS = 180 * DAY_MS;

export type RefundWishOfStaff = {
  readonly sessionId: string;
  /** null: whoever started the session. */
  readonly payerId: string | null;
  /** What this payer shall have got back of the session in all; two clicks on it give once. */
  readonly totalMinor: bigint;
  readonly reason: string;
};

export type RefundSession = (request: OperatorRequest & RefundWishOfStaff) => Promise<Result<ActAnswer, Rejection>>;

/** What the venue has coming: captured, and neither paid out, given back nor disputed. */
export type StaffRefundFacts = RefundFacts & { readonly payableMinor: Minor };

export async function staffRefundFacts(
  context: Pick<StepContext, 'store' | 'restore'>,
  books: BooksQuery,
  dossier: SessionDossier,
): Promise<StaffRefundFacts> {
  const { currency } = dossier.session.tariff.tariff;
  const payableMinor = await readBalance(books, accounts.payable(dossier.venue.venueId), currency);
  return { ...(await refundFactsOf(context, dossier)), payableMinor };
}

export function decideStaffRefund(
  context: Pick<StepContext, 'ids'>,
  facts: StaffRefundFacts,
  request: OperatorRequest & RefundWishOfStaff,
  atMs: number,
): Result<Acted, Rejection> {
  const { operator, totalMinor, reason } = request;
  const payerId = request.payerId ?? facts.session.payerId;
  const by = { actor: 'operator', id: operator.operatorId } as const;
  const wish = { payerId, targetMinor: totalMinor, rule: null, by, reason };
  const untilMs = (facts.session.end?.atMs ?? atMs) + REFUNDABLE_MS;
  if (atMs > untilMs) return refused({ code: 'refund.too-old', untilMs });
  const decided = decideRefund(facts, wish, drawRefundIds(context, facts.holds), atMs);
  if (!decided.ok) return decided;
  const { refunds, changes } = decided.value;
  const { payableMinor } = facts;
  const takenMinor = refunds.reduce((sum, refund) => sum + venuePart(facts, refund), 0n);
  if (takenMinor > payableMinor) {
    const shortMinor = payableMinor > 0n ? payableMinor : 0n;
    return refused({ code: 'refund.payable-short', payableMinor: shortMinor, currency: facts.session.tariff.tariff.currency });
  }
  const { sessionId } = facts.session;
  const paid = paidBy(facts.holds, payerId);
  const addedMinor = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const audited = auditedAct(operator, {
    auditId: context.ids('aud'),
    what: 'refund-given',
    subjectId: sessionId,
    facts: { payerId, totalMinor: totalMinor.toString(), addedMinor: addedMinor.toString(), reason },
    atMs,
  });
  const body = {
    sessionId,
    payerId,
    currency: facts.session.tariff.tariff.currency,
    capturedMinor: toSafeNumber(paid.capturedMinor),
    refundedMinor: toSafeNumber(totalMinor),
    refunds: refunds.map(({ refundId, state, amountMinor }) => ({ refundId, state, amountMinor: toSafeNumber(amountMinor) })),
  };
  return ok({ status: 201, body, changes: [...changes, audited] });
}

export function createRefundSession(context: StepContext, books: BooksQuery): RefundSession {
  return (request) =>
    runKeyedAct<StaffRefundFacts>(context, request, {
      load: async () => {
        const dossier = await tenantDossier(context, request.sessionId, request.operator);
        return dossier.ok ? ok(await staffRefundFacts(context, books, dossier.value)) : dossier;
      },
      decide: (facts, nowMs) => decideStaffRefund(context, facts, request, nowMs),
    });
}
