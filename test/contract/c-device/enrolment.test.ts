// The device core in C comes to a gateway as it is served: TLS, a one-time token, approval, its own proof, a key manifest, and a paid session.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { composeLink, decodeDigits } from '#qr';
import { createDemoIssuer, createIssuerKey, DEMO_AUDIENCE, DEMO_ISSUER } from '../../../gateway/cli/demo/issuer.ts';
import { drawBenchSecrets, planBench } from '../../../gateway/cli/device/workbench-venue.ts';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { buildCDevice, type CDevice, hasCompiler, startCDevice } from '../../support/c-device.ts';
import { type Authority, createAuthority, hasOpenssl } from '../../support/certificates.ts';
import { findBrokenRules } from '../../support/database-copy.ts';
import { createPhone, jsonOf, type Phone } from '../../support/phone.ts';
import { startCommand } from '../../support/processes.ts';
import { provenReceipt } from '../../support/proven-receipt.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const BIKE = 'c-bike';
type Setup = Parameters<Gateway['store']['setUpVenue']>[0];
const clock = { nowMs: () => Date.now() };
const folder = mkdtempSync(join(tmpdir(), 'unlatch-c-enrol-'));
const file = (name: string): string => join(folder, name);
const data = file('data');
const living: CDevice[] = [];
let program = '';
let gateway: Gateway;
let phone: Phone;
let link = '';
let rest: Setup;
let authority: Authority | null = null;

async function openGateway(): Promise<{ readonly issuerKey: string }> {
  const issuerKey = await createIssuerKey();
  writeFileSync(file('issuer.json'), issuerKey.publicText);
  if (hasOpenssl) {
    authority = createAuthority();
    writeFileSync(file('devices-ca.pem'), authority.ca);
  }
  const config = readConfig({
    ...{ UNLATCH_DATA: data, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0' },
    ...{ UNLATCH_TOKEN_ISSUER: DEMO_ISSUER, UNLATCH_TOKEN_AUDIENCE: DEMO_AUDIENCE, UNLATCH_TOKEN_KEYS: file('issuer.json') },
    ...(authority ? { UNLATCH_MQTTS_CLIENT_CA: file('devices-ca.pem') } : {}),
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  mkdirSync(data);
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://test.unlatch.example' },
    log: createRecordedLog(),
  });
  return { issuerKey: issuerKey.privateText };
}

/** Opens an empty bench. @returns the rest of it, without the device of its bike: that one has yet to enrol */
async function openVenue(): Promise<Setup> {
  const signer = gateway.tagSigners.current(null);
  if (!signer) throw new Error('no key signs tags');
  const secrets = await drawBenchSecrets(signer, (size) => randomBytes(size), clock.nowMs());
  const plan = await planBench(secrets, { kinds: KIND_CATALOGUE, hashPassword: async () => 'scrypt$none' });
  const digits = decodeDigits(secrets[BIKE]?.digits ?? '');
  if (!digits.ok) throw new Error(digits.error);
  link = composeLink(gateway.origin, digits.value);
  await gateway.store.setUpVenue({ ...plan, devices: [], objects: [], tags: [] });
  return { ...plan, devices: plan.devices.filter(({ deviceId }) => deviceId !== BIKE) };
}

async function openPhone(privateText: string): Promise<Phone> {
  const issuer = await createDemoIssuer({
    ...{ clock, privateText, randomBytes: (size) => randomBytes(size), askTerminal: () => {} },
    async fillWallet(personId) {
      const money = { currency: 'CNY', amountMinor: 30_000n };
      await gateway.core.topUp({ topUpId: `test-${personId}`, tenantId: 'bench', personId, ...money });
    },
  });
  return createPhone(gateway.origin, await issuer.issue('rider'));
}

beforeAll(async () => {
  if (!hasCompiler) return;
  program = await buildCDevice(folder);
  const { issuerKey } = await openGateway();
  rest = await openVenue();
  phone = await openPhone(issuerKey);
});
afterAll(async () => {
  await Promise.all(living.map((device) => device.stop()));
  await gateway?.close();
  authority?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function powerOn(...words: readonly string[]): CDevice {
  const place = ['--broker', `127.0.0.1:${gateway.mqttPorts.tls}`, '--ca', join(data, 'mqtt-cert.pem')];
  const device = startCDevice(program, [...place, '--flash', file('flash'), '--kind', 'bike', ...words]);
  living.push(device);
  return device;
}

async function unlatch(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await startCommand('device', ...words, '--data', data).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const wordAfter = (label: string, text: string): string => new RegExp(`^${label} +(\\S+)`, 'm').exec(text)?.[1] ?? '';

/** The words of somebody whom the operator has told who it is, whom it obeys, and nothing else. */
const byHand = (): readonly string[] => {
  const { commandKey, rootKey } = gateway;
  return ['--address', `bench/${BIKE}`, '--issuer', commandKey.issuer, '--root', `${rootKey.kid}:${rootKey.x}`];
};

describe('a new device in C', () => {
  test.skipIf(!hasCompiler)('FP-28 FP-29 FP-30: enrols, and is paid over TLS by its own key (needs cc)', async () => {
    const wrong = powerOn('--serial', 'SN-1', '--token', 'not-the-token');
    await wrong.until('claim lost');
    const token = wordAfter('token', await unlatch('claim', 'SN-1', '--kind', 'bike', '--id', BIKE));
    const device = powerOn('--serial', 'SN-1', '--token', token);
    await device.until('pending');
    await unlatch('approve', 'SN-1');
    expect(await device.until('enrolled')).toBe(`bench/${BIKE}`);
    expect(JSON.parse(await device.until('keys'))).toMatchObject({ tenant: 'bench', ver: 1 });
    await device.until('greeted');
    expect(await device.stop()).toBe(0);

    // Neither serial nor token is needed again; the manifest is in flash.
    const again = powerOn();
    await again.until('greeted');
    expect(again.lines.all().some((line) => line.startsWith('keys'))).toBe(false);

    await gateway.store.setUpVenue(rest);
    await unlatch('config', BIKE, 'parkedAfterS=1');
    await again.until('configured');
    const { sessionId } = await phone.begin(link);
    await again.until('answered');
    again.act('pullPin');
    await phone.until(sessionId, 'use is proven', (view) => view.state === 'active');
    jsonOf(await phone.stop(sessionId), 202);
    again.act('closePin');
    await phone.until(sessionId, 'the end is proven', (view) => view.state === 'closed');
    const bill = await provenReceipt(phone, sessionId);
    expect(bill).toMatchObject({ endReason: 'stopped', object: { objectId: BIKE, kind: 'bike' } });
    expect(findBrokenRules(data)).toEqual([]);
    expect(await again.stop()).toBe(0);
  });

  test.skipIf(!hasCompiler)('FP-17 FP-29: told by hand who it is, outlives lost power and memory (needs cc)', async () => {
    const password = wordAfter('password', await unlatch('rotate', BIKE, '--to', 'password'));
    const device = powerOn(...byHand(), '--password', password);
    await device.until(`self bench/${BIKE} bike key`);
    await device.until('greeted');

    const known = device.lines.count();
    device.act('powercut 1');
    const boot = await device.until('booted', known);
    await device.until('greeted', known);
    const before = device.lines.count();
    device.act('wipe 1');
    // The boot count is lost with the rest: what makes the boot new is its chance.
    expect(await device.until('booted', before)).toMatch(/^1-/);
    expect(boot).not.toMatch(/^1-/);
    expect(await device.until('greeted', before)).toBe('after amnesia');
    expect(await device.stop()).toBe(0);
  });

  test.skipIf(!hasCompiler || !hasOpenssl)('FP-29: shows a certificate and no password (needs cc and openssl)', async () => {
    const signed = authority?.sign(BIKE);
    writeFileSync(file('bike.pem'), signed?.cert ?? '');
    writeFileSync(file('bike-key.pem'), signed?.key ?? '');
    await unlatch('rotate', BIKE, '--to', 'certificate');
    const device = powerOn(...byHand(), '--cert', file('bike.pem'), '--key', file('bike-key.pem'));
    await device.until('greeted');
    expect(await device.stop()).toBe(0);
    expect(await unlatch('credentials', BIKE)).toMatch(/certificate +current/);
  });

  test.skipIf(!hasCompiler)('says what is wrong with its words (needs cc)', async () => {
    const wrong = (words: readonly string[]): CDevice => startCDevice(program, ['--flash', file('flash-2'), ...words]);
    const broker = ['--broker', '127.0.0.1:1883'];
    await wrong(['--kind', 'bike']).until('usage:');
    await wrong([...broker, '--kind', 'rocket']).until('this program has no rocket');
    await wrong([...broker, '--kind', 'bike']).until('not enrolled yet: --serial and --token are needed');
    const address = ['--address', 'no-slash', '--issuer', 'x', '--root', 'root:AAAA'];
    await wrong([...broker, '--kind', 'bike', ...address]).until('--address is <tenant>/<device>');
    const venue = ['--venue', file('none.json'), '--device', 'bike-1'];
    expect(await wrong([...broker, ...venue]).until('no device bike-1 in')).toBe(file('none.json'));
  });
});
