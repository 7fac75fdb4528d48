// Acts on tag keys: each is in the audit of every tenant, once, whoever did it - and a year later somebody is told.
import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createIds } from '#protocol';
import type { TagKeyFacts } from '../../../../gateway/domain/tag-key/tag-key-life.ts';
import { createTagKeyActs, type TagKeyActDeps, type TagKeyActs } from '../../../../gateway/operator/change-tag-keys.ts';
import type { OwnedStore } from '../../../../gateway/ports/store.ts';
import type { TagKeyRoom } from '../../../../gateway/ports/tag-signer.ts';
import { readHangingLabels, readReprintQueue } from '../../../../gateway/storage/queries/tag-keys.ts';
import { openSqliteStore } from '../../../../gateway/storage/sqlite/open-store.ts';
import { START_MS, venueSetup } from '../../../support/records.ts';
import { createHandClock, createRecordedLog } from '../mqtt/recorders.ts';

const issuer = 'https://q.example.com';
const YEAR_MS = 365 * 86_400_000;
const clock = createHandClock(START_MS);
let store: OwnedStore;
let log: ReturnType<typeof createRecordedLog>;
let keys: TagKeyFacts[];
let acts: TagKeyActs;

/** Keys without any signing: the acts ask for nothing else. */
const room: TagKeyRoom = {
  current: () => null,
  facts: () => keys,
  refresh: async () => {},
  trouble: async () => null,
  async apply({ make, set }, plannedWith) {
    if (plannedWith !== keys) return false;
    keys = keys.map((key) => ({ ...key, status: set.find(({ kid }) => kid === key.kid)?.status ?? key.status }));
    for (const each of make) keys.push({ ...each, status: 'sign', publicX: `x${each.kid}`, madeAtMs: clock.nowMs() });
    return true;
  },
};
const openActs = (changes: Partial<TagKeyActDeps> = {}): TagKeyActs =>
  createTagKeyActs({
    ...{ store, room, clock, log, ids: createIds({ clock, randomBytes: (size) => randomBytes(size) }) },
    ...changes,
  });
const rotateAsAnn = { act: { act: 'rotate', issuer: null, isNewHost: false }, operatorId: 'ann' } as const;

/** By the alphabet: rows of one commit have no order among themselves. */
async function audit(): Promise<readonly string[]> {
  const rows = await store.books<{ tenant_id: string; what: string; subject_id: string; actor_id: string }>(
    'SELECT tenant_id, what, subject_id, actor_id FROM audit_rows',
  );
  return rows.map((row) => `${row.tenant_id} ${row.subject_id} ${row.what} by ${row.actor_id}`).sort();
}

beforeEach(async () => {
  store = openSqliteStore({ path: ':memory:', clock });
  log = createRecordedLog();
  keys = [{ kid: 1, issuer, status: 'sign', publicX: 'x1', madeAtMs: clock.nowMs() }];
  acts = openActs();
  await store.setUpVenue(
    venueSetup({
      tags: [{ tagId: '00112233445566aa', payloadHex: '110100112233445566aa02a0', status: 'active', objectId: 'obj_pod_1' }],
    }),
  );
  return () => store.close();
});

test('the first key is in the audit once there is a tenant, and once only, however often the gateway starts', async () => {
  await acts.note();
  await acts.note();
  await openActs().note();
  expect(await audit()).toEqual(['tnt_airport tag-key-k1 tag-key-made by gateway']);
});

const ROTATED_BY_ANN = [
  'tnt_airport tag-key-k1 tag-key-made by gateway',
  'tnt_airport tag-key-k1 tag-key-retired by ann',
  'tnt_airport tag-key-k2 tag-key-made by ann',
];

test('a rotation is the operator’s, in one commit; what was there before is not', async () => {
  await acts.note();
  const before = store.statistics().commits;
  expect(await acts.change(rotateAsAnn)).toEqual({ ok: true, value: { made: [2] } });
  expect(store.statistics().commits).toBe(before + 1);
  expect(await audit()).toEqual(ROTATED_BY_ANN);
});

test('another gateway that meets the new key before its act is noted leaves it to whoever did it', async () => {
  const other = openActs();
  await other.note();
  const apply: TagKeyRoom['apply'] = async (plan, plannedWith) => {
    const isApplied = await room.apply(plan, plannedWith);
    await other.note();
    return isApplied;
  };
  await openActs({ room: { ...room, apply } }).change(rotateAsAnn);
  await other.note();
  await other.note();
  expect(await audit()).toEqual(ROTATED_BY_ANN);
});

test('two gateways that note the same keys at once write each note once', async () => {
  await room.apply({ make: [{ kid: 2, issuer }], set: [{ kid: 1, status: 'verify-only' }] }, keys);
  const other = openActs();
  const late: TagKeyActDeps['store'] = {
    books: store.books,
    async commit(changes) {
      await other.note();
      return store.commit(changes);
    },
  };
  await openActs({ store: late }).note();
  expect(await audit()).toEqual([
    'tnt_airport tag-key-k1 tag-key-retired by gateway',
    'tnt_airport tag-key-k2 tag-key-made by gateway',
  ]);
});

test('what a crash cut short, or somebody changed in the file by hand, is noted by the gateway', async () => {
  await acts.note();
  await room.apply({ make: [{ kid: 2, issuer }], set: [{ kid: 1, status: 'verify-only' }] }, keys);
  await openActs().note();
  expect((await audit()).slice(1)).toEqual([
    'tnt_airport tag-key-k1 tag-key-retired by gateway',
    'tnt_airport tag-key-k2 tag-key-made by gateway',
  ]);
});

test('a key is verify-only until the last of its labels has ended', async () => {
  await acts.change(rotateAsAnn);
  expect(await readHangingLabels(store.books)).toEqual(new Map([[1, 1]]));
  expect(await readReprintQueue(store.books, 1, 10)).toMatchObject([
    { tagId: '00112233445566aa', objectId: 'obj_pod_1', objectName: 'Pod 1', placeName: 'Hall A', venueName: 'Pudong Airport' },
  ]);
  expect(await readReprintQueue(store.books, 2, 10)).toEqual([]);
  const revoke = { act: { act: 'revoke', kid: 1, isEmergency: false }, operatorId: 'ann' } as const;
  expect(await acts.change(revoke)).toEqual({ ok: false, error: { code: 'key.labels-hang', kid: 1, labels: 1 } });
  const emergency = { ...revoke, act: { ...revoke.act, isEmergency: true } };
  expect(await acts.change(emergency)).toMatchObject({ ok: true });
  expect(keys.map(({ kid, status }) => `${kid} ${status}`)).toEqual(['1 revoked', '2 sign']);
  expect(await audit()).toContain('tnt_airport tag-key-k1 tag-key-revoked by ann');
});

test('two rotations at once make two keys, one after the other', async () => {
  expect(await Promise.all([acts.change(rotateAsAnn), acts.change(rotateAsAnn)])).toEqual([
    { ok: true, value: { made: [2] } },
    { ok: true, value: { made: [3] } },
  ]);
  expect(keys.map(({ kid, status }) => `${kid} ${status}`)).toEqual(['1 verify-only', '2 verify-only', '3 sign']);
});

test('a year later the log says so, once a day, until the key was changed', async () => {
  acts.remind();
  expect(log.lines).toEqual([]);
  clock.advance(YEAR_MS);
  acts.remind();
  acts.remind();
  clock.advance(86_400_000);
  acts.remind();
  expect(log.lines.map(({ level, facts }) => ({ level, facts }))).toEqual([
    { level: 'warn', facts: { kids: 'k1' } },
    { level: 'warn', facts: { kids: 'k1' } },
  ]);
  await acts.change(rotateAsAnn);
  clock.advance(86_400_000);
  acts.remind();
  expect(log.lines).toHaveLength(2);
});
