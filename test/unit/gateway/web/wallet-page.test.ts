// Wallet page: a balance only where it is ours to show, and no way to Start that a payment loses.
import { expect, test } from 'vitest';
import { topUpPage, type WalletPageInput, walletPage } from '../../../../gateway/web/phone/wallet-page.tsx';
import { frameOf } from './samples.ts';

const pageOf = (over: Partial<WalletPageInput>): string =>
  walletPage({
    ...frameOf('en', '/wallet'),
    wallet: 'ledger',
    balance: { currency: 'CNY', availableMinor: 25_000n, heldMinor: 0n },
    owed: [],
    topUp: null,
    needMinor: null,
    back: null,
    isPaying: false,
    newKey: () => 'key-1',
    ...over,
  });

test.each([
  ['host', 'Your balance is in the wallet of your app, and shown there.'],
  ['card', 'your bank shows what is reserved and paid'],
] as const)('the wallet %s shows its balance itself', (wallet, words) => {
  const html = pageOf({ wallet, balance: null });
  expect(html).toContain(words);
  expect(html).not.toMatch(/\d\.\d\d/);
  expect(pageOf({})).not.toContain('Your balance is in');
});

test.each([
  ['/s/tkt', '/wallet?back=%2Fs%2Ftkt&amp;need=5000'],
  [null, '/wallet'],
])('a top-up that failed is tried again on the way to %s', (back, href) => {
  const topUp = {
    topUpId: 'top_1',
    state: 'refused',
    amountMinor: 5_000,
    currency: 'CNY',
    actionUrl: null,
    refusal: null,
  } as const;
  const html = topUpPage({ ...frameOf('en', '/wallet/top-ups/top_1'), topUp, back });
  expect(/<a id="again"[^>]*href="([^"]*)"/.exec(html)?.[1]).toBe(href);
});
