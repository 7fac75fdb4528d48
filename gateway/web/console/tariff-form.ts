// Tariff form: the fields of a page as a tariff's JSON and back; a field is named like the place that it fills, and what no field holds stays.
import { DAY_MS, HOUR_MS, type Json, MINUTE_MS, SECOND_MS } from '#protocol';
import { decimalsOf, formatMinor } from '../../domain/money.ts';
import { FREE_EVERY_MS } from '../../domain/tariff/tariff.ts';
import { LANGUAGES } from '../languages.ts';

/** Texts by the name of their field, such as `steps[0].per` and `steps[0].per.unit`. */
export type FormFields = { readonly [field: string]: string };
export type ReadForm = {
  /** As it is judged and published; where a field is no number its place has the text, which no tariff has. */
  readonly draft: Json;
  /** In the places of the draft; the row of a list that each of its entries came from. */
  readonly rows: { readonly [list: string]: readonly number[] };
};

type Members = { readonly [name: string]: Json | undefined };

const UNITS = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['min', MINUTE_MS],
  ['s', SECOND_MS],
  ['ms', 1],
] as const;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** Lists whose entries are rows of the form. */
const ROW_LISTS = ['steps', 'packages', 'peaks', 'items'] as const;
/** Hours may have steps of their own. */
export type RowList = (typeof ROW_LISTS)[number] | `peaks[${number}].steps`;

const isMembers = (json: Json | undefined): json is { readonly [name: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
const membersOf = (json: Json | undefined): Members => (isMembers(json) ? json : {});
const listOf = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? (json as readonly Json[]) : []);

// ------------------------------------------------------------------------------------------------------ JSON into fields

type Put = (field: string, text: string) => void;

function createPutter(currency: string) {
  const fields: { [field: string]: string } = {};
  const put: Put = (field, text) => {
    fields[field] = text;
  };
  return {
    fields,
    put,
    amount(field: string, json: Json | undefined): void {
      if (typeof json === 'number' && Number.isSafeInteger(json)) put(field, formatMinor(BigInt(json), currency));
    },
    time(field: string, json: Json | undefined): void {
      if (typeof json !== 'number') return;
      const [unit, length] = (json === 0 ? undefined : UNITS.find(([, each]) => json % each === 0)) ?? ['min', MINUTE_MS];
      put(field, String(json / length));
      put(`${field}.unit`, unit);
    },
    percent(field: string, json: Json | undefined): void {
      if (typeof json === 'number') put(field, String(json / 10));
    },
    word(field: string, json: Json | undefined): void {
      if (typeof json === 'string') put(field, json);
      if (typeof json === 'number') put(field, String(json));
    },
  };
}

type Putter = ReturnType<typeof createPutter>;

function putStep(putter: Putter, at: string, json: Json): void {
  const { quantity, from, per, amountMinor } = membersOf(json);
  putter.word(`${at}.quantity`, quantity);
  const measure = quantity === 'distanceM' ? putter.word : putter.time;
  measure(`${at}.from`, from ?? 0);
  measure(`${at}.per`, per);
  putter.amount(`${at}.amountMinor`, amountMinor);
}

function putPeak(putter: Putter, at: string, json: Json): void {
  const { days, from, until, permille, steps } = membersOf(json);
  for (const day of listOf(days)) putter.put(`${at}.days.${String(day)}`, 'on');
  putter.word(`${at}.from`, from);
  putter.word(`${at}.until`, until);
  for (const [index, step] of listOf(steps).entries()) putStep(putter, `${at}.steps[${index}]`, step);
  putter.percent(`${at}.permille`, permille);
}

function putLists(putter: Putter, tariff: Members): void {
  for (const [index, step] of listOf(tariff.steps).entries()) putStep(putter, `steps[${index}]`, step);
  for (const [index, json] of listOf(tariff.packages).entries()) {
    const { packageId, lengthMs, amountMinor } = membersOf(json);
    putter.word(`packages[${index}].packageId`, packageId);
    putter.time(`packages[${index}].lengthMs`, lengthMs);
    putter.amount(`packages[${index}].amountMinor`, amountMinor);
  }
  for (const [index, peak] of listOf(tariff.peaks).entries()) putPeak(putter, `peaks[${index}]`, peak);
  putter.put('items.shown', 'on');
  for (const [index, json] of listOf(tariff.items).entries()) {
    const { itemId, amountMinor, name } = membersOf(json);
    putter.word(`items[${index}].itemId`, itemId);
    putter.amount(`items[${index}].amountMinor`, amountMinor);
    for (const language of LANGUAGES) putter.word(`items[${index}].name.${language}`, membersOf(name)[language]);
  }
}

function putHold(putter: Putter, tariff: Members): void {
  const hold = membersOf(tariff.hold);
  if (tariff.hold !== undefined) {
    putter.put('hold.way', 'rising');
    for (const name of ['atStartMinor', 'stepMinor', 'mostMinor']) putter.amount(`hold.${name}`, hold[name]);
    return;
  }
  putter.put('hold.way', tariff.holdMinor === undefined ? 'cap' : 'once');
  putter.amount('holdMinor', tariff.holdMinor);
}

/** Every field of a tariff's JSON; rows have their place in the list. */
export function fieldsOfTariff(json: Json): FormFields {
  const tariff = membersOf(json);
  const currency = typeof tariff.currency === 'string' ? tariff.currency : '';
  const putter = createPutter(currency);
  for (const name of ['name', 'currency', 'zone']) putter.word(name, tariff[name]);
  for (const name of ['baseMinor', 'capMinor', 'minimumMinor']) putter.amount(name, tariff[name]);
  putter.time('freeMs', tariff.freeMs);
  putter.time('freeEveryMs', tariff.freeEveryMs ?? FREE_EVERY_MS);
  putLists(putter, tariff);
  const [pause, overdue, dayCap, service] = [tariff.pause, tariff.overdue, tariff.dayCap, tariff.service].map(membersOf);
  putter.time('pause.per', pause?.per);
  putter.amount('pause.amountMinor', pause?.amountMinor);
  putter.word('overdue.after', overdue?.after);
  putter.time('overdue.per', overdue?.per);
  putter.amount('overdue.amountMinor', overdue?.amountMinor);
  putter.amount('dayCap.amountMinor', dayCap?.amountMinor);
  if (dayCap?.calendar === true) putter.put('dayCap.calendar', 'on');
  putter.percent('service.permille', service?.permille);
  putter.word('service.on', service?.on);
  putter.percent('taxPermille', tariff.taxPermille);
  putter.word('taxMode', tariff.taxMode ?? 'included');
  putHold(putter, tariff);
  return putter.fields;
}

// ------------------------------------------------------------------------------------------------------ fields into JSON

/** A decimal as people type it, times ten to the power of `decimals`; the text itself where it is none. */
function readDecimal(text: string, decimals: number): Json {
  const found = /^(\d{1,12})(?:[.,](\d{1,4}))?$/.exec(text.trim());
  const [, whole = '', fraction = ''] = found ?? [];
  if (!found || fraction.length > decimals) return text;
  return Number(whole + fraction.padEnd(decimals, '0'));
}

function createGetter(fields: FormFields, currency: string) {
  const text = (field: string): string => (fields[field] ?? '').trim();
  const isBlank = (field: string): boolean => text(field) === '';
  /** Left out where nothing was typed. */
  const given = (field: string, read: (typed: string) => Json): Json | undefined =>
    isBlank(field) ? undefined : read(text(field));
  return {
    text,
    isBlank,
    amount: (field: string) => given(field, (typed) => readDecimal(typed, decimalsOf(currency))),
    percent: (field: string) => given(field, (typed) => readDecimal(typed, 1)),
    whole: (field: string) => given(field, (typed) => readDecimal(typed, 0)),
    time: (field: string) =>
      given(field, (typed) => {
        const length = UNITS.find(([unit]) => unit === (fields[`${field}.unit`] ?? 'min'))?.[1] ?? MINUTE_MS;
        const tenThousandths = readDecimal(typed, 4);
        if (typeof tenThousandths !== 'number') return typed;
        const ms = (tenThousandths * length) / 10_000;
        return Number.isInteger(ms) ? ms : typed;
      }),
    word: (field: string) => given(field, (typed) => typed),
  };
}

type Getter = ReturnType<typeof createGetter>;

/** Without what was left out. */
function compact(members: Members): { [name: string]: Json } {
  const kept = Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(kept);
}

/** Numbers of the rows that are there, in their order. */
export function rowsOf(fields: FormFields, list: RowList): readonly number[] {
  const start = `${list}[`;
  const numbers = Object.keys(fields).flatMap((field) => {
    const found = field.startsWith(start) ? /^(\d{1,3})\]/.exec(field.slice(start.length)) : null;
    return found ? [Number(found[1])] : [];
  });
  return [...new Set(numbers)].sort((one, other) => one - other);
}

function getStep(getter: Getter, at: string): Json {
  const quantity = getter.text(`${at}.quantity`) || 'useMs';
  const measure = quantity === 'distanceM' ? getter.whole : getter.time;
  const from = measure(`${at}.from`);
  const [per, amountMinor] = [measure(`${at}.per`), getter.amount(`${at}.amountMinor`)];
  return compact({ quantity, from: from === 0 ? undefined : from, per, amountMinor });
}

function getPeak(
  fields: FormFields,
  getter: Getter,
  at: `peaks[${number}]`,
): { readonly peak: Json; readonly own: readonly number[] } {
  const days = DAYS.filter((day) => !getter.isBlank(`${at}.days.${day}`));
  const [from, until] = [getter.word(`${at}.from`), getter.word(`${at}.until`)];
  const own = getRows(fields, getter, `${at}.steps`, (step) => getStep(getter, step));
  const steps = own.entries.length === 0 ? undefined : own.entries;
  return { peak: compact({ days, from, until, permille: getter.percent(`${at}.permille`), steps }), own: own.rows };
}

/** A name that no other has, for a length that was just typed. */
function packageIdOf(getter: Getter, at: string): Json {
  const own = getter.text(`${at}.packageId`);
  if (own !== '') return own;
  const lengthMs = getter.time(`${at}.lengthMs`);
  return typeof lengthMs === 'number' ? `p${lengthMs / MINUTE_MS}`.replace('.', '-') : 'p';
}

/** A row in which nothing was typed is none. */
const TYPED: { readonly [L in (typeof ROW_LISTS)[number]]: readonly string[] } = {
  steps: ['per', 'amountMinor'],
  packages: ['lengthMs', 'amountMinor'],
  peaks: ['from', 'until', 'permille'],
  items: ['itemId', 'amountMinor', ...LANGUAGES.map((language) => `name.${language}`)],
};

function getRows(
  fields: FormFields,
  getter: Getter,
  list: RowList,
  read: (at: string) => Json,
): { readonly rows: readonly number[]; readonly entries: readonly Json[] } {
  const isRemoved = (at: string): boolean => !getter.isBlank(`${at}.removed`);
  const typed = TYPED[ROW_LISTS.find((each) => each === list) ?? 'steps'];
  const isTyped = (at: string): boolean => typed.some((name) => !getter.isBlank(`${at}.${name}`));
  const rows = rowsOf(fields, list).filter((row) => isTyped(`${list}[${row}]`) && !isRemoved(`${list}[${row}]`));
  return { rows, entries: rows.map((row) => read(`${list}[${row}]`)) };
}

/** A name of letters and digits that no other has, for something that was just typed. */
function itemIdOf(called: string, taken: ReadonlySet<string>): string {
  const word = called
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const start = word === '' ? 'item' : word;
  for (let number = 1; ; number += 1) {
    const itemId = number === 1 ? start : `${start}-${number}`;
    if (!taken.has(itemId)) return itemId;
  }
}

/** Languages that the form has no field for stay as they were. */
function getItem(getter: Getter, at: string, before: readonly Json[], taken: Set<string>): Json {
  const own = getter.text(`${at}.itemId`);
  const earlier = membersOf(before.map(membersOf).find(({ itemId }) => itemId === own && own !== '')?.name);
  const typed = Object.fromEntries(LANGUAGES.map((language) => [language, getter.word(`${at}.name.${language}`)]));
  const itemId = own === '' ? itemIdOf(getter.text(`${at}.name.en`), taken) : own;
  taken.add(itemId);
  return compact({ itemId, amountMinor: getter.amount(`${at}.amountMinor`), name: compact({ ...earlier, ...typed }) });
}

/** A form that shows no menu leaves it as it is. */
function getItems(fields: FormFields, getter: Getter, before: readonly Json[]): ReturnType<typeof getRows> {
  if (getter.isBlank('items.shown')) return { rows: before.map((_, row) => row), entries: before };
  const taken = new Set(Object.keys(fields).flatMap((name) => (/^items\[\d+\]\.itemId$/.test(name) ? getter.text(name) : [])));
  return getRows(fields, getter, 'items', (at) => getItem(getter, at, before, taken));
}

function getHold(getter: Getter): Members {
  const way = getter.text('hold.way') || 'cap';
  if (way === 'once') return { holdMinor: getter.amount('holdMinor') };
  if (way !== 'rising') return {};
  const [atStartMinor, stepMinor] = [getter.amount('hold.atStartMinor'), getter.amount('hold.stepMinor')];
  return { hold: compact({ atStartMinor, stepMinor, mostMinor: getter.amount('hold.mostMinor') }) };
}

/** Parts that are there as soon as one of their fields is. */
function getParts(getter: Getter): Members {
  const part = (fields: readonly string[], read: () => Members): Json | undefined =>
    fields.every(getter.isBlank) ? undefined : compact(read());
  const timeRate = (at: string): Members => ({ per: getter.time(`${at}.per`), amountMinor: getter.amount(`${at}.amountMinor`) });
  return {
    pause: part(['pause.amountMinor', 'pause.per'], () => timeRate('pause')),
    overdue: part(['overdue.amountMinor', 'overdue.per'], () => ({
      after: getter.word('overdue.after') ?? 'longest',
      ...timeRate('overdue'),
    })),
    dayCap: part(['dayCap.amountMinor'], () => ({
      amountMinor: getter.amount('dayCap.amountMinor'),
      calendar: !getter.isBlank('dayCap.calendar'),
    })),
    service: part(['service.permille'], () => ({
      permille: getter.percent('service.permille'),
      on: getter.word('service.on') ?? 'all',
    })),
  };
}

/** 0 percent or nothing typed is none. */
const unlessZero = (json: Json | undefined): Json | undefined => (json === 0 ? undefined : json);

/** @param before the tariff that the form was made of: what no field holds is taken from it. */
export function readTariffForm(fields: FormFields, before: Json): ReadForm {
  const earlier = membersOf(before);
  const currency = (fields.currency ?? '').trim();
  const getter = createGetter(fields, currency);
  const ownRows: { [list: string]: readonly number[] } = {};
  const { steps, packages, peaks } = {
    steps: getRows(fields, getter, 'steps', (at) => getStep(getter, at)),
    packages: getRows(fields, getter, 'packages', (at) =>
      compact({
        packageId: packageIdOf(getter, at),
        lengthMs: getter.time(`${at}.lengthMs`),
        amountMinor: getter.amount(`${at}.amountMinor`),
      }),
    ),
    peaks: getRows(fields, getter, 'peaks', (at) => {
      const { peak, own } = getPeak(fields, getter, at as `peaks[${number}]`);
      ownRows[`${at}.steps`] = own;
      return peak;
    }),
  };
  const items = getItems(fields, getter, listOf(earlier.items));
  const freeEveryMs = getter.time('freeEveryMs');
  const taxMode = getter.word('taxMode');
  const draft = compact({
    name: getter.word('name'),
    currency: getter.word('currency'),
    zone: getter.word('zone'),
    baseMinor: getter.amount('baseMinor') ?? 0,
    freeMs: getter.time('freeMs') ?? 0,
    freeEveryMs: freeEveryMs === FREE_EVERY_MS ? undefined : freeEveryMs,
    steps: steps.entries,
    packages: packages.entries.length === 0 ? undefined : packages.entries,
    peaks: peaks.entries.length === 0 ? undefined : peaks.entries,
    ...getParts(getter),
    capMinor: getter.amount('capMinor') ?? null,
    ...getHold(getter),
    items: items.entries,
    minimumMinor: unlessZero(getter.amount('minimumMinor')),
    taxPermille: getter.percent('taxPermille') ?? 0,
    taxMode: taxMode === 'included' ? undefined : taxMode,
  });
  return { draft, rows: { steps: steps.rows, packages: packages.rows, peaks: peaks.rows, items: items.rows, ...ownRows } };
}

/** Where on the form a place of the draft is: rows that were left blank count there. */
export function fieldOfPlace(at: string, rows: ReadForm['rows']): string {
  const found = /^(\w+)\[(\d+)\](.*)$/.exec(at);
  const [, list = '', index = '', rest = ''] = found ?? [];
  const row = rows[list]?.[Number(index)];
  if (!found || row === undefined) return at;
  const [, ownIndex = '', ownRest = ''] = /^\.steps\[(\d+)\](.*)$/.exec(rest) ?? [];
  const ownRow = ownIndex === '' ? undefined : rows[`${list}[${row}].steps`]?.[Number(ownIndex)];
  return ownRow === undefined ? `${list}[${row}]${rest}` : `${list}[${row}].steps[${ownRow}]${ownRest}`;
}
