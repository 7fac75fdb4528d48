// Tariff draft: what somebody wants to publish, judged by everything that it will have to fit - all problems in one answer.
import { assert, type Json, type KindProfile, ok, type Result, refused } from '#protocol';
import type { JsonProblem } from '../json-reader.ts';
import type { Currency } from '../money.ts';
import type { Tariff, TariffRefusal } from './tariff.ts';
import { findMisfits } from './tariff-fit.ts';
import { parseTariff } from './tariff-parse.ts';

export type DraftFor = {
  /** Of the objects that have it, or are to have it. */
  readonly profiles: readonly KindProfile[];
  /** Of their venues; null where none is known yet. */
  readonly currency: Currency | null;
};

/** A draft of more problems than this is looked at again once these are mended. */
const MOST_PROBLEMS = 100;

function invalid(problems: readonly JsonProblem[]): Result<never, TariffRefusal> {
  const told = problems.slice(0, MOST_PROBLEMS);
  const [first] = told;
  assert(first, 'what is refused has a problem');
  return refused({ code: 'tariff.invalid', ...first, problems: told });
}

function isSame(one: JsonProblem, other: JsonProblem): boolean {
  return one.at === other.at && one.problem === other.problem;
}

/** Of several kinds the same problem is told once. */
export function judgeFit(tariff: Tariff, { profiles, currency }: DraftFor): readonly JsonProblem[] {
  const misfits = profiles.flatMap((profile) => findMisfits(profile, tariff));
  const once = misfits.filter((each, at) => misfits.findIndex((other) => isSame(each, other)) === at);
  if (currency === null || tariff.currency === currency) return once;
  return [{ at: 'currency', problem: `is not ${currency}, the currency of the venue` }, ...once];
}

export function judgeDraft(json: Json, fit: DraftFor): Result<Tariff, TariffRefusal> {
  const parsed = parseTariff(json);
  if (!parsed.ok) return invalid(parsed.error.problems);
  const problems = judgeFit(parsed.value, fit);
  return problems.length === 0 ? ok(parsed.value) : invalid(problems);
}
