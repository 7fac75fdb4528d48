// Word mail: every message in every language, with its facts in it and no word of another language.
import { describe, expect, test } from 'vitest';
import type { MessageFacts } from '../../../../gateway/domain/message/message.ts';
import { END_REASONS } from '../../../../gateway/domain/session/session.ts';
import { escapeHtml, htmlOf, plainOf } from '../../../../gateway/mail/mail-body.ts';
import { deMail } from '../../../../gateway/mail/text/de.ts';
import { enMail } from '../../../../gateway/mail/text/en.ts';
import { frMail } from '../../../../gateway/mail/text/fr.ts';
import { nlMail } from '../../../../gateway/mail/text/nl.ts';
import { zhHansMail } from '../../../../gateway/mail/text/zh-hans.ts';
import { wordMail } from '../../../../gateway/mail/word-mail.ts';
import { LANGUAGES } from '../../../../gateway/web/languages.ts';

const AT_MS = Date.UTC(2026, 6, 1, 22, 30);
const where = { sessionId: 'ses_1', objectName: 'Pod 7', placeName: 'Hall A', venueName: 'Airport', zone: 'Asia/Shanghai' };
const messages: readonly MessageFacts[] = [
  { kind: 'confirm-address', code: '012345', forMs: 1_800_000 },
  { kind: 'session-started', ...where, startedAtMs: AT_MS, mostMinor: 12_300n, currency: 'CNY' },
  { kind: 'session-ends-soon', ...where, endsAtMs: AT_MS, because: 'longest' },
  { kind: 'session-ends-soon', ...where, endsAtMs: AT_MS, because: 'package' },
  { kind: 'session-money-low', ...where, runsOutAtMs: AT_MS, costMinor: 9_900n, heldMinor: 12_300n, currency: 'CNY' },
  {
    ...{ kind: 'receipt', ...where, startedAtMs: null, endedAtMs: AT_MS, endReason: 'left', totalMinor: 12_300n },
    ...{ owedMinor: 300n, currency: 'CNY', isForExpenses: false },
  },
  { kind: 'refund', ...where, amountMinor: 12_300n, currency: 'CNY' },
];
const said = (facts: MessageFacts, language: string): string => {
  const { subject, blocks } = wordMail({ language, facts }, 'https://go.example.com');
  return `${subject}\n${plainOf(blocks)}`;
};

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(messages)('$kind says its facts, in the time of the venue', (facts) => {
    const words = said(facts, language);
    expect(words).not.toMatch(/undefined|\[object|NaN/);
    if (facts.kind === 'confirm-address') expect(words).toContain('012345');
    else expect(words).toContain('https://go.example.com/sessions/ses_1');
    if ('amountMinor' in facts || 'totalMinor' in facts || 'mostMinor' in facts || 'heldMinor' in facts)
      expect(words).toMatch(/123[.,]00/);
    if ('endsAtMs' in facts || 'endedAtMs' in facts || 'runsOutAtMs' in facts) expect(words).toContain('06:30');
  });
});

const ALL = { en: enMail, 'zh-Hans': zhHansMail, de: deMail, nl: nlMail, fr: frMail };
/** Every text of a language by its place, with made-up facts in it. */
function textsOf(texts: object, at = ''): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    if (typeof text === 'function') return [[`${at}.${name}`, (text as (...facts: string[]) => string)('§1', '§2')] as const];
    return typeof text === 'string' ? [[`${at}.${name}`, text] as const] : textsOf(text, `${at}.${name}`);
  });
}

test.each(Object.entries(ALL).slice(1))('%s has a text of its own for every one, with the same facts in it', (_, texts) => {
  const english = new Map(textsOf(enMail));
  const own = new Map(textsOf(texts));
  expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [at, text] of own) {
    expect(text, at).not.toBe('');
    if (at !== '.rows.total') expect(text, at).not.toBe(english.get(at));
    expect(text.match(/§\d/g)?.sort() ?? [], at).toEqual(english.get(at)?.match(/§\d/g)?.sort() ?? []);
  }
});

test('an end without words of its own is told by its time alone', () => {
  for (const endReason of END_REASONS) {
    const facts = { ...messages[5], endReason } as MessageFacts;
    expect(said(facts, 'en'), endReason).toContain('06:30');
  }
  expect(said({ ...messages[5], endReason: 'review' } as MessageFacts, 'en')).toContain('It ended at 06:30.');
});

test('what is owed is not called paid', () => {
  const owing = said(messages[5] as MessageFacts, 'en');
  expect(owing).toContain('Still to be paid: CN¥3.00');
  expect(owing).not.toContain('You paid');
  expect(said({ ...messages[5], owedMinor: 0n } as MessageFacts, 'en')).toContain('You paid: CN¥123.00');
});

test.each([
  ['<b>&"\'', '&lt;b&gt;&amp;&quot;&#39;'],
  ['a → b', 'a → b'],
  ['&amp;', '&amp;amp;'],
])('%j is %j in HTML', (text, escaped) => {
  expect(escapeHtml(text)).toBe(escaped);
  expect(htmlOf([{ is: 'link', label: text, href: text }], { lang: text, title: text })).not.toContain(`>${'<b>'}`);
});
