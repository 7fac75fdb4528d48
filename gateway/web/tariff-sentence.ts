// Tariff sentence: one price in words, its worked example, and the lines of a bill in the same words.
import { HOUR_MS, type MeteredQuantity, MINUTE_MS } from '#protocol';
import type { Minor } from '../domain/money.ts';
import type { PriceLineJson } from '../domain/receipt/receipt.ts';
import type { LocalText, Tariff } from '../domain/tariff/tariff.ts';
import { describeTariff, type RateWords, type TariffClause } from '../domain/tariff/tariff-words.ts';
import type { Format } from './format.ts';
import type { Language } from './languages.ts';
import type { Texts } from './text/en.ts';
import type { KindWords } from './text/shape.ts';

/** What words of a price need: language, its formats, and the words of the object's kind. */
export type PriceWords = { readonly texts: Texts; readonly format: Format; readonly kind: KindWords; readonly currency: string };

export type TariffText = {
  readonly sentence: string;
  /** Whatever else holds: lengths at a fixed price, hours, pauses, days, service, tax; a sentence each. */
  readonly rules: readonly string[];
  readonly examples: readonly { readonly use: string; readonly cost: string }[];
};

type ClauseOf<C extends TariffClause['clause']> = Extract<TariffClause, { clause: C }>;

function find<C extends TariffClause['clause']>(clauses: readonly TariffClause[], wanted: C): ClauseOf<C> | undefined {
  return clauses.find((each): each is ClauseOf<C> => each.clause === wanted);
}

/** `CN¥1.00 per started minute`: the same words on offer, session and receipt. */
function perUnit(words: PriceWords, quantity: MeteredQuantity, per: number, amountMinor: Minor | number): string {
  const { texts, format, currency } = words;
  const nameOfUnit = (): string => {
    if (quantity === 'distanceM') return format.distance(per);
    if (per === MINUTE_MS) return texts.tariff.minute;
    return per === HOUR_MS ? texts.tariff.hour : format.duration(per);
  };
  return texts.tariff.per(format.money(amountMinor, currency), nameOfUnit());
}

/** A rate that does not hold from the start says from where on it does. */
function rateText(words: PriceWords, { quantity, from, per, amountMinor }: RateWords): string {
  const { texts, format } = words;
  const price = perUnit(words, quantity, per, amountMinor);
  if (from === 0) return price;
  return texts.tariff.from(quantity === 'useMs' ? format.duration(from) : format.distance(from), price);
}

function useSentence(words: PriceWords, clauses: readonly TariffClause[]): string {
  const { texts, format, currency, kind } = words;
  const free = find(clauses, 'free');
  const base = find(clauses, 'base');
  const items = find(clauses, 'items');
  const steps = clauses.filter((clause): clause is ClauseOf<'per'> => clause.clause === 'per');
  const running = steps.map((step) => rateText(words, step));
  if (items) running.push(texts.tariff.items(format.money(items.fromMinor, currency)));
  const parts = [
    ...(free ? [texts.tariff.free(format.duration(free.freeMs), format.duration(free.everyMs))] : []),
    ...(base ? [kind.base(format.money(base.amountMinor, currency))] : []),
    ...(running.length > 0 ? [running.reduce((one, other) => texts.tariff.plus(one, other))] : []),
  ];
  const text = parts.reduceRight((rest, first) => texts.tariff.andThen(first, rest));
  return steps.length > 0 ? texts.tariff.steppedSentence(text) : texts.tariff.sentence(text);
}

function peakText(words: PriceWords, { days, fromMinute, untilMinute, rates }: ClauseOf<'peak'>): string {
  const { texts, format } = words;
  const when = texts.tariff.hours(format.weekdays(days), format.minuteOfDay(fromMinute), format.minuteOfDay(untilMinute));
  return texts.tariff.peak(
    when,
    rates.map((rate) => rateText(words, rate)).reduce((one, other) => texts.tariff.plus(one, other)),
  );
}

/** What else holds, each as a sentence of its own; null for what the first sentence has said. */
function ruleOf(words: PriceWords, clause: TariffClause): string | null {
  const { texts, format, currency } = words;
  const money = (amountMinor: Minor): string => format.money(amountMinor, currency);
  switch (clause.clause) {
    case 'packages': {
      const lengths = clause.packages.map(({ lengthMs, amountMinor }) =>
        texts.tariff.packageOf(format.duration(lengthMs), money(amountMinor)),
      );
      return texts.tariff.packages(lengths.join(texts.tariff.listGap));
    }
    case 'peak':
      return peakText(words, clause);
    case 'pause':
      return pauseText(words, clause);
    case 'overdue': {
      const price = perUnit(words, 'useMs', clause.per, clause.amountMinor);
      return clause.after === 'package' ? texts.tariff.overduePackage(price) : texts.tariff.overdueLongest(price);
    }
    case 'minimum':
      return texts.tariff.minimum(money(clause.amountMinor), format.duration(clause.everyMs));
    case 'day-cap':
      return clause.calendar
        ? texts.tariff.dayCapped(money(clause.amountMinor))
        : texts.tariff.dayCapped24(money(clause.amountMinor));
    case 'service': {
      const rate = format.permille(clause.permille);
      return clause.on === 'items' ? texts.tariff.serviceOnItems(rate) : texts.tariff.serviceOnAll(rate);
    }
    case 'tax': {
      const rate = format.permille(clause.taxPermille);
      return clause.mode === 'added' ? texts.tariff.taxAdded(rate) : texts.tariff.tax(rate);
    }
    default:
      return null;
  }
}

/** What paused time costs, in the words of the offer. */
export function pauseText(
  words: PriceWords,
  { per, amountMinor }: { readonly per: number; readonly amountMinor: Minor | number },
): string {
  return words.texts.tariff.pause(perUnit(words, 'useMs', per, amountMinor));
}

/** The whole price: one sentence with its limit, what else holds, and at most five examples. */
export function tariffText(words: PriceWords, tariff: Tariff): TariffText {
  const { texts, format, currency } = words;
  const { clauses, examples } = describeTariff(tariff);
  if (find(clauses, 'gratis')) return { sentence: texts.tariff.gratis, rules: [], examples: [] };
  const cap = find(clauses, 'cap');
  const hold = find(clauses, 'hold');
  const limits = [
    ...(cap ? [texts.tariff.capped(format.money(cap.amountMinor, currency))] : []),
    ...(hold && hold.amountMinor !== cap?.amountMinor ? [texts.tariff.atMost(format.money(hold.amountMinor, currency))] : []),
  ];
  const lengthOf = (useMs: number, isMost: boolean): string =>
    isMost ? texts.tariff.orLonger(format.duration(useMs)) : format.duration(useMs);
  return {
    sentence: [useSentence(words, clauses), ...limits].join(texts.frame.gap),
    rules: clauses.flatMap((clause) => ruleOf(words, clause) ?? []),
    examples: examples.map(({ useMs, distanceM, amountMinor, isMost }) => ({
      use: distanceM > 0 ? texts.tariff.together(lengthOf(useMs, isMost), format.distance(distanceM)) : lengthOf(useMs, isMost),
      cost: format.money(amountMinor, currency),
    })),
  };
}

/** A text in the reader's language; every text has `en`. */
export function localText(text: LocalText, lang: Language): string {
  return text[lang] ?? text.en ?? '';
}

/** So many units at a price; pro rata, the price alone and that it is exact. */
function unitsText(words: PriceWords, { quantity, per, unitMinor, units }: PriceLineJson): string {
  const { texts, format } = words;
  const price = perUnit(words, quantity === 'distanceM' ? 'distanceM' : 'useMs', per ?? 1, unitMinor ?? 0);
  return units === undefined ? texts.tariff.exact(price) : texts.tariff.startedUnits(format.count(units), price);
}

/** One line of a bill in the words of the offer. */
export function billLineText(words: PriceWords, line: PriceLineJson, itemName: (itemId: string) => string): string {
  const { texts, format, currency, kind } = words;
  const limit = format.money(line.unitMinor ?? 0, currency);
  switch (line.line) {
    case 'base':
      return kind.baseLabel;
    case 'free':
      return texts.tariff.freeLine(format.duration(line.units ?? 0));
    case 'step':
      return unitsText(words, line);
    case 'package': {
      const length = format.duration(line.per ?? 0);
      return line.units === undefined ? texts.tariff.bill.packagePart(length) : texts.tariff.bill.package(length);
    }
    case 'peak':
      return texts.tariff.bill.peak(unitsText(words, line));
    case 'overtime':
      return texts.tariff.bill.overtime(unitsText(words, line));
    case 'pause':
      return texts.tariff.bill.pause(unitsText(words, line));
    case 'overdue':
      return texts.tariff.bill.overdue(unitsText(words, line));
    case 'cheapest':
      return texts.tariff.bill.cheapest(limit);
    case 'stitch':
      return texts.tariff.bill.stitch;
    case 'day-cap':
      return texts.tariff.bill.dayCap(limit);
    case 'cap':
      return texts.tariff.capLine(limit);
    case 'limit':
      return texts.tariff.bill.limit(limit);
    case 'emergency':
      return texts.emergency.billLine(limit);
    case 'minimum':
      return texts.tariff.bill.minimum(limit);
    case 'service':
      return texts.tariff.bill.service(format.permille(line.permille ?? 0));
    case 'tax':
      return texts.tariff.bill.tax(format.permille(line.permille ?? 0));
    case 'item':
      return texts.tariff.units(format.count(line.units ?? 0), itemName(line.itemId ?? ''));
  }
}
