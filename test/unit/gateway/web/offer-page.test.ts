// Offer page: exactly one thing to do, whatever the object and the wallet are like.
import { describe, expect, test } from 'vitest';
import type { Availability } from '../../../../gateway/domain/scan.ts';
import { type OfferPageInput, offerPage } from '../../../../gateway/web/phone/offer-page.tsx';
import { frameOf, offerOf } from './samples.ts';

const WALLET = { currency: 'CNY', availableMinor: 25_000n, heldMinor: 0n };
const pageOf = (over: Partial<OfferPageInput> = {}): string =>
  offerPage({
    ...frameOf('en', '/s/tkt'),
    offer: offerOf('sleep-pod', 'free'),
    ticket: 'tkt',
    key: 'key-1',
    signedIn: true,
    balance: WALLET,
    ...over,
  });

test('Start carries the ticket, the key and the price that was shown', () => {
  const offer = offerOf('sleep-pod', 'free');
  const html = pageOf({ offer });
  const form = /<form id="start".*?<\/form>/s.exec(html)?.[0] ?? '';
  expect(form).toContain('action="/s/tkt/start"');
  expect(form).toContain('name="key" value="key-1"');
  expect(form).toContain(`name="tariffHash" value="${offer.tariff.hash}"`);
  expect(form).toContain('type="submit"');
});

test('says what is reserved, what is left, and who signed the label', () => {
  const html = pageOf();
  for (const text of ['CN¥59.00', 'CN¥250.00', 'CN¥191.00', 'signed by q.example.com', 'never ask for a card number'])
    expect(html).toContain(text);
});

describe.each<[Availability, string]>([
  ['busy', 'Scan another one nearby'],
  ['offline', 'Scan another one nearby'],
  ['out-of-service', 'Scan another one nearby'],
  ['taken', 'Use that phone, or ask at the front desk'],
])('%s', (availability, step) => {
  test('has no Start, and says what to do instead', () => {
    const html = pageOf({ offer: offerOf('hotel-room', availability) });
    expect(html).not.toContain('id="start"');
    expect(html.split(step).length - 1).toBe(1);
  });
});

test('one’s own session is led back to', () => {
  const html = pageOf({ offer: offerOf('bike', 'yours') });
  expect(html).toContain('href="/sessions/ses_01k9x7a2v4"');
  expect(html).not.toContain('<form');
});

test('a room asks for the digits of its TV, and for nothing else', () => {
  const html = pageOf({ offer: offerOf('hotel-room', 'not-paired') });
  expect(html).toContain('action="/s/tkt/pair"');
  expect(html).toMatch(/<input[^>]*name="code"[^>]*inputmode="numeric"/);
  expect(html).not.toContain('id="start"');
});

test('a wrong code is told beside the field, with the tries that are left', () => {
  const html = pageOf({ offer: offerOf('hotel-room', 'not-paired'), problem: { code: 'stay.code-wrong', attemptsLeft: 3 } });
  expect(html).toMatch(/role="alert"[^>]*data-code="stay.code-wrong"/);
  expect(html).toContain('Tries left: 3');
  expect(html).toContain('action="/s/tkt/pair"');
});

test('a short balance names what is missing instead of Start', () => {
  const html = pageOf({ balance: { ...WALLET, availableMinor: 4_450n } });
  expect(html).not.toContain('id="start"');
  expect(html).toContain('Add CN¥14.50 to your wallet');
});

test('a wallet of another currency is not counted as if it were this one', () => {
  const html = pageOf({ balance: { ...WALLET, currency: 'EUR' } });
  expect(html).not.toContain('id="start"');
  expect(html).not.toContain('250.00');
});

test('a balance that pays exactly may start', () => {
  expect(pageOf({ balance: { ...WALLET, availableMinor: 5_900n } })).toContain('id="start"');
});

test('somebody unknown sees the price, and where to sign in', () => {
  const unknown = { signedIn: false, balance: null };
  expect(pageOf(unknown)).toContain('open this code from your app');
  expect(pageOf({ ...unknown, signInHref: '/let-in?to=1' })).toContain('href="/let-in?to=1"');
  expect(pageOf(unknown)).toContain('per started minute');
  expect(pageOf(unknown)).not.toContain('id="start"');
});
