// The red button before firmware that is not ours: the core in C and the table in Python shine and sound by it, and stop when a second person ends it (FP-35).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCDevice, type CDevice, hasCompiler, startCDevice } from '../../support/c-device.ts';
import { openVenue, signOperatorToken, type Venue } from '../../support/venue.ts';

const PYTHON = '/usr/bin/python3';
const DEVICE_PY = fileURLToPath(new URL('../../../firmware-protocol/reference/python/device.py', import.meta.url));
const hasPaho = spawnSync(PYTHON, ['-c', 'import paho.mqtt.client, cryptography'], { stdio: 'ignore' }).status === 0;

const folder = mkdtempSync(join(tmpdir(), 'unlatch-red-'));
const living: CDevice[] = [];
let venue: Venue;
let presses = 0;

beforeAll(async () => {
  venue = await openVenue({ persons: false, withoutSimulator: true });
});
afterAll(async () => {
  await Promise.all(living.map((device) => device.stop()));
  await venue?.remove();
  rmSync(folder, { recursive: true, force: true });
});

function start(program: string, words: readonly string[]): CDevice {
  const device = startCDevice(program, words);
  living.push(device);
  return device;
}
const venueFile = (): string => join(venue.folder, 'venue.json');
const port = (): number => venue.gateway().ready.mqttPort;
const table = (): CDevice =>
  start(PYTHON, ['-B', DEVICE_PY, venueFile(), 'table-7', String(port()), join(folder, 'memory.json')]);

async function press(who: string, path = ''): Promise<void> {
  presses += 1;
  const answer = await fetch(`${venue.origin}/api/v1/operator/venues/venue-1/emergency${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await signOperatorToken(venue.folder, { operatorId: who })}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': `press-${presses}`,
    },
    body: JSON.stringify({ reason: 'smoke' }),
  });
  expect(answer.status).toBe(200);
}

test.skipIf(!hasCompiler)('FP-35 a bike and a room in C signal until the second person ends it (needs cc)', async () => {
  const program = await buildCDevice(folder);
  const devices = ['bike-1', 'room-101'].map((deviceId) => {
    const flash = join(folder, `flash-${deviceId}`);
    return start(program, [
      ...['--broker', `127.0.0.1:${port()}`, '--flash', flash, '--venue', venueFile()],
      '--device',
      deviceId,
    ]);
  });
  for (const device of devices) await device.until('greeted');
  await press('eve');
  for (const device of devices) await device.until('signal on');
  await press('fay', '/end');
  for (const device of devices) await device.until('signal off');
});

test.skipIf(!hasPaho)('FP-35 a table in Python is told, also late and over a power cut (needs python3-paho-mqtt)', async () => {
  await press('eve');
  let device = table();
  await device.until('signal on');
  await device.powerCut();
  device = table();
  // It remembers, and says so before anybody is heard.
  await device.until('signal on');
  await device.until('greeted');
  await press('fay', '/end');
  await device.until('signal off');
});
