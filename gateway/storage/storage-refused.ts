// Storage refused: why a database file is not opened at all; the operator must act, a retry does not help.

export type StorageRefusal =
  /** Another process owns the file now. */
  | { readonly code: 'storage.in-use'; readonly path: string }
  /** Written by a later release: migrations go forward only. */
  | { readonly code: 'storage.newer'; readonly found: string; readonly newestKnown: string }
  /** A migration that was applied here differs from the one of this release. */
  | { readonly code: 'storage.altered'; readonly migration: string }
  /** A database of something else. */
  | { readonly code: 'storage.foreign'; readonly path: string };

export class StorageRefused extends Error {
  override readonly name = 'StorageRefused';
  readonly code: StorageRefusal['code'];
  readonly refusal: StorageRefusal;
  constructor(refusal: StorageRefusal, cause?: unknown) {
    super(refusal.code, { cause });
    this.code = refusal.code;
    this.refusal = refusal;
  }
}
