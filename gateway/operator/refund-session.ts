// Refund session: staff give money back to a payer of a session, with a reason, up to a total that is never passed (R16).
import { ok, type Result } from '#protocol';
import { decideRefund, paidBy, type RefundFacts } from '../domain/correction/refund.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import { drawRefundIds, refundFactsOf } from '../journey/refund-facts.ts';
import type { StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest, tenantDossier } from './operator-act.ts';

export type RefundWishOfStaff = {
  readonly sessionId: string;
  /** null: whoever started the session. */
  readonly payerId: string | null;
  /** What this payer shall have got back of the session in all; two clicks on it give once. */
  readonly totalMinor: bigint;
  readonly reason: string;
};

export type RefundSession = (request: OperatorRequest & RefundWishOfStaff) => Promise<Result<ActAnswer, Rejection>>;

export function decideStaffRefund(
  context: Pick<StepContext, 'ids'>,
  facts: RefundFacts,
  request: OperatorRequest & RefundWishOfStaff,
  atMs: number,
): Result<Acted, Rejection> {
  const { operator, totalMinor, reason } = request;
  const payerId = request.payerId ?? facts.session.payerId;
  const by = { actor: 'operator', id: operator.operatorId } as const;
  const wish = { payerId, targetMinor: totalMinor, rule: null, by, reason };
  const decided = decideRefund(facts, wish, drawRefundIds(context, facts.holds), atMs);
  if (!decided.ok) return decided;
  const { refunds, changes } = decided.value;
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

export function createRefundSession(context: StepContext): RefundSession {
  return (request) =>
    runKeyedAct<RefundFacts>(context, request, {
      load: async () => {
        const dossier = await tenantDossier(context, request.sessionId, request.operator);
        return dossier.ok ? ok(await refundFactsOf(context, dossier.value)) : dossier;
      },
      decide: (facts, nowMs) => decideStaffRefund(context, facts, request, nowMs),
    });
}
