// Texts: complete, translated and used in every language, and in step with kinds and the codes that words are looked up by.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DEVICE_CODES, KIND_CATALOGUE } from '../../../../firmware-protocol/index.ts';
import { DEVICE_WORDS } from '../../../../gateway/domain/account/account.ts';
import { CLAIM_REASONS, CLAIM_RULES, type ClaimVerdict } from '../../../../gateway/domain/correction/claim.ts';
import type { Corrections } from '../../../../gateway/domain/correction/corrections.ts';
import type { TopUpView } from '../../../../gateway/domain/ledger/top-up-decide.ts';
import type { Whereabouts } from '../../../../gateway/domain/presence/geofence.ts';
import { PRESENCE_WAYS } from '../../../../gateway/domain/presence/presence-evidence.ts';
import type { Rejection } from '../../../../gateway/domain/rejections.ts';
import type { Availability } from '../../../../gateway/domain/scan/scan.ts';
import { FREE_USES } from '../../../../gateway/domain/session/free-use.ts';
import { END_REASONS, SESSION_STATES } from '../../../../gateway/domain/session/session.ts';
import type { SessionView } from '../../../../gateway/domain/session/session-view.ts';
import { ROLES } from '../../../../gateway/domain/staff/permissions.ts';
import { OBJECT_STATES } from '../../../../gateway/domain/venue/object-state.ts';
import { WALLET_NAMES, WALLET_REFUSALS } from '../../../../gateway/domain/wallet/wallet-operation.ts';
import { LANGUAGES } from '../../../../gateway/web/languages.ts';
import { kindWordsOf, textsOf } from '../../../../gateway/web/text/texts.ts';
import { REJECTIONS } from './every-rejection.ts';
import { hasLetters, type Leaf, leavesOf, SAMPLES, SHARED_WORDS } from './text-leaves.ts';

const web = fileURLToPath(new URL('../../../../gateway/web/', import.meta.url));
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('text/'))
  .map((path) => readFileSync(`${web}${path}`, 'utf8'))
  .join('\n');

/** All members of a closed list, which does not compile when one is missing or is none of it. */
function every<Word extends string>(words: { readonly [W in Word]: true }): readonly string[] {
  return Object.keys(words);
}

type TopUpState = TopUpView['state'];
const TOP_UP_STATES = every<TopUpState>({ pending: true, action: true, done: true, refused: true });

/** Groups whose words are looked up by a code of ours, with every code that can be looked up there. */
const LOOKED_UP: { readonly [group: string]: readonly string[] } = {
  rejections: REJECTIONS.map(({ code }) => code),
  presenceWays: PRESENCE_WAYS,
  // Those that a device may answer with; all others get the words of `other`.
  deviceReasons: ['LOW_BATTERY', 'OCCUPIED', 'SAFETY', 'JAMMED', 'HW_FAULT', 'LOCAL_OVERRIDE', 'BUSY', 'other'],
  typingMistakes: every<Extract<Rejection, { code: 'label.mistyped' }>['mistake']>({ length: true, letter: true, check: true }),
  // Those that say something to the person; all others are between us and the wallet.
  walletReasons: [...WALLET_REFUSALS.slice(0, WALLET_REFUSALS.indexOf('method_invalid') + 1), 'other'],
  'account.madeOn': DEVICE_WORDS,
  'session.state': SESSION_STATES,
  'session.endsSoon': every<NonNullable<SessionView['endsSoon']>['because']>({ longest: true, package: true }),
  'session.orderState': every<SessionView['orders'][number]['state']>({ sent: true, printed: true, refused: true }),
  'session.guestState': every<SessionView['guests'][number]['state']>({ asked: true, joining: true, joined: true }),
  'session.outside': every<Exclude<SessionView['role'], 'host' | 'guest'>>({
    asking: true,
    'let-in': true,
    joining: true,
    refused: true,
    left: true,
  }),
  'session.pause.hands': ['close', 'open'],
  'session.unreachable': ['title', 'detail', 'step'],
  'doors.state': OBJECT_STATES,
  'doors.roles': ROLES,
  'doors.free': FREE_USES,
  'doors.freeNext': FREE_USES,
  'offer.availability': every<Availability>({
    free: true,
    yours: true,
    joinable: true,
    busy: true,
    reserved: true,
    offline: true,
    'out-of-service': true,
    'needs-cleaning': true,
    'not-paired': true,
    taken: true,
  }),
  // What the wallet declined never began: nothing was held, and there is no receipt.
  'receipt.reasons': [...END_REASONS.filter((reason) => reason !== 'declined'), 'other'],
  'receipt.refundState': every<Corrections['refunds'][number]['state']>({ pending: true, done: true, owed: true }),
  'receipt.claims': CLAIM_RULES,
  'receipt.claimVerdict': every<ClaimVerdict>({ granted: true, refused: true, 'for-a-person': true }),
  'receipt.claimReasons': CLAIM_REASONS,
  'wallet.elsewhere': WALLET_NAMES.filter((name) => name !== 'ledger'),
  'wallet.places': WALLET_NAMES,
  'wallet.topUpState': TOP_UP_STATES,
  'wallet.topUpDetail': TOP_UP_STATES,
  'reservation.whereabouts': every<Whereabouts>({ near: true, elsewhere: true, unknown: true }),
};

const english = leavesOf(textsOf('en'), '');
const OTHERS = LANGUAGES.filter((lang) => lang !== 'en');

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

  test('reads well with a mark and with a number in each place', () => {
    const odd = SAMPLES.flatMap((sample) => leavesOf(textsOf(lang), '', sample)).filter(({ text }) =>
      /undefined|\bnull\b|NaN|\[object|\.\.|::|,,|[,:]\.| {2}/.test(text),
    );
    expect(odd).toEqual([]);
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

test.each(OTHERS)('%s has no word left in English', (lang) => {
  const words = new Map(english.map(({ path, text }) => [path, text]));
  const same = leavesOf(textsOf(lang), '').filter(({ path, text }) => words.get(path) === text && hasLetters(text));
  expect(same.map(({ text }) => text).sort()).toEqual([...SHARED_WORDS[lang]].sort());
});

test.each(Object.entries(LOOKED_UP))('%s has the words that can be looked up there, and no other', (group, codes) => {
  let words: unknown = textsOf('en');
  for (const key of group.split('.')) words = (words as { readonly [key: string]: unknown })[key];
  expect(Object.keys(words as object).sort()).toEqual([...codes].sort());
});

/** `const { a, b: c } = texts.group` reads `group.a` and `group.b`. */
const taken = [...sources.matchAll(/const \{([^}]+)\} = texts\.([\w.]+);/g)].flatMap(([, names = '', group = '']) =>
  names.split(',').map((name) => `${group}.${name.split(':')[0]?.trim()}`),
);

test('no word stands unused', () => {
  const isUsed = ({ path }: Leaf): boolean => {
    const group = Object.keys(LOOKED_UP).find((each) => path.startsWith(`${each}.`));
    if (taken.includes(path)) return true;
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

test('a device gives the reasons that have words', () => {
  const codes: readonly string[] = [...DEVICE_CODES, 'other'];
  expect(Object.keys(textsOf('en').deviceReasons).filter((code) => !codes.includes(code))).toEqual([]);
});

test.each(['constructor', '__proto__', 'massage-chair'])('a kind without words (%s) gets the plain ones', (kind) => {
  expect(kindWordsOf(textsOf('en'), kind)).toBe(textsOf('en').kinds.other);
});
