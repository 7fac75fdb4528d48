// Tariff problems: what the parser notes at a place, as the field that an operator knows and what to do there.
import type { Json } from '#protocol';
import { createFormat, type Format } from '../format.ts';
import type { Language } from '../languages.ts';
import { enTariffProblems, type TariffProblemTexts } from './text/en-tariff-problems.ts';
import { consoleLanguage } from './text/shape.ts';
import { zhHansTariffProblems } from './text/zh-hans-tariff-problems.ts';

type Noted = { readonly at: string; readonly problem: string };
export type ToldProblem = Noted & { readonly field: string; readonly words: string };

type Word = keyof TariffProblemTexts['words'];

const TEXTS = { en: enTariffProblems, 'zh-Hans': zhHansTariffProblems } as const;

/** What is noted, by the word that tells it; a group is its fact. The first that fits counts. */
const WORDS: readonly (readonly [RegExp, Word])[] = [
  [/^is missing, and so is capMinor$/, 'missing-hold'],
  [/^is missing$/, 'missing'],
  [/^is not a whole number/, 'not-number'],
  [/^is not one of /, 'not-choice'],
  [/^is not (an object|a list|a text|true or false)$|^does not have the form/, 'not-form'],
  [/^is not known$/, 'unknown'],
  [/^is below (-?\d+)$/, 'least'],
  [/^is above (-?\d+)$/, 'most'],
  [/^is longer than (\d+) characters$/, 'too-long'],
  [/^has more than (\d+) entries$/, 'too-many'],
  [/^is not a language tag$/, 'language'],
  [/^is given twice$/, 'twice'],
  [/^is given beside /, 'beside'],
  [/^is too much for so small a step$/, 'too-dear'],
  [/^overlaps the step before it$/, 'step-overlaps'],
  [/^is no whole number of units/, 'step-broken'],
  [/^are not in rising order$/, 'days-order'],
  [/^begins no window$/, 'no-window'],
  [/^overlaps another peak$/, 'peak-overlaps'],
  [/^do not begin at 0$|^change the price of time only$/, 'peak-steps'],
  [/^have no step of time to change$/, 'peaks-without-time'],
  [/^need a step of time from 0/, 'packages-without-time'],
  [/^is not longer than the package before it$/, 'package-shorter'],
  [/^is below that of a shorter package$/, 'package-cheaper'],
  [/^is above capMinor$/, 'package-above-cap'],
  [/^is above dayCap$/, 'package-above-day'],
  [/^is more than may ever be held$/, 'package-above-hold'],
  [/^is above the same time without it$/, 'package-dearer'],
  [/^needs packages$/, 'overdue-without-package'],
  [/^is less than use itself costs$/, 'overdue-cheaper'],
  [/^is below baseMinor$/, 'cap-below-base'],
  [/^is below the first step$/, 'cap-below-step'],
  [/^is below minimumMinor$/, 'cap-below-minimum'],
  [/^is above (holdMinor|hold\.mostMinor)$/, 'cap-above-hold'],
  [/^is not above atStartMinor$/, 'hold-order'],
  [/^is below what is due at once$/, 'hold-below-due'],
  [/^is 0, so nothing/, 'hold-nothing'],
  [/^is no known time zone$/, 'zone'],
  [/^is shorter than freeMs$/, 'free-longer'],
  [/^needs items$/, 'service-without-items'],
  [/^needs taxPermille$/, 'tax-nothing'],
  [/^need the act order$/, 'no-orders'],
  [/^does not pay the first lease$/, 'lease'],
  [/^is not metered by this kind$/, 'not-metered'],
  [/^is not ([A-Z]{3}), the currency of the venue$/, 'other-currency'],
];

/** Null where nothing here fits. */
export function wordOfProblem({ at, problem }: Noted): { readonly word: Word; readonly fact: string } | null {
  if (problem === 'is empty') return { word: at.endsWith('.days') ? 'no-days' : 'empty', fact: '' };
  for (const [form, word] of WORDS) {
    const found = form.exec(problem);
    if (found) return { word, fact: found[1] ?? '' };
  }
  return null;
}

type Path = readonly (string | number)[];

/** `steps[1].per`: steps, 1, per. */
function partsOf(at: string): Path {
  return at
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function fieldOf(path: Path, texts: TariffProblemTexts): string {
  const names: { readonly [member: string]: string } = texts.fields;
  const told: string[] = [];
  for (const part of path) {
    const last = told.pop();
    if (typeof part === 'number') told.push(texts.numbered(last ?? '', String(part + 1)));
    else told.push(...(last === undefined ? [] : [last]), Object.hasOwn(names, part) ? (names[part] ?? part) : part);
  }
  const text = told.join(texts.gap);
  if (text === '') return texts.whole;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function memberOf(json: Json | undefined, part: string | number): Json | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  return (json as { readonly [name: string]: Json })[part];
}

/** A limit in the measure of its field. */
function limitText(fact: string, path: Path, draft: Json, format: Format): string {
  const value = Number(fact);
  const last = String(path.at(-1) ?? '');
  const currency = memberOf(draft, 'currency');
  if (last.endsWith('Minor') && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)) return format.money(value, currency);
  if (last.endsWith('ermille')) return format.permille(value);
  const holder = path.slice(0, -1).reduce<Json | undefined>(memberOf, draft);
  const isWay = memberOf(holder, 'quantity') === 'distanceM';
  if (last.endsWith('Ms') || ((last === 'per' || last === 'from') && !isWay)) return format.duration(value);
  return isWay ? format.distance(value) : format.count(value);
}

/** @param draft the JSON that was judged: limits are told in its currency and measures. */
export function tellTariffProblem(noted: Noted, lang: Language, draft: Json): ToldProblem {
  const texts = TEXTS[consoleLanguage(lang)];
  const path = partsOf(noted.at);
  const field = fieldOf(path, texts);
  const found = wordOfProblem(noted);
  if (!found) return { ...noted, field, words: texts.words.other(noted.problem) };
  const { word, fact } = found;
  const isLimit = word === 'least' || word === 'most';
  const told = isLimit ? limitText(fact, path, draft, createFormat(lang)) : fact;
  return { ...noted, field, words: texts.words[word](told) };
}
