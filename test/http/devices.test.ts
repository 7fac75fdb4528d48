// Devices over HTTP, on a real broker: a token is handed out and shown, a simulated device comes in with it, is seen, changed and sent away.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseClaimCode } from '#protocol';
import { enrolDevice } from '../../device-sim/commands/enrol-device.ts';
import type { Observation } from '../../device-sim/device/device.ts';
import type { Role } from '../../gateway/domain/staff/permissions.ts';
import { HOST, openDoor, TENANT } from '../contract/mqtt/door-stage.ts';
import { deviceSetup, objectSetup, venueSetup } from '../support/records.ts';
import { createHttpWorld, type HttpWorld } from './http-world.ts';

const BASE = '/api/v1/operator/devices';

type Json = { readonly [name: string]: unknown };
type As = { readonly role?: string; readonly tenant?: string; readonly key?: string };

let stage: Awaited<ReturnType<typeof openDoor>>;
let world: HttpWorld;
let folder: string;
let keys = 0;

beforeEach(async () => {
  stage = await openDoor();
  const venue = venueSetup();
  await stage.store.setUpVenue({
    ...venue,
    tenantId: TENANT,
    venue: { ...venue.venue, tenantId: TENANT },
    devices: [deviceSetup({ deviceId: 'bike-7-lock', kind: 'bike', publicX: '', passwordHash: '' })],
    objects: [objectSetup({ objectId: 'bike-7', kind: 'bike', name: 'Bike 7', deviceId: 'bike-7-lock' })],
    tags: [],
  });
  world = await createHttpWorld({ steps: stage.core.steps, deviceDesk: stage.desk });
  folder = mkdtempSync(join(tmpdir(), 'unlatch-enrol-'));
});
afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

async function headers({ role = 'installer', tenant = TENANT, key }: As): Promise<Record<string, string>> {
  keys += 1;
  const own = key ?? `k${keys}`;
  return { Authorization: `Bearer ${await world.staffToken('eve', { tenant, role })}`, 'Idempotency-Key': own };
}

async function post(path: string, body: unknown = {}, as: As = {}): Promise<{ status: number; body: Json }> {
  const answer = await world.post(`${BASE}${path}`, body, await headers(as));
  return { status: answer.status, body: (await answer.json()) as Json };
}

async function get(path: string, as: As = {}): Promise<{ status: number; body: Json }> {
  const answer = await world.request(`${BASE}${path}`, { headers: await headers(as) });
  return { status: answer.status, body: (await answer.json()) as Json };
}

/** A simulated device that read the code: it waits for approval, then has its name or is turned down. */
async function comeWith(code: string): Promise<{ readonly end: ReturnType<typeof enrolDevice> }> {
  const said = parseClaimCode(code);
  if (!said) throw new Error(`no claim code: ${code}`);
  const broker = `mqtt://${HOST}:${stage.broker.ports.plain ?? 0}`;
  let isWaiting = false;
  const observe = (_device: string, { ev, data }: Observation): void => {
    isWaiting ||= ev === 'claim' && data.state === 'waits for approval';
    stage.ring();
  };
  const end = enrolDevice({ ...said, broker, ca: undefined, folder, observe });
  await stage.until(() => isWaiting);
  return { end };
}

const stateOf = async (serial: string): Promise<string | undefined> => (await stage.store.deviceClaim(serial))?.state;

describe('a token', () => {
  test('for an object takes its device id and kind, and its QR code says all that a device needs', async () => {
    const { status, body } = await post('/claims', { serial: 'SN-7', objectId: 'bike-7' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ serial: 'SN-7', kind: 'bike', deviceId: 'bike-7-lock', state: 'issued' });
    expect(parseClaimCode(String(body.code))).toEqual({ serial: 'SN-7', kind: 'bike', token: body.token });
    expect(body.svg).toMatch(/^<svg/);
    expect(body.page).toBe(`/console/devices/claims/${String(body.claimId)}`);
  });

  test('is told again to the same request alone, and is in nothing that is kept', async () => {
    const first = await post('/claims', { serial: 'SN-7', objectId: 'bike-7' }, { key: 'same' });
    expect(await post('/claims', { serial: 'SN-7', objectId: 'bike-7' }, { key: 'same' })).toEqual(first);
    const { claims } = (await get('/claims')).body as { claims: Json[] };
    expect(claims).toHaveLength(1);
    expect(JSON.stringify(claims)).not.toContain(String(first.body.token));
    const kept = await stage.store.books<{ body: string }>('SELECT body FROM answers');
    expect(JSON.stringify(kept)).not.toContain(String(first.body.token));
  });

  test('is not made twice unless it is to be replaced, and then the first one is dead', async () => {
    const first = await post('/claims', { serial: 'SN-7', objectId: 'bike-7' });
    expect(await post('/claims', { serial: 'SN-7', objectId: 'bike-7' })).toMatchObject({
      status: 409,
      body: { code: 'device-claim.open' },
    });
    const second = await post('/claims', { serial: 'SN-7', objectId: 'bike-7', again: true });
    expect(second.status).toBe(201);
    expect(second.body.token).not.toBe(first.body.token);
  });

  test.each([
    ['a serial number with spaces', { serial: 'SN 7', kind: 'bike' }, 400, 'body.serial'],
    ['no serial number and no object', { kind: 'bike' }, 400, 'body.serial'],
    ['an unknown kind', { serial: 'SN-7', kind: 'rocket' }, 400, 'body.kind'],
    ['another kind than the object', { serial: 'SN-7', objectId: 'bike-7', kind: 'sleep-pod' }, 400, 'body.kind'],
    ['two days', { serial: 'SN-7', kind: 'bike', hours: 48 }, 400, 'body.hours'],
  ])('%s is refused with its field', async (_what, body, status, at) => {
    expect(await post('/claims', body)).toMatchObject({ status, body: { code: 'request.malformed', at } });
  });
});

describe('a device that comes with it', () => {
  test('waits, is let in, is seen, gets another credential and is sent away', async () => {
    const { body } = await post('/claims', { serial: 'SN-7', objectId: 'bike-7' });
    const { end } = await comeWith(String(body.code));
    const waiting = ((await get('/claims')).body.claims as Json[])[0];
    expect(waiting).toMatchObject({ state: 'pending', serial: 'SN-7' });
    expect(waiting?.keyHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await post('/claims/SN-7/approve')).toMatchObject({ status: 200, body: { state: 'enrolled' } });
    const enrolled = await end;
    expect(enrolled).toMatchObject({ ok: true, value: { keyed: [{ device: 'bike-7-lock', tenant: TENANT }] } });

    const seen = (await get('/bike-7-lock')).body;
    expect(seen).toMatchObject({ kind: 'bike', keyHash: waiting?.keyHash, objects: [{ objectId: 'bike-7', name: 'Bike 7' }] });
    expect(seen.credentials).toEqual([expect.objectContaining({ kind: 'device-key', state: 'current' })]);
    const made = await post('/bike-7-lock/credentials/rotate', { to: 'password' }, { key: 'rotate' });
    expect(made).toMatchObject({ status: 201, body: { kind: 'password', state: 'next' } });
    expect(String(made.body.secret).length).toBeGreaterThan(20);
    expect(await post('/bike-7-lock/credentials/rotate', { to: 'password' }, { key: 'rotate' })).toMatchObject({
      status: 201,
      body: { credentialId: made.body.credentialId, secret: null },
    });
    expect(JSON.stringify((await get('/bike-7-lock')).body)).not.toContain(String(made.body.secret));

    expect(await post('/bike-7-lock/credentials/revoke')).toMatchObject({ status: 200 });
    expect(((await get('/bike-7-lock')).body.credentials as Json[]).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
    expect(await post('/bike-7-lock/credentials/revoke')).toMatchObject({ status: 404, body: { code: 'credential.unknown' } });
    const audit = await stage.store.books<{ what: string }>(
      "SELECT what FROM audit_rows WHERE what LIKE 'device-%' ORDER BY at_ms",
    );
    expect(audit.map(({ what }) => what).sort()).toEqual([
      ...['device-claim-issued', 'device-credential-made', 'device-credential-revoked', 'device-enrolled'],
    ]);
  });

  test('a token that was ended lets nobody in, and is decided once', async () => {
    await post('/claims', { serial: 'SN-8', kind: 'bike' });
    expect(await post('/claims/SN-8/reject')).toMatchObject({ status: 200, body: { state: 'refused' } });
    expect(await post('/claims/SN-8/approve')).toMatchObject({ status: 409, body: { code: 'device-claim.not-pending' } });
    expect(await post('/claims/SN-9/approve')).toMatchObject({ status: 404, body: { code: 'device-claim.unknown' } });
  });
});

describe('settings', () => {
  const settings = '/bike-7-lock/settings';

  test('are kept as a newer version, once a key, and shown as wanted until the device reports them', async () => {
    const set = { settings: { parkedAfterS: 45 } };
    const said = await post(settings, set, { key: 'park' });
    expect(said).toMatchObject({ status: 200, body: { deviceId: 'bike-7-lock' } });
    expect(await post(settings, set, { key: 'park' })).toEqual(said);
    const { desired, desiredVer, reportedVer } = (await get('/bike-7-lock')).body.settings as Record<string, unknown>;
    expect({ desired, desiredVer }).toEqual({
      desired: expect.objectContaining({ parkedAfterS: 45 }),
      desiredVer: said.body.ver,
    });
    expect(reportedVer).toBeLessThan(Number(desiredVer));
    const audit = await stage.store.books<{ actor_id: string }>(
      "SELECT actor_id FROM audit_rows WHERE what = 'device-config-set'",
    );
    expect(audit).toEqual([{ actor_id: 'eve' }]);
  });

  test.each([
    ['a word for a number', { parkedAfterS: 'long' }],
    ['too much', { parkedAfterS: 601 }],
    ['half a second', { parkedAfterS: 1.5 }],
    ['of another kind', { emptyAfterS: 60 }],
    ['the light of an emergency', { emergency: 1 }],
    ['none', {}],
  ])('%s is malformed, and changes nothing', async (_what, wrong) => {
    const before = (await get('/bike-7-lock')).body.settings;
    expect(await post(settings, { settings: wrong })).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
    expect((await get('/bike-7-lock')).body.settings).toEqual(before);
  });

  test("are no business of the desk's, nor of another tenant", async () => {
    const set = { settings: { parkedAfterS: 45 } };
    expect(await post(settings, set, { role: 'staff' })).toMatchObject({ status: 403 });
    expect(await post(settings, set, { tenant: 'other' })).toMatchObject({ status: 404, body: { code: 'device.unknown' } });
  });

  test('have a form on the page of the device, for whoever may change them', async () => {
    const page = async (role: Role) => {
      const Cookie = `__Host-unlatch_staff=${await world.staffToken('eve', { tenant: TENANT, role })}`;
      return (await world.request('/console/devices/bike-7-lock', { headers: { Cookie, Accept: 'text/html' } })).text();
    };
    await post(settings, { settings: { parkedAfterS: 45 } });
    const text = await page('installer');
    expect(text).toMatch(/name="settings\.parkedAfterS"[^>]*value="45"/);
    expect(text).not.toContain('settings.emergency');
    expect(text).toContain('under way');
    expect(await page('staff')).not.toContain('settings.parkedAfterS');
  });
});

describe('who may', () => {
  test.each([
    ['owner', [201, 200, 200, 200, 409]],
    ['installer', [201, 200, 200, 200, 409]],
    ['staff', [403, 403, 403, 403, 403]],
  ] as const)('%s', async (role, statuses) => {
    const found = [
      (await post('/claims', { serial: 'SN-1', kind: 'bike' }, { role })).status,
      (await get('/claims', { role })).status,
      (await get('', { role })).status,
      (await get('/bike-7-lock', { role })).status,
      (await post('/bike-7-lock/credentials/rotate', { to: 'device-key' }, { role })).status,
    ];
    expect(found).toEqual(statuses);
  });

  test("another tenant's devices, objects and tokens are unknown on every route, and are not taken from it", async () => {
    await post('/claims', { serial: 'SN-7', objectId: 'bike-7' });
    const as = { tenant: 'other' };
    const lists = [(await get('/claims', as)).body, (await get('', as)).body];
    expect(lists).toEqual([{ claims: [] }, { devices: [] }]);
    const unknown = { status: 404, body: { code: 'device.unknown' } };
    expect(await get('/bike-7-lock', as)).toMatchObject(unknown);
    expect(await post('/bike-7-lock/credentials/rotate', { to: 'password' }, as)).toMatchObject(unknown);
    expect(await post('/bike-7-lock/credentials/revoke', {}, as)).toMatchObject(unknown);
    for (const word of ['approve', 'reject']) {
      expect(await post(`/claims/SN-7/${word}`, {}, as)).toMatchObject({ status: 404, body: { code: 'device-claim.unknown' } });
    }
    expect(await post('/claims', { objectId: 'bike-7' }, as)).toMatchObject({ status: 404, body: { code: 'object.unknown' } });
    const taken = { status: 409, body: { code: 'device.taken' } };
    expect(await post('/claims', { serial: 'SN-7', kind: 'bike', again: true }, as)).toMatchObject(taken);
    expect(await post('/claims', { serial: 'SN-9', kind: 'bike', deviceId: 'bike-7-lock' }, as)).toMatchObject(taken);
    expect(await stateOf('SN-7')).toBe('issued');
  });

  test('names that are promised to one tenant are given to no object of another, whoever is quicker', async () => {
    await post('/claims', { serial: 'SN-77', kind: 'bike', deviceId: 'bike-77' });
    const unit = { serial: 'SN-78', kind: 'bike', deviceId: 'bike-78', keyHash: null };
    await stage.acts.importUnits([unit], TENANT, 'ann');
    const as = { tenant: 'other', role: 'owner' };
    const ask = async (path: string, body: object): Promise<Json> => {
      const answer = await world.post(`/api/v1/operator${path}`, body, await headers(as));
      return (await answer.json()) as Json;
    };
    const corner = { name: 'Corner', zone: 'Asia/Shanghai', currency: 'CNY' };
    const { venueId } = await ask('/venues', corner);
    const { placeId } = await ask('/places', { venueId, name: 'Yard' });
    const bike = { kind: 'bike', namePattern: 'Bike', placeId };
    for (const deviceId of ['bike-77', 'bike-78']) {
      expect(await ask('/objects', { ...bike, deviceId })).toMatchObject({ code: 'device.taken' });
    }
    const csv = 'name,kind,place,device\nA,bike,Yard,bike-77\n';
    expect(JSON.stringify(await ask('/objects/import?dry-run=true', { csv }))).toContain('device.taken');
    expect(await ask('/objects', { ...bike, deviceId: 'bike-79' })).toMatchObject({ objects: [{ deviceId: 'bike-79' }] });
  });

  test('a serial that its maker wrote down for one tenant is claimed by it, whoever was quicker', async () => {
    const asked = { serial: 'SN-80', kind: 'bike', deviceId: 'bike-80' };
    expect(await post('/claims', asked, { tenant: 'other' })).toMatchObject({ status: 201 });
    expect(await post('/claims', asked)).toMatchObject({ status: 409, body: { code: 'device.taken' } });
    await stage.acts.importUnits([{ ...asked, keyHash: null }], TENANT, 'ann');
    expect(await post('/claims', asked, { tenant: 'other' })).toMatchObject({ status: 409, body: { code: 'device.taken' } });
    expect(await post('/claims', asked)).toMatchObject({ status: 201 });
  });
});
