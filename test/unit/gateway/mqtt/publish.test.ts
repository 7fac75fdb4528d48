// Device link: exactly the committed bytes, signed once, to the device's own topic.
import { describe, expect, test } from 'vitest';
import {
  type DeviceAddress,
  decodeMessage,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  SCHEMAS,
  verifySigned,
} from '#protocol';
import type { CommandRecord } from '../../../../gateway/domain/device/command.ts';
import type { Hearer } from '../../../../gateway/domain/device/device.ts';
import { UNSIGNED_KID } from '../../../../gateway/domain/device/signing-keys.ts';
import { createDeviceLink } from '../../../../gateway/mqtt/publish.ts';
import { createCountingMetrics, createRecordedLog } from './recorders.ts';

const address: DeviceAddress = { tenant: 'acme', device: 'bike-1' };
const hearer: Hearer = { ...address, keysVer: 3, isUnsigned: false };
const boot = '7-00112233445566ff';

const payload = JSON.stringify({
  v: 1,
  iss: 'https://gateway.example',
  aud: 'acme/bike-1',
  cid: 'cmd_1',
  ctr: 8,
  boot,
  expUp: 20_000,
  iat: 1_700_000_000,
  act: 'stop',
  ses: 'ses_1',
  arg: { reason: 'tap' },
});
const command = (changes: Partial<CommandRecord> = {}): CommandRecord => ({
  commandId: 'cmd_1',
  deviceId: 'bike-1',
  tenantId: 'acme',
  sessionId: 'ses_1',
  intentKey: 'ses_1:stop:0',
  intent: { act: 'stop', arg: { reason: 'tap' } },
  state: 'composed',
  composed: { payload, kid: 'cmd-1', ctr: 8, boot, expUpMs: 20_000, expiresAtMs: 1_700_000_020_000 },
  outcome: null,
  attempts: 0,
  createdAtMs: 1_700_000_000_000,
  ...changes,
});

async function open(isListening = true) {
  const pair = await generateKeyPair();
  const signer = await importSigner('cmd-1', pair.privateJwk);
  const key = await importVerifyingKey(pair.publicJwk);
  const sent: { address: DeviceAddress; topic: string; payload: string }[] = [];
  const metrics = createCountingMetrics();
  const log = createRecordedLog();
  const link = createDeviceLink({
    broker: {
      sendTo(to, topic, text) {
        if (isListening) sent.push({ address: to, topic, payload: text });
        return isListening;
      },
    },
    keys: {
      kidFor: ({ isUnsigned }) => (isUnsigned ? UNSIGNED_KID : 'cmd-1'),
      signer: (kid) => (kid === 'cmd-1' ? signer : undefined),
    },
    issuer: 'https://gateway.example',
    gatewayId: 'gw_1',
    log,
    metrics,
  });
  const verify = (jws: string, typ: MessageType) => verifySigned(jws, typ, (kid) => (kid === 'cmd-1' ? key : undefined));
  return { link, sent, metrics, log, verify };
}

describe('sendCommand', () => {
  test('signs the committed payload word for word and sends it to the command topic', async () => {
    const { link, sent, verify, metrics } = await open();
    expect(await link.sendCommand(address, command())).toBe(true);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ address, topic: 'o2o/1/acme/bike-1/dn/cmd/gw_1/cmd_1' });
    expect(await verify(sent[0]?.payload ?? '', MESSAGE_TYPES.command)).toMatchObject({ ok: true, value: { payload } });
    expect(metrics.snapshot()).toEqual({ 'commands_sent stop': 1 });
  });

  test('FP-12 repeats the same bytes, and the receipt cites them after it is resolved', async () => {
    const { link, sent } = await open();
    await link.sendCommand(address, command());
    await link.sendCommand(address, command({ attempts: 1 }));
    const resolved = await link.signedCommand(command({ state: 'resolved' }));
    const later = await link.signedCommand(command({ state: 'resolved' }));
    expect(new Set([...sent.map((each) => each.payload), resolved, later]).size).toBe(1);
  });

  test('says false when the device is away, and counts nothing as sent', async () => {
    const { link, metrics } = await open(false);
    expect(await link.sendCommand(address, command())).toBe(false);
    expect(metrics.snapshot()).toEqual({});
  });

  test.each([
    ['is only queued', command({ state: 'queued', composed: null })],
    ['is resolved', command({ state: 'resolved' })],
    ['belongs to another device', command({ deviceId: 'bike-2' })],
    ['belongs to another tenant', command({ tenantId: 'other' })],
    ['was composed for another key', command({ composed: { payload, kid: 'cmd-0', ctr: 8, boot, expUpMs: 1, expiresAtMs: 1 } })],
    [
      'is larger than FP-01 allows',
      command({ composed: { payload: 'x'.repeat(LIMITS.maxDownBytes), kid: 'cmd-1', ctr: 8, boot, expUpMs: 1, expiresAtMs: 1 } }),
    ],
  ])('a command that %s is never sent', async (_why, wrong) => {
    const { link, sent } = await open();
    await expect(link.sendCommand(address, wrong)).rejects.toThrow();
    expect(sent).toEqual([]);
  });

  test('other bytes under a known command id are never sent', async () => {
    const { link, sent } = await open();
    await link.sendCommand(address, command());
    const changed = command({ composed: { payload: `${payload} `, kid: 'cmd-1', ctr: 8, boot, expUpMs: 1, expiresAtMs: 1 } });
    await expect(link.sendCommand(address, changed)).rejects.toThrow('keeps its bytes');
    expect(sent).toHaveLength(1);
  });
});

describe('what else goes down', () => {
  test('welcome, ack and configuration are signed, each for its own purpose', async () => {
    const { link, sent, verify } = await open();
    const nonce = 'n'.repeat(22);
    await link.sendWelcome(hearer, { boot, nonce, now: 1_700_000_000_000, cfgVer: 2, keys: 0, floor: 9, verdicts: [] });
    await link.sendAck(hearer, { boot, ses: 'ses_1', upTo: 3, missing: [], verdict: 'stored' });
    await link.sendConfig(hearer, { ver: 2, set: { light: true } });
    expect(sent.map(({ topic }) => topic)).toEqual(['sys', 'ack', 'cfg'].map((leaf) => `o2o/1/acme/bike-1/dn/${leaf}`));
    const kinds = [
      ['system', 'welcome', { floor: 9 }],
      ['ack', 'ack', { upTo: 3 }],
      ['config', 'config', { ver: 2 }],
    ] as const;
    for (const [at, [type, schema, body]] of kinds.entries()) {
      const verified = await verify(sent[at]?.payload ?? '', MESSAGE_TYPES[type]);
      expect(verified.ok).toBe(true);
      const decoded = decodeMessage(SCHEMAS[schema], verified.ok ? verified.value.payload : '');
      expect(decoded).toMatchObject({ ok: true, value: { iss: 'https://gateway.example', aud: 'acme/bike-1', ...body } });
    }
  });

  test('hints go unsigned', async () => {
    const { link, sent } = await open();
    await link.sendHint(address, { v: 1, t: 'rehello', nonce: 'n'.repeat(22) });
    expect(sent).toEqual([
      { address, topic: 'o2o/1/acme/bike-1/dn/sys', payload: `{"v":1,"t":"rehello","nonce":"${'n'.repeat(22)}"}` },
    ]);
  });

  test('a device that is away is only noted', async () => {
    const { link, log } = await open(false);
    await link.sendAck(hearer, { boot, ses: 'ses_1', upTo: 3, missing: [], verdict: 'stored' });
    expect(log.lines).toEqual([{ level: 'info', what: 'a device was not there to be told', facts: { ...address, leaf: 'ack' } }]);
  });
});
