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

  test('a menu and hours with steps of their own stay, although no field holds their words', () => {
    const peaks = [{ days: [6], from: '10:00', until: '12:00', steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 30 }] }];
    const items = [{ itemId: 'tea', amountMinor: 300, name: { en: 'Tea', 'zh-Hans': '茶' } }];
    const before: Json = { ...POD, peaks, items };
    const draft = draftOf({ 'items[0].amountMinor': '3.50', 'peaks[0].until': '13:00' }, before);
    expect(draft.items).toEqual([{ ...items[0], amountMinor: 350 }]);
    expect(draftOf({ 'items[0].removed': 'on' }, before).items).toEqual([]);
    expect(draft.peaks).toEqual([{ ...peaks[0], until: '13:00' }]);
    expect(readTariffForm({ name: 'x', currency: 'EUR' }, before).draft).toMatchObject({ items });
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
