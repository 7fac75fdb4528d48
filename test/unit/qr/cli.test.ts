// The qr commands: what they print, the files they leave, and their exit codes 0 fine, 1 refused, 2 wrong usage.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerQrCommands } from '../../../qr/cli.ts';
import { readPicture } from '../../../qr/read.ts';
import invalid from '../../../qr/vectors/invalid.json' with { type: 'json' };
import keyFile from '../../../qr/vectors/keys.json' with { type: 'json' };
import ndef from '../../../qr/vectors/ndef.json' with { type: 'json' };
import valid from '../../../qr/vectors/valid.json' with { type: 'json' };

const golden = valid[0]?.link ?? '';
const NOW_MS = Date.parse('2025-10-28T09:00:00Z');
let folder = '';
let testKeys = '';
const at = (file: string) => join(folder, file);

/** Stands for the end of the process, which must be the last thing a command does. */
class Quit extends Error {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unlatch-qr-'));
  testKeys = at('test-keys.json');
  await writeFile(testKeys, JSON.stringify(keyFile), { mode: 0o600 });
  await run('keygen', '--issuer', 'https://q.example.com', '--kid', '3', '--out', at('keys.json'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs one `qr` command in this process, with a fixed clock and counted "random" bytes. */
async function run(...words: string[]): Promise<{ out: string; err: string; exit: number }> {
  const seen = { out: '', err: '', exit: 0 };
  let drawn = 0;
  const program = new Command();
  registerQrCommands(program, {
    nowMs: () => NOW_MS,
    randomBytes: (size) => {
      drawn += 1;
      return new Uint8Array(size).fill(drawn);
    },
    out: (text) => {
      seen.out += text;
    },
    err: (text) => {
      seen.err += text;
    },
    fail: () => {
      seen.exit = 1;
    },
    quit: (code) => {
      seen.exit = code;
      throw new Quit();
    },
    colour: false,
  });
  try {
    await program.parseAsync(['qr', ...words], { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof Quit)) throw cause;
  }
  return seen;
}

describe('keygen', () => {
  test('leaves a private key file that only its owner may read', async () => {
    expect((await stat(at('keys.json'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(at('keys.json'), 'utf8')).keys).toMatchObject([
      { kid: 'k3', iss: 'https://q.example.com', status: 'sign' },
    ]);
  });

  test('never overwrites, and prints no private half', async () => {
    const before = await readFile(at('keys.json'), 'utf8');
    const again = await run('keygen', '--issuer', 'https://q.example.com', '--kid', '4', '--out', at('keys.json'));
    expect(again).toMatchObject({ out: '', exit: 1 });
    expect(again.err).toMatch(/^keys\.file-exists: .*Next: Choose another --out\.\n$/);
    expect(await readFile(at('keys.json'), 'utf8')).toBe(before);
    const fresh = await run('keygen', '--issuer', 'https://q.example.com', '--kid', '4', '--out', at('fresh.json'));
    expect(fresh.exit).toBe(0);
    expect(fresh.out).not.toContain(JSON.parse(await readFile(at('fresh.json'), 'utf8')).keys[0].d);
  });

  test('a folder that does not exist is refused with the next step', async () => {
    const result = await run('keygen', '--issuer', 'https://q.example.com', '--kid', '4', '--out', at('none/keys.json'));
    expect(result).toMatchObject({ exit: 1, err: expect.stringContaining('file.unwritable') });
  });

  test.each([
    ['--kid', '256'],
    ['--kid', 'k7'],
    ['--issuer', 'https://q.example.com/'],
    ['--issuer', 'q.example.com'],
  ])('%s %s is wrong usage', async (flag, value) => {
    const flags = { '--issuer': 'https://q.example.com', '--kid': '7', '--out': at('unused.json'), [flag]: value };
    const result = await run('keygen', ...Object.entries(flags).flat());
    expect(result.exit).toBe(2);
    expect(result.err).toContain(flag);
    expect(await readdir(folder)).not.toContain('unused.json');
  });
});

describe('sign', () => {
  test('prints a link that verifies', async () => {
    const signed = await run('sign', '--keys', at('keys.json'), '--tag', '00000000000000aa');
    expect(signed).toMatchObject({ err: '', exit: 0 });
    const verified = await run('verify', signed.out.trim(), '--keys', at('keys.json'));
    expect(verified.exit).toBe(0);
    expect(verified.out).toContain('signed  by https://q.example.com with k3\ntag     00000000000000aa\nissued  2025-10-28\n');
  });

  test('signs the golden tag with the test keys, and warns of them', async () => {
    const signed = await run('sign', '--keys', testKeys, '--kid', '7', '--tag', '0102030405060708');
    expect(signed.out).toBe(`${golden}\n`);
    expect(signed.err).toContain('published test key');
  });

  test('signs several different tags', async () => {
    const { out } = await run('sign', '--keys', at('keys.json'), '--count', '3', '--origin', 'http://localhost:8080');
    const links = out.trim().split('\n');
    expect(new Set(links).size).toBe(3);
    expect(links.every((link) => /^http:\/\/localhost:8080\/[0-9]{185}$/.test(link))).toBe(true);
  });

  test('draws PNG and SVG, numbered when there are several', async () => {
    const { out, exit } = await run(
      'sign',
      '--keys',
      at('keys.json'),
      '--count',
      '2',
      '--png',
      at('tag.png'),
      '--svg',
      at('tag.svg'),
      '--level',
      'Q',
    );
    expect(exit).toBe(0);
    const files = (await readdir(folder)).filter((name) => name.startsWith('tag')).toSorted();
    expect(files).toEqual(['tag-1.png', 'tag-1.svg', 'tag-2.png', 'tag-2.svg']);
    const texts = await Promise.all(['tag-1.png', 'tag-2.png'].map(async (name) => readPicture(await readFile(at(name)))));
    expect(texts.flat()).toEqual(out.trim().split('\n'));
  });

  test('in the terminal the code comes last and fits 24 lines', async () => {
    const { out } = await run('sign', '--keys', at('keys.json'), '--terminal');
    const lines = out.split('\n').slice(0, -1);
    expect(lines[0]).toMatch(/^https:/);
    expect(lines).toHaveLength(24);
  });

  test.each([
    [['--kid', '9'], 'keys.kid-unknown'],
    [[], 'keys.kid-needed'],
  ])('several keys with %o: %s', async (more, code) => {
    expect(await run('sign', '--keys', testKeys, ...more)).toMatchObject({
      out: '',
      exit: 1,
      err: expect.stringContaining(`${code}: `),
    });
  });

  test('a public key set cannot sign', async () => {
    await writeFile(at('public.json'), (await run('jwks', '--keys', at('keys.json'))).out);
    expect(await run('sign', '--keys', at('public.json'))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('keys.private-missing'),
    });
  });

  test('warns of a key file that others may read', async () => {
    await writeFile(at('open.json'), await readFile(at('keys.json')), { mode: 0o644 });
    expect((await run('sign', '--keys', at('open.json'))).err).toContain('chmod 600');
  });

  test.each([
    [['--tag', '00000000000000aa', '--count', '2'], '--tag names one tag'],
    [['--tag', 'XYZ'], '16 hexadecimal'],
    [['--count', '0'], 'from 1 to'],
    [['--level', 'H'], 'M or Q'],
    [['--sizes'], 'unknown option'],
  ])('%o is wrong usage', async (more, hint) => {
    expect(await run('sign', '--keys', at('keys.json'), ...more)).toMatchObject({
      out: '',
      exit: 2,
      err: expect.stringContaining(hint),
    });
  });
});

describe('verify', () => {
  test('takes digits and pictures too', async () => {
    const digits = valid[0]?.digits ?? '';
    expect((await run('verify', digits, '--keys', testKeys)).exit).toBe(0);
    await run('sign', '--keys', testKeys, '--kid', '7', '--png', at('one.png'));
    expect(await run('verify', at('one.png'), '--keys', testKeys)).toMatchObject({
      exit: 0,
      out: expect.stringContaining('with k7'),
    });
  });

  test('says when the link opens somewhere else than the signer', async () => {
    const result = await run('verify', golden.replace('q.example.com', 'evil.example'), '--keys', testKeys);
    expect(result).toMatchObject({
      exit: 0,
      out: expect.stringContaining('opens   https://evil.example, which is not the signer'),
    });
  });

  test.each(invalid.filter(({ text }) => text !== ''))('refuses $name', async ({ text, reason }) => {
    const result = await run('verify', '--keys', testKeys, '--', text);
    expect(result).toMatchObject({ out: '', exit: 1 });
    expect(result.err).toMatch(/^code\.not-ours: /);
    expect(result.err).toContain(`(${reason})`);
  });

  test('a missing code or key set is wrong usage', async () => {
    expect(await run('verify', '--keys', testKeys)).toMatchObject({
      exit: 2,
      err: expect.stringContaining("missing required argument 'code'"),
    });
    expect(await run('verify', golden)).toMatchObject({ exit: 2, err: expect.stringContaining('--keys') });
  });

  test('a key file that is none is refused with its fault', async () => {
    await writeFile(at('broken.json'), '{"keys":[{"kty":"EC"}]}');
    const result = await run('verify', golden, '--keys', at('broken.json'));
    expect(result).toMatchObject({ exit: 1, err: expect.stringContaining('keys.entry-invalid') });
    expect(result.err).toContain('index 0, member kty');
    expect(await run('verify', golden, '--keys', at('absent.json'))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('file.unreadable'),
    });
  });
});

describe('jwks', () => {
  test('prints the public members only', async () => {
    const { out, exit } = await run('jwks', '--keys', testKeys);
    expect(exit).toBe(0);
    const keys = JSON.parse(out).keys as object[];
    expect(keys.map((key) => Object.keys(key).includes('d'))).toEqual(keys.map(() => false));
    expect(keys).toHaveLength(5);
  });
});

describe('ndef', () => {
  test('prints the record of the published vector, and writes what a tag takes', async () => {
    const [vector] = ndef.valid;
    expect(await run('ndef', golden, '--out', at('tag.bin'))).toEqual({ out: `${vector?.messageHex}\n`, err: '', exit: 0 });
    const bytes = await readFile(at('tag.bin'));
    // TLV of 204 bytes, the message, the terminator (NFC Forum Type 2 Tag).
    expect([bytes.length, bytes[0], bytes[1], bytes.at(-1)]).toEqual([207, 0x03, 204, 0xfe]);
    expect(bytes.subarray(2, -1).toString('hex')).toBe(vector?.messageHex);
  });

  test.each([
    ['digits alone', golden.slice(-185)],
    ['an appended query', `${golden}?from=scanner`],
    ['another page', 'https://q.example.com/about'],
  ])('refuses %s, with the next step', async (_name, text) => {
    expect(await run('ndef', text)).toMatchObject({
      exit: 1,
      out: '',
      err: expect.stringMatching(/^code\.malformed: .*Next: Give it whole/),
    });
  });
});

describe('read', () => {
  test('prints the text of a picture', async () => {
    await run('sign', '--keys', testKeys, '--kid', '7', '--tag', '0102030405060708', '--png', at('read.png'));
    expect(await run('read', at('read.png'))).toMatchObject({ out: `${golden}\n`, exit: 0 });
  });

  test('a file without a code, and no file at all, are refused', async () => {
    expect(await run('read', testKeys)).toMatchObject({ exit: 1, err: expect.stringContaining('picture.no-code') });
    expect(await run('read', at('absent.png'))).toMatchObject({ exit: 1, err: expect.stringContaining('file.unreadable') });
  });
});

test('help names every command and is no error', async () => {
  const { out, exit } = await run('--help');
  expect(exit).toBe(0);
  for (const command of ['keygen', 'sign', 'verify', 'jwks', 'read', 'ndef']) expect(out).toContain(command);
});
