// Stay: a guest's right to a room for a time; a pairing code that only the room shows binds the phone to it.
import { HOUR_MS } from '#protocol';

export type StayRecord = {
  readonly stayId: string;
  readonly objectId: string;
  readonly tenantId: string;
  /** Digits shown on the room's own screen. */
  readonly pairingCode: string;
  readonly pairedPersonId: string | null;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly version: number;
};

/** A wrong code that somebody gave for a stay, under the key of the request: a repeated request is not a second try. */
export type FailedPairing = { readonly personId: string; readonly key: string; readonly atMs: number };

/**
 * Wrong codes within the window: few for one person, so that a stranger's mistakes are not the guest's; more for the
 * stay as a whole, so that many accounts together still cannot guess six digits. Both pass by themselves.
 */
export const PAIRING_LIMITS = { perPerson: 5, perStay: 20, windowMs: HOUR_MS } as const;

/** How often this person may still be wrong. @param failures those of the stay within the window. */
export function pairingAttemptsLeft(failures: readonly FailedPairing[], personId: string): number {
  const own = failures.filter((failure) => failure.personId === personId).length;
  return Math.max(0, Math.min(PAIRING_LIMITS.perPerson - own, PAIRING_LIMITS.perStay - failures.length));
}
