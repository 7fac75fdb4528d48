// Tariff parsing: strict JSON to a tariff, or the exact place that is wrong; nothing is guessed and nothing priced at 0 by mistake.
import { ID_PATTERN, type Json, ok, refused } from '#protocol';
import { createJsonReader, type JsonReader, type JsonValue, memberAt } from './json-reader.ts';
import { lesserOf, type Minor } from './money.ts';
import type { LocalText, ParseTariff, Tariff, TariffItem, TariffStep } from './tariff.ts';

/** Largest single amount: units of a day times this stay within safe integers, so every bill can be written down. */
const LARGEST_MINOR = 1_000_000_000;
/** Finest time step: shorter ones nobody could follow, and their count would outgrow the bill. */
const SHORTEST_STEP_MS = 1_000;
const LONGEST_MS = 366 * 86_400_000;
const LARGEST_DISTANCE_M = 100_000_000;
/** As long as the name of an order line may be on the wire. */
const LONGEST_NAME = 80;

const TARIFF_MEMBERS = [
  'name',
  'currency',
  'baseMinor',
  'freeMs',
  'steps',
  'capMinor',
  'holdMinor',
  'items',
  'taxPermille',
] as const;

const CURRENCY = /^[A-Z]{3}$/;
/** Language tags of RFC 5646 in their usual forms, such as `en` and `zh-Hans`. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

function readAmount(reader: JsonReader, json: JsonValue, at: string): Minor {
  return BigInt(reader.whole(json, at, { min: 0, max: LARGEST_MINOR }));
}

function readStep(reader: JsonReader, json: JsonValue, at: string): TariffStep {
  const step = reader.object(json, at, ['quantity', 'per', 'amountMinor']);
  const quantity = reader.oneOf(step.quantity, memberAt(at, 'quantity'), ['useMs', 'distanceM']);
  const range = quantity === 'useMs' ? { min: SHORTEST_STEP_MS, max: LONGEST_MS } : { min: 1, max: LARGEST_DISTANCE_M };
  return {
    quantity,
    per: reader.whole(step.per, memberAt(at, 'per'), range),
    amountMinor: readAmount(reader, step.amountMinor, memberAt(at, 'amountMinor')),
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

/** How the amounts must stand to each other: whatever is due fits below what is held (M10). */
function noteRelations(reader: JsonReader, tariff: Tariff, at: string): void {
  const { baseMinor, capMinor, holdMinor, steps, items } = tariff;
  const holdAt = memberAt(at, 'holdMinor');
  if (capMinor !== null && capMinor > holdMinor) reader.note(memberAt(at, 'capMinor'), 'is above holdMinor');
  const dueAtStart = capMinor === null ? baseMinor : lesserOf(baseMinor, capMinor);
  if (dueAtStart > holdMinor) reader.note(holdAt, 'is below baseMinor');
  const costsMore = [...steps, ...items].some(({ amountMinor }) => amountMinor > 0n);
  if (holdMinor === 0n && costsMore) reader.note(holdAt, 'is 0, so nothing of what costs could ever be paid');
}

/**
 * Reads a tariff as a part of a larger document; every problem is noted with the reader.
 * `holdMinor` may be left out where there is a cap: then the cap is held.
 */
export function readTariff(reader: JsonReader, json: JsonValue, at: string): Tariff {
  const noted = reader.problems.length;
  const members = reader.object(json, at, TARIFF_MEMBERS);
  const place = (name: (typeof TARIFF_MEMBERS)[number]): string => memberAt(at, name);
  const capMinor = (members.capMinor ?? null) === null ? null : readAmount(reader, members.capMinor, place('capMinor'));
  if (members.holdMinor === undefined && capMinor === null) reader.note(place('holdMinor'), 'is missing, and so is capMinor');
  const holdMinor =
    members.holdMinor === undefined ? (capMinor ?? 0n) : readAmount(reader, members.holdMinor, place('holdMinor'));
  const tariff: Tariff = {
    name: reader.text(members.name, place('name'), { maxLength: LONGEST_NAME }),
    currency: reader.text(members.currency, place('currency'), { maxLength: 3, pattern: CURRENCY }),
    baseMinor: readAmount(reader, members.baseMinor, place('baseMinor')),
    freeMs: reader.whole(members.freeMs, place('freeMs'), { min: 0, max: LONGEST_MS }),
    steps: reader
      .list(members.steps, place('steps'))
      .map((step, index) => readStep(reader, step, memberAt(place('steps'), index))),
    capMinor,
    holdMinor,
    items: readItems(reader, members.items, place('items')),
    taxPermille: reader.whole(members.taxPermille, place('taxPermille'), { min: 0, max: 1000 }),
  };
  if (reader.problems.length === noted) noteRelations(reader, tariff, at);
  return tariff;
}

/** Parses one tariff document; refused with the first place that is wrong. */
export const parseTariff: ParseTariff = (json: Json) => {
  const reader = createJsonReader();
  const tariff = readTariff(reader, json, '');
  const [first] = reader.problems;
  return first === undefined ? ok(tariff) : refused({ code: 'tariff.invalid', ...first });
};
