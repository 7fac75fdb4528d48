// The red button over HTTP: who may press, end and look, what the page shows to whom, and what another tenant's staff learn of it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROLES, type Role } from '../../gateway/domain/staff/permissions.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';
import { createHttpWorld, type HttpWorld, problemOf } from './http-world.ts';

const BUTTON = '/api/v1/operator/venues/venue-1/emergency';
const END = `${BUTTON}/end`;
const DESK: readonly Role[] = ['owner', 'staff'];

let house: House;
let world: HttpWorld;
let drawn = 0;
beforeEach(async () => {
  house = await openHouse({ objects: ['pod-1'], persons: false });
  world = await createHttpWorld({ steps: house.core.steps });
});
afterEach(() => house.close());

type Asked = { readonly who?: string; readonly role?: string; readonly tenant?: string; readonly key?: string };
const tokenOf = ({ who = 'eve', role = 'owner', tenant = 'demo' }: Asked) => world.staffToken(who, { tenant, role });

async function press(path: string, asked: Asked = {}, body: object = { reason: 'smoke in the hall' }): Promise<Response> {
  drawn += 1;
  const headers = { Authorization: `Bearer ${await tokenOf(asked)}`, 'Idempotency-Key': asked.key ?? `press-${drawn}` };
  return world.post(path, body, headers);
}
async function look(asked: Asked = {}, path = BUTTON): Promise<Response> {
  return world.request(path, { headers: { Authorization: `Bearer ${await tokenOf(asked)}` } });
}
async function page(asked: Asked = {}, query = ''): Promise<Response> {
  const headers = { Cookie: `__Host-unlatch_staff=${await tokenOf(asked)}`, Accept: 'text/html' };
  return world.request(`/console/emergency${query}`, { headers });
}
const bodyOf = async (answer: Promise<Response>) => {
  const given = await answer;
  return { status: given.status, ...((await given.json()) as object) };
};
const refusal = async (answer: Promise<Response>) => {
  const { status, code } = await problemOf(await answer);
  return `${status} ${code}`;
};

describe('by role', () => {
  test('the desk presses and ends; everybody of the staff looks', async () => {
    for (const role of ROLES) {
      const [raised, ended] = [await press(BUTTON, { role }), await press(END, { role, who: 'fay' })];
      const expected = DESK.includes(role) ? 200 : 403;
      expect(`${role} ${raised.status} ${ended.status}`).toBe(`${role} ${expected} ${expected}`);
      expect((await look({ role })).status).toBe(200);
    }
  });

  test('the page has the button for whoever may press it, and its end for whoever may end it', async () => {
    for (const isPressed of [false, true]) {
      if (isPressed) await press(BUTTON, { who: 'fay' });
      for (const role of ROLES) {
        const answer = await page({ role });
        const text = await answer.text();
        expect(answer.status).toBe(200);
        expect(text.includes(`POST ${BUTTON}${isPressed ? '/end' : ''}"`)).toBe(DESK.includes(role));
        expect(text.includes(`POST ${BUTTON}${isPressed ? '' : '/end'}"`)).toBe(false);
        expect(text.includes('EMERGENCY since')).toBe(isPressed);
      }
    }
  });

  test('it says before the press that somebody else has to end it', async () => {
    expect(await (await page()).text()).toContain('Whoever raises it cannot end it');
  });

  test('whoever raised it has no button to end it', async () => {
    await press(BUTTON);
    const text = await (await page()).text();
    expect(text).toContain('A second person ends it');
    expect(text).not.toContain(`POST ${END}`);
    expect(await (await page({ who: 'fay' })).text()).toContain(`POST ${END}`);
  });

  test('nobody who is not signed in gets anything', async () => {
    expect((await world.request(BUTTON)).status).toBe(401);
    const keyed = { 'Idempotency-Key': 'k' };
    for (const path of [BUTTON, END]) expect((await world.post(path, { reason: 'x' }, keyed)).status).toBe(401);
    const led = await world.request('/console/emergency', { headers: { Accept: 'text/html' } });
    expect([led.status, led.headers.get('location')]).toEqual([303, '/console/sign-in?return=%2Fconsole%2Femergency']);
  });
});

describe('every page of the console', () => {
  const PAGES = ['/console', '/console/objects', '/console/staff', '/console/me'];
  const alarmOn = async (path: string, asked: Asked = {}): Promise<string> => {
    const headers = { Cookie: `__Host-unlatch_staff=${await tokenOf(asked)}`, Accept: 'text/html' };
    const text = await (await world.request(path, { headers })).text();
    return /<div class="alarm".*?<\/div>/s.exec(text)?.[0] ?? 'absent';
  };

  test('says so and leads to the button while a venue is in an emergency, and no other tenant hears of it', async () => {
    const calm = /^<div class="alarm"[^>]* hidden[^>]*><\/div>$/;
    for (const path of PAGES) expect(await alarmOn(path)).toMatch(calm);
    await press(BUTTON);
    for (const path of PAGES) {
      const alarm = await alarmOn(path);
      expect(alarm).toContain('role="status"');
      expect(alarm).toContain('EMERGENCY at');
      expect(alarm).toContain('href="/console/emergency?venue=venue-1"');
      expect(alarm).not.toMatch(/ hidden/);
      expect(await alarmOn(path, { tenant: 'other', who: 'mallory' })).toMatch(calm);
    }
    expect(await alarmOn('/console/emergency')).toMatch(calm);
    await press(END, { who: 'fay' });
    for (const path of PAGES) expect(await alarmOn(path)).toMatch(calm);
  });
});

describe('pressing and ending', () => {
  test('a second press says that it is open, and its page and its picture show the first', async () => {
    const first = await bodyOf(press(BUTTON, { key: 'once' }));
    expect(first).toMatchObject({ status: 200, state: 'open', isNew: true, endedAt: null });
    expect(await bodyOf(press(BUTTON, { key: 'once' }))).toEqual(first);
    const again = await bodyOf(press(BUTTON, { who: 'fay' }, { reason: 'I saw it too' }));
    expect(again).toMatchObject({ status: 200, state: 'open', isNew: false, devices: 0 });
    await house.settle();
    expect(await bodyOf(look())).toMatchObject({
      state: 'open',
      emergency: { raisedBy: 'eve', reason: 'smoke in the hall', ended: null },
      signals: { on: 1, unable: 0 },
    });
  });

  test('the same person is refused, a second one ends it, and then there is nothing to end', async () => {
    expect(await refusal(press(END))).toBe('409 emergency.not-open');
    await press(BUTTON);
    expect(await refusal(press(END))).toBe('403 emergency.same-person');
    expect(await bodyOf(look())).toMatchObject({ state: 'open' });
    expect(await bodyOf(press(END, { who: 'fay' }, { reason: 'a toaster' }))).toMatchObject({ status: 200, state: 'ended' });
    expect(await refusal(press(END, { who: 'fay' }))).toBe('409 emergency.not-open');
    expect(await bodyOf(look())).toMatchObject({
      state: 'ended',
      emergency: { ended: { by: 'fay', reason: 'a toaster' } },
      notReached: [],
    });
  });

  test.each([
    ['no reason', {}],
    ['an empty one', { reason: '' }],
    ['a word too many', { reason: 'smoke', venueId: 'venue-2' }],
  ])('%s is malformed, and presses nothing', async (_what, body) => {
    expect(await refusal(press(BUTTON, {}, body))).toBe('400 request.malformed');
    expect(await bodyOf(look())).toMatchObject({ state: 'none', emergency: null });
  });

  test('a form of another site presses nothing', async () => {
    const headers = {
      Cookie: `__Host-unlatch_staff=${await tokenOf({})}`,
      'Idempotency-Key': 'k',
      Origin: 'https://evil.example',
    };
    expect(await refusal(world.post(BUTTON, { reason: 'smoke' }, headers))).toBe('403 origin.refused');
    expect(await bodyOf(look())).toMatchObject({ state: 'none' });
  });
});

describe('the list of occupied objects', () => {
  test('names who is in a pod, and a device that is away, in the picture and on the page', async () => {
    const ada = await createPerson(house, 'ada');
    must(await ada.start('pod-1'));
    await house.pass(2_000);
    await press(BUTTON);
    await house.settle();
    type Picture = { readonly occupied: readonly object[]; readonly notReached: readonly object[] };
    const picture = (await bodyOf(look())) as Picture & { readonly status: number };
    expect(picture.occupied).toContainEqual(
      expect.objectContaining({ objectId: 'pod-1', because: expect.arrayContaining(['session']), since: expect.any(String) }),
    );
    // No device of this house but that of the pod is there.
    expect(picture.occupied).toContainEqual(
      expect.objectContaining({ objectId: 'pod-2', because: ['unknown'], since: null, lastContactAt: null }),
    );
    expect(picture.notReached).toContainEqual(
      expect.objectContaining({ objectId: 'bike-1', signal: 'away', why: 'never', inUseSince: null, isTakenAlong: false }),
    );
    const text = await (await page()).text();
    const [occupied = '', unreached = ''] = text.slice(text.indexOf('data-part="occupied"')).split('data-part="not-reached"');
    expect(occupied).toContain('in use');
    expect(occupied).toContain('not known');
    expect(unreached).toContain('never connected');
  });

  test('shows a name as it is, whatever is in it', async () => {
    const name = '<script>"1"</script> \u202ex';
    await house.changeVenue((venue) => ({ ...venue, objects: venue.objects.map((each) => ({ ...each, name })) }));
    const text = await (await page()).text();
    expect(text).not.toContain(name.slice(0, 8));
    expect(text).not.toContain('\u202e');
    expect(text).toContain('&lt;script&gt;');
  });
});

describe("another tenant's owner", () => {
  const strange: Asked = { tenant: 'other', who: 'mallory' };

  test('finds the venue as unknown as none, presses nothing and ends nothing', async () => {
    await press(BUTTON);
    const none = BUTTON.replace('venue-1', 'venue-none');
    for (const path of [BUTTON, none]) {
      expect(await refusal(look(strange, path))).toBe('404 venue.unknown');
      expect(await refusal(press(path, strange))).toBe('404 venue.unknown');
      expect(await refusal(press(`${path}/end`, strange))).toBe('404 venue.unknown');
    }
    expect(await bodyOf(look())).toMatchObject({ state: 'open' });
  });

  test('sees nothing of it on the page', async () => {
    await press(BUTTON);
    const text = await (await page(strange, '?venue=venue-1')).text();
    expect(text).not.toContain('EMERGENCY since');
    expect(text).not.toContain('Pod');
  });
});
