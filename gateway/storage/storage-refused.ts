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

function explain(refusal: StorageRefusal): string {
  switch (refusal.code) {
    case 'storage.in-use':
      return `${refusal.path} belongs to another process that runs now. Stop that, or choose another folder with --data <folder>.`;
    case 'storage.newer':
      return `the database was written by a later release (${refusal.found}; this one knows ${refusal.newestKnown}). Run that release.`;
    case 'storage.altered':
      return `migration ${refusal.migration} of the database is not this release's. Choose another folder with --data <folder>.`;
    case 'storage.foreign':
      return `${refusal.path} is a database of something else. Choose another folder with --data <folder>.`;
  }
}

export class StorageRefused extends Error {
  override readonly name = 'StorageRefused';
  readonly code: StorageRefusal['code'];
  readonly refusal: StorageRefusal;
  constructor(refusal: StorageRefusal, cause?: unknown) {
    super(explain(refusal), { cause });
    this.code = refusal.code;
    this.refusal = refusal;
  }
}
