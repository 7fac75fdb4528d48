// Bucket: how often something may be done, as one moment - when it may be done as often as ever again.
import { assert } from '#protocol';

export type BucketRule = {
  /** So many at once. */
  readonly burst: number;
  /** And one more each time so much has passed. */
  readonly everyMs: number;
};

/**
 * When the bucket is full again; null for one that is. The whole state: an empty bucket of `burst` tokens is full after
 * `burst` times `everyMs` (generic cell rate algorithm), and a bucket that is full need not be kept.
 */
export type FullAtMs = number | null;

/** As it outlives a restart: whose it is, is a digest. */
export type KeptBucket = { readonly key: string; readonly fullAtMs: number };

/** A clock that was set back must not shut anybody out for longer than an empty bucket does. */
function drainedMs(rule: BucketRule, fullAtMs: FullAtMs, nowMs: number): number {
  return Math.min(rule.burst * rule.everyMs, Math.max(0, (fullAtMs ?? nowMs) - nowMs));
}

/** How long until one may be taken; 0 when it may now. */
export function waitMs(rule: BucketRule, fullAtMs: FullAtMs, nowMs: number): number {
  return Math.max(0, drainedMs(rule, fullAtMs, nowMs) - (rule.burst - 1) * rule.everyMs);
}

/** Takes one that may be taken. */
export function taken(rule: BucketRule, fullAtMs: FullAtMs, nowMs: number): number {
  assert(waitMs(rule, fullAtMs, nowMs) === 0, 'nothing is taken from an empty bucket');
  return nowMs + drainedMs(rule, fullAtMs, nowMs) + rule.everyMs;
}

/** Puts one back that was taken before. */
export function givenBack(rule: BucketRule, fullAtMs: FullAtMs, nowMs: number): FullAtMs {
  const drained = drainedMs(rule, fullAtMs, nowMs) - rule.everyMs;
  return drained > 0 ? nowMs + drained : null;
}
