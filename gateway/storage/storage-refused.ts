// Storage refused: why a database file is not opened at all; the operator must act, a retry does not help.

export type StorageRefusal =
  /** Another process owns the file now. */
  | { readonly code: 'storage.in-use'; readonly path: string }
  /** Written by a later release: migrations go forward only. */
  | { readonly code: 'storage.newer'; readonly found: string; readonly newestKnown: string }
  /** A migration that was applied here differs from the one of this release. */
  | { readonly code: 'storage.altered'; readonly migration: string }
  /** A database of something else. */
  | { readonly code: 'storage.foreign'; readonly path: string }
  /** The address of a PostgreSQL server makes no sense. */
  | { readonly code: 'storage.address'; readonly problem: string }
  /** Nobody answers there, or not to us. */
  | { readonly code: 'storage.unreachable'; readonly path: string; readonly problem: string; readonly next: string }
  /** The server is one on which an answered commit could be lost, or a constraint go unjudged. */
  | { readonly code: 'storage.unsuitable'; readonly problems: readonly string[] }
  /** The user may not make or use our tables. */
  | { readonly code: 'storage.denied'; readonly path: string; readonly problem: string };

const ELSEWHERE = 'Choose another one with --data <folder> or UNLATCH_DATABASE.';

function explain(refusal: StorageRefusal): string {
  switch (refusal.code) {
    case 'storage.in-use':
      return `${refusal.path} belongs to another process that runs now. Stop that, or choose another folder with --data <folder>.`;
    case 'storage.newer':
      return `the database was written by a later release (${refusal.found}; this one knows ${refusal.newestKnown}). Run that release.`;
    case 'storage.altered':
      return `migration ${refusal.migration} of the database is not this release's. ${ELSEWHERE}`;
    case 'storage.foreign':
      return `${refusal.path} is a database of something else. ${ELSEWHERE}`;
    case 'storage.address':
      return `UNLATCH_DATABASE cannot be used: ${refusal.problem}. Correct it, or leave it out for a file in the data folder.`;
    case 'storage.unreachable':
      return `${refusal.path} cannot be reached: ${refusal.problem}. ${refusal.next}`;
    case 'storage.unsuitable':
      return `the PostgreSQL server is not safe to keep money on: ${refusal.problems.join('; ')}. Change its settings (ALTER SYSTEM SET ..., then reload), or name another server in UNLATCH_DATABASE.`;
    case 'storage.denied':
      return `${refusal.path}: ${refusal.problem}. Give the database to its user: ALTER DATABASE ... OWNER TO ..., or make it with createdb -O.`;
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
