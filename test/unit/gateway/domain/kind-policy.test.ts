// The commerce of each kind is read once, with everything that is wrong in one list.
import { expect, test } from 'vitest';
import { type Json, KIND_CATALOGUE, type KindProfile } from '#protocol';
import { parseKindPolicy } from '../../../../gateway/domain/kind-policy.ts';
import { expectOk } from '../../qr/expect-ok.ts';

const profileOf = (kind: string): KindProfile => {
  const profile = KIND_CATALOGUE.find((candidate) => candidate.kind === kind);
  if (!profile) throw new Error(`no kind ${kind}`);
  return profile;
};
const pod = profileOf('sleep-pod');
const withCommerce = (changes: { readonly [name: string]: Json | undefined }): KindProfile => ({
  ...pod,
  commerce: { ...(pod.commerce as { readonly [name: string]: Json }), ...changes },
});

test.each(KIND_CATALOGUE.map((profile) => [profile.kind, profile] as const))('%s ships with a whole policy', (kind, profile) => {
  const policy = expectOk(parseKindPolicy(profile));
  expect(policy).toMatchObject({ kind });
  expect(policy.tariff.hold.mostMinor).toBeGreaterThan(0n);
});

test('a room is bound to its stay, a bike is not and calls nobody', () => {
  expect(expectOk(parseKindPolicy(profileOf('hotel-room')))).toMatchObject({
    presence: 'stay',
    pairing: 'stay',
    staffCall: true,
  });
  expect(expectOk(parseKindPolicy(profileOf('bike')))).toMatchObject({
    presence: 'first-start-without-evidence',
    pairing: 'none',
    staffCall: false,
  });
});

test('a table always asks who is there, and what shows it can be said by a venue', () => {
  const usual = ['display-code', 'button', 'blink', 'staff'];
  expect(expectOk(parseKindPolicy(profileOf('restaurant-table')))).toMatchObject({ presence: 'required', evidence: usual });
  expect(expectOk(parseKindPolicy(profileOf('hotel-room'))).evidence).toEqual(['stay']);
  expect(expectOk(parseKindPolicy(withCommerce({ presence: 'required', evidence: ['button'] }))).evidence).toEqual(['button']);
});

test('everything that is wrong is told at once', () => {
  const profile = withCommerce({
    presence: 'maybe',
    pairing: undefined,
    staffcall: true,
    tariff: { name: 'x', freeMs: -1 },
  });
  const parsed = parseKindPolicy(profile);
  expect(parsed).toMatchObject({ ok: false, error: { code: 'kind.commerce-invalid', kind: 'sleep-pod' } });
  const problems = parsed.ok ? [] : parsed.error.problems.map(({ at, problem }) => `${at} ${problem}`);
  expect(problems).toEqual([
    'staffcall is not known',
    'presence is not one of none, advisory, first-start-without-evidence, required, stay',
    'pairing is missing',
    'tariff.currency is missing',
    'tariff.baseMinor is missing',
    'tariff.freeMs is below 0',
    'tariff.steps is missing',
    'tariff.items is missing',
    'tariff.taxPermille is missing',
    'tariff.holdMinor is missing, and so is capMinor',
  ]);
});

/** One fault at a time: packages have rules of their own, which a broken step or hold would break as well. */
const tariff = { ...(pod.commerce as { tariff: { readonly [name: string]: Json } }).tariff, packages: [] };

test.each<[string, KindProfile, string]>([
  ['a commerce that is none', { ...pod, commerce: null }, ''],
  ['pairing without a stay', withCommerce({ pairing: 'stay' }), 'pairing'],
  ['a stay without pairing', withCommerce({ presence: 'stay' }), 'pairing'],
  ['evidence that is none', withCommerce({ evidence: [] }), 'evidence'],
  ['evidence of a tag that can be copied', withCommerce({ evidence: ['button', 'nfc'] }), 'evidence'],
  ['a stay as evidence where nobody stays', withCommerce({ evidence: ['stay'] }), 'evidence'],
  ['evidence that is not known', withCommerce({ evidence: ['hunch'] }), 'evidence[0]'],
  ['a staff call that the hardware lacks', { ...pod, acts: ['start', 'stop', 'renew'] }, 'staffCall'],
  [
    'a menu for what cannot order',
    withCommerce({ tariff: { ...tariff, items: [{ itemId: 'tea', amountMinor: 1, name: { en: 'Tea' } }] } }),
    'tariff.items',
  ],
  [
    'a step that is not metered',
    withCommerce({ tariff: { ...tariff, steps: [{ quantity: 'distanceM', per: 1, amountMinor: 1 }] } }),
    'tariff.steps[0].quantity',
  ],
  [
    'a hold that does not pay the first lease',
    withCommerce({ tariff: { ...tariff, packages: [], capMinor: null, holdMinor: 499 } }),
    'tariff.holdMinor',
  ],
  ['a tariff that does not fit its hold', withCommerce({ tariff: { ...tariff, holdMinor: 1 } }), 'tariff.capMinor'],
])('%s is refused', (_title, profile, at) => {
  const parsed = parseKindPolicy(profile);
  expect(parsed.ok ? null : parsed.error.problems[0]?.at).toBe(at);
});
