// Labels over HTTP: what staff ask, in whose name it is done, what it answers, and every refusal that the document names.
import { describe, expect, test } from 'vitest';
import type { Rejection } from '../../gateway/domain/rejections.ts';
import { createHttpWorld, type HttpWorld, problemOf } from './http-world.ts';
import { LABEL } from './in-memory-labels.ts';

const BASE = '/api/v1/operator';
const eve = { operatorId: 'eve', tenantId: 'ten_1' };
const KEYED: unknown = expect.objectContaining({ key: 'k1', personId: 'operator ten_1 eve' });

async function asEve(world: HttpWorld, claims: Record<string, unknown> = {}): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${await world.staffToken('eve', claims)}`, 'Idempotency-Key': 'k1' };
}

const SHOWN = {
  tagId: LABEL.tagId,
  shortCode: '7K3M-Q9TX-8',
  status: 'active',
  objectId: 'obj_1',
  objectName: 'Pod 1',
  kind: 'sleep-pod',
  placeName: 'Hall A',
  kid: 7,
  batchId: 'june',
  batchNo: 1,
  replaces: null,
  issuedAt: '1970-01-01T00:00:01.000Z',
  attachedAt: '1970-01-01T00:00:02.000Z',
  firstScannedAt: null,
  endedAt: null,
};

type Act = {
  readonly name: string;
  readonly path: string;
  readonly body: object;
  readonly step: Parameters<HttpWorld['fail']>[0];
  readonly asked: object;
  readonly answer: object;
  readonly refusal: Rejection & { readonly status: number };
};
const ACTS: readonly Act[] = [
  {
    name: 'ordering a batch',
    path: `${BASE}/label-batches`,
    body: { batchId: 'june', venueId: 'ven_1', count: 1 },
    step: 'issueLabels',
    asked: {
      ...eve,
      batchId: 'june',
      venueId: 'ven_1',
      count: 1,
      objectIds: null,
      second: false,
      issuer: null,
      afterTagNo: 0,
      limit: 500,
    },
    answer: {
      batchId: 'june',
      venueId: 'ven_1',
      size: 1,
      labels: [{ tagNo: 1, shortCode: '7K3M-Q9TX-8', host: 'q.example.com' }],
    },
    refusal: { code: 'label.batch-differs', size: 40, status: 409 },
  },
  {
    name: 'attaching a label',
    path: `${BASE}/labels/attach`,
    body: { label: '7K3M-Q9TX-8', objectId: 'obj_1', others: 'keep' },
    step: 'attachLabel',
    asked: { ...eve, label: '7K3M-Q9TX-8', objectId: 'obj_1', others: 'keep', isMove: false, keyed: KEYED },
    answer: { ...SHOWN, ended: [], labelsOnObject: 1 },
    refusal: { code: 'code.second-label', objectName: 'Pod 1', others: 1, status: 409 },
  },
  {
    name: 'ending a label',
    path: `${BASE}/labels/end`,
    body: { label: LABEL.tagId, as: 'lost', reason: 'torn off' },
    step: 'endLabel',
    asked: { ...eve, label: LABEL.tagId, as: 'lost', reason: 'torn off', keyed: KEYED },
    answer: { tagId: LABEL.tagId, status: 'lost', endedAt: '1970-01-01T00:00:03.000Z' },
    refusal: { code: 'label.ended', state: 'revoked', status: 409 },
  },
  {
    name: 'a reprint',
    path: `${BASE}/labels/reprint`,
    body: { labels: [LABEL.tagId] },
    step: 'reprintLabels',
    asked: { ...eve, labels: [LABEL.tagId], venueId: null, batchId: null },
    answer: { batchId: 'reprint', size: 1 },
    refusal: { code: 'label.key-missing', status: 409 },
  },
  {
    name: 'taking over labels of somebody else',
    path: `${BASE}/labels/take-over`,
    body: { csv: 'https://m.example.cn/1,obj_1' },
    step: 'takeOverLabels',
    asked: { ...eve, csv: 'https://m.example.cn/1,obj_1', keyed: KEYED },
    answer: { added: 2, changed: 0, same: 0 },
    refusal: { code: 'take-over.refused', lines: [{ line: 1, problem: 'object.unknown' }], status: 422 },
  },
];

describe.each(ACTS)('$name', ({ path, body, step, asked, answer, refusal }) => {
  test('is done in the name of whoever asked, for their own tenant', async () => {
    const world = await createHttpWorld();
    const given = await world.post(path, body, await asEve(world));
    expect([given.status, given.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await given.json()).toMatchObject(answer);
    expect(world.asked).toEqual([{ step, request: asked }]);
  });

  test('is refused with a code, facts, and a status that the document names', async () => {
    const world = await createHttpWorld();
    const { status, ...rejection } = refusal;
    world.fail(step, rejection as Rejection);
    const problem = await world.post(path, body, await asEve(world));
    expect([problem.status, await problem.json()]).toMatchObject([status, { ...rejection, status }]);
    const document = (await (await world.request('/openapi.json')).json()) as {
      paths: Record<string, { post?: { responses: Record<string, { description: string }> } }>;
    };
    expect(document.paths[path]?.post?.responses[status]?.description).toContain(`\`${rejection.code}\``);
  });

  test('wants staff, and words that it knows', async () => {
    const world = await createHttpWorld();
    const headers = await asEve(world);
    expect((await problemOf(await world.post(path, body, { 'Idempotency-Key': 'k1' }))).code).toBe('identity.missing');
    expect((await problemOf(await world.post(path, { ...body, more: 1 }, headers))).code).toBe('request.malformed');
    const guest = await asEve(world, { scope: 'phone' });
    expect((await problemOf(await world.post(path, body, guest))).code).toBe('operator.not-allowed');
    expect(world.asked).toEqual([]);
  });
});

describe('looking', () => {
  test('lists labels of the own tenant, narrowed and by pages', async () => {
    const world = await createHttpWorld();
    const headers = await asEve(world);
    const listed = await world.request(`${BASE}/labels?status=active&batch=june&unattached=false&limit=5`, { headers });
    expect(await listed.json()).toEqual({ labels: [SHOWN] });
    expect(world.asked).toEqual([
      {
        step: 'listLabels',
        request: {
          ...{ tenantId: 'ten_1', status: 'active', batchId: 'june', objectId: null },
          ...{ isUnattached: false, afterTagId: null, limit: 5 },
        },
      },
    ]);
    const after = await world.request(`${BASE}/labels?after=${LABEL.tagId}`, { headers });
    expect(await after.json()).toEqual({ labels: [] });
    for (const query of ['status=new', 'limit=0', 'limit=501', 'after=x', 'more=1']) {
      expect((await problemOf(await world.request(`${BASE}/labels?${query}`, { headers }))).code).toBe('request.malformed');
    }
  });

  test('finds one by what is typed, and not that of another tenant', async () => {
    const world = await createHttpWorld();
    const one = await world.request(`${BASE}/labels/7K3M-Q9TX-8`, { headers: await asEve(world) });
    expect(await one.json()).toEqual(SHOWN);
    const theirs = await world.request(`${BASE}/labels/7K3M-Q9TX-8`, { headers: await asEve(world, { tenant: 'ten_2' }) });
    expect(await problemOf(theirs)).toMatchObject({ status: 404, code: 'label.unknown' });
  });

  test('never shows a signature or a payload: whoever may look may not print', async () => {
    const world = await createHttpWorld();
    const text = await (await world.request(`${BASE}/labels`, { headers: await asEve(world) })).text();
    expect(text).not.toContain(LABEL.signature);
    expect(text).not.toContain(LABEL.payloadHex);
  });
});
