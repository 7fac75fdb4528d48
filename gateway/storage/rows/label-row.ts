// Label rows: tags, their batches, and labels of others that were taken over, as columns, both ways.
import type { LabelBatch, LabelledObject, LabelRecord, ListedLabel, TakenOverLabel } from '../../domain/label/label.ts';
import type { TagRecord } from '../../domain/scan/tag.ts';
import type { VenueSetup } from '../../ports/store.ts';

export type TagRow = {
  readonly tag_id: string;
  readonly tenant_id: string;
  readonly payload_hex: string;
  readonly status: TagRecord['status'];
  readonly object_id: string | null;
  readonly kid: number | null;
  readonly signature: string | null;
  readonly short_code: string | null;
  readonly batch_id: string | null;
  readonly batch_no: number | null;
  readonly issued_at_ms: number | null;
  readonly attached_at_ms: number | null;
  readonly first_scanned_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly replaces: string | null;
  readonly version: number;
};

/** The columns of a tag that a set-up decides; what becomes of the label is the label's own. */
export type GivenTagRow = Pick<
  TagRow,
  'tag_id' | 'tenant_id' | 'payload_hex' | 'status' | 'object_id' | 'kid' | 'signature' | 'short_code'
>;

/** The second byte of a payload; null where it has none. */
function kidOf(payloadHex: string): number | null {
  const byte = payloadHex.slice(2, 4);
  return /^[0-9a-f]{2}$/.test(byte) ? Number.parseInt(byte, 16) : null;
}

export function givenTagToRow(tag: VenueSetup['tags'][number], tenantId: string): GivenTagRow {
  return {
    tag_id: tag.tagId,
    tenant_id: tenantId,
    payload_hex: tag.payloadHex,
    status: tag.status,
    object_id: tag.objectId,
    kid: kidOf(tag.payloadHex),
    signature: tag.signature ?? null,
    short_code: tag.shortCode ?? null,
  };
}

export function tagFromRow(row: TagRow): TagRecord {
  return {
    tagId: row.tag_id,
    tenantId: row.tenant_id,
    payloadHex: row.payload_hex,
    status: row.status,
    objectId: row.object_id,
  };
}

export function labelToRow(label: LabelRecord): TagRow {
  return {
    tag_id: label.tagId,
    tenant_id: label.tenantId,
    payload_hex: label.payloadHex,
    status: label.status,
    object_id: label.objectId,
    kid: label.kid,
    signature: label.signature,
    short_code: label.shortCode,
    batch_id: label.batchId,
    batch_no: label.batchNo,
    issued_at_ms: label.issuedAtMs,
    attached_at_ms: label.attachedAtMs,
    first_scanned_at_ms: label.firstScannedAtMs,
    ended_at_ms: label.endedAtMs,
    replaces: label.replaces,
    version: label.version,
  };
}

export function labelFromRow(row: TagRow): LabelRecord {
  return {
    ...tagFromRow(row),
    kid: row.kid,
    signature: row.signature,
    shortCode: row.short_code,
    batchId: row.batch_id,
    batchNo: row.batch_no,
    issuedAtMs: row.issued_at_ms,
    attachedAtMs: row.attached_at_ms,
    firstScannedAtMs: row.first_scanned_at_ms,
    endedAtMs: row.ended_at_ms,
    replaces: row.replaces,
    version: row.version,
  };
}

/** A tag beside the object that it hangs on, whose columns are null where there is none. */
export type ListedTagRow = TagRow & {
  readonly on_tenant_id: string | null;
  readonly on_venue_id: string | null;
  readonly on_kind: string | null;
  readonly on_name: string | null;
  readonly on_place_name: string | null;
};

/** After `SELECT tags.*`: the object's columns under names of their own, as both databases take it. */
export const LISTED_COLUMNS = `tags.*, objects.tenant_id AS on_tenant_id, objects.venue_id AS on_venue_id, objects.kind AS on_kind,
  objects.name AS on_name, places.name AS on_place_name`;
export const LISTED_FROM = `tags LEFT JOIN objects ON objects.object_id = tags.object_id
  LEFT JOIN places ON places.place_id = objects.place_id`;

export function listedLabelFromRow(row: ListedTagRow): ListedLabel {
  const { object_id, on_tenant_id, on_venue_id, on_kind, on_name, on_place_name } = row;
  const isAttached =
    object_id !== null &&
    on_tenant_id !== null &&
    on_venue_id !== null &&
    on_kind !== null &&
    on_name !== null &&
    on_place_name !== null;
  return {
    label: labelFromRow(row),
    object: isAttached
      ? {
          objectId: object_id,
          tenantId: on_tenant_id,
          venueId: on_venue_id,
          kind: on_kind,
          name: on_name,
          placeName: on_place_name,
        }
      : null,
  };
}

export type LabelledObjectRow = {
  readonly object_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly kind: string;
  readonly name: string;
  readonly place_name: string;
  readonly retired_at_ms: number | null;
};

export function labelledObjectFromRow(row: LabelledObjectRow): LabelledObject {
  return {
    objectId: row.object_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    kind: row.kind,
    name: row.name,
    placeName: row.place_name,
    ...(row.retired_at_ms !== null && { isRetired: true }),
  };
}

export type LabelBatchRow = {
  readonly batch_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly issuer: string;
  readonly size: number;
  readonly order_hash: string;
  readonly ordered_at_ms: number;
};

export function labelBatchToRow(batch: LabelBatch): LabelBatchRow {
  return {
    batch_id: batch.batchId,
    tenant_id: batch.tenantId,
    venue_id: batch.venueId,
    issuer: batch.issuer,
    size: batch.size,
    order_hash: batch.orderHash,
    ordered_at_ms: batch.orderedAtMs,
  };
}

export function labelBatchFromRow(row: LabelBatchRow): LabelBatch {
  return {
    batchId: row.batch_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    issuer: row.issuer,
    size: row.size,
    orderHash: row.order_hash,
    orderedAtMs: row.ordered_at_ms,
  };
}

export type TakenOverRow = {
  readonly label_id: string;
  readonly tenant_id: string;
  readonly url: string;
  readonly object_id: string | null;
  readonly taken_over_at_ms: number;
  readonly version: number;
};

export function takenOverToRow(label: TakenOverLabel): TakenOverRow {
  return {
    label_id: label.labelId,
    tenant_id: label.tenantId,
    url: label.url,
    object_id: label.objectId,
    taken_over_at_ms: label.takenOverAtMs,
    version: label.version,
  };
}

export function takenOverFromRow(row: TakenOverRow): TakenOverLabel {
  return {
    labelId: row.label_id,
    tenantId: row.tenant_id,
    url: row.url,
    objectId: row.object_id,
    takenOverAtMs: row.taken_over_at_ms,
    version: row.version,
  };
}
