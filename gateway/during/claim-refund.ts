// Claim refund: "something wrong?" in one tap; what the facts agree with is given back in the same commit (R16).
import { ok, type Result, refused } from '#protocol';
import type { ClaimRule } from '../domain/correction/claim.ts';
import { type ClaimFacts, type ClaimIds, type DecidedClaim, decideClaim } from '../domain/correction/claim-decide.ts';
import { CLAIM_LIMITS } from '../domain/correction/claim-limits.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { memberDossier } from '../journey/members.ts';
import { drawRefundIds, refundFactsOf } from '../journey/refund-facts.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';

export type ClaimRefund = (
  request: KeyedRequest & { readonly sessionId: string; readonly rule: ClaimRule },
) => Promise<Result<ActAnswer, Rejection>>;

function bodyOf({ claim, refunds }: DecidedClaim): object {
  const { claimId, sessionId, rule, verdict, because } = claim;
  const givenMinor = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return { claimId, sessionId, rule, verdict, because, refundedMinor: toSafeNumber(givenMinor) };
}

export function createClaimRefund(context: StepContext): ClaimRefund {
  async function load({ sessionId, personId }: { sessionId: string; personId: string }): Promise<Result<ClaimFacts, Rejection>> {
    const { store, clock } = context;
    const dossier = await memberDossier(context, sessionId, personId);
    if (!dossier.ok) return dossier;
    const sinceMs = clock.nowMs() - CLAIM_LIMITS.countedForMs;
    const standing = await store.standing(personId, { sinceMs });
    const { session } = dossier.value;
    return ok({
      ...dossier.value,
      ...(await refundFactsOf(context, dossier.value)),
      profile: profileOf(context, session.kind),
      claims: await store.claimsOf(sessionId),
      tag: await store.tag(session.scan.tagId),
      standing,
    });
  }

  return (request) =>
    runKeyedAct<ClaimFacts>(context, request, {
      load: () => load(request),
      decide: (facts, nowMs) => {
        const ids: ClaimIds = {
          claimId: context.ids('clm'),
          auditId: context.ids('aud'),
          refunds: drawRefundIds(context, facts.holds),
        };
        const decided = decideClaim(facts, request, ids, nowMs);
        if (!decided.ok) return refused(decided.error);
        return ok({ status: 201, body: bodyOf(decided.value), changes: decided.value.changes });
      },
    });
}
