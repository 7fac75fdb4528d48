// The demo's issuer: a browser that keeps cookies becomes one guest; whatever looks once becomes nobody.
import { expect, test } from 'vitest';
import { createDemoIssuer, createIssuerKey } from '../../../../gateway/cli/demo/issuer.ts';
import type { Visitor } from '../../../../gateway/ports/identity.ts';

async function issuerWith(filled: string[]) {
  const { privateText } = await createIssuerKey();
  return createDemoIssuer({
    privateText,
    clock: { nowMs: () => Date.UTC(2026, 10, 22) },
    randomBytes: (size) => new Uint8Array(size).fill(7),
    fillWallet: async (personId) => void filled.push(personId),
    askTerminal: () => {},
  });
}
const visitor = (over: Partial<Visitor>): Visitor => ({
  remoteAddress: '127.0.0.1',
  userAgent: 'curl/8',
  knownAs: null,
  isReturning: false,
  ...over,
});

test('a look without a cookie makes no guest and fills no wallet', async () => {
  const filled: string[] = [];
  const issuer = await issuerWith(filled);
  expect(await issuer.recognise(visitor({}))).toBeNull();
  expect(await issuer.recognise(visitor({ remoteAddress: '192.0.2.7', isReturning: true }))).toBeNull();
  expect(filled).toEqual([]);
});

test('a browser that brings a cookie back is a guest with a wallet, and stays who it was', async () => {
  const filled: string[] = [];
  const issuer = await issuerWith(filled);
  expect(await issuer.recognise(visitor({ isReturning: true }))).toMatch(/^ey/);
  expect(filled).toEqual(['guest-0707070707070707']);
  await issuer.recognise(visitor({ isReturning: true, knownAs: 'guest-1' }));
  expect(filled.at(-1)).toBe('guest-1');
});
