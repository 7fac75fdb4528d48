// Credentials over the real broker (FP-29): what opens a device's connection, what follows it, and how it ends.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, importSigner, MESSAGE_TYPES, signText, upTopic } from '#protocol';
import type { CredentialKind } from '../../../gateway/domain/device/credential.ts';
import { type Authority, createAuthority, hasOpenssl } from '../../support/certificates.ts';
import { createNewDevice, type Door, gone, openDoor, TENANT } from './door-stage.ts';

let door: Door;
afterEach(() => door.close());

/** A device that enrolled by itself: its own key is its credential. */
async function enrolled(deviceId: string) {
  await door.acts.importUnits([{ serial: deviceId, kind: 'bike', deviceId, keyHash: null }], TENANT, 'ann');
  const device = await createNewDevice(deviceId, await door.tokenFor(deviceId));
  const { client } = await device.enrol(door);
  await client.endAsync(true);
  return device;
}

async function rotate(deviceId: string, to: CredentialKind, more: { days?: number; fingerprint?: string } = {}) {
  const asked = { deviceId, to, days: more.days ?? null, fingerprint: more.fingerprint ?? null, operatorId: 'ann' };
  const rotated = await door.acts.rotate(asked);
  if (!rotated.ok) throw new Error(rotated.error.code);
  return { ...rotated.value, secret: rotated.value.secret ?? '' };
}

const states = async (deviceId: string) =>
  (await door.store.credentialsOf(deviceId, 9)).map(({ kind, state }) => `${kind} ${state}`).sort();

describe('FP-29 the device proves itself', () => {
  test('with a proof made anew for each connect; the same text never opens a second one', async () => {
    door = await openDoor();
    const device = await enrolled('bike-1');
    const first = await device.proof('bike-1', { upMs: 1_000 });
    await door.connect('bike-1', { password: first });
    await expect(door.connect('bike-1', { password: first })).rejects.toMatchObject({ code: 4 });
    expect(door.count('mqtt_connections_refused auth.replayed')).toBe(1);
    await door.connect('bike-1', { password: await device.proof('bike-1', { upMs: 1_001 }) });
    await expect(door.connect('bike-1', { password: await device.proof('bike-1', { upMs: 1_001 }) })).rejects.toThrow();
    // A later boot begins at 0 again; nothing of an earlier one counts any more.
    await door.connect('bike-1', { password: await device.proof('bike-1', { boot: '2-00112233445566bb', upMs: 5 }) });
    const old = await device.proof('bike-1', { upMs: 9_000 });
    await expect(door.connect('bike-1', { password: old })).rejects.toMatchObject({ code: 4 });
  });

  test('and nobody proves to be somebody else', async () => {
    door = await openDoor();
    const [one, other] = [await enrolled('bike-1'), await enrolled('bike-2')];
    const foreign = [
      await one.proof('bike-2', { upMs: 1 }),
      await other.proof('bike-2', { upMs: 1 }),
      await one.proof('bike-1', { upMs: 1 }, `${TENANT}/bike-2`),
      await one.proof('bike-1', { upMs: 1 }, 'other/bike-1'),
      // Signed with the right key for another purpose.
      await signText(
        MESSAGE_TYPES.hello,
        JSON.stringify({ v: 1, sub: 'acme/bike-1', boot: '1-00112233445566aa', upMs: 1, conn: 'c' }),
        await importSigner('bike-1', one.privateJwk),
      ),
    ];
    for (const password of foreign) await expect(door.connect('bike-1', { password })).rejects.toMatchObject({ code: 4 });
    await expect(door.connect('bike-9', { password: await one.proof('bike-9', { upMs: 1 }) })).rejects.toMatchObject({ code: 4 });
    expect(door.broker.connectedDevices()).toBe(0);
  });

  test('no client id that it may claim gets it the place of another', async () => {
    door = await openDoor();
    const [one, other] = [await enrolled('bike-1'), await enrolled('bike-2')];
    const victim = await door.connect('bike-2', { password: await other.proof('bike-2', { upMs: 1 }) });
    const password = await one.proof('bike-1', { upMs: 1 });
    await expect(door.connect('bike-2', { username: 'bike-1', password })).rejects.toMatchObject({ code: 2 });
    await expect(door.connect('bike-2', { username: 'bike-2', password })).rejects.toMatchObject({ code: 4 });
    await expect(door.connect('claim-bike-2', { username: 'bike-1', password })).rejects.toMatchObject({ code: 2 });
    expect(victim.connected).toBe(true);
  });
});

describe('FP-29 rotation', () => {
  test('keeps the old credential until the first connect with the new one, and not longer', async () => {
    door = await openDoor();
    const device = await enrolled('bike-1');
    const { secret, credential } = await rotate('bike-1', 'password');
    expect(credential.state).toBe('next');
    await door.connect('bike-1', { password: await device.proof('bike-1', { upMs: 1 }) });
    expect(await states('bike-1')).toEqual(['device-key current', 'password next']);
    await door.connect('bike-1', { password: secret });
    expect(await states('bike-1')).toEqual(['device-key replaced', 'password current']);
    await expect(door.connect('bike-1', { password: await device.proof('bike-1', { upMs: 2 }) })).rejects.toMatchObject({
      code: 4,
    });
    const second = await rotate('bike-1', 'password');
    await door.connect('bike-1', { password: secret });
    await door.connect('bike-1', { password: second.secret });
    await expect(door.connect('bike-1', { password: secret })).rejects.toMatchObject({ code: 4 });
  });

  test('is decided once, however many come at the same time', async () => {
    door = await openDoor();
    await enrolled('bike-1');
    const { secret } = await rotate('bike-1', 'password');
    const tries = Array.from({ length: 6 }, () =>
      door.connect('bike-1', { password: secret }).then(
        () => true,
        () => false,
      ),
    );
    expect(await Promise.all(tries)).toContain(true);
    expect(await states('bike-1')).toEqual(['device-key replaced', 'password current']);
  });

  test('one that was never used gives way to the next', async () => {
    door = await openDoor();
    await enrolled('bike-1');
    const [unused, next] = [await rotate('bike-1', 'password'), await rotate('bike-1', 'password')];
    await expect(door.connect('bike-1', { password: unused.secret })).rejects.toMatchObject({ code: 4 });
    await door.connect('bike-1', { password: next.secret });
    expect(await states('bike-1')).toEqual(['device-key replaced', 'password current', 'password replaced']);
  });
});

describe('FP-29 a minted token', () => {
  test('opens the connection of its device until it expires by the clock of the gateway', async () => {
    door = await openDoor();
    await enrolled('bike-1');
    await enrolled('bike-2');
    const { secret } = await rotate('bike-1', 'token', { days: 2 });
    await door.connect('bike-1', { password: secret });
    await expect(door.connect('bike-2', { password: secret })).rejects.toMatchObject({ code: 4 });
    door.clock.advance(2 * DAY_MS);
    await expect(door.connect('bike-1', { password: secret })).rejects.toMatchObject({ code: 4 });
    expect(door.count('mqtt_connections_refused auth.expired')).toBe(1);
  });

  test('ends the connection with itself: nothing that is said after its end is heard', async () => {
    door = await openDoor();
    await enrolled('bike-1');
    const { secret } = await rotate('bike-1', 'token', { days: 2 });
    const client = await door.connect('bike-1', { password: secret });
    const state = upTopic({ tenant: TENANT, device: 'bike-1' }, { leaf: 'telemetry' });
    await client.publishAsync(state, '{}', { qos: 1 });
    expect(client.connected).toBe(true);
    door.clock.advance(2 * DAY_MS);
    const left = gone(client);
    client.publish(state, '{}', { qos: 0 });
    await left;
    expect(door.count('mqtt_frames_refused connection.ended')).toBe(1);
  });

  test('ends it at a keepalive too', async () => {
    door = await openDoor();
    await enrolled('bike-1');
    const { secret } = await rotate('bike-1', 'token', { days: 2 });
    const client = await door.connect('bike-1', { password: secret });
    door.clock.advance(2 * DAY_MS);
    const left = gone(client);
    client.sendPing();
    await left;
    await expect(door.connect('bike-1', { password: secret })).rejects.toMatchObject({ code: 4 });
  });

  test('is worth nothing when a device signs it itself, or after it was revoked', async () => {
    door = await openDoor();
    const device = await enrolled('bike-1');
    const { secret, credential } = await rotate('bike-1', 'token', { days: 2 });
    const body = Buffer.from(secret.split('.')[1] ?? '', 'base64url').toString();
    const forged = await signText(MESSAGE_TYPES.connectionToken, body, await importSigner('m1', device.privateJwk));
    await expect(door.connect('bike-1', { password: forged })).rejects.toMatchObject({ code: 4 });
    await door.connect('bike-1', { password: secret });
    expect(await door.acts.revoke('bike-1', credential.credentialId, 'ann')).toMatchObject({ ok: true });
    await expect(door.connect('bike-1', { password: secret })).rejects.toMatchObject({ code: 4 });
  });
});

describe.skipIf(!hasOpenssl)('FP-29 a certificate of the operator’s authority (needs openssl)', () => {
  const password = '';
  let authority: Authority;
  let stranger: Authority;
  beforeAll(() => {
    [authority, stranger] = [createAuthority(), createAuthority()];
    return () => [authority, stranger].map(({ dispose }) => dispose());
  });

  async function openWithCertificates() {
    door = await openDoor({ clientCa: authority.ca });
    await enrolled('bike-1');
    await enrolled('bike-2');
    const [one, renewed] = [authority.sign('bike-1'), authority.sign('bike-1')];
    return { one, renewed, other: authority.sign('bike-2'), unknown: stranger.sign('bike-1') };
  }

  test.each(['tls', 'webSocket'] as const)('names its device through %s, and is pinned at its first use', async (through) => {
    const { one, renewed, other, unknown } = await openWithCertificates();
    const dial = (shown: typeof one) =>
      through === 'tls'
        ? door.connect('bike-1', { ...shown, password }, through)
        : door.connect('bike-1', { password, wsOptions: { ca: door.cert, ...shown } }, through);
    // Not before somebody said that this device shows certificates.
    await expect(dial(one)).rejects.toMatchObject({ code: 4 });
    await rotate('bike-1', 'certificate');
    await expect(dial(other)).rejects.toMatchObject({ code: 4 });
    await expect(dial(unknown)).rejects.toMatchObject({ code: 4 });
    await dial(one);
    expect(await states('bike-1')).toEqual(['certificate current', 'device-key replaced']);
    // The authority signed it too; but another one was pinned.
    await expect(dial(renewed)).rejects.toMatchObject({ code: 4 });
    await rotate('bike-1', 'certificate');
    await dial(renewed);
    await expect(dial(one)).rejects.toMatchObject({ code: 4 });
  });

  test('is worth nothing once it is revoked, and none on plain TCP', async () => {
    const { one } = await openWithCertificates();
    await rotate('bike-1', 'certificate');
    const client = await door.connect('bike-1', { ...one, password }, 'tls');
    const left = gone(client);
    await door.acts.revoke('bike-1', null, 'ann');
    await left;
    await expect(door.connect('bike-1', { ...one, password }, 'tls')).rejects.toMatchObject({ code: 4 });
    await expect(door.connect('bike-1', { password })).rejects.toMatchObject({ code: 4 });
  });
});

describe('FP-29 revocation', () => {
  test.each([
    'plain',
    'tls',
    'webSocket',
  ] as const)('ends the connection through %s by itself, and none is opened again', async (through) => {
    door = await openDoor();
    const device = await enrolled('bike-1');
    const client = await door.connect('bike-1', { password: await device.proof('bike-1', { upMs: 1 }) }, through);
    const left = gone(client);
    expect(await door.acts.revoke('bike-1', null, 'ann')).toMatchObject({ ok: true, value: [{ state: 'revoked' }] });
    await left;
    const password = await device.proof('bike-1', { upMs: 2 });
    await expect(door.connect('bike-1', { password }, through)).rejects.toMatchObject({ code: 4 });
    expect(await door.acts.revoke('bike-1', null, 'ann')).toMatchObject({ error: { code: 'credential.unknown' } });
    const rows = await door.store.books<{ what: string }>("SELECT what FROM audit_rows WHERE what = 'device-credential-revoked'");
    expect(rows).toHaveLength(1);
  });

  test('leaves the neighbour in, and a new credential lets the device in again', async () => {
    door = await openDoor();
    const [one, other] = [await enrolled('bike-1'), await enrolled('bike-2')];
    const revoked = await door.connect('bike-1', { password: await one.proof('bike-1', { upMs: 1 }) });
    const neighbour = await door.connect('bike-2', { password: await other.proof('bike-2', { upMs: 1 }) });
    const left = gone(revoked);
    await door.acts.revoke('bike-1', null, 'ann');
    await left;
    expect(neighbour.connected).toBe(true);
    const { secret, credential } = await rotate('bike-1', 'password');
    expect(credential.state).toBe('current');
    await door.connect('bike-1', { password: secret });
  });

  test('turns back a connection that had shown its password before and was not in yet', async () => {
    door = await openDoor();
    const device = await enrolled('bike-1');
    const password = await device.proof('bike-1', { upMs: 1 });
    const [dialled] = await Promise.all([
      door.connect('bike-1', { password }).then(gone, () => undefined),
      door.acts.revoke('bike-1', null, 'ann'),
    ]);
    expect(dialled).toBeUndefined();
    expect(door.broker.isListening('bike-1')).toBe(false);
    await expect(door.connect('bike-1', { password: await device.proof('bike-1', { upMs: 2 }) })).rejects.toMatchObject({
      code: 4,
    });
  });
});
