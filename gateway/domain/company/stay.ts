// Stay: a guest's right to a room for a time; a pairing code that only the room shows binds the phone to it.
import { assert, HOUR_MS } from '#protocol';

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
 * Wrong codes within the window. A person has few of them, so that a stranger's mistakes are not the guest's. Once many were
 * given for one stay, each further account has a single one: that slows whoever guesses down, while a guest who types what
 * the screen shows still comes in. Only far beyond that nobody does, until it has passed or the front desk unlocks it: a
 * guesser with a hundred accounts an hour finds six digits in years.
 */
export const PAIRING_LIMITS = { perPerson: 5, suspectAfter: 20, perPersonThen: 1, perStay: 100, windowMs: HOUR_MS } as const;

assert(PAIRING_LIMITS.perPersonThen <= PAIRING_LIMITS.perPerson, 'suspicion leaves fewer tries');
assert(PAIRING_LIMITS.suspectAfter > PAIRING_LIMITS.perPerson, 'one person alone raises no suspicion against others');
assert(PAIRING_LIMITS.suspectAfter < PAIRING_LIMITS.perStay, 'it is slowed down before it is shut');

/** How often this person may still be wrong. @param failures those of the stay within the window. */
export function pairingAttemptsLeft(failures: readonly FailedPairing[], personId: string): number {
  const own = failures.filter((failure) => failure.personId === personId).length;
  const { perPerson, suspectAfter, perPersonThen, perStay } = PAIRING_LIMITS;
  const most = failures.length >= suspectAfter ? perPersonThen : perPerson;
  return Math.max(0, Math.min(most - own, perStay - failures.length));
}
