// Label reads: what the steps may read of labels, their batches, and labels of others that were taken over.
import type { LabelBatch, LabelledObject, LabelQuery, LabelRecord, ListedLabel, TakenOverLabel } from '../domain/label/label.ts';

export type LabelReads = {
  label(tagId: string): Promise<LabelRecord | null>;
  /** @param shortCode nine lower-case letters, as they are stored. */
  tagByShortCode(shortCode: string): Promise<LabelRecord | null>;
  /** Printed and active ones; what has ended is not among them. */
  liveLabelsOf(objectId: string): Promise<readonly LabelRecord[]>;
  /** What was printed to replace it, printed or active; there is one at most. */
  liveSuccessorOf(tagId: string): Promise<LabelRecord | null>;
  /** By tag id. */
  labels(query: LabelQuery): Promise<readonly ListedLabel[]>;
  /** null: there is none of that id, or it is another tenant's. */
  labelVenue(tenantId: string, venueId: string): Promise<{ readonly venueId: string; readonly name: string } | null>;
  labelBatch(tenantId: string, batchId: string): Promise<LabelBatch | null>;
  /** By their numbers. */
  labelsOfBatch(tenantId: string, batchId: string, afterNo: number, limit: number): Promise<readonly ListedLabel[]>;
  /** Those of the given that exist, in any order. */
  labelledObjects(objectIds: readonly string[]): Promise<readonly LabelledObject[]>;
  takenOverLabel(labelId: string): Promise<TakenOverLabel | null>;
  /** @param url as it is stored. */
  takenOverByUrl(url: string): Promise<TakenOverLabel | null>;
  takenOverLabels(tenantId: string, afterUrl: string, limit: number): Promise<readonly TakenOverLabel[]>;
};
