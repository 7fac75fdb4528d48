// Text leaves: every word of a language by its path, its places filled with marks; and the words that languages share.
import type { Language } from '../../../../gateway/web/languages.ts';

export type Leaf = { readonly path: string; readonly text: string; readonly arity: number };

/** What a place is filled with: a mark that can be found again, and a number before it as most facts have. */
const MARK = (at: number): string => `⟨${at}⟩`;
export const SAMPLES = [MARK, (at: number): string => `5 ${MARK(at)}`];

/** A function is called with marks, so that its words can be compared and its places counted. */
export function leavesOf(node: unknown, path: string, sample: (at: number) => string = MARK): Leaf[] {
  if (typeof node === 'string') return [{ path, text: node, arity: 0 }];
  if (typeof node === 'function') {
    const given = Array.from({ length: node.length }, (_, at) => sample(at));
    return [{ path, text: node(...given), arity: node.length }];
  }
  return Object.entries(node as object).flatMap(([key, value]) => leavesOf(value, path ? `${path}.${key}` : key, sample));
}

/** Between its places a pattern may have no letter, and is right in any language then. */
export function hasLetters(text: string): boolean {
  return /\p{L}/u.test(text.replaceAll(/⟨\d⟩/g, ''));
}

/** Words that are spelt the same in English and in another language. */
export const SHARED_WORDS: { readonly [lang in Exclude<Language, 'en'>]: readonly string[] } = {
  'zh-Hans': [],
  de: ['Wallet'],
  nl: ['Wallet'],
  fr: ['Distance', 'Total', 'minute'],
};
