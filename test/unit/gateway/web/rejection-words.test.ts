// Rejection words: each refusal has a title, a sentence and one next step, with its facts, in each language.
import { describe, expect, test } from 'vitest';
import { createFormat } from '../../../../gateway/web/format.ts';
import { LANGUAGES } from '../../../../gateway/web/languages.ts';
import { describeRejection } from '../../../../gateway/web/rejection-words.ts';
import { REJECTIONS } from './every-rejection.ts';

describe.each(LANGUAGES)('in %s', (lang) => {
  test.each(REJECTIONS)('$code says what, why and what next', (rejection) => {
    const { title, detail, nextStep } = describeRejection(rejection, lang, '/s/back');
    for (const text of [title, detail, nextStep.label]) expect(text).toMatch(/\p{L}.*\p{L}/u);
    expect(`${title}${detail}${nextStep.label}`).not.toMatch(/undefined|NaN|\[object|⟨/);
    // A changed offer leads on to the new one, whatever page was left (row 30).
    const own: { readonly [code: string]: string } = {
      'offer.changed': rejection.code === 'offer.changed' ? `/s/${rejection.ticket}` : '',
      // What is owed is paid on the wallet's page, one press away.
      'wallet.owed': '/wallet',
      'account.owes': '/wallet',
      // Terms are accepted on a page that leads back.
      'terms.not-accepted': '/terms/accept?return=%2Fs%2Fback',
    };
    const href = own[rejection.code];
    expect(href === undefined ? [null, '/', '/s/back'] : [href]).toContain(nextStep.href);
  });

  test('says how much is missing', () => {
    const { detail, nextStep } = describeRejection(
      { code: 'wallet.funds-insufficient', shortfallMinor: 1_450n, currency: 'CNY' },
      lang,
    );
    const amount = createFormat(lang).money(1_450n, 'CNY');
    expect(detail).toContain(amount);
    expect(nextStep.label).toContain(amount);
  });
});

test('a device code without words of its own is still explained', () => {
  const refusal = (deviceCode: 'JAMMED' | 'REPLAY'): string =>
    describeRejection({ code: 'device.refused', deviceCode }, 'en').detail;
  expect(refusal('JAMMED')).toBe('Its lock is stuck. Nothing is paid.');
  expect(refusal('REPLAY')).toBe('It cannot do this right now. Nothing is paid.');
});

test('a time is told in the zone of the object where the page knows it, and says which it is', () => {
  const late = { code: 'claim.too-late', untilMs: Date.UTC(2026, 10, 21, 13, 53, 7) } as const;
  expect(describeRejection(late, 'en', null, 'Asia/Shanghai').detail).toContain('21:53:07');
  expect(describeRejection(late, 'en').detail).toContain('13:53:07 UTC');
});

test('a place in a request is named plainly', () => {
  const { detail } = describeRejection({ code: 'request.malformed', at: 'a\u202E\n<b>', problem: 'x' }, 'en');
  expect(detail).toContain('“a <b>”');
});

test('without a page to go back to, the step is told and not linked', () => {
  expect(describeRejection({ code: 'order.not-offered' }, 'en').nextStep.href).toBeNull();
  expect(describeRejection({ code: 'session.unknown' }, 'en').nextStep.href).toBe('/');
});
