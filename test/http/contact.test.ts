// Contact over HTTP: an address is given, confirmed and removed by plain forms and by the API, by its person alone.
import { describe, expect, test } from 'vitest';
import { createHttpWorld, ORIGIN, problemOf } from './http-world.ts';
import { sampleView } from './in-memory-steps.ts';

async function visit() {
  const world = await createHttpWorld();
  world.contact.offer();
  world.put('ann', sampleView('ses_1', { state: 'closed' }));
  const Cookie = `__Host-unlatch_person=${await world.token('ann')}`;
  const page = async (path: string) => (await world.request(path, { headers: { Cookie } })).text();
  const press = (path: string, fields: { readonly [name: string]: string }) =>
    world.form(path, { key: 'k1', ...fields }, { Cookie });
  return { world, Cookie, page, press };
}

describe('the page', () => {
  test('leads from a receipt over a code to the receipt by mail, and back', async () => {
    const { page, press } = await visit();
    expect(await page('/sessions/ses_1/receipt')).toContain('href="/contact?session=ses_1"');
    const asked = await press('/contact', { address: 'ann@example.com', session: 'ses_1' });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/contact?session=ses_1']);
    const html = await page('/contact?session=ses_1');
    expect(html).toContain('A code is on its way to ann@example.com.');
    const wrong = await press('/contact/code', { code: '000000', session: 'ses_1' });
    expect([wrong.status, (await wrong.text()).includes('data-code="contact.code-wrong"')]).toEqual([403, true]);
    const right = await press('/contact/code', { code: '123456', session: 'ses_1' });
    expect(right.headers.get('location')).toBe('/contact?session=ses_1&done=receipt-sent');
    const done = await page('/contact?session=ses_1&done=receipt-sent');
    expect(done).toContain('The receipt is on its way to ann@example.com.');
    expect(done).toContain('href="/sessions/ses_1/receipt"');
  });

  test('shows what counts, sends a receipt there, and removes it', async () => {
    const { page, press } = await visit();
    await press('/contact', { address: 'ann@example.com' });
    await press('/contact/code', { code: '123456' });
    expect(await page('/contact')).not.toContain('id="send-receipt"');
    expect(await page('/contact?session=ses_1')).toContain('id="send-receipt"');
    const sent = await press('/contact/receipt', { session: 'ses_1' });
    expect(sent.headers.get('location')).toBe('/contact?session=ses_1&done=receipt-sent');
    expect((await press('/contact/receipt', {})).status).toBe(404);
    const removed = await press('/contact/removal', {});
    expect(removed.headers.get('location')).toBe('/contact?done=removed');
    const html = await page('/contact?done=removed');
    expect(html).toContain('The address is removed.');
    expect(html).not.toContain('ann@example.com');
  });

  test.each(['de', 'evil', '"><script>', 'ses_A/../../x'])('takes no session out of %j', async (session) => {
    const { page } = await visit();
    const html = await page(`/contact?session=${encodeURIComponent(session)}`);
    expect(html).toContain('id="give-address"');
    expect(html).not.toContain('name="session"');
  });

  test('of a stranger asks them to sign in, and a form from elsewhere does nothing', async () => {
    const { world, Cookie } = await visit();
    const stranger = await world.request('/contact');
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/sign-in?return=%2Fcontact']);
    const forged = await world.form(
      '/contact',
      { key: 'k', address: 'eve@example.com' },
      { Cookie, Origin: 'https://evil.example' },
    );
    expect(forged.status).toBe(403);
    expect(await (await world.request('/contact', { headers: { Cookie } })).text()).not.toContain('eve@example.com');
  });

  test('is not there, and nothing leads to it, where no mail is sent', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1', { state: 'closed' }));
    const Cookie = `__Host-unlatch_person=${await world.token('ann')}`;
    const answer = await world.request('/contact', { headers: { Cookie } });
    expect([answer.status, (await answer.text()).includes('No mail is sent from here')]).toEqual([409, true]);
    for (const path of ['/wallet', '/sessions/ses_1/receipt']) {
      expect(await (await world.request(path, { headers: { Cookie } })).text()).not.toContain('/contact');
    }
  });
});

test('the API says the same, to the person alone', async () => {
  const { world } = await visit();
  const Authorization = `Bearer ${await world.token('ann')}`;
  const bob = { Authorization: `Bearer ${await world.token('bob')}` };
  const asked = await world.post('/api/v1/contact', { address: 'ann@example.com' }, { Authorization });
  const until = '2026-11-21T18:30:00.000Z';
  expect(await asked.json()).toEqual({ isOffered: true, address: null, pending: { address: 'ann@example.com', until } });
  expect(await problemOf(await world.post('/api/v1/contact', { address: 'no' }, { Authorization }))).toMatchObject({
    ...{ status: 422, code: 'contact.address-refused' },
  });
  await world.post('/api/v1/contact/confirmation', { code: '123456' }, { Authorization });
  const read = await world.request('/api/v1/contact', { headers: { Authorization } });
  expect(await read.json()).toEqual({ isOffered: true, address: 'ann@example.com', pending: null });
  expect(await (await world.request('/api/v1/contact', { headers: bob })).json()).toMatchObject({ address: null });
  const removed = await world.post('/api/v1/contact/removal', {}, { Authorization });
  expect(await removed.json()).toMatchObject({ address: null });
  expect((await world.request('/api/v1/contact', { headers: { Origin: ORIGIN } })).status).toBe(401);
});
