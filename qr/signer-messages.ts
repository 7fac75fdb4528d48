// Signer messages: what the gateway and the process that holds the private keys say to each other.
import type { KeyFileRefusal } from './key-file.ts';
import type { KeyRingChange, KeyRingRefusal } from './keys.ts';

export type SignerRefusal =
  | KeyFileRefusal
  | KeyRingRefusal
  /** Others hold the lock of the key file, or a holder's machine is gone with it. */
  | { readonly code: 'keys.locked'; readonly path: string }
  /** The file says something else than what the change was planned with. */
  | { readonly code: 'keys.changed-meanwhile' }
  /** No key of that number may sign, or the payload names another. */
  | { readonly code: 'keys.may-not-sign'; readonly kid: number }
  | { readonly code: 'keys.payload' };

export type SignerFiles = {
  /** The private keys. */
  readonly path: string;
  /** Their public halves, for whoever only verifies. */
  readonly publicPath: string;
  /** Of the first key, where there is none yet. */
  readonly issuer: string;
  readonly nowMs: number;
  /** What the file is sealed with; read by the signing process where it is a file's. */
  readonly passphrase: string | null;
  readonly passphraseFile: string | null;
};

export type ToSigner = { readonly id: number } & (
  | { readonly ask: 'open'; readonly files: SignerFiles }
  | { readonly ask: 'sign'; readonly kid: number; readonly payload: string }
  | { readonly ask: 'change'; readonly change: KeyRingChange; readonly plannedWith: string | null }
);

/** `value` is the public set as JSON text, or, of `sign`, 76 bytes as base64url. */
export type FromSigner = { readonly id: number } & (
  | { readonly value: string }
  | { readonly refusal: SignerRefusal }
  | { readonly failure: string }
);
