// Tariffs are read strictly: the exact place and problem of everything that is wrong.
import { describe, expect, test } from 'vitest';
import { type Json, KIND_CATALOGUE } from '#protocol';
import { freezeTariff, tariffToJson } from '../../../../gateway/domain/tariff.ts';
import { parseTariff } from '../../../../gateway/domain/tariff-parse.ts';
import { expectOk } from '../../qr/expect-ok.ts';

const good = {
  name: 'pod',
  currency: 'CNY',
  baseMinor: 300,
  freeMs: 0,
  steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 100 }],
  capMinor: 5_900,
  holdMinor: 6_000,
  items: [{ itemId: 'tea', amountMinor: 500, name: { en: 'Tea', 'zh-Hans': '茶' } }],
  taxPermille: 60,
};
const without = (name: keyof typeof good): Json => {
  const { [name]: _, ...rest } = good;
  return rest;
};

describe('a good tariff', () => {
  test('becomes bigint amounts, and the same JSON again', () => {
    const tariff = expectOk(parseTariff(good));
    expect(tariff).toMatchObject({ baseMinor: 300n, capMinor: 5_900n, holdMinor: 6_000n, taxPermille: 60 });
    expect(tariffToJson(tariff)).toEqual(good);
  });

  test('holds the cap where no hold is given', () => {
    expect(expectOk(parseTariff(without('holdMinor'))).holdMinor).toBe(5_900n);
  });

  test('may have no cap where it has a hold', () => {
    expect(expectOk(parseTariff(without('capMinor')))).toMatchObject({ capMinor: null, holdMinor: 6_000n });
    expect(expectOk(parseTariff({ ...good, capMinor: null }))).toMatchObject({ capMinor: null, holdMinor: 6_000n });
  });

  test.each(KIND_CATALOGUE.map(({ kind, commerce }) => [kind, commerce]))('ships with %s', (_kind, commerce) => {
    const tariff = expectOk(parseTariff((commerce as { tariff: Json }).tariff));
    const frozen = freezeTariff('tar_1', 1, tariff);
    expect(freezeTariff('tar_1', 1, expectOk(parseTariff(JSON.parse(frozen.json)))).hash).toBe(frozen.hash);
  });
});

const step = good.steps[0];
const item = good.items[0];

test.each<[string, string, Json]>([
  ['', 'is not an object', []],
  ['', 'is not an object', null],
  ['name', 'is missing', without('name')],
  ['name', 'is empty', { ...good, name: ' ' }],
  ['currency', 'is missing', without('currency')],
  ['currency', 'does not have the form that it needs', { ...good, currency: 'cny' }],
  ['currency', 'is longer than 3 characters', { ...good, currency: 'YUAN' }],
  ['baseMinor', 'is below 0', { ...good, baseMinor: -1 }],
  ['baseMinor', 'is not a whole number within safe integers', { ...good, baseMinor: 0.5 }],
  ['baseMinor', 'is not a whole number within safe integers', { ...good, baseMinor: 2 ** 53 }],
  ['baseMinor', 'is not a whole number within safe integers', { ...good, baseMinor: '300' }],
  ['baseMinor', 'is above 1000000000', { ...good, baseMinor: 1_000_000_001 }],
  ['freeMs', 'is missing', without('freeMs')],
  ['steps', 'is not a list', { ...good, steps: {} }],
  ['steps[0].quantity', 'is not one of useMs, distanceM', { ...good, steps: [{ ...step, quantity: 'kWh' }] }],
  ['steps[1].per', 'is below 1000', { ...good, steps: [step, { ...step, per: 0 }] as Json }],
  ['steps[0].per', 'is below 1', { ...good, steps: [{ quantity: 'distanceM', per: 0, amountMinor: 1 }] }],
  ['steps[0].per', 'is missing', { ...good, steps: [{ quantity: 'useMs', amountMinor: 1 }] }],
  ['steps[0].from', 'is not known', { ...good, steps: [{ ...step, from: 0 }] }],
  ['capMinor', 'is above holdMinor', { ...good, capMinor: 6_001 }],
  ['holdMinor', 'is missing, and so is capMinor', { ...good, capMinor: null, holdMinor: undefined }],
  ['holdMinor', 'is below baseMinor', { ...good, capMinor: null, holdMinor: 299 }],
  ['holdMinor', 'is 0, so nothing of what costs could ever be paid', { ...good, baseMinor: 0, capMinor: null, holdMinor: 0 }],
  ['items', 'is missing', without('items')],
  ['items[0].itemId', 'does not have the form that it needs', { ...good, items: [{ ...item, itemId: 'hot tea' }] as Json }],
  ['items[1].itemId', 'is given twice', { ...good, items: [item, item] as Json }],
  ['items[0].name.en', 'is missing', { ...good, items: [{ ...item, name: { 'zh-Hans': '茶' } }] as Json }],
  [
    'items[0].name.English',
    'is not a language tag',
    { ...good, items: [{ ...item, name: { en: 'Tea', English: 'Tea' } }] as Json },
  ],
  ['items[0].amountMinor', 'is below 0', { ...good, items: [{ ...item, amountMinor: -5 }] as Json }],
  ['taxPermille', 'is above 1000', { ...good, taxPermille: 1_001 }],
  ['capMinr', 'is not known', { ...good, capMinr: 1 }],
])('refused at "%s": %s', (at, problem, json) => {
  expect(parseTariff(json)).toEqual({ ok: false, error: { code: 'tariff.invalid', at, problem } });
});

test('a member called __proto__ is only a member that is not known', () => {
  const json = JSON.parse(`{"__proto__": 1, ${JSON.stringify(good).slice(1)}`) as Json;
  expect(parseTariff(json)).toMatchObject({ ok: false, error: { at: '__proto__', problem: 'is not known' } });
});
