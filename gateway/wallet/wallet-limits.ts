// Wallet limits: how long and how much is heard of a wallet elsewhere, in one table with the asserts that relate them.
import { assert, DAY_MS, MINUTE_MS, SECOND_MS } from '#protocol';

export const WALLET_LIMITS = {
  /** One HTTP exchange with the host's wallet, from the first byte out to the last byte in. */
  hostAnswerMs: 5 * SECOND_MS,
  /** One exchange with the card provider: it asks the card's bank while we wait. */
  cardAnswerMs: 20 * SECOND_MS,
  /** Largest answer that is read to its end. */
  answerBytes: 64 * 1024,
  /** Largest page of a card listing: each entry is some 3 KB there. */
  cardListBytes: 1024 * 1024,
  /** Operations in one page of the host's listing: 100 of them fit `answerBytes`. */
  hostPage: 100,
  cardPage: 100,
  /** Largest webhook that is parsed. */
  webhookBytes: 256 * 1024,
  /** A webhook signed earlier or later than this is not believed. */
  webhookAgeMs: 5 * MINUTE_MS,
  /** Longest life of a token that was narrowed to one operation. */
  grantLifetimeMs: 15 * MINUTE_MS,
  /** Our own proof to the token endpoint lives this long. */
  assertionLifetimeMs: MINUTE_MS,
  /** How long the host has to remember a key. */
  hostKeyTtlMs: 90 * DAY_MS,
  /** Stripe removes keys that are at least this old. */
  cardKeyTtlMs: DAY_MS,
  /** A card authorization stands this long where the card's network does not say. */
  cardHoldMs: 7 * DAY_MS,
  /** How long a payer may take for what their bank asks of them. */
  cardActionMs: 10 * MINUTE_MS,
  /** Keys that are tried one after the other when the provider has remembered a 500 of its own under each. */
  cardKeysPerAct: 5,
} as const;

assert(
  WALLET_LIMITS.answerBytes >= WALLET_LIMITS.hostPage * 600,
  'a full page of operations fits the largest answer that is read',
);
assert(WALLET_LIMITS.cardHoldMs > WALLET_LIMITS.cardKeyTtlMs, 'a hold outlives the keys that it was placed with');
