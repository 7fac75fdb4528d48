// List labels: those of a tenant by pages; an object or a batch that is not there is told, and no empty list.
import { ok, type Result, refused } from '#protocol';
import type { LabelQuery, ListedLabel } from '../domain/label/label.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Store } from '../ports/store.ts';

/** By tag id. */
export type ListLabels = (query: LabelQuery) => Promise<Result<readonly ListedLabel[], Rejection>>;

export function createListLabels(store: Pick<Store, 'labels' | 'labelBatch' | 'labelledObjects'>): ListLabels {
  return async (query) => {
    const { tenantId, objectId, batchId } = query;
    const found = await store.labels(query);
    if (found.length > 0) return ok(found);
    const [object] = objectId === null ? [] : await store.labelledObjects([objectId]);
    if (objectId !== null && object?.tenantId !== tenantId) return refused({ code: 'object.unknown', objectId });
    const isUnknownBatch = batchId !== null && (await store.labelBatch(tenantId, batchId)) === null;
    return isUnknownBatch ? refused({ code: 'label.batch-unknown' }) : ok(found);
  };
}
