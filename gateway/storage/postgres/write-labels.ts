// Writes of labels: batches, labels as they are issued and as they change, and those that were taken over.
import { labelBatchToRow, labelToRow, type TagRow, type TakenOverRow, takenOverToRow } from '../rows/label-row.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type LabelChanges =
  | 'label-batch-ordered'
  | 'label-issued'
  | 'object-labels-counted'
  | 'label-changed'
  | 'label-taken-over'
  | 'taken-over-label-changed';

// Whoever counts the labels of an object waits for whoever did so before, and then sees what they wrote: a statement of its own.
const lockObject = sql<{ readonly object_id: string }>(
  'SELECT object_id FROM objects WHERE object_id = @object_id FOR NO KEY UPDATE',
);
const countLabels = sql<{ readonly object_id: string; readonly tag_ids: string }>(
  `SELECT refuse_unless(@tag_ids = (
     SELECT coalesce(string_agg(tag_id, ',' ORDER BY tag_id COLLATE "C"), '') FROM tags
     WHERE object_id = @object_id AND status IN ('printed', 'active')), 'label_version')`,
);
// What was signed stays as it was issued (codes rule 4).
const change = compareAndSet<TagRow>(
  'label_version',
  `UPDATE tags SET status = @status, object_id = @object_id, attached_at_ms = @attached_at_ms,
     first_scanned_at_ms = @first_scanned_at_ms, ended_at_ms = @ended_at_ms, version = @version
   WHERE tag_id = @tag_id AND version = @version - 1`,
);
const changeTakenOver = compareAndSet<TakenOverRow>(
  'taken_over_url',
  `UPDATE taken_over_labels SET tenant_id = @tenant_id, object_id = @object_id, version = @version
   WHERE label_id = @label_id AND version = @version - 1`,
);

export const labelWriters: Writers<LabelChanges> = {
  'label-batch-ordered': ({ batch }) => [insertInto('label_batches', labelBatchToRow(batch))],
  'label-issued': ({ label }) => [insertInto('tags', labelToRow(label))],
  'object-labels-counted': ({ objectId, tagIds }) => [
    lockObject({ object_id: objectId }),
    countLabels({ object_id: objectId, tag_ids: [...tagIds].sort().join() }),
  ],
  'label-changed': ({ label }) => [change(labelToRow(label))],
  'label-taken-over': ({ label }) => [insertInto('taken_over_labels', takenOverToRow(label))],
  'taken-over-label-changed': ({ label }) => [changeTakenOver(takenOverToRow(label))],
};
