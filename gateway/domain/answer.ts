// Answer: the stored reply to a request key; the same key and body get the same bytes for as long as it is kept (A2).

export type StoredAnswer = {
  readonly personId: string;
  readonly route: string;
  readonly key: string;
  /** SHA-256 of the canonical request: the same key with another body is refused. */
  readonly bodyHash: string;
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
  readonly atMs: number;
};
