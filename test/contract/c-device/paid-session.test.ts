// The device core in C99 over libmosquitto against a real gateway with its own broker: from scan to a proven receipt.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCDevice, type CDevice, hasCompiler, startCDevice } from '../../support/c-device.ts';
import { findBrokenRules } from '../../support/database-copy.ts';
import { jsonOf, type Phone } from '../../support/phone.ts';
import { provenReceipt } from '../../support/proven-receipt.ts';
import { createTcpLink } from '../../support/tcp-link.ts';
import { openVenue, type Venue } from '../../support/venue.ts';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-c-'));
const living: CDevice[] = [];
let program = '';
let venue: Venue;

beforeAll(async () => {
  if (!hasCompiler) return;
  program = await buildCDevice(folder);
  venue = await openVenue({ persons: false, withoutSimulator: true });
});
afterAll(async () => {
  await Promise.all(living.map((device) => device.stop()));
  await venue?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Registered by hand: password, its own key, and the gateway's key from the venue's file. */
function powerOn(deviceId: string, port: number = venue.gateway().ready.mqttPort): CDevice {
  const words = [
    '--broker',
    `127.0.0.1:${port}`,
    '--flash',
    join(folder, `flash-${deviceId}`),
    '--venue',
    join(venue.folder, 'venue.json'),
  ];
  const device = startCDevice(program, [...words, '--device', deviceId]);
  living.push(device);
  return device;
}

async function pair(phone: Phone, link: string, pairingCode: string): Promise<void> {
  const { ticket } = await phone.scan(link);
  jsonOf(await phone.post('/stays/pairings', { ticket, code: pairingCode }), 200);
}

describe('a paid session with a device in C', () => {
  test.skipIf(!hasCompiler)('FP-22 FP-23: a room is paired, used, overruled by hand and paid (needs cc)', async () => {
    const device = powerOn('room-101');
    await device.until('greeted');
    const phone = await venue.phone('guest-of-c-room');
    const link = venue.linkOf('room-101');
    await pair(phone, link, await device.until('display pairingCode'));

    const { sessionId } = await phone.begin(link);
    await phone.until(sessionId, 'use is proven', (view) => view.state === 'active');
    const sees = (control: string, value: unknown) =>
      phone.until(sessionId, `${control} is ${value}`, ({ controls }) =>
        controls.some(({ name, reported }) => name === control && reported === value),
      );
    await phone.set(sessionId, 'setpoint', 215);
    await sees('setpoint', 215);
    device.act('flipWallSwitch');
    await sees('light', false);
    jsonOf(await phone.stop(sessionId), 202);
    await phone.until(sessionId, 'the end is proven', (view) => view.state === 'closed');

    const bill = await provenReceipt(phone, sessionId);
    expect(bill).toMatchObject({ endReason: 'stopped', object: { objectId: 'room-101', kind: 'hotel-room' } });
    expect(bill.totalMinor).toBeGreaterThan(0);
    expect((await phone.wallet()).heldMinor).toBe(0);
    expect(findBrokenRules(venue.folder)).toEqual([]);
    expect(await device.stop()).toBe(0);
  });

  test.skipIf(!hasCompiler)('FP-14 FP-16 FP-18: a bike is paid through a lost network and a power cut (needs cc)', async () => {
    const network = await createTcpLink(venue.gateway().ready.mqttPort);
    let device = powerOn('bike-1', network.port);
    await device.until('greeted');
    const phone = await venue.phone('rider-of-c-bike');
    const { sessionId } = await phone.begin(venue.linkOf('bike-1'));
    await device.lines.until('the lock is released', (line) => line.startsWith('answered') && line.includes('"succeeded"'));
    device.act('pullPin');
    await phone.until(sessionId, 'use is proven', (view) => view.state === 'active');
    device.act('ride 10');
    await phone.until(sessionId, 'it rolls', (view) => view.reported.moving === true);

    const known = device.lines.count();
    network.cut();
    await device.until('offline', known);
    await device.until('greeted', known);
    await device.powerCut();
    device = powerOn('bike-1', network.port);
    await device.lines.until('use goes on', (line) => line.startsWith('journal') && line.includes('"power_resumed"'));
    await device.until('greeted');
    // What was ridden since the last write is lost with the power, and so not sold.
    await phone.until(sessionId, 'the odometer is back', (view) => view.reported.distance === 0);
    device.act('ride 10');
    await phone.until(sessionId, 'metres are shown', (view) => Number(view.reported.distance) > 0);
    device.act('brake');
    await phone.until(sessionId, 'it stands', (view) => view.reported.moving === false);

    jsonOf(await phone.stop(sessionId), 202);
    device.act('closePin');
    await phone.until(sessionId, 'the end is proven', (view) => view.state === 'closed');
    const bill = await provenReceipt(phone, sessionId);
    expect(bill).toMatchObject({ endReason: 'stopped', object: { objectId: 'bike-1', kind: 'bike' } });
    expect(bill.usage.distanceM).toBeGreaterThan(0);
    expect(findBrokenRules(venue.folder)).toEqual([]);
    expect(await device.stop()).toBe(0);
    await network.close();
  });
});
