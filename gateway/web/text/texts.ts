// Texts: the words of a language, and those of a kind in it.
import type { Language } from '../languages.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';
import { fr } from './fr.ts';
import { nl } from './nl.ts';
import type { KindWords } from './shape.ts';
import { zhHans } from './zh-hans.ts';

const TEXTS: { readonly [L in Language]: Texts } = { en, 'zh-Hans': zhHans, de, nl, fr };

export function textsOf(lang: Language): Texts {
  return TEXTS[lang];
}

/** Words of a kind; one that has none yet is still usable with those of `other`. */
export function kindWordsOf(texts: Texts, kind: string): KindWords {
  const kinds: { readonly [kind: string]: KindWords } = texts.kinds;
  return (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? texts.kinds.other;
}
