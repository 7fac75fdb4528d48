// Buckets: a burst at once, then one each time, whatever the order of taking, giving back and clocks that jump.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BucketRule, type FullAtMs, givenBack, taken, waitMs } from '../../../../../gateway/domain/limits/bucket.ts';

const rule: BucketRule = { burst: 3, everyMs: 10 };
const T = 1_000;

/** Takes as often as it may at one moment. */
function drain(from: FullAtMs, nowMs: number): { readonly took: number; readonly fullAtMs: FullAtMs } {
  let fullAtMs = from;
  let took = 0;
  while (waitMs(rule, fullAtMs, nowMs) === 0) {
    fullAtMs = taken(rule, fullAtMs, nowMs);
    took += 1;
  }
  return { took, fullAtMs };
}

describe('a bucket', () => {
  test('gives its burst at once, and then one for each time that passes', () => {
    const { took, fullAtMs } = drain(null, T);
    expect(took).toBe(3);
    expect(waitMs(rule, fullAtMs, T)).toBe(10);
    expect(waitMs(rule, fullAtMs, T + 9)).toBe(1);
    expect(drain(fullAtMs, T + 10).took).toBe(1);
    expect(drain(fullAtMs, T + 25).took).toBe(2);
    expect(drain(fullAtMs, T + 3_000).took).toBe(3);
  });

  test('takes back what was taken in vain, and is forgotten once it is full', () => {
    const one = taken(rule, null, T);
    expect(givenBack(rule, one, T)).toBeNull();
    const { fullAtMs } = drain(null, T);
    expect(waitMs(rule, givenBack(rule, fullAtMs, T), T)).toBe(0);
    expect(givenBack(rule, null, T)).toBeNull();
  });

  test('that was emptied before a clock was set back by years holds nobody up for longer than an empty one', () => {
    const { fullAtMs } = drain(null, T + 10 ** 12);
    expect(waitMs(rule, fullAtMs, T)).toBe(10);
  });

  test('is not taken from while it is empty', () => {
    const { fullAtMs } = drain(null, T);
    expect(() => taken(rule, fullAtMs, T)).toThrow('empty bucket');
  });

  test('lets through no more in any span than its burst and what the span refills', () => {
    const steps = fc.array(fc.record({ passMs: fc.integer({ min: 0, max: 40 }), tries: fc.integer({ min: 0, max: 6 }) }));
    const rules = fc.record({ burst: fc.integer({ min: 1, max: 9 }), everyMs: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(rules, steps, (drawn, taps) => {
        let fullAtMs: FullAtMs = null;
        let nowMs = T;
        const moments: number[] = [];
        for (const { passMs, tries } of taps) {
          nowMs += passMs;
          for (let n = 0; n < tries; n += 1) {
            if (waitMs(drawn, fullAtMs, nowMs) > 0) continue;
            fullAtMs = taken(drawn, fullAtMs, nowMs);
            moments.push(nowMs);
          }
        }
        moments.forEach((from, first) => {
          moments.slice(first).forEach((until, after) => {
            expect(after + 1).toBeLessThanOrEqual(drawn.burst + Math.floor((until - from) / drawn.everyMs));
          });
        });
      }),
    );
  });
});
