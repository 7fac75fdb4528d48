// Price terms: what of a price hangs on the person, the object's zone and the hour; frozen with the tariff (R13, R17).
import { canonicalJson, DAY_MS, type Json, MINUTE_MS } from '#protocol';
import { createJsonReader, type JsonReader, type JsonValue, memberAt } from '../json-reader.ts';
import { type Minor, toSafeNumber } from '../money.ts';
import { type PeakInstants, resolvePeaks } from './price-peaks.ts';
import type { Tariff } from './tariff.ts';
import { dayEndMs, localMidnightMs, offsetStretches } from './zoned-time.ts';

/** One earlier use, or one that goes on, of the same person at the same group of objects: one venue and kind. */
export type RecentUse = {
  readonly sessionId: string;
  readonly startedAtMs: number;
  /** Null while it goes on. */
  readonly endedAtMs: number | null;
  readonly packageId: string | null;
  readonly useMs: number;
  readonly distanceM: number;
  readonly pausedMs: number;
  /** Of the free window; while it goes on, all that it may still have. */
  readonly freeUsedMs: number;
  /** What its use cost, without items, overdue time, service and tax. */
  readonly useMinor: Minor;
};

/** Uses that went on before with short gaps: this one is priced as their continuation, less what they have paid. */
export type StitchedUse = {
  readonly useMs: number;
  readonly distanceM: number;
  readonly pausedMs: number;
  readonly paidMinor: Minor;
  /** One of them had a package, so that what they would have cost without says nothing. */
  readonly withPackage: boolean;
};

export type PriceTerms = {
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

/** The uses that this start continues, newest first. A package is bought anew: nothing is stitched to it. */
function stitchedTo(uses: readonly RecentUse[], { packageId, nowMs }: TermsFacts): readonly RecentUse[] {
  if (packageId !== null) return [];
  const chain: RecentUse[] = [];
  let startMs = nowMs;
  for (;;) {
    const gapTo = ({ endedAtMs }: RecentUse): number => (endedAtMs === null ? -1 : startMs - endedAtMs);
    const [before] = uses
      .filter((use) => !chain.includes(use) && gapTo(use) >= 0 && gapTo(use) < STITCH_GAP_MS)
      .sort((a, b) => gapTo(a) - gapTo(b));
    if (!before) return chain;
    chain.push(before);
    startMs = before.startedAtMs;
  }
}

function stitchOf(chain: readonly RecentUse[]): StitchedUse | null {
  if (chain.length === 0) return null;
  const sum = (of: (use: RecentUse) => number): number => chain.reduce((total, use) => total + of(use), 0);
  return {
    useMs: sum(({ useMs }) => useMs),
    distanceM: sum(({ distanceM }) => distanceM),
    pausedMs: sum(({ pausedMs }) => pausedMs),
    paidMinor: chain.reduce((total, { useMinor }) => total + useMinor, 0n),
    withPackage: chain.some(({ packageId }) => packageId !== null),
  };
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
  const uses = facts.recentUses.filter(({ useMs, distanceM, useMinor, endedAtMs }) => {
    return endedAtMs === null || useMs > 0 || distanceM > 0 || useMinor > 0n;
  });
  const chain = stitchedTo(uses, facts);
  const stitch = stitchOf(chain);
  const beganAtMs = chain.at(-1)?.startedAtMs ?? nowMs;
  const within = uses.filter(({ startedAtMs }) => startedAtMs > beganAtMs - tariff.freeEveryMs);
  const freeUsedMs = within.filter((use) => !chain.includes(use)).reduce((sum, use) => sum + use.freeUsedMs, 0);
  const untilMs = nowMs + facts.longestSessionMs + BEYOND_LONGEST_MS;
  return {
    frozenAtMs: nowMs,
    zone,
    feePermille: facts.feePermille,
    packageId: facts.packageId,
    peaks: resolvePeaks(tariff.peaks, zone, { fromMs: nowMs - (stitch?.useMs ?? 0), untilMs }),
    freeLeftMs: Math.max(0, tariff.freeMs - freeUsedMs),
    isMinimumDue: tariff.minimumMinor > 0n && within.every(({ useMinor }) => useMinor === 0n),
    stitch,
    day: dayOf(tariff, uses, facts, untilMs),
    overdueAfterMs: overdueAfterMs(tariff, facts),
  };
}

/** Terms of a session from before there were any: what its tariff says, for whoever it was. */
export function plainTerms(tariff: Tariff, zone: string): PriceTerms {
  return composeTerms(tariff, { zone, feePermille: 0, packageId: null, recentUses: [], nowMs: 0, longestSessionMs: 0 });
}

/** The one spelling of terms, as the session's row and the receipt keep them. */
export function termsToJson(terms: PriceTerms): string {
  const { stitch, day } = terms;
  return canonicalJson({
    ...terms,
    stitch: stitch && { ...stitch, paidMinor: toSafeNumber(stitch.paidMinor) },
    day: day && { ...day, leftMinor: toSafeNumber(day.leftMinor) },
  });
}

const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;
const INSTANT = { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER } as const;
const TERMS_MEMBERS = [
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

function readStitch(reader: JsonReader, json: JsonValue, at: string): StitchedUse | null {
  if (json === null) return null;
  const members = ['useMs', 'distanceM', 'pausedMs', 'paidMinor'] as const;
  const stitch = reader.object(json, at, [...members, 'withPackage']);
  const count = (name: (typeof members)[number]): number => reader.whole(stitch[name], memberAt(at, name), COUNT);
  return {
    useMs: count('useMs'),
    distanceM: count('distanceM'),
    pausedMs: count('pausedMs'),
    paidMinor: BigInt(count('paidMinor')),
    withPackage: reader.flag(stitch.withPackage, memberAt(at, 'withPackage')),
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
  return {
    frozenAtMs: reader.whole(terms.frozenAtMs, 'frozenAtMs', INSTANT),
    zone: reader.text(terms.zone, 'zone', { maxLength: 64 }),
    feePermille: reader.whole(terms.feePermille, 'feePermille', { min: 0, max: 1000 }),
    packageId: nullable(terms.packageId, (id) => reader.text(id, 'packageId', { maxLength: 48 })),
    peaks: reader.list(terms.peaks, 'peaks').map((peak, index) => readPeak(reader, peak, memberAt('peaks', index))),
    freeLeftMs: reader.whole(terms.freeLeftMs, 'freeLeftMs', COUNT),
    isMinimumDue: reader.flag(terms.isMinimumDue, 'isMinimumDue'),
    stitch: readStitch(reader, terms.stitch, 'stitch'),
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
