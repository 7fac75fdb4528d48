// Tag: what the database knows of a printed code; a signature alone mints nothing (codes rule 4).

export type TagRecord = {
  /** 16 hex digits. */
  readonly tagId: string;
  readonly tenantId: string;
  /** The issued payload as hex: what is scanned must equal it. */
  readonly payloadHex: string;
  readonly status: 'printed' | 'active' | 'replaced' | 'lost' | 'revoked';
  readonly objectId: string;
};
