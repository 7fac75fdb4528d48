// Limit scans: a code is looked up only while its asker's buckets have one left; codes that were one get their try back.
import { ok, type Result, refused, SECOND_MS } from '#protocol';
import { parseForeignUrl } from '../domain/label/take-over.ts';
import { addressKey } from '../domain/limits/address-key.ts';
import { ALL_MISSES, type Asking, type Lane, lanesOf } from '../domain/limits/scan-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Limits } from '../ports/limits.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ResolveScan } from './1-resolve-scan.ts';
import { formOfCode, isGuessable } from './code-form.ts';

/** Refusals of a code that is nobody's; all others show that the code was one. */
const MISSES: ReadonlySet<Rejection['code']> = new Set(['code.not-ours']);

type LimitedScanDeps = {
  readonly resolveScan: ResolveScan;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly takenOverHosts: () => Promise<readonly string[]>;
};

export function createLimitedScan({ resolveScan, limits, metrics, takenOverHosts }: LimitedScanDeps): ResolveScan {
  /** The strain protects what people type: a label that was taken over is scanned, and whoever stands before it typed nothing. */
  async function isOfTakenOverHost(code: string): Promise<boolean> {
    const url = formOfCode(code) === 'other' ? parseForeignUrl(code) : null;
    return url !== null && (await takenOverHosts()).includes(new URL(url).host);
  }

  function admit(asking: Asking): Result<Lane, Rejection> {
    let shortestMs = Number.POSITIVE_INFINITY;
    for (const lane of lanesOf(asking)) {
      const waitMs = limits.take([...lane.demands, ...lane.misses]);
      if (waitMs === 0) return ok(lane);
      shortestMs = Math.min(shortestMs, waitMs);
    }
    metrics.count('scans_limited', asking.personId === null ? 'stranger' : 'account');
    // Strangers who may not guess now have no lane to wait for: they are told when somebody looks again.
    const retryAfterS = Number.isFinite(shortestMs) ? Math.ceil(shortestMs / SECOND_MS) : 60;
    return refused({ code: 'limit.reached', retryAfterS, helps: asking.personId === null ? 'signing-in' : 'waiting' });
  }

  return async (request) => {
    const { code, personId, address } = request;
    const canBeGuessed = isGuessable(code);
    const lane = admit({
      address: address === null ? null : addressKey(address),
      personId,
      isGuessable: canBeGuessed,
      isStrained: canBeGuessed && limits.waitMs([ALL_MISSES]) > 0 && !(await isOfTakenOverHost(code)),
    });
    if (!lane.ok) return lane;
    // Taken before it is looked up, so that a thousand tries at once are not one.
    const isCounted = canBeGuessed && address !== null && limits.take([ALL_MISSES]) === 0;
    const scan = await resolveScan(request);
    if (!scan.ok && MISSES.has(scan.error.code)) return scan;
    limits.giveBack([...lane.value.misses, ...(isCounted ? [ALL_MISSES] : [])]);
    return scan;
  };
}
