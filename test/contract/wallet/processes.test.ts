// The reference wallets as processes: what they answered survives kill -9, and a host's own check of a wallet ends with a verdict and an exit code.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { registerWalletCommands } from '../../../gateway/cli/wallet-command.ts';
import type { Wallet, WalletCall } from '../../../gateway/ports/wallet.ts';
import { readHostWalletKeys } from '../../../gateway/wallet/host/read-keys.ts';
import { openWallet, type WalletSource } from '../../../gateway/wallet/open-wallet.ts';
import { endAllProcesses, startCommand } from '../../support/processes.ts';
import { type ReferenceProcess, startReferenceProcess } from './start-process.ts';

const top = mkdtempSync(join(tmpdir(), 'unlatch-wallet-'));
const running: ReferenceProcess[] = [];

afterEach(async () => {
  for (const each of running.splice(0)) await each.kill9();
});
afterAll(async () => {
  await endAllProcesses();
  rmSync(top, { recursive: true });
});

async function start(kind: 'host' | 'card', name: string, ...flags: readonly string[]): Promise<ReferenceProcess> {
  const started = await startReferenceProcess(kind, join(top, name), ...flags);
  running.push(started);
  return started;
}

const AUTHORIZE = 'ses_1:hld_1:authorize';
const hold = {
  sessionId: 'ses_1',
  holdId: 'hld_1',
  payerId: 'per_1',
  authorizeKey: AUTHORIZE,
  walletRef: null,
  currency: 'EUR',
  amountMinor: 700n,
  grant: null,
} as const;

async function open(source: WalletSource): Promise<Wallet> {
  const opened = await openWallet(source, {
    webhookPath: '/webhooks/wallet/host',
    returnUrlOf: () => 'https://q.example.com/wallet',
    clock: { nowMs: () => Date.now() },
    randomBytes: (size) => randomBytes(size),
  });
  if (!opened.ok) throw new Error(opened.error.problem);
  return opened.value;
}

function call(opKey: string): WalletCall {
  const nowMs = Date.now();
  const { signal } = new AbortController();
  return { opKey, askedAtMs: nowMs, walletRef: null, deadlineAtMs: nowMs + 10_000, signal, onRef: async () => {} };
}

function fileWith(name: string, text: string): string {
  const path = join(top, name);
  writeFileSync(path, text);
  return path;
}

describe('what a reference wallet answered is still true after kill -9', () => {
  test('host', async () => {
    const before = await start('host', 'host-kill');
    const { gatewayKey = '', walletKeys = '' } = before.ready;
    const sourceOf = (url: string): WalletSource => ({
      name: 'host',
      url,
      keyFile: gatewayKey,
      walletKeysFile: walletKeys,
      token: null,
    });
    const first = await (await open(sourceOf(before.ready.url))).authorize(call(AUTHORIZE), hold);
    expect(first).toMatchObject({ outcome: 'done', amountMinor: 700n });
    await before.kill9();
    const after = await start('host', 'host-kill');
    const wallet = await open(sourceOf(after.ready.url));
    expect(await wallet.authorize(call(AUTHORIZE), hold)).toEqual(first);
    const { holds } = await after.control<{ holds: readonly { held_minor: number }[] }>('truth');
    expect(holds.map((each) => each.held_minor)).toEqual([700]);
  });

  test('card', async () => {
    const before = await start('card', 'card-kill');
    const sourceOf = (apiUrl: string): WalletSource => ({
      name: 'card',
      apiUrl,
      secretKeyFile: before.ready.secretKey ?? '',
      webhookSecretFile: before.ready.webhookSecret ?? '',
      accountsFile: fileWith('accounts.json', JSON.stringify({ per_1: { customer: 'cus_1', paymentMethod: 'pm_1' } })),
      increment: 'none',
    });
    const first = await (await open(sourceOf(before.ready.url))).authorize(call(AUTHORIZE), hold);
    expect(first).toMatchObject({ outcome: 'done', amountMinor: 700n });
    await before.kill9();
    const after = await start('card', 'card-kill');
    expect(await (await open(sourceOf(after.ready.url))).authorize(call(AUTHORIZE), hold)).toEqual(first);
    const { intents } = await after.control<{ intents: readonly { amount_capturable: number }[] }>('truth');
    expect(intents.map((each) => each.amount_capturable)).toEqual([700]);
  });
});

describe('faults drawn from a seed', () => {
  test('are the same in every run, and end with each hold placed once', async () => {
    const faults = 'lose-request=0.3,lose-reply=0.3,error-after=0.2';
    const runs: string[][] = [];
    for (const run of ['one', 'two']) {
      const process = await start('host', `seed-${run}`, '--seed', '7', '--faults', faults);
      const { gatewayKey = '', walletKeys = '', url } = process.ready;
      const wallet = await open({ name: 'host', url, keyFile: gatewayKey, walletKeysFile: walletKeys, token: null });
      const said: string[] = [];
      for (let n = 0; n < 6; n += 1) {
        const [sessionId, holdId] = [`ses_${n}`, `hld_${n}`];
        const authorizeKey = `${sessionId}:${holdId}:authorize`;
        for (let attempt = 0, last = ''; attempt < 40 && last !== 'done'; attempt += 1) {
          const outcome = await wallet.authorize(call(authorizeKey), { ...hold, sessionId, holdId, authorizeKey });
          last = outcome.outcome;
          said.push(last);
        }
      }
      const { holds } = await process.control<{ holds: readonly { held_minor: number }[] }>('truth');
      expect(holds.map((each) => each.held_minor)).toEqual(Array.from({ length: 6 }, () => 700));
      runs.push(said);
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).toContain('unknown');
  });
});

describe('unlatch wallet check', () => {
  const words = (wallet: ReferenceProcess, ...more: readonly string[]): readonly string[] => {
    const { url, gatewayKey = '', walletKeys = '' } = wallet.ready;
    return ['wallet', 'check', '--url', url, '--key', gatewayKey, '--wallet-keys', walletKeys, '--payer', 'per_1', ...more];
  };

  test('ends with 0 and a line for each rule when a wallet keeps them, tokens included', async () => {
    const wallet = await start('host', 'check-fine', '--wants-token');
    const { token } = await wallet.control<{ token: string }>('person-token', { payer: 'per_1' });
    const tokens = ['--token-url', wallet.ready.tokenUrl ?? '', '--person-token', fileWith('person-token', `${token}\n`)];
    const { code, stdout } = await startCommand(...words(wallet, ...tokens)).ended;
    expect(stdout).toMatch(/18 passed, 0 failed, 0 not checked\. This wallet keeps every rule that was checked\./);
    expect(stdout.match(/^pass {9}W-\d\d {2}/gm)).toHaveLength(18);
    expect(code).toBe(0);
  });

  /** The same command in this process: what it prints, and how it ends. */
  async function run(line: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
    const said = { out: [] as string[], err: [] as string[], code: [] as number[] };
    const program = new Command().exitOverride();
    registerWalletCommands(program, {
      out: (part) => void said.out.push(part),
      err: (part) => void said.err.push(part),
      exit: (code) => void said.code.push(code),
    });
    try {
      await program.parseAsync(line, { from: 'user' });
    } catch (cause) {
      if (!(cause instanceof CommanderError)) throw cause;
    }
    return { code: said.code[0] ?? null, out: said.out.join(''), err: said.err.join('') };
  }

  test('ends with 1 and says what it found when a wallet breaks a rule', async () => {
    const wallet = await start('host', 'check-broken', '--breach', 'forgets-void');
    const { code, out } = await run(words(wallet, '--json'));
    const { findings } = JSON.parse(out) as { findings: { rule: string; verdict: string; finding: string | null }[] };
    expect(findings.filter(({ verdict }) => verdict === 'fail')).toEqual([
      expect.objectContaining({ rule: 'W-10', finding: 'the hold that arrives late: expected already_voided, got done 100 EUR' }),
    ]);
    expect(findings.find(({ rule }) => rule === 'W-18')).toMatchObject({ verdict: 'not-checked' });
    expect(code).toBe(1);
    expect((await run(words(wallet))).out).toMatch(/^FAIL {9}W-10 {2}.*\n {19}the hold that arrives late/m);
  });

  test('ends with 2, a code and a next step when nobody is there, or a file or word is wrong', async () => {
    const wallet = await start('host', 'check-nobody');
    await wallet.stop();
    const { gatewayKey = '', walletKeys = '', url } = wallet.ready;
    const line = (key: string, keys: string, to: string): readonly string[] => [
      'wallet',
      'check',
      '--payer',
      'p',
      '--key',
      key,
      '--wallet-keys',
      keys,
      '--url',
      to,
    ];
    const empty = fileWith('empty.json', '{}');
    for (const [words, said] of [
      [line(gatewayKey, walletKeys, url), /^wallet\.unreachable: .* Next: /],
      [line(empty, walletKeys, url), /^wallet\.keys-unreadable: .*empty\.json is not a private Ed25519 key.* Next: /],
      [line(gatewayKey, empty, url), /^wallet\.keys-unreadable: .*empty\.json is not a JSON key set.* Next: /],
      [line(join(top, 'none.json'), walletKeys, url), /^file\.unreadable: .*ENOENT.* Next: /],
      [line(gatewayKey, walletKeys, 'http://wallet.example.com'), /^wallet\.url-invalid: /],
      [[...line(gatewayKey, walletKeys, url), '--token-url', url], /^usage\.incomplete: /],
      [[...line(gatewayKey, walletKeys, url), '--amount', '1.5'], /whole minor units/],
      [['wallet', 'check'], /required option/],
    ] as const) {
      const { code, err } = await run(words);
      expect(err).toMatch(said);
      expect(code, err).toBe(2);
    }
  });

  test('a key that was made here is one that both sides read, and is never written over', async () => {
    const file = join(top, 'made-key.json');
    const { code, out } = await run(['wallet', 'key', '--out', file, '--kid', 'gateway-2']);
    expect(code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const made = JSON.parse(readFileSync(file, 'utf8')) as { kid: string; x: string };
    expect(JSON.parse(out)).toEqual({
      keys: [{ kid: 'gateway-2', use: 'sig', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519', x: made.x }],
    });
    expect((await readHostWalletKeys(readFileSync(file, 'utf8'), out)).ok).toBe(true);
    const again = await run(['wallet', 'key', '--out', file]);
    expect(again).toMatchObject({ code: 2, err: expect.stringMatching(/^file\.unwritable: .*EEXIST.* Next: /) });
  });

  test('a stand-in that cannot start says why and ends with 2', async () => {
    const wallet = await start('host', 'takes-a-port');
    const { port } = new URL(wallet.ready.url);
    const folder = join(top, 'other');
    for (const [words, said] of [
      [['--port', port], /^port\.taken: port \d+ is in use\. Next: /],
      [['--faults', 'lose-reply=2'], /^usage\.invalid: --faults: "lose-reply=2" is not understood: /],
      [['--breach', 'sleeps'], /^reference\.not-started: --breach sleeps is none of forgets-void/],
      [['--port', '70000'], /whole number up to 65535/],
    ] as const) {
      const { code, err } = await run(['wallet', 'reference', 'host', '--folder', folder, ...words]);
      expect(err).toMatch(said);
      expect(code, err).toBe(2);
    }
  });

  test('prints the published document', async () => {
    const { out } = await run(['wallet', 'openapi']);
    const path = new URL('../../../gateway/wallet/host/openapi.json', import.meta.url);
    expect(JSON.parse(out)).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });
});
