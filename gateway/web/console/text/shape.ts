// Shape of the console's words, and which a reader gets: Chinese for Chinese, English for everybody else.
import type { Language } from '../../languages.ts';
import { type ConsoleTexts, enConsole } from './en.ts';
import { zhHansConsole } from './zh-hans.ts';

/** The console's own languages; a page of it is never in another. */
export const CONSOLE_LANGUAGES = ['en', 'zh-Hans'] as const satisfies readonly Language[];
export type ConsoleLanguage = (typeof CONSOLE_LANGUAGES)[number];

const TEXTS: { readonly [L in ConsoleLanguage]: ConsoleTexts } = { en: enConsole, 'zh-Hans': zhHansConsole };

export function consoleLanguage(lang: Language): ConsoleLanguage {
  return lang === 'zh-Hans' ? lang : 'en';
}

export function consoleTextsOf(lang: Language): ConsoleTexts {
  return TEXTS[consoleLanguage(lang)];
}

/** A word by a code of ours; a code that has none yet is shown as it is. */
export function wordOf(words: { readonly [code: string]: string }, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}
