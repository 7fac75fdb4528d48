// Tariff preview: a draft in the very words of the offer page - or every place that is wrong, in the reader's words.
import type { Json } from '#protocol';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { reservedMinor } from '../domain/tariff/price-hold.ts';
import { type Tariff, tariffToJson } from '../domain/tariff/tariff.ts';
import { fieldOfPlace, type ReadForm } from '../web/console/tariff-form.ts';
import { tellTariffProblem } from '../web/console/tariff-problems.ts';
import { createFormat } from '../web/format.ts';
import type { Language } from '../web/languages.ts';
import { type TariffText, tariffText } from '../web/tariff-sentence.ts';
import { kindWordsOf, textsOf } from '../web/text/texts.ts';

/** Prices of several kinds share words that fit each. */
const ANY_KIND = 'other';

type Problems = Extract<Rejection, { code: 'tariff.invalid' }>['problems'];

/** What an offer page would say of it. */
export function priceWords(tariff: Tariff, kind: string | null, lang: Language): TariffText {
  const texts = textsOf(lang);
  const words = { texts, format: createFormat(lang), kind: kindWordsOf(texts, kind ?? ANY_KIND), currency: tariff.currency };
  return tariffText(words, tariff);
}

export type GoodPreview = {
  readonly isGood: true;
  readonly tariff: Json;
  readonly words: { readonly [language: string]: TariffText };
  readonly hold: {
    readonly atStartMinor: number;
    readonly mostMinor: number;
    readonly packages: readonly { readonly packageId: string; readonly atStartMinor: number }[];
  };
};

export function previewTariff(tariff: Tariff, kind: string | null, languages: readonly Language[]): GoodPreview {
  return {
    isGood: true,
    tariff: tariffToJson(tariff),
    words: Object.fromEntries(languages.map((lang) => [lang, priceWords(tariff, kind, lang)])),
    hold: {
      atStartMinor: toSafeNumber(reservedMinor(tariff, null)),
      mostMinor: toSafeNumber(tariff.hold.mostMinor),
      packages: tariff.packages.map(({ packageId }) => ({
        packageId,
        atStartMinor: toSafeNumber(reservedMinor(tariff, packageId)),
      })),
    },
  };
}

/** In the reader's words; at the rows of the form where there is one. */
export function tellProblems(problems: Problems, lang: Language, draft: Json, rows: ReadForm['rows'] = {}): Problems {
  return problems.map((problem) => {
    const told = tellTariffProblem(problem, lang, draft);
    return { ...told, at: fieldOfPlace(told.at, rows) };
  });
}

/** A refusal of a draft tells its places in the reader's words too. */
export function withTariffWords(rejection: Rejection, lang: Language, draft: Json, rows?: ReadForm['rows']): Rejection {
  if (rejection.code !== 'tariff.invalid' && rejection.code !== 'tariff.misfit') return rejection;
  return { ...rejection, problems: tellProblems(rejection.problems, lang, draft, rows) };
}
