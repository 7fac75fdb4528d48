// Pages: from an opened code to a pressed Start, the presses of a session, and what refused codes look like.
import { describe, expect, test } from 'vitest';
import { cookieOf, createHttpWorld, type HttpWorld } from './http-world.ts';
import { BADLY_SIGNED_CODE, GOOD_CODE, REPLACED_CODE, sampleView, tariff, UNKNOWN_CODE } from './in-memory-steps.ts';

/** Opens the good code as a browser would, signed in as Ann. */
async function scan(world: HttpWorld): Promise<{ readonly offer: string; readonly cookies: string }> {
  const person = `__Host-unlatch_person=${await world.token('ann')}`;
  const answer = await world.request(`/${GOOD_CODE}`, { headers: { Cookie: person } });
  return { offer: answer.headers.get('location') ?? '', cookies: `${person}; ${cookieOf(answer, 'unlatch_scan')}` };
}

describe('an opened code', () => {
  test('leads to its ticket, and keeps tag and ticket out of caches and referrers', async () => {
    const { request, asked } = await createHttpWorld();
    const answer = await request(`/${GOOD_CODE}`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/s/ticket-1.mac');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    const set = answer.headers.getSetCookie().find((each) => each.startsWith('unlatch_scan='));
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/']) expect(set).toContain(attribute);
    expect(asked.map(({ step }) => step)).toEqual(['resolveScan']);
  });

  test('keeps the nonce of an earlier scan, so that both offers can be started', async () => {
    const { request, asked } = await createHttpWorld();
    const first = await request(`/${GOOD_CODE}`);
    await request(`/${GOOD_CODE}`, { headers: { Cookie: cookieOf(first, 'unlatch_scan') } });
    await request(`/${GOOD_CODE}`);
    const bindings = asked.map(({ request: scanned }) => (scanned as { binding: string }).binding);
    expect(bindings[0]).toMatch(/^c:[A-Za-z0-9_-]{43}$/);
    expect(bindings[1]).toBe(bindings[0]);
    expect(bindings[2]).not.toBe(bindings[0]);
  });

  test('unknown, badly signed and truncated codes get the same bytes, headers and work', async () => {
    const answers: { status: number; headers: [string, string][]; body: string; steps: string[] }[] = [];
    for (const code of [UNKNOWN_CODE, BADLY_SIGNED_CODE, '12345', '9'.repeat(400)]) {
      const { request, asked } = await createHttpWorld();
      const answer = await request(`/${code}`);
      answers.push({
        status: answer.status,
        headers: [...answer.headers],
        body: await answer.text(),
        steps: asked.map(({ step }) => step),
      });
    }
    expect(answers[0]).toMatchObject({ status: 404, steps: ['resolveScan'] });
    expect(answers[0]?.body).toContain('code.not-ours');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('a replaced label says so', async () => {
    const { request } = await createHttpWorld();
    const answer = await request(`/${REPLACED_CODE}`);
    expect([answer.status, (await answer.text()).includes('code.replaced')]).toEqual([410, true]);
  });
});

describe('the offer', () => {
  test('is shown to the browser that scanned, with a key and the tariff to agree to', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    const answer = await world.request(offer, { headers: { Cookie: cookies } });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain(`action="${offer}/start"`);
    expect(html).toContain(tariff.hash);
    expect(html).toMatch(/name="key" value="[A-Za-z0-9_-]{22}"/);
  });

  test('is refused to another browser', async () => {
    const world = await createHttpWorld();
    const { offer } = await scan(world);
    const answer = await world.request(offer);
    expect([answer.status, (await answer.text()).includes('ticket.invalid')]).toEqual([403, true]);
  });

  test('asks for a new scan once the ticket has expired', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    world.moveClock(180_000);
    const answer = await world.request(offer, { headers: { Cookie: cookies } });
    expect([answer.status, (await answer.text()).includes('ticket.expired')]).toEqual([410, true]);
  });

  test('is shown in the language that was chosen, from then on', async () => {
    const world = await createHttpWorld();
    const chosen = await world.request('/?lang=zh-Hans');
    expect(await chosen.text()).toContain('lang="zh-Hans"');
    const later = await world.request('/', { headers: { Cookie: cookieOf(chosen, 'unlatch_lang') } });
    expect(await later.text()).toContain('<html lang="zh-Hans"');
  });
});

describe('Start', () => {
  const fields = { key: 'k1', tariffHash: tariff.hash };

  test('leads to the session, asked for as the API asks', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    const answer = await world.form(`${offer}/start`, fields, { Cookie: cookies });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sessions/ses_1']);
    const started = world.asked.at(-1)?.request as { bodyHash: string };
    expect(started).toMatchObject({ personId: 'ann', key: 'k1', route: 'POST /api/v1/sessions', ticket: 'ticket-1.mac' });
    const headers = { Authorization: `Bearer ${await world.token('ann')}`, 'Idempotency-Key': 'k1' };
    await world.post('/api/v1/sessions', { ticket: 'ticket-1.mac', tariffHash: tariff.hash }, headers);
    expect((world.asked.at(-1)?.request as { bodyHash: string }).bodyHash).toBe(started.bodyHash);
  });

  test.each([
    ['the length that was chosen', 'p30', 'p30'],
    ['no length', '', null],
  ])('carries %s', async (_what, packageId, expected) => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    await world.form(`${offer}/start`, { ...fields, packageId }, { Cookie: cookies });
    expect(world.asked.at(-1)?.request).toMatchObject({ tariffHash: tariff.hash, packageId: expected });
    const headers = { Authorization: `Bearer ${await world.token('ann')}`, 'Idempotency-Key': 'k2' };
    const body = { ticket: 'ticket-1.mac', tariffHash: tariff.hash, ...(expected && { packageId: expected }) };
    await world.post('/api/v1/sessions', body, headers);
    expect(world.asked.at(-1)?.request).toMatchObject({ packageId: expected });
  });

  test('without a sign-in leads there and back', async () => {
    const world = await createHttpWorld();
    const answer = await world.form('/s/ticket-1.mac/start', fields);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?return=%2Fs%2Fticket-1.mac']);
    expect(world.asked).toEqual([]);
  });

  test('without a key is refused', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    const answer = await world.form(`${offer}/start`, { tariffHash: tariff.hash }, { Cookie: cookies });
    expect([answer.status, (await answer.text()).includes('idempotency.key-missing')]).toEqual([400, true]);
    expect(world.asked.map(({ step }) => step)).not.toContain('authorizeSession');
  });

  test('that is refused shows the offer again, with the reason and a new key', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    world.fail('authorizeSession', { code: 'object.busy' });
    const answer = await world.form(`${offer}/start`, fields, { Cookie: cookies });
    const html = await answer.text();
    expect(answer.status).toBe(409);
    expect(html).toContain('object.busy');
    expect(html).toContain('Pod 1');
  });

  test('with a used ticket says so', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    world.fail('authorizeSession', { code: 'ticket.used' });
    const answer = await world.form(`${offer}/start`, fields, { Cookie: cookies });
    expect([answer.status, (await answer.text()).includes('ticket.used')]).toEqual([409, true]);
  });

  test('a form of another media type is refused', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    const answer = await world.post(`${offer}/start`, fields, { Cookie: cookies, Origin: 'https://go.example.com' });
    expect(answer.status).toBe(415);
  });
});

describe('pairing', () => {
  test('leads back to the offer; a wrong code shows it with the reason', async () => {
    const world = await createHttpWorld();
    const { offer, cookies } = await scan(world);
    const paired = await world.form(`${offer}/pair`, { key: 'k1', code: '1234' }, { Cookie: cookies });
    expect([paired.status, paired.headers.get('location')]).toEqual([303, offer]);
    world.fail('pairStay', { code: 'stay.code-wrong', attemptsLeft: 4 });
    const wrong = await world.form(`${offer}/pair`, { key: 'k2', code: '1235' }, { Cookie: cookies });
    expect([wrong.status, (await wrong.text()).includes('stay.code-wrong')]).toEqual([403, true]);
  });
});

describe('a session', () => {
  async function running(): Promise<{ readonly world: HttpWorld; readonly Cookie: string }> {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1'));
    return { world, Cookie: `__Host-unlatch_person=${await world.token('ann')}` };
  }

  test('is a page, and its main part alone for the script', async () => {
    const { world, Cookie } = await running();
    const page = await (await world.request('/sessions/ses_1', { headers: { Cookie } })).text();
    const fragment = await (await world.request('/sessions/ses_1?fragment=1', { headers: { Cookie } })).text();
    expect(page).toMatch(/^<!doctype html>/);
    expect(fragment).toMatch(/^<main/);
    expect(fragment).toContain('data-version="1"');
  });

  test("of somebody else is unknown, and without a sign-in nobody's", async () => {
    const { world } = await running();
    const other = await world.request('/sessions/ses_1', {
      headers: { Cookie: `__Host-unlatch_person=${await world.token('bob')}` },
    });
    expect([other.status, (await other.text()).includes('session.unknown')]).toEqual([404, true]);
    const nobody = await world.request('/sessions/ses_1');
    expect([nobody.status, nobody.headers.get('location')]).toEqual([303, '/sign-in?return=%2Fsessions%2Fses_1']);
  });

  test.each([
    ['light', 'true', true],
    ['light', 'false', false],
    ['fan', '4', 4],
    ['mode', '2', '2'],
    ['unheard-of', 'x', 'x'],
  ])('the form of control %s gives %j its own type', async (control, text, value) => {
    const { world, Cookie } = await running();
    const name = control.replace('unheard-of', 'unheard');
    const answer = await world.form(`/sessions/ses_1/controls/${name}`, { key: 'k1', value: text, seen: '3' }, { Cookie });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sessions/ses_1']);
    expect(world.asked.at(-1)).toMatchObject({
      step: 'setControl',
      request: { sessionId: 'ses_1', personId: 'ann', control: name, value, seen: 3, key: 'k1' },
    });
  });

  test('an order takes what is wanted and leaves out the rest', async () => {
    const { world, Cookie } = await running();
    const fields = { key: 'k1', 'item.tea': '2', 'item.soup': '0', 'item.rice': '' };
    expect((await world.form('/sessions/ses_1/orders', fields, { Cookie })).status).toBe(303);
    expect(world.asked.at(-1)?.request).toMatchObject({ lines: [{ itemId: 'tea', quantity: 2 }] });
  });

  test('an order of nothing or of nonsense is shown on the page', async () => {
    const { world, Cookie } = await running();
    for (const quantity of ['0', 'many', '1.5', '-1']) {
      const answer = await world.form('/sessions/ses_1/orders', { key: 'k1', 'item.tea': quantity }, { Cookie });
      expect([answer.status, (await answer.text()).includes('request.malformed')]).toEqual([400, true]);
    }
    expect(world.asked.map(({ step }) => step)).not.toContain('placeOrder');
  });

  test('a call goes out once per key', async () => {
    const { world, Cookie } = await running();
    expect((await world.form('/sessions/ses_1/call', { key: 'k1' }, { Cookie })).status).toBe(303);
    expect(world.asked.at(-1)).toMatchObject({ step: 'callStaff', request: { key: 'k1', sessionId: 'ses_1' } });
  });

  test('a refused press is shown on the page', async () => {
    const { world, Cookie } = await running();
    world.fail('callStaff', { code: 'call.not-offered' });
    const answer = await world.form('/sessions/ses_1/call', { key: 'k1' }, { Cookie });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('call.not-offered');
  });

  test('Stop leads back to the page', async () => {
    const { world, Cookie } = await running();
    const answer = await world.form('/sessions/ses_1/stop', { key: 'ses_1' }, { Cookie });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sessions/ses_1']);
  });

  test('its receipt is a page once there is one', async () => {
    const { world, Cookie } = await running();
    const early = await world.request('/sessions/ses_1/receipt', { headers: { Cookie } });
    expect([early.status, (await early.text()).includes('receipt.not-yet')]).toEqual([409, true]);
    world.put('ann', sampleView('ses_1', { state: 'closed' }));
    const receipt = await world.request('/sessions/ses_1/receipt', { headers: { Cookie } });
    expect([receipt.status, (await receipt.text()).includes('rcp_1')]).toEqual([200, true]);
  });

  test('home lists it', async () => {
    const { world, Cookie } = await running();
    expect(await (await world.request('/', { headers: { Cookie } })).text()).toContain('/sessions/ses_1');
  });
});

describe('headers of pages', () => {
  test('allow our own files only, and no inline script or style is needed', async () => {
    const world = await createHttpWorld();
    const answer = await world.request('/');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    const html = await answer.text();
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
  });

  test('assets may be kept for ever, and an unknown one is a 404 problem', async () => {
    const world = await createHttpWorld();
    const html = await (await world.request('/')).text();
    const urls = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? '');
    expect(urls.length).toBeGreaterThanOrEqual(3);
    for (const url of urls) {
      const asset = await world.request(url);
      expect([url, asset.status, asset.headers.get('cache-control')]).toEqual([url, 200, 'public, max-age=31536000, immutable']);
    }
    const unknown = await world.request('/assets/nothing.css');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });
});
