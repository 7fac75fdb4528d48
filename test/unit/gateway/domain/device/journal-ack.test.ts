// Acks of a journal: up to the first gap while a session lives, up to the last entry once it is closed.
import { describe, expect, test } from 'vitest';
import { ackOf, contiguousUpTo } from '../../../../../gateway/domain/device/journal-ack.ts';

describe('an ack', () => {
  test.each([
    ['of nothing', [], { upTo: -1, missing: [] }, { upTo: -1, missing: [] }],
    ['of a whole journal', [0, 1, 2], { upTo: 2, missing: [] }, { upTo: 2, missing: [] }],
    ['with a gap', [0, 1, 4, 6], { upTo: 1, missing: [2, 3, 5] }, { upTo: 6, missing: [] }],
    ['without its first', [1, 2], { upTo: -1, missing: [0] }, { upTo: 2, missing: [] }],
    ['out of order', [2, 0, 1], { upTo: 2, missing: [] }, { upTo: 2, missing: [] }],
  ])('%s', (_what, numbers, whileLive, onceClosed) => {
    expect(ackOf(numbers, false)).toEqual(whileLive);
    expect(ackOf(numbers, true)).toEqual(onceClosed);
    expect(contiguousUpTo(numbers)).toBe(whileLive.upTo);
  });

  test('asks for at most as many as its message may name', () => {
    const { missing } = ackOf([200], false);
    expect(missing).toHaveLength(64);
    expect(missing.at(-1)).toBe(63);
  });
});
