// Attach texts: the words of the staff's label pages, in the languages of the console.
import { type ConsoleLanguage, consoleLanguage } from '../console/text/shape.ts';
import type { Language } from '../languages.ts';
import { type AttachTexts, enAttach } from './en-attach.ts';
import { enRounds, type RoundTexts } from './en-rounds.ts';
import { zhHansAttach } from './zh-hans-attach.ts';
import { zhHansRounds } from './zh-hans-rounds.ts';

const TEXTS: { readonly [L in ConsoleLanguage]: AttachTexts } = { en: enAttach, 'zh-Hans': zhHansAttach };

export function attachTextsOf(lang: Language): AttachTexts {
  return TEXTS[consoleLanguage(lang)];
}

const ROUNDS: { readonly [L in ConsoleLanguage]: RoundTexts } = { en: enRounds, 'zh-Hans': zhHansRounds };

export function roundTextsOf(lang: Language): RoundTexts {
  return ROUNDS[consoleLanguage(lang)];
}

/** What a label without a short code is called. */
export function unnamedLabel(lang: Language, tagId: string): string {
  const { label, unnamed } = attachTextsOf(lang);
  return `${label} ${tagId.slice(0, 8)} (${unnamed})`;
}
