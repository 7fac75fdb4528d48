// Texts: complete, translated, used, and in step with kinds, device codes and end reasons.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEVICE_CODES, KIND_CATALOGUE } from '../../../../firmware-protocol/index.ts';
import { END_REASONS } from '../../../../gateway/domain/session/session.ts';
import { LANGUAGES } from '../../../../gateway/web/languages.ts';
import { kindWordsOf, textsOf } from '../../../../gateway/web/text/texts.ts';

const web = fileURLToPath(new URL('../../../../gateway/web/', import.meta.url));
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('text/'))
  .map((path) => readFileSync(`${web}${path}`, 'utf8'))
  .join('\n');

type Leaf = { readonly path: string; readonly text: string; readonly arity: number };

/** A function is called with marks, so that its words can be compared and its places counted. */
function leavesOf(node: unknown, path: string): Leaf[] {
  if (typeof node === 'string') return [{ path, text: node, arity: 0 }];
  if (typeof node === 'function') {
    const marks = Array.from({ length: node.length }, (_, at) => `⟨${at}⟩`);
    return [{ path, text: node(...marks), arity: node.length }];
  }
  return Object.entries(node as object).flatMap(([key, value]) => leavesOf(value, path ? `${path}.${key}` : key));
}

/** Words that are looked up by a code or a kind; their keys are checked against those lists below. */
const LOOKED_UP = [
  'rejections',
  'presenceWays',
  'deviceReasons',
  'typingMistakes',
  'walletReasons',
  'session.state',
  'session.orderState',
  'session.guestState',
  'session.outside',
  'session.pause.hands',
  'session.unreachable',
  'offer.availability',
  'receipt.reasons',
  'receipt.refundState',
  'receipt.claims',
  'receipt.claimVerdict',
  'receipt.claimReasons',
  'wallet.elsewhere',
  'wallet.places',
  'wallet.topUpState',
  'wallet.topUpDetail',
  'reservation.whereabouts',
];
/** Patterns of places only, which are right in any language. */
const SAME_EVERYWHERE = ['tariff.units'];

const english = leavesOf(textsOf('en'), '');

describe.each(LANGUAGES)('%s', (lang) => {
  const leaves = leavesOf(textsOf(lang), '');

  test('has every word of English, with the same places in it', () => {
    const shape = (all: readonly Leaf[]): string[] => all.map(({ path, arity }) => `${path}/${arity}`).sort();
    expect(shape(leaves)).toEqual(shape(english));
  });

  test('uses every place that a word has', () => {
    const unused = leaves.filter(({ text, arity }) =>
      Array.from({ length: arity }, (_, at) => `⟨${at}⟩`).some((mark) => !text.includes(mark)),
    );
    expect(unused.map(({ path }) => path)).toEqual([]);
  });

  test('has no empty word but the gap between sentences', () => {
    expect(leaves.filter(({ text, path }) => text.trim() === '' && path !== 'frame.gap')).toEqual([]);
  });

  test('names every kind with its controls and states', () => {
    for (const profile of KIND_CATALOGUE) {
      const words = kindWordsOf(textsOf(lang), profile.kind);
      expect(words, profile.kind).not.toBe(textsOf(lang).kinds.other);
      expect(Object.keys(words.controls).sort()).toEqual(Object.keys(profile.controls).sort());
      for (const field of Object.keys(words.reported))
        expect(profile.reported[field]?.public, `${profile.kind}.${field}`).toBe(true);
    }
  });
});

test('Chinese has no word left in English', () => {
  const words = new Map(english.map(({ path, text }) => [path, text]));
  const same = leavesOf(textsOf('zh-Hans'), '').filter(({ path, text }) => words.get(path) === text);
  expect(same.map(({ path }) => path)).toEqual(SAME_EVERYWHERE);
});

test('no word stands unused', () => {
  const isUsed = ({ path }: Leaf): boolean => {
    const group = LOOKED_UP.find((each) => path.startsWith(`${each}.`));
    return group ? sources.includes(`texts.${group}`) : new RegExp(`texts\\.${path.replaceAll('.', '\\.')}\\b`).test(sources);
  };
  expect(english.filter((leaf) => !leaf.path.startsWith('kinds.') && !isUsed(leaf)).map(({ path }) => path)).toEqual([]);
});

test('no word of a kind stands unused', () => {
  const keys = Object.keys(textsOf('en').kinds.other).filter(
    (key) => !new RegExp(`kind(WordsOf\\([^)]*\\))?\\.${key}\\b`).test(sources),
  );
  expect(keys).toEqual([]);
});

test('reasons are those that devices and sessions can give', () => {
  const { deviceReasons, receipt } = textsOf('en');
  const codes: readonly string[] = [...DEVICE_CODES, 'other'];
  expect(Object.keys(deviceReasons).filter((code) => !codes.includes(code))).toEqual([]);
  // What the wallet declined never began: nothing was held, and there is no receipt.
  const billed = END_REASONS.filter((reason) => reason !== 'declined');
  expect(Object.keys(receipt.reasons).sort()).toEqual([...billed, 'other'].sort());
});

test.each(['constructor', '__proto__', 'massage-chair'])('a kind without words (%s) gets the plain ones', (kind) => {
  expect(kindWordsOf(textsOf('en'), kind)).toBe(textsOf('en').kinds.other);
});
