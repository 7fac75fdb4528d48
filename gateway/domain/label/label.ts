// Label: the printed thing that carries a tag, from its printing to its end, and the batch it was printed in.
import type { TagRecord, TagStatus } from '../scan/tag.ts';

export type LabelRecord = TagRecord & {
  /** Which key signed it, 0..255. */
  readonly kid: number | null;
  /** 64 bytes, base64url: the same sheet can be printed again long after its key has retired. null: nobody kept it. */
  readonly signature: string | null;
  /** Nine lower-case letters; null: it can only be scanned. */
  readonly shortCode: string | null;
  readonly batchId: string | null;
  /** 1 and up within its batch. */
  readonly batchNo: number | null;
  readonly issuedAtMs: number | null;
  readonly attachedAtMs: number | null;
  readonly firstScannedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** The label that ends when this one is hung, started from, or scanned by somebody whom we know, for the first time. */
  readonly replaces: string | null;
  readonly version: number;
};

/** Labels that were ordered together; asked for again, the batch answers the same ones. */
export type LabelBatch = {
  readonly batchId: string;
  readonly tenantId: string;
  readonly venueId: string;
  /** Whose keys sign it: an origin (QR-03). */
  readonly issuer: string;
  /** How many labels it will have. */
  readonly size: number;
  /** Names what was ordered: a repeat must order the same. */
  readonly orderHash: string;
  readonly orderedAtMs: number;
};

/** A label of somebody else that was hung before us: its address leads to an object of ours, unsigned. */
export type TakenOverLabel = {
  readonly labelId: string;
  readonly tenantId: string;
  readonly url: string;
  /** null: it leads nowhere any more. */
  readonly objectId: string | null;
  readonly takenOverAtMs: number;
  readonly version: number;
};

/** What a listing and a printed label say of an object. */
export type LabelledObject = {
  readonly objectId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly kind: string;
  readonly name: string;
  readonly placeName: string;
  /** Left out while it is used. */
  readonly isRetired?: true;
};

/** A label with what it hangs on, as staff see it. */
export type ListedLabel = { readonly label: LabelRecord; readonly object: LabelledObject | null };

export type LabelQuery = {
  readonly tenantId: string;
  readonly status: TagStatus | null;
  readonly batchId: string | null;
  readonly objectId: string | null;
  /** Only those that hang on nothing; without a status, only those that may yet be hung. */
  readonly isUnattached: boolean;
  /** The last label of the page before; null at the beginning. */
  readonly afterTagId: string | null;
  readonly limit: number;
};
