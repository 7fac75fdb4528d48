// Reservations over HTTP: keeping an object and telling its blinks as API and as forms, and a position that is sent on purpose only.
import { describe, expect, test } from 'vitest';
import { cookieOf, createHttpWorld, type HttpWorld } from './http-world.ts';
import { GOOD_CODE, START_MS } from './in-memory-steps.ts';

async function signedInScan(world: HttpWorld) {
  const person = `__Host-unlatch_person=${await world.token('ann')}`;
  const answer = await world.request(`/${GOOD_CODE}`, { headers: { Cookie: person } });
  return { offer: answer.headers.get('location') ?? '', cookies: `${person}; ${cookieOf(answer, 'unlatch_scan')}` };
}
const ORIGIN = { Origin: 'https://go.example.com', 'Sec-Fetch-Site': 'same-origin' };
const form = (cookies: string, fields: { readonly [name: string]: string }) => ({
  method: 'POST',
  headers: { ...ORIGIN, Cookie: cookies, 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
  body: new URLSearchParams({ key: 'a-key-of-22-characters', ...fields }).toString(),
});

async function bearer(world: HttpWorld) {
  const authorization = { Authorization: `Bearer ${await world.token('ann')}`, 'Content-Type': 'application/json' };
  const post = (path: string, body: unknown) =>
    world.request(path, { method: 'POST', headers: authorization, body: JSON.stringify(body) });
  const scan = (await (await post('/api/v1/scans', { code: GOOD_CODE })).json()) as { ticket: string };
  return { post, ticket: scan.ticket };
}

describe('the API', () => {
  test('keeps an object for a person with a ticket, and tells until when', async () => {
    const { post, ticket } = await bearer(await createHttpWorld());
    const answer = await post('/api/v1/reservations', { ticket });
    expect(answer.status).toBe(200);
    const until = new Date(START_MS + 90_000).toISOString();
    const keeping = { number: '0417', presses: 3 };
    expect(await answer.json()).toEqual({ reservationId: 'rsv_1', objectId: 'obj_1', blink: 'asked', groups: 3, keeping, until });
  });

  test('asks in the name of its address, by the API and by the page, and says how long to wait', async () => {
    const world = await createHttpWorld({ config: { publicOrigin: ORIGIN.Origin, trustedProxies: 1 } });
    const { ticket } = await bearer(world);
    const { offer, cookies } = await signedInScan(world);
    const from = { 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' };
    const headers = { ...from, Authorization: `Bearer ${await world.token('ann')}` };
    const page = form(cookies, {});
    const answers: Response[] = [];
    for (const ask of [
      () => world.post('/api/v1/reservations', { ticket }, headers),
      () => world.request(`${offer}/reserve`, { ...page, headers: { ...page.headers, ...from } }),
    ]) {
      world.fail('reserveObject', { code: 'limit.reached', retryAfterS: 30, helps: 'waiting' });
      answers.push(await ask());
    }
    expect(answers.map((answer) => [answer.status, answer.headers.get('retry-after')])).toEqual(Array(2).fill([429, '30']));
    const kept = world.asked.filter(({ step }) => step === 'reserveObject');
    expect(kept).toMatchObject(Array(2).fill({ request: { personId: 'ann', address: '203.0.113.7' } }));
  });

  test('takes the numbers that it blinked, and refuses wrong ones with a code', async () => {
    const { post, ticket } = await bearer(await createHttpWorld());
    const right = await post('/api/v1/reservations/blinks', { ticket, blinks: [3, 5, 2] });
    expect([right.status, await right.json()]).toEqual([200, { by: 'blink', until: new Date(START_MS + 180_000).toISOString() }]);
    const wrong = await post('/api/v1/reservations/blinks', { ticket, blinks: [5, 3] });
    expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([422, 'blink.wrong']);
  });

  test.each([
    ['/api/v1/reservations', {}],
    ['/api/v1/reservations', { ticket: 7 }],
    ['/api/v1/reservations/blinks', { ticket: 'ticket-1.mac' }],
    ['/api/v1/reservations/blinks', { ticket: 'ticket-1.mac', blinks: [] }],
    ['/api/v1/reservations/blinks', { ticket: 'ticket-1.mac', blinks: [0] }],
    ['/api/v1/reservations/blinks', { ticket: 'ticket-1.mac', blinks: ['3', '5'] }],
    ['/api/v1/reservations/blinks', { ticket: 'ticket-1.mac', blinks: [1, 2, 3, 4] }],
    ['/api/v1/scans/whereabouts', { ticket: 'ticket-1.mac' }],
    ['/api/v1/scans/whereabouts', { ticket: 'ticket-1.mac', position: { latitude: 91, longitude: 0, accuracyM: 1 } }],
    ['/api/v1/scans/whereabouts', { ticket: 'ticket-1.mac', position: { latitude: 0, longitude: 0, accuracyM: -1 } }],
    ['/api/v1/scans/whereabouts', { ticket: 'ticket-1.mac', position: { latitude: '0', longitude: 0, accuracyM: 1 } }],
  ])('refuses %s with %j', async (path, body) => {
    const world = await createHttpWorld();
    const { post } = await bearer(world);
    const answer = await post(path, body);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'request.malformed']);
    expect(world.asked.map(({ step }) => step)).toEqual(['resolveScan']);
  });

  test('keeps nothing for somebody whom nobody knows', async () => {
    const { request, asked } = await createHttpWorld();
    for (const path of ['/api/v1/reservations', '/api/v1/reservations/blinks']) {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await request(path, { method: 'POST', headers, body: '{"ticket":"ticket-1.mac","blinks":[1]}' });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'identity.missing']);
    }
    expect(asked).toEqual([]);
  });

  test('compares a position for anybody who has scanned', async () => {
    const { post, ticket } = await bearer(await createHttpWorld());
    const position = { latitude: 31.2, longitude: 121.3, accuracyM: 12.5 };
    expect(await (await post('/api/v1/scans/whereabouts', { ticket, position })).json()).toEqual({ whereabouts: 'elsewhere' });
    expect(await (await post('/api/v1/scans/whereabouts', { ticket, position: null })).json()).toEqual({
      whereabouts: 'unknown',
    });
  });
});

describe('the forms', () => {
  test('lead back to the offer, or show there what was wrong', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await signedInScan(world);
    const reserved = await world.request(`${offer}/reserve`, form(cookies, {}));
    expect([reserved.status, reserved.headers.get('location')]).toEqual([303, offer]);
    const right = await world.request(`${offer}/blinks`, form(cookies, { blinks1: '3', blinks2: '5', blinks3: '2' }));
    expect([right.status, right.headers.get('location')]).toEqual([303, offer]);
    const wrong = await world.request(`${offer}/blinks`, form(cookies, { blinks1: '1', blinks2: '1', blinks3: '1' }));
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('data-code="blink.wrong"');
    const letters = await world.request(`${offer}/blinks`, form(cookies, { blinks1: 'x', blinks2: '' }));
    expect(letters.status).toBe(400);
  });

  test('are not taken from another site', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await signedInScan(world);
    const asked = world.asked.length;
    for (const act of ['reserve', 'blinks', 'whereabouts']) {
      const { headers, ...rest } = form(cookies, { blinks1: '3', blinks2: '5', blinks3: '2' });
      const foreign = { ...headers, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
      const answer = await world.request(`${offer}/${act}`, { ...rest, headers: foreign });
      expect(answer.status, act).toBe(403);
    }
    expect(world.asked.slice(asked).filter(({ step }) => step !== 'readTicket')).toEqual([]);
  });

  test('compare a position, and say what came of it on the offer itself', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await signedInScan(world);
    const told = { latitude: '31.2', longitude: '121.3', accuracyM: '12' };
    const answer = await world.request(`${offer}/whereabouts`, form(cookies, told));
    expect(answer.status).toBe(200);
    await world.request(`${offer}/whereabouts`, form(cookies, { latitude: '', longitude: '', accuracyM: '' }));
    const compared = world.asked.filter(({ step }) => step === 'compareWhereabouts');
    expect(compared.map(({ request }) => (request as { position: unknown }).position)).toEqual([
      { latitude: 31.2, longitude: 121.3, accuracyM: 12 },
      null,
    ]);
    const bad = await world.request(`${offer}/whereabouts`, form(cookies, { ...told, latitude: '200' }));
    expect(bad.status).toBe(400);
  });
});
