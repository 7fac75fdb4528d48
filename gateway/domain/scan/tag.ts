// Tag: what the database knows of a printed code; a signature alone mints nothing (codes rule 4).

/** printed: not seen in the field yet. replaced, lost, revoked: ended for good. */
export const TAG_STATUSES = ['printed', 'active', 'replaced', 'lost', 'revoked'] as const;
export type TagStatus = (typeof TAG_STATUSES)[number];

export type TagRecord = {
  /** 16 hex digits. */
  readonly tagId: string;
  readonly tenantId: string;
  /** The issued payload as hex: what is scanned must equal it. */
  readonly payloadHex: string;
  readonly status: TagStatus;
  /** null: printed, and hung on nothing yet. */
  readonly objectId: string | null;
};
