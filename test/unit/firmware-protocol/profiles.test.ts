// Profiles: the kinds that ship are consistent with the wire, and their rules mean what they say (FP-11, FP-14, FP-18, FP-22).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEVICE_CODES, findProfile, isEvidenceEnough, KIND_CATALOGUE, LIMITS, mayControlTake, SCHEMAS } from '#protocol';

const names = (kinds: typeof KIND_CATALOGUE) => kinds.map(({ kind }) => kind);

describe.each(KIND_CATALOGUE)('profile $kind', (profile) => {
  test('knows only acts of the wire, and the three that every session needs', () => {
    const known = SCHEMAS.command.options.map((option) => option.shape.act.value);
    for (const act of profile.acts) expect(known).toContain(act);
    for (const act of ['start', 'stop', 'renew'] as const) expect(profile.acts).toContain(act);
    expect(profile.acts.includes('set')).toBe(Object.keys(profile.controls).length > 0);
  });

  test('FP-11 starts on at least two independent signals, and ends on evidence', () => {
    const { all, anyOf } = profile.startEvidence;
    expect(all.length).toBeGreaterThan(0);
    expect(anyOf.length).toBeGreaterThan(1);
    expect(all.filter((name) => anyOf.includes(name))).toEqual([]);
    expect(profile.stopEvidence.all.length).toBeGreaterThan(0);
    expect(isEvidenceEnough(profile.startEvidence, all)).toBe(false);
    for (const word of [...all, ...anyOf, ...profile.stopEvidence.all, ...profile.stopEvidence.anyOf]) {
      expect(SCHEMAS.journalEntry.options[0].shape.evidence.safeParse([word]).success).toBe(true);
    }
  });

  test('FP-14 leases outlive a start and grow to no more than the longest session', () => {
    expect(profile.firstLeaseS * 1_000).toBeGreaterThan(LIMITS.startUnseenAfterMs);
    expect(profile.firstLeaseS).toBeLessThanOrEqual(profile.maxLeaseS);
    expect(profile.maxLeaseS).toBeLessThanOrEqual(profile.longestSessionS);
    expect(profile.maxLeaseS * 1_000).toBeGreaterThan(LIMITS.meterEveryMs);
  });

  test('FP-18 one that a person stops never needs less than evidence of the person', () => {
    if (profile.stopBy === 'device') return expect(profile.stopEvidence.all).toHaveLength(1);
    return expect(profile.stopEvidence.all.length).toBeGreaterThan(1);
  });

  test('refuses in words of the wire, only acts that it has', () => {
    for (const { act, code } of profile.interlocks) {
      expect(profile.acts).toContain(act);
      expect(DEVICE_CODES).toContain(code);
    }
  });

  test('has controls that can be set, state that fits the wire, and defaults inside their own limits', () => {
    for (const name of [...Object.keys(profile.controls), ...Object.keys(profile.reported), ...Object.keys(profile.config)]) {
      expect(SCHEMAS.config.shape.set.safeParse({ [name]: 1 }).success).toBe(true);
    }
    expect(Object.keys(profile.controls).filter((name) => name in profile.reported)).toEqual([]);
    for (const spec of Object.values(profile.controls)) {
      if (spec.type !== 'range') continue;
      expect((spec.max - spec.min) % spec.step).toBe(0);
      expect(mayControlTake(spec, spec.min) && mayControlTake(spec, spec.max)).toBe(true);
    }
    for (const spec of Object.values(profile.config)) {
      if (spec.type === 'text') expect(spec.default.length).toBeLessThanOrEqual(spec.maxLength);
      else expect(spec.default >= spec.min && spec.default <= spec.max).toBe(true);
    }
  });

  test('names a greatest rate for each thing it meters besides time', () => {
    for (const quantity of profile.meters) if (quantity !== 'useMs') expect(profile.maxRatePerS[quantity]).toBeGreaterThan(0);
  });
});

describe('the catalogue', () => {
  test('names each kind once and finds it, in any list that it is given', () => {
    expect(new Set(names(KIND_CATALOGUE)).size).toBe(KIND_CATALOGUE.length);
    for (const profile of KIND_CATALOGUE) expect(findProfile(KIND_CATALOGUE, profile.kind)).toBe(profile);
    expect(findProfile(KIND_CATALOGUE, 'swimming-pool')).toBeUndefined();
    expect(findProfile([], 'bike')).toBeUndefined();
  });
});

describe('FP-11 evidence', () => {
  const rule = fc.record({ all: fc.array(fc.constantFrom('a', 'b', 'c')), anyOf: fc.array(fc.constantFrom('c', 'd', 'e')) });
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));

  test('more evidence never proves less', () => {
    fc.assert(
      fc.property(
        rule,
        words,
        words,
        (asked, some, more) => !isEvidenceEnough(asked, some) || isEvidenceEnough(asked, [...some, ...more]),
      ),
    );
  });
});

describe('FP-22 controls', () => {
  test('a range takes exactly its steps', () => {
    const range = fc.record({
      min: fc.integer({ min: -100, max: 100 }),
      step: fc.integer({ min: 1, max: 20 }),
      steps: fc.nat({ max: 30 }),
    });
    fc.assert(
      fc.property(range, fc.integer({ min: -1_000, max: 1_000 }), ({ min, step, steps }, value) => {
        const values = Array.from({ length: steps + 1 }, (_, at) => min + at * step);
        const spec = { type: 'range', min, max: min + steps * step, step, unit: 'level' } as const;
        return mayControlTake(spec, value) === values.includes(value);
      }),
    );
  });

  test('no control takes a number that is none', () => {
    const spec = { type: 'range', min: 0, max: 10, step: 1, unit: 'level' } as const;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 0.5]) expect(mayControlTake(spec, value)).toBe(false);
  });
});
