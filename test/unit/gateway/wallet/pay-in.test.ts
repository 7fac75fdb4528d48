// Paying in: only through the wallet that is there for it, never through one that older holds are at.
import { expect, test } from 'vitest';
import { payInWallet } from '../../../../gateway/during/top-up.ts';
import type { Wallet } from '../../../../gateway/ports/wallet.ts';

const card = { name: 'card' } as Wallet;
const host = { name: 'host' } as Wallet;
const wallets = new Map([card, host].map((wallet) => [wallet.name, wallet]));

test('a closing wallet takes no money in', () => {
  expect(payInWallet({ payIn: null, wallets })).toBeNull();
});

test('the named one does', () => {
  expect(payInWallet({ payIn: 'host', wallets })).toBe(host);
});
