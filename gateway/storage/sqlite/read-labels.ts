// Reads of labels: one, those of an object, of a batch, of a tenant by pages, and those that were taken over.
import type { LabelQuery } from '../../domain/label/label.ts';
import type { LabelReads } from '../../ports/label-reads.ts';
import {
  type LabelBatchRow,
  type LabelledObjectRow,
  LISTED_COLUMNS,
  LISTED_FROM,
  type ListedTagRow,
  labelBatchFromRow,
  labelFromRow,
  labelledObjectFromRow,
  listedLabelFromRow,
  type TagRow,
  type TakenOverRow,
  takenOverFromRow,
} from '../rows/label-row.ts';
import { flagToColumn } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';

const orNull = <R, T>(row: R | undefined, read: (row: R) => T): T | null => (row === undefined ? null : read(row));

type PageRow = {
  readonly tenant_id: string;
  readonly status: string | null;
  readonly batch_id: string | null;
  readonly object_id: string | null;
  readonly is_unattached: number;
  readonly after: string;
  readonly most: number;
};

const toPage = (query: LabelQuery): PageRow => ({
  tenant_id: query.tenantId,
  status: query.status,
  batch_id: query.batchId,
  object_id: query.objectId,
  is_unattached: flagToColumn(query.isUnattached),
  after: query.afterTagId ?? '',
  most: query.limit,
});

type TakenOverReads = 'takenOverLabel' | 'takenOverByUrl' | 'takenOverLabels';

function takenOverQueries(db: Connection): Queries<TakenOverReads> {
  const byId = db.prepare<[string], TakenOverRow>('SELECT * FROM taken_over_labels WHERE label_id = ?');
  const byUrl = db.prepare<[string], TakenOverRow>('SELECT * FROM taken_over_labels WHERE url = ?');
  const page = db.prepare<[string, string, number], TakenOverRow>(
    'SELECT * FROM taken_over_labels WHERE tenant_id = ? AND url > ? ORDER BY url LIMIT ?',
  );
  return {
    takenOverLabel: (labelId) => orNull(byId.get(labelId), takenOverFromRow),
    takenOverByUrl: (url) => orNull(byUrl.get(url), takenOverFromRow),
    takenOverLabels: (tenantId, afterUrl, limit) => page.all(tenantId, afterUrl, limit).map(takenOverFromRow),
  };
}

export function labelQueries(db: Connection): Queries<keyof LabelReads> {
  const label = db.prepare<[string], TagRow>('SELECT * FROM tags WHERE tag_id = ?');
  const byShortCode = db.prepare<[string], TagRow>('SELECT * FROM tags WHERE short_code = ?');
  const live = db.prepare<[string], TagRow>(
    "SELECT * FROM tags WHERE object_id = ? AND status IN ('printed', 'active') ORDER BY tag_id",
  );
  const successor = db.prepare<[string], TagRow>("SELECT * FROM tags WHERE replaces = ? AND status IN ('printed', 'active')");
  const page = db.prepare<PageRow, ListedTagRow>(
    `SELECT ${LISTED_COLUMNS} FROM ${LISTED_FROM}
     WHERE tags.tenant_id = @tenant_id AND tags.tag_id > @after
       AND (@status IS NULL OR tags.status = @status)
       AND (@batch_id IS NULL OR tags.batch_id = @batch_id)
       AND (@object_id IS NULL OR tags.object_id = @object_id)
       AND (@is_unattached = 0 OR (tags.object_id IS NULL AND (@status IS NOT NULL OR tags.status IN ('printed', 'active'))))
     ORDER BY tags.tag_id LIMIT @most`,
  );
  const venue = db.prepare<[string, string], { name: string }>('SELECT name FROM venues WHERE tenant_id = ? AND venue_id = ?');
  const batch = db.prepare<[string, string], LabelBatchRow>('SELECT * FROM label_batches WHERE tenant_id = ? AND batch_id = ?');
  const ofBatch = db.prepare<[string, string, number, number], ListedTagRow>(
    `SELECT ${LISTED_COLUMNS} FROM ${LISTED_FROM}
     WHERE tags.tenant_id = ? AND tags.batch_id = ? AND tags.batch_no > ? ORDER BY tags.batch_no LIMIT ?`,
  );
  const objects = db.prepare<[string], LabelledObjectRow>(
    `SELECT objects.object_id, objects.tenant_id, objects.venue_id, objects.kind, objects.name, places.name AS place_name,
       objects.retired_at_ms
     FROM objects JOIN places ON places.place_id = objects.place_id
     WHERE objects.object_id IN (SELECT value FROM json_each(?))`,
  );
  return {
    label: (tagId) => orNull(label.get(tagId), labelFromRow),
    tagByShortCode: (shortCode) => orNull(byShortCode.get(shortCode), labelFromRow),
    liveLabelsOf: (objectId) => live.all(objectId).map(labelFromRow),
    liveSuccessorOf: (tagId) => orNull(successor.get(tagId), labelFromRow),
    labels: (query) => page.all(toPage(query)).map(listedLabelFromRow),
    labelVenue: (tenantId, venueId) => orNull(venue.get(tenantId, venueId), (row) => ({ venueId, name: row.name })),
    labelBatch: (tenantId, batchId) => orNull(batch.get(tenantId, batchId), labelBatchFromRow),
    labelsOfBatch: (tenantId, batchId, afterNo, limit) => ofBatch.all(tenantId, batchId, afterNo, limit).map(listedLabelFromRow),
    labelledObjects: (objectIds) => objects.all(JSON.stringify(objectIds)).map(labelledObjectFromRow),
    ...takenOverQueries(db),
  };
}
