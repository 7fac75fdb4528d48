// Tariff: what use and items cost; frozen at authorize, so that the price of a session cannot move.
import { canonicalJson, HOUR_MS, type Json, type MeteredQuantity, type Result, sha256 } from '#protocol';
import type { JsonProblem } from '../json-reader.ts';
import type { Currency, Minor } from '../money.ts';

/**
 * From `from` on, so much of a metered quantity, started, costs this, until the next larger `from` of the same quantity.
 * `from` and `per` are in the quantity's own unit (ms, m); time counts from the end of the free window.
 */
export type TariffStep = {
  readonly quantity: MeteredQuantity;
  readonly from: number;
  readonly per: number;
  readonly amountMinor: Minor;
};
/** A length of time for one price, base included; chosen at Start. */
export type TariffPackage = { readonly packageId: string; readonly lengthMs: number; readonly amountMinor: Minor };
/** Words per language tag; every text has `en`. */
export type LocalText = { readonly [language: string]: string };
export type TariffItem = { readonly itemId: string; readonly amountMinor: Minor; readonly name: LocalText };
/** ISO 8601: 1 is Monday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * A time of the week in the object's zone in which time costs something else: thousandths of the usual amounts, or own
 * steps. A unit costs what its first moment costs. Minutes count from local midnight; an end at or before the start is
 * on the next day. Packages, base and distance cost the same at all hours.
 */
export type TariffPeak = {
  readonly days: readonly Weekday[];
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly rate: { readonly permille: number } | { readonly steps: readonly TariffStep[] };
};

/** Started units of a time; `per` in ms. */
export type TimeRate = { readonly per: number; readonly amountMinor: Minor };
/** Beyond the end of the chosen package, or of the longest session where none was chosen; on top of every cap. */
export type OverdueRate = TimeRate & { readonly after: 'package' | 'longest' };

/**
 * atStart is reserved at Start, then raised by `step` (or by what is needed, if that is more), never above `most`:
 * nothing is ever billed beyond it without another tap (R13). Where both are equal, `step` is 0.
 */
export type HoldRule = { readonly atStartMinor: Minor; readonly stepMinor: Minor; readonly mostMinor: Minor };

export type Tariff = {
  readonly name: string;
  readonly currency: Currency;
  /** Of peaks and calendar days; null: the zone of the venue. */
  readonly zone: string | null;
  /** Due once as soon as the free window is over. */
  readonly baseMinor: Minor;
  /** Use up to here costs nothing and is not counted afterwards either. */
  readonly freeMs: number;
  /** The free window and the minimum apply once in this time to one person and object group (R17). */
  readonly freeEveryMs: number;
  readonly steps: readonly TariffStep[];
  /** By rising length. */
  readonly packages: readonly TariffPackage[];
  readonly peaks: readonly TariffPeak[];
  /** Of paused time; null: a pause costs what use costs. Within a package a pause is use. */
  readonly pause: TimeRate | null;
  readonly overdue: OverdueRate | null;
  /** Most that the use of one session may cost, overdue time aside; items come on top. null: `hold.most` alone. */
  readonly capMinor: Minor | null;
  /** The same for all sessions of a day: 24 h from the first one's start, or the zone's calendar day. */
  readonly dayCap: { readonly amountMinor: Minor; readonly calendar: boolean } | null;
  readonly items: readonly TariffItem[];
  /** Least that a session costs once its free window is over, items counted in. */
  readonly minimumMinor: Minor;
  /** On items, or on everything before tax. */
  readonly service: { readonly permille: number; readonly on: 'items' | 'all' } | null;
  /** In thousandths of the net amount (60 = 6 %). */
  readonly taxPermille: number;
  readonly taxMode: 'included' | 'added';
  readonly hold: HoldRule;
};

/** Once in six hours, unless the tariff says otherwise (R17). */
export const FREE_EVERY_MS = 6 * HOUR_MS;

/** A tariff as stored and shown: its canonical JSON is what the hash names. */
export type FrozenTariff = {
  readonly tariffId: string;
  readonly version: number;
  readonly json: string;
  readonly hash: string;
  readonly tariff: Tariff;
};

/** The first problem, and all of them in the order of the document. */
export type TariffRefusal = JsonProblem & { readonly code: 'tariff.invalid'; readonly problems: readonly JsonProblem[] };

export type ParseTariff = (json: Json) => Result<Tariff, TariffRefusal>;

function amount(minor: Minor): number {
  return Number(minor);
}

function stepToJson({ quantity, from, per, amountMinor }: TariffStep): Json {
  return { quantity, ...(from > 0 && { from }), per, amountMinor: amount(amountMinor) };
}

/** `07:30`; the end of a day is `24:00`. */
function clockText(minute: number): string {
  const twoDigits = (n: number): string => String(n).padStart(2, '0');
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

function peakToJson({ days, fromMinute, untilMinute, rate }: TariffPeak): Json {
  return {
    days,
    from: clockText(fromMinute),
    until: clockText(untilMinute),
    ...('permille' in rate ? { permille: rate.permille } : { steps: rate.steps.map(stepToJson) }),
  };
}

/** A tariff whose hold never rises is written as it was before there was a rule: its hash must not change. */
function holdToJson({ atStartMinor, stepMinor, mostMinor }: HoldRule): { [name: string]: Json } {
  if (stepMinor === 0n) return { holdMinor: amount(mostMinor) };
  return {
    hold: { atStartMinor: amount(atStartMinor), stepMinor: amount(stepMinor), mostMinor: amount(mostMinor) },
  };
}

/** The JSON of a tariff: plain whole numbers for amounts; parts that it does not have are left out. */
export function tariffToJson(tariff: Tariff): Json {
  const { zone, freeEveryMs, packages, peaks, pause, overdue, dayCap, minimumMinor, service, taxMode } = tariff;
  return {
    name: tariff.name,
    currency: tariff.currency,
    ...(zone !== null && { zone }),
    baseMinor: amount(tariff.baseMinor),
    freeMs: tariff.freeMs,
    ...(freeEveryMs !== FREE_EVERY_MS && { freeEveryMs }),
    steps: tariff.steps.map(stepToJson),
    ...(packages.length > 0 && {
      packages: packages.map((each) => ({ ...each, amountMinor: amount(each.amountMinor) })),
    }),
    ...(peaks.length > 0 && { peaks: peaks.map(peakToJson) }),
    ...(pause !== null && { pause: { per: pause.per, amountMinor: amount(pause.amountMinor) } }),
    ...(overdue !== null && { overdue: { ...overdue, amountMinor: amount(overdue.amountMinor) } }),
    capMinor: tariff.capMinor === null ? null : amount(tariff.capMinor),
    ...(dayCap !== null && { dayCap: { ...dayCap, amountMinor: amount(dayCap.amountMinor) } }),
    ...holdToJson(tariff.hold),
    items: tariff.items.map((item) => ({ itemId: item.itemId, amountMinor: amount(item.amountMinor), name: item.name })),
    ...(minimumMinor > 0n && { minimumMinor: amount(minimumMinor) }),
    ...(service !== null && { service }),
    taxPermille: tariff.taxPermille,
    ...(taxMode !== 'included' && { taxMode }),
  };
}

/** Freezes one version: offer, session and receipt carry this hash (M11). */
export function freezeTariff(tariffId: string, version: number, tariff: Tariff): FrozenTariff {
  const json = canonicalJson(tariffToJson(tariff));
  return { tariffId, version, json, hash: sha256(json), tariff };
}
