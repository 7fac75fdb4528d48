// Resolve review: staff end a review now instead of its deadline, in the payer's favour; more can be refunded afterwards (R11).
import { ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { ReviewReason } from '../domain/session/session.ts';
import { decideReview, reviewAgain } from '../domain/session/session-review.ts';
import type { SettleFacts } from '../domain/session/session-settle-facts.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import { drawReviewIds } from '../journey/refund-facts.ts';
import { type StepContext, settleFactsOf } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest, tenantDossier } from './operator-act.ts';

export type ResolveReview = (
  request: OperatorRequest & { readonly sessionId: string; readonly reason: string },
) => Promise<Result<ActAnswer, Rejection>>;

export function createResolveReview(context: StepContext): ResolveReview {
  return (request) => {
    const { operator, sessionId, reason } = request;

    /** Where only the wallet can end it, or nobody yet, the answer says so: what was taken in error is on its way back. */
    function resolved(because: ReviewReason, changes: readonly Change[], atMs: number): Acted {
      const isStillOpen = changes.some((change) => change.change === 'session-changed' && change.session.state === 'review');
      const audited = auditedAct(operator, {
        auditId: context.ids('aud'),
        what: 'review-resolved',
        subjectId: sessionId,
        facts: { because, isStillOpen, reason },
        atMs,
      });
      const body = { sessionId, state: isStillOpen ? 'review' : 'settling', because };
      return { status: 202, body, changes: [...changes, audited] };
    }

    return runKeyedAct<SettleFacts>(context, request, {
      load: async () => {
        const dossier = await tenantDossier(context, sessionId, operator);
        return dossier.ok ? ok(await settleFactsOf(context, dossier.value)) : dossier;
      },
      decide: (facts, atMs) => {
        const { state, review } = facts.session;
        if (state !== 'review' || review === null) return refused({ code: 'review.not-open', state });
        const { changes } = decideReview(facts, drawReviewIds(context, facts.holds), atMs);
        return ok(resolved(review.reason, changes, atMs));
      },
      whenBroken: (facts, atMs) =>
        resolved(facts.session.review?.reason ?? 'invariant-broken', reviewAgain(facts, atMs).changes, atMs),
    });
  };
}
