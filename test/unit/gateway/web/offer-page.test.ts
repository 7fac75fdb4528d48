// Offer page: exactly one thing to do, whatever the object and the wallet are like.
import { describe, expect, test } from 'vitest';
import type { Availability, Offer } from '../../../../gateway/domain/scan/scan.ts';
import { freezeTariff, type Tariff } from '../../../../gateway/domain/tariff/tariff.ts';
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

test.each([
  ['en', 'host', 'Paid from', 'the wallet of your app'],
  ['en', 'card', 'Paid from', 'your card'],
  ['zh-Hans', 'host', '付款来源', '您应用的钱包'],
  ['zh-Hans', 'card', '付款来源', '您的银行卡'],
] as const)('in %s a %s wallet is named as what pays', (lang, wallet, label, name) => {
  const html = pageOf({ ...frameOf(lang, '/s/tkt'), wallet, balance: null });
  expect(html).toContain(`<div class="paid-from"><dt>${label}</dt><dd>${name}</dd></div>`);
  expect(pageOf({ ...frameOf(lang, '/s/tkt'), wallet: null })).not.toContain('paid-from');
});

describe('what it may cost', () => {
  const rowsOf = (html: string): string[] =>
    [...html.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)].map(([, name, amount]) => `${name}: ${amount}`);
  const rising = { atStartMinor: 1_000n, stepMinor: 500n, mostMinor: 5_900n };
  const offerWith = (change: Partial<Tariff>): Offer => {
    const offer = offerOf('sleep-pod', 'free');
    const tariff = { ...offer.tariff.tariff, ...change };
    return {
      ...offer,
      tariff: freezeTariff('trf_1', 1, tariff),
      holdMinor: tariff.hold.atStartMinor,
      mostMinor: tariff.hold.mostMinor,
    };
  };

  test('is told as what is reserved now and the most that is possible', () => {
    const html = pageOf({ offer: offerWith({ hold: rising }) });
    expect(rowsOf(html)).toEqual(
      expect.arrayContaining([
        'Reserved at the start: CN¥10.00',
        'The most it can cost: CN¥59.00',
        'Your balance after that: CN¥240.00',
      ]),
    );
    expect(html).toContain('CN¥5.00 more is reserved at a time');
    expect(pageOf()).not.toContain('more is reserved at a time');
  });

  test('a balance that covers what is reserved now may start', () => {
    expect(pageOf({ offer: offerWith({ hold: rising }), balance: { ...WALLET, availableMinor: 1_000n } })).toContain(
      'id="start"',
    );
  });

  test('and for how long is chosen by plain radio buttons of the form of Start', () => {
    const html = pageOf({ offer: offerWith({ hold: rising }), balance: { ...WALLET, availableMinor: 3_000n } });
    const inputs = [...html.matchAll(/<input form="start" type="radio" name="packageId"[^>]*>/g)].map(([input]) => input);
    expect(inputs.map((input) => /value="([^"]*)"/.exec(input)?.[1])).toEqual(['', 'p30', 'p60']);
    expect(inputs.map((input) => / checked/.test(input))).toEqual([true, false, false]);
    // 49.00 cannot be reserved out of 30.00.
    expect(inputs.map((input) => / disabled/.test(input))).toEqual([false, false, true]);
    expect(html.replaceAll('\u00a0', ' ')).toContain('30 min for CN¥28.00<small class="quiet">CN¥28.00 is reserved</small>');
  });

  test('there is nothing to choose where there is no Start, or no length', () => {
    expect(pageOf({ offer: { ...offerWith({}), availability: 'busy' } })).not.toContain('type="radio"');
    expect(pageOf({ offer: offerWith({ packages: [] }) })).not.toContain('type="radio"');
  });
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

test('one that somebody uses can be asked to be joined, for what joining takes and no more', () => {
  const offer = offerOf('restaurant-table', 'joinable');
  const html = pageOf({ offer: { ...offer, joinMinor: 5_000n }, balance: { ...WALLET, availableMinor: 5_000n } });
  const form = /<form id="join".*?<\/form>/s.exec(html)?.[0] ?? '';
  expect(form).toContain('action="/s/tkt/join"');
  expect(form).toContain(`name="tariffHash" value="${offer.tariff.hash}"`);
  expect(html).not.toContain('id="start"');
  expect(html).toContain('CN¥50.00');
  const short = pageOf({ offer: { ...offer, joinMinor: 5_000n }, balance: { ...WALLET, availableMinor: 4_999n } });
  expect(short).not.toContain('id="join"');
});

test('what is owed comes before Start, and is paid on the way back to it', () => {
  const html = pageOf({ owed: { minor: 450n, currency: 'CNY' } });
  expect(html).not.toContain('id="start"');
  expect(html).toContain('CN¥4.50');
  expect(html).toContain('href="/wallet?back=%2Fs%2Ftkt"');
});

test('where nobody can pay in, the empty wallet has one honest next step: no app of a host is named, and no Start', () => {
  const html = pageOf({ balance: { ...WALLET, availableMinor: 0n }, hasAccount: true });
  expect(html).toContain('There is no way to pay in here yet. Ask the staff of the place.');
  expect(html).not.toMatch(/then scan again|id="start"|id="to-wallet"/);
});

test('a short balance is topped up on the way to Start, where money can come in', () => {
  const html = pageOf({ balance: { ...WALLET, availableMinor: 4_450n }, mayTopUp: true });
  expect(html).toMatch(/href="\/wallet\?back=%2Fs%2Ftkt&amp;need=1450"/);
});

test('a wallet elsewhere shows no balance and is no obstacle', () => {
  const html = pageOf({ balance: null });
  expect(html).toContain('id="start"');
});

describe('what shows that somebody is there', () => {
  const table = offerOf('restaurant-table', 'free');
  const front = { front: ['blink', 'button'] as const };
  const needed = { isNeeded: true, ways: ['button', 'blink', 'staff'] as const, shownBy: null };
  const mine = (isAsking: boolean) => ({ reservation: { isMine: true, untilMs: 1, isAsking } });
  const idsOf = (html: string): string[] =>
    [
      ...html.matchAll(
        / id="(start-button|reserve-button|blinks-button|presence-needed|kept|presence|where-button|whereabouts)"/g,
      ),
    ].map(([, id]) => id ?? '');

  test('stands before Start where a Start asks for it, and after it where it only helps', () => {
    expect(idsOf(pageOf({ offer: { ...table, ...front }, presence: needed }))).toEqual([
      ...['presence', 'reserve-button', 'presence-needed'],
    ]);
    const free = { isNeeded: false, ways: [], shownBy: null };
    expect(idsOf(pageOf({ offer: { ...table, ...front }, presence: free }))).toEqual([
      'presence',
      'reserve-button',
      'start-button',
    ]);
    expect(idsOf(pageOf({ offer: table, presence: free }))).toEqual(['start-button']);
  });

  test('is asked once it has blinked, and once it was shown only Start is left', () => {
    const asking = pageOf({ offer: { ...table, ...front, ...mine(true) }, presence: needed });
    expect(idsOf(asking)).toEqual(['presence', 'kept', 'blinks-button', 'reserve-button', 'presence-needed']);
    expect(asking).toContain('action="/s/tkt/blinks"');
    expect(asking).toContain('data-poll="1"');
    const shown = { ...needed, isNeeded: false, shownBy: 'blink' as const };
    expect(idsOf(pageOf({ offer: { ...table, ...front, ...mine(false) }, presence: shown }))).toEqual([
      ...['presence', 'kept', 'start-button'],
    ]);
  });

  test('a way that is not on this page is named with it', () => {
    const html = pageOf({ offer: table, presence: { ...needed, ways: ['staff'] } });
    expect(idsOf(html)).toEqual(['presence-needed']);
    expect(html).toContain('ask a member of staff');
  });

  test('what is kept for somebody else cannot be started, and the page says for how long at most', () => {
    const reserved = {
      ...offerOf('sleep-pod', 'reserved'),
      reservation: { isMine: false, untilMs: Date.UTC(2100, 0), isAsking: false },
    };
    const html = pageOf({ offer: { ...reserved, ...front } });
    expect(idsOf(html)).toEqual([]);
    expect(html).toContain('Kept for somebody else');
    expect(html).toContain('data-poll="1"');
  });

  test('a position is compared only when asked, and what it says leaves Start where it is', () => {
    expect(idsOf(pageOf({ offer: { ...table, hasPosition: true } }))).toEqual(['where-button', 'start-button']);
    const html = pageOf({ offer: { ...table, hasPosition: true }, whereabouts: 'elsewhere' });
    expect(idsOf(html)).toEqual(['whereabouts', 'start-button']);
    expect(html).toContain('notice-warn');
  });
});
