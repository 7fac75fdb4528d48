// A fleet of 200 devices of mixed kinds on the embedded broker of a real gateway: all greeted, all with its keys, all back after the network was lost.
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
  createTally,
  createVolatileMemory,
  drawTemper,
  FAULT_KINDS,
  type Fleet,
  KIND_MODELS,
  PERSONAS,
  parseFault,
} from '#sim';
import { planFleetVenue } from '../../../gateway/cli/fleet/venue.ts';
import { composeGateway, type Gateway, hashDrawnPassword } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';

const DEVICES = 200;
const SEED = 'street';

let folder = '';
let gateway: Gateway | null = null;
let fleet: Fleet | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-'));
});
afterEach(async () => {
  await fleet?.stop();
  await gateway?.close();
  fleet = null;
  gateway = null;
  rmSync(folder, { recursive: true, force: true });
});

async function openGateway(): Promise<Gateway> {
  const config = readConfig({
    ...{ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTT_PORT: '0', UNLATCH_MQTT_TLS: 'off', UNLATCH_LOG: 'error' },
  });
  assert(config.ok, 'the config of the fleet is valid');
  return composeGateway(config.value, { kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://fleet.test' });
}

async function openStreet() {
  const opened = await openGateway();
  gateway = opened;
  const signer = opened.tagSigners.current(null);
  assert(signer, 'a new key ring signs');
  const venue = await planFleetVenue(DEVICES, SEED, {
    ...{ signer, kinds: KIND_CATALOGUE, nowMs: Date.now(), hashPassword: hashDrawnPassword },
    randomBytes: (size) => randomBytes(size),
  });
  await opened.store.setUpVenue(venue.setup);
  const { issuer, kid, x } = opened.commandKey;
  const file = { v: 1 as const, issuer, gatewayKeys: [{ kid, x }], root: opened.rootKey, devices: venue.devices };
  const clock = createSteadyClock();
  const timers = createRealAlarms(clock);
  const tally = createTally();
  for (const { device, kind } of file.devices) tally.add(device, kind);
  let look = (): void => {};
  const fault = parseFault(FAULT_KINDS, 'duplicate=0.2');
  assert(fault.ok, 'there are duplicates');
  const made = await createFleet({
    venue: file,
    kinds: KIND_CATALOGUE,
    models: KIND_MODELS,
    personas: PERSONAS,
    pace: 1,
    faults: [fault.value],
    seed: SEED,
    temperOf: (device) => drawTemper(SEED, device),
    clock,
    timers,
    randomBytes: (size) => randomBytes(size),
    linkOf: ({ device, password }) =>
      tally.count(
        createMqttLink({
          url: `mqtt://127.0.0.1:${opened.mqttPort}`,
          device,
          password,
          timers,
          randomBytes: (size) => randomBytes(size),
        }),
      ),
    memoryOf: () => createVolatileMemory(),
    observe({ device }, observation) {
      tally.see(device, observation);
      look();
    },
  });
  assert(made.ok, 'the kinds of the fleet are known');
  fleet = made.value;
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (isSo()) resolve();
      };
      look();
    });
  return { fleet: made.value, devices: file.devices, tally, until };
}

test('every device of the fleet is greeted, believes the keys of the manifest, and comes back after the network was lost', async () => {
  const street = await openStreet();
  street.fleet.start(400);
  await street.until(() => street.tally.counts().greeted === DEVICES);
  const runtimes = street.devices.map(({ device }) => street.fleet.find(device));
  expect(runtimes.every((runtime) => runtime?.peek()?.flash.manifest?.ver === 1)).toBe(true);
  const first = street.tally.counts();
  expect(first).toMatchObject({ devices: DEVICES, connected: DEVICES, connects: DEVICES, inUse: 0, errors: {} });
  expect(Object.values(first.byKind).reduce((sum, { connected }) => sum + connected, 0)).toBe(DEVICES);
  expect(Object.keys(first.byKind).sort()).toEqual(['bike', 'hotel-room', 'restaurant-table', 'sleep-pod']);
  expect(first.faults.duplicate).toBeGreaterThan(0);

  for (const runtime of runtimes) runtime?.loseNetwork(0);
  await street.until(() => street.tally.counts().connects === 2 * DEVICES && street.tally.counts().greeted === DEVICES);
  expect(street.tally.counts().messagesUp).toBeGreaterThan(first.messagesUp);
});
