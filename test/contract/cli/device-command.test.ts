// The `device` commands against a gateway as it is served: TLS of its own making, a token, approval, credentials, revocation.
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { type Authority, createAuthority, hasOpenssl } from '../../support/certificates.ts';
import { runCommand } from '../../support/command-line.ts';
import { venueSetup } from '../../support/records.ts';
import { createBell, createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';
import { createNewDevice, gone } from '../mqtt/door-stage.ts';

const HOST = '127.0.0.1';
const TENANT = 'acme';
let folder: string;
let gateway: Gateway;
const clients: MqttClient[] = [];
const { ring, until } = createBell();

function configOf(dataFolder: string, more: { readonly [name: string]: string } = {}) {
  const config = readConfig({ UNLATCH_DATA: dataFolder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', ...more });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

function open(dataFolder: string, more: { readonly [name: string]: string } = {}): Promise<Gateway> {
  mkdirSync(dataFolder, { recursive: true });
  return composeGateway(configOf(dataFolder, more), {
    kinds: KIND_CATALOGUE,
    purpose: 'serve',
    tagIssuer: 'https://test.unlatch.example',
    log: createRecordedLog(),
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-device-'));
  gateway = await open(folder);
  const { venue } = venueSetup();
  const none = { places: [], tariffs: [], devices: [], objects: [], tags: [], stays: [] };
  await gateway.store.setUpVenue({ ...none, tenantId: TENANT, venue: { ...venue, tenantId: TENANT } });
});
afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Over TLS, with the certificate that the gateway put beside its data. */
async function connect(clientId: string, options: IClientOptions): Promise<MqttClient> {
  const ca = readFileSync(join(folder, 'mqtt-cert.pem'));
  const url = `mqtts://${HOST}:${gateway.mqttPorts.tls}`;
  const client = await mqtt.connectAsync(url, {
    ...{ clientId, username: clientId, protocolVersion: 4, reconnectPeriod: 0, ca },
    ...options,
  });
  clients.push(client);
  client.on('error', () => undefined);
  return client;
}

async function device(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand('device', ...words, '--data', folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const refusedWith = async (...words: readonly string[]): Promise<string> =>
  (await runCommand('device', ...words, '--data', folder)).stderr.trim();

const wordAfter = (label: string, text: string): string => new RegExp(`^${label} +(\\S+)`, 'm').exec(text)?.[1] ?? '';

describe('a gateway that was given no certificate', () => {
  test('has TLS and nothing else, by a key that only its owner reads, and says what to pin', async () => {
    expect(gateway.mqttPorts).toMatchObject({ plain: null, webSocket: null });
    expect(statSync(join(folder, 'mqtt-tls.json')).mode & 0o777).toBe(0o600);
    for (const secret of ['claim-key', 'mqtt-token-keys.json', 'root-key.json']) {
      expect(statSync(join(folder, secret)).mode & 0o777).toBe(0o600);
    }
    const cert = new X509Certificate(readFileSync(join(folder, 'mqtt-cert.pem')));
    expect(gateway.mqttFingerprint).toBe(cert.fingerprint256);
    expect(cert.checkIP(HOST)).toBe(HOST);
    expect(readFileSync(join(folder, 'mqtt-cert.pem'), 'utf8')).not.toContain('PRIVATE');
  });

  test('keeps it', async () => {
    const other = mkdtempSync(join(tmpdir(), 'unlatch-tls-'));
    const prints: (string | null)[] = [];
    for (const _ of [1, 2]) {
      const opened = await open(other);
      prints.push(opened.mqttFingerprint);
      expect(new X509Certificate(readFileSync(join(other, 'mqtt-cert.pem'))).fingerprint256).toBe(opened.mqttFingerprint);
      await opened.close();
      // What is shown is the certificate that is used, whatever lay there.
      writeFileSync(join(other, 'mqtt-cert.pem'), 'of another time');
    }
    expect(prints[0]).toBe(prints[1]);
    expect(prints[0]).not.toBe(gateway.mqttFingerprint);
    rmSync(other, { recursive: true, force: true });
  });
});

describe('FP-28, FP-29 by the owner’s commands', () => {
  test('a device is let in, gets its next credential, and is sent away', async () => {
    const issued = await device('claim', 'SN-7', '--kind', 'bike', '--id', 'bike-7', '--by', 'ann');
    const token = wordAfter('token', issued);
    expect(token).toMatch(/^[0-9a-z]{26}$/);
    expect(issued).toContain('acme/bike-7 (bike)');
    expect(await refusedWith('claim', 'SN-7', '--kind', 'bike')).toMatch(/^claim\.open: .*--again/);

    const unit = await createNewDevice('SN-7', token);
    const asked = await unit.enrol({ connect, ring, until });
    expect(asked.last).toMatchObject({ t: 'pending' });
    expect(await device('claims')).toMatch(/^SN-7 {2}pending {2}acme\/bike-7 \(bike\).* key [0-9a-f]{64} {2}B1 1\.0$/m);
    expect(await device('approve', 'SN-7', '--by', 'ann')).toContain('enrolled');
    await until(() => asked.got.length > 2);
    expect(asked.readEnrolment?.()).toMatchObject({ sub: 'acme/bike-7' });

    await connect('bike-7', { password: await unit.proof('bike-7', { upMs: 1 }) });
    const password = wordAfter('password', await device('rotate', 'bike-7'));
    expect(await refusedWith('rotate', 'bike-7', '--to', 'token')).toMatch(/^credential\.lifetime: .*unlatch device token/);
    const secret = wordAfter('password', await device('token', 'bike-7', '--days', '3'));
    expect(secret.split('.')).toHaveLength(3);
    await expect(connect('bike-7', { password })).rejects.toMatchObject({ code: 4 });
    const client = await connect('bike-7', { password: secret });
    const listed = await device('credentials', 'bike-7');
    expect(listed).toMatch(/token {2}current/);
    expect(listed).toMatch(/device-key {2}replaced/);
    expect(listed).not.toContain('scrypt');
    const left = gone(client);
    expect(await device('revoke', 'bike-7', '--by', 'ann')).toMatch(/^revoked .* token$/m);
    await left;
    await expect(connect('bike-7', { password: secret })).rejects.toMatchObject({ code: 4 });
  });

  test('a factory list is read from CSV', async () => {
    const file = join(folder, 'units.csv');
    writeFileSync(file, `serial,kind,id,key_sha256\nSN-8,bike,bike-8,\nSN-9,bike,,${'a'.repeat(64)}\n`);
    expect(await device('import', file)).toBe('2 units are listed\n');
    expect(await gateway.store.factoryUnit('SN-9')).toEqual({
      ...{ serial: 'SN-9', tenantId: TENANT, kind: 'bike', deviceId: 'SN-9' },
      keyHash: 'a'.repeat(64),
    });
    expect(await device('claim', 'SN-8')).toContain('acme/bike-8 (bike)');
    writeFileSync(file, 'serial,colour\nSN-8,red\n');
    expect(await refusedWith('import', file)).toMatch(/^file\.malformed: the first line is serial,kind/);
  });

  test.each([
    [['claim', 'SN/1', '--kind', 'bike'], /^serial\.malformed: /],
    [['claim', 'SN-1'], /^kind\.missing: .*--kind/],
    [['claim', 'SN-1', '--kind', 'rocket'], /^kind\.unknown: .*--kind, one of .*bike/],
    [['claim', 'SN-1', '--kind', 'bike', '--hours', 'never'], /^--hours: 'never'/],
    [['approve', 'SN-404'], /^claim\.unknown: /],
    [['credentials', 'nobody'], /^device\.unknown: /],
    [['token', 'nobody', '--days', '1'], /^device\.unknown: /],
    [['revoke', 'nobody'], /^device\.unknown: /],
    [['import', 'missing.csv'], /^file\.unreadable: /],
  ] as const)('%j is refused in words', async (words, problem) => {
    expect(await refusedWith(...words)).toMatch(problem);
  });
});

describe.skipIf(!hasOpenssl)('a gateway with a certificate of the operator’s (needs openssl)', () => {
  let authority: Authority;
  let files: string;
  beforeAll(() => {
    authority = createAuthority();
    files = mkdtempSync(join(tmpdir(), 'unlatch-files-'));
    const { cert, key } = authority.sign('gate.example.com');
    writeFileSync(join(files, 'cert.pem'), cert);
    writeFileSync(join(files, 'key.pem'), key);
    writeFileSync(join(files, 'other.pem'), authority.sign('other').key);
    return () => {
      authority.dispose();
      rmSync(files, { recursive: true, force: true });
    };
  });
  const named = (cert: string, key: string) => ({
    UNLATCH_MQTTS_CERT: join(files, cert),
    UNLATCH_MQTTS_KEY: join(files, key),
  });

  test('shows that one', async () => {
    const opened = await open(join(files, 'data'), named('cert.pem', 'key.pem'));
    expect(opened.mqttFingerprint).toBe(new X509Certificate(readFileSync(join(files, 'cert.pem'))).fingerprint256);
    await opened.close();
  });

  test.each([
    ['cert.pem', 'other.pem', 'tls.malformed'],
    ['key.pem', 'key.pem', 'tls.malformed'],
    ['cert.pem', 'missing.pem', 'tls.unreadable'],
  ])('does not start with %s and %s: %s', async (cert, key, code) => {
    await expect(open(join(files, 'broken'), named(cert, key))).rejects.toMatchObject({ code });
  });
});
