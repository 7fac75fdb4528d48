// The integrator's page as a newcomer follows it: its commands, in its order, in one bash, against a real gateway.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasCompiler } from '../../support/c-device.ts';
import { missingLines, openPageShell, type PageShell, readBlocks } from '../../support/page-commands.ts';

const TOP = fileURLToPath(new URL('../../../', import.meta.url));
const blocks = readBlocks(readFileSync(join(TOP, 'firmware-protocol/INTEGRATE.md'), 'utf8'));
const runs = (program: string, ...words: readonly string[]): boolean => {
  const { error, status } = spawnSync(program, words, { stdio: 'ignore' });
  return error === undefined && status === 0;
};
const hasMosquitto = runs('mosquitto_pub', '--help') || runs('which', 'mosquitto_pub');
const hasPaho = runs('/usr/bin/python3', '-c', 'import paho.mqtt.client, cryptography');

/** Each command is a process that loads the sources; on a busy machine that takes its time. */
const SECTION_MS = 400_000;

const folder = mkdtempSync(join(tmpdir(), 'unlatch-page-'));
let shell: PageShell;

beforeAll(() => {
  // The page's own `unlatch` is the build; here it is the sources, on free ports.
  const command = `exec ${process.execPath} --import ${join(TOP, 'node_modules/tsx/dist/loader.mjs')} ${join(TOP, 'gateway/cli/unlatch.ts')} "$@"`;
  const ports = '[ "$1" = workbench ] && set -- "$@" --http-port 0 --mqtt-port 0';
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/unlatch'), `#!/bin/sh\n${ports}\n${command}\n`);
  chmodSync(join(folder, 'bin/unlatch'), 0o755);
  shell = openPageShell(folder, { UNLATCH: TOP });
});
afterAll(async () => {
  await shell.end();
  rmSync(folder, { recursive: true, force: true });
});

async function follow(section: string): Promise<void> {
  const own = blocks.filter((block) => block.section.startsWith(section) && block.info === '');
  expect(own.length).toBeGreaterThan(0);
  for (const { commands, shown } of own) {
    const { code, output } = await shell.run(commands);
    expect(code === 0 ? missingLines(shown, output) : [`exit code ${code}`], `${commands}\n${output}`).toEqual([]);
  }
}

describe('firmware-protocol/INTEGRATE.md', { timeout: SECTION_MS }, () => {
  test('has one block that is not run here: where the command comes from', () => {
    expect(blocks.flatMap(({ info }) => (info === '' ? [] : [info]))).toEqual(['once']);
    expect(blocks.length).toBeGreaterThan(8);
  });

  test('1: a gateway waits for devices, and the person at them is told what is amiss', async () => {
    await follow('1.');
    const other = await shell.run('unlatch phone start lamp --data bench');
    expect(other).toEqual({
      code: 2,
      output: expect.stringMatching(/^phone\.unknown-object: .* free-table, python-table, c-bike$/m),
    });
    const early = await shell.run('unlatch phone stop c-bike --data bench');
    expect(early).toEqual({ code: 2, output: expect.stringMatching(/^phone\.not-started: .*unlatch phone start c-bike/m) });
  });

  test.skipIf(!hasMosquitto)('2: FP-32 a free session by hand ends with a receipt (needs mosquitto)', () => follow('2.'));

  test.skipIf(!hasMosquitto)('the doctor takes no device from a session that is open (needs mosquitto)', async () => {
    const doctor = 'unlatch device doctor free-table --broker "mqtt://127.0.0.1:$PORT" --venue bench/venue.json --data bench';
    const { code, output } = await shell.run(`unlatch phone start free-table --data bench && ${doctor}`);
    expect({ code, output }).toEqual({
      code: 2,
      output: expect.stringMatching(/^device\.in-use: a session is open on free-table/m),
    });
  });

  test.skipIf(!hasPaho)('3: a signed device in Python is paid (needs python3-paho-mqtt)', async () => {
    // Without section 2 nobody has read the port.
    await shell.run('. bench/free-table.env');
    await follow('3.');
  });

  test.skipIf(!hasCompiler)('4: the core in C is paid (needs cc)', async () => {
    await shell.run('. bench/free-table.env');
    await follow('4.');
  });
});
