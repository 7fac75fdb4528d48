// Bad input: whatever is sent, the answer is a problem with a stable code and nothing is done.
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../gateway/ports/unavailable.ts';
import { createHttpWorld, ORIGIN, problemOf } from './http-world.ts';
import { BADLY_SIGNED_CODE, tariff } from './in-memory-steps.ts';

const PROBLEM = 'application/problem+json';
const JSON_HEADERS = { 'Content-Type': 'application/json' };
const problem = (status: number, code: string) => ({ status, type: PROBLEM, code });

/** A body of so many bytes whose length nobody announces. */
function chunked(bytes: number): RequestInit {
  const body = new ReadableStream({
    start(controller) {
      for (let sent = 0; sent < bytes; sent += 8_192) controller.enqueue(new Uint8Array(8_192).fill(0x20));
      controller.close();
    },
  });
  return { method: 'POST', headers: JSON_HEADERS, body, duplex: 'half' } as RequestInit;
}

describe('addresses', () => {
  test('an unknown API address is a 404 problem whatever is accepted', async () => {
    const { request } = await createHttpWorld();
    const answer = await request('/api/v1/nothing', { headers: { Accept: 'text/html' } });
    expect(await problemOf(answer)).toEqual(problem(404, 'request.not-found'));
  });

  test('an unknown page is a page', async () => {
    const { request } = await createHttpWorld();
    const answer = await request('/nothing/here', { headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('request.not-found');
  });

  test('an unknown page is a problem for who accepts JSON only', async () => {
    const { request } = await createHttpWorld();
    const answer = await request('/nothing/here', { headers: { Accept: 'application/json' } });
    expect(await problemOf(answer)).toEqual(problem(404, 'request.not-found'));
  });

  test.each([
    ['DELETE', '/api/v1/sessions', 'GET, POST, HEAD, OPTIONS'],
    ['GET', '/api/v1/scans', 'POST, OPTIONS'],
    ['PUT', '/api/v1/sessions/ses_1/stop', 'POST, OPTIONS'],
  ])('%s %s is a 405 problem that says what is allowed', async (method, path, allowed) => {
    const { request } = await createHttpWorld();
    const answer = await request(path, { method });
    expect(answer.headers.get('allow')).toBe(allowed);
    expect(await problemOf(answer)).toEqual(problem(405, 'request.method-refused'));
  });

  test('OPTIONS tells the methods of a known address and refuses an unknown one', async () => {
    const { request } = await createHttpWorld();
    const known = await request('/api/v1/wallet', { method: 'OPTIONS' });
    expect([known.status, known.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await request('/api/v1/nothing', { method: 'OPTIONS' })).status).toBe(404);
  });

  test('HEAD answers as GET does, without the body', async () => {
    const { request } = await createHttpWorld();
    const answer = await request('/healthz', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

describe('bodies', () => {
  test.each([
    ['text that is no JSON', '{"code":', 'body', 400, 'request.malformed'],
    ['an unknown member', JSON.stringify({ code: '1', more: 1 }), 'body', 400, 'request.malformed'],
    ['a wrong type', JSON.stringify({ code: 5 }), 'body.code', 400, 'request.malformed'],
    ['a list', '[]', 'body', 400, 'request.malformed'],
  ])('%s is refused with the place', async (_what, body, at, status, code) => {
    const { request, asked } = await createHttpWorld();
    const answer = await request('/api/v1/scans', { method: 'POST', headers: JSON_HEADERS, body });
    expect(await answer.json()).toMatchObject({ type: `urn:unlatch:${code}`, status, code, at });
    expect(answer.status).toBe(status);
    expect(asked).toEqual([]);
  });

  test('the place inside a list is named', async () => {
    const { post, token } = await createHttpWorld();
    const headers = { Authorization: `Bearer ${await token('ann')}`, 'Idempotency-Key': 'k1' };
    const answer = await post('/api/v1/sessions/ses_1/orders', { lines: [{ itemId: 'tea', quantity: 1.5 }] }, headers);
    expect(await answer.json()).toMatchObject({ status: 400, at: 'body.lines[0].quantity' });
  });

  test('a body of more than 64 KB is refused by its length', async () => {
    const { request } = await createHttpWorld();
    const body = JSON.stringify({ code: '1'.repeat(1_000_000) });
    const headers = { ...JSON_HEADERS, 'Content-Length': String(body.length) };
    const answer = await request('/api/v1/scans', { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ status: 413, code: 'request.too-large', limitBytes: 65_536 });
  });

  test('a chunked body that never told its length is refused too', async () => {
    const { request } = await createHttpWorld();
    expect(await problemOf(await request('/api/v1/scans', chunked(1_000_000)))).toEqual(problem(413, 'request.too-large'));
  });

  test('a chunked body within the limit is read', async () => {
    const { request } = await createHttpWorld();
    expect(await problemOf(await request('/api/v1/scans', chunked(65_536)))).toEqual(problem(400, 'request.malformed'));
  });

  test.each([
    ['another media type', { 'Content-Type': 'text/plain' }],
    ['a coded body', { ...JSON_HEADERS, 'Content-Encoding': 'gzip' }],
  ])('%s is a 415 problem', async (_what, headers) => {
    const { request } = await createHttpWorld();
    const answer = await request('/api/v1/scans', { method: 'POST', headers, body: '{}' });
    expect(await problemOf(answer)).toEqual(problem(415, 'request.unsupported-type'));
  });

  test('bytes that are no UTF-8 are refused', async () => {
    const { request } = await createHttpWorld();
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    const answer = await request('/api/v1/scans', { method: 'POST', headers: JSON_HEADERS, body });
    expect(await answer.json()).toMatchObject({ status: 400, at: 'body', problem: 'not UTF-8' });
  });

  test.each([
    ['wait=9', 'query.wait'],
    ['wait=abc', 'query.wait'],
    ['after=1.5', 'query.after'],
    ['before=1', 'query'],
  ])('a query of %s is refused', async (query, at) => {
    const { request, token } = await createHttpWorld();
    const headers = { Authorization: `Bearer ${await token('ann')}` };
    const answer = await request(`/api/v1/sessions/ses_1?${query}`, { headers });
    expect(await answer.json()).toMatchObject({ status: 400, at });
  });
});

describe('idempotency keys', () => {
  const body = { ticket: 'ticket-1.mac', tariffHash: tariff.hash };

  test('a start without a key is refused before anything is asked', async () => {
    const { post, token, asked } = await createHttpWorld();
    const answer = await post('/api/v1/sessions', body, { Authorization: `Bearer ${await token('ann')}` });
    expect(await problemOf(answer)).toEqual(problem(400, 'idempotency.key-missing'));
    expect(asked).toEqual([]);
  });

  test.each(['with space', 'k'.repeat(65), 'k\u00e9y'])('the key %j is refused', async (key) => {
    const { post, token } = await createHttpWorld();
    const headers = { Authorization: `Bearer ${await token('ann')}`, 'Idempotency-Key': key };
    const answer = await post('/api/v1/sessions', body, headers);
    expect(await answer.json()).toMatchObject({ status: 400, code: 'request.malformed', at: 'header.idempotency-key' });
  });

  test('what is asked names the hash: order of members does not matter, any other session or value does', async () => {
    const { request, token, asked } = await createHttpWorld();
    const headers = { ...JSON_HEADERS, Authorization: `Bearer ${await token('ann')}`, 'Idempotency-Key': 'k1' };
    const send = (id: string, text: string) =>
      request(`/api/v1/sessions/${id}/controls`, { method: 'POST', headers, body: text });
    await send('ses_1', '{"control":"fan","value":3,"seen":1}');
    await send('ses_1', '{ "seen": 1, "value": 3, "control": "fan" }');
    await send('ses_2', '{"control":"fan","value":3,"seen":1}');
    await send('ses_1', '{"control":"fan","value":4,"seen":1}');
    const hashes = asked.map((each) => (each.request as { bodyHash: string }).bodyHash);
    expect(hashes[0]).toBe(hashes[1]);
    expect(new Set(hashes).size).toBe(3);
    expect(asked[0]?.request).toMatchObject({ personId: 'ann', key: 'k1', route: 'POST /api/v1/sessions/{id}/controls' });
  });
});

describe('a broken world', () => {
  test('is 503 with Retry-After', async () => {
    const { request, fail } = await createHttpWorld();
    fail('resolveScan', new Unavailable('store', new Error('disk full')));
    const answer = await request('/api/v1/scans', { method: 'POST', headers: JSON_HEADERS, body: '{"code":"1"}' });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await problemOf(answer)).toEqual(problem(503, 'system.unavailable'));
  });

  test('our own mistake is 500 that tells nothing, and a log line without secrets', async () => {
    const { request, fail, logged } = await createHttpWorld();
    fail('resolveScan', new Error(`cannot read ${ORIGIN}/${BADLY_SIGNED_CODE}`));
    const answer = await request('/api/v1/scans', { method: 'POST', headers: JSON_HEADERS, body: '{"code":"1"}' });
    expect(await answer.clone().text()).not.toContain('cannot read');
    expect(await problemOf(answer)).toEqual(problem(500, 'system.failed'));
    expect(logged).toMatchObject([{ level: 'error', facts: { method: 'POST', route: '/api/v1/scans' } }]);
    expect(JSON.stringify(logged)).toContain('cannot read');
    expect(JSON.stringify(logged)).not.toContain(BADLY_SIGNED_CODE);
  });

  test('is a page for who looks at pages', async () => {
    const { request, fail } = await createHttpWorld();
    fail('resolveScan', new Unavailable('store', new Error('disk full')));
    const answer = await request('/12345', { headers: { Accept: 'text/html' } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await answer.text()).toContain('system.unavailable');
  });
});

test('a refusal carries its facts, amounts as whole numbers, in the language of the reader', async () => {
  const { post, token, fail } = await createHttpWorld();
  fail('authorizeSession', { code: 'wallet.funds-insufficient', shortfallMinor: 1_250n, currency: 'CNY' });
  const headers = { Authorization: `Bearer ${await token('ann')}`, 'Idempotency-Key': 'k1', 'Accept-Language': 'zh-CN,zh;q=0.9' };
  const answer = await post('/api/v1/sessions', { ticket: 't.m', tariffHash: tariff.hash }, headers);
  expect(answer.status).toBe(402);
  expect(answer.headers.get('content-language')).toBe('zh-Hans');
  const body = (await answer.json()) as { title: string };
  expect(body).toMatchObject({ type: 'urn:unlatch:wallet.funds-insufficient', shortfallMinor: 1_250, currency: 'CNY' });
  expect(body.title).toMatch(/\p{Script=Han}/u);
});

test('requests are counted by route template, never by path', async () => {
  const { request, counted } = await createHttpWorld();
  await request(`/${BADLY_SIGNED_CODE}`);
  expect(counted).toEqual(['http_requests GET /:digits{[0-9]+} 404']);
});
