// Staff and wallets: acts that want a token of their own, and what a wallet tells by itself.
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Rejection } from '../../gateway/domain/rejections.ts';
import { placePositioned } from '../../gateway/http/routes/operator-places.ts';
import { displaySet, vouched } from '../../gateway/http/routes/operator-presence.ts';
import { openMatters, refundAnswer } from '../../gateway/http/routes/people-schemas.ts';
import { actAnswer } from '../../gateway/http/routes/schemas.ts';
import { Unavailable } from '../../gateway/ports/unavailable.ts';
import { createHttpWorld, type HttpWorld, problemOf } from './http-world.ts';
import { GOOD_SIGNATURE } from './in-memory-people.ts';

const BASE = '/api/v1/operator';

type StaffAct = {
  readonly name: string;
  readonly path: string;
  readonly body: object;
  readonly step: Parameters<HttpWorld['fail']>[0];
  readonly status: number;
  readonly schema: z.ZodType;
  readonly asked: object;
  readonly refusal: Rejection & { readonly status: number };
};

const ACTS: readonly StaffAct[] = [
  {
    name: 'a refund',
    path: `${BASE}/sessions/ses_1/refunds`,
    body: { totalMinor: 600, reason: 'broken light' },
    step: 'refundSession',
    status: 201,
    schema: refundAnswer,
    asked: { sessionId: 'ses_1', payerId: null, totalMinor: 600n, reason: 'broken light' },
    refusal: { code: 'refund.exceeds-captured', capturedMinor: 500n, currency: 'CNY', status: 422 },
  },
  {
    name: "a guest's refund",
    path: `${BASE}/sessions/ses_1/refunds`,
    body: { totalMinor: 600, reason: 'cold soup', payerId: 'bob' },
    step: 'refundSession',
    status: 201,
    schema: refundAnswer,
    asked: { sessionId: 'ses_1', payerId: 'bob', totalMinor: 600n },
    refusal: { code: 'refund.under-way', status: 409 },
  },
  {
    name: 'an owed refund paid by hand',
    path: `${BASE}/sessions/ses_1/refunds/ref_1/paid`,
    body: { reason: 'bank transfer 7' },
    step: 'payOwedRefund',
    status: 201,
    schema: actAnswer,
    asked: { sessionId: 'ses_1', refundId: 'ref_1', reason: 'bank transfer 7' },
    refusal: { code: 'refund.unknown', status: 404 },
  },
  {
    name: 'a payer let off what they owe',
    path: `${BASE}/sessions/ses_1/owed/hld_1/waive`,
    body: { reason: 'the wallet is closed' },
    step: 'waiveOwed',
    status: 201,
    schema: actAnswer,
    asked: { sessionId: 'ses_1', holdId: 'hld_1', reason: 'the wallet is closed' },
    refusal: { code: 'owed.under-way', status: 409 },
  },
  {
    name: 'where a place is',
    path: `${BASE}/objects/pod-1/place/position`,
    body: { position: { latitude: 31.1505, longitude: -121.8019004, radiusM: 100 }, reason: 'measured' },
    step: 'positionPlace',
    status: 200,
    schema: placePositioned,
    asked: { objectId: 'pod-1', position: { latitudeE6: 31_150_500, longitudeE6: -121_801_900, radiusM: 100 } },
    refusal: { code: 'object.unknown', status: 404 },
  },
  {
    name: 'a word for somebody at an object',
    path: `${BASE}/objects/pod-1/vouches`,
    body: { for: { personId: 'ann' }, reason: 'sits there' },
    step: 'vouchForPerson',
    status: 201,
    schema: vouched,
    asked: { objectId: 'pod-1', whom: { personId: 'ann' } },
    refusal: { code: 'presence.nobody', status: 409 },
  },
  {
    name: 'a secret for a display',
    path: `${BASE}/objects/table-7/display`,
    body: { reason: 'a new table' },
    step: 'setDisplay',
    status: 201,
    schema: displaySet,
    asked: { objectId: 'table-7' },
    refusal: { code: 'display.not-offered', status: 409 },
  },
  {
    name: 'the answer to a claim',
    path: `${BASE}/claims/clm_1/answer`,
    body: { totalMinor: 0, reason: 'seen on the camera' },
    step: 'answerClaim',
    status: 201,
    schema: actAnswer,
    asked: { claimId: 'clm_1', totalMinor: 0n },
    refusal: { code: 'claim.unknown', status: 404 },
  },
  {
    name: 'the end of a review',
    path: `${BASE}/sessions/ses_1/review`,
    body: { reason: 'asked the wallet' },
    step: 'resolveReview',
    status: 202,
    schema: actAnswer,
    asked: { sessionId: 'ses_1', reason: 'asked the wallet' },
    refusal: { code: 'review.not-open', state: 'closed', status: 409 },
  },
];

async function asEve(world: HttpWorld, claims: Record<string, unknown> = {}): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${await world.staffToken('eve', claims)}`, 'Idempotency-Key': 'k1' };
}

describe.each(ACTS)('$name', ({ path, body, step, status, schema, asked, refusal }) => {
  test('is done in the name of whoever asked, for their own tenant', async () => {
    const world = await createHttpWorld();
    const answer = await world.post(path, body, await asEve(world));
    const text = await answer.text();
    expect([answer.status, schema.safeParse(JSON.parse(text)).error?.issues]).toEqual([status, undefined]);
    expect(text).toMatch(/^\{\n/);
    const operator = { operatorId: 'eve', tenantId: 'ten_1' };
    expect(world.asked).toMatchObject([{ step, request: { operator, key: 'k1', ...asked } }]);
  });

  test('is refused with a code and a status that the document names', async () => {
    const world = await createHttpWorld();
    const { status: refusedStatus, ...rejection } = refusal;
    world.fail(step, rejection);
    expect(await problemOf(await world.post(path, body, await asEve(world)))).toMatchObject({
      status: refusedStatus,
      code: rejection.code,
    });
    const document = (await (await world.request('/openapi.json')).json()) as {
      paths: Record<string, { post?: { responses: Record<string, { description: string }> } }>;
    };
    const template = path
      .replace(/ses_1|clm_1|pod-1|table-7/, '{id}')
      .replace('ref_1', '{refund}')
      .replace('hld_1', '{hold}');
    expect(document.paths[template]?.post?.responses[refusedStatus]?.description).toContain(`\`${rejection.code}\``);
  });

  test.each([
    ['no token', async () => ({}), 401, 'identity.missing'],
    [
      "a person's token",
      async (world: HttpWorld) => ({ Authorization: `Bearer ${await world.token('ann')}` }),
      401,
      'identity.invalid',
    ],
    [
      'a cookie',
      async (world: HttpWorld) => ({ Cookie: `__Host-unlatch_person=${await world.staffToken('eve')}` }),
      401,
      'identity.missing',
    ],
    ['an expired token', (world: HttpWorld) => asEve(world, { exp: 1 }), 401, 'identity.expired'],
    ['another scope', (world: HttpWorld) => asEve(world, { scope: 'operators' }), 403, 'operator.not-allowed'],
    ['no tenant', (world: HttpWorld) => asEve(world, { tenant: undefined }), 403, 'operator.not-allowed'],
  ] as const)('with %s is refused before anything is asked', async (_what, headersOf, refusedStatus, code) => {
    const world = await createHttpWorld();
    const headers = { 'Idempotency-Key': 'k1', ...(await headersOf(world)) };
    expect(await problemOf(await world.post(path, body, headers))).toMatchObject({ status: refusedStatus, code });
    expect(world.asked).toEqual([]);
  });

  test('wants a key and a reason', async () => {
    const world = await createHttpWorld();
    const { 'Idempotency-Key': _key, ...unkeyed } = await asEve(world);
    expect((await problemOf(await world.post(path, body, unkeyed))).code).toBe('idempotency.key-missing');
    const answer = await world.post(path, { ...body, reason: '  ' }, await asEve(world));
    expect(await answer.json()).toMatchObject({ status: 400, code: 'request.malformed', at: 'body.reason' });
    expect(world.asked).toEqual([]);
  });
});

test.each([-1, 1.5, '600', 9_007_199_254_740_992])('a refund of %j is refused', async (totalMinor) => {
  const world = await createHttpWorld();
  const answer = await world.post(`${BASE}/sessions/ses_1/refunds`, { totalMinor, reason: 'x' }, await asEve(world));
  expect(await answer.json()).toMatchObject({ status: 400, at: 'body.totalMinor' });
});

test('what waits for a person fits its schema, and no key is wanted to look', async () => {
  const world = await createHttpWorld();
  const { Authorization = '' } = await asEve(world);
  const answer = await world.request(`${BASE}/matters`, { headers: { Authorization } });
  expect([answer.status, openMatters.safeParse(await answer.json()).error?.issues]).toEqual([200, undefined]);
  expect((await world.request(`${BASE}/matters`)).status).toBe(401);
});

test("the same key of two of the staff, or of a person, is nobody else's", async () => {
  const world = await createHttpWorld();
  const path = `${BASE}/sessions/ses_1/review`;
  for (const operatorId of ['eve', 'joe']) {
    const Authorization = `Bearer ${await world.staffToken(operatorId)}`;
    await world.post(path, { reason: 'x' }, { Authorization, 'Idempotency-Key': 'k1' });
  }
  const persons = world.asked.map(({ request }) => (request as { personId: string }).personId);
  expect(new Set(persons).size).toBe(2);
  for (const person of persons) expect(person).toContain(' ');
});

describe('what a wallet tells by itself', () => {
  const PATH = '/webhooks/wallet/card';
  const signed = { signature: GOOD_SIGNATURE, 'Content-Type': 'application/json' };
  // Spaces and order are what the signature is over.
  const TEXT = '{ "id":"evt_1",  "type": "x" }';
  const tell = (world: HttpWorld, init: RequestInit = {}, path = PATH): Promise<Response> =>
    world.request(path, { method: 'POST', headers: signed, body: TEXT, ...init });

  test('is handed on byte for byte with its headers, and answered once it is stored', async () => {
    const world = await createHttpWorld();
    const answer = await tell(world);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(world.asked).toMatchObject([
      { step: 'acceptWalletEvents', request: { wallet: 'card', body: TEXT, headers: { signature: GOOD_SIGNATURE } } },
    ]);
  });

  test('with a wrong signature is a 400 problem', async () => {
    const world = await createHttpWorld();
    const answer = await tell(world, { headers: { ...signed, signature: 'forged' } });
    expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'webhook.invalid' });
  });

  test('of a wallet that there is not is a 404 problem, even to a browser', async () => {
    const world = await createHttpWorld();
    for (const wallet of ['paper', 'x'.repeat(17), 'CARD', '..%2fcard']) {
      const answer = await tell(world, { headers: { ...signed, Accept: 'text/html' } }, `/webhooks/wallet/${wallet}`);
      expect(await problemOf(answer)).toMatchObject({ status: 404, type: 'application/problem+json', code: 'request.not-found' });
    }
  });

  test('that is too long is refused before it is read as anything', async () => {
    const world = await createHttpWorld();
    const answer = await tell(world, { body: 'x'.repeat(262_145) });
    expect(await problemOf(answer)).toMatchObject({ status: 413, code: 'request.too-large' });
    expect(world.asked).toEqual([]);
  });

  test('while nothing can be stored is 503, so that it is told again', async () => {
    const world = await createHttpWorld();
    world.fail('acceptWalletEvents', new Unavailable('store', new Error('disk full')));
    expect(await problemOf(await tell(world))).toMatchObject({ status: 503, code: 'system.unavailable' });
  });

  test('is no place for a GET', async () => {
    const world = await createHttpWorld();
    const answer = await world.request(PATH);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });
});
