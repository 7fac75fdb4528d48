// Answer claim: a claim that the facts could not decide is decided by a person, once: money back, or a reasoned no.
import { ok, type Result, refused } from '#protocol';
import type { ClaimRecord } from '../domain/correction/claim.ts';
import { CLAIM_ANSWERS } from '../domain/correction/claim-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { isClaimAnswered, readSessionOfClaim } from '../storage/queries/claims.ts';
import { auditedAct, type OperatorRequest, tenantDossier } from './operator-act.ts';
import { decideStaffRefund, type StaffRefundFacts, staffRefundFacts } from './refund-session.ts';

export type AnswerClaim = (
  request: OperatorRequest & {
    readonly claimId: string;
    /** What the claimant shall have got back of the session in all; 0 is the no. */
    readonly totalMinor: bigint;
    readonly reason: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly claim: ClaimRecord; readonly refund: StaffRefundFacts };

/** @param books finds a claim by its id, and whether it was answered. */
export function createAnswerClaim(context: StepContext, books: BooksQuery): AnswerClaim {
  async function load({ claimId, operator }: Parameters<AnswerClaim>[0]): Promise<Result<Facts, Rejection>> {
    const sessionId = await readSessionOfClaim(books, claimId);
    if (sessionId === null || (await isClaimAnswered(books, claimId))) return refused({ code: 'claim.unknown' });
    const dossier = await tenantDossier(context, sessionId, operator);
    if (!dossier.ok) return refused({ code: 'claim.unknown' });
    const claims = await context.store.claimsOf(sessionId);
    const claim = claims.find((each) => each.claimId === claimId && each.verdict === 'for-a-person');
    return claim
      ? ok({ claim, refund: await staffRefundFacts(context, books, dossier.value) })
      : refused({ code: 'claim.unknown' });
  }

  function decide(request: Parameters<AnswerClaim>[0], { claim, refund }: Facts, atMs: number): Result<Acted, Rejection> {
    const { operator, totalMinor, reason } = request;
    const { claimId, sessionId, personId } = claim;
    const given =
      totalMinor === 0n
        ? ok({ status: 201, body: {}, changes: [] })
        : decideStaffRefund(context, refund, { ...request, sessionId, payerId: personId }, atMs);
    if (!given.ok) return given;
    const facts = { sessionId, totalMinor: totalMinor.toString(), reason };
    const act = { auditId: context.ids('aud'), what: 'claim-answered', subjectId: claimId, facts, atMs };
    return ok({
      status: 201,
      body: { ...given.value.body, claimId, sessionId, granted: totalMinor > 0n },
      changes: [
        { change: 'event-seen', source: CLAIM_ANSWERS, eventId: claimId, atMs },
        ...given.value.changes,
        auditedAct(operator, act),
      ],
    });
  }

  return (request) =>
    runKeyedAct<Facts>(context, request, {
      load: () => load(request),
      decide: (facts, nowMs) => decide(request, facts, nowMs),
    });
}
