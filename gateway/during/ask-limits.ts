// Ask limits: takes one from each bucket of a deed, or says how long to wait.
import { ok, type Result, refused, SECOND_MS } from '#protocol';
import type { Demand } from '../domain/limits/scan-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Limits } from '../ports/limits.ts';

export function askLimits(limits: Limits, demands: readonly Demand[]): Result<null, Rejection> {
  const waitMs = limits.take(demands);
  return waitMs === 0
    ? ok(null)
    : refused({ code: 'limit.reached', retryAfterS: Math.ceil(waitMs / SECOND_MS), helps: 'waiting' });
}
