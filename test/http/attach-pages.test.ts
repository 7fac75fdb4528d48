// Attach pages at the edge: whose they are, what opens them, and that nobody else's page can press their buttons.
import { describe, expect, test } from 'vitest';
import { cookieOf, createHttpWorld, type HttpWorld, ORIGIN, problemOf } from './http-world.ts';
import { LABEL, LABELLED } from './in-memory-labels.ts';

const LABEL_PATH = `/attach/labels/${LABEL.tagId}`;

async function signedIn(): Promise<{ readonly world: HttpWorld; readonly Cookie: string }> {
  const world = await createHttpWorld();
  const answer = await world.form('/attach/sign-in', { token: await world.staffToken('eve') });
  expect(answer.status).toBe(303);
  return { world, Cookie: cookieOf(answer, 'unlatch_staff') };
}

describe('who may', () => {
  test('a stranger sees the sign-in and nothing of any label', async () => {
    const world = await createHttpWorld();
    for (const path of ['/attach', LABEL_PATH, `/attach?done=${LABEL.tagId}`, '/attach/rounds', '/attach/rounds/rnd_1']) {
      const answer = await world.request(path);
      const html = await answer.text();
      expect(html, path).toContain('id="sign-in"');
      expect(html, path).not.toContain(LABELLED.name);
    }
    for (const path of [LABEL_PATH, '/attach/rounds', '/attach/rounds/rnd_1/sightings', '/attach/rounds/rnd_1/end']) {
      const answer = await world.form(path, { object: 'obj_1', venue: 'ven_1', code: 'x' });
      expect([answer.status, answer.headers.get('location')], path).toEqual([200, null]);
    }
    expect(world.asked.filter(({ step }) => /label|attach/i.test(step))).toEqual([]);
  });

  test.each([
    ['a person’s token', (world: HttpWorld) => world.token('ann'), 'identity.invalid'],
    ['an expired one', (world: HttpWorld) => world.staffToken('eve', { exp: 1 }), 'identity.expired'],
    ['one without the right', (world: HttpWorld) => world.staffToken('eve', { scope: 'read' }), 'operator.not-allowed'],
    ['nothing', async () => '', 'identity.invalid'],
  ])('%s does not sign in', async (_name, tokenOf, code) => {
    const world = await createHttpWorld();
    const answer = await world.form('/attach/sign-in', { token: await tokenOf(world) });
    expect(answer.status).toBeGreaterThanOrEqual(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toContain(`data-code="${code}"`);
  });

  test('the cookie is unreadable by scripts, and sent from elsewhere with a link alone', async () => {
    const world = await createHttpWorld();
    const answer = await world.form('/attach/sign-in', { token: await world.staffToken('eve') });
    const cookie = answer.headers.get('set-cookie') ?? '';
    for (const part of ['Path=/;', 'HttpOnly', 'SameSite=Lax', 'Secure']) expect(cookie).toContain(part);
    expect(answer.headers.get('location')).toBe('/attach');
  });

  test('the API takes the cookie of staff for looks, and for acts of our own pages alone', async () => {
    const { world, Cookie } = await signedIn();
    expect((await world.request('/api/v1/operator/matters', { headers: { Cookie } })).status).toBe(200);
    const act = { method: 'POST', body: JSON.stringify({ note: 'hangs well' }) };
    const headers = { Cookie, 'Content-Type': 'application/json', 'Idempotency-Key': 'k1' };
    const path = '/api/v1/operator/label-alerts/lal_1/close';
    const strange = await world.request(path, { ...act, headers: { ...headers, Origin: 'https://evil.example' } });
    expect([strange.status, (await problemOf(strange)).code]).toEqual([403, 'origin.refused']);
    const unnamed = await world.request(path, { ...act, headers });
    expect([unnamed.status, (await problemOf(unnamed)).code]).toEqual([403, 'origin.refused']);
    const ours = await world.request(path, { ...act, headers: { ...headers, Origin: ORIGIN } });
    expect((await problemOf(ours)).code).not.toBe('origin.refused');
  });

  test('a role that may not is told so, by cookie and by token', async () => {
    const world = await createHttpWorld();
    const token = await world.staffToken('ina', { role: 'installer' });
    const answer = await world.request('/api/v1/operator/matters', { headers: { Authorization: `Bearer ${token}` } });
    expect([answer.status, (await problemOf(answer)).code]).toEqual([403, 'operator.role-refused']);
  });

  test.each(['boss', '', ['owner', 'staff']])("a token of the role %j is nobody's", async (role) => {
    const world = await createHttpWorld();
    const token = await world.staffToken('ina', { role });
    const answer = await world.request('/api/v1/operator/matters', { headers: { Authorization: `Bearer ${token}` } });
    expect([answer.status, (await problemOf(answer)).code]).toEqual([403, 'operator.not-allowed']);
  });

  test.each([
    '/attach/sign-in',
    '/attach/sign-out',
    '/attach/labels',
    LABEL_PATH,
    '/attach/rounds',
    '/attach/rounds/rnd_1/sightings',
    '/attach/rounds/rnd_1/end',
  ])('a page of somebody else presses nothing at %s', async (path) => {
    const { world, Cookie } = await signedIn();
    const token = await world.staffToken('mallory');
    const fields = { label: LABEL.tagId, object: 'obj_1', venue: 'ven_1', code: 'x', token };
    const answer = await world.form(path, fields, { Cookie, Origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(world.asked.filter(({ step }) => step === 'attachLabel')).toEqual([]);
  });

  test('signing out takes the cookie away', async () => {
    const { world, Cookie } = await signedIn();
    const answer = await world.form('/attach/sign-out', {}, { Cookie });
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-unlatch_staff=; Max-Age=0; Path=\//);
  });
});

describe('what happens', () => {
  test('a label that was typed leads to its page, and its page hangs it as that operator of that tenant', async () => {
    const { world, Cookie } = await signedIn();
    const found = await world.form('/attach/labels', { label: ' 7K3M-Q9TX-8' }, { Cookie });
    expect(found.status).toBe(404);
    const exact = await world.form('/attach/labels', { label: '7k3mq9tx8' }, { Cookie });
    expect(exact.headers.get('location')).toBe(LABEL_PATH);
    const hung = await world.form(LABEL_PATH, { object: 'obj_1', others: 'keep', move: 'yes' }, { Cookie });
    expect(hung.status).toBe(303);
    expect(hung.headers.get('location')).toBe(`/attach?done=${LABEL.tagId}&ended=0`);
    const { request } = world.asked.find(({ step }) => step === 'attachLabel') ?? {};
    expect(request).toMatchObject({ operatorId: 'eve', tenantId: 'ten_1', objectId: 'obj_1', others: 'keep', isMove: true });
  });

  test('what is said of other labels is one of the known answers; anything else is no answer', async () => {
    const { world, Cookie } = await signedIn();
    await world.form(LABEL_PATH, { object: 'obj_1', others: 'all', move: 'true' }, { Cookie });
    const { request } = world.asked.find(({ step }) => step === 'attachLabel') ?? {};
    expect(request).toMatchObject({ others: 'refuse', isMove: false });
  });

  test('addresses that name no label answer with the first page and its refusal', async () => {
    const { world, Cookie } = await signedIn();
    for (const tag of ['0000000000000000', 'x', '%20', 'A'.repeat(16)]) {
      const answer = await world.request(`/attach/labels/${tag}`, { headers: { Cookie } });
      expect(answer.status, tag).toBe(404);
      expect(await answer.text(), tag).toContain('data-code="label.unknown"');
    }
  });

  test('what was typed comes back as text, whatever it is', async () => {
    const { world, Cookie } = await signedIn();
    const answer = await world.form('/attach/labels', { label: '"><script>alert(1)</script>' }, { Cookie });
    const html = await answer.text();
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
  });
});

describe('a round', () => {
  test('is begun in a venue, told what is seen, and ended; each press leads back to its page', async () => {
    const { world, Cookie } = await signedIn();
    const goes = async (path: string, fields: { readonly [name: string]: string }) => {
      const answer = await world.form(path, fields, { Cookie });
      return [answer.status, answer.headers.get('location')];
    };
    expect(await goes('/attach/rounds', { venue: 'ven_1' })).toEqual([303, '/attach/rounds/rnd_1']);
    const sightings = '/attach/rounds/rnd_1/sightings';
    expect(await goes(sightings, { code: 'https://evil.example', read: 'typed' })).toEqual([
      303,
      '/attach/rounds/rnd_1?seen=foreign',
    ]);
    expect(await goes(sightings, { code: 'x', read: 'camera' })).toEqual([303, '/attach/rounds/rnd_1?seen=foreign&again=1']);
    expect(await goes('/attach/rounds/rnd_1/end', {})).toEqual([303, '/attach/rounds/rnd_1']);
    expect(await goes('/attach/rounds', { venue: 'ven_other' })).toEqual([404, null]);
    expect(await goes('/attach/rounds/rnd_9/sightings', { code: 'x' })).toEqual([404, null]);
  });

  test('an empty field is nothing that anybody saw', async () => {
    const { world, Cookie } = await signedIn();
    const answer = await world.form('/attach/rounds/rnd_1/sightings', { code: ' ' }, { Cookie });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('data-code="label.mistyped"');
  });

  test('a link cannot make its page say what nobody saw', async () => {
    const { world, Cookie } = await signedIn();
    const page = async (query: string) => (await world.request(`/attach/rounds/rnd_1${query}`, { headers: { Cookie } })).text();
    expect(await page('?seen=paid&label=x')).not.toContain('id="seen"');
    expect(await page('?seen=ended&label=%3Cscript%3Ealert(1)')).not.toContain('alert(1)');
    expect(await page('?seen=foreign&again=1')).toContain('data-again="code"');
  });
});

test('of the gateway’s keys a host publishes those of labels that are its own', async () => {
  const key = (kid: string, iss: string) => ({ kty: 'OKP', kid, iss, 'unlatch:purpose': 'tag' });
  const keys = [key('k1', ORIGIN), key('k2', 'https://other.example'), { kty: 'OKP', kid: 'c1', 'unlatch:purpose': 'command' }];
  const world = await createHttpWorld({ readJwks: async () => ({ keys }) });
  const answer = await world.request('/.well-known/tag-keys.json');
  expect(answer.headers.get('content-type')).toBe('application/jwk-set+json');
  expect(answer.headers.get('vary')).toBe('Host');
  expect(await answer.json()).toEqual({ keys: [key('k1', ORIGIN)] });
});
