// The device core in C by itself: it builds without a warning, keeps the vectors and the rules, survives changed input, and stays small.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { C_FOLDER, hasCompiler, hasCppcheck, makeInC } from '../../support/c-device.ts';

const VECTORS = fileURLToPath(new URL('../../../firmware-protocol/vectors/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'unlatch-c-core-'));
const build = `BUILD=${folder}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the core asks of a C library; anything else, a heap above all, has no place on a small device. */
const MAY_NEED = ['memchr', 'memcmp', 'memcpy', 'memmove', 'memset', 'strcat', 'strchr', 'strcmp', 'strcpy', 'strlen', 'strncmp'];

describe('the device core in C', () => {
  test.skipIf(!hasCompiler)('FP-01 to FP-35: keeps all vectors and rules, and at any power cut (needs cc)', async () => {
    const written = await makeInC('test', '-j2', build);
    for (const part of [
      'vectors',
      'rules',
      'rules of acts',
      'rules of pause',
      'rules of emergency',
      'rules of flash',
      'power cuts',
    ]) {
      expect(written).toMatch(new RegExp(`^${part}: .*[1-9]\\d* checks, 0 failures$`, 'm'));
    }
    // Each file is run, but for these, which a device has no part in.
    const files = ['valid', 'invalid'].flatMap((kind) => readdirSync(join(VECTORS, kind)).map((name) => `${kind}/${name}`));
    const isRun = (path: string): boolean => new RegExp(`[1-9]\\d* cases of ${path}$`, 'm').test(written);
    const leftOut = [...written.matchAll(/^ {2}not run: (\S+): .+$/gm)].map(([, path]) => path);
    expect(files.filter((path) => !isRun(path)).sort()).toEqual(leftOut.sort());
    expect(leftOut).toEqual([
      'invalid/canonical-json.json',
      'invalid/connections.json',
      'invalid/unsigned.json',
      'valid/canonical-json.json',
      'valid/ids.json',
      'valid/unsigned.json',
    ]);
  });

  test.skipIf(!hasCompiler)('notices a vector that says something else (needs cc and libsodium)', async () => {
    await makeInC(join(folder, 'vectors'), build);
    const changed = join(folder, 'changed');
    cpSync(VECTORS, changed, { recursive: true });
    const run = (): number | null => spawnSync(join(folder, 'vectors'), [changed], { stdio: 'ignore' }).status;
    expect(run()).toBe(0);
    for (const [path, from, to] of [
      ['invalid/commands.json', '"code": "WRONG_DEVICE"', '"code": "BAD_SIG"'],
      ['invalid/admission.json', '"code": "EXPIRED"', '"code": "REPLAY"'],
      [
        'valid/pod-story.json',
        '"note": "The bolt is open",\n      "topic": "o2o/1/pvg/',
        '"note": "The bolt is open",\n      "topic": "o2o/1/pvh/',
      ],
      ['valid/journal-repeat.json', '"atMs": 455000', '"atMs": 456000'],
    ] as const) {
      const text = readFileSync(join(VECTORS, path), 'utf8');
      expect(text).toContain(from);
      writeFileSync(join(changed, path), text.replace(from, to));
      expect(run(), path).toBe(1);
      writeFileSync(join(changed, path), text);
    }
    writeFileSync(join(changed, 'valid/new.json'), '{}');
    expect(run(), 'a file that nobody runs').toBe(1);
  });

  test.skipIf(!hasCompiler)('FP-25: survives changed messages under the sanitizers (needs cc and libsodium)', async () => {
    const written = await makeInC('fuzz', build, 'FUZZ_MESSAGES=20000', `FUZZ_SEED=${Date.now() % 1_000_000}`);
    expect(written).toMatch(/^fuzz: 20000 messages, seed \d+, .* [1-9]\d* starts$/m);
  });

  test.skipIf(!hasCompiler)('has no heap, calls nothing but text and memory functions, and is small (needs gcc)', async () => {
    const written = await makeInC('size', build);
    const [, text, data, bss] = /^ *(\d+)\s+(\d+)\s+(\d+).*TOTALS/m.exec(written) ?? [];
    expect(Number(text)).toBeGreaterThan(10_000);
    expect(Number(text)).toBeLessThan(64_000);
    expect([data, bss]).toEqual(['0', '0']);
    expect(Number(/struct o2o_device: (\d+) bytes/.exec(written)?.[1])).toBeLessThan(24_576);
    // Beside these, a task of 4 KB has room for an Ed25519 of its own.
    const [deepest, outside] = [...written.matchAll(/^stack: (\d+) bytes/gm)].map(([, bytes]) => Number(bytes));
    expect(deepest).toBeGreaterThan(1_000);
    expect(deepest).toBeLessThan(3_072);
    expect(outside).toBeLessThan(2_560);
    const objects = readdirSync(join(folder, 'size')).filter((name) => name.startsWith('o2o-') && name.endsWith('.o'));
    const { stdout } = spawnSync('nm', ['-u', ...objects], { cwd: join(folder, 'size'), encoding: 'utf8' });
    const needed = [...stdout.matchAll(/ U (\w+)/g)].map(([, name]) => name ?? '').filter((name) => !name.startsWith('o2o_'));
    expect(needed.length).toBeGreaterThan(0);
    expect([...new Set(needed)].filter((name) => !MAY_NEED.includes(name))).toEqual([]);
  });

  test.skipIf(!hasCompiler)('knows neither its clock, its broker nor its crypto by name (needs cc)', () => {
    const core = join(C_FOLDER, 'core');
    const included = readdirSync(core).flatMap((name) =>
      [...readFileSync(join(core, name), 'utf8').matchAll(/^#include <([^>]+)>/gm)].map(([, header]) => header),
    );
    expect([...new Set(included)].sort()).toEqual(['stdbool.h', 'stddef.h', 'stdint.h', 'string.h']);
  });

  test.skipIf(!hasCppcheck)('is clean for cppcheck (needs cppcheck)', async () => {
    expect((await makeInC('check')).trim()).toBe('');
  });
});
