// Callers: tokens and cookies, origins, and the Stop that never fails for lack of a token.
import { describe, expect, test } from 'vitest';
import { cookieOf, createHttpWorld, type HttpWorld, ORIGIN, problemOf } from './http-world.ts';
import { sampleView } from './in-memory-steps.ts';

const HOUR_MS = 3_600_000;

async function bearer(world: HttpWorld, personId: string, lifeMs?: number): Promise<{ Authorization: string }> {
  return { Authorization: `Bearer ${await world.token(personId, lifeMs)}` };
}

describe('tokens', () => {
  test('no token is 401 with a bare challenge', async () => {
    const { request } = await createHttpWorld();
    const answer = await request('/api/v1/wallet');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="unlatch"');
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'identity.missing' });
  });

  test.each(['Bearer nonsense', 'Basic YTpi', 'Bearer'])('%j is 401 invalid_token', async (Authorization) => {
    const { request } = await createHttpWorld();
    const answer = await request('/api/v1/wallet', { headers: { Authorization } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="unlatch", error="invalid_token"');
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'identity.invalid' });
  });

  test('a bad bearer token is not made good by a cookie', async () => {
    const { request, token } = await createHttpWorld();
    const headers = { Authorization: 'Bearer nonsense', Cookie: `__Host-unlatch_person=${await token('ann')}` };
    expect((await request('/api/v1/wallet', { headers })).status).toBe(401);
  });

  test('an expired token is 401 where no session is at stake', async () => {
    const world = await createHttpWorld();
    const answer = await world.request('/api/v1/wallet', { headers: await bearer(world, 'ann', -1_000) });
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'identity.expired' });
  });

  test('a bearer token and its cookie are the same person', async () => {
    const world = await createHttpWorld();
    await world.request('/api/v1/wallet', { headers: await bearer(world, 'ann') });
    await world.request('/api/v1/wallet', { headers: { Cookie: `__Host-unlatch_person=${await world.token('ann')}` } });
    expect(world.asked).toEqual([
      { step: 'readPurse', request: { personId: 'ann' } },
      { step: 'readPurse', request: { personId: 'ann' } },
    ]);
  });
});

describe('Stop with an expired token', () => {
  const stop = (world: HttpWorld, headers: Record<string, string>) =>
    world.request('/api/v1/sessions/ses_1/stop', { method: 'POST', headers });

  test('stops and reads its own session, events and receipt', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1', { state: 'closed' }));
    const headers = await bearer(world, 'ann', -23 * HOUR_MS);
    const stopped = await stop(world, headers);
    expect([stopped.status, await stopped.json()]).toEqual([202, { sessionId: 'ses_1', version: 2 }]);
    for (const path of ['', '/events', '/receipt', '/receipt/keys']) {
      const answer = await world.request(`/api/v1/sessions/ses_1${path}`, { headers });
      expect([path, answer.status]).toEqual([path, 200]);
    }
  });

  test('a day after it expired it does not', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1'));
    const answer = await stop(world, await bearer(world, 'ann', -24 * HOUR_MS));
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'identity.expired' });
    expect(world.asked).toEqual([]);
  });

  test("is told nothing of a stranger's session", async () => {
    const world = await createHttpWorld();
    world.put('bob', sampleView('ses_1'));
    const answer = await stop(world, await bearer(world, 'ann', -HOUR_MS));
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'identity.expired' });
  });

  test('sets no control', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1'));
    const headers = { ...(await bearer(world, 'ann', -HOUR_MS)), 'Idempotency-Key': 'k1' };
    const answer = await world.post('/api/v1/sessions/ses_1/controls', { control: 'fan', value: 1, seen: 1 }, headers);
    expect(answer.status).toBe(401);
  });

  test('stops from the page with an expired cookie', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1'));
    const cookie = `__Host-unlatch_person=${await world.token('ann', -HOUR_MS)}`;
    const answer = await world.form('/sessions/ses_1/stop', { key: 'ses_1' }, { Cookie: cookie });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sessions/ses_1']);
  });
});

describe('origins of cookie requests', () => {
  const forms = [
    ...['/s/t.m/start', '/s/t.m/pair', '/s/t.m/join', '/wallet/top-ups', '/wallet/owed'],
    ...['stop', 'call', 'orders', 'controls/fan', 'pause', 'resume', 'enter', 'leave', 'claims', 'guests/gst_1/let-in'].map(
      (press) => `/sessions/ses_1/${press}`,
    ),
  ];
  const strangers: { readonly [name: string]: Record<string, string> } = {
    'no origin': {},
    'another origin': { Origin: 'https://evil.example.com' },
    'a null origin': { Origin: 'null' },
    'a sister site': { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-site' },
  };

  test.each(Object.keys(strangers))('a form with %s is refused before anything is asked', async (name) => {
    const world = await createHttpWorld();
    const cookie = `__Host-unlatch_person=${await world.token('ann')}`;
    for (const path of forms) {
      const answer = await world.request(path, {
        method: 'POST',
        body: new URLSearchParams({ key: 'k1' }),
        headers: { Cookie: cookie, ...strangers[name] },
      });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(await answer.text()).toContain('origin.refused');
    }
    expect(world.asked).toEqual([]);
  });

  test.each(Object.keys(strangers))('an API call by cookie with %s is refused, by bearer token it is not', async (name) => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1'));
    const path = '/api/v1/sessions/ses_1/stop';
    const cookie = { Cookie: `__Host-unlatch_person=${await world.token('ann')}` };
    const byCookie = await world.request(path, { method: 'POST', headers: { ...cookie, ...strangers[name] } });
    expect(await problemOf(byCookie)).toMatchObject({ status: 403, code: 'origin.refused' });
    const byToken = await world.request(path, {
      method: 'POST',
      headers: { ...(await bearer(world, 'ann')), ...strangers[name] },
    });
    expect(byToken.status).toBe(202);
  });

  test.each([
    { Origin: ORIGIN },
    { 'Sec-Fetch-Site': 'same-origin' },
    { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
  ])('a form with %j is taken', async (headers) => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1'));
    const cookie = `__Host-unlatch_person=${await world.token('ann')}`;
    const answer = await world.request('/sessions/ses_1/stop', {
      method: 'POST',
      body: new URLSearchParams({ key: 'ses_1' }),
      headers: { Cookie: cookie, ...headers } as Record<string, string>,
    });
    expect(answer.status).toBe(303);
  });
});

describe('visitors whom the host app knows', () => {
  test('get a cookie that scripts cannot read, and that outlives its token by a day', async () => {
    const world = await createHttpWorld({ knows: 'ann' });
    const answer = await world.request('/');
    const set = answer.headers.getSetCookie().find((each) => each.startsWith('__Host-unlatch_person='));
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/', `Max-Age=${25 * 3_600}`])
      expect(set).toContain(attribute);
    const again = await world.request('/api/v1/wallet', { headers: { Cookie: cookieOf(answer, 'unlatch_person') } });
    expect(again.status).toBe(200);
  });

  test('row 27: keep no cookie over a restore of the database: one of before signs nobody in', async () => {
    const world = await createHttpWorld({
      knows: 'ann',
      config: { publicOrigin: 'https://go.example.com', trustedProxies: 0, restoreEpoch: 1 },
    });
    const old = { headers: { Cookie: `__Host-unlatch_person=${await world.token('ann')}` } };
    expect((await world.request('/api/v1/wallet', old)).status).toBe(401);
    const answer = await world.request('/', old);
    const again = await world.request('/api/v1/wallet', { headers: { Cookie: cookieOf(answer, 'unlatch_person_1') } });
    expect(again.status).toBe(200);
  });

  test('are recognised anew when their token has expired', async () => {
    const world = await createHttpWorld({ knows: 'ann' });
    const answer = await world.request('/', {
      headers: { Cookie: `__Host-unlatch_person=${await world.token('ann', -HOUR_MS)}` },
    });
    expect(cookieOf(answer, 'unlatch_person')).not.toBe('');
  });

  test('are not asked about by the API', async () => {
    const world = await createHttpWorld({ knows: 'ann' });
    expect((await world.request('/api/v1/wallet')).status).toBe(401);
  });

  test('are read from the guarded name alone: a neighbour under the same domain can set the plain one', async () => {
    const world = await createHttpWorld();
    const ask = async (cookie: string): Promise<Response> => world.request('/api/v1/wallet', { headers: { Cookie: cookie } });
    expect((await ask(`unlatch_person=${await world.token('ann')}`)).status).toBe(401);
    expect((await ask(`__Host-unlatch_person=${await world.token('ann')}`)).status).toBe(200);
    const tossed = `unlatch_person=${await world.token('bob')}; __Host-unlatch_person=${await world.token('ann')}`;
    const put = sampleView('ses_1');
    world.put('ann', put);
    const answer = await world.request('/api/v1/sessions/ses_1', { headers: { Cookie: tossed } });
    expect(answer.status).toBe(200);
  });

  test('cookies are not Secure on a plain http origin', async () => {
    const world = await createHttpWorld({ knows: 'ann', config: { publicOrigin: 'http://192.168.0.9:8080', trustedProxies: 0 } });
    const answer = await world.request('/');
    expect(answer.headers.getSetCookie().join()).toContain('unlatch_person=');
    expect(answer.headers.getSetCookie().join()).not.toContain('__Host-');
    expect(answer.headers.getSetCookie().join()).not.toContain('Secure');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });
});
