// The store's contract, labels: batches, short codes, what hangs where, what has ended, and labels that were taken over.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LabelBatch, LabelRecord, TakenOverLabel } from '../../../gateway/domain/label/label.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { readTakenOverHosts } from '../../../gateway/storage/queries/taken-over-hosts.ts';
import { objectSetup, POD, POD_TAG, START_MS, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import { mustCommit, type OpenStore } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

const BATCH: LabelBatch = {
  batchId: 'june',
  tenantId: TENANT,
  venueId: VENUE,
  issuer: 'https://q.example.com',
  size: 3,
  orderHash: 'hash-of-the-order',
  orderedAtMs: START_MS,
};

function label(no: number, changes: Partial<LabelRecord> = {}): LabelRecord {
  const tagId = `aa0000000000000${no}`;
  return {
    tagId,
    tenantId: TENANT,
    payloadHex: `1107${tagId}012c`,
    status: 'printed',
    objectId: null,
    kid: 7,
    signature: `signature-${no}`,
    shortCode: `7k3mq9tx${no}`,
    batchId: 'june',
    batchNo: no,
    issuedAtMs: START_MS,
    attachedAtMs: null,
    firstScannedAtMs: null,
    endedAtMs: null,
    replaces: null,
    version: 1,
    ...changes,
  };
}

const TAKEN: TakenOverLabel = {
  labelId: 'tko_1',
  tenantId: TENANT,
  url: 'https://m.example.cn/scan?id=1#a',
  objectId: POD,
  takenOverAtMs: START_MS,
  version: 1,
};

const ordered = { change: 'label-batch-ordered', batch: BATCH } as const;
const issued = (...labels: readonly LabelRecord[]) => labels.map((each) => ({ change: 'label-issued', label: each }) as const);
const changed = (each: LabelRecord) => ({ change: 'label-changed', label: each }) as const;
const takenOver = (changes: Partial<TakenOverLabel> = {}) =>
  ({ change: 'label-taken-over', label: { ...TAKEN, ...changes } }) as const;

const REFUSALS: readonly RefusalCase[] = [
  { constraint: 'label_batch', when: 'the tenant has a batch of this name', before: [[ordered]], refused: [ordered] },
  {
    constraint: 'label_short_code',
    when: 'the short code is taken',
    before: [[ordered, ...issued(label(1))]],
    refused: issued(label(2, { shortCode: '7k3mq9tx1' })),
  },
  {
    constraint: 'label_batch_no',
    when: 'somebody else has issued this place of the batch',
    before: [[ordered, ...issued(label(1))]],
    refused: issued(label(2, { batchNo: 1 })),
  },
  {
    constraint: 'label_successor',
    when: 'what it replaces has a successor already',
    before: [[ordered, ...issued(label(1, { replaces: POD_TAG }))]],
    refused: issued(label(2, { replaces: POD_TAG })),
  },
  {
    constraint: 'label_tag',
    when: 'the tag id is taken',
    before: [[ordered, ...issued(label(1))]],
    refused: issued({ ...label(2), tagId: label(1).tagId }),
  },
  {
    constraint: 'label_version',
    when: 'the label has changed since it was read',
    before: [[ordered, ...issued(label(1))], [changed(label(1, { objectId: POD, status: 'active', version: 2 }))]],
    refused: [changed(label(1, { status: 'lost', version: 2 }))],
  },
  {
    constraint: 'label_version',
    when: 'the object has another label by now',
    before: [[ordered, ...issued(label(1, { objectId: POD }))]],
    refused: [{ change: 'object-labels-counted', objectId: POD, tagIds: [POD_TAG] }],
  },
  {
    constraint: 'taken_over_url',
    when: 'the address is taken over',
    before: [[takenOver()]],
    refused: [takenOver({ labelId: 'tko_2' })],
  },
  {
    constraint: 'taken_over_url',
    when: 'what was taken over has changed since it was read',
    before: [[takenOver()]],
    refused: [{ change: 'taken-over-label-changed', label: { ...TAKEN, objectId: null, version: 3 } }],
  },
];

export function describeLabels(name: string, open: OpenStore): void {
  describe(`${name}: labels`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;
    const query = {
      tenantId: TENANT,
      status: null,
      batchId: null,
      objectId: null,
      isUnattached: false,
      afterTagId: null,
      limit: 9,
    };
    const tagIds = (listed: readonly { readonly label: LabelRecord }[]): readonly string[] =>
      listed.map(({ label: { tagId } }) => tagId);

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await store.setUpVenue(venueSetup({ objects: [objectSetup(), objectSetup({ objectId: 'obj_pod_2', name: 'Pod 2' })] }));
    });
    afterEach(() => opened.dispose());
    testRefusals(REFUSALS, () => store);

    test('a batch and its labels are read as they were written, with every column', async () => {
      const whole = label(2, {
        objectId: POD,
        attachedAtMs: 1,
        firstScannedAtMs: 2,
        endedAtMs: 3,
        replaces: POD_TAG,
        status: 'lost',
      });
      await mustCommit(store, [...issued(label(1), whole), ordered]);
      expect(await store.labelBatch(TENANT, 'june')).toEqual(BATCH);
      expect(await store.label(whole.tagId)).toEqual(whole);
      expect(await store.tagByShortCode('7k3mq9tx1')).toEqual(label(1));
      const { tagId, tenantId, payloadHex, status, objectId } = whole;
      expect(await store.tag(whole.tagId)).toEqual({ tagId, tenantId, payloadHex, status, objectId });
      expect([
        await store.label('none'),
        await store.tagByShortCode('none'),
        await store.labelBatch('tnt_other', 'june'),
      ]).toEqual([null, null, null]);
    });

    test('a tag of a set-up is a label too, whose kid is in its payload', async () => {
      expect(await store.label(POD_TAG)).toMatchObject({
        kid: 0xaa,
        shortCode: null,
        signature: null,
        batchId: null,
        version: 1,
      });
    });

    test('labels of a batch are read by their numbers, a page at a time', async () => {
      await mustCommit(store, [ordered, ...issued(label(3), label(1), label(2, { objectId: POD }))]);
      expect(tagIds(await store.labelsOfBatch(TENANT, 'june', 0, 2))).toEqual([label(1).tagId, label(2).tagId]);
      expect(await store.labelsOfBatch(TENANT, 'june', 2, 2)).toEqual([{ label: label(3), object: null }]);
      expect(await store.labelsOfBatch('tnt_other', 'june', 0, 2)).toEqual([]);
    });

    test('two tenants may call a batch by the same name', async () => {
      await mustCommit(store, [ordered]);
      const other = venueSetup();
      await store.setUpVenue({
        ...other,
        tenantId: 'tnt_other',
        venue: { ...other.venue, venueId: 'ven_other', tenantId: 'tnt_other' },
        ...{ places: [], tariffs: [], devices: [], objects: [], tags: [] },
      });
      const theirs = { ...BATCH, tenantId: 'tnt_other', venueId: 'ven_other', size: 9 };
      await mustCommit(store, [{ change: 'label-batch-ordered', batch: theirs }]);
      expect(await store.labelBatch('tnt_other', 'june')).toEqual(theirs);
      expect(await store.labelVenue('tnt_other', VENUE)).toBeNull();
      expect(await store.labelVenue(TENANT, VENUE)).toEqual({ venueId: VENUE, name: 'Pudong Airport' });
    });

    test('a listing names what each label hangs on, and is narrowed by each word', async () => {
      const lost = label(2, { objectId: POD, status: 'lost', endedAtMs: START_MS });
      const revoked = label(4, { status: 'revoked', endedAtMs: START_MS });
      await mustCommit(store, [ordered, ...issued(label(1), lost, label(3, { objectId: 'obj_pod_2' }), revoked)]);
      const object = { objectId: POD, tenantId: TENANT, venueId: VENUE, kind: 'sleep-pod', name: 'Pod 1', placeName: 'Hall A' };
      const all = await store.labels(query);
      expect(tagIds(all)).toEqual([POD_TAG, label(1).tagId, lost.tagId, label(3).tagId, revoked.tagId]);
      expect(all[2]).toEqual({ label: lost, object });
      expect(tagIds(await store.labels({ ...query, status: 'lost' }))).toEqual([lost.tagId]);
      expect(tagIds(await store.labels({ ...query, batchId: 'june', limit: 1 }))).toEqual([label(1).tagId]);
      expect(tagIds(await store.labels({ ...query, objectId: POD }))).toEqual([POD_TAG, lost.tagId]);
      expect(tagIds(await store.labels({ ...query, isUnattached: true }))).toEqual([label(1).tagId]);
      expect(tagIds(await store.labels({ ...query, isUnattached: true, status: 'revoked' }))).toEqual([revoked.tagId]);
      expect(tagIds(await store.labels({ ...query, afterTagId: lost.tagId }))).toEqual([label(3).tagId, revoked.tagId]);
      expect(await store.labels({ ...query, tenantId: 'tnt_other' })).toEqual([]);
      expect(tagIds((await store.liveLabelsOf(POD)).map((each) => ({ label: each })))).toEqual([POD_TAG]);
      expect(await store.labelledObjects([POD, 'obj_none'])).toEqual([object]);
    });

    test('a change moves a label and never touches what was signed', async () => {
      await mustCommit(store, [ordered, ...issued(label(1))]);
      const hung = label(1, { status: 'active', objectId: POD, attachedAtMs: 5, firstScannedAtMs: 6, version: 2 });
      await mustCommit(store, [
        changed({ ...hung, payloadHex: '00', signature: 'x', shortCode: 'y', kid: 9, replaces: POD_TAG }),
      ]);
      expect(await store.label(hung.tagId)).toEqual(hung);
    });

    test('the successor of a label is found until it ends; then another one may be printed', async () => {
      const [first, second] = [label(1, { replaces: POD_TAG }), label(2, { replaces: POD_TAG })];
      await mustCommit(store, [ordered, ...issued(first)]);
      expect(await store.liveSuccessorOf(POD_TAG)).toEqual(first);
      expect(await store.liveSuccessorOf(first.tagId)).toBeNull();
      await mustCommit(store, [changed({ ...first, status: 'lost', endedAtMs: 9, version: 2 })]);
      expect(await store.liveSuccessorOf(POD_TAG)).toBeNull();
      await mustCommit(store, issued(second));
      expect(await store.liveSuccessorOf(POD_TAG)).toEqual(second);
    });

    test('what has ended never counts again, whoever writes past the store', async () => {
      await mustCommit(store, [ordered, ...issued(label(1, { status: 'lost', endedAtMs: START_MS, objectId: POD }))]);
      await expect(store.commit([changed(label(1, { status: 'active', objectId: POD, version: 2 }))])).rejects.toThrow(
        'tag_ended',
      );
      expect(await store.label(label(1).tagId)).toMatchObject({ status: 'lost' });
    });

    test('labels of an object are counted in any order, and those that have ended are not', async () => {
      await mustCommit(store, [ordered, ...issued(label(1, { objectId: POD }), label(2, { objectId: POD, status: 'lost' }))]);
      const counted = (...tagIds: readonly string[]) => ({ change: 'object-labels-counted', objectId: POD, tagIds }) as const;
      await mustCommit(store, [counted(POD_TAG, label(1).tagId)]);
      await mustCommit(store, [counted(label(1).tagId, POD_TAG)]);
      await mustCommit(store, [{ ...counted(), objectId: 'obj_pod_2' }]);
    });

    test('two who hang a label each on one object at once: the second commit is refused', async () => {
      await mustCommit(store, [ordered, ...issued(label(1), label(2))]);
      const hang = (no: number) =>
        store.commit([
          { change: 'object-labels-counted', objectId: POD, tagIds: [POD_TAG] },
          changed(label(no, { status: 'active', objectId: POD, attachedAtMs: 5, version: 2 })),
        ]);
      const outcomes = await Promise.all([hang(1), hang(2)]);
      expect(outcomes.filter((each) => each.ok)).toHaveLength(1);
      expect(outcomes.filter((each) => !each.ok)).toEqual([{ ok: false, constraint: 'label_version' }]);
    });

    test('an active label hangs on something', async () => {
      await expect(store.commit([ordered, ...issued(label(1, { status: 'active' }))])).rejects.toThrow('tag_active_hangs');
    });

    test('an address that was taken over leads to its object until it is let go', async () => {
      await mustCommit(store, [takenOver(), takenOver({ labelId: 'tko_2', url: 'https://m.example.cn/scan?id=2' })]);
      expect(await store.takenOverByUrl(TAKEN.url)).toEqual(TAKEN);
      expect(await store.takenOverByUrl(TAKEN.url.toUpperCase())).toBeNull();
      const letGo = { ...TAKEN, objectId: null, version: 2 };
      await mustCommit(store, [{ change: 'taken-over-label-changed', label: letGo }]);
      expect(await store.takenOverLabel('tko_1')).toEqual(letGo);
      expect((await store.takenOverLabels(TENANT, '', 9)).map(({ labelId }) => labelId)).toEqual(['tko_1', 'tko_2']);
      expect(await store.takenOverLabels(TENANT, TAKEN.url, 9)).toHaveLength(1);
      expect(await store.takenOverLabels('tnt_other', '', 9)).toEqual([]);
      const other = venueSetup();
      await store.setUpVenue({
        ...other,
        tenantId: 'tnt_other',
        venue: { ...other.venue, venueId: 'ven_other', tenantId: 'tnt_other' },
        ...{ places: [], tariffs: [], devices: [], objects: [], tags: [] },
      });
      const theirs = { ...letGo, tenantId: 'tnt_other', version: 3 };
      await mustCommit(store, [{ change: 'taken-over-label-changed', label: theirs }]);
      expect(await store.takenOverLabels('tnt_other', '', 9)).toEqual([theirs]);
    });

    test('hosts whose labels were taken over are named once, however many labels they have, until the last one is let go', async () => {
      const urls = [
        ...['https://m.example.cn/a', 'https://m.example.cn/b', 'https://m.example.cn/', 'http://m.example.cn/z'],
        ...[
          'https://m.example.cn.evil.example/a',
          'https://m.example.cn:8443/a',
          'https://m.example.cn-b/a',
          'https://a.example/',
        ],
      ];
      await mustCommit(store, [...urls.map((url, at) => takenOver({ labelId: `tko_${at}`, url }))]);
      const letGo = { ...TAKEN, labelId: 'tko_7', url: 'https://a.example/', objectId: null, version: 2 };
      await mustCommit(store, [{ change: 'taken-over-label-changed', label: letGo }]);
      const hosts = ['m.example.cn', 'm.example.cn-b', 'm.example.cn.evil.example', 'm.example.cn:8443'];
      expect([...(await readTakenOverHosts(store.books, 9))].sort()).toEqual(hosts.sort());
      expect(await readTakenOverHosts(store.books, 2)).toHaveLength(2);
    });
  });
}
