// The conformance kit that a host runs against its own wallet: an honest one passes, each broken rule is found by its own check.
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkWallet, type WalletFinding } from '../../../gateway/wallet/host/check/check-wallet.ts';
import { readHostWalletKeys } from '../../../gateway/wallet/host/read-keys.ts';
import { HOST_RULES, type HostRule } from '../../../gateway/wallet/host/rules.ts';
import { BREACHES, type Breach } from '../../../gateway/wallet/reference/host-books.ts';
import { createReferenceHostWallet, type ReferenceHostWallet } from '../../../gateway/wallet/reference/host-wallet.ts';
import type { PublicKeyJwk } from '../../../gateway/wallet/reference/jws.ts';
import { newKey, publicSetOf } from '../../../gateway/wallet/reference/keys.ts';

const CLOCK = { nowMs: () => Date.now() };
const PAYER = 'per_1';

const FOUND_BY: { readonly [B in Breach]: HostRule } = {
  'lies-about-hold': 'W-01',
  'fresh-hold': 'W-02',
  'ignores-body': 'W-03',
  'signs-loosely': 'W-04',
  'accepts-unsigned': 'W-05',
  'accepts-stale': 'W-05',
  'raises-delta': 'W-06',
  'captures-above': 'W-07',
  'captures-twice': 'W-08',
  'voids-once': 'W-09',
  'forgets-void': 'W-10',
  'voids-captured': 'W-11',
  'refunds-delta': 'W-12',
  'refunds-above': 'W-12',
  'any-currency': 'W-13',
  'unknown-hold-done': 'W-14',
  'forgets-operations': 'W-15',
  'newest-first': 'W-16',
  'any-amount': 'W-17',
  'any-token': 'W-18',
};

async function check(
  breaches: readonly Breach[],
  look?: (wallet: ReferenceHostWallet) => void,
): Promise<readonly WalletFinding[]> {
  const [gatewayKey, walletKey] = [newKey('gateway-1'), newKey('wallet-1')];
  const wallet = await createReferenceHostWallet({
    path: ':memory:',
    port: 0,
    key: walletKey,
    gatewayKeys: (JSON.parse(publicSetOf([gatewayKey])) as { keys: PublicKeyJwk[] }).keys,
    wantsToken: true,
    breaches,
  });
  const keys = await readHostWalletKeys(JSON.stringify(gatewayKey), publicSetOf([walletKey]));
  if (!keys.ok) throw new Error(keys.error.problem);
  const personToken = wallet.personToken(PAYER);
  const checked = await checkWallet({
    ...keys.value,
    url: wallet.url,
    payer: PAYER,
    currency: 'EUR',
    amountMinor: 100,
    token: { url: `${wallet.url}/token`, clientId: 'unlatch', audience: 'wallet', personToken },
    clock: CLOCK,
    randomBytes: (size) => randomBytes(size),
  });
  look?.(wallet);
  await wallet.close();
  if (!checked.ok) throw new Error(checked.error.problem);
  return checked.value;
}

describe('the conformance kit', () => {
  test('passes a wallet that keeps every rule, and gives back what it moved', async () => {
    const findings = await check([], (wallet) => {
      const { holds, accounts } = wallet.books.truth();
      expect(holds.filter(({ state }) => state === 'held' || state === 'pending')).toEqual([]);
      expect(holds.filter((hold) => hold.captured_minor !== hold.refunded_minor)).toEqual([]);
      expect(accounts.find(({ payer, currency }) => payer === PAYER && currency === 'EUR')?.available_minor).toBe(1_000_000);
    });
    expect(findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toEqual(Object.keys(HOST_RULES));
  });

  test.each([...BREACHES])('finds out a wallet that %s', async (breach) => {
    const broken = (await check([breach])).filter(({ verdict }) => verdict === 'fail');
    expect(broken.map(({ rule }) => rule)).toContain(FOUND_BY[breach]);
    for (const { finding } of broken) expect(finding).not.toBe('');
  });

  test.each([
    ['our key', 'wallet.key-refused', /key 'gateway-1' \(401/],
    ["the wallet's key", 'wallet.answer-key-unknown', /not among those given/],
  ])('says once that %s is not known, instead of failing every rule for it', async (stranger, code, problem) => {
    const [gatewayKey, walletKey] = [newKey('gateway-1'), newKey('wallet-1')];
    const wallet = await createReferenceHostWallet({
      path: ':memory:',
      port: 0,
      key: walletKey,
      gatewayKeys: (
        JSON.parse(publicSetOf([stranger === 'our key' ? newKey('gateway-9') : gatewayKey])) as { keys: PublicKeyJwk[] }
      ).keys,
      wantsToken: false,
      breaches: [],
    });
    const known = stranger === 'our key' ? walletKey : newKey('wallet-9');
    const keys = await readHostWalletKeys(JSON.stringify(gatewayKey), publicSetOf([known]));
    if (!keys.ok) throw new Error(keys.error.problem);
    const asked = { payer: PAYER, currency: 'EUR', amountMinor: 100, token: null, clock: CLOCK };
    const random = (size: number): Uint8Array => randomBytes(size);
    const checked = await checkWallet({ ...keys.value, ...asked, url: wallet.url, randomBytes: random });
    await wallet.close();
    expect(checked).toMatchObject({ ok: false, error: { code, problem: expect.stringMatching(problem) } });
  });

  test('has a broken wallet for each of its rules', () => {
    expect([...new Set(Object.values(FOUND_BY))].sort()).toEqual(Object.keys(HOST_RULES).sort());
  });
});
