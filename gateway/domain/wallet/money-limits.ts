// Money limits: the times and numbers by which wallets are asked and persons may start, in one table with what relates them.
import { assert, DAY_MS, MINUTE_MS, SECOND_MS } from '#protocol';
import { SESSION_LIMITS } from '../gateway-limits.ts';

export const MONEY_LIMITS = {
  /** Live sessions of one person at a time, unless the operator says otherwise (R10). */
  liveSessionsPerPerson: 5,
  /** A wallet that has not said yes by then is asked to release instead; nobody stands longer before a closed door (row 3). */
  authorizeUnknownAfterMs: 20 * SECOND_MS,
  /** What the payer must do at the wallet's own page may take this long at most. */
  payerActionMostMs: 15 * MINUTE_MS,
  /** One call is waited for this long. */
  walletCallMs: 15 * SECOND_MS,
  /** Asked again after this, then twice as long each time, up to `chaseMostMs`; jitter takes up to half off. */
  chaseFirstMs: SECOND_MS,
  chaseMostMs: 5 * MINUTE_MS,
  /** ... and while somebody stands before the object and waits. */
  chaseAwaitedMostMs: 5 * SECOND_MS,
  /** A capture or release without a word for this long goes to a person. */
  walletSilentMs: DAY_MS,
  /** Calls to wallets under way at once. */
  walletCallsAtOnce: 16,
  /** A frozen amount is asked for so long after its hold is gone, where the wallet may come round; then it is owed (row 22). */
  recaptureForMs: 30 * MINUTE_MS,
  /** A review that only a person can end is brought up again after this. */
  reviewAgainMs: DAY_MS,
} as const;

assert(
  MONEY_LIMITS.chaseFirstMs + MONEY_LIMITS.walletCallMs < MONEY_LIMITS.authorizeUnknownAfterMs,
  'a wallet is asked more than once before a start is given up',
);
assert(MONEY_LIMITS.recaptureForMs < SESSION_LIMITS.reviewForMs, 'what can be had is had before anybody decides without it');
