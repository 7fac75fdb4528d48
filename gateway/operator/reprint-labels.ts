// Reprint labels: new labels for the objects of old ones, as a batch to print; each old one counts until its successor is seen.
import { ok, type Result, refused } from '#protocol';
import type { LabelBatch } from '../domain/label/label.ts';
import { LABEL_LIMITS } from '../domain/label/label-order.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Store } from '../ports/store.ts';
import type { FindLabel, FoundLabel } from './find-label.ts';
import type { IssuedLabel, IssueLabels } from './issue-labels.ts';

export type ReprintLabels = (request: {
  readonly operatorId: string;
  readonly tenantId: string;
  /** null: that of the first label. */
  readonly venueId: string | null;
  /** As they were scanned or typed. */
  readonly labels: readonly string[];
  /** null: one that is named by the first label. */
  readonly batchId: string | null;
}) => Promise<Result<{ readonly batch: LabelBatch; readonly labels: readonly IssuedLabel[] }, Rejection>>;

/** Asked again for the same labels, it answers the same new ones: nobody gets two by pressing twice. */
export function createReprintLabels(deps: {
  readonly store: Pick<Store, 'labelBatch'>;
  readonly findLabel: FindLabel;
  readonly issueLabels: IssueLabels;
}): ReprintLabels {
  const { store, findLabel, issueLabels } = deps;

  /** Where it hangs; or else the venue that it was printed for. */
  async function venueOf({ label, object }: FoundLabel): Promise<string> {
    if (object || label.batchId === null) return object?.venueId ?? '';
    return (await store.labelBatch(label.tenantId, label.batchId))?.venueId ?? '';
  }

  return async ({ operatorId, tenantId, labels: codes, venueId, batchId }) => {
    const old: FoundLabel[] = [];
    for (const code of codes) {
      const found = await findLabel(tenantId, code);
      if (!found.ok) return found;
      old.push(found.value);
    }
    const [first] = old;
    if (first === undefined) return refused({ code: 'request.malformed', at: 'body.labels', problem: 'name one label at least' });
    const order = {
      ...{ operatorId, tenantId, count: null, objectIds: null },
      venueId: venueId ?? (await venueOf(first)),
      batchId: batchId ?? `reprint-${first.label.tagId}`,
      replaces: old.map(({ label }) => label.tagId),
    };
    const labels: IssuedLabel[] = [];
    for (;;) {
      const issued = await issueLabels({ ...order, afterTagNo: labels.length, limit: LABEL_LIMITS.mostPerChunk });
      if (!issued.ok) return issued;
      labels.push(...issued.value.labels);
      if (issued.value.labels.length === 0 || labels.length >= issued.value.batch.size)
        return ok({ batch: issued.value.batch, labels });
    }
  };
}
