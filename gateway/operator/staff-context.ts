// Staff context: what the steps about staff share, and how an answer of a device is taken once.
import { ok, type RandomBytes, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { PasskeyRecord, SpentChallenge } from '../domain/passkey/passkey.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';

export type StaffContext = Pick<StepContext, 'store' | 'runner' | 'clock' | 'ids' | 'mac' | 'installation'> & {
  readonly books: BooksQuery;
  readonly randomBytes: RandomBytes;
};

/** The answer of a device, as it was verified. */
export type VerifiedPasskey = { readonly passkey: PasskeyRecord; readonly spent: SpentChallenge };

/** The same challenge answers once: a second commit loses the race, and its second try reads this. */
export async function unspent(
  { store }: Pick<StaffContext, 'store'>,
  { challengeId }: SpentChallenge,
): Promise<Result<null, Rejection>> {
  const isSpent = await store.isPasskeyChallengeSpent(challengeId);
  return isSpent ? refused({ code: 'passkey.challenge-expired' }) : ok(null);
}

/** A member's own act, by the touch of their passkey: they are the actor and the subject. */
export function auditedTouch(
  { ids, clock }: Pick<StaffContext, 'ids' | 'clock'>,
  by: { readonly staffId: string; readonly tenantId: string; readonly what: string },
  facts: { readonly [name: string]: string } = {},
): Change {
  const { staffId, tenantId, what } = by;
  const actor = { kind: 'operator', id: staffId } as const;
  const row = { auditId: ids('aud'), tenantId, atMs: clock.nowMs(), actor, what, subjectId: staffId, facts };
  return { change: 'audited', row };
}
