// Label rounds: what a scan on a walk finds, and what the report says of a venue.
import { describe, expect, test } from 'vitest';
import {
  composeReport,
  endRound,
  findingOf,
  type LabelRound,
  type LabelSighting,
} from '../../../../../gateway/domain/watch/label-round.ts';

const inUse = (boundTo: string | null) => ({ is: 'in-use', tagId: 't1', boundTo }) as const;

describe('a scanned label', () => {
  test.each([
    ['at its object', findingOf(inUse('bike-1'), 'bike-1'), 'in-place'],
    ['where nobody says at which object', findingOf(inUse('bike-1'), null), 'in-place'],
    ['at another object', findingOf(inUse('bike-1'), 'bike-2'), 'on-another-object'],
    ['that hangs on nothing', findingOf(inUse(null), 'bike-2'), 'not-attached'],
    ['that was lost', findingOf({ is: 'ended', tagId: 't1', boundTo: 'bike-1' }, 'bike-1'), 'ended'],
    ['that is not ours', findingOf({ is: 'foreign' }, 'bike-1'), 'foreign'],
  ])('%s', (_where, finding, expected) => {
    expect(finding).toBe(expected);
  });
});

const seen = (changes: Partial<LabelSighting>): LabelSighting => ({
  ...{ roundId: 'rnd_1', codeKey: 't1', seenAt: 'bike-1', tagId: 't1', boundTo: 'bike-1', finding: 'in-place' },
  ...{ seenBy: 'olga', seenAtMs: 5 },
  ...changes,
});
const venue = {
  objectIds: ['bike-1', 'bike-2', 'bike-3', 'bike-4'],
  inUse: [
    { tagId: 't1', objectId: 'bike-1' },
    { tagId: 't2', objectId: 'bike-2' },
    { tagId: 't3', objectId: 'bike-3' },
  ],
  printed: [{ tagId: 't4', objectId: 'bike-4' }],
};

describe('the report', () => {
  test('names what is missing, what is only printed, what has no label, what is foreign and what hangs on another object', () => {
    const report = composeReport(
      [
        seen({}),
        seen({ codeKey: 't2', tagId: 't2', boundTo: 'bike-2', seenAt: 'bike-3', finding: 'on-another-object' }),
        seen({ codeKey: 'x', tagId: null, boundTo: null, seenAt: 'bike-2', finding: 'foreign' }),
        seen({ codeKey: 't9', tagId: 't9', seenAt: '', finding: 'ended' }),
        seen({ codeKey: 't8', tagId: 't8', boundTo: null, seenAt: 'bike-4', finding: 'not-attached' }),
      ],
      venue,
    );
    expect(report).toEqual({
      expected: 3,
      inPlace: 1,
      missing: [
        { tagId: 't2', objectId: 'bike-2' },
        { tagId: 't3', objectId: 'bike-3' },
      ],
      toHang: [{ tagId: 't4', objectId: 'bike-4' }],
      unlabelled: ['bike-4'],
      onAnotherObject: [{ tagId: 't2', boundTo: 'bike-2', seenAt: 'bike-3' }],
      foreign: [{ seenAt: 'bike-2', seenAtMs: 5 }],
      ended: [{ tagId: 't9', boundTo: 'bike-1', seenAt: null }],
      notAttached: [{ tagId: 't8', boundTo: null, seenAt: 'bike-4' }],
    });
  });

  test('shows a copied label both in its place and where its copy hangs', () => {
    const report = composeReport([seen({}), seen({ seenAt: 'bike-2', finding: 'on-another-object' })], venue);
    expect([report.inPlace, report.onAnotherObject]).toEqual([1, [{ tagId: 't1', boundTo: 'bike-1', seenAt: 'bike-2' }]]);
  });

  test('takes the word of who stands there: a label that was first taken for its own object hangs on another', () => {
    const elsewhere = seen({ seenAt: 'bike-2', finding: 'on-another-object' });
    const unsaid = composeReport([seen({ seenAt: '' }), elsewhere], venue);
    expect([unsaid.inPlace, unsaid.missing.some(({ tagId }) => tagId === 't1')]).toEqual([0, true]);
    expect(composeReport([seen({ seenAt: '' })], venue).inPlace).toBe(1);
    expect(composeReport([seen({ seenAt: '' }), seen({}), elsewhere], venue).inPlace).toBe(1);
  });

  test('is written once', () => {
    const round: LabelRound = {
      ...{ roundId: 'rnd_1', tenantId: 'demo', venueId: 'ven', startedBy: 'olga', startedAtMs: 1 },
      ...{ endedAtMs: null, report: null, version: 1 },
    };
    const over = endRound(round, composeReport([], venue), 9);
    expect(over).toMatchObject({ endedAtMs: 9, version: 2, report: { expected: 3, inPlace: 0 } });
    expect(() => endRound(over, composeReport([], venue), 10)).toThrow('ends once');
  });
});
