// Enrolment over the real broker (FP-28): from a serial number and a token to a device that says hello, and everything that must not.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { claimPassword, claimTopics, decodeMessage, generateKeyPair, HOUR_MS, type PrivateJwk, SCHEMAS } from '#protocol';
import { hashOfKey } from '../../../gateway/domain/device/device-claim.ts';
import { createNewDevice, type Door, gone, greet, openDoor, TENANT } from './door-stage.ts';

let door: Door;
afterEach(() => door.close());

const deviceOf = async (id: string) => door.store.device(id);

describe('FP-28 enrolment', () => {
  test.each([
    'plain',
    'tls',
    'webSocket',
  ] as const)('a listed device comes from nothing to a welcome through %s', async (through) => {
    door = await openDoor();
    const { privateJwk } = await generateKeyPair();
    const unit = { serial: 'SN-1', kind: 'bike', deviceId: 'bike-9', keyHash: hashOfKey(privateJwk.x) };
    expect(await door.acts.importUnits([unit], TENANT, 'ann')).toEqual({ ok: true, value: 1 });
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1'), privateJwk);
    const { enrolment } = await device.enrol(door, { through });
    expect(enrolment).toEqual({
      v: 1,
      serial: 'SN-1',
      sub: 'acme/bike-9',
      kid: 'bike-9',
      iss: 'unlatch',
      root: { kid: 'root1', x: door.rootX },
    });
    expect(await deviceOf('bike-9')).toMatchObject({ tenantId: TENANT, kind: 'bike', publicX: device.x });
    const client = await door.connect('bike-9', { password: await device.proof('bike-9', { upMs: 900 }) }, through);
    const [, payload = ''] = (await greet(door, client, 'bike-9', privateJwk)).split('.');
    expect(decodeMessage(SCHEMAS.welcome, Buffer.from(payload, 'base64url').toString())).toMatchObject({
      ok: true,
      value: { t: 'welcome', aud: 'acme/bike-9' },
    });
    expect(door.count('device_key_alarms claim')).toBe(0);
  });

  test('one that nobody listed waits until somebody approves, and is told while it waits', async () => {
    door = await openDoor();
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1', { deviceId: 'bike-9' }));
    const asked = await device.enrol(door);
    expect(asked.last).toMatchObject({ t: 'pending' });
    expect(await deviceOf('bike-9')).toBeNull();
    expect(await door.acts.listClaims()).toMatchObject([{ serial: 'SN-1', state: 'pending', publicX: device.x, model: 'B1' }]);
    expect(await door.acts.decideClaim('SN-1', 'approved', 'ann')).toMatchObject({ ok: true, value: { state: 'enrolled' } });
    await door.until(() => asked.got.length > 2);
    expect(asked.readEnrolment?.()).toMatchObject({ sub: 'acme/bike-9' });
    const rows = await door.store.books<{ what: string; actor_id: string }>('SELECT what, actor_id FROM audit_rows');
    expect(rows.map(({ what }) => what).sort()).toEqual(['device-claim-issued', 'device-enrolled']);
  });

  test('one that asks again gets the same document again', async () => {
    door = await openDoor();
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1'));
    await device.enrol(door);
    await door.acts.decideClaim('SN-1', 'approved', 'ann');
    const [first, second] = [await device.enrol(door), await device.enrol(door)];
    expect(first.enrolment).not.toBeNull();
    expect(second.enrolment).toEqual(first.enrolment);
    expect(await door.store.credentialsOf('SN-1', 9)).toHaveLength(1);
  });

  test('a wrong token does not get in, nor does the token itself as a password', async () => {
    door = await openDoor();
    const token = await door.tokenFor('SN-1');
    for (const password of [claimPassword('guess', 'SN-1'), token, '', claimPassword(token, 'SN-2')]) {
      await expect(door.connect('claim-SN-1', { password })).rejects.toMatchObject({ code: 4 });
    }
    await expect(door.connect('claim-SN-2', { password: claimPassword(token, 'SN-1') })).rejects.toMatchObject({ code: 4 });
    expect(door.count('mqtt_connections_refused auth.wrong')).toBe(5);
  });

  test('whoever overheard the password proves nothing with it', async () => {
    door = await openDoor();
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1'));
    const { last } = await device.enrol(door, { proof: 'A'.repeat(43) });
    expect(last).toMatchObject({ t: 'refused', code: 'BAD_PROOF' });
    expect(await door.store.deviceClaim('SN-1')).toMatchObject({ state: 'challenged', publicX: null });
  });

  test('a token that has run out opens nothing, and says so to whoever is in', async () => {
    door = await openDoor();
    const token = await door.tokenFor('SN-1', { hours: 1 });
    const device = await createNewDevice('SN-1', token);
    await device.enrol(door);
    const client = await door.connect('claim-SN-1', { password: claimPassword(token, 'SN-1') });
    const answers: string[] = [];
    client.on('message', (_topic, payload) => {
      answers.push(payload.toString());
      door.ring();
    });
    await client.subscribeAsync(claimTopics('SN-1').down, { qos: 1 });
    door.clock.advance(HOUR_MS);
    const claim = { v: 1, t: 'claim', serial: 'SN-1', x: device.x, nonce: 'n'.repeat(32), model: '', fw: '', profile: 'bike' };
    await client.publishAsync(claimTopics('SN-1').up, JSON.stringify(claim), { qos: 1 });
    await door.until(() => answers.length > 0);
    expect(answers).toEqual(['{"v":1,"t":"refused","code":"EXPIRED"}']);
    await expect(door.connect('claim-SN-1', { password: claimPassword(token, 'SN-1') })).rejects.toMatchObject({ code: 4 });
    expect(door.count('mqtt_connections_refused auth.expired')).toBe(1);
  });

  test('no token lives longer than a day', async () => {
    door = await openDoor();
    await door.tokenFor('SN-1', { hours: 100 });
    const claim = await door.store.deviceClaim('SN-1');
    expect((claim?.expiresAtMs ?? 0) - (claim?.issuedAtMs ?? 0)).toBe(24 * HOUR_MS);
  });

  test('a second key under a used token is refused, kept, counted and told, and changes nothing', async () => {
    door = await openDoor();
    const token = await door.tokenFor('SN-1');
    const own = await createNewDevice('SN-1', token);
    await own.enrol(door);
    await door.acts.decideClaim('SN-1', 'approved', 'ann');
    const thief = await createNewDevice('SN-1', token);
    expect((await thief.enrol(door)).last).toMatchObject({ t: 'refused', code: 'KEY_CHANGED' });
    expect(door.count('device_key_alarms claim')).toBe(1);
    const kept = await door.store.books('SELECT reason FROM quarantined_messages WHERE device_id = ?', ['claim-SN-1']);
    expect(kept).toEqual([{ reason: 'claim.key-changed' }]);
    const rows = await door.store.books<{ what: string }>("SELECT what FROM audit_rows WHERE what = 'device-key-refused'");
    expect(rows).toHaveLength(1);
    expect(await deviceOf('SN-1')).toMatchObject({ publicX: own.x });
    expect((await own.enrol(door)).enrolment).not.toBeNull();
  });

  test('a key that is not the one of the factory list is refused the same way', async () => {
    door = await openDoor();
    const unit = { serial: 'SN-1', kind: 'bike', deviceId: 'bike-9', keyHash: '0'.repeat(64) };
    await door.acts.importUnits([unit], TENANT, 'ann');
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1'));
    expect((await device.enrol(door)).last).toMatchObject({ t: 'refused', code: 'KEY_CHANGED' });
    expect(door.count('device_key_alarms claim')).toBe(1);
    expect(await deviceOf('bike-9')).toBeNull();
  });

  test('a serial has one token that is out; another takes its place only when asked for', async () => {
    door = await openDoor();
    const first = await door.tokenFor('SN-1');
    await expect(door.tokenFor('SN-1')).rejects.toThrow('claim.open');
    const second = await door.tokenFor('SN-1', { again: true });
    expect(second).not.toBe(first);
    await expect(door.connect('claim-SN-1', { password: claimPassword(first, 'SN-1') })).rejects.toMatchObject({ code: 4 });
    await door.connect('claim-SN-1', { password: claimPassword(second, 'SN-1') });
  });

  test('another machine under a known name waits for approval although its serial is listed, and takes the place whole', async () => {
    door = await openDoor();
    for (const serial of ['SN-1', 'SN-2']) {
      await door.acts.importUnits([{ serial, kind: 'bike', deviceId: 'bike-9', keyHash: null }], TENANT, 'ann');
    }
    const old = await createNewDevice('SN-1', await door.tokenFor('SN-1'));
    await old.enrol(door);
    const oldClient = await door.connect('bike-9', { password: await old.proof('bike-9', { upMs: 1 }) });
    const next = await createNewDevice('SN-2', await door.tokenFor('SN-2'));
    expect((await next.enrol(door)).last).toMatchObject({ t: 'pending' });
    expect(await deviceOf('bike-9')).toMatchObject({ publicX: old.x });
    const left = gone(oldClient);
    await door.acts.decideClaim('SN-2', 'approved', 'ann');
    await left;
    expect(await deviceOf('bike-9')).toMatchObject({ publicX: next.x });
    const stale = await old.proof('bike-9', { upMs: 2 });
    await expect(door.connect('bike-9', { password: stale })).rejects.toMatchObject({ code: 4 });
    await door.connect('bike-9', { password: await next.proof('bike-9', { upMs: 1 }) });
  });

  test('FP-29 one that lost its boot count is let in again by a new claim, under its old name and key', async () => {
    door = await openDoor();
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1', { deviceId: 'bike-9' }));
    await device.enrol(door);
    await door.acts.decideClaim('SN-1', 'approved', 'ann');
    await door.connect('bike-9', { password: await device.proof('bike-9', { boot: '7-00112233445566aa', upMs: 90_000 }) });
    // Its flash is gone but for the key: it counts from 1 again, and nothing tells it from who plays an old proof again.
    const lost = (upMs: number) => device.proof('bike-9', { boot: '1-00112233445566cc', upMs });
    await expect(door.connect('bike-9', { password: await lost(1_000) })).rejects.toMatchObject({ code: 4 });
    expect(door.count('mqtt_connections_refused auth.replayed')).toBe(1);
    door.clock.advance(HOUR_MS);
    const again = await createNewDevice('SN-1', await door.tokenFor('SN-1'), device.privateJwk);
    expect((await again.enrol(door)).last).toMatchObject({ t: 'pending' });
    await door.acts.decideClaim('SN-1', 'approved', 'ann');
    expect(await door.store.deviceClaim('SN-1')).toMatchObject({ state: 'enrolled', deviceId: 'bike-9' });
    await door.connect('bike-9', { password: await lost(2_000) });
    await expect(door.connect('bike-9', { password: await lost(2_000) })).rejects.toMatchObject({ code: 4 });
    expect((await door.store.credentialsOf('bike-9', 9)).map(({ state }) => state).sort()).toEqual(['current', 'replaced']);
  });

  test('one whose key is a published one proves nothing with it', async () => {
    door = await openDoor();
    const { keys } = JSON.parse(readFileSync('firmware-protocol/vectors/valid/keys.json', 'utf8')) as {
      keys: readonly { privateJwk: PrivateJwk }[];
    };
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1'), keys[0]?.privateJwk);
    expect((await device.enrol(door)).last).toMatchObject({ t: 'refused', code: 'BAD_PROOF' });
    expect(door.count('device_claims BAD_PROOF')).toBe(1);
    expect(await deviceOf('SN-1')).toBeNull();
  });

  test('who claims a name may say and hear nothing else, and is no device', async () => {
    door = await openDoor();
    const token = await door.tokenFor('SN-1');
    const client = await door.connect('claim-SN-1', { password: claimPassword(token, 'SN-1') });
    for (const filter of [
      'o2o/1/claim/SN-2/dn',
      'o2o/1/claim/+/dn',
      'o2o/1/claim/SN-1/#',
      'o2o/1/acme/bike-1/dn/#',
      '#',
      '$SYS/#',
    ]) {
      await client.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
    }
    expect(door.count('mqtt_connections_refused subscription')).toBe(6);
    for (const topic of [
      'o2o/1/claim/SN-2/up',
      'o2o/1/claim/SN-1/dn',
      'o2o/1/claim/SN-1/up/hello',
      'o2o/1/acme/bike-1/up/hello',
    ]) {
      await client.publishAsync(topic, '{}', { qos: 1 });
    }
    expect(door.count('device_messages_quarantined topic.foreign')).toBe(4);
    const will = { topic: claimTopics('SN-1').up, payload: Buffer.from('{}'), qos: 1, retain: true } as const;
    await expect(door.connect('claim-SN-1', { password: claimPassword(token, 'SN-1'), will })).rejects.toMatchObject({ code: 5 });
  });

  test('what is no claim is set aside, and answered MALFORMED', async () => {
    door = await openDoor();
    const token = await door.tokenFor('SN-1');
    const client = await door.connect('claim-SN-1', { password: claimPassword(token, 'SN-1') });
    const answers: string[] = [];
    client.on('message', (_topic, payload) => {
      answers.push(payload.toString());
      door.ring();
    });
    await client.subscribeAsync(claimTopics('SN-1').down, { qos: 1 });
    const prove = JSON.stringify({ v: 1, t: 'prove', proof: 'A'.repeat(43), key: 'e' });
    for (const payload of ['nonsense', '{}', prove]) await client.publishAsync(claimTopics('SN-1').up, payload, { qos: 1 });
    await door.until(() => answers.length === 3);
    expect(new Set(answers)).toEqual(new Set(['{"v":1,"t":"refused","code":"MALFORMED"}']));
  });

  test('one that says it is of another kind is refused', async () => {
    door = await openDoor();
    const device = await createNewDevice('SN-1', await door.tokenFor('SN-1'));
    expect((await device.enrol(door, { profile: 'sleep-pod' })).last).toMatchObject({ t: 'refused', code: 'MALFORMED' });
  });

  test('one that is turned down is told, and stays away', async () => {
    door = await openDoor();
    const token = await door.tokenFor('SN-1');
    const device = await createNewDevice('SN-1', token);
    const { got } = await device.enrol(door);
    expect(await door.acts.decideClaim('SN-1', 'rejected', 'ann')).toMatchObject({ ok: true });
    await door.until(() => got.length > 2);
    expect(got.at(-1)).toMatchObject({ t: 'refused', code: 'USED' });
    await expect(door.connect('claim-SN-1', { password: claimPassword(token, 'SN-1') })).rejects.toMatchObject({ code: 4 });
    expect(await door.acts.decideClaim('SN-1', 'approved', 'ann')).toMatchObject({
      ok: false,
      error: { code: 'claim.not-pending' },
    });
  });
});

describe('what the owner cannot ask for', () => {
  const request = { serial: 'SN-1', kind: 'bike', deviceId: null, tenantId: TENANT, hours: 24, again: false, operatorId: 'ann' };
  test.each([
    ['serial.malformed', { serial: 'SN/1' }],
    ['kind.missing', { kind: null }],
    ['kind.unknown', { kind: 'rocket' }],
    ['device.id-refused', { deviceId: 'claim-x' }],
    ['tenant.unclear', { tenantId: null }],
    ['tenant.unclear', { tenantId: 'claim' }],
  ])('%s', async (code, changes) => {
    door = await openDoor();
    expect(await door.acts.issueClaim({ ...request, ...changes })).toMatchObject({ ok: false, error: { code } });
  });

  test('a name that is taken by another kind', async () => {
    door = await openDoor();
    const unit = { serial: 'SN-1', kind: 'bike', deviceId: 'bike-9', keyHash: null };
    await door.acts.importUnits([unit], TENANT, 'ann');
    await (await createNewDevice('SN-1', await door.tokenFor('SN-1'))).enrol(door);
    const asked = { ...request, serial: 'SN-2', kind: 'sleep-pod', deviceId: 'bike-9' };
    expect(await door.acts.issueClaim(asked)).toMatchObject({ ok: false, error: { code: 'device.taken' } });
  });
});
