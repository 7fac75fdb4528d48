// Help texts: the words of the help page in each language.
import type { Language } from '../languages.ts';
import { deHelp } from './de-help.ts';
import { enHelp, type HelpTexts } from './en-help.ts';
import { frHelp } from './fr-help.ts';
import { nlHelp } from './nl-help.ts';
import { zhHansHelp } from './zh-hans-help.ts';

const TEXTS = { en: enHelp, 'zh-Hans': zhHansHelp, de: deHelp, nl: nlHelp, fr: frHelp } as const;

export function helpTextsOf(lang: Language): HelpTexts {
  return TEXTS[lang];
}
