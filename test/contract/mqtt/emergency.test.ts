// The door to the broker in an emergency: who has no key stays outside, and who is in says and hears no more than on any other day (FP-03, FP-29, FP-35).
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deviceFilters } from '#protocol';
import { deviceSetup, objectSetup, venueSetup } from '../../support/records.ts';
import { createNewDevice, type Door, greet, openDoor, TENANT } from './door-stage.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
  const { venue, ...setup } = venueSetup();
  const moved = { ...objectSetup(), kind: 'bike' };
  await door.store.setUpVenue({
    ...{ ...setup, tenantId: TENANT, venue: { ...venue, tenantId: TENANT }, tags: [] },
    devices: ['bike-1', 'bike-2'].map((deviceId) => deviceSetup({ deviceId, kind: 'bike', publicX: '', passwordHash: '' })),
    objects: ['bike-1', 'bike-2'].map((deviceId) => ({ ...moved, objectId: `object-${deviceId}`, name: deviceId, deviceId })),
  });
  const request = { personId: 'operator eve', route: 'raise', key: 'k', bodyHash: 'b' };
  const operator = { operatorId: 'eve', tenantId: TENANT };
  const raised = await door.core.steps.operator.raiseEmergency({ ...request, operator, venueId: venue.venueId, reason: 'smoke' });
  expect(raised).toMatchObject({ ok: true });
});
afterEach(() => door.close());

test('a device without a key does not get in, whatever it shows', async () => {
  const stranger = await createNewDevice('bike-1', 'no-token');
  const shown = ['', 'bike-1', 'scrypt$', await stranger.proof('bike-1', { upMs: 1 })];
  for (const password of shown) await expect(door.connect('bike-1', { password }), password).rejects.toThrow();
  await expect(door.connect('bike-1')).rejects.toThrow();
  // Nor while its token is out: that opens the conversation of a claim, and no more.
  const token = await door.tokenFor('SN-1', { deviceId: 'bike-1' });
  await expect(door.connect('bike-1', { password: token })).rejects.toThrow();
  expect(door.broker.connectedDevices()).toBe(0);
});

test('a device that enrols in the midst of it is told, and hears and says nothing of its neighbour', async () => {
  const device = await createNewDevice('SN-1', await door.tokenFor('SN-1', { deviceId: 'bike-1' }));
  const claimed = await device.enrol(door);
  await door.acts.decideClaim('SN-1', 'approved', 'ann');
  await door.until(() => claimed.got.at(-1)?.t === 'enrolled');
  await claimed.client.endAsync(true);
  const client = await door.connect('bike-1', { password: await device.proof('bike-1', { upMs: 1_000 }) });
  const heard: string[] = [];
  client.on('message', (topic, payload) => {
    const [, body = ''] = payload.toString().split('.');
    heard.push(`${topic.split('/').at(-1)} ${Buffer.from(body, 'base64url')}`);
    door.ring();
  });
  await greet(door, client, 'bike-1', device.privateJwk);
  await door.until(() => heard.some((text) => text.startsWith('cfg ') && text.includes('"emergency":1')));

  const neighbour = deviceFilters({ tenant: TENANT, device: 'bike-2' });
  for (const filter of [neighbour.subscribe, `o2o/1/${TENANT}/+/dn/cfg`, '#']) {
    await expect(client.subscribeAsync(filter, { qos: 1 }), filter).rejects.toThrow();
  }
  const before = await door.store.device('bike-2');
  await client.publishAsync(`${neighbour.publishBelow}state`, '{"v":1}', { qos: 1 });
  await client.publishAsync(`o2o/1/${TENANT}/bike-2/dn/cfg`, 'e.e.e', { qos: 1 });
  expect(door.count('device_messages_quarantined topic.foreign')).toBe(2);
  expect(await door.store.device('bike-2')).toEqual(before);
});
