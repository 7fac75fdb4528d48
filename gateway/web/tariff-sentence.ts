// Tariff sentence: one price in words, its worked example, and the lines of a bill in the same words.
import { HOUR_MS, type MeteredQuantity, MINUTE_MS } from '#protocol';
import type { Minor } from '../domain/money.ts';
import type { PriceLineJson } from '../domain/receipt.ts';
import type { LocalText, Tariff } from '../domain/tariff.ts';
import { describeTariff, type TariffClause } from '../domain/tariff-words.ts';
import type { Format } from './format.ts';
import type { Language } from './languages.ts';
import type { Texts } from './text/en.ts';
import type { KindWords } from './text/shape.ts';

/** What words of a price need: language, its formats, and the words of the object's kind. */
export type PriceWords = { readonly texts: Texts; readonly format: Format; readonly kind: KindWords; readonly currency: string };

export type TariffText = {
  readonly sentence: string;
  readonly note: string | null;
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

function useSentence(words: PriceWords, clauses: readonly TariffClause[]): string {
  const { texts, format, currency, kind } = words;
  const free = find(clauses, 'free');
  const base = find(clauses, 'base');
  const items = find(clauses, 'items');
  const steps = clauses.filter((clause): clause is ClauseOf<'per'> => clause.clause === 'per');
  const running = steps.map(({ quantity, per, amountMinor }) => perUnit(words, quantity, per, amountMinor));
  if (items) running.push(texts.tariff.items(format.money(items.fromMinor, currency)));
  const parts = [
    ...(free ? [texts.tariff.free(format.duration(free.freeMs))] : []),
    ...(base ? [kind.base(format.money(base.amountMinor, currency))] : []),
    ...(running.length > 0 ? [running.reduce((one, other) => texts.tariff.plus(one, other))] : []),
  ];
  const text = parts.reduceRight((rest, first) => texts.tariff.andThen(first, rest));
  return steps.length > 0 ? texts.tariff.steppedSentence(text) : texts.tariff.sentence(text);
}

/** The whole price: one sentence with its limit, the tax in it, and at most four examples. */
export function tariffText(words: PriceWords, tariff: Tariff): TariffText {
  const { texts, format, currency } = words;
  const { clauses, examples } = describeTariff(tariff);
  if (find(clauses, 'gratis')) return { sentence: texts.tariff.gratis, note: null, examples: [] };
  const cap = find(clauses, 'cap');
  const hold = find(clauses, 'hold');
  const tax = find(clauses, 'tax');
  const limits = [
    ...(cap ? [texts.tariff.capped(format.money(cap.amountMinor, currency))] : []),
    ...(hold && hold.amountMinor !== cap?.amountMinor ? [texts.tariff.atMost(format.money(hold.amountMinor, currency))] : []),
  ];
  return {
    sentence: [useSentence(words, clauses), ...limits].join(texts.frame.gap),
    note: tax ? texts.tariff.tax(format.permille(tax.taxPermille)) : null,
    examples: examples.map(({ useMs, distanceM, amountMinor }) => ({
      use: distanceM > 0 ? texts.tariff.together(format.duration(useMs), format.distance(distanceM)) : format.duration(useMs),
      cost: format.money(amountMinor, currency),
    })),
  };
}

/** A text in the reader's language; every text has `en`. */
export function localText(text: LocalText, lang: Language): string {
  return text[lang] ?? text.en ?? '';
}

/** One line of a bill in the words of the offer. */
export function billLineText(words: PriceWords, line: PriceLineJson, itemName: (itemId: string) => string): string {
  const { texts, format, currency, kind } = words;
  switch (line.line) {
    case 'base':
      return kind.baseLabel;
    case 'free':
      return texts.tariff.freeLine(format.duration(line.units ?? 0));
    case 'cap':
      return texts.tariff.capLine(format.money(line.unitMinor ?? 0, currency));
    case 'item':
      return texts.tariff.units(format.count(line.units ?? 0), itemName(line.itemId ?? ''));
    case 'step': {
      const quantity = line.quantity === 'distanceM' ? 'distanceM' : 'useMs';
      const price = perUnit(words, quantity, line.per ?? 1, line.unitMinor ?? 0);
      return line.units === undefined ? texts.tariff.exact(price) : texts.tariff.units(format.count(line.units), price);
    }
  }
}
