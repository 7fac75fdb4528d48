// Label order: what a batch of labels is printed for, its limits, and the hash by which a repeat is known.
import { canonicalJson, ok, type Result, refused, sha256 } from '#protocol';
import type { Rejection } from '../rejections.ts';

export const LABEL_LIMITS = {
  /** Of one batch: a roll of labels has fewer. */
  mostPerBatch: 100_000,
  /** Signed and stored in one commit. */
  mostPerChunk: 500,
} as const;

/** One label for each line; loose ones hang on nothing yet. */
export type LabelOrder =
  | { readonly for: 'nothing'; readonly count: number }
  | { readonly for: 'objects'; readonly ids: readonly string[] }
  | { readonly for: 'labels'; readonly ids: readonly string[] };

export const sizeOfOrder = (order: LabelOrder): number => (order.for === 'nothing' ? order.count : order.ids.length);

export const hashOfOrder = (order: LabelOrder): string =>
  sha256(
    canonicalJson(order.for === 'nothing' ? { for: order.for, count: order.count } : { for: order.for, ids: [...order.ids] }),
  );

const malformed = (at: string, problem: string): Result<never, Rejection> => refused({ code: 'request.malformed', at, problem });

export type OrderWords = {
  readonly batchId: string;
  readonly count: number | null;
  readonly objectIds: readonly string[] | null;
  readonly replaces?: readonly string[] | null;
  readonly afterTagNo: number;
  readonly limit: number;
};

/** @returns what is ordered; null where nothing is, and the batch is only read. */
export function readOrder(words: OrderWords): Result<LabelOrder | null, Rejection> {
  const { batchId, count, objectIds, replaces = null, afterTagNo, limit } = words;
  if (!/^[a-z0-9_-]{1,64}$/.test(batchId)) {
    return malformed('body.batchId', 'a batch is named by 1 to 64 of a-z 0-9 _ - such as spring-2026');
  }
  if (!Number.isInteger(afterTagNo) || afterTagNo < 0) return malformed('body.afterTagNo', 'a whole number from 0');
  if (!Number.isInteger(limit) || limit < 1 || limit > LABEL_LIMITS.mostPerChunk) {
    return malformed('body.limit', `a whole number from 1 to ${LABEL_LIMITS.mostPerChunk}`);
  }
  const orders: LabelOrder[] = [
    ...(count === null ? [] : [{ for: 'nothing', count } as const]),
    ...(objectIds === null ? [] : [{ for: 'objects', ids: objectIds } as const]),
    ...(replaces === null ? [] : [{ for: 'labels', ids: replaces } as const]),
  ];
  const [order = null, another] = orders;
  if (another)
    return malformed('body', 'labels are ordered by their number, for objects, or in place of others: one of the three');
  if (order === null) return ok(null);
  if (order.for === 'nothing' && !Number.isInteger(order.count)) return malformed('body.count', 'a whole number');
  const size = sizeOfOrder(order);
  if (size < 1) return malformed('body', 'a batch has one label at least');
  if (size > LABEL_LIMITS.mostPerBatch) return refused({ code: 'label.batch-too-large', most: LABEL_LIMITS.mostPerBatch });
  const isTwice = order.for !== 'nothing' && new Set(order.ids).size < order.ids.length;
  return isTwice ? malformed('body', 'each is named once') : ok(order);
}
