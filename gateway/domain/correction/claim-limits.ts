// Claim limits: how far a claim is believed and how often, in one table with the asserts that relate them (R16).
import { assert, DAY_MS, LIMITS } from '#protocol';
import { PAYOUT_AGE_MS } from '../ledger/payout.ts';

/** Source under which an answered claim is noted among what may happen once. */
export const CLAIM_ANSWERS = 'claim-answer';

export const CLAIM_LIMITS = {
  /** A claim is possible for so long after the end. */
  openForMs: 7 * DAY_MS,
  /** Granted claims count for so long. */
  countedForMs: 30 * DAY_MS,
  /** Granted to one person within that time; then a person decides. */
  perPerson: 3,
  /** ... of them at one object. */
  perPersonAndObject: 1,
  /** Use and pauses up to here are what a wrong or shut object shows. */
  littleUseMs: 60_000,
  littleDistanceM: 50,
  /** From the money being held to the unlocking, by the device's own word: more is late. */
  lateAfterMs: 15_000,
  /** A stop that the device answered within this was heard. */
  stopHeardWithinMs: 10_000,
} as const;

assert(CLAIM_LIMITS.openForMs <= PAYOUT_AGE_MS, 'what may still be claimed back is not paid out yet (R19)');
assert(CLAIM_LIMITS.countedForMs > CLAIM_LIMITS.openForMs, 'claims of one week are counted together');
assert(CLAIM_LIMITS.lateAfterMs > LIMITS.startLifetimeMs, 'a device that obeys while its start lives is in time');
assert(CLAIM_LIMITS.stopHeardWithinMs > Math.max(...LIMITS.repeatAfterMs), 'a stop was repeated before it counts as unheard');
assert(CLAIM_LIMITS.perPersonAndObject <= CLAIM_LIMITS.perPerson, 'one object has no more claims than all together');
