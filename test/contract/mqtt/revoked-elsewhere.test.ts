// Two gateways on one database (FP-29): what the owner takes away, or enrols anew, at one of them ends the connection at the other.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { askAdmin } from '../../../gateway/cli/admin-client.ts';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { hashPassword } from '../../../gateway/mqtt/credentials/password-check.ts';
import { hasPostgres, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { deviceSetup, POD_DEVICE, venueSetup } from '../../support/records.ts';
import { createBell, createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';
import { createNewDevice, type Door, gone, greet, HOST, TENANT } from './door-stage.ts';

describe.skipIf(!hasPostgres)('revoked at another gateway (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let folder: string;
  const opened: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    folder = mkdtempSync(join(tmpdir(), 'unlatch-two-'));
  });
  afterAll(async () => {
    for (const each of opened.reverse()) await each.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, url: string): Promise<Gateway> {
    const data = join(folder, name);
    mkdirSync(data, { recursive: true });
    const plain = { UNLATCH_MQTT_PORT: '0', UNLATCH_MQTT_TLS: 'off', UNLATCH_HTTP_PORT: '0' };
    const config = readConfig({ UNLATCH_DATA: data, UNLATCH_DATABASE: url, ...plain });
    if (!config.ok) throw new Error(JSON.stringify(config.error));
    const options = { kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://test.unlatch.example' } as const;
    const gateway = await composeGateway(config.value, { ...options, log: createRecordedLog() });
    opened.push(gateway);
    return gateway;
  }

  async function connect(gateway: Gateway, password: string, name: string = POD_DEVICE): Promise<MqttClient> {
    const client = await mqtt.connectAsync({
      ...{ host: HOST, port: gateway.mqttPort, clientId: name, username: name, password },
      ...{ protocolVersion: 4, reconnectPeriod: 0 },
    });
    client.on('error', () => undefined);
    opened.push({ close: () => client.endAsync(true) });
    return client;
  }

  async function ask<T>(name: string, path: string, body: object): Promise<T> {
    const answer = await askAdmin(join(folder, name), { method: 'POST', path: `/devices/${path}`, body });
    if (!answer.ok) throw new Error(answer.error.problem);
    const pieces = await answer.value.body.toArray();
    return JSON.parse(Buffer.concat(pieces as Buffer[]).toString()) as T;
  }

  test('a device is sent away wherever it is, and comes in again with what it is given next', async () => {
    const url = await postgres.createDatabase();
    const [here, there] = [await open('here', url), await open('there', url)];
    const passwordHash = await hashPassword('right', Buffer.alloc(16, 7), { n: 16, r: 1, p: 1 });
    await here.store.setUpVenue(venueSetup({ devices: [deviceSetup({ passwordHash })] }));
    const client = await connect(there, 'right');
    const left = gone(client);
    await ask('here', `${POD_DEVICE}/revoke`, {});
    await left;
    for (const gateway of [here, there]) await expect(connect(gateway, 'right')).rejects.toMatchObject({ code: 4 });
    const { secret } = await ask<{ secret: string }>('here', `${POD_DEVICE}/credentials`, { to: 'password' });
    expect((await connect(there, secret)).connected).toBe(true);
  });

  test('a machine that took the place of another one ends its connection there, and is known there by its own key', async () => {
    const url = await postgres.createDatabase();
    const [here, there] = [await open('enrols', url), await open('serves', url)];
    const { venue } = venueSetup();
    const none = { places: [], tariffs: [], devices: [], objects: [], tags: [], stays: [] };
    await here.store.setUpVenue({ ...none, tenantId: TENANT, venue: { ...venue, tenantId: TENANT } });
    const bell = createBell();
    const door: Pick<Door, 'connect' | 'ring' | 'until'> = {
      ...bell,
      connect: (client, options) => connect(here, String(options?.password), client),
    };
    async function comeIn(former: Promise<void>): Promise<{ readonly client: MqttClient; readonly welcome: string }> {
      const claim = { serial: 'SN-7', kind: 'bike', deviceId: 'bike-7', tenantId: TENANT, again: true };
      const unit = await createNewDevice('SN-7', (await ask<{ token: string }>('enrols', 'claims', claim)).token);
      await unit.enrol(door);
      await ask('enrols', 'claims/SN-7/approve', {});
      await former;
      const client = await connect(there, await unit.proof('bike-7', { upMs: 1 }), 'bike-7');
      return { client, welcome: await greet(door, client, 'bike-7', unit.privateJwk) };
    }
    const former = await comeIn(Promise.resolve());
    const next = await comeIn(gone(former.client));
    expect([former.welcome, next.welcome].map((text) => text.split('.').length)).toEqual([3, 3]);
  });
});
