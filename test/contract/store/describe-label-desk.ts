// The store's contract, staff with labels: which objects they may choose, what looks forgotten or double, and what hangs by each key.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LabelRecord } from '../../../gateway/domain/label/label.ts';
import { createAttachDesk } from '../../../gateway/operator/attach-desk.ts';
import { createNameFindings } from '../../../gateway/operator/name-findings.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { readHangingLabels, readKeyNotes, readReprintQueue, readTenants } from '../../../gateway/storage/queries/tag-keys.ts';
import { deviceSetup, objectSetup, START_MS, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import { mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const NAMES = ['Pod 10', 'Pod 2', '100 % Öl', 'pod_2 spare'];
const objectIdOf = (at: number): string => `obj-${at}`;

function tag(
  no: number,
  kid: number,
  status: LabelRecord['status'],
  at: number | null,
  replaces: string | null = null,
): LabelRecord {
  const tagId = `aa0000000000000${no}`;
  const nothing = { signature: null, batchId: null, batchNo: null, attachedAtMs: null, firstScannedAtMs: null, endedAtMs: null };
  return {
    ...{
      tagId,
      tenantId: TENANT,
      payloadHex: `11${kid.toString(16).padStart(2, '0')}${tagId}012c`,
      status,
      kid,
      version: 1,
      ...nothing,
    },
    ...{ objectId: at === null ? null : objectIdOf(at), shortCode: `7k3mq9tx${no}`, issuedAtMs: START_MS, replaces },
  };
}

export function describeLabelDesk(name: string, open: OpenStore): void {
  describe(`${name}: staff with labels`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await open());
      await store.setUpVenue(
        venueSetup({
          objects: NAMES.map((each, at) => objectSetup({ objectId: objectIdOf(at), deviceId: `dev-${at}`, name: each })),
          devices: NAMES.map((_, at) => deviceSetup({ deviceId: `dev-${at}` })),
          tags: [],
        }),
      );
      const labels = [
        ...[
          tag(1, 1, 'active', 0),
          tag(2, 200, 'active', 0),
          tag(3, 1, 'active', 1),
          tag(4, 200, 'printed', 1, tag(3, 1, 'active', 1).tagId),
        ],
        ...[tag(5, 200, 'printed', null), tag(6, 1, 'lost', 2), tag(7, 1, 'printed', null)],
      ];
      for (const label of labels) await mustCommit(store, [{ change: 'label-issued', label }]);
    });
    afterEach(() => dispose());

    const found = async (text: string): Promise<readonly string[]> => {
      const { shown } = await createAttachDesk(store.books).objects(TENANT, text);
      return shown.map(({ name: each, labels }) => `${each}: ${labels}`);
    };

    test('objects without a label come first, then by name with numbers as numbers; whatever people can scan there is counted', async () => {
      expect(await found('')).toEqual(['100 % Öl: 0', 'pod_2 spare: 0', 'Pod 2: 2', 'Pod 10: 2']);
    });

    test('part of a name in any case finds it; signs of the query language are letters; a whole id counts too', async () => {
      expect(await found('POD')).toEqual(['pod_2 spare: 0', 'Pod 2: 2', 'Pod 10: 2']);
      expect(await found('pod_')).toEqual(['pod_2 spare: 0']);
      expect(await found('%')).toEqual(['100 % Öl: 0']);
      expect(await found('!')).toEqual([]);
      expect(await found("' OR 1=1 --")).toEqual([]);
      expect(await found('obj-1')).toEqual(['Pod 2: 2']);
      expect(await found('hall a')).toHaveLength(4);
      expect((await createAttachDesk(store.books).objects('somebody-else', '')).shown).toEqual([]);
    });

    test('a whole name in any case, or an id, is looked for among all objects, also where many have it in theirs', async () => {
      const more = [...Array.from({ length: 50 }, (_, n) => `Pod 2 beside ${n}`), 'Obj-1', 'One', 'ONE'];
      await store.setUpVenue(
        venueSetup({
          objects: more.map((each, at) => objectSetup({ objectId: `more-${at}`, deviceId: `more-dev-${at}`, name: each })),
          devices: more.map((_, at) => deviceSetup({ deviceId: `more-dev-${at}` })),
          tags: [],
        }),
      );
      const named = async (text: string, tenantId = TENANT): Promise<readonly string[]> =>
        (await createAttachDesk(store.books).named(tenantId, text)).map(({ objectId }) => objectId);
      expect(await named(' pod 2 ')).toEqual(['obj-1']);
      expect(await named('obj-1')).toEqual(['obj-1', 'more-50']);
      expect(await named('one')).toEqual(['more-51', 'more-52']);
      expect(await named('Pod')).toEqual([]);
      expect(await named('Pod_2')).toEqual([]);
      expect(await named('Pod 2', 'somebody-else')).toEqual([]);
    });

    test('labels that hang nowhere are counted, objects with two are named; a successor is no second label', async () => {
      const { loose, doubles } = await createAttachDesk(store.books).oversights(TENANT);
      expect(loose).toBe(2);
      expect(doubles).toMatchObject([{ objectId: objectIdOf(0), name: 'Pod 10', placeName: 'Hall A', labels: 2 }]);
      expect(await createAttachDesk(store.books).oversights('somebody-else')).toEqual({ loose: 0, doubles: [] });
    });

    test('what hangs or was printed is counted by its key, and listed place by place', async () => {
      expect(await readHangingLabels(store.books)).toEqual(
        new Map([
          [1, 3],
          [200, 3],
        ]),
      );
      const queue = await readReprintQueue(store.books, 200, 9);
      expect(queue.map(({ tagId, objectName }) => `${tagId} ${objectName}`).sort()).toEqual([
        'aa00000000000002 Pod 10',
        'aa00000000000004 Pod 2',
        'aa00000000000005 null',
      ]);
      expect(await readReprintQueue(store.books, 200, 1)).toHaveLength(1);
      const ofFirst = (part: 'all' | 'to-print') => readReprintQueue(store.books, 1, 9, part);
      expect((await ofFirst('all')).map(({ tagId, isReprinted }) => [tagId, isReprinted]).sort()).toEqual([
        ['aa00000000000001', false],
        ['aa00000000000003', true],
        ['aa00000000000007', false],
      ]);
      expect(await ofFirst('to-print')).toMatchObject([{ tagId: 'aa00000000000001', venueId: VENUE }]);
      expect(await readReprintQueue(store.books, 2, 9)).toEqual([]);
    });

    test('a round is walked in a venue of theirs, and is told by what stands on labels and objects', async () => {
      const desk = createAttachDesk(store.books);
      expect(await desk.venues(TENANT)).toMatchObject([{ venueId: VENUE, name: 'Pudong Airport' }]);
      expect(await desk.venues('tnt_other')).toEqual([]);
      expect((await desk.objects(TENANT, 'pod', { venueId: 'ven_other' })).shown).toEqual([]);
      expect(await desk.objects(TENANT, '', { venueId: VENUE, most: 3 })).toMatchObject({ shown: { length: 3 }, more: 1 });

      const url = 'https://m.example.cn/1';
      const taken = { labelId: 'tkn_1', tenantId: TENANT, url, objectId: objectIdOf(1), takenOverAtMs: START_MS, version: 1 };
      await mustCommit(store, [{ change: 'label-taken-over', label: taken }]);
      const names = createNameFindings(store.books);
      const foundAt = (at: number) => ({ boundTo: objectIdOf(at), seenAt: objectIdOf(0) });
      const one = await names.ofSighting(TENANT, { tagId: tag(1, 1, 'active', 0).tagId, ...foundAt(0) });
      expect([one.labels, one.objects[objectIdOf(0)]]).toMatchObject([
        { aa00000000000001: '7K3M-Q9TX-1' },
        { name: 'Pod 10', placeName: 'Hall A', venueId: VENUE, venueName: 'Pudong Airport' },
      ]);
      expect((await names.ofSighting(TENANT, { tagId: 'tkn_1', ...foundAt(1) })).labels).toEqual({ tkn_1: url });
      const stranger = await names.ofSighting('tnt_other', { tagId: tag(1, 1, 'active', 0).tagId, ...foundAt(0) });
      expect(stranger).toEqual({ labels: { aa00000000000001: 'aa00000000000001' }, objects: {} });
    });

    test('what the audit says of keys is found by their names', async () => {
      expect(await readTenants(store.books)).toEqual([TENANT]);
      const row = (what: string, subjectId: string, no: number) => ({
        ...{
          auditId: `aud_${no}`,
          tenantId: TENANT,
          atMs: START_MS,
          actor: { kind: 'gateway', id: 'gateway' } as const,
          what,
          subjectId,
          facts: {},
        },
      });
      await mustCommit(store, [
        { change: 'audited', row: row('tag-key-made', 'tag-key-k1', 1) },
        { change: 'audited', row: row('something-else', 'tag-key-k1', 2) },
        { change: 'audited', row: row('tag-key-made', 'tag-key-k2', 3) },
      ]);
      const subjectId = 'tag-key-k1';
      expect(await readKeyNotes(store.books, [subjectId, 'tag-key-k9'])).toEqual([
        { tenantId: TENANT, subjectId, what: 'tag-key-made' },
      ]);
      const again = [{ change: 'audited', row: row('tag-key-made', 'tag-key-k1', 4) }] as const;
      expect(await store.commit(again)).toEqual(refusedBy('audit_key_note'));
      await mustCommit(store, [{ change: 'audited', row: row('something-else', 'tag-key-k1', 5) }]);
    });
  });
}
