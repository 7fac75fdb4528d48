// Config: the wallet's variables are needed together, and each that is missing is named.
import { expect, test } from 'vitest';
import { readConfig } from '../../../gateway/config.ts';

const wallet = (env: { readonly [name: string]: string }) => {
  const read = readConfig(env);
  return read.ok ? read.value.wallet : read.error.map(({ name }) => name);
};

test('without a word money is in the gateway’s own ledger', () => {
  expect(wallet({})).toEqual({ name: 'ledger' });
});

test('a host wallet needs its address and both keys; tokens are exchanged only where that is named', () => {
  expect(wallet({ UNLATCH_WALLET: 'host' })).toEqual(['UNLATCH_WALLET_URL', 'UNLATCH_WALLET_KEY', 'UNLATCH_WALLET_KEYS']);
  const needed = {
    UNLATCH_WALLET: 'host',
    UNLATCH_WALLET_URL: 'https://wallet.example.com/v1',
    UNLATCH_WALLET_KEY: 'own.json',
    UNLATCH_WALLET_KEYS: 'keys.json',
  };
  const host = { name: 'host', url: 'https://wallet.example.com/v1', keyFile: 'own.json', walletKeysFile: 'keys.json' };
  expect(wallet(needed)).toEqual({ ...host, token: null });
  expect(wallet({ ...needed, UNLATCH_WALLET_TOKEN_URL: 'https://id.example.com/token' })).toEqual({
    ...host,
    token: { url: 'https://id.example.com/token', clientId: 'unlatch', audience: 'wallet' },
  });
  expect(wallet({ ...needed, UNLATCH_WALLET_URL: 'ftp://wallet.example.com' })).toEqual(['UNLATCH_WALLET_URL']);
});

test('a card wallet needs its secrets and the payers’ accounts', () => {
  const names = ['UNLATCH_CARD_KEY', 'UNLATCH_CARD_WEBHOOK_KEY', 'UNLATCH_CARD_ACCOUNTS'];
  expect(wallet({ UNLATCH_WALLET: 'card' })).toEqual(names);
  expect(wallet({ UNLATCH_WALLET: 'card', UNLATCH_CARD_KEY: 'k' })).toEqual(names.slice(1));
  const files = { UNLATCH_CARD_KEY: 'k', UNLATCH_CARD_WEBHOOK_KEY: 'w', UNLATCH_CARD_ACCOUNTS: 'a' };
  expect(wallet({ UNLATCH_WALLET: 'card', ...files })).toEqual({
    name: 'card',
    secretKeyFile: 'k',
    webhookSecretFile: 'w',
    accountsFile: 'a',
    increment: 'none',
  });
});

test('another wallet than these is refused', () => {
  expect(wallet({ UNLATCH_WALLET: 'cash' })).toEqual(['UNLATCH_WALLET']);
});
