// Writes of labels: batches, labels as they are issued and as they change, and those that were taken over.
import {
  type LabelBatchRow,
  labelBatchToRow,
  labelToRow,
  type TagRow,
  type TakenOverRow,
  takenOverToRow,
} from '../rows/label-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type LabelChanges =
  | 'label-batch-ordered'
  | 'label-issued'
  | 'object-labels-counted'
  | 'label-changed'
  | 'label-taken-over'
  | 'taken-over-label-changed';

export function labelWriters(db: Connection): Writers<LabelChanges> {
  const order = db.prepare<LabelBatchRow>(
    `INSERT INTO label_batches (batch_id, tenant_id, venue_id, issuer, size, order_hash, ordered_at_ms)
     VALUES (@batch_id, @tenant_id, @venue_id, @issuer, @size, @order_hash, @ordered_at_ms)`,
  );
  const issue = db.prepare<TagRow>(
    `INSERT INTO tags (tag_id, tenant_id, payload_hex, status, object_id, kid, signature, short_code, batch_id, batch_no,
       issued_at_ms, attached_at_ms, first_scanned_at_ms, ended_at_ms, replaces, version)
     VALUES (@tag_id, @tenant_id, @payload_hex, @status, @object_id, @kid, @signature, @short_code, @batch_id, @batch_no,
       @issued_at_ms, @attached_at_ms, @first_scanned_at_ms, @ended_at_ms, @replaces, @version)`,
  );
  const live = db.prepare<[string], { tag_id: string }>(
    "SELECT tag_id FROM tags WHERE object_id = ? AND status IN ('printed', 'active')",
  );
  // What was signed stays as it was issued (codes rule 4).
  const change = db.prepare<TagRow>(
    `UPDATE tags SET status = @status, object_id = @object_id, attached_at_ms = @attached_at_ms,
       first_scanned_at_ms = @first_scanned_at_ms, ended_at_ms = @ended_at_ms, version = @version
     WHERE tag_id = @tag_id AND version = @version - 1`,
  );
  const takeOver = db.prepare<TakenOverRow>(
    `INSERT INTO taken_over_labels (label_id, tenant_id, url, object_id, taken_over_at_ms, version)
     VALUES (@label_id, @tenant_id, @url, @object_id, @taken_over_at_ms, @version)`,
  );
  const changeTakenOver = db.prepare<TakenOverRow>(
    `UPDATE taken_over_labels SET tenant_id = @tenant_id, object_id = @object_id, version = @version
     WHERE label_id = @label_id AND version = @version - 1`,
  );
  return {
    'label-batch-ordered': ({ batch }) => {
      order.run(labelBatchToRow(batch));
      return null;
    },
    'label-issued': ({ label }) => {
      issue.run(labelToRow(label));
      return null;
    },
    'object-labels-counted': ({ objectId, tagIds }) => {
      const now = live.all(objectId).map((row) => row.tag_id);
      return now.sort().join() === [...tagIds].sort().join() ? null : 'label_version';
    },
    'label-changed': ({ label }) => refusedUnlessOne(change.run(labelToRow(label)), 'label_version'),
    'label-taken-over': ({ label }) => {
      takeOver.run(takenOverToRow(label));
      return null;
    },
    'taken-over-label-changed': ({ label }) => refusedUnlessOne(changeTakenOver.run(takenOverToRow(label)), 'taken_over_url'),
  };
}
