// Label order: what a batch is printed for, in words that make sense, and the hash by which a repeat is known.
import { describe, expect, test } from 'vitest';
import {
  hashOfOrder,
  LABEL_LIMITS,
  type OrderWords,
  readOrder,
  sizeOfOrder,
} from '../../../../../gateway/domain/label/label-order.ts';

const words = (changes: Partial<OrderWords> = {}): OrderWords => ({
  ...{ batchId: 'june', count: null, objectIds: null, replaces: null, afterTagNo: 0, limit: 500 },
  ...changes,
});
const codeOf = (changes: Partial<OrderWords>) => {
  const read = readOrder(words(changes));
  return read.ok ? 'ok' : read.error.code;
};

describe('an order', () => {
  test.each([
    [words({ count: 3 }), { for: 'nothing', count: 3 }, 3],
    [words({ objectIds: ['a', 'b'] }), { for: 'objects', ids: ['a', 'b'] }, 2],
    [words({ replaces: ['t'] }), { for: 'labels', ids: ['t'] }, 1],
  ] as const)('is one of three', (given, order, size) => {
    const read = readOrder(given);
    expect(read).toEqual({ ok: true, value: order });
    expect(sizeOfOrder(order)).toBe(size);
  });

  test('may be left out, where the batch is only read', () => {
    expect(readOrder(words())).toEqual({ ok: true, value: null });
  });

  test.each<Partial<OrderWords>>([
    { batchId: '' },
    { batchId: 'June' },
    { batchId: 'a'.repeat(65) },
    { count: 0 },
    { count: 1.5 },
    { count: -1 },
    { objectIds: [] },
    { objectIds: ['a', 'a'] },
    { count: 1, objectIds: ['a'] },
    { count: 1, afterTagNo: -1 },
    { count: 1, limit: 0 },
    { count: 1, limit: LABEL_LIMITS.mostPerChunk + 1 },
  ])('%j is malformed', (changes) => {
    expect(codeOf(changes)).toBe('request.malformed');
  });

  test('has an end', () => {
    expect(codeOf({ count: LABEL_LIMITS.mostPerBatch })).toBe('ok');
    expect(codeOf({ count: LABEL_LIMITS.mostPerBatch + 1 })).toBe('label.batch-too-large');
  });

  test('is named by what is ordered and in which order', () => {
    const hashes = [
      hashOfOrder({ for: 'nothing', count: 2 }),
      hashOfOrder({ for: 'nothing', count: 3 }),
      hashOfOrder({ for: 'objects', ids: ['a', 'b'] }),
      hashOfOrder({ for: 'objects', ids: ['b', 'a'] }),
      hashOfOrder({ for: 'labels', ids: ['a', 'b'] }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashOfOrder({ for: 'nothing', count: 2 })).toBe(hashes[0]);
  });
});
