// A member's own passkeys, and the link for whoever lost every device: over HTTP, with a clock that is moved and devices that answer.
import { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { STAFF_LIMITS } from '../../gateway/domain/staff/staff.ts';
import { addAdminStaff } from '../../gateway/http/admin-staff.ts';
import { readAllStaff } from '../../gateway/storage/queries/staff.ts';
import { createSoftAuthenticator, type SoftAuthenticator } from '../support/soft-authenticator.ts';
import { ORIGIN, problemOf } from './http-world.ts';
import { type Member, openStaffWorld, type StaffWorld } from './staff-world.ts';

const API = '/api/v1/operator/me';
type Listed = { readonly credentialId: string; readonly name: string | null };

let world: StaffWorld;
let owner: Member;
let admin: Hono;
beforeEach(async () => {
  world = await openStaffWorld();
  owner = await world.setUp();
  admin = new Hono();
  addAdminStaff(admin, {
    listEverybody: (most) => readAllStaff(world.store.books, most),
    links: world.desk.links,
    origin: () => ORIGIN,
  });
});

const codeOf = async (answer: Response): Promise<string> => (await problemOf(answer)).code;
async function saidOn(answer: Response): Promise<string> {
  return /data-code="([^"]*)"/.exec(await answer.text())?.[1] ?? '';
}
async function passkeysOf(member: Member): Promise<readonly Listed[]> {
  const answer = await world.get(member, `${API}/passkeys`);
  return ((await answer.json()) as { passkeys: readonly Listed[] }).passkeys;
}
/** Another device of a member who is signed in. */
async function add(member: Member, name = ''): Promise<{ readonly answer: Response; readonly device: SoftAuthenticator }> {
  const device = createSoftAuthenticator(ORIGIN);
  const answer = await world.register('/console/me/passkeys', { name }, device, {}, member.cookie);
  return { answer, device };
}
async function writeLink(body: object): Promise<{ readonly status: number; readonly path: string; readonly code?: string }> {
  const answer = await admin.request('/staff/links', { method: 'POST', body: JSON.stringify(body) });
  const said = (await answer.json()) as { link?: string; code?: string };
  return { status: answer.status, path: said.link ? new URL(said.link).pathname : '', ...(said.code && { code: said.code }) };
}
const audited = async (): Promise<readonly string[]> =>
  (await world.store.books<{ what: string }>('SELECT what FROM audit_rows ORDER BY audit_id')).map(({ what }) => what);

describe('one’s own passkeys', () => {
  test('a second device signs the same member in, is named and renamed, and the acts are audited', async () => {
    const { answer, device } = await add(owner, 'Phone');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/me']);
    const back = await world.memberOf(await world.signIn(device), device);
    expect(back.staffId).toBe(owner.staffId);
    const [first, second] = await passkeysOf(owner);
    expect([first?.name, second?.name]).toEqual([null, 'Phone']);
    const renamed = await world.act(owner, `${API}/passkeys/${first?.credentialId}/name`, { name: 'Key <in> the safe' });
    expect(renamed.status).toBe(200);
    expect((await passkeysOf(owner)).map(({ name }) => name)).toEqual(['Key <in> the safe', 'Phone']);
    expect(await (await world.get(owner, '/console/me')).text()).toContain('Key &lt;in&gt; the safe');
    expect(await audited()).toEqual(expect.arrayContaining(['staff-passkey-added', 'staff-passkey-named']));
  });

  test('one that is removed opens nothing, and the browsers that began with it are signed out', async () => {
    const { device } = await add(owner);
    const onPhone = await world.memberOf(await world.signIn(device), device);
    const [, second] = await passkeysOf(owner);
    expect((await world.act(owner, `${API}/passkeys/${second?.credentialId}/remove`)).status).toBe(200);
    expect(await codeOf(await world.get(onPhone, API))).toBe('identity.invalid');
    expect(await saidOn(await world.signIn(device))).toBe('passkey.unknown');
    expect((await world.get(owner, API)).status).toBe(200);
    expect(await audited()).toContain('staff-passkey-removed');
  });

  test('the last one stays, also when both are removed at once', async () => {
    const [only] = await passkeysOf(owner);
    expect(await codeOf(await world.act(owner, `${API}/passkeys/${only?.credentialId}/remove`))).toBe('passkey.last');
    const { device } = await add(owner);
    const onPhone = await world.memberOf(await world.signIn(device), device);
    const [one, two] = await passkeysOf(owner);
    const both = await Promise.all([
      world.act(owner, `${API}/passkeys/${two?.credentialId}/remove`),
      world.act(onPhone, `${API}/passkeys/${one?.credentialId}/remove`),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await world.store.books('SELECT 1 FROM staff_passkeys')).toHaveLength(1);
  });

  test('those of others are unknown, and stay', async () => {
    const ben = await world.hire(owner, 'staff');
    const [his] = await passkeysOf(ben);
    await add(owner);
    expect(await codeOf(await world.act(owner, `${API}/passkeys/${his?.credentialId}/name`, { name: 'x' }))).toBe(
      'passkey.unknown',
    );
    // Removed already is what it looks like to somebody else: nothing happens.
    await world.act(owner, `${API}/passkeys/${his?.credentialId}/remove`);
    expect(await passkeysOf(ben)).toHaveLength(1);
  });

  test('a challenge that one member asked for adds nothing to another', async () => {
    const ben = await world.hire(owner, 'staff');
    const crossed = await world.register('/console/me/passkeys', {}, undefined, {}, owner.cookie, ben.cookie);
    expect([crossed.status, await saidOn(crossed)]).toEqual([410, 'passkey.challenge-expired']);
    expect(await passkeysOf(ben)).toHaveLength(1);
  });

  test('names that are none, and more than there may be, are refused', async () => {
    const [only] = await passkeysOf(owner);
    for (const name of ['', '\u202e\u200b', 'x'.repeat(STAFF_LIMITS.longestPasskeyName + 1)]) {
      expect(await codeOf(await world.act(owner, `${API}/passkeys/${only?.credentialId}/name`, { name }))).toBe(
        'request.malformed',
      );
    }
    for (let count = 1; count < STAFF_LIMITS.passkeys; count += 1) expect((await add(owner)).answer.status).toBe(303);
    expect(await codeOf((await add(owner)).answer)).toBe('passkey.too-many');
  });

  test('signing out everywhere ends this browser too', async () => {
    const other = await world.memberOf(await world.signIn(owner.device), owner.device);
    expect((await world.act(owner, `${API}/sign-out`)).status).toBe(200);
    for (const member of [owner, other]) expect(await codeOf(await world.get(member, API))).toBe('identity.invalid');
  });

  test('who is not signed in is led to the sign-in, and back to this page', async () => {
    const pressed = await world.http.form('/console/me/passkeys', {}, { Origin: ORIGIN, 'sec-fetch-site': 'same-origin' });
    expect(pressed.headers.get('location')).toBe('/console/sign-in?return=%2Fconsole%2Fme');
    const page = await world.http.request('/console/me');
    expect(page.headers.get('location')).toBe('/console/sign-in?return=%2Fconsole%2Fme');
  });

  test('a page of somebody else’s presses nothing', async () => {
    const headers = { Origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', Cookie: owner.cookie };
    expect(await codeOf(await world.http.form('/console/me/passkeys/options', {}, headers))).toBe('origin.refused');
    const pressed = await world.http.form('/console/me/passkeys', { passkey: '{}' }, headers);
    expect([pressed.status, await saidOn(pressed)]).toEqual([403, 'origin.refused']);
  });
});

describe('the link for whoever lost every device', () => {
  test('signs its member in with another passkey, once; those of before stay', async () => {
    const { path } = await writeLink({ staffId: owner.staffId, operatorId: 'ann' });
    const page = await world.http.request(path);
    expect([page.status, (await page.text()).includes('Welcome back, Ada')]).toEqual([200, true]);
    const device = createSoftAuthenticator(ORIGIN);
    const back = await world.memberOf(await world.register(path, {}, device), device);
    expect(back.staffId).toBe(owner.staffId);
    expect((await world.signIn(owner.device)).status).toBe(303);
    expect((await world.signIn(device)).status).toBe(303);
    expect(await saidOn(await world.http.request(path))).toBe('staff-link.used');
    expect(await codeOf(await world.register(path))).toBe('staff-link.used');
    const rows = await world.store.books<{ what: string; actor_id: string }>('SELECT what, actor_id FROM audit_rows');
    expect(rows).toEqual(
      expect.arrayContaining([
        { what: 'staff-link-written', actor_id: 'ann' },
        { what: 'staff-link-used', actor_id: owner.staffId },
      ]),
    );
  });

  test('takes the passkeys and sign-ins of before away where that was asked for', async () => {
    const { path } = await writeLink({ staffId: owner.staffId, doesReplace: true });
    expect((await world.get(owner, API)).status).toBe(200);
    const device = createSoftAuthenticator(ORIGIN);
    const back = await world.memberOf(await world.register(path, {}, device), device);
    expect(await codeOf(await world.get(owner, API))).toBe('identity.invalid');
    expect(await saidOn(await world.signIn(owner.device))).toBe('passkey.unknown');
    expect(await passkeysOf(back)).toHaveLength(1);
  });

  test('lets in one of two who touch at once', async () => {
    const { path } = await writeLink({ staffId: owner.staffId });
    const both = await Promise.all([world.register(path), world.register(path)]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect(await world.store.books('SELECT 1 FROM staff_passkeys')).toHaveLength(2);
  });

  test('ends after half an hour, and once another was written', async () => {
    const { path: older } = await writeLink({ staffId: owner.staffId });
    const { path } = await writeLink({ staffId: owner.staffId });
    expect(await saidOn(await world.http.request(older))).toBe('staff-link.unknown');
    world.move(30 * MINUTE_MS - 10);
    expect((await world.http.request(path)).status).toBe(200);
    world.move(10);
    const late = await world.http.request(path);
    expect([late.status, await saidOn(late)]).toEqual([410, 'staff-link.expired']);
    expect(await codeOf(await world.register(path))).toBe('staff-link.expired');
  });

  test('is of no use once its member has left, and is written for nobody who has', async () => {
    const ben = await world.hire(owner, 'staff');
    const { path } = await writeLink({ staffId: ben.staffId });
    await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/leave`);
    expect(await saidOn(await world.http.request(path))).toBe('staff-link.unknown');
    expect(await codeOf(await world.register(path))).toBe('staff-link.unknown');
    for (const staffId of [ben.staffId, 'stf_nobody', '../..', null]) {
      expect(await writeLink({ staffId })).toMatchObject({ status: 404, code: 'staff.unknown' });
    }
  });

  test('is kept as a hash only, and no page of it tells its address to others', async () => {
    const { path } = await writeLink({ staffId: owner.staffId });
    const token = path.split('/').at(-1) as string;
    const kept = JSON.stringify([
      await world.store.books('SELECT * FROM staff_links'),
      await world.store.books('SELECT * FROM audit_rows'),
    ]);
    expect(kept).not.toContain(token);
    const page = await world.http.request(path);
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  test('everybody who works here is listed with how many passkeys they have', async () => {
    await add(owner);
    const ben = await world.hire(owner, 'staff');
    const { members } = (await (await admin.request('/staff')).json()) as { members: readonly object[] };
    expect(members).toEqual([
      expect.objectContaining({ staffId: owner.staffId, name: 'Ada', role: 'owner', passkeys: 2 }),
      expect.objectContaining({ staffId: ben.staffId, name: 'Ben', role: 'staff', passkeys: 1 }),
    ]);
  });
});
