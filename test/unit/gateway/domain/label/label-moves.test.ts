// Label moves: printed, hung, moved, ended and seen for the first time - and everything that may not become of a label.
import { describe, expect, test } from 'vitest';
import type { LabelledObject, LabelRecord } from '../../../../../gateway/domain/label/label.ts';
import {
  type AttachRequest,
  decideAttach,
  decideEnd,
  decideFirstScan,
  isLiveLabel,
  LABEL_ENDS,
  LABEL_MOVES,
} from '../../../../../gateway/domain/label/label-moves.ts';
import { TAG_STATUSES } from '../../../../../gateway/domain/scan/tag.ts';

const AT = 1_000;
const label = (changes: Partial<LabelRecord> = {}): LabelRecord => ({
  tagId: 'aa00000000000001',
  tenantId: 'tnt_1',
  payloadHex: '1107aa00000000000001012c',
  status: 'printed',
  objectId: null,
  ...{ kid: 7, signature: 's', shortCode: '7k3mq9tx8', batchId: 'june', batchNo: 1, issuedAtMs: 1 },
  ...{ attachedAtMs: null, firstScannedAtMs: null, endedAtMs: null, replaces: null, version: 1 },
  ...changes,
});
const object = (objectId: string): LabelledObject => ({
  ...{ objectId, tenantId: 'tnt_1', venueId: 'ven_1', kind: 'sleep-pod', name: `Pod ${objectId}`, placeName: 'Hall A' },
});
const hung = (tagId: string, changes: Partial<LabelRecord> = {}): LabelRecord =>
  label({ tagId, status: 'active', objectId: 'obj_1', firstScannedAtMs: 5, ...changes });

function attach(
  facts: {
    readonly label: LabelRecord;
    readonly on?: LabelledObject | null;
    readonly there?: readonly LabelRecord[];
    readonly replaced?: LabelRecord;
  },
  words: Partial<AttachRequest> = {},
) {
  const request: AttachRequest = { object: object('obj_1'), others: 'refuse', isMove: false, ...words };
  return decideAttach({ on: null, there: [], replaced: null, ...facts }, request, AT);
}

describe('the moves', () => {
  test('what has ended never moves again, and an end is an end', () => {
    expect(TAG_STATUSES.filter((status) => !isLiveLabel({ status }))).toEqual([...LABEL_ENDS]);
    for (const status of TAG_STATUSES) for (const to of LABEL_MOVES[status]) expect(TAG_STATUSES).toContain(to);
    expect(LABEL_MOVES.active).not.toContain('printed');
  });
});

describe('attaching', () => {
  test('a fresh print hangs on the object and is in use; that is no scan', () => {
    expect(attach({ label: label() })).toEqual({
      ok: true,
      value: {
        label: label({ status: 'active', objectId: 'obj_1', attachedAtMs: AT, firstScannedAtMs: null, version: 2 }),
        ended: [],
      },
    });
  });

  test('a label that hangs there already is left as it is', () => {
    const there = hung('aa00000000000001');
    expect(attach({ label: there, on: object('obj_1'), there: [there] })).toEqual({
      ok: true,
      value: { label: there, ended: [] },
    });
  });

  test('a label of another object is told with that object, and moves when it is said', () => {
    const elsewhere = hung('aa00000000000001', { objectId: 'obj_2' });
    const facts = { label: elsewhere, on: object('obj_2') };
    expect(attach(facts)).toMatchObject({
      error: { code: 'label.attached-elsewhere', objectId: 'obj_2', objectName: 'Pod obj_2' },
    });
    expect(attach(facts, { isMove: true })).toMatchObject({
      value: { label: { objectId: 'obj_1', firstScannedAtMs: 5, version: 2 } },
    });
  });

  test('a second label on an object is told, and counts beside the first or instead of it, by choice', () => {
    const first = hung('bb00000000000001');
    const facts = { label: label(), there: [first] };
    expect(attach(facts)).toMatchObject({ error: { code: 'code.second-label', objectName: 'Pod obj_1', others: 1 } });
    expect(attach(facts, { others: 'keep' })).toMatchObject({ value: { label: { objectId: 'obj_1' }, ended: [] } });
    expect(attach(facts, { others: 'replace' })).toMatchObject({
      value: { ended: [{ tagId: first.tagId, status: 'replaced', endedAtMs: AT, version: 2 }] },
    });
  });

  test('a reprint that staff hang ends its old label, which is no double', () => {
    const old = hung('bb00000000000001');
    const reprint = label({ objectId: 'obj_1', replaces: old.tagId });
    expect(attach({ label: reprint, on: object('obj_1'), there: [old, reprint], replaced: old })).toMatchObject({
      value: { label: { status: 'active' }, ended: [{ tagId: old.tagId, status: 'replaced' }] },
    });
  });

  test('a reprint of a label that hangs on nothing ends it too, and leaves one alone that was taken elsewhere', () => {
    const loose = label({ tagId: 'bb00000000000001' });
    const reprint = label({ replaces: loose.tagId });
    expect(attach({ label: reprint, replaced: loose })).toMatchObject({
      value: { label: { status: 'active' }, ended: [{ tagId: loose.tagId, status: 'replaced', endedAtMs: AT }] },
    });
    for (const changes of [{ objectId: 'obj_2' }, { status: 'lost' }] as const) {
      expect(attach({ label: reprint, replaced: { ...loose, ...changes } })).toMatchObject({ value: { ended: [] } });
    }
  });

  test.each(LABEL_ENDS)('a label that is %s hangs nowhere any more', (status) => {
    expect(attach({ label: label({ status }) })).toEqual({ ok: false, error: { code: 'label.ended', state: status } });
  });
});

describe('ending', () => {
  test.each(LABEL_ENDS)('%s once; again changes nothing; another end is refused', (as) => {
    const over = decideEnd(hung('aa00000000000001'), as, AT);
    expect(over).toMatchObject({ value: { status: as, endedAtMs: AT, objectId: 'obj_1', version: 2 } });
    if (!over.ok || over.value === null) throw new Error('it has ended');
    expect(decideEnd(over.value, as, AT + 1)).toEqual({ ok: true, value: null });
    const other = LABEL_ENDS.find((end) => end !== as) ?? 'lost';
    expect(decideEnd(over.value, other, AT + 1)).toMatchObject({ error: { code: 'label.ended', state: as } });
  });
});

describe('the first scan', () => {
  test('makes a printed label that is bound an active one', () => {
    expect(decideFirstScan(label({ objectId: 'obj_1' }), null, AT)).toEqual([
      label({ objectId: 'obj_1', status: 'active', firstScannedAtMs: AT, version: 2 }),
    ]);
  });

  test('of a label that hangs on nothing is noted, and it stays printed', () => {
    expect(decideFirstScan(label(), null, AT)).toEqual([label({ firstScannedAtMs: AT, version: 2 })]);
  });

  test('of a reprint ends the old label, which counted until now', () => {
    const old = hung('bb00000000000001');
    const [seen, ended] = decideFirstScan(label({ objectId: 'obj_1', replaces: old.tagId }), old, AT);
    expect([seen?.status, ended]).toEqual(['active', { ...old, status: 'replaced', endedAtMs: AT, version: 2 }]);
  });

  test('of a reprint ends an old label that hangs on nothing, once the reprint hangs', () => {
    const loose = label({ tagId: 'bb00000000000001' });
    expect(decideFirstScan(label({ objectId: 'obj_1', replaces: loose.tagId }), loose, AT)).toHaveLength(2);
    expect(decideFirstScan(label({ replaces: loose.tagId }), loose, AT)).toHaveLength(1);
  });

  test.each<[string, Partial<LabelRecord>]>([
    ['was moved to another object', { objectId: 'obj_2' }],
    ['was lost before', { status: 'lost' }],
  ])('of a reprint leaves an old label alone that %s', (_what, changes) => {
    const old = hung('bb00000000000001', changes);
    expect(decideFirstScan(label({ objectId: 'obj_1', replaces: old.tagId }), old, AT)).toHaveLength(1);
  });

  test('counts once, and never for what has ended', () => {
    expect(decideFirstScan(hung('aa00000000000001'), null, AT)).toEqual([]);
    expect(decideFirstScan(label({ status: 'lost' }), null, AT)).toEqual([]);
  });
});
