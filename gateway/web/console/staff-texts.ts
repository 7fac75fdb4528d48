// Staff texts: the words of the pages by which staff come, in the console's languages.
import type { Language } from '../languages.ts';
import { enStaff, type StaffTexts } from './text/en-staff.ts';
import { type ConsoleLanguage, consoleLanguage } from './text/shape.ts';
import { zhHansStaff } from './text/zh-hans-staff.ts';

const TEXTS: { readonly [L in ConsoleLanguage]: StaffTexts } = { en: enStaff, 'zh-Hans': zhHansStaff };

export function staffTextsOf(lang: Language): StaffTexts {
  return TEXTS[consoleLanguage(lang)];
}
