// Tariffs are read strictly: the exact place and problem of everything that is wrong.
import { describe, expect, test } from 'vitest';
import { type Json, KIND_CATALOGUE } from '#protocol';
import { freezeTariff, tariffToJson } from '../../../../../gateway/domain/tariff/tariff.ts';
import { parseTariff } from '../../../../../gateway/domain/tariff/tariff-parse.ts';
import { readFrozenTariff } from '../../../../../gateway/domain/tariff/tariff-read.ts';
import { expectOk } from '../../../qr/expect-ok.ts';

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

const once = (minor: bigint) => ({ atStartMinor: minor, stepMinor: 0n, mostMinor: minor });

/** Every part of the grammar at once. */
const full = {
  ...good,
  zone: 'Europe/Amsterdam',
  freeMs: 180_000,
  freeEveryMs: 43_200_000,
  steps: [
    { quantity: 'useMs', per: 1_800_000, amountMinor: 3_500 },
    { quantity: 'useMs', from: 7_200_000, per: 3_600_000, amountMinor: 5_000 },
    { quantity: 'distanceM', per: 1_000, amountMinor: 20 },
  ],
  packages: [
    { packageId: 'p30', lengthMs: 1_800_000, amountMinor: 3_000 },
    { packageId: 'p480', lengthMs: 28_800_000, amountMinor: 19_900 },
  ],
  peaks: [
    { days: [1, 2, 3, 4, 5], from: '17:00', until: '20:00', permille: 1_500 },
    { days: [6, 7], from: '22:00', until: '06:00', steps: [{ quantity: 'useMs', per: 1_800_000, amountMinor: 2_000 }] },
  ],
  pause: { per: 60_000, amountMinor: 20 },
  overdue: { after: 'package', per: 1_800_000, amountMinor: 7_000 },
  capMinor: 29_900,
  dayCap: { amountMinor: 39_900, calendar: true },
  holdMinor: undefined,
  hold: { atStartMinor: 5_000, stepMinor: 5_000, mostMinor: 60_000 },
  minimumMinor: 1_000,
  service: { permille: 100, on: 'items' },
  taxMode: 'added',
};

describe('a good tariff', () => {
  test('of every part becomes what it says, and the same JSON again', () => {
    const tariff = expectOk(parseTariff(full));
    const { holdMinor: _, ...asGiven } = full;
    expect(tariffToJson(tariff)).toEqual(asGiven);
    expect(tariff.peaks[1]).toMatchObject({ days: [6, 7], fromMinute: 1_320, untilMinute: 360 });
    const frozen = freezeTariff('tar_1', 1, tariff);
    expect(readFrozenTariff(frozen.json)).toEqual(tariff);
  });

  test('leaves out what it does not use, so that a later part of the grammar changes no hash', () => {
    expect(Object.keys(tariffToJson(expectOk(parseTariff(good))) as object).sort()).toEqual(Object.keys(good).sort());
  });

  test('becomes bigint amounts, and the same JSON again', () => {
    const tariff = expectOk(parseTariff(good));
    expect(tariff).toMatchObject({ baseMinor: 300n, capMinor: 5_900n, hold: once(6_000n), taxPermille: 60 });
    expect(tariffToJson(tariff)).toEqual(good);
  });

  test('holds the cap where no hold is given', () => {
    expect(expectOk(parseTariff(without('holdMinor'))).hold).toEqual(once(5_900n));
  });

  test('may have no cap where it has a hold', () => {
    expect(expectOk(parseTariff(without('capMinor')))).toMatchObject({ capMinor: null, hold: once(6_000n) });
    expect(expectOk(parseTariff({ ...good, capMinor: null }))).toMatchObject({ capMinor: null, hold: once(6_000n) });
  });

  test.each(KIND_CATALOGUE.map(({ kind, commerce }) => [kind, commerce]))('ships with %s', (_kind, commerce) => {
    const tariff = expectOk(parseTariff((commerce as { tariff: Json }).tariff));
    const frozen = freezeTariff('tar_1', 1, tariff);
    expect(freezeTariff('tar_1', 1, expectOk(parseTariff(JSON.parse(frozen.json)))).hash).toBe(frozen.hash);
  });
});

describe('a tariff of the last release', () => {
  const POD =
    '{"baseMinor":300,"capMinor":5900,"currency":"CNY","freeMs":0,"holdMinor":5900,"items":[],"name":"pod-by-the-minute",' +
    '"steps":[{"amountMinor":100,"per":60000,"quantity":"useMs"}],"taxPermille":60}';

  test('keeps its text and its hash', () => {
    const frozen = freezeTariff('tar_1', 1, expectOk(parseTariff(JSON.parse(POD))));
    expect(frozen).toMatchObject({ json: POD, hash: 'H3ASMe85KRhXwPlDRJkORntaW8tSXyL2Fah5t6joE4w' });
  });

  test('stays readable where the rules for new ones have grown stricter', () => {
    const another = '{"amountMinor":70,"per":300000,"quantity":"useMs"}';
    const text = POD.replace('"quantity":"useMs"}]', `"quantity":"useMs"},${another}]`);
    expect(parseTariff(JSON.parse(text))).toMatchObject({ ok: false, error: { at: 'steps[1].from' } });
    expect(readFrozenTariff(text)?.steps).toHaveLength(2);
  });

  test.each([
    ['is no JSON', POD.slice(1)],
    ['has a part that nobody knows', POD.replace('{"baseMinor"', '{"Minor":1,"baseMinor"')],
    ['is spelt in another way', POD.replace(',', ', ')],
  ])('is not one when its text %s', (_what, text) => {
    expect(readFrozenTariff(text)).toBeNull();
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
  ['steps[0].from', 'is below 0', { ...good, steps: [{ ...step, from: -1 }] as Json }],
  ['capMinor', 'is above holdMinor', { ...good, capMinor: 6_001 }],
  ['holdMinor', 'is missing, and so is capMinor', { ...good, capMinor: null, holdMinor: undefined }],
  ['holdMinor', 'is below what is due at once', { ...good, capMinor: null, holdMinor: 299 }],
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
  expect(parseTariff(json)).toMatchObject({ ok: false, error: { code: 'tariff.invalid', at, problem } });
});

test('a member called __proto__ is only a member that is not known', () => {
  const json = JSON.parse(`{"__proto__": 1, ${JSON.stringify(good).slice(1)}`) as Json;
  expect(parseTariff(json)).toMatchObject({ ok: false, error: { at: '__proto__', problem: 'is not known' } });
});

const steps = full.steps;
const tier = (from: number) => ({ quantity: 'useMs', from, per: 1_800_000, amountMinor: 100 });
const peak = full.peaks[0];
const pack = full.packages[0];

test.each<[string, string, object]>([
  ['zone', 'is no known time zone', { zone: 'Europe/Pudong' }],
  ['zone', 'is no known time zone', { zone: '+08:00' }],
  ['freeEveryMs', 'is shorter than freeMs', { freeEveryMs: 60_000 }],
  ['steps[1].from', 'overlaps the step before it', { steps: [tier(0), tier(0)], packages: [], overdue: undefined }],
  [
    'steps[2].from',
    'overlaps the step before it',
    { steps: [tier(0), tier(3_600_000), tier(1_800_000)], packages: [], overdue: undefined },
  ],
  [
    'steps[1].from',
    'is no whole number of units of the step before it',
    { steps: [tier(0), tier(1_000_000)], packages: [], overdue: undefined },
  ],
  [
    'steps[0].amountMinor',
    'is too much for so small a step',
    { steps: [{ quantity: 'useMs', per: 1_000, amountMinor: 1_000_000_000 }] },
  ],
  ['packages', 'need a step of time from 0, for whoever takes none and for overtime', { steps: [steps[2]], peaks: undefined }],
  ['packages[1].packageId', 'is given twice', { packages: [pack, { ...pack, lengthMs: 3_600_000 }] }],
  ['packages[1].lengthMs', 'is not longer than the package before it', { packages: [pack, { ...pack, packageId: 'p31' }] }],
  [
    'packages[1].amountMinor',
    'is below that of a shorter package',
    { packages: [pack, { packageId: 'p60', lengthMs: 3_600_000, amountMinor: 2_999 }] },
  ],
  ['packages[0].amountMinor', 'is above the same time without it', { packages: [{ ...pack, amountMinor: 3_801 }] }],
  ['packages[1].amountMinor', 'is above capMinor', { capMinor: 19_000 }],
  ['packages[1].amountMinor', 'is above dayCap', { dayCap: { amountMinor: 19_000, calendar: false } }],
  ['packages[1].amountMinor', 'is more than may ever be held', { capMinor: null, hold: { ...full.hold, mostMinor: 20_000 } }],
  ['packages[0].amountMinor', 'is below 1', { packages: [{ ...pack, amountMinor: 0 }] }],
  ['packages[0].lengthMs', 'is below 60000', { packages: [{ ...pack, lengthMs: 0 }] }],
  ['peaks[0].days', 'is empty', { peaks: [{ ...peak, days: [] }] }],
  ['peaks[0].days', 'are not in rising order', { peaks: [{ ...peak, days: [2, 1] }] }],
  ['peaks[0].days[0]', 'is above 7', { peaks: [{ ...peak, days: [8] }] }],
  ['peaks[0].from', 'does not have the form that it needs', { peaks: [{ ...peak, from: '25:00' }] }],
  ['peaks[0].from', 'begins no window', { peaks: [{ ...peak, until: '17:00' }] }],
  ['peaks[1]', 'overlaps another peak', { peaks: [peak, { ...peak, from: '19:59', until: '21:00' }] }],
  [
    'peaks[1]',
    'overlaps another peak',
    {
      peaks: [
        { ...peak, days: [7], from: '23:00', until: '02:00' },
        { ...peak, days: [1], from: '01:00' },
      ],
    },
  ],
  ['peaks[0].steps', 'is given beside permille', { peaks: [{ ...peak, steps: [] }] }],
  ['peaks[0].steps', 'is missing', { peaks: [{ ...peak, permille: undefined }] }],
  ['peaks[0].permille', 'is below 1', { peaks: [{ ...peak, permille: 0 }] }],
  ['peaks[0].steps', 'do not begin at 0', { peaks: [{ ...peak, permille: undefined, steps: [tier(1_800_000)] }] }],
  ['peaks[0].steps', 'change the price of time only', { peaks: [{ ...peak, permille: undefined, steps: [tier(0), steps[2]] }] }],
  ['peaks', 'have no step of time to change', { steps: [steps[2]], packages: [], overdue: undefined }],
  ['pause.per', 'is below 1000', { pause: { per: 1, amountMinor: 1 } }],
  ['overdue.after', 'is not one of package, longest', { overdue: { ...full.overdue, after: 'never' } }],
  ['overdue.after', 'needs packages', { packages: [] }],
  ['overdue.amountMinor', 'is less than use itself costs', { overdue: { ...full.overdue, amountMinor: 3_499 } }],
  ['capMinor', 'is below the first step', { capMinor: 3_499, packages: [], overdue: undefined }],
  ['capMinor', 'is below minimumMinor', { minimumMinor: 29_901, hold: { ...full.hold, atStartMinor: 59_000 } }],
  ['capMinor', 'is above hold.mostMinor', { hold: { ...full.hold, mostMinor: 29_000 } }],
  ['dayCap.amountMinor', 'is below 1', { dayCap: { amountMinor: 0, calendar: true } }],
  ['dayCap.calendar', 'is not true or false', { dayCap: { amountMinor: 30_000, calendar: 'daily' } }],
  ['hold', 'is given beside holdMinor', { holdMinor: 6_000 }],
  ['hold.mostMinor', 'is not above atStartMinor', { hold: { ...full.hold, atStartMinor: 60_000 } }],
  ['hold.stepMinor', 'is below 1', { hold: { ...full.hold, stepMinor: 0 } }],
  ['hold.atStartMinor', 'is below what is due at once', { hold: { ...full.hold, atStartMinor: 1_059 } }],
  ['minimumMinor', 'is below 1', { minimumMinor: 0 }],
  ['service.permille', 'is above 1000', { service: { permille: 1_001, on: 'all' } }],
  ['service.on', 'needs items', { items: [] }],
  ['taxMode', 'needs taxPermille', { taxPermille: 0 }],
])('refused at "%s": %s, with %j', (at, problem, change) => {
  const parsed = parseTariff({ ...full, ...change } as Json);
  expect(parsed.ok ? [] : parsed.error.problems).toContainEqual({ at, problem });
});

test('everything that is wrong is told at once, each at its place', () => {
  const parsed = parseTariff({ ...full, zone: 'Mars', peaks: [peak, peak], hold: { ...full.hold, mostMinor: 1 } } as Json);
  expect(parsed).toMatchObject({ ok: false, error: { at: 'zone', problem: 'is no known time zone' } });
  expect(parsed.ok ? [] : parsed.error.problems.map(({ at }) => at)).toEqual([
    'zone',
    'peaks[1]',
    'packages[0].amountMinor',
    'packages[1].amountMinor',
    'capMinor',
    'hold.mostMinor',
  ]);
});
