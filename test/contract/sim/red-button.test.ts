// The red button before 200 devices of mixed kinds on the embedded broker of a real gateway: one transaction tells them all, and all report.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assert, KIND_CATALOGUE } from '#protocol';
import {
  createFleet,
  createMqttLink,
  createRealAlarms,
  createSteadyClock,
  createVolatileMemory,
  type Fleet,
  KIND_MODELS,
  PERSONAS,
} from '#sim';
import { planFleetVenue } from '../../../gateway/cli/fleet/venue.ts';
import { composeGateway, type Gateway, hashDrawnPassword } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import type { Change } from '../../../gateway/domain/changes.ts';
import { must } from '../../support/person.ts';

const DEVICES = 200;

let folder = '';
let gateway: Gateway;
let fleet: Fleet | null = null;
let changes: Change[] = [];
let look = (): void => {};
/** Transactions until the emergency was in the file. */
let transactionsAtPress = 0;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'red-button-'));
  changes = [];
  const config = readConfig({
    ...{ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTT_PORT: '0', UNLATCH_MQTT_TLS: 'off', UNLATCH_LOG: 'error' },
  });
  assert(config.ok, 'the config of the fleet is valid');
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://fleet.test' },
    onChange(change) {
      changes.push(change);
      if (change.change === 'emergency-changed') transactionsAtPress = gateway.store.statistics().transactions;
      look();
    },
  });
});
afterEach(async () => {
  await fleet?.stop();
  fleet = null;
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

const until = (isSo: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    look = () => {
      if (isSo()) resolve();
    };
    look();
  });
const named = <C extends Change['change']>(name: C) =>
  changes.filter((each): each is Extract<Change, { change: C }> => each.change === name);
/** Devices whose newest report answers this setting and shows no later one. */
const haveReported = (ver: number): number =>
  new Set(
    named('device-state').flatMap(({ deviceId, cfgVer, answers }) =>
      cfgVer === ver && answers.emergency === 'accepted' ? [deviceId] : [],
    ),
  ).size;

async function openFleet() {
  const signer = gateway.tagSigners.current(null);
  assert(signer, 'a new key ring signs');
  const venue = await planFleetVenue(DEVICES, 'street', {
    ...{ signer, kinds: KIND_CATALOGUE, nowMs: Date.now(), hashPassword: hashDrawnPassword },
    randomBytes: (size) => randomBytes(size),
  });
  await gateway.store.setUpVenue(venue.setup);
  const { issuer, kid, x } = gateway.commandKey;
  const clock = createSteadyClock();
  const timers = createRealAlarms(clock);
  const made = await createFleet({
    venue: { v: 1 as const, issuer, gatewayKeys: [{ kid, x }], root: gateway.rootKey, devices: venue.devices },
    ...{ kinds: KIND_CATALOGUE, models: KIND_MODELS, personas: PERSONAS, pace: 0, faults: [], clock, timers },
    randomBytes: (size) => randomBytes(size),
    linkOf: ({ device, password }) =>
      createMqttLink({
        url: `mqtt://127.0.0.1:${gateway.mqttPort}`,
        ...{ device, password, timers },
        randomBytes: (size) => randomBytes(size),
      }),
    memoryOf: () => createVolatileMemory(),
    observe: () => {},
  });
  assert(made.ok, 'the kinds of the fleet are known');
  fleet = made.value;
  fleet.start(400);
  const setUp = () => new Set(named('device-state').flatMap(({ deviceId, cfgVer }) => (cfgVer > 0 ? [deviceId] : []))).size;
  await until(() => setUp() === DEVICES);
  await gateway.core.settled();
  return venue.setup;
}

test('a press and its end reach 200 devices, each told in one transaction and answered by one report', async () => {
  const { tenantId, venue } = await openFleet();
  const { venueId } = venue;
  const { raiseEmergency, endEmergency, listOccupied } = gateway.core.steps.operator;
  const request = (operatorId: string) => ({
    ...{ operator: { operatorId, tenantId }, venueId, reason: 'smoke' },
    ...{ personId: `operator ${operatorId}`, route: operatorId, key: operatorId, bodyHash: operatorId },
  });
  const signals = async () => must(await listOccupied(request('eve'))).signals;
  const devices = await Promise.all((await gateway.store.objects()).map(({ device }) => device.config.desiredVer));
  const ver = Math.max(...devices);
  expect(new Set(devices)).toEqual(new Set([ver]));

  for (const [turn, press, operatorId] of [
    [1, raiseEmergency, 'eve'],
    [2, endEmergency, 'fay'],
  ] as const) {
    const before = gateway.store.statistics();
    const from = changes.length;
    must(await press(request(operatorId)));
    expect(transactionsAtPress - before.transactions).toBe(1);
    await until(() => haveReported(ver + turn) === DEVICES);
    await gateway.core.settled();
    const told = changes.slice(from).filter(({ change }) => change === 'device-config-set');
    expect(told).toHaveLength(DEVICES);
    // One for the press, and at most one for each report.
    const after = gateway.store.statistics();
    expect(after.commits - before.commits).toBeLessThanOrEqual(1 + DEVICES);
    expect(after.transactions - before.transactions).toBeLessThanOrEqual(1 + DEVICES);
    const on = turn === 1 ? DEVICES : 0;
    expect(await signals()).toEqual({ on, waiting: 0, away: 0, unable: 0 });
  }
});
