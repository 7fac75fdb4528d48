// The conformance kit on sockets, as an integrator runs it: a simulated or a C device as a process of its own, served by the kit or by Mosquitto.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCDevice, hasCompiler } from '../../support/c-device.ts';
import { createAuthority, hasOpenssl } from '../../support/certificates.ts';
import { runCommand } from '../../support/command-line.ts';
import { endAllProcesses, startCommand } from '../../support/processes.ts';

const hasMosquitto = spawnSync('mosquitto', ['-h'], { stdio: 'ignore' }).error === undefined;
/** Checks of every sort that take seconds: forged, doubled, cut off, in need of a hand, of power, of new keys. */
const SOME = 'FP-01,FP-05,busy,duplicate-start,counter-is-stored,hand-wins,manifest-rotation';

/** The checks wait in real time, and their device is powered up anew in the midst of them. */
const PATIENCE_MS = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
const benchOf = (name: string): string => join(folder, name);
afterAll(async () => {
  await endAllProcesses();
  rmSync(folder, { recursive: true, force: true });
});

async function prepare(name: string, ...more: readonly string[]): Promise<string> {
  const words = ['conformance', 'prepare', 'bench/room-1', '--kind', 'hotel-room', '--bench', benchOf(name), ...more];
  const { code, stdout, stderr } = await runCommand(...words);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

const simulator = (name: string, ...more: readonly string[]): string =>
  [
    `exec "${process.execPath}" --import tsx gateway/cli/unlatch.ts sim --venue ${benchOf(name)}/venue.json`,
    `--broker mqtt://127.0.0.1:{port} --no-person --data ${benchOf(name)}/flash`,
    ...more,
  ].join(' ');

function runKit(name: string, run: string, ...more: readonly string[]) {
  const place = ['--device', 'room-1', '--bench', benchOf(name), '--listen', '127.0.0.1:0', '--flash', `${benchOf(name)}/flash`];
  return startCommand('conformance', ...place, '--run', run, ...more).ended;
}

describe('a simulated device', { timeout: PATIENCE_MS }, () => {
  test('is prepared and passes, and both reports are written', async () => {
    const told = await prepare('pass');
    expect(told).toContain('conformance-root J4EX_BRMcjQPZ9DyMW6Dhs7_vyskKMnFH-98WX8dQm4');
    const { code, stdout } = await runKit('pass', simulator('pass'), '--type', 'room-1 {act}', '--only', SOME);
    expect(stdout).toContain('keeps every rule that was asked: 18 pass, 0 fail, 0 not applicable.');
    expect(code).toBe(0);
    expect(readFileSync(join(benchOf('pass'), 'conformance.xml'), 'utf8')).toContain('tests="18" failures="0"');
    expect(readFileSync(join(benchOf('pass'), 'conformance.html'), 'utf8')).toContain('keeps every rule that was asked');
  });

  test.skipIf(!hasOpenssl)('passes over TLS with a certificate that it was given (needs openssl)', async () => {
    await prepare('tls');
    const authority = createAuthority();
    const { cert, key } = authority.sign('localhost');
    const files = { ca: authority.ca, cert, key };
    authority.dispose();
    const pathOf = (name: keyof typeof files): string => join(benchOf('tls'), `${name}.pem`);
    for (const name of ['ca', 'cert', 'key'] as const) writeFileSync(pathOf(name), files[name]);
    const device = simulator('tls', '--ca', pathOf('ca')).replace('mqtt://', 'mqtts://');
    const tls = ['--cert', pathOf('cert'), '--key', pathOf('key')];
    const { code, stdout } = await runKit(
      'tls',
      device,
      '--type',
      'room-1 {act}',
      ...tls,
      '--only',
      'FP-03,reconnect-is-no-boot',
    );
    expect(stdout).toContain('2 pass, 0 fail');
    expect(stdout).not.toContain('TLS:');
    expect(code).toBe(0);
  });

  test('fails where its answers get lost: exit code 1, and the bytes that got none', async () => {
    await prepare('fail');
    const faulty = simulator('fail', '--fault', 'lost-result@start');
    const { code, stdout } = await runKit('fail', faulty, '--type', 'room-1 {act}', '--only', 'duplicate-start');
    expect(code).toBe(1);
    expect(stdout).toMatch(/FP-13 duplicate-start\n.*\n {2}expected {2}an answer on up\/res\/conformance\/c-ct-/);
    expect(stdout).toMatch(/kit, o2o\/1\/bench\/room-1\/dn\/cmd\/conformance\/c-ct-\S+, \d+ bytes\n {4}eyJ/);
  });
});

describe('the command ends with 2 and a next step', () => {
  test.each([
    ['bench.unreadable', ['--device', 'room-1', '--bench', join(folder, 'nowhere')]],
    ['bench.other-device', ['--device', 'pod-9', '--bench', benchOf('words')]],
    ['conformance.no-such-check', ['--device', 'room-1', '--bench', benchOf('words'), '--only', 'no-such-check']],
    ['conformance.broker-refused', ['--device', 'room-1', '--bench', benchOf('words'), '--broker', 'mqtt://127.0.0.1:1']],
    [
      'conformance.no-connection',
      ['--device', 'room-1', '--bench', benchOf('words'), '--listen', '127.0.0.1:0', '--wait', '0.001'],
    ],
  ])('%s', async (refusal, words) => {
    const { code, stderr } = await runCommand('conformance', ...words);
    expect(stderr).toMatch(new RegExp(`^${refusal}: .{30}`));
    expect(code).toBe(2);
  });

  test.each([
    ['--cert', '--key'],
    ['--key', '--cert'],
  ])('half a pair: %s wants %s', async (given, wanted) => {
    const file = join(benchOf('words'), 'bench.json');
    const { code, stderr } = await runCommand('conformance', '--device', 'room-1', '--bench', benchOf('words'), given, file);
    expect(stderr).toMatch(new RegExp(`^conformance\\.half-a-pair: ${given} .*with ${wanted} <file>`));
    expect(code).toBe(2);
  });

  test.each([
    ['at once', 'echo no such model; exit 3', 'exit code 3'],
    ['by a signal', 'echo no such model; kill -9 $$', 'SIGKILL'],
  ])('a program that ends %s is not waited for', async (_when, run, how) => {
    rmSync(join(benchOf('words'), 'device.log'), { force: true });
    const { code, stderr } = await runKit('words', run);
    expect(stderr).toContain(`conformance.program-ended: the program of --run ended by itself (${how})`);
    expect(stderr).toContain(join(benchOf('words'), 'device.log'));
    expect(readFileSync(join(benchOf('words'), 'device.log'), 'utf8')).toBe('no such model\n');
    expect(code).toBe(2);
  });

  beforeAll(async () => {
    await prepare('words');
  });

  test('a bench is not written over', async () => {
    const words = ['conformance', 'prepare', 'room-1', '--kind', 'bike', '--bench', benchOf('words')];
    const { code, stderr } = await runCommand(...words);
    expect(stderr).toContain('bench.exists');
    expect(code).toBe(2);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the device core in C behind Mosquitto', { timeout: PATIENCE_MS }, () => {
  test.skipIf(!hasMosquitto || !hasCompiler)('passes through the proxy of the kit (needs mosquitto and cc)', async () => {
    const port = await freePort();
    await prepare('broker', '--broker-port', String(port));
    const program = await buildCDevice(join(folder, 'c'));
    const broker = spawn('mosquitto', ['-c', join(benchOf('broker'), 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      for await (const line of createInterface({ input: broker.stderr })) if (line.endsWith('running')) break;
      const device = `exec ${program} --broker 127.0.0.1:{port} --flash ${benchOf('broker')}/flash --venue ${benchOf('broker')}/venue.json --device room-1`;
      const { code, stdout } = await runKit('broker', device, '--broker', `mqtt://127.0.0.1:${port}`, '--only', SOME);
      expect(stdout).toContain('keeps every rule that was asked: 18 pass, 0 fail, 0 not applicable.');
      expect(code).toBe(0);
    } finally {
      broker.kill();
      await once(broker, 'close');
    }
  });
});
