// Tariff reading: the form of each part of a tariff's JSON; what the parts mean to each other is the parser's.
import { DAY_MS, ID_PATTERN, type Json, MINUTE_MS, SECOND_MS } from '#protocol';
import { createJsonReader, type JsonReader, type JsonValue, memberAt } from '../json-reader.ts';
import type { Minor } from '../money.ts';
import {
  FREE_EVERY_MS,
  freezeTariff,
  type HoldRule,
  type LocalText,
  type OverdueRate,
  type Tariff,
  type TariffItem,
  type TariffPackage,
  type TariffPeak,
  type TariffStep,
  type TimeRate,
  type Weekday,
} from './tariff.ts';

/** Largest single amount; how often it may be due is bounded by the parser, so that every bill can be written down. */
const LARGEST_MINOR = 1_000_000_000;
/** Finest time step: shorter ones nobody could follow, and their count would outgrow the bill. */
const SHORTEST_STEP_MS = SECOND_MS;
export const LONGEST_MS = 366 * DAY_MS;
export const LARGEST_DISTANCE_M = 100_000_000;
/** As long as the name of an order line may be on the wire. */
const LONGEST_NAME = 80;
const MOST_ENTRIES = 100;

const TARIFF_MEMBERS = [
  'name',
  'currency',
  'zone',
  'baseMinor',
  'freeMs',
  'freeEveryMs',
  'steps',
  'packages',
  'peaks',
  'pause',
  'overdue',
  'capMinor',
  'dayCap',
  'holdMinor',
  'hold',
  'items',
  'minimumMinor',
  'service',
  'taxPermille',
  'taxMode',
] as const;

const CURRENCY = /^[A-Z]{3}$/;
/** Language tags of RFC 5646 in their usual forms, such as `en` and `zh-Hans`. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

function readAmount(reader: JsonReader, json: JsonValue, at: string, least = 0): Minor {
  return BigInt(reader.whole(json, at, { min: least, max: LARGEST_MINOR }));
}

function readEntries<E>(
  reader: JsonReader,
  json: JsonValue,
  at: string,
  read: (entry: JsonValue, entryAt: string) => E,
): readonly E[] {
  const list = reader.list(json, at);
  if (list.length > MOST_ENTRIES) reader.note(at, `has more than ${MOST_ENTRIES} entries`);
  return list.slice(0, MOST_ENTRIES).map((entry, index) => read(entry, memberAt(at, index)));
}

function readStep(reader: JsonReader, json: JsonValue, at: string): TariffStep {
  const step = reader.object(json, at, ['quantity', 'from', 'per', 'amountMinor']);
  const quantity = reader.oneOf(step.quantity, memberAt(at, 'quantity'), ['useMs', 'distanceM']);
  const isTime = quantity === 'useMs';
  const largest = isTime ? LONGEST_MS : LARGEST_DISTANCE_M;
  return {
    quantity,
    from: step.from === undefined ? 0 : reader.whole(step.from, memberAt(at, 'from'), { min: 0, max: largest }),
    per: reader.whole(step.per, memberAt(at, 'per'), { min: isTime ? SHORTEST_STEP_MS : 1, max: largest }),
    amountMinor: readAmount(reader, step.amountMinor, memberAt(at, 'amountMinor')),
  };
}

function readSteps(reader: JsonReader, json: JsonValue, at: string): readonly TariffStep[] {
  return readEntries(reader, json, at, (step, stepAt) => readStep(reader, step, stepAt));
}

function readPackage(reader: JsonReader, json: JsonValue, at: string): TariffPackage {
  const given = reader.object(json, at, ['packageId', 'lengthMs', 'amountMinor']);
  return {
    packageId: reader.text(given.packageId, memberAt(at, 'packageId'), { maxLength: 48, pattern: ID_PATTERN }),
    lengthMs: reader.whole(given.lengthMs, memberAt(at, 'lengthMs'), { min: MINUTE_MS, max: LONGEST_MS }),
    amountMinor: readAmount(reader, given.amountMinor, memberAt(at, 'amountMinor'), 1),
  };
}

function readClock(reader: JsonReader, json: JsonValue, at: string): number {
  const text = reader.text(json, at, { maxLength: 5, pattern: CLOCK });
  const [hours, minutes] = text.split(':').map(Number);
  return CLOCK.test(text) ? (hours ?? 0) * 60 + (minutes ?? 0) : 0;
}

function readPeak(reader: JsonReader, json: JsonValue, at: string): TariffPeak {
  const peak = reader.object(json, at, ['days', 'from', 'until', 'permille', 'steps']);
  const isPercentage = peak.permille !== undefined;
  if (isPercentage && peak.steps !== undefined) reader.note(memberAt(at, 'steps'), 'is given beside permille');
  return {
    days: readEntries(reader, peak.days, memberAt(at, 'days'), (day, dayAt) =>
      reader.whole(day, dayAt, { min: 1, max: 7 }),
    ) as readonly Weekday[],
    fromMinute: readClock(reader, peak.from, memberAt(at, 'from')),
    untilMinute: readClock(reader, peak.until, memberAt(at, 'until')),
    rate: isPercentage
      ? { permille: reader.whole(peak.permille, memberAt(at, 'permille'), { min: 1, max: 10_000 }) }
      : { steps: readSteps(reader, peak.steps, memberAt(at, 'steps')) },
  };
}

function readTimeRate(reader: JsonReader, rate: { readonly [name: string]: JsonValue }, at: string): TimeRate {
  return {
    per: reader.whole(rate.per, memberAt(at, 'per'), { min: SHORTEST_STEP_MS, max: LONGEST_MS }),
    amountMinor: readAmount(reader, rate.amountMinor, memberAt(at, 'amountMinor')),
  };
}

function readPause(reader: JsonReader, json: JsonValue, at: string): TimeRate | null {
  if (json === undefined) return null;
  return readTimeRate(reader, reader.object(json, at, ['per', 'amountMinor']), at);
}

function readOverdue(reader: JsonReader, json: JsonValue, at: string): OverdueRate | null {
  if (json === undefined) return null;
  const overdue = reader.object(json, at, ['after', 'per', 'amountMinor']);
  const after = reader.oneOf(overdue.after, memberAt(at, 'after'), ['package', 'longest']);
  return { after, ...readTimeRate(reader, overdue, at) };
}

function readDayCap(reader: JsonReader, json: JsonValue, at: string): Tariff['dayCap'] {
  if (json === undefined) return null;
  const cap = reader.object(json, at, ['amountMinor', 'calendar']);
  return {
    amountMinor: readAmount(reader, cap.amountMinor, memberAt(at, 'amountMinor'), 1),
    calendar: reader.flag(cap.calendar, memberAt(at, 'calendar')),
  };
}

function readService(reader: JsonReader, json: JsonValue, at: string): Tariff['service'] {
  if (json === undefined) return null;
  const service = reader.object(json, at, ['permille', 'on']);
  return {
    permille: reader.whole(service.permille, memberAt(at, 'permille'), { min: 1, max: 1000 }),
    on: reader.oneOf(service.on, memberAt(at, 'on'), ['items', 'all']),
  };
}

/** One amount is held once and for all; a rule raises it in steps. Without either, the cap is held. */
function readHold(
  reader: JsonReader,
  json: { holdMinor: JsonValue; hold: JsonValue },
  at: string,
  capMinor: Minor | null,
): HoldRule {
  if (json.hold === undefined) {
    const place = memberAt(at, 'holdMinor');
    if (json.holdMinor === undefined && capMinor === null) reader.note(place, 'is missing, and so is capMinor');
    const onceMinor = json.holdMinor === undefined ? (capMinor ?? 0n) : readAmount(reader, json.holdMinor, place);
    return { atStartMinor: onceMinor, stepMinor: 0n, mostMinor: onceMinor };
  }
  const place = memberAt(at, 'hold');
  if (json.holdMinor !== undefined) reader.note(place, 'is given beside holdMinor');
  const hold = reader.object(json.hold, place, ['atStartMinor', 'stepMinor', 'mostMinor']);
  return {
    atStartMinor: readAmount(reader, hold.atStartMinor, memberAt(place, 'atStartMinor')),
    stepMinor: readAmount(reader, hold.stepMinor, memberAt(place, 'stepMinor'), 1),
    mostMinor: readAmount(reader, hold.mostMinor, memberAt(place, 'mostMinor')),
  };
}

function readNames(reader: JsonReader, json: JsonValue, at: string): LocalText {
  const names = reader.object(json, at);
  if (names.en === undefined) reader.note(memberAt(at, 'en'), 'is missing');
  const texts = Object.entries(names).map(([language, text]) => {
    if (!LANGUAGE.test(language)) reader.note(memberAt(at, language), 'is not a language tag');
    return [language, reader.text(text, memberAt(at, language), { maxLength: LONGEST_NAME })] as const;
  });
  return Object.fromEntries(texts);
}

function readItems(reader: JsonReader, json: JsonValue, at: string): readonly TariffItem[] {
  const seen = new Set<string>();
  return reader.list(json, at).map((entry, index) => {
    const itemAt = memberAt(at, index);
    const item = reader.object(entry, itemAt, ['itemId', 'amountMinor', 'name']);
    const itemId = reader.text(item.itemId, memberAt(itemAt, 'itemId'), { maxLength: 48, pattern: ID_PATTERN });
    if (seen.has(itemId)) reader.note(memberAt(itemAt, 'itemId'), 'is given twice');
    seen.add(itemId);
    return {
      itemId,
      amountMinor: readAmount(reader, item.amountMinor, memberAt(itemAt, 'amountMinor')),
      name: readNames(reader, item.name, memberAt(itemAt, 'name')),
    };
  });
}

/** Reads the parts of a tariff; parts that came later than the first tariffs may be missing. */
export function readTariffParts(reader: JsonReader, json: JsonValue, at: string): Tariff {
  const members = reader.object(json, at, TARIFF_MEMBERS);
  const place = (name: (typeof TARIFF_MEMBERS)[number]): string => memberAt(at, name);
  const optional = (name: 'packages' | 'peaks'): JsonValue => (members[name] === undefined ? [] : members[name]);
  const everyRange = { min: MINUTE_MS, max: LONGEST_MS };
  const capMinor = (members.capMinor ?? null) === null ? null : readAmount(reader, members.capMinor, place('capMinor'));
  return {
    name: reader.text(members.name, place('name'), { maxLength: LONGEST_NAME }),
    currency: reader.text(members.currency, place('currency'), { maxLength: 3, pattern: CURRENCY }),
    zone: members.zone === undefined ? null : reader.text(members.zone, place('zone'), { maxLength: 64 }),
    baseMinor: readAmount(reader, members.baseMinor, place('baseMinor')),
    freeMs: reader.whole(members.freeMs, place('freeMs'), { min: 0, max: LONGEST_MS }),
    freeEveryMs:
      members.freeEveryMs === undefined ? FREE_EVERY_MS : reader.whole(members.freeEveryMs, place('freeEveryMs'), everyRange),
    steps: readSteps(reader, members.steps, place('steps')),
    packages: readEntries(reader, optional('packages'), place('packages'), (entry, entryAt) =>
      readPackage(reader, entry, entryAt),
    ),
    peaks: readEntries(reader, optional('peaks'), place('peaks'), (entry, entryAt) => readPeak(reader, entry, entryAt)),
    pause: readPause(reader, members.pause, place('pause')),
    overdue: readOverdue(reader, members.overdue, place('overdue')),
    capMinor,
    dayCap: readDayCap(reader, members.dayCap, place('dayCap')),
    items: readItems(reader, members.items, place('items')),
    minimumMinor: members.minimumMinor === undefined ? 0n : readAmount(reader, members.minimumMinor, place('minimumMinor'), 1),
    service: readService(reader, members.service, place('service')),
    taxPermille: reader.whole(members.taxPermille, place('taxPermille'), { min: 0, max: 1000 }),
    taxMode: members.taxMode === undefined ? 'included' : reader.oneOf(members.taxMode, place('taxMode'), ['included', 'added']),
    hold: readHold(reader, { holdMinor: members.holdMinor, hold: members.hold }, at, capMinor),
  };
}

/**
 * A tariff out of the text that froze it. What was once accepted stays readable when the rules for new tariffs grow
 * stricter: only the form counts, and that the text is the one spelling of what it says. Null where it is not.
 */
export function readFrozenTariff(text: string): Tariff | null {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  const reader = createJsonReader();
  const tariff = readTariffParts(reader, json, '');
  if (reader.problems.length > 0) return null;
  // Names of the row do not enter the text.
  return freezeTariff('', 0, tariff).json === text ? tariff : null;
}
