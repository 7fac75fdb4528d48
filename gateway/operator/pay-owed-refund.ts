// Pay owed refund: what a wallet refused to give back was paid by other means, and somebody says so (row 24).
import { ok, type Result, refused } from '#protocol';
import { owedPaid, type RefundFacts } from '../domain/correction/refund.ts';
import type { RefundRecord } from '../domain/ledger/ledger.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { refundFactsOf } from '../journey/refund-facts.ts';
import type { StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest, tenantDossier } from './operator-act.ts';

export type PayOwedRefund = (
  request: OperatorRequest & {
    readonly sessionId: string;
    readonly refundId: string;
    /** How it was paid, such as a bank reference. */
    readonly reason: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly refund: RefundRecord; readonly facts: RefundFacts };

export function createPayOwedRefund(context: StepContext): PayOwedRefund {
  return (request) => {
    const { operator, sessionId, refundId, reason } = request;
    return runKeyedAct<Facts>(context, request, {
      load: async () => {
        const dossier = await tenantDossier(context, sessionId, operator);
        if (!dossier.ok) return dossier;
        const facts = await refundFactsOf(context, dossier.value);
        const refund = facts.refunds.find((each) => each.refundId === refundId && each.state === 'owed');
        return refund ? ok({ refund, facts }) : refused({ code: 'refund.unknown' });
      },
      decide: ({ refund, facts }, atMs) => {
        const amountMinor = refund.amountMinor.toString();
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'owed-refund-paid',
          subjectId: refundId,
          facts: { sessionId, payerId: refund.payerId, amountMinor, reason },
          atMs,
        });
        const changes = [...owedPaid(facts, refund, { transferId: context.ids('trf') }, atMs), audited];
        const body = { refundId, sessionId, state: 'done', amountMinor: toSafeNumber(refund.amountMinor) };
        return ok({ status: 201, body, changes });
      },
    });
  };
}
