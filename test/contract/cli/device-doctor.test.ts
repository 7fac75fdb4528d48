// `unlatch device doctor` against a real gateway: each fault is planted for real, and its last line must name the step and the next thing to try.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateKeyPair, importSigner, KIND_CATALOGUE, MESSAGE_TYPES, type PrivateJwk, signText } from '#protocol';
import type { VenueFile } from '#sim';
import { askAdmin } from '../../../gateway/cli/admin-client.ts';
import { type Diagnosed, type DiagnoseFlags, diagnose } from '../../../gateway/cli/device/doctor-diagnose.ts';
import { type BenchSecrets, drawBenchSecrets, planBench, planBenchFile } from '../../../gateway/cli/device/workbench-venue.ts';
import { composeGateway, type Gateway, hashDrawnPassword } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { startCommand } from '../../support/processes.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const DEVICE = 'python-table';
let folder: string;
let gateway: Gateway;
let venue: string;

/** A free port that nobody listens on any more. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-doctor-'));
  mkdirSync(join(folder, 'data'));
  const config = readConfig({
    ...{ UNLATCH_DATA: join(folder, 'data'), UNLATCH_HTTP_PORT: '0', UNLATCH_MQTT_PLAIN: 'on', UNLATCH_MQTT_PORT: '0' },
    ...{ UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_WS_PORT: '0' },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'demo', tagIssuer: 'https://test.unlatch.example', log: createRecordedLog() },
  });
  const signer = gateway.tagSigners.current(null);
  if (!signer) throw new Error('no tag key');
  const secrets: BenchSecrets = await drawBenchSecrets(signer, (size) => randomBytes(size), Date.now());
  await gateway.store.setUpVenue(await planBench(secrets, { kinds: KIND_CATALOGUE, hashPassword: hashDrawnPassword }));
  const { issuer, kid, x } = gateway.commandKey;
  venue = fileOf(
    'venue.json',
    JSON.stringify(planBenchFile(secrets, { issuer, gatewayKeys: [{ kid, x }], root: gateway.rootKey })),
  );
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const readVenue = (): VenueFile => JSON.parse(readFileSync(venue, 'utf8')) as VenueFile;
const plain = (): string => `mqtt://127.0.0.1:${gateway.mqttPorts.plain}`;
const own = (): string => join(folder, 'data/mqtt-cert.pem');

const ask = (flags: Partial<DiagnoseFlags> = {}): Promise<Diagnosed> =>
  diagnose({
    ...{ broker: plain(), device: DEVICE, venue, mqttVersion: '3.1.1', timeout: '3', data: join(folder, 'data') },
    ...flags,
  });

/** Everything before it is ok, it has failed, and nothing after it was reached. */
function expectFault({ lines, ok, step, steps }: Diagnosed, failing: string, line: RegExp): void {
  const at = steps.findIndex((each) => each.step === failing);
  expect({ ok, step, last: lines.at(-1) }).toEqual({ ok: false, step: failing, last: expect.stringMatching(line) });
  expect(steps.map(({ result }) => result)).toEqual(
    steps.map((_, index) => (index < at ? 'ok' : index === at ? 'failed' : 'not reached')),
  );
}

describe('a device that is fit', () => {
  test('passes every step over plain TCP, TLS with its certificate or its pin, and WebSocket', async () => {
    const { tls, webSocket } = gateway.mqttPorts;
    const ways: readonly Partial<DiagnoseFlags>[] = [
      {},
      { broker: `mqtts://127.0.0.1:${tls}`, ca: own() },
      { broker: `mqtts://127.0.0.1:${tls}`, pin: gateway.mqttFingerprint ?? '' },
      { broker: `wss://127.0.0.1:${webSocket}/`, ca: own() },
    ];
    for (const way of ways) {
      const { lines, ok, steps } = await ask(way);
      expect({ ok, lines }).toEqual({ ok: true, lines: expect.anything() });
      expect(steps.map(({ result }) => result)).toEqual(steps.map(() => 'ok'));
      expect(lines.at(-1)).toMatch(/^The device can be operated: every step is ok\. Next: /);
    }
  });

  test('FP-32 signs nothing where it is registered as unsigned', async () => {
    expect((await ask({ device: 'free-table' })).lines).toContainEqual(expect.stringMatching(/^ok +hello +welcome at once/));
  });

  test('says plainly that the gateway could not be asked', async () => {
    const { lines, ok } = await diagnose({ broker: plain(), device: DEVICE, venue, mqttVersion: '3.1.1', timeout: '3' });
    expect(ok).toBe(true);
    expect(lines).toContainEqual(expect.stringMatching(/^not asked +gateway .*--data/));
    const nobody = await ask({ data: join(folder, 'elsewhere') });
    expect(nobody.lines).toContainEqual(expect.stringMatching(/^not asked +gateway .*no gateway runs on/));
  });
});

describe('a fault that is planted', () => {
  test('dns: a name that leads nowhere', async () => {
    const found = await ask({ broker: 'mqtt://no-such-gateway.invalid:1883' });
    expectFault(found, 'dns', /^dns failed: the name no-such-gateway\.invalid leads nowhere \(E\w+\)\. Next: .*spelling/);
  });

  test('tcp: a closed port', async () => {
    const port = await closedPort();
    expectFault(
      await ask({ broker: `mqtt://127.0.0.1:${port}` }),
      'tcp',
      /^tcp failed: nobody listens on port \d+ .* Next: start the gateway/,
    );
  });

  test('tls: plain bytes on the port with TLS, and TLS on the plain port', async () => {
    const { plain: open, tls, webSocket } = gateway.mqttPorts;
    expectFault(
      await ask({ broker: `mqtt://127.0.0.1:${tls}` }),
      'tls',
      /^tls failed: port \d+ speaks TLS, and got plain bytes\. Next: use mqtts:/,
    );
    expectFault(await ask({ broker: `ws://127.0.0.1:${webSocket}` }), 'tls', /Next: use wss:/);
    expectFault(
      await ask({ broker: `mqtts://127.0.0.1:${open}`, ca: own() }),
      'tls',
      /^tls failed: port \d+ does not speak TLS .* Next: use mqtt:/,
    );
  });

  test('tls: a certificate that is not trusted, and another than the pinned', async () => {
    const broker = `mqtts://127.0.0.1:${gateway.mqttPorts.tls}`;
    expectFault(await ask({ broker }), 'tls', /^tls failed: the certificate is signed by nobody .* Next: trust .*mqtt-cert\.pem/);
    expectFault(
      await ask({ broker, pin: 'ab'.repeat(32) }),
      'tls',
      /^tls failed: .*other one than the pinned\. Next: take the fingerprint/,
    );
  });

  test('mqtt: version 5, and a port that is not MQTT', async () => {
    expectFault(
      await ask({ mqttVersion: '5' }),
      'mqtt',
      /^mqtt failed: MQTT 5 is not spoken here\. Next: set the client to MQTT 3\.1\.1/,
    );
    expectFault(
      await ask({ broker: `mqtt://127.0.0.1:${gateway.httpPort}` }),
      'mqtt',
      /^mqtt failed: .*does not answer as MQTT .* Next: take the MQTT port/,
    );
  });

  test('credentials: a wrong password, and a name that nobody has', async () => {
    const credential = fileOf('password', 'not this one\n');
    const data = join(folder, 'data');
    const nobody = { broker: plain(), device: 'nobody', tenant: 'bench', mqttVersion: '3.1.1', timeout: '3', data } as const;
    expectFault(
      await ask({ credential }),
      'credentials',
      /^credentials failed: the password or token does not open .* Next: .*unlatch device rotate python-table\.$/,
    );
    const unknown = await diagnose({ ...nobody, credential });
    expectFault(unknown, 'credentials', /knows no device nobody\. Next: .*device claim/);
    expect(unknown).toMatchObject({
      guessedKind: 'bike',
      lines: expect.arrayContaining([expect.stringMatching(/^guessed +kind .*--kind/)]),
    });
    const told = await diagnose({ ...nobody, credential, kind: 'gate' });
    expect(told.guessedKind).toBeNull();
    expect(told.lines.join('\n')).not.toContain('guessed');
  });

  test('FP-03 acl: a filter and a tenant that are not its own', async () => {
    expectFault(
      await ask({ filter: 'o2o/1/bench/#' }),
      'acl',
      /^acl failed: python-table may not subscribe to o2o\/1\/bench\/#\. Next: subscribe to exactly o2o\/1\/bench\/python-table\/dn\/#/,
    );
    expectFault(
      await ask({ tenant: 'other' }),
      'acl',
      /^acl failed: a will of other\/python-table .* Next: .*o2o\/1\/bench\/python-table\/up\/online/,
    );
  });

  test('FP-04 hello: a field that is missing', async () => {
    const hello = fileOf(
      'hello.json',
      JSON.stringify({ v: 1, boot: '1-0011223344556677', conn: 'c', seq: 0, model: 'm', fw: '1' }),
    );
    expectFault(
      await ask({ hello }),
      'hello',
      /^hello failed: the hello is not understood: upMs: .*\(codec\.invalid\)\. Next: mend that field/,
    );
  });

  test('FP-08 clock: an uptime that outruns the gateway’s, told by the gateway or found out without it', async () => {
    const boot = '7-00112233445566aa';
    expect((await ask({ boot, uptime: '1000' })).ok).toBe(true);
    expectFault(
      await ask({ boot, uptime: '3600000' }),
      'clock',
      /^clock failed: .*runs faster than the gateway’s clock\. Next: count upMs in milliseconds/,
    );
    expect((await ask({ boot, uptime: '2000' })).ok).toBe(true);
    const alone = await diagnose({
      broker: plain(),
      device: DEVICE,
      venue,
      mqttVersion: '3.1.1',
      timeout: '3',
      boot,
      uptime: '3600000',
    });
    expectFault(alone, 'clock', /^clock failed: .*a boot of the doctor’s own/);
  });

  test('FP-05 signature: another key than the registered; and none at all, which no exit code 0 hides', async () => {
    const { privateJwk } = await generateKeyPair();
    const key = fileOf('key.json', JSON.stringify(privateJwk));
    expectFault(
      await ask({ key }),
      'signature',
      /^signature failed: .*another key than the registered \(signature\.invalid\)\. Next: sign with the key/,
    );
    const credential = fileOf('right', readVenue().devices.find(({ device }) => device === DEVICE)?.password ?? '');
    const keyless = await diagnose({
      ...{ broker: plain(), device: DEVICE, credential, mqttVersion: '3.1.1', timeout: '3', data: join(folder, 'data') },
    });
    expect(keyless.steps.at(-1)).toMatchObject({ step: 'signature', result: 'not reached' });
    expect(keyless.lines.at(-1)).toMatch(/^signature failed: .*no key to sign with\. Next: give the device’s private key/);
  });

  test('signature: a welcome of a gateway that the device does not know', async () => {
    const stranger = (await generateKeyPair()).publicJwk.x;
    const file = readVenue();
    const foreign = { ...file, gatewayKeys: file.gatewayKeys.map((key) => ({ ...key, x: stranger })), root: undefined };
    expectFault(
      await ask({ venue: fileOf('foreign.json', JSON.stringify(foreign)) }),
      'signature',
      /not signed by a key that the device was given/,
    );
  });
});

describe('a device whose own key opens its connection', () => {
  /** The device itself, with its proof of this boot and uptime. */
  async function connectAs(device: string, privateJwk: PrivateJwk, boot: string, upMs: number): Promise<string> {
    const signer = await importSigner(device, privateJwk);
    const proof = { v: 1, sub: `bench/${device}`, boot, upMs, conn: 'c1' };
    const password = await signText(MESSAGE_TYPES.connection, JSON.stringify(proof), signer);
    const will = { topic: `o2o/1/bench/${device}/up/online`, payload: Buffer.from('{"v":1,"on":false,"conn":"c1"}') };
    const options = {
      clientId: device,
      username: device,
      password,
      will: { ...will, qos: 1, retain: true },
      reconnectPeriod: 0,
    } as const;
    try {
      const client = await connectAsync(plain(), options, false);
      await client.endAsync();
      return 'let in';
    } catch (cause) {
      return String(cause);
    }
  }

  test('FP-29 is fit with a proof newer than its last, and comes in itself after each visit of the doctor', async () => {
    const data = join(folder, 'data');
    const rotated = await askAdmin(data, { method: 'POST', path: '/devices/c-bike/credentials', body: { to: 'device-key' } });
    if (!rotated.ok) throw new Error(rotated.error.problem);
    rotated.value.body.destroy();
    const privateJwk = readVenue().devices.find(({ device }) => device === 'c-bike')?.privateJwk;
    if (!privateJwk) throw new Error('no key');
    const key = fileOf('c-bike.json', JSON.stringify(privateJwk));
    const flags = { broker: plain(), device: 'c-bike', key, mqttVersion: '3.1.1', timeout: '3', data } as const;
    expect((await diagnose(flags)).lines).toContainEqual(expect.stringMatching(/^ok +credentials +key: let in as c-bike$/));
    const again = await diagnose(flags);
    expectFault(again, 'credentials', /^credentials failed: the proof is not newer .* Next: give --boot and --uptime as the/);
    const first = '1-00112233445566aa';
    expect(await connectAs('c-bike', privateJwk, first, 5_000)).toBe('let in');
    expect((await diagnose({ ...flags, boot: first, uptime: '5000' })).step).toBe('credentials');
    expect((await diagnose({ ...flags, boot: first, uptime: '6000' })).ok).toBe(true);
    expect(await connectAs('c-bike', privateJwk, first, 7_000)).toBe('let in');
    expect((await diagnose({ ...flags, boot: first, uptime: '8000' })).ok).toBe(true);
    expect(await connectAs('c-bike', privateJwk, '2-00112233445566bb', 100)).toBe('let in');
  });
});

describe('the command', () => {
  test('shows what was refused before, and ends with 1 for a fault, in lines or as JSON', async () => {
    const words = ['device', 'doctor', DEVICE, '--broker', plain(), '--venue', venue, '--data', join(folder, 'data')];
    const pem = fileOf('half.pem', 'never read');
    const [lines, json, misspelt, certOnly, keyOnly] = await Promise.all([
      startCommand(...words, '--filter', '#').ended,
      startCommand(...words, '--json', '--mqtt-version', '5').ended,
      startCommand('device', 'doctor', DEVICE, '--broker', 'gateway', '--venue', venue).ended,
      startCommand(...words, '--cert', pem).ended,
      startCommand(...words, '--cert-key', pem).ended,
    ]);
    expect(lines).toMatchObject({ code: 1, stderr: '' });
    expect(lines.stdout).toMatch(/^before +gateway +refused or set aside of this device: .*signature\.invalid \(\d/m);
    expect(lines.stdout.trimEnd().split('\n').at(-1)).toMatch(/^acl failed: /);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, step: 'mqtt', code: 'mqtt.version', gateway: { asked: true } });
    expect(certOnly).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--cert: .*--cert-key/) });
    expect(keyOnly).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--cert-key: .*--cert </) });
    expect(misspelt).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--broker: /) });
  });
});
