// The `keys` commands between a machine with the root and a gateway as it is served: trust, rotation, settings, and a last word (FP-23, FP-30, FP-31).
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decodeMessage,
  deviceFilters,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  type KeyManifest,
  KIND_CATALOGUE,
  MESSAGE_TYPES,
  type PrivateJwk,
  SCHEMAS,
  signText,
  upTopic,
  verifySigned,
} from '#protocol';
import { composeGateway, type Gateway, hashDevicePassword } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { runCommand } from '../../support/command-line.ts';
import { venueSetup } from '../../support/records.ts';
import { createBell, createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const address = { tenant: 'acme', device: 'bike-9' };
const boot = '1-00112233445566aa';
const conn = 'c1';
const { ring, until } = createBell();
let folder: string;
let gateway: Gateway;
let client: MqttClient;
let deviceJwk: PrivateJwk;
/** What the device believes, and what it was told, in order. */
let manifest: KeyManifest | null = null;
const told: string[] = [];
let seq = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-keys-'));
  const config = readConfig({
    ...{ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://test.unlatch.example', log: createRecordedLog() },
  });
  deviceJwk = (await generateKeyPair()).privateJwk;
  const { venue } = venueSetup();
  const none = { places: [], tariffs: [], objects: [], tags: [], stays: [] };
  const passwordHash = await hashDevicePassword('secret');
  await gateway.store.setUpVenue({
    ...{ ...none, tenantId: 'acme', venue: { ...venue, tenantId: 'acme' } },
    devices: [{ deviceId: 'bike-9', kind: 'bike', publicX: deviceJwk.x, passwordHash, config: { parkedAfterS: 30 } }],
  });
});
afterAll(async () => {
  await client.endAsync(true);
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);

async function unlatch(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}
const here = (...words: readonly string[]): Promise<string> => unlatch('keys', ...words, '--data', folder);
const refusedWith = async (...words: readonly string[]): Promise<string> =>
  (await runCommand(...words, '--data', folder)).stderr.trim();

function hello(more: object = {}): string {
  seq += 1;
  const caps = { model: 'B1', fw: '1.0', profile: 'bike', caps: [], cfgVer: 0, keys: manifest?.ver ?? 0 };
  return JSON.stringify({ v: 1, boot, conn, seq, upMs: 1_000, ...caps, lastCtr: 0, open: [], journal: 0, ...more });
}
const say = (text: string): Promise<unknown> => client.publishAsync(upTopic(address, { leaf: 'hello' }), text, { qos: 1 });

/** As a device of the contract does: keys by its root alone, each hello anew, all else noted. */
async function hear(topic: string, text: string): Promise<void> {
  if (text.startsWith('{')) {
    const hint = JSON.parse(text) as { t: string; nonce?: string; afterS?: number };
    told.push(hint.t === 'bye' ? `bye ${hint.afterS}` : hint.t);
    if (hint.t === 'rehello') {
      const signer = await importSigner(address.device, deviceJwk);
      await say(await signText(MESSAGE_TYPES.hello, hello({ sub: 'acme/bike-9', nonce: hint.nonce }), signer));
    }
    return;
  }
  const { kid, x } = JSON.parse(readFileSync(at('root.jwk.pub'), 'utf8')) as { kid: string; x: string };
  const root = await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x });
  const keys = await verifySigned(text, MESSAGE_TYPES.keys, (named) => (named === kid ? root : undefined));
  const read = keys.ok ? decodeMessage(SCHEMAS.keyManifest, keys.value.payload) : null;
  if (read?.ok && read.value.ver > (manifest?.ver ?? 0)) {
    manifest = read.value;
    told.push(`keys ${manifest.ver}`);
  }
  const header = JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString()) as { kid: string; typ: string };
  if (!keys.ok) told.push(`${topic.split('/').at(-1)} by ${header.kid.split('-')[0]}`);
}

async function connect(): Promise<void> {
  client = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.mqttPorts.plain}`, {
    ...{ clientId: 'bike-9', username: 'bike-9', password: 'secret', protocolVersion: 4, reconnectPeriod: 0 },
  });
  client.on('error', () => undefined);
  // One after the other: the manifest is taken before the hello that says so.
  let heard = Promise.resolve();
  client.on('message', (topic, payload) => {
    heard = heard.then(() => hear(topic, payload.toString())).then(ring);
  });
  await client.subscribeAsync(deviceFilters(address).subscribe, { qos: 1 });
  await client.publishAsync(upTopic(address, { leaf: 'online' }), JSON.stringify({ v: 1, on: true, conn }), { qos: 1 });
  await say(hello());
}
const keysVer = async (): Promise<number | undefined> => (await gateway.store.device('bike-9'))?.keysVer;

test('FP-30 a root is made elsewhere, for its owner alone, and trusted before anything believes another', async () => {
  const made = await unlatch('keys', 'root', '--out', at('root.jwk'));
  expect(made).toContain('root.jwk.pub');
  expect(statSync(at('root.jwk')).mode & 0o777).toBe(0o600);
  expect(readFileSync(at('root.jwk.pub'), 'utf8')).not.toContain('"d"');
  expect((await runCommand('keys', 'root', '--out', at('root.jwk'))).stderr).toMatch(/^file\.unwritable/);
  expect(await here('status')).toMatch(/^root .*private half lies in the data folder/m);
  expect(await refusedWith('keys', 'trust', at('request.json'))).toMatch(/^file\.unreadable/);
  await unlatch('keys', 'root', '--out', at('kit.jwk'), '--kid', 'conformance-root');
  expect(await refusedWith('keys', 'trust', at('kit.jwk.pub'))).toMatch(/^root\.test-key/);
  expect(await here('trust', at('root.jwk.pub'))).toMatch(/^private .*no private half of a root lies/m);
  expect(await here('status')).not.toContain('private half');
  expect(readFileSync(at('root-key.json'), 'utf8')).not.toContain('"d"');
});

test('FP-30 a rotation goes step by step, and every step says the next one', async () => {
  await connect();
  await until(() => told.includes('cfg by c1'));
  expect(told).toEqual(['rehello', 'sys by c1', 'cfg by c1']);
  const begun = await here('rotate');
  expect(begun.match(/^made /gm)).toHaveLength(2);
  const signAndInstall = async (): Promise<string> => {
    await here('public', '--out', at('request.json'));
    await unlatch('keys', 'manifest', '--root', at('root.jwk'), '--keys', at('request.json'), '--out', at('m.jws'));
    return here('install', at('m.jws'));
  };
  // Said while nobody has taken it yet, or a moment after.
  expect(await signAndInstall()).toMatch(/^version [01] {2}1 devices, 1 of them connected$/m);
  await until(() => told.includes('keys 1'));
  await until(() => told.includes('sys by sys'));
  expect(await keysVer()).toBe(1);
  expect(manifest?.keys.map(({ use }) => use.join())).toEqual(['cmd,sys', 'cmd', 'sys']);
  expect(await refusedWith('keys', 'install', at('m.jws'))).toMatch(/^manifest\.not-newer/);
  expect(await here('status')).toMatch(/^version 1 {2}1 devices, 1 of them connected\nnext .*c1 any more/m);
  expect(await signAndInstall()).toContain('manifest  version 2');
  await until(() => told.includes('keys 2'));
  expect(manifest?.keys.map(({ use }) => use.join())).toEqual(['cmd', 'sys']);
  // With nothing to do another rotation may begin, and then no third key is made beside it.
  expect((await here('rotate')).match(/^made /gm)).toHaveLength(2);
  expect(await here('rotate')).not.toContain('made');
});

test('FP-30 what another root signed, or what devices already believe, is not exchanged', async () => {
  await unlatch('keys', 'root', '--out', at('other.jwk'));
  await here('public', '--out', at('request.json'));
  await unlatch('keys', 'manifest', '--root', at('other.jwk'), '--keys', at('request.json'), '--out', at('o.jws'));
  expect(await refusedWith('keys', 'install', at('o.jws'))).toMatch(/^signature\.unknown-key/);
  expect(await refusedWith('keys', 'trust', at('other.jwk.pub'))).toMatch(/^root\.in-use/);
  const root = JSON.parse(readFileSync(at('root.jwk.pub'), 'utf8')) as { kid: string; x: string };
  writeFileSync(at('renamed.pub'), JSON.stringify({ ...root, kid: 'root-renamed' }));
  expect(await refusedWith('keys', 'trust', at('renamed.pub'))).toMatch(/^root\.in-use/);
  writeFileSync(at('half.jws'), 'no manifest');
  expect(await refusedWith('keys', 'install', at('half.jws'))).toMatch(/^signature\.malformed/);
  const wrong = ['--root', at('root.jwk'), '--keys', at('request.json'), '--tenant', 'other', '--out', at('o.jws')];
  expect((await runCommand('keys', 'manifest', ...wrong)).stderr).toMatch(/^tenant\.other/);
  const asked = JSON.parse(readFileSync(at('request.json'), 'utf8')) as { keys: { kid: string }[] };
  const lost = ['--root', at('root.jwk'), '--keys', at('request.json'), '--drop', 'cmd-unheard', '--out', at('lost.jws')];
  const { code, stderr } = await runCommand('keys', 'manifest', ...lost);
  expect({ code, said: stderr }).toMatchObject({ code: 2, said: expect.stringMatching(/^drop\.unknown: cmd-unheard/) });
  for (const { kid } of asked.keys) expect(stderr).toContain(kid);
  expect(existsSync(at('lost.jws'))).toBe(false);
});

test('FP-23 the owner sets a setting, and sees what came of it', async () => {
  expect(await unlatch('device', 'config', 'bike-9', 'parkedAfterS=45', '--data', folder)).toBe('set       version 2\n');
  await until(() => told.includes('cfg by sys'));
  expect(await unlatch('device', 'config', 'bike-9', '--data', folder)).toContain('parkedAfterS=45  no answer yet');
  expect(await refusedWith('device', 'config', 'bike-9', 'parkedAfterS=0')).toMatch(/^config\.value: .*from 1 to 600/);
  expect(await refusedWith('device', 'config', 'bike-9', 'parkedAfterS')).toMatch(/^settings\.malformed/);
});

test('FP-31 a gateway that ends says so, and when to come again', async () => {
  await gateway.close();
  await until(() => told.some((each) => each.startsWith('bye')));
  expect(told.at(-1)).toMatch(/^bye [2-9]$/);
});
