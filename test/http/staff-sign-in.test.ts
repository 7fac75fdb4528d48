// How staff come: the first start, invitations, one touch to sign in, roles and leaving - and each refusal on the way.
import { beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import { createSoftAuthenticator } from '../support/soft-authenticator.ts';
import { cookieOf, ORIGIN, problemOf } from './http-world.ts';
import { type Member, openStaffWorld, type StaffWorld } from './staff-world.ts';

let world: StaffWorld;
beforeEach(async () => {
  world = await openStaffWorld();
});

const codeOf = async (answer: Response): Promise<string> => (await problemOf(answer)).code;
/** What a page says went wrong; empty where it says nothing. */
async function saidOn(answer: Response): Promise<string> {
  return /data-code="([^"]*)"/.exec(await answer.text())?.[1] ?? '';
}
async function invite(
  owner: Member,
  role = 'staff',
  name = 'Ben',
): Promise<{ readonly link: string; readonly invitationId: string }> {
  const answer = await world.act(owner, '/api/v1/operator/invitations', { name, role });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { link: string; invitationId: string };
}
const pathOf = ({ link }: { readonly link: string }): string => new URL(link).pathname;

describe('the first start', () => {
  test('makes tenant, owner and passkey in one act, and signs the owner in', async () => {
    const owner = await world.setUp();
    const self = await (await world.get(owner, '/api/v1/operator/me')).json();
    expect(self).toMatchObject({
      name: 'Ada',
      tenantName: 'Hotel Mond',
      role: 'owner',
      may: expect.arrayContaining(['staff.change']),
    });
    const [tenant] = await world.store.books('SELECT name FROM tenants');
    expect(tenant).toEqual({ name: 'Hotel Mond' });
  });

  test('has one link, the same until it is used, and none afterwards', async () => {
    const token = await world.desk.setUp.token();
    expect(await world.desk.setUp.token()).toBe(token);
    await world.setUp();
    expect(await world.desk.setUp.token()).toBeNull();
    const page = await world.http.request(`/console/first/${token}`);
    expect(page.status).toBe(410);
    expect(await saidOn(page)).toBe('set-up.done');
    const again = await world.register(`/console/first/${token}`, { tenant: 'Other', owner: 'Eve' });
    expect(await codeOf(again)).toBe('set-up.done');
  });

  test('of two who press at once one becomes the owner', async () => {
    const token = await world.desk.setUp.token();
    const both = await Promise.all(
      ['Ada', 'Eve'].map((owner) => world.register(`/console/first/${token}`, { tenant: 'Hotel', owner })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
    expect(await world.store.books('SELECT tenant_id FROM tenants')).toHaveLength(1);
  });

  test('refuses a link that was not printed, and names that are none', async () => {
    const token = await world.desk.setUp.token();
    expect(await saidOn(await world.http.request('/console/first/wrong'))).toBe('set-up.link-wrong');
    const nameless = await world.register(`/console/first/${token}`, { tenant: '\u202e\u200b', owner: 'Ada' });
    expect(await problemOf(nameless)).toMatchObject({ status: 400, code: 'request.malformed' });
    expect(await world.desk.setUp.token()).toBe(token);
  });
});

describe('an invitation', () => {
  test('is used once, by whoever holds it', async () => {
    const owner = await world.setUp();
    const written = await invite(owner);
    const device = createSoftAuthenticator(ORIGIN);
    const ben = await world.memberOf(await world.register(pathOf(written), {}, device), device);
    expect(await (await world.get(ben, '/api/v1/operator/me')).json()).toMatchObject({ name: 'Ben', role: 'staff' });
    const page = await world.http.request(pathOf(written));
    expect(page.status).toBe(410);
    expect(await saidOn(page)).toBe('invitation.used');
    expect(await codeOf(await world.register(pathOf(written)))).toBe('invitation.used');
  });

  test('lets in one of two who touch at once', async () => {
    const owner = await world.setUp();
    const written = await invite(owner);
    const both = await Promise.all([world.register(pathOf(written)), world.register(pathOf(written))]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 410]);
  });

  test('is answered with the same link for the same key, and stored without it', async () => {
    const owner = await world.setUp();
    const body = { name: 'Ben', role: 'staff' };
    const [one, two] = [
      await (await world.act(owner, '/api/v1/operator/invitations', body, 'key-1-key-1-key-1')).json(),
      await (await world.act(owner, '/api/v1/operator/invitations', body, 'key-1-key-1-key-1')).json(),
    ] as { link: string }[];
    expect(two).toEqual(one);
    const token = pathOf(one as { link: string })
      .split('/')
      .at(-1) as string;
    const kept = JSON.stringify([
      await world.store.books('SELECT * FROM answers'),
      await world.store.books('SELECT * FROM staff_invitations'),
      await world.store.books('SELECT * FROM audit_rows'),
    ]);
    expect(kept).toContain('Ben');
    expect(kept).not.toContain(token);
  });

  test('ends after seven days, and when it is taken back', async () => {
    const owner = await world.setUp();
    const [old, taken] = [await invite(owner), await invite(owner, 'installer', 'Cem')];
    const path = `/api/v1/operator/invitations/${taken.invitationId}/revoke`;
    expect((await world.act(owner, path)).status).toBe(200);
    expect((await world.act(owner, path)).status).toBe(200);
    expect(await codeOf(await world.register(pathOf(taken)))).toBe('invitation.revoked');
    world.move(7 * DAY_MS);
    expect(await codeOf(await world.register(pathOf(old)))).toBe('invitation.expired');
    const page = await world.http.request(pathOf(old));
    expect(page.status).toBe(410);
    expect(await saidOn(page)).toBe('invitation.expired');
  });

  test('of another tenant, or of nobody, is unknown', async () => {
    const owner = await world.setUp();
    const { invitationId } = await invite(owner);
    const stranger = { tenantId: 'ten_other', operatorId: 'eve' };
    const keyed = { personId: 'operator ten_other eve', route: 'r', key: 'k', bodyHash: 'b' };
    const refused = await world.desk.invitations.revoke({ ...keyed, operator: stranger, invitationId });
    expect(refused).toEqual({ ok: false, error: { code: 'invitation.unknown' } });
    expect(await codeOf(await world.act(owner, '/api/v1/operator/invitations/inv_none/revoke'))).toBe('invitation.unknown');
    const page = await world.http.request('/console/invitations/made-up');
    expect(await saidOn(page)).toBe('invitation.unknown');
  });

  test('of somebody who was removed, or may not invite any more, lets nobody in', async () => {
    const owner = await world.setUp();
    for (const [act, body] of [
      ['leave', {}],
      ['role', { role: 'installer' }],
    ] as const) {
      const ben = await world.hire(owner, 'owner', 'Ben');
      const written = await invite(ben, 'owner', 'Ben again');
      expect((await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/${act}`, body)).status).toBe(200);
      expect(await codeOf(await world.register(pathOf(written)))).toBe('invitation.revoked');
    }
    const page = await (await world.get(owner, '/api/v1/operator/invitations')).json();
    expect(page).toMatchObject({ invitations: [] });
  });

  test('is answered by a challenge of its own only', async () => {
    const owner = await world.setUp();
    const [mine, other] = [await invite(owner), await invite(owner, 'owner', 'Cem')];
    const asked = await world.http.form(`${pathOf(mine)}/options`, {}, { Origin: ORIGIN });
    const { options } = (await asked.json()) as { options: { challenge: string } };
    const passkey = createSoftAuthenticator(ORIGIN).create(options);
    const headers = { Origin: ORIGIN, Cookie: cookieOf(asked, 'unlatch_passkey') };
    const crossed = await world.http.form(pathOf(other), { passkey }, headers);
    expect(crossed.status).toBe(410);
    expect(await saidOn(crossed)).toBe('passkey.challenge-expired');
  });
});

describe('signing in', () => {
  test('before the set-up leads to the terminal, and afterwards to an owner', async () => {
    const pageOf = async () => (await world.http.request('/console/sign-in')).text();
    expect(await pageOf()).toContain('it stands in the terminal where the gateway was started');
    await world.setUp();
    expect(await pageOf()).toContain('Ask an owner for an invitation');
  });

  test('takes one touch, and leads back only to pages of staff', async () => {
    const { device } = await world.setUp();
    const answer = await world.signIn(device);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console']);
    const page = await (await world.http.request('/console/sign-in?return=%2F%2Fevil.example')).text();
    expect(page).toContain('name="return" value="/console"');
    expect(await (await world.http.request('/console/sign-in?return=/attach')).text()).toContain('name="return" value="/attach"');
  });

  test('refuses a replay, a forgery, another page, a device that looked at nobody, and a passkey of nobody', async () => {
    const { device } = await world.setUp();
    const asked = await world.http.form('/console/sign-in/options', {}, { Origin: ORIGIN });
    const { options } = (await asked.json()) as { options: { challenge: string } };
    const headers = { Origin: ORIGIN, Cookie: cookieOf(asked, 'unlatch_passkey') };
    const passkey = device.get(options);
    expect((await world.http.form('/console/sign-in', { passkey }, headers)).status).toBe(303);
    expect(await saidOn(await world.http.form('/console/sign-in', { passkey }, headers))).toBe('passkey.challenge-expired');
    expect(await saidOn(await world.signIn(device, { origin: 'https://evil.example' }))).toBe('passkey.refused');
    expect(await saidOn(await world.signIn(device, { challenge: 'AAAA' }))).toBe('passkey.refused');
    expect(await saidOn(await world.signIn(device, { isUnverified: true }))).toBe('passkey.person-unchecked');
    const stranger = createSoftAuthenticator(ORIGIN);
    stranger.create({ challenge: '', user: { id: 'x' } });
    const unknown = await world.signIn(stranger);
    expect(unknown.status).toBe(403);
    expect(await saidOn(unknown)).toBe('passkey.unknown');
  });

  test('refuses an answer without its cookie, and one that comes too late', async () => {
    const { device } = await world.setUp();
    const asked = await world.http.form('/console/sign-in/options', {}, { Origin: ORIGIN });
    const { options } = (await asked.json()) as { options: { challenge: string } };
    const passkey = device.get(options);
    expect(await saidOn(await world.http.form('/console/sign-in', { passkey }))).toBe('passkey.challenge-expired');
    world.move(5 * MINUTE_MS);
    const headers = { Origin: ORIGIN, Cookie: cookieOf(asked, 'unlatch_passkey') };
    expect(await saidOn(await world.http.form('/console/sign-in', { passkey }, headers))).toBe('passkey.challenge-expired');
  });

  test('refuses a copy of a device that counts', async () => {
    const owner = await world.setUp();
    const device = createSoftAuthenticator(ORIGIN, true);
    const written = await invite(owner);
    await world.register(pathOf(written), {}, device);
    expect((await world.signIn(device, { counter: 7 })).status).toBe(303);
    expect(await saidOn(await world.signIn(device, { counter: 7 }))).toBe('passkey.refused');
    expect((await world.signIn(device, { counter: 8 })).status).toBe(303);
  });

  test('from a page of another site is refused', async () => {
    const { device } = await world.setUp();
    const asked = await world.http.form('/console/sign-in/options', {}, { Origin: 'https://evil.example' });
    expect(await codeOf(asked)).toBe('origin.refused');
    expect(device.credentialIds()).toHaveLength(1);
  });

  test('lasts twelve hours after the last use, and thirty days at most', async () => {
    const owner = await world.setUp();
    const me = '/api/v1/operator/me';
    for (let halfDays = 0; halfDays < 59; halfDays += 1) {
      world.move(12 * HOUR_MS - 1);
      expect((await world.get(owner, me)).status).toBe(200);
    }
    world.move(12 * HOUR_MS - 1);
    world.move(60);
    expect(await codeOf(await world.get(owner, me))).toBe('identity.expired');
    const again = await world.memberOf(await world.signIn(owner.device), owner.device);
    world.move(12 * HOUR_MS);
    expect(await codeOf(await world.get(again, me))).toBe('identity.expired');
  });

  test('ends with the sign-out: a copy of the cookie opens nothing', async () => {
    const owner = await world.setUp();
    const other = await world.memberOf(await world.signIn(owner.device), owner.device);
    const out = await world.http.form('/console/sign-out', {}, { Origin: ORIGIN, Cookie: owner.cookie });
    expect(out.headers.get('location')).toBe('/console/sign-in');
    expect(await codeOf(await world.get(owner, '/api/v1/operator/me'))).toBe('identity.invalid');
    expect((await world.get(other, '/api/v1/operator/me')).status).toBe(200);
  });

  test('is kept as a hash only', async () => {
    const owner = await world.setUp();
    const rows = JSON.stringify(await world.store.books('SELECT * FROM staff_sign_ins'));
    const token = owner.cookie.split('=')[1] as string;
    expect(token).toMatch(/^uls_[\w-]{43}$/);
    expect(rows).not.toContain(token.slice(4));
  });

  test('opens the pages for hanging labels as well', async () => {
    const owner = await world.setUp();
    const page = await (await world.get(owner, '/attach')).text();
    expect(page).toContain('id="label-form"');
  });
});

describe('changing staff', () => {
  test('a role that changed is met at once', async () => {
    const owner = await world.setUp();
    const ben = await world.hire(owner, 'installer');
    expect(await codeOf(await world.get(ben, '/api/v1/operator/staff'))).toBe('operator.role-refused');
    const changed = await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/role`, { role: 'owner' });
    expect(await changed.json()).toMatchObject({ staffId: ben.staffId, role: 'owner' });
    expect((await world.get(ben, '/api/v1/operator/staff')).status).toBe(200);
  });

  test('who was taken away is out at once, and their passkey opens nothing', async () => {
    const owner = await world.setUp();
    const ben = await world.hire(owner, 'staff');
    expect((await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/leave`)).status).toBe(200);
    expect(await codeOf(await world.get(ben, '/api/v1/operator/me'))).toBe('identity.invalid');
    expect(await saidOn(await world.signIn(ben.device))).toBe('passkey.unknown');
    expect(await codeOf(await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/role`, { role: 'owner' }))).toBe(
      'staff.unknown',
    );
    const { members } = (await (await world.get(owner, '/api/v1/operator/staff')).json()) as { members: object[] };
    expect(members).toHaveLength(1);
  });

  test('an owner signs others out, who come back with their passkey', async () => {
    const owner = await world.setUp();
    const ben = await world.hire(owner, 'staff');
    expect((await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/sign-out`)).status).toBe(200);
    expect(await codeOf(await world.get(ben, '/api/v1/operator/me'))).toBe('identity.invalid');
    expect((await world.signIn(ben.device)).status).toBe(303);
  });

  test('the last owner stays one, also when two owners press at once', async () => {
    const owner = await world.setUp();
    const own = `/api/v1/operator/staff/${owner.staffId}`;
    expect(await problemOf(await world.act(owner, `${own}/role`, { role: 'staff' }))).toMatchObject({
      status: 409,
      code: 'staff.last-owner',
    });
    expect(await codeOf(await world.act(owner, `${own}/leave`))).toBe('staff.last-owner');
    const eve = await world.hire(owner, 'owner', 'Eve');
    const both = await Promise.all([
      world.act(owner, `/api/v1/operator/staff/${eve.staffId}/leave`),
      world.act(eve, `${own}/role`, { role: 'installer' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('is for owners only', async () => {
    const owner = await world.setUp();
    for (const role of ['staff', 'installer']) {
      const member = await world.hire(owner, role, role);
      for (const path of ['/api/v1/operator/invitations', `/api/v1/operator/staff/${owner.staffId}/leave`]) {
        const body = path.endsWith('invitations') ? { name: 'Eve', role: 'owner' } : {};
        expect(await codeOf(await world.act(member, path, body))).toBe('operator.role-refused');
      }
      const page = await world.get(member, '/console/staff');
      expect(page.status).toBe(403);
    }
  });

  test('refuses a role that there is not, and names that are none', async () => {
    const owner = await world.setUp();
    for (const body of [
      { name: 'Ben', role: 'king' },
      { name: ' \u200b\u202e ', role: 'staff' },
      { name: 'x'.repeat(81), role: 'staff' },
    ]) {
      expect(await codeOf(await world.act(owner, '/api/v1/operator/invitations', body))).toBe('request.malformed');
    }
  });

  test('is audited: who, whom, and what', async () => {
    const owner = await world.setUp();
    const ben = await world.hire(owner, 'staff');
    await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/role`, { role: 'installer' });
    await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/leave`);
    const rows = await world.store.books<{ what: string; actor_id: string }>(
      'SELECT what, actor_id FROM audit_rows ORDER BY audit_id',
    );
    expect(rows.map(({ what, actor_id }) => [what, actor_id === owner.staffId ? 'owner' : 'ben'])).toEqual([
      ['operator-set-up', 'owner'],
      ['staff-invited', 'owner'],
      ['staff-joined', 'ben'],
      ['staff-role-changed', 'owner'],
      ['staff-left', 'owner'],
    ]);
  });
});

describe('names', () => {
  const NASTY = '<script>alert(1)</script>\u202eeve\u0007';

  test('with script and overrides are shown as text of one line', async () => {
    const device = createSoftAuthenticator(ORIGIN);
    const token = await world.desk.setUp.token();
    const answer = await world.register(`/console/first/${token}`, { tenant: NASTY, owner: NASTY }, device);
    const owner = await world.memberOf(answer, device);
    const written = await invite(owner, 'staff', NASTY);
    const pages = [
      await (await world.http.request(pathOf(written))).text(),
      await (await world.get(owner, '/console/staff')).text(),
    ];
    for (const page of pages) {
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; eve');
      for (const raw of ['<script>alert', '\u202e', '\u0007']) expect(page).not.toContain(raw);
    }
  });
});
