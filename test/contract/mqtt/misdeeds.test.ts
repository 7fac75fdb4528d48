// Misdeeds behind the broker: what the relay cannot believe counts against the device, on the gateway as it is composed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { generateKeyPair, importSigner, KIND_CATALOGUE, MESSAGE_TYPES, signText, upTopic } from '#protocol';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { BROKER_LIMITS } from '../../../gateway/mqtt/broker-limits.ts';
import { hashPassword } from '../../../gateway/mqtt/credentials/password-check.ts';
import { isMisdeed } from '../../../gateway/mqtt/quarantine.ts';
import { deviceSetup, POD_DEVICE, TENANT, venueSetup } from '../../support/records.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';
import { goneOf, HOST } from './stage.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function openGateway(): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'unlatch-misdeeds-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  const config = readConfig({ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTT_PORT: '0', UNLATCH_MQTT_TLS: 'off' });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const log = createRecordedLog();
  const gateway = await composeGateway(config.value, {
    kinds: KIND_CATALOGUE,
    purpose: 'serve',
    tagIssuer: 'https://test.unlatch.example',
    log,
  });
  cleanUp.push(() => gateway.close());
  const passwordHash = await hashPassword('right', Buffer.alloc(16, 7), { n: 16, r: 1, p: 1 });
  const { publicJwk } = await generateKeyPair();
  await gateway.store.setUpVenue(venueSetup({ devices: [deviceSetup({ passwordHash, publicX: publicJwk.x })] }));
  return gateway;
}

async function connect(gateway: Gateway, options: IClientOptions = {}) {
  const client = await mqtt.connectAsync({
    host: HOST,
    port: gateway.mqttPort,
    clientId: POD_DEVICE,
    username: POD_DEVICE,
    password: 'right',
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...options,
  });
  client.on('error', () => undefined);
  cleanUp.push(() => client.endAsync(true));
  return client;
}

describe('a device whose signatures do not hold', () => {
  test('is sent away and stays away', async () => {
    const gateway = await openGateway();
    const stranger = await importSigner(POD_DEVICE, (await generateKeyPair()).privateJwk);
    const jws = await signText(MESSAGE_TYPES.journal, '{}', stranger);
    const client = await connect(gateway);
    const gone = goneOf(client);
    for (let n = 0; n < BROKER_LIMITS.strikesBeforeKick; n += 1) {
      client.publish(upTopic({ tenant: TENANT, device: POD_DEVICE }, { leaf: 'journal' }), jws, { qos: 0 });
    }
    await gone;
    await expect(connect(gateway)).rejects.toMatchObject({ code: 5 });
  });
});

test('a full queue may be our own slowness: it is set aside and not held against the device', () => {
  expect(isMisdeed('queue.full')).toBe(false);
  for (const reason of ['signature.invalid', 'payload.wrong-subject', 'topic.malformed', 'rate.exceeded'] as const) {
    expect(isMisdeed(reason)).toBe(true);
  }
});
