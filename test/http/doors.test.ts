// Doors over HTTP: one label, and who is led where by it - guests, staff of its tenant, staff of another, and staff who are none any more.
import { describe, expect, test } from 'vitest';
import { ok, refused } from '#protocol';
import type { HttpSteps } from '../../gateway/http/steps.ts';
import { textsOf } from '../../gateway/web/text/texts.ts';
import { DOOR_OBJECT } from '../unit/gateway/web/door-pages.ts';
import { cookieOf, createHttpWorld, type HttpWorld, ORIGIN, problemOf } from './http-world.ts';
import { LABEL, LABELLED } from './in-memory-labels.ts';
import { createInMemorySteps, GOOD_CODE, GOOD_SHORT_CODE, START_MS } from './in-memory-steps.ts';
import { openStaffWorld } from './staff-world.ts';

const LOOSE_CODE = '5'.repeat(185);
const DOORS = `/doors/obj_1?label=${LABEL.tagId}&ticket=ticket-1.mac`;
const DETAIL = { ...DOOR_OBJECT, objectId: 'obj_1', state: 'needs-cleaning', uncleanSinceMs: START_MS - 60_000 } as const;

/** One object of tenant `ten_1` with a label, and a label that hangs on nothing yet. */
function stepsWithDoors(): HttpSteps {
  const { steps } = createInMemorySteps(() => START_MS);
  const { operator } = steps;
  const of = async (tenantId: string, objectId: string) =>
    tenantId === 'ten_1' && objectId === 'obj_1' ? ok({ ...DETAIL } as never) : refused({ code: 'object.unknown' } as const);
  return {
    ...steps,
    resolveScan: async (request) =>
      request.code === LOOSE_CODE ? refused({ code: 'code.not-attached' }) : steps.resolveScan(request),
    operator: {
      ...operator,
      async findLabel(tenantId, code) {
        if (tenantId !== 'ten_1') return refused({ code: 'label.unknown' });
        if (code === LOOSE_CODE) return ok({ label: { ...LABEL, objectId: null, status: 'printed' }, object: null });
        const isThis = [GOOD_CODE, GOOD_SHORT_CODE, LABEL.tagId].includes(code);
        return isThis ? ok({ label: LABEL, object: LABELLED }) : refused({ code: 'code.not-ours' });
      },
      setUp: {
        ...operator.setUp,
        list: { ...operator.setUp.list, object: of },
        readDoors: async (tenantId, objectId) => {
          const object = await of(tenantId, objectId);
          return object.ok ? ok({ object: object.value, zone: 'Asia/Shanghai', free: null }) : object;
        },
      },
    },
  };
}

const world = (): Promise<HttpWorld> => createHttpWorld({ steps: stepsWithDoors() });
const staffCookie = async (http: HttpWorld, claims: object = {}): Promise<string> =>
  `__Host-unlatch_staff=${await http.staffToken('mei', { ...claims })}`;
const leadsTo = async (http: HttpWorld, code: string, Cookie?: string): Promise<string | null> =>
  (await http.request(`/${code}`, Cookie === undefined ? {} : { headers: { Cookie } })).headers.get('location');

/** All that an answer says, as bytes. */
async function wholeOf(answer: Response): Promise<unknown> {
  return { status: answer.status, headers: [...answer.headers], text: await answer.text() };
}

describe('a scanned label', () => {
  test.each(['owner', 'staff', 'installer'])('leads the %s of its tenant to its doors', async (role) => {
    const http = await world();
    expect(await leadsTo(http, GOOD_CODE, await staffCookie(http, { role }))).toBe(DOORS);
  });

  test('that is typed does so too', async () => {
    const http = await world();
    const Cookie = await staffCookie(http);
    const typed = await http.form('/scan', { code: '7K3M-Q9TX-8' }, { Cookie });
    expect(typed.headers.get('location')).toBe(DOORS);
    const linked = await http.request('/c/7k3mq9tx8', { headers: { Cookie } });
    expect(linked.headers.get('location')).toBe(DOORS.replace('ticket-1', 'ticket-2'));
  });

  test('that hangs on nothing leads staff to where it is attached, and tells everybody else clearly', async () => {
    const http = await world();
    expect(await leadsTo(http, LOOSE_CODE, await staffCookie(http, { role: 'installer' }))).toBe(`/attach/labels/${LABEL.tagId}`);
    const guest = await http.request(`/${LOOSE_CODE}`);
    expect(await guest.text()).toContain(textsOf('en').rejections['code.not-attached'].title);
    expect(await leadsTo(http, LOOSE_CODE, await staffCookie(http, { tenant: 'ten_2' }))).toBeNull();
  });

  test.each([
    ['staff of another tenant', async (http: HttpWorld) => staffCookie(http, { tenant: 'ten_2' })],
    ['staff whose sign-in has expired', async (http: HttpWorld) => staffCookie(http, { exp: 1 })],
    ['somebody with a cookie of their own making', async () => '__Host-unlatch_staff=uls_x'],
    ["a guest who shows a person's token as staff", async (http: HttpWorld) => `__Host-unlatch_staff=${await http.token('ann')}`],
  ])('is the same bytes for %s as for a guest', async (_, cookieFor) => {
    const seen: unknown[] = [];
    for (const isStaff of [false, true]) {
      const http = await world();
      const staff = await cookieFor(http);
      const scan = await http.request(`/${GOOD_CODE}`, isStaff ? { headers: { Cookie: staff } } : {});
      const bound = cookieOf(scan, 'unlatch_scan');
      const offer = scan.headers.get('location') ?? '';
      const Cookie = isStaff ? `${bound}; ${staff}` : bound;
      seen.push(await wholeOf(scan), await wholeOf(await http.request(offer, { headers: { Cookie } })));
      expect(offer).toBe('/s/ticket-1.mac');
    }
    expect(seen.slice(2)).toEqual(seen.slice(0, 2));
  });
});

describe('the offer', () => {
  test("is the guest's for staff too, one tap from the doors", async () => {
    const http = await world();
    const staff = await staffCookie(http);
    const scan = await http.request(`/${GOOD_CODE}`, { headers: { Cookie: staff } });
    const Cookie = `${staff}; ${cookieOf(scan, 'unlatch_scan')}`;
    const doors = await (await http.request(DOORS, { headers: { Cookie } })).text();
    expect(doors).toContain('id="guest-view"');
    expect(doors).toContain('href="/s/ticket-1.mac"');
    const offer = await (await http.request('/s/ticket-1.mac', { headers: { Cookie } })).text();
    expect(offer).toContain('Pod 1');
    for (const word of ['/doors/', 'operator', 'data-act']) expect(offer).not.toContain(word);
  });
});

describe('the doors', () => {
  test.each([
    ['owner', ['clean', 'out', 'attach', 'move']],
    ['staff', ['clean', 'out', 'attach', 'move']],
    ['installer', ['out', 'attach', 'move']],
  ])('of the %s are those of the table', async (role, expected) => {
    const http = await world();
    const answer = await http.request(DOORS, { headers: { Cookie: await staffCookie(http, { role }) } });
    const html = await answer.text();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const there = ['clean', 'open-free', 'close-free', 'out', 'back', 'attach', 'move'].filter((id) =>
      html.includes(`id="${id}"`),
    );
    expect(there).toEqual(expected);
    expect(html.includes('id="device-title"')).toBe(role !== 'staff');
    expect(html).toContain('<noscript>');
  });

  test('every press of them is a route of the operator API', async () => {
    const http = await world();
    const document = (await (await http.request('/openapi.json')).json()) as { paths: { [path: string]: object } };
    const html = await (await http.request(DOORS, { headers: { Cookie: await staffCookie(http) } })).text();
    const acts = [...html.matchAll(/data-act="POST ([^"]+)"/g)].map(([, path = '']) => path.replace('obj_1', '{id}'));
    expect(acts.length).toBeGreaterThan(0);
    for (const path of acts) expect(Object.keys(document.paths)).toContain(path);
  });

  test('lead whoever is not signed in to the sign-in, whatever they name', async () => {
    const http = await world();
    for (const objectId of ['obj_1', 'obj_none']) {
      const answer = await http.request(`/doors/${objectId}`);
      const back = `/console/sign-in?return=${encodeURIComponent(`/doors/${objectId}`)}`;
      expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([303, back, '']);
    }
  });

  test("of another tenant's object are as unknown as those of none", async () => {
    const http = await world();
    const Cookie = await staffCookie(http, { tenant: 'ten_2' });
    const answers = await Promise.all(['obj_1', 'obj_none'].map((id) => http.request(`/doors/${id}`, { headers: { Cookie } })));
    const [theirs, none] = await Promise.all(answers.map(async (answer) => [answer.status, (await answer.text()).length]));
    expect(theirs?.[0]).toBe(404);
    expect(none?.[0]).toBe(404);
  });

  test('show names that mean harm as text', async () => {
    const http = await world();
    const evil = '"><script>alert(1)</script>\u202e';
    const steps = stepsWithDoors();
    const evilDoors = async () => ok({ object: { ...DETAIL, name: evil }, zone: 'Asia/Shanghai', free: null });
    const setUp = { ...steps.operator.setUp, readDoors: evilDoors as never };
    const bad = await createHttpWorld({ steps: { ...steps, operator: { ...steps.operator, setUp } } });
    const html = await (await bad.request(DOORS, { headers: { Cookie: await staffCookie(http) } })).text();
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('\u202e');
  });

  test.each(['clean', 'open-free', 'close-free', 'service'])('a guest who asks for %s directly is refused', async (act) => {
    const http = await world();
    const path = `/api/v1/operator/objects/obj_1/${act}`;
    const guest = { Cookie: `__Host-unlatch_person=${await http.token('ann')}`, Origin: ORIGIN, 'Idempotency-Key': 'k-1' };
    expect(await problemOf(await http.post(path, {}, guest))).toMatchObject({ status: 401, code: 'identity.missing' });
    const bearer = { Authorization: `Bearer ${await http.token('ann')}`, 'Idempotency-Key': 'k-2' };
    expect((await problemOf(await http.post(path, {}, bearer))).status).toBe(401);
  });

  test('an installer who asks for what cleaners do is refused', async () => {
    const http = await world();
    const headers = { Cookie: await staffCookie(http, { role: 'installer' }), Origin: ORIGIN, 'Idempotency-Key': 'k-1' };
    const answer = await http.post('/api/v1/operator/objects/obj_1/clean', {}, headers);
    expect(await problemOf(answer)).toMatchObject({ status: 403, code: 'operator.role-refused' });
  });
});

describe('staff who are none any more', () => {
  test('see what a guest sees from their next request on', async () => {
    const staff = await openStaffWorld();
    const owner = await staff.setUp();
    const ben = await staff.hire(owner, 'staff');
    const locate = async (path: string) => (await staff.get(ben, path)).headers.get('location');
    expect(await locate('/doors/obj_1')).toBeNull();
    const left = await staff.act(owner, `/api/v1/operator/staff/${ben.staffId}/leave`, {});
    expect(left.status).toBe(200);
    expect(await locate('/doors/obj_1')).toContain('/console/sign-in');
    expect(await locate(`/${GOOD_CODE}`)).toMatch(/^\/s\//);
    await staff.store.close();
  });
});
