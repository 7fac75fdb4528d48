// The receipt command: a readable verdict on real files, exit 0 holds, 1 does not, 2 cannot be read.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerReceiptCommands } from '../../../../gateway/cli/receipt-command.ts';
import type { ReceiptJson } from '../../../../gateway/domain/receipt/receipt.ts';
import { createNotary, type Notary, POD_TARIFF } from '../domain/receipt/signed-receipt.ts';

let notary: Notary;
let folder = '';
let receipt: ReceiptJson;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatch-receipt-'));
  notary = await createNotary();
  receipt = await notary.issue({ tickets: [[{ itemId: 'tea', quantity: 2 }]] });
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs one command in this process. */
async function run(...words: string[]): Promise<{ out: string; err: string; exit: number | null }> {
  const seen: { out: string; err: string; exit: number | null } = { out: '', err: '', exit: null };
  const program = new Command();
  registerReceiptCommands(program, {
    out: (text) => {
      seen.out += text;
    },
    err: (text) => {
      seen.err += text;
    },
    exit: (code) => {
      seen.exit = code;
    },
  });
  try {
    await program.parseAsync(['receipt', ...words], { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
  }
  return seen;
}

let written = 0;
async function save(content: unknown): Promise<string> {
  written += 1;
  const file = join(folder, `${written}.json`);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const verify = async (content: unknown, keys: unknown = notary.jwks, ...words: string[]) =>
  run('verify', await save(content), '--keys', await save(keys), ...words);

type Key = Notary['jwks']['keys'][number];
const withKeys = (change: (key: Key) => Key[]) => ({ keys: notary.jwks.keys.flatMap(change) });

describe('a receipt that holds', () => {
  test('is shown check by check and exits 0', async () => {
    const { out, err, exit } = await verify(receipt);
    expect({ err, exit }).toEqual({ err: '', exit: 0 });
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe(`receipt rcp_1 of session ${receipt.sessionId}: 24.00 CNY`);
    expect(lines).toContainEqual(
      expect.stringMatching(/^ok {6}the scanned code is signed +tagId 0102030405060708, signedBy https:\/\/q\.example\.com$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^ok {6}the total recomputes +total 24\.00, computed 24\.00, sumOfLines 24\.00$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^ok {6}items are the printed ones +billed 2 tea, printed 2 tea$/));
    expect(lines.at(-1)).toBe('All 19 checks hold.');
    expect(out).not.toContain('FAILED');
  });

  test('was issued by the release before terms were frozen', async () => {
    const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/receipts/${name}`, import.meta.url));
    const { out, exit } = await run('verify', fixture('version-1.json'), '--keys', fixture('version-1.keys.json'));
    expect(exit).toBe(0);
    expect(out).toMatch(/All 18 checks hold\.\n$/);
  });

  test('with a pause says how long it lasted, what it cost and at which rate', async () => {
    const tariff = { ...POD_TARIFF, pause: { per: 60_000, amountMinor: 20n } };
    const paused = await notary.issue({ tariff, usage: { useMs: 605_000, distanceM: 0, pausedMs: 90_500 } });
    const { out, exit } = await verify(paused);
    expect({ exit, line: out.split('\n')[1] }).toEqual({ exit: 0, line: 'paused 90.5 s: 0.40 CNY (0.20 per 60 s)' });
    const { out: json } = await verify(paused, notary.jwks, '--json');
    expect(JSON.parse(json)).toMatchObject({ pause: { pausedMs: 90_500, amountMinor: 40 } });
    const asUse = await notary.issue({ usage: { useMs: 605_000, distanceM: 0, pausedMs: 60_000 } });
    expect((await verify(asUse)).out.split('\n')[1]).toBe('paused 60 s: at the price of use');
    expect((await verify(receipt)).out).not.toContain('paused');
  });

  test('is JSON for machines with --json', async () => {
    const { out, exit } = await verify(receipt, notary.jwks, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      receiptId: 'rcp_1',
      sound: true,
      totalMinor: 2_400,
      findings: expect.arrayContaining([
        { check: 'tax', ok: true, facts: { taxMinor: 136, computedMinor: 136, taxPermille: 60 } },
      ]),
    });
  });

  test('of 0.00 needs no device record', async () => {
    const { out, exit } = await verify(await notary.issue({ isStarted: false }));
    expect(exit).toBe(0);
    expect(out).toMatch(/ok {6}never started, so nothing is due +endReason start-unseen, total 0\.00/);
  });

  test.each(['purpose', 'use'])('needs only the public keys, whose purpose may also be named by %s', async (member) => {
    expect(JSON.stringify(notary.jwks)).not.toContain('"d"');
    const named = withKeys(({ 'unlatch:purpose': purpose = null, ...key }) => [{ ...key, [member]: purpose }]);
    expect(await verify(receipt, named)).toMatchObject({ err: '', exit: 0 });
  });

  test('ignores keys for anything else', async () => {
    const more = { keys: [...notary.jwks.keys, { kty: 'RSA', kid: 'gw-1', n: 'x', e: 'AQAB' }] };
    expect(await verify(receipt, more)).toMatchObject({ exit: 0 });
  });
});

describe('a receipt that does not hold', () => {
  test('names the check, the code and the numbers, and exits 1', async () => {
    const { out, exit } = await verify({ ...receipt, totalMinor: 2_500, releasedMinor: 6_500 });
    expect(exit).toBe(1);
    expect(out).toMatch(
      /^FAILED {2}the total recomputes +receipt\.total-differs: total 25\.00, computed 24\.00, sumOfLines 24\.00$/m,
    );
    expect(out).toMatch(/1 of 19 checks fail: this receipt does not hold\.\n$/);
  });

  test('is one whose key of the wrong purpose signed: a command key is no device key', async () => {
    const mixed = withKeys((key) => (key.kid === 'pod-a1' ? [{ ...key, 'unlatch:purpose': 'command' }] : [key]));
    const { out, exit } = await verify(receipt, mixed, '--json');
    expect(exit).toBe(1);
    const failed = JSON.parse(out).findings.filter((finding: { ok: boolean }) => !finding.ok);
    expect(failed.map(({ check, facts }: { check: string; facts: object }) => [check, facts])).toEqual(
      expect.arrayContaining([
        ['device-start', { reason: 'signature.unknown-key' }],
        ['device-end', { reason: 'signature.unknown-key' }],
        ['device-tickets', { reason: 'signature.unknown-key' }],
      ]),
    );
  });

  test.each<[string, (key: Key) => Key[], RegExp]>([
    [
      'without its tag key',
      (key) => (key['unlatch:purpose'] === 'tag' ? [] : [key]),
      /scanned code is signed +receipt\.tag-unproven: reason kid-unknown/,
    ],
    [
      'under a revoked tag key',
      (key) => (key['unlatch:purpose'] === 'tag' ? [{ ...key, status: 'revoked' }] : [key]),
      /reason kid-revoked/,
    ],
    [
      'under a tag key of another issuer',
      (key) => (key['unlatch:purpose'] === 'tag' ? [{ ...key, iss: 'https://other.example.com' }] : [key]),
      /receipt\.tag-unproven: reason signature/,
    ],
    [
      'when its device key belongs to another device',
      (key) => (key.kid === 'pod-a1' ? [{ ...key, 'unlatch:address': 'pvg/pod-b2' }] : [key]),
      /receipt\.device-differs: command pvg\/pod-a1, keyOf pvg\/pod-b2/,
    ],
  ])('fails %s', async (_title, change, message) => {
    const { out, exit } = await verify(receipt, withKeys(change));
    expect(exit).toBe(1);
    expect(out).toMatch(message);
  });

  test('another header around a genuine tag is not the tag that was signed', async () => {
    const tag = { ...receipt.proof.tag, protectedHeader: Buffer.from('{"alg":"none"}').toString('base64url') };
    const { out, exit } = await verify({ ...receipt, proof: { ...receipt.proof, tag } });
    expect(exit).toBe(1);
    expect(out).toContain('receipt.tag-unproven: reason header');
  });

  test('cannot write to the terminal through its texts', async () => {
    const { out, exit } = await verify({ ...receipt, receiptId: '\u001b[2Jrcp_1' });
    expect(exit).toBe(0);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('\\u{1b}[2Jrcp_1');
  });
});

describe('what cannot be read', () => {
  test.each<[string, () => unknown, () => unknown, RegExp]>([
    ['a receipt that is no JSON', () => '{', () => notary.jwks, /^receipt\.not-json: .* is not JSON\. Next: .*\.\n$/],
    [
      'JSON that is no receipt',
      () => ({ v: 1 }),
      () => notary.jwks,
      /^receipt\.malformed: .* is not a receipt: venue is missing\. Next: .*\.\n$/,
    ],
    ['keys that are no JSON', () => receipt, () => 'keys', /^keys\.unreadable: .*it is not JSON\. Next: .*\.\n$/],
    ['keys that are no set', () => receipt, () => ({ kty: 'OKP' }), /it has no list "keys"/],
    [
      'keys without a purpose',
      () => receipt,
      () => withKeys(({ 'unlatch:purpose': _, ...key }) => [key]),
      /no key in it has the purpose tag, command or device/,
    ],
    [
      'a key without its kid',
      () => receipt,
      () => withKeys(({ kid: _, ...key }) => [key]),
      /^keys\.unreadable: .*a key has no kid/,
    ],
    [
      'a key of another curve',
      () => receipt,
      () => withKeys((key) => [{ ...key, crv: 'P-256' }]),
      /key gw-1 is not an Ed25519 key/,
    ],
    [
      'a key of no bytes',
      () => receipt,
      () => withKeys((key) => [key.kid === 'gw-1' ? { ...key, x: 'AA' } : key]),
      /key gw-1 has an x that is no Ed25519 key/,
    ],
    [
      'a kid that names two keys',
      () => receipt,
      () => withKeys((key) => (key.kid === 'gw-1' ? [key, key] : [key])),
      /kid gw-1 names two keys of one purpose/,
    ],
    [
      'a tag key without its issuer',
      () => receipt,
      () => withKeys((key) => [key['unlatch:purpose'] === 'tag' ? { ...key, iss: null } : key]),
      /tag keys are refused \(keys\.entry-invalid, index 0, member iss\)/,
    ],
    [
      'an address that is none',
      () => receipt,
      () => withKeys((key) => [key.kid === 'pod-a1' ? { ...key, 'unlatch:address': 'pod-a1' } : key]),
      /unlatch:address that is not tenant\/device/,
    ],
  ])('%s exits 2 with one line and the next step', async (_title, content, keys, message) => {
    const { out, err, exit } = await verify(content(), keys());
    expect({ out, exit }).toEqual({ out: '', exit: 2 });
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(' Next: ');
  });

  test('a file that is not there exits 2', async () => {
    const { err, exit } = await run('verify', join(folder, 'none.json'), '--keys', await save(notary.jwks));
    expect(exit).toBe(2);
    expect(err).toMatch(/^file\.unreadable: .*none\.json cannot be read \(ENOENT\)\. Next: /);
  });

  test('a command without --keys exits 2', async () => {
    const { err, exit } = await run('verify', await save(receipt));
    expect(exit).toBe(2);
    expect(err).toContain("required option '--keys <jwks>'");
  });
});
