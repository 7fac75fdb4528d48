// Money left: when what is reserved, or can still be, gets short - one rule for the session's page and for the message.
import type { Minor } from '../money.ts';

/** From this share on a person is told. */
const LOW_PERMILLE = 800;

/** True from 80 % of the reserved amount on. */
export function isMoneyLow(costMinor: number, heldMinor: number): boolean {
  return costMinor > 0 && costMinor * 1_000 >= heldMinor * LOW_PERMILLE;
}

/** What may be spent before it is low. */
export function untilLowMinor(reachMinor: Minor): Minor {
  return (reachMinor * BigInt(LOW_PERMILLE)) / 1_000n;
}
