// Reads of labels: one, those of an object, of a batch, of a tenant by pages, and those that were taken over.
import type { LabelReads } from '../../ports/label-reads.ts';
import {
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
import type { Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';

const label = sql<{ tag_id: string }>('SELECT * FROM tags WHERE tag_id = @tag_id');
const byShortCode = sql<{ short_code: string }>('SELECT * FROM tags WHERE short_code = @short_code');
const live = sql<{ object_id: string }>(
  "SELECT * FROM tags WHERE object_id = @object_id AND status IN ('printed', 'active') ORDER BY tag_id",
);
const successor = sql<{ tag_id: string }>("SELECT * FROM tags WHERE replaces = @tag_id AND status IN ('printed', 'active')");
const page = sql<{
  tenant_id: string;
  status: string | null;
  batch_id: string | null;
  object_id: string | null;
  is_unattached: number;
  after: string;
  most: number;
}>(
  `SELECT ${LISTED_COLUMNS} FROM ${LISTED_FROM}
   WHERE tags.tenant_id = @tenant_id AND tags.tag_id > @after
     AND (@status::text IS NULL OR tags.status = @status)
     AND (@batch_id::text IS NULL OR tags.batch_id = @batch_id)
     AND (@object_id::text IS NULL OR tags.object_id = @object_id)
     AND (@is_unattached::int = 0
       OR (tags.object_id IS NULL AND (@status::text IS NOT NULL OR tags.status IN ('printed', 'active'))))
   ORDER BY tags.tag_id LIMIT @most`,
);
const venue = sql<{ tenant_id: string; venue_id: string }>(
  'SELECT venue_id, name FROM venues WHERE tenant_id = @tenant_id AND venue_id = @venue_id',
);
const batch = sql<{ tenant_id: string; batch_id: string }>(
  'SELECT * FROM label_batches WHERE tenant_id = @tenant_id AND batch_id = @batch_id',
);
const ofBatch = sql<{ tenant_id: string; batch_id: string; after_no: number; most: number }>(
  `SELECT ${LISTED_COLUMNS} FROM ${LISTED_FROM}
   WHERE tags.tenant_id = @tenant_id AND tags.batch_id = @batch_id AND tags.batch_no > @after_no ORDER BY tags.batch_no LIMIT @most`,
);
const objects = sql<{ ids: readonly string[] }>(
  `SELECT objects.object_id, objects.tenant_id, objects.venue_id, objects.kind, objects.name, places.name AS place_name,
     objects.retired_at_ms
   FROM objects JOIN places ON places.place_id = objects.place_id
   WHERE objects.object_id = ANY (@ids::text[]) ORDER BY objects.object_id`,
);
const takenOver = sql<{ label_id: string }>('SELECT * FROM taken_over_labels WHERE label_id = @label_id');
const takenOverByUrl = sql<{ url: string }>('SELECT * FROM taken_over_labels WHERE url = @url');
const takenOverPage = sql<{ tenant_id: string; after: string; most: number }>(
  'SELECT * FROM taken_over_labels WHERE tenant_id = @tenant_id AND url > @after ORDER BY url LIMIT @most',
);

export function labelReads(reader: Reader): Reads<keyof LabelReads> {
  return {
    label: (tagId) => reader.first(label({ tag_id: tagId }), labelFromRow),
    tagByShortCode: (shortCode) => reader.first(byShortCode({ short_code: shortCode }), labelFromRow),
    liveLabelsOf: async (objectId) => (await reader.rows<TagRow>(live({ object_id: objectId }))).map(labelFromRow),
    liveSuccessorOf: (tagId) => reader.first(successor({ tag_id: tagId }), labelFromRow),
    async labels(query) {
      const statement = page({
        tenant_id: query.tenantId,
        status: query.status,
        batch_id: query.batchId,
        object_id: query.objectId,
        is_unattached: flagToColumn(query.isUnattached),
        after: query.afterTagId ?? '',
        most: query.limit,
      });
      return (await reader.rows<ListedTagRow>(statement)).map(listedLabelFromRow);
    },
    labelVenue: (tenantId, venueId) =>
      reader.first(venue({ tenant_id: tenantId, venue_id: venueId }), (row: { readonly name: string }) => ({
        venueId,
        name: row.name,
      })),
    labelBatch: (tenantId, batchId) => reader.first(batch({ tenant_id: tenantId, batch_id: batchId }), labelBatchFromRow),
    async labelsOfBatch(tenantId, batchId, afterNo, limit) {
      const statement = ofBatch({ tenant_id: tenantId, batch_id: batchId, after_no: afterNo, most: limit });
      return (await reader.rows<ListedTagRow>(statement)).map(listedLabelFromRow);
    },
    async labelledObjects(objectIds) {
      return (await reader.rows<LabelledObjectRow>(objects({ ids: objectIds }))).map(labelledObjectFromRow);
    },
    takenOverLabel: (labelId) => reader.first(takenOver({ label_id: labelId }), takenOverFromRow),
    takenOverByUrl: (url) => reader.first(takenOverByUrl({ url }), takenOverFromRow),
    async takenOverLabels(tenantId, afterUrl, limit) {
      const statement = takenOverPage({ tenant_id: tenantId, after: afterUrl, most: limit });
      return (await reader.rows<TakenOverRow>(statement)).map(takenOverFromRow);
    },
  };
}
