// Texts: the words of each language, all of the same shape, and those of a kind.
import type { Language } from '../languages.ts';
import { en } from './en.ts';
import type { KindWords, RejectionTexts } from './shape.ts';
import { zhHans } from './zh-hans.ts';

/** Every language has exactly these words; one that misses any does not compile. */
export type Texts = Omit<typeof en, 'kinds' | 'rejections'> & {
  readonly kinds: { readonly [K in keyof typeof en.kinds]: KindWords };
  readonly rejections: RejectionTexts;
};

const TEXTS: { readonly [L in Language]: Texts } = { en, 'zh-Hans': zhHans };

export function textsOf(lang: Language): Texts {
  return TEXTS[lang];
}

/** Words of a kind; one that has none yet is still usable with those of `other`. */
export function kindWordsOf(texts: Texts, kind: string): KindWords {
  const kinds: { readonly [kind: string]: KindWords } = texts.kinds;
  return (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? texts.kinds.other;
}
