// API: answers fit the schemas that describe them, stored bytes stay as they are, and the document is whole.
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ReceiptJson } from '../../gateway/domain/receipt/receipt.ts';
import { corrections, purse } from '../../gateway/http/routes/people-schemas.ts';
import { jwkSet, problem, receipt, scanAnswer, sessionList, sessionView, stopAnswer } from '../../gateway/http/routes/schemas.ts';
import { createHttpWorld, type HttpWorld } from './http-world.ts';
import { GOOD_CODE, RECEIPT_TEXT, sampleView, tariff } from './in-memory-steps.ts';

async function asAnn(world: HttpWorld, headers: Record<string, string> = {}): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${await world.token('ann')}`, ...headers };
}

describe('answers', () => {
  const reads: readonly (readonly [string, z.ZodType])[] = [
    ['/api/v1/sessions', sessionList],
    ['/api/v1/sessions/ses_1', sessionView],
    ['/api/v1/sessions/ses_1?after=0&wait=8', sessionView],
    ['/api/v1/sessions/ses_1/receipt', receipt],
    ['/api/v1/sessions/ses_1/receipt/keys', jwkSet],
    ['/api/v1/wallet?currency=CNY', purse],
    ['/api/v1/sessions/ses_1/corrections', corrections],
    ['/.well-known/jwks.json', jwkSet],
  ];

  test.each(reads)('GET %s fits its schema', async (path, schema) => {
    const world = await createHttpWorld();
    const end = { reason: 'stopped', at: '2026-11-21T18:01:00.000Z', finalMinor: 600 };
    world.put('ann', sampleView('ses_1', { state: 'closed', end, receiptId: 'rcp_1', nextRise: null }));
    const answer = await world.request(path, { headers: await asAnn(world) });
    expect(answer.status).toBe(200);
    expect(schema.safeParse(await answer.json()).error?.issues).toBeUndefined();
  });

  test('a scan fits its schema, and its ticket starts with the same bearer token', async () => {
    const world = await createHttpWorld();
    const scanned = await world.post('/api/v1/scans', { code: GOOD_CODE }, await asAnn(world));
    const scan = scanAnswer.parse(await scanned.json());
    expect(scan.offer.tariffHash).toBe(tariff.hash);
    expect(scan.offer.tariff).toEqual(JSON.parse(tariff.json));
    const body = { ticket: scan.ticket, tariffHash: scan.offer.tariffHash };
    const started = await world.post('/api/v1/sessions', body, await asAnn(world, { 'Idempotency-Key': 'k1' }));
    expect([started.status, started.headers.get('location')]).toEqual([201, '/api/v1/sessions/ses_1']);
    const bytes = await started.text();
    expect(bytes).toBe(JSON.stringify(sampleView('ses_1', { state: 'starting' }), null, 1));
    expect(sessionView.safeParse(JSON.parse(bytes)).success).toBe(true);
  });

  test("a ticket of a person's scan is refused to another person", async () => {
    const world = await createHttpWorld();
    const scanned = await world.post('/api/v1/scans', { code: GOOD_CODE }, await asAnn(world));
    const { ticket } = scanAnswer.parse(await scanned.json());
    const bob = { Authorization: `Bearer ${await world.token('bob')}`, 'Idempotency-Key': 'k1' };
    const answer = await world.post('/api/v1/sessions', { ticket, tariffHash: tariff.hash }, bob);
    expect(await answer.json()).toMatchObject({ status: 403, code: 'ticket.invalid' });
  });

  test('stop, controls, orders, calls and pairings answer what the steps said', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1'));
    const headers = await asAnn(world, { 'Idempotency-Key': 'k1' });
    const stopped = await world.request('/api/v1/sessions/ses_1/stop', { method: 'POST', headers });
    expect(stopAnswer.parse(await stopped.json())).toEqual({ sessionId: 'ses_1', version: 2 });
    const control = await world.post('/api/v1/sessions/ses_1/controls', { control: 'fan', value: 3, seen: 3 }, headers);
    expect([control.status, await control.text()]).toEqual([202, '{ "accepted":true }']);
    const order = await world.post('/api/v1/sessions/ses_1/orders', { lines: [{ itemId: 'tea', quantity: 2 }] }, headers);
    expect([order.status, await order.text()]).toEqual([201, '{ "accepted":true }']);
    const call = await world.request('/api/v1/sessions/ses_1/calls', { method: 'POST', headers });
    expect([call.status, await call.text()]).toEqual([202, '{ "accepted":true }']);
    const scanned = await world.post('/api/v1/scans', { code: GOOD_CODE }, headers);
    const { ticket } = scanAnswer.parse(await scanned.json());
    const paired = await world.post('/api/v1/stays/pairings', { ticket, code: '1234' }, headers);
    expect([paired.status, await paired.text()]).toEqual([200, '{"paired":true}']);
  });

  test('the receipt is the stored text, byte for byte', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1', { state: 'closed' }));
    const answer = await world.request('/api/v1/sessions/ses_1/receipt', { headers: await asAnn(world) });
    expect(await answer.text()).toBe(RECEIPT_TEXT);
  });

  test('a receipt from before there were guests and terms fits the schema as it was issued', () => {
    const { role: _role, ...issued } = JSON.parse(RECEIPT_TEXT) as ReceiptJson;
    const { terms: _terms, ...proof } = issued.proof;
    expect(receipt.safeParse({ ...issued, v: 1, proof }).error?.issues).toBeUndefined();
  });

  test('a problem fits its schema', async () => {
    const { request } = await createHttpWorld();
    const answer = await request('/api/v1/wallet');
    expect(problem.safeParse(await answer.json()).success).toBe(true);
  });

  test('a wait ends when the session changes', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1', { version: 4 }));
    const waiting = world.request('/api/v1/sessions/ses_1?after=4&wait=8', { headers: await asAnn(world) });
    await expect.poll(() => world.asked.length).toBe(1);
    world.put('ann', sampleView('ses_1', { version: 5 }));
    expect(sessionView.parse(await (await waiting).json()).version).toBe(5);
  });

  test('a seventh wait of one person for one session has the first answered at once', async () => {
    const world = await createHttpWorld();
    world.put('ann', sampleView('ses_1', { version: 4 }));
    const answered: number[] = [];
    const headers = await asAnn(world);
    const waits = Array.from({ length: 7 }, async (_, at) => {
      const answer = await world.request('/api/v1/sessions/ses_1?after=4&wait=8', { headers });
      answered.push(at);
      return answer;
    });
    expect((await Promise.race(waits)).status).toBe(200);
    expect(answered).toHaveLength(1);
    world.put('ann', sampleView('ses_1', { version: 5 }));
    const versions = await Promise.all(waits.map(async (wait) => sessionView.parse(await (await wait).json()).version));
    expect(versions.toSorted()).toEqual([4, 5, 5, 5, 5, 5, 5]);
  });
});

describe('health', () => {
  test('is bare', async () => {
    const world = await createHttpWorld();
    expect([await (await world.request('/healthz')).text(), await (await world.request('/readyz')).text()]).toEqual([
      'ok\n',
      'ready\n',
    ]);
    const unready = await createHttpWorld({ isReady: async () => false });
    const answer = await unready.request('/readyz');
    expect([answer.status, await answer.text()]).toEqual([503, 'not ready\n']);
  });
});

describe('the OpenAPI document', () => {
  type Operation = {
    parameters?: { name: string; required?: boolean; description?: string }[];
    responses: Record<string, unknown>;
    security: object[];
  };
  type Document = {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: Record<string, Record<string, unknown>>;
  };

  async function read(): Promise<{ readonly document: Document; readonly text: string }> {
    const { request } = await createHttpWorld();
    const text = await (await request('/openapi.json')).text();
    return { document: JSON.parse(text) as Document, text };
  }

  test('is 3.1, and every reference in it resolves', async () => {
    const { document, text } = await read();
    expect(document.openapi).toBe('3.1.0');
    const references = [...text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, part = '', name = ''] of references)
      expect([part, name, document.components[part]?.[name] !== undefined]).toEqual([part, name, true]);
  });

  test('lists every API route there is, and no other', async () => {
    const { document } = await read();
    const { app } = await createHttpWorld();
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routed = app.routes
      .filter(({ path, method }) => /^\/(api|webhooks)\//.test(path) && method !== 'ALL')
      .map(({ path, method }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(routed.length).toBeGreaterThanOrEqual(32);
    expect(described.sort()).toEqual(routed.sort());
  });

  test('asks for an Idempotency-Key wherever money or devices move, and nowhere else', async () => {
    const { document } = await read();
    const keyed = Object.entries(document.paths)
      .filter(([, { post }]) => post?.parameters?.some(({ name, required }) => name === 'Idempotency-Key' && required))
      .map(([path]) => path.slice('/api/v1'.length));
    const told = Object.values(document.paths).flatMap(({ post }) => post?.parameters ?? []);
    const ofKeys = told.filter(({ name }) => name === 'Idempotency-Key').map(({ description }) => description);
    expect(ofKeys.every((words) => words?.includes('the same bytes for 30 days'))).toBe(true);
    expect(Object.keys(document.paths).every((path) => path.startsWith('/api/v1/') || path.startsWith('/webhooks/'))).toBe(true);
    expect(keyed.sort()).toEqual([
      '/joins',
      '/operator/claims/{id}/answer',
      '/operator/invitations',
      '/operator/invitations/{id}/revoke',
      '/operator/label-alerts/{id}/close',
      '/operator/label-batches',
      '/operator/label-rounds',
      '/operator/label-rounds/{id}/end',
      '/operator/label-rounds/{id}/sightings',
      '/operator/labels/attach',
      '/operator/labels/end',
      '/operator/labels/reprint',
      '/operator/labels/take-over',
      '/operator/me/passkeys/{id}/name',
      '/operator/me/passkeys/{id}/remove',
      '/operator/me/sign-out',
      '/operator/objects',
      '/operator/objects/import',
      '/operator/objects/{id}',
      '/operator/objects/{id}/clean',
      '/operator/objects/{id}/close-free',
      '/operator/objects/{id}/display',
      '/operator/objects/{id}/open-free',
      '/operator/objects/{id}/place/position',
      '/operator/objects/{id}/retire',
      '/operator/objects/{id}/service',
      '/operator/objects/{id}/stay/unlock',
      '/operator/objects/{id}/vouches',
      '/operator/places',
      '/operator/places/{id}',
      '/operator/sessions/{id}/owed/{hold}/waive',
      '/operator/sessions/{id}/refunds',
      '/operator/sessions/{id}/refunds/{refund}/paid',
      '/operator/sessions/{id}/review',
      '/operator/sessions/{id}/stop',
      '/operator/staff/{id}/leave',
      '/operator/staff/{id}/role',
      '/operator/staff/{id}/sign-out',
      '/operator/tariffs',
      '/operator/tariffs/preview',
      '/operator/tariffs/{id}',
      '/operator/tariffs/{id}/objects',
      '/operator/venues',
      '/operator/venues/{id}',
      '/operator/venues/{id}/emergency',
      '/operator/venues/{id}/emergency/end',
      '/operator/venues/{id}/payouts',
      '/sessions',
      '/sessions/{id}/calls',
      '/sessions/{id}/claims',
      '/sessions/{id}/controls',
      '/sessions/{id}/enter',
      '/sessions/{id}/guests/{guest}/let-in',
      '/sessions/{id}/guests/{guest}/refuse',
      '/sessions/{id}/leave',
      '/sessions/{id}/orders',
      '/sessions/{id}/pause',
      '/sessions/{id}/resume',
      '/stays/pairings',
      '/wallet/owed/payments',
      '/wallet/top-ups',
    ]);
  });

  test.each([
    ['/sessions', 402, ['wallet.declined', 'wallet.owed', 'wallet.funds-insufficient']],
    ['/sessions', 409, ['offer.changed', 'person.too-many-sessions', 'object.busy']],
    ['/sessions', 503, ['system.recovering', 'system.unavailable']],
    ['/sessions/{id}/controls', 403, ['guest.not-allowed']],
    ['/sessions/{id}/orders', 403, ['guest.not-allowed']],
    ['/sessions/{id}/calls', 403, ['guest.not-allowed']],
    ['/sessions/{id}/pause', 409, ['device.offline', 'device.refused', 'pause.not-offered']],
    ['/sessions/{id}/resume', 409, ['device.offline', 'device.refused', 'pause.not-offered']],
  ] as const)('POST %s names under %d: %j', async (path, status, codes) => {
    const { document } = await read();
    const responses = document.paths[`/api/v1${path}`]?.post?.responses as Record<string, { description: string }> | undefined;
    for (const code of codes) expect(responses?.[status]?.description).toContain(`\`${code}\``);
  });

  test('names the refusals of each route by status', async () => {
    const { document } = await read();
    const start = document.paths['/api/v1/sessions']?.post;
    expect(Object.keys(start?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '201', '400', '401', '402', '403', '409', '413', '415', '422', '503']),
    );
  });
});

describe('the docs page', () => {
  test('loads nothing from outside', async () => {
    const { request } = await createHttpWorld();
    const page = await request('/docs');
    const html = await page.text();
    expect(html).not.toMatch(/https?:/);
    expect(html).toContain('load-fonts="false"');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? [];
    const answer = await request(script);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(await answer.text()).toContain('rapi-doc');
  });
});
