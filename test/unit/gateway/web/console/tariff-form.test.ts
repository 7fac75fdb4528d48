// Tariff form: every tariff goes into its fields and comes back the same; what people type becomes what they mean.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '#protocol';
import { tariffToJson } from '../../../../../gateway/domain/tariff/tariff.ts';
import { parseTariff } from '../../../../../gateway/domain/tariff/tariff-parse.ts';
import { type FormFields, fieldOfPlace, fieldsOfTariff, readTariffForm } from '../../../../../gateway/web/console/tariff-form.ts';
import { tariffs } from '../../../../support/tariff-arbitrary.ts';

const POD = {
  ...{ name: 'Pod', currency: 'EUR', baseMinor: 50, freeMs: 120_000 },
  steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 15 }],
  ...{ capMinor: 900, holdMinor: 900, items: [], taxPermille: 90 },
} as const;

const draftOf = (changes: FormFields, before: Json = POD): { readonly [name: string]: Json } =>
  readTariffForm({ ...fieldsOfTariff(before), ...changes }, before).draft as { readonly [name: string]: Json };

describe('round trip', () => {
  test('every tariff comes back from its fields as it was', () => {
    fc.assert(
      fc.property(tariffs, (tariff) => {
        const json = tariffToJson(tariff);
        expect(readTariffForm(fieldsOfTariff(json), json).draft).toEqual(json);
      }),
      { numRuns: 500 },
    );
  });

  test('a form says the same again: its fields give a draft whose fields are the same', () => {
    fc.assert(
      fc.property(tariffs, (tariff) => {
        const fields = fieldsOfTariff(tariffToJson(tariff));
        const { draft } = readTariffForm(fields, tariffToJson(tariff));
        expect(fieldsOfTariff(draft)).toEqual(fields);
      }),
      { numRuns: 200 },
    );
  });

  test('a menu and hours with steps of their own come back from their fields', () => {
    const peaks = [{ days: [6], from: '10:00', until: '12:00', steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 30 }] }];
    const items = [{ itemId: 'tea', amountMinor: 300, name: { en: 'Tea', 'zh-Hans': '茶' } }];
    const before: Json = { ...POD, peaks, items };
    const draft = draftOf({ 'items[0].amountMinor': '3.50', 'peaks[0].until': '13:00' }, before);
    expect(draft.items).toEqual([{ ...items[0], amountMinor: 350 }]);
    expect(draftOf({ 'items[0].removed': 'on' }, before).items).toEqual([]);
    const { 'items[0].itemId': _, ...rest } = fieldsOfTariff(before);
    const gone = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('items[')));
    expect(readTariffForm(gone, before).draft).toMatchObject({ items: [] });
    expect(draft.peaks).toEqual([{ ...peaks[0], until: '13:00' }]);
    expect(readTariffForm({ name: 'x', currency: 'EUR' }, before).draft).toMatchObject({ items });
  });

  test('something new on the menu gets a name of its own, and languages without a field stay', () => {
    const items = [{ itemId: 'tea', amountMinor: 300, name: { en: 'Tea', ja: 'お茶' } }];
    const typed = {
      ...{ 'items[1].name.en': 'Tea', 'items[1].name.zh-Hans': ' 茶 ', 'items[1].amountMinor': '2' },
      ...{
        'items[4].name.en': '茶',
        'items[4].amountMinor': '1.50',
        'items[5].name.en': 'Crème brûlée',
        'items[5].amountMinor': 'x',
      },
    };
    expect(draftOf(typed, { ...POD, items }).items).toEqual([
      items[0],
      { itemId: 'tea-2', amountMinor: 200, name: { en: 'Tea', 'zh-Hans': '茶' } },
      { itemId: 'item', amountMinor: 150, name: { en: '茶' } },
      { itemId: 'creme-brulee', amountMinor: 'x', name: { en: 'Crème brûlée' } },
    ]);
    const { draft, rows } = readTariffForm({ ...fieldsOfTariff({ ...POD, items }), ...typed }, { ...POD, items });
    const parsed = parseTariff(draft);
    const places = parsed.ok ? [] : parsed.error.problems.map(({ at }) => fieldOfPlace(at, rows));
    expect(places).toEqual(['items[5].amountMinor']);
  });

  test('hours take prices of their own in place of a percentage, and what is wrong there is told at its row', () => {
    const typed = {
      ...{ 'peaks[2].days.6': 'on', 'peaks[2].from': '10:00', 'peaks[2].until': '12:00' },
      ...{ 'peaks[2].steps[1].per': '1', 'peaks[2].steps[1].per.unit': 'min', 'peaks[2].steps[1].amountMinor': '0.30' },
    };
    const step = { quantity: 'useMs', per: 60_000, amountMinor: 30 };
    expect(draftOf(typed).peaks).toEqual([{ days: [6], from: '10:00', until: '12:00', steps: [step] }]);
    const wrong = { ...fieldsOfTariff(POD), ...typed, 'peaks[2].steps[1].amountMinor': 'x' };
    const { draft, rows } = readTariffForm(wrong, POD);
    const parsed = parseTariff(draft);
    const places = parsed.ok ? [] : parsed.error.problems.map(({ at }) => fieldOfPlace(at, rows));
    expect(places).toEqual(['peaks[2].steps[1].amountMinor']);
  });

  test.each(['JPY', 'EUR', 'BHD'])('amounts of %s are typed in its own decimals', (currency) => {
    const before: Json = { ...POD, currency, baseMinor: 12_345 };
    const typed = { JPY: '12345', EUR: '123.45', BHD: '12.345' }[currency];
    expect(fieldsOfTariff(before).baseMinor).toBe(typed);
    expect(draftOf({}, before).baseMinor).toBe(12_345);
  });
});

describe('what people type', () => {
  test.each([
    ['a comma is a point', { baseMinor: '1,5' }, { baseMinor: 150 }],
    ['half a percent', { taxPermille: '5.5' }, { taxPermille: 55 }],
    ['nothing for the cap', { capMinor: '' }, { capMinor: null }],
    ['nothing for the basic price', { baseMinor: '' }, { baseMinor: 0 }],
    ['time in another unit', { freeMs: '2', 'freeMs.unit': 'h' }, { freeMs: 7_200_000 }],
    ['half an hour as a decimal', { freeMs: '0.5', 'freeMs.unit': 'h' }, { freeMs: 1_800_000 }],
    ['the cap alone is held', { 'hold.way': 'cap', holdMinor: '' }, { capMinor: 900 }],
  ])('%s', (_what, changes, draft) => {
    expect(draftOf(changes)).toMatchObject(draft);
  });

  test('a new package gets a name by its length', () => {
    const changes = { 'packages[3].lengthMs': '30', 'packages[3].lengthMs.unit': 'min', 'packages[3].amountMinor': '4' };
    expect(draftOf(changes).packages).toEqual([{ packageId: 'p30', lengthMs: 1_800_000, amountMinor: 400 }]);
  });

  test('a row in which nothing is typed is none, and a removed one is gone', () => {
    const blank = { 'steps[1].quantity': 'useMs', 'steps[1].per': '', 'steps[1].per.unit': 'min', 'steps[1].amountMinor': '' };
    expect(draftOf(blank).steps).toEqual(POD.steps);
    expect(draftOf({ 'steps[0].removed': 'on' }).steps).toEqual([]);
  });

  test('a part without its price is told as a problem of its own place, never left out in silence', () => {
    const draft = draftOf({ 'pause.per': '1', 'pause.per.unit': 'min' });
    const parsed = parseTariff(draft);
    expect(parsed.ok ? [] : parsed.error.problems).toEqual([{ at: 'pause.amountMinor', problem: 'is missing' }]);
  });

  test.each(['abc', '1.234', '-1', '1e3', '１'])('%j is no amount: its place is named', (typed) => {
    const parsed = parseTariff(draftOf({ baseMinor: typed }));
    expect(parsed.ok ? [] : parsed.error.problems.map(({ at }) => at)).toEqual(['baseMinor']);
  });

  test('a problem behind a blank row is told at the row where it stands', () => {
    const changes = { 'steps[4].quantity': 'useMs', 'steps[4].per': 'x', 'steps[4].amountMinor': '1' };
    const { draft, rows } = readTariffForm({ ...fieldsOfTariff(POD), ...changes }, POD);
    const parsed = parseTariff(draft);
    const places = parsed.ok ? [] : parsed.error.problems.map(({ at }) => fieldOfPlace(at, rows));
    expect(places).toEqual(['steps[4].per']);
  });
});
