// Texts: the words of a language.
import type { Language } from '../languages.ts';
import { en, type Texts } from './en.ts';
import { zhHans } from './zh-hans.ts';

const TEXTS: { readonly [L in Language]: Texts } = { en, 'zh-Hans': zhHans };

export function textsOf(lang: Language): Texts {
  return TEXTS[lang];
}
