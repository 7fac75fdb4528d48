// Claims decided: the facts first, then how often this person has been believed; one claim per rule, session and payer (R16).
import { ok, type Result, refused } from '#protocol';
import type { AuditRow } from '../audit/audit.ts';
import type { Change } from '../changes.ts';
import type { RefundRecord } from '../ledger/ledger.ts';
import type { Minor } from '../money.ts';
import type { Rejection } from '../rejections.ts';
import type { PersonStanding } from '../session/person-standing.ts';
import { joinShares } from '../session/session-settle-share.ts';
import { pricingOf } from '../tariff/price.ts';
import type { ClaimReason, ClaimRecord, ClaimRule, ClaimVerdict } from './claim.ts';
import { type ClaimEvidence, type ClaimFinding, examineClaim } from './claim-evidence.ts';
import { CLAIM_LIMITS } from './claim-limits.ts';
import { decideRefund, disputedBy, paidBy, type RefundFacts, type RefundIds } from './refund.ts';

export type ClaimFacts = RefundFacts &
  Pick<ClaimEvidence, 'session' | 'device' | 'profile' | 'commands' | 'journal' | 'orders' | 'tag'> & {
    /** All of the session, whoever made them. */
    readonly claims: readonly ClaimRecord[];
    readonly standing: PersonStanding;
  };

export type ClaimWish = { readonly personId: string; readonly rule: ClaimRule };
export type ClaimIds = { readonly claimId: string; readonly auditId: string; readonly refunds: RefundIds };

export type DecidedClaim = {
  readonly claim: ClaimRecord;
  /** What was given back at once; empty when nothing was. */
  readonly refunds: readonly RefundRecord[];
  readonly changes: readonly Change[];
};

/** Until when this session may still be claimed on; null before it has ended. */
export function claimableUntilMs({ end, state }: ClaimFacts['session']): number | null {
  return state === 'closed' && end ? end.atMs + CLAIM_LIMITS.openForMs : null;
}

function isOverLimit({ session, standing }: ClaimFacts): boolean {
  const atObject = standing.claims.byObject[session.objectId] ?? 0;
  return standing.claims.total >= CLAIM_LIMITS.perPerson || atObject >= CLAIM_LIMITS.perPersonAndObject;
}

type Outcome = { readonly verdict: ClaimVerdict; readonly because: ClaimReason; readonly targetMinor: Minor | null };

function withoutMoney(verdict: ClaimVerdict, because: ClaimReason): Outcome {
  return { verdict, because, targetMinor: null };
}

function judge(facts: ClaimFacts, personId: string, finding: ClaimFinding, refundedMinor: Minor): Outcome {
  if (finding.verdict !== 'granted') return withoutMoney(finding.verdict, finding.because);
  if (finding.targetMinor <= refundedMinor) return withoutMoney('refused', 'refunded-already');
  // Their bank is asked already: what one tap gives back would be paid twice.
  if (disputedBy(facts, personId) > 0n) return withoutMoney('for-a-person', 'in-dispute');
  return isOverLimit(facts) ? withoutMoney('for-a-person', 'limit-reached') : finding;
}

function refusalOf(facts: ClaimFacts, { personId, rule }: ClaimWish, nowMs: number): Rejection | null {
  const { session, holds, claims } = facts;
  const untilMs = claimableUntilMs(session);
  if (untilMs === null) return { code: 'claim.not-yet', state: session.state };
  if (!holds.some(({ payerId }) => payerId === personId)) return { code: 'session.unknown' };
  if (claims.some((claim) => claim.personId === personId && claim.rule === rule)) return { code: 'claim.made' };
  return nowMs > untilMs ? { code: 'claim.too-late', untilMs } : null;
}

function auditOf(claim: ClaimRecord, auditId: string): AuditRow {
  const { claimId, tenantId, personId, sessionId, rule, verdict, because, atMs } = claim;
  const actor = { kind: 'person', id: personId } as const;
  return {
    auditId,
    tenantId,
    atMs,
    actor,
    what: 'claim-decided',
    subjectId: claimId,
    facts: { sessionId, rule, verdict, because },
  };
}

function examine(facts: ClaimFacts, { personId, rule }: ClaimWish): Outcome {
  const { session, holds } = facts;
  const { settlement } = session;
  const { capturedMinor, refundedMinor } = paidBy(holds, personId);
  if (!settlement || capturedMinor === 0n) return withoutMoney('refused', 'nothing-paid');
  const shares = settlement.shares.filter(({ payerId }) => payerId === personId);
  const bill = joinShares(shares, capturedMinor);
  const evidence = { ...facts, settlement, claimantId: personId, bill, pricing: pricingOf(session) };
  return judge(facts, personId, examineClaim(rule, evidence), refundedMinor);
}

/** What is granted is refunded in the same commit; the person's row is counted with it, so that two claims at once are one (R10). */
export function decideClaim(facts: ClaimFacts, wish: ClaimWish, ids: ClaimIds, nowMs: number): Result<DecidedClaim, Rejection> {
  const refusal = refusalOf(facts, wish, nowMs);
  if (refusal) return refused(refusal);
  const { session, standing } = facts;
  const { personId, rule } = wish;
  const { verdict, because, targetMinor } = examine(facts, wish);
  const { claimId } = ids;
  const claim: ClaimRecord = {
    claimId,
    sessionId: session.sessionId,
    tenantId: session.tenantId,
    objectId: session.objectId,
    personId,
    rule,
    verdict,
    because,
    atMs: nowMs,
  };
  const refundWish = { payerId: personId, rule, by: { actor: 'claim', id: claimId }, reason: because } as const;
  const refunded = targetMinor === null ? null : decideRefund(facts, { ...refundWish, targetMinor }, ids.refunds, nowMs);
  if (refunded && !refunded.ok) return refunded;
  return ok({
    claim,
    refunds: refunded?.value.refunds ?? [],
    changes: [
      { change: 'person-counted', personId, fromVersion: standing.version },
      { change: 'claim-decided', claim },
      ...(refunded?.value.changes ?? []),
      { change: 'audited', row: auditOf(claim, ids.auditId) },
    ],
  });
}
