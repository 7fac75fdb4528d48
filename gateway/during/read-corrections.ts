// Read corrections: what came after a receipt - money given back, claims and what became of them, and what is still owed.
import { ok, type Result } from '#protocol';
import { CLAIM_RULES, type ClaimRecord } from '../domain/correction/claim.ts';
import { claimableUntilMs } from '../domain/correction/claim-decide.ts';
import type { Corrections } from '../domain/correction/corrections.ts';
import { paidBy } from '../domain/correction/refund.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { memberDossier } from '../journey/members.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { isClaimAnswered } from '../storage/queries/claims.ts';

export type ReadCorrections = (request: {
  readonly sessionId: string;
  readonly personId: string;
}) => Promise<Result<Corrections, Rejection>>;

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** @param books says which claims a person has answered. */
export function createReadCorrections(context: StepContext, books: BooksQuery): ReadCorrections {
  async function answeredClaims(claims: readonly ClaimRecord[]): Promise<ReadonlySet<string>> {
    const answered = new Set<string>();
    for (const { claimId, verdict } of claims) {
      if (verdict !== 'for-a-person') continue;
      if (await isClaimAnswered(books, claimId)) answered.add(claimId);
    }
    return answered;
  }

  return async ({ sessionId, personId }) => {
    const dossier = await memberDossier(context, sessionId, personId);
    if (!dossier.ok) return dossier;
    const { session, holds } = dossier.value;
    const { capturedMinor, refundedMinor } = paidBy(holds, personId);
    const claims = (await context.store.claimsOf(sessionId)).filter((claim) => claim.personId === personId);
    const refunds = (await context.store.refundsOf(sessionId)).filter(({ payerId }) => payerId === personId);
    const memos = (await context.store.uncollectedOf(personId)).filter((memo) => memo.sessionId === sessionId);
    const answered = await answeredClaims(claims);
    const untilMs = claimableUntilMs(session);
    const isOpen = untilMs !== null && context.clock.nowMs() <= untilMs && capturedMinor > refundedMinor;
    const rules = CLAIM_RULES.filter((rule) => !claims.some((claim) => claim.rule === rule));
    return ok({
      sessionId,
      currency: session.tariff.tariff.currency,
      paidMinor: toSafeNumber(capturedMinor),
      refundedMinor: toSafeNumber(refundedMinor),
      refunds: refunds.map(({ refundId, amountMinor, state, by, createdAtMs }) => ({
        refundId,
        amountMinor: toSafeNumber(amountMinor),
        state,
        by: by.actor,
        at: iso(createdAtMs),
      })),
      claims: claims.map(({ claimId, rule, verdict, because, atMs }) => ({
        claimId,
        rule,
        verdict,
        because,
        answered: answered.has(claimId),
        at: iso(atMs),
      })),
      claimable: isOpen && untilMs !== null && rules.length > 0 ? { rules, until: iso(untilMs) } : null,
      owedMinor: toSafeNumber(memos.reduce((sum, { state, owedMinor }) => (state === 'open' ? sum + owedMinor : sum), 0n)),
    });
  };
}
