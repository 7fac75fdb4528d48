// Opening the configured wallet: from files as they should be, or a refusal that names the file and what is wrong with it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openWallet, type WalletSource } from '../../../../gateway/wallet/open-wallet.ts';
import { newKey, publicSetOf } from '../../../../gateway/wallet/reference/keys.ts';

const top = mkdtempSync(join(tmpdir(), 'unlatch-open-wallet-'));
afterAll(() => rmSync(top, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(top, name);
  writeFileSync(path, text);
  return path;
}

const AROUND = {
  webhookPath: '/webhooks/wallet/host',
  returnUrlOf: () => 'https://q.example.com',
  clock: { nowMs: () => 0 },
  randomBytes: (size: number) => new Uint8Array(size),
};
const own = file('own.json', JSON.stringify(newKey('gateway-1')));
const theirs = file('theirs.json', publicSetOf([newKey('wallet-1')]));
const secret = file('secret', 'sk_test_1\n');
const accounts = file('accounts.json', JSON.stringify({ p1: { customer: 'cus_1', paymentMethod: 'pm_1' } }));
const empty = file('empty.json', '{}');

const host = { name: 'host', url: 'https://wallet.example.com/v1', keyFile: own, walletKeysFile: theirs, token: null } as const;
const card = {
  name: 'card',
  secretKeyFile: secret,
  webhookSecretFile: secret,
  accountsFile: accounts,
  increment: 'none',
  apiUrl: null,
} as const;

describe('a wallet is opened', () => {
  test.each([
    host,
    { ...host, url: 'http://127.0.0.1:9000' },
    card,
    { ...card, accountsFile: empty },
  ])('from %o', async (source) => {
    const opened = await openWallet(source, AROUND);
    expect(opened.ok && opened.value.name).toBe(source.name);
  });
});

describe('or refused, with the file and the fault', () => {
  const cases: readonly [WalletSource, RegExp][] = [
    [{ ...host, url: 'http://wallet.example.com' }, /neither https nor of this machine/],
    [{ ...host, url: 'https://wallet.example.com/?a=b' }, /neither https nor of this machine/],
    [{ ...host, keyFile: join(top, 'none') }, /none: ENOENT/],
    [{ ...host, keyFile: empty }, /empty\.json: is not a private Ed25519 key/],
    [{ ...host, walletKeysFile: empty }, /empty\.json: is not a JSON key set/],
    [{ ...card, secretKeyFile: join(top, 'none') }, /none: ENOENT/],
    [{ ...card, webhookSecretFile: join(top, 'none') }, /none: ENOENT/],
    [{ ...card, accountsFile: secret }, /secret: not \{"<payer>"/],
    [{ ...card, accountsFile: file('half.json', '{"p1":{"customer":"cus_1"}}') }, /half\.json: not \{"<payer>"/],
  ];
  test.each(cases)('%o', async (source, problem) => {
    const opened = await openWallet(source, AROUND);
    expect(opened).toMatchObject({ ok: false, error: { code: 'wallet.misconfigured', problem: expect.stringMatching(problem) } });
  });
});
