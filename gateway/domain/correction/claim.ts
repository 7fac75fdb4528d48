// Claim: "something wrong?" in one tap, decided from facts that the person cannot influence (R16).

/** never-opened, opened-late, offline-at-stop, not-my-object. */
export const CLAIM_RULES = ['never-opened', 'opened-late', 'offline-at-stop', 'not-my-object'] as const;
export type ClaimRule = (typeof CLAIM_RULES)[number];

/** Why a claim was decided as it was: a closed list, so that each reader gets it in words. */
export const CLAIM_REASONS = [
  // granted
  'no-use-proven',
  'unlocked-late',
  'billed-past-stop',
  'label-moved',
  // refused
  'nothing-paid',
  'use-proven',
  'unlocked-in-time',
  'wait-not-billed',
  'no-stop-pressed',
  'object-answered-stop',
  'ended-at-stop',
  'refunded-already',
  // for-a-person
  'limit-reached',
  'evidence-missing',
  'items-on-bill',
  'used-by-somebody',
  'used-after-stop',
  'in-dispute',
] as const;
export type ClaimReason = (typeof CLAIM_REASONS)[number];

export type ClaimVerdict = 'granted' | 'refused' | 'for-a-person';

export type ClaimRecord = {
  readonly claimId: string;
  readonly sessionId: string;
  readonly tenantId: string;
  readonly objectId: string;
  readonly personId: string;
  readonly rule: ClaimRule;
  /** granted: refunded at once. refused: the facts say otherwise. for-a-person: over the limit, or the facts are silent. */
  readonly verdict: ClaimVerdict;
  readonly because: ClaimReason;
  readonly atMs: number;
};
