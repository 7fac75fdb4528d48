// Price terms: what of a price hangs on the person, the object's zone and the hour; frozen with the tariff (R13, R17).
import { canonicalJson, DAY_MS, type Json, MINUTE_MS } from '#protocol';
import { createJsonReader, type JsonReader, type JsonValue, memberAt } from '../json-reader.ts';
import { type Minor, toSafeNumber } from '../money.ts';
import type { Rounding } from './price-line.ts';
import { type PeakInstants, resolvePeaks } from './price-peaks.ts';
import type { FrozenTariff, Tariff } from './tariff.ts';
import { dayEndMs, localMidnightMs, offsetStretches } from './zoned-time.ts';

/** One earlier use, or one that goes on, of the same person at the same group of objects: one venue and kind. */
export type RecentUse = {
  readonly sessionId: string;
  readonly startedAtMs: number;
  /** Null while it goes on. */
  readonly endedAtMs: number | null;
  readonly sold: SoldTariff;
  readonly packageId: string | null;
  /** The use that it continues itself: an earlier use is continued by one alone. */
  readonly continuesId: string | null;
  /** How its last unit counted. */
  readonly rounding: Rounding;
  readonly useMs: number;
  readonly distanceM: number;
  readonly pausedMs: number;
  /** Of the free window; while it goes on, all that it may still have. */
  readonly freeUsedMs: number;
  /** What was paid for its use and not given back, without items, overdue time, service and tax. */
  readonly useMinor: Minor;
  /** The same where a minimum lifted it: what comes after is due only beyond that. Otherwise 0. */
  readonly liftedMinor: Minor;
  /** All that was paid was given back: it counts as no use, though its free time was had. */
  readonly isRefunded: boolean;
};

/** Which tariff, through all of its versions, and the very text. */
export type SoldTariff = Pick<FrozenTariff, 'tariffId' | 'hash'>;

/** Uses that went on before with short gaps: this one is priced as their continuation, less what they would cost. */
export type StitchedUse = {
  readonly useMs: number;
  readonly distanceM: number;
  readonly pausedMs: number;
  readonly paidMinor: Minor;
  /** One of them had a package. */
  readonly withPackage: boolean;
  /** What a minimum has lifted them to, or 0: only beyond it is more due. */
  readonly liftedMinor: Minor;
  /** The last of them, and how its last unit counted; null in terms of the first edition, which did not say. */
  readonly last: { readonly sessionId: string; readonly rounding: Rounding } | null;
};

export type PriceTerms = {
  /** Which meaning these terms have: a receipt keeps that of its day. */
  readonly edition: 1 | 2;
  readonly frozenAtMs: number;
  readonly zone: string;
  /** The platform's share, in thousandths of what is captured. */
  readonly feePermille: number;
  readonly packageId: string | null;
  /** The tariff's peaks as instants, from the start of what is stitched to beyond the longest session. */
  readonly peaks: readonly PeakInstants[];
  /** Free time that is left, counted from the start of what is stitched. */
  readonly freeLeftMs: number;
  readonly isMinimumDue: boolean;
  readonly stitch: StitchedUse | null;
  /** What the cap day at hand leaves, and when it and later ones end; after the last, each lasts 24 h. */
  readonly day: { readonly leftMinor: Minor; readonly endsAtMs: readonly number[] } | null;
  /** Time of use, free time aside, after which it is overdue; null: never. */
  readonly overdueAfterMs: number | null;
};

/** Shorter gaps make one use of two (R17). */
export const STITCH_GAP_MS = 15 * MINUTE_MS;
/** A start is proven some time after it was authorized, and ends are late: the terms reach further than the longest session. */
const BEYOND_LONGEST_MS = DAY_MS;

export type TermsFacts = {
  readonly sold: SoldTariff;
  /** Of the venue. */
  readonly zone: string;
  readonly feePermille: number;
  readonly packageId: string | null;
  readonly recentUses: readonly RecentUse[];
  readonly nowMs: number;
  readonly longestSessionMs: number;
};

/** How far back uses still matter to a start: the free window, the cap day at its longest (25 h), and the stitch. */
export function recentSinceMs(tariff: Tariff, nowMs: number): number {
  return nowMs - Math.max(tariff.freeEveryMs, DAY_MS + 60 * MINUTE_MS) - STITCH_GAP_MS;
}

function isUsed({ endedAtMs, useMs, distanceM, pausedMs, useMinor }: RecentUse): boolean {
  return endedAtMs === null || useMs > 0 || distanceM > 0 || pausedMs > 0 || useMinor > 0n;
}

/**
 * Uses that another one, had or going on, has as its own beginning: credit for one session is no credit for a second beside
 * it. One that came to nothing, or was given back and not continued, leaves it to the next.
 */
function continuedIn(uses: readonly RecentUse[]): ReadonlySet<string> {
  const named = new Set(uses.map(({ continuesId }) => continuesId));
  const counting = uses.filter(({ isRefunded, sessionId }) => !isRefunded || named.has(sessionId));
  return new Set(counting.flatMap(({ continuesId }) => continuesId ?? []));
}

/**
 * The uses that this start continues, newest first: the one that ended last under the same text, and those that it
 * continued itself. A package is bought anew: it continues nothing.
 */
function stitchedTo(uses: readonly RecentUse[], { packageId, nowMs, sold }: TermsFacts): readonly RecentUse[] {
  if (packageId !== null) return [];
  const continued = continuedIn(uses);
  const counting = uses.filter(({ isRefunded }) => !isRefunded);
  const gapOf = ({ endedAtMs }: RecentUse): number => (endedAtMs === null ? -1 : nowMs - endedAtMs);
  let [before] = counting
    .filter((use) => use.sold.hash === sold.hash && !continued.has(use.sessionId))
    .filter((use) => gapOf(use) >= 0 && gapOf(use) < STITCH_GAP_MS)
    .sort((a, b) => gapOf(a) - gapOf(b));
  const chain: RecentUse[] = [];
  while (before && !chain.includes(before)) {
    chain.push(before);
    const { continuesId } = before;
    before = counting.find(({ sessionId }) => sessionId === continuesId);
  }
  return chain;
}

function stitchOf(chain: readonly RecentUse[]): StitchedUse | null {
  const [last] = chain;
  if (!last) return null;
  const sum = (of: (use: RecentUse) => number): number => chain.reduce((total, use) => total + of(use), 0);
  const sumMinor = (of: (use: RecentUse) => Minor): Minor => chain.reduce((total, use) => total + of(use), 0n);
  return {
    useMs: sum(({ useMs }) => useMs),
    distanceM: sum(({ distanceM }) => distanceM),
    pausedMs: sum(({ pausedMs }) => pausedMs),
    paidMinor: sumMinor(({ useMinor }) => useMinor),
    withPackage: chain.some(({ packageId }) => packageId !== null),
    liftedMinor: sumMinor(({ liftedMinor }) => liftedMinor),
    last: { sessionId: last.sessionId, rounding: last.rounding },
  };
}

/** How long before this session's own use the stitched use begins where it is priced; the first edition left pauses out. */
export function stitchedMs(
  { pause }: Pick<Tariff, 'pause'>,
  { edition, stitch }: Pick<PriceTerms, 'edition' | 'stitch'>,
): number {
  if (stitch === null) return 0;
  return edition === 1 || pause !== null ? stitch.useMs : stitch.useMs + stitch.pausedMs;
}

function dayOf(tariff: Tariff, uses: readonly RecentUse[], facts: TermsFacts, untilMs: number): PriceTerms['day'] {
  const { dayCap } = tariff;
  if (dayCap === null) return null;
  const { nowMs } = facts;
  const leftAfter = (spent: readonly RecentUse[]): Minor => {
    const leftMinor = spent.reduce((left, { useMinor }) => left - useMinor, dayCap.amountMinor);
    return leftMinor > 0n ? leftMinor : 0n;
  };
  if (!dayCap.calendar) {
    const today = uses.filter(({ startedAtMs }) => startedAtMs > nowMs - DAY_MS);
    // Without an earlier use, this session's own start opens the day.
    const endsAtMs = today.length === 0 ? [] : [Math.min(...today.map(({ startedAtMs }) => startedAtMs)) + DAY_MS];
    return { leftMinor: leftAfter(today), endsAtMs };
  }
  const stretches = offsetStretches(tariff.zone ?? facts.zone, nowMs - 2 * DAY_MS, untilMs + DAY_MS);
  const first = stretches[0];
  if (!first) return { leftMinor: dayCap.amountMinor, endsAtMs: [] };
  const ends: number[] = [];
  let beganAtMs = nowMs - DAY_MS;
  for (let dayMs = localMidnightMs(first.fromMs + first.offsetMs); (ends.at(-1) ?? 0) < untilMs; dayMs += DAY_MS) {
    const endMs = dayEndMs(stretches, dayMs);
    if (endMs === null) break;
    if (endMs > nowMs) ends.push(endMs);
    else beganAtMs = endMs;
  }
  return { leftMinor: leftAfter(uses.filter(({ startedAtMs }) => startedAtMs >= beganAtMs)), endsAtMs: ends };
}

function overdueAfterMs({ overdue, packages }: Tariff, { packageId, longestSessionMs }: TermsFacts): number | null {
  if (overdue === null) return null;
  const chosen = packages.find((each) => each.packageId === packageId);
  return overdue.after === 'package' && chosen ? chosen.lengthMs : longestSessionMs;
}

/** The terms of a session that starts now. */
export function composeTerms(tariff: Tariff, facts: TermsFacts): PriceTerms {
  const { nowMs } = facts;
  const zone = tariff.zone ?? facts.zone;
  const had = facts.recentUses.filter(isUsed);
  const uses = had.filter(({ isRefunded }) => !isRefunded);
  const chain = stitchedTo(had, facts);
  const stitch = stitchOf(chain);
  const beganAtMs = chain.at(-1)?.startedAtMs ?? nowMs;
  const sinceMs = beganAtMs - tariff.freeEveryMs;
  const freeUsedMs = (of: readonly RecentUse[]): number => of.reduce((sum, use) => sum + use.freeUsedMs, 0);
  const usedBesideMs = freeUsedMs(had.filter((use) => use.startedAtMs > sinceMs && !chain.includes(use)));
  const isMinimumPaid = uses.some(({ startedAtMs, useMinor }) => startedAtMs > sinceMs && useMinor > 0n);
  const untilMs = nowMs + facts.longestSessionMs + BEYOND_LONGEST_MS;
  const fromMs = nowMs - stitchedMs(tariff, { edition: 2, stitch });
  // Another tariff's day is another: its price says nothing of this one's cap.
  const sameTariff = uses.filter(({ sold }) => sold.tariffId === facts.sold.tariffId || sold.hash === facts.sold.hash);
  return {
    edition: 2,
    frozenAtMs: nowMs,
    zone,
    feePermille: facts.feePermille,
    packageId: facts.packageId,
    peaks: resolvePeaks(tariff.peaks, zone, { fromMs, untilMs }),
    // What was free stays free: it is no credit for what comes after it.
    freeLeftMs: Math.max(tariff.freeMs - usedBesideMs, Math.min(tariff.freeMs, freeUsedMs(chain)), 0),
    isMinimumDue: tariff.minimumMinor > 0n && !isMinimumPaid,
    stitch,
    day: dayOf(tariff, sameTariff, facts, untilMs),
    overdueAfterMs: overdueAfterMs(tariff, facts),
  };
}

/** Terms of a session from before there were any: what its tariff says, for whoever it was. */
export function plainTerms(tariff: Tariff, zone: string): PriceTerms {
  const nobody = { sold: { tariffId: '', hash: '' }, feePermille: 0, packageId: null, recentUses: [] };
  return { ...composeTerms(tariff, { ...nobody, zone, nowMs: 0, longestSessionMs: 0 }), edition: 1 };
}

function stitchToJson({ last, liftedMinor, paidMinor, ...used }: StitchedUse): Json {
  const first = { ...used, paidMinor: toSafeNumber(paidMinor) };
  return last === null ? first : { ...first, liftedMinor: toSafeNumber(liftedMinor), last };
}

/** The one spelling of terms, as the session's row and the receipt keep them; the first edition has no number. */
export function termsToJson({ edition, ...terms }: PriceTerms): string {
  const { stitch, day } = terms;
  return canonicalJson({
    ...(edition > 1 && { edition }),
    ...terms,
    stitch: stitch && stitchToJson(stitch),
    day: day && { ...day, leftMinor: toSafeNumber(day.leftMinor) },
  });
}

const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;
const INSTANT = { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER } as const;
const TERMS_MEMBERS = [
  'edition',
  'frozenAtMs',
  'zone',
  'feePermille',
  'packageId',
  'peaks',
  'freeLeftMs',
  'isMinimumDue',
  'stitch',
  'day',
  'overdueAfterMs',
] as const;

function readLast(reader: JsonReader, json: JsonValue, at: string): StitchedUse['last'] {
  const last = reader.object(json, at, ['sessionId', 'rounding']);
  return {
    sessionId: reader.text(last.sessionId, memberAt(at, 'sessionId'), { maxLength: 64 }),
    rounding: reader.oneOf(last.rounding, memberAt(at, 'rounding'), ['started', 'exact']),
  };
}

function readStitch(reader: JsonReader, json: JsonValue, at: string, edition: PriceTerms['edition']): StitchedUse | null {
  if (json === null) return null;
  const members = ['useMs', 'distanceM', 'pausedMs', 'paidMinor', 'liftedMinor'] as const;
  const known = edition === 1 ? members.slice(0, -1) : [...members, 'last'];
  const stitch = reader.object(json, at, [...known, 'withPackage']);
  const count = (name: (typeof members)[number]): number => reader.whole(stitch[name], memberAt(at, name), COUNT);
  return {
    useMs: count('useMs'),
    distanceM: count('distanceM'),
    pausedMs: count('pausedMs'),
    paidMinor: BigInt(count('paidMinor')),
    withPackage: reader.flag(stitch.withPackage, memberAt(at, 'withPackage')),
    liftedMinor: edition === 1 ? 0n : BigInt(count('liftedMinor')),
    last: edition === 1 ? null : readLast(reader, stitch.last, memberAt(at, 'last')),
  };
}

function readDay(reader: JsonReader, json: JsonValue, at: string): PriceTerms['day'] {
  if (json === null) return null;
  const day = reader.object(json, at, ['leftMinor', 'endsAtMs']);
  const endsAt = memberAt(at, 'endsAtMs');
  return {
    leftMinor: BigInt(reader.whole(day.leftMinor, memberAt(at, 'leftMinor'), COUNT)),
    endsAtMs: reader.list(day.endsAtMs, endsAt).map((end, index) => reader.whole(end, memberAt(endsAt, index), INSTANT)),
  };
}

function readPeak(reader: JsonReader, json: JsonValue, at: string): PeakInstants {
  const peak = reader.object(json, at, ['peak', 'fromMs', 'untilMs']);
  return {
    peak: reader.whole(peak.peak, memberAt(at, 'peak'), COUNT),
    fromMs: reader.whole(peak.fromMs, memberAt(at, 'fromMs'), INSTANT),
    untilMs: reader.whole(peak.untilMs, memberAt(at, 'untilMs'), INSTANT),
  };
}

function readTerms(reader: JsonReader, json: Json): PriceTerms {
  const terms = reader.object(json, '', TERMS_MEMBERS);
  const nullable = <V>(value: JsonValue, read: (given: JsonValue) => V): V | null => (value === null ? null : read(value));
  const edition = terms.edition === undefined ? 1 : 2;
  if (edition === 2) reader.whole(terms.edition, 'edition', { min: 2, max: 2 });
  return {
    edition,
    frozenAtMs: reader.whole(terms.frozenAtMs, 'frozenAtMs', INSTANT),
    zone: reader.text(terms.zone, 'zone', { maxLength: 64 }),
    feePermille: reader.whole(terms.feePermille, 'feePermille', { min: 0, max: 1000 }),
    packageId: nullable(terms.packageId, (id) => reader.text(id, 'packageId', { maxLength: 48 })),
    peaks: reader.list(terms.peaks, 'peaks').map((peak, index) => readPeak(reader, peak, memberAt('peaks', index))),
    freeLeftMs: reader.whole(terms.freeLeftMs, 'freeLeftMs', COUNT),
    isMinimumDue: reader.flag(terms.isMinimumDue, 'isMinimumDue'),
    stitch: readStitch(reader, terms.stitch, 'stitch', edition),
    day: readDay(reader, terms.day, 'day'),
    overdueAfterMs: nullable(terms.overdueAfterMs, (after) => reader.whole(after, 'overdueAfterMs', COUNT)),
  };
}

/** Terms out of the text that termsToJson wrote; null where it is none. */
export function termsFromJson(text: string): PriceTerms | null {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  const reader = createJsonReader();
  const terms = readTerms(reader, json);
  return reader.problems.length === 0 ? terms : null;
}
