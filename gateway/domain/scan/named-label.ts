// Named label: what a scanned or typed text was found to stand for, and how far that is to be trusted.
import type { TagProof } from '../session/session.ts';
import type { ScanTrust } from './scan-trust.ts';

/** A label that counts, and the object that it stands for. */
export type NamedLabel = {
  readonly tagId: string;
  readonly objectId: string;
  readonly proof: TagProof;
  readonly trust: ScanTrust;
  /** Of a display: the step of time that its code is of. */
  readonly counter?: number;
};
