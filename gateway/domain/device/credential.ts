// Credential: what a device shows when it connects; a new one lives beside the old until its first use (FP-29).

export const CREDENTIAL_KINDS = ['password', 'token', 'certificate', 'device-key'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export type CredentialRecord = {
  /** Of a token its `jti`. */
  readonly credentialId: string;
  readonly deviceId: string;
  readonly kind: CredentialKind;
  /** `next` waits for its first connect; at most one of each of the first two. */
  readonly state: 'current' | 'next' | 'replaced' | 'revoked';
  /**
   * What is compared: the scrypt hash of a password, the SHA-256 fingerprint of a certificate (empty until its first use pins
   * it), the public key of a device. A token is known by its id alone.
   */
  readonly proof: string;
  readonly madeAtMs: number;
  readonly expiresAtMs: number | null;
  readonly firstUsedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** The newest proof of a device's own key; none that is not newer opens a connection. */
  readonly lastProof: ProofMoment | null;
  readonly version: number;
};

/** When a proof was made, in the device's own time (FP-08). */
export type ProofMoment = { readonly boot: string; readonly upMs: number };

/** What a connection showed that is right for one of the device's credentials, by the code that compares. */
export type Shown =
  | { readonly kind: 'password' | 'token' }
  | { readonly kind: 'certificate'; readonly fingerprint: string }
  | { readonly kind: 'device-key'; readonly moment: ProofMoment };

export type CredentialRefusal = { readonly code: 'credential.dead' | 'credential.expired' | 'credential.replayed' };

/** More than a device can have alive, which are one `current` and one `next`; stores give those first. */
export const LIVE_CREDENTIALS = 4;

export function isLiveCredential({ state }: Pick<CredentialRecord, 'state'>): boolean {
  return state === 'current' || state === 'next';
}

/** The persisted count of a boot, up to its dash. */
function countOf(boot: string): number {
  return Number.parseInt(boot, 10);
}

/** Within one boot uptime has to have gone on; another boot has to be a later one. */
function isNewer(moment: ProofMoment, last: ProofMoment | null): boolean {
  if (last === null) return true;
  return moment.boot === last.boot ? moment.upMs > last.upMs : countOf(moment.boot) > countOf(last.boot);
}

export type CredentialUse =
  /** `changed` are written before the connection is let in; empty when nothing is new. */
  | { readonly ok: true; readonly changed: readonly CredentialRecord[] }
  | { readonly ok: false; readonly error: CredentialRefusal };

const dead: CredentialUse = { ok: false, error: { code: 'credential.dead' } };

/** What the first use of a next credential, of a certificate, or of any proof changes. @param all of this device, as stored now. */
export function useCredential(
  all: readonly CredentialRecord[],
  credentialId: string,
  shown: Shown,
  nowMs: number,
): CredentialUse {
  const used = all.find((each) => each.credentialId === credentialId);
  if (!used || !isLiveCredential(used) || used.kind !== shown.kind) return dead;
  if (used.expiresAtMs !== null && nowMs >= used.expiresAtMs) return { ok: false, error: { code: 'credential.expired' } };
  if (shown.kind === 'certificate' && used.proof !== '' && used.proof !== shown.fingerprint) return dead;
  if (shown.kind === 'device-key' && !isNewer(shown.moment, used.lastProof)) {
    return { ok: false, error: { code: 'credential.replayed' } };
  }
  const isFirst = used.state === 'next' || used.firstUsedAtMs === null;
  if (!isFirst && shown.kind !== 'device-key') return { ok: true, changed: [] };
  const now: CredentialRecord = {
    ...used,
    state: 'current',
    proof: shown.kind === 'certificate' ? shown.fingerprint : used.proof,
    firstUsedAtMs: used.firstUsedAtMs ?? nowMs,
    lastProof: shown.kind === 'device-key' ? shown.moment : used.lastProof,
    version: used.version + 1,
  };
  // The old one first: a device has one current credential at any time.
  const former = used.state === 'next' ? all.filter((each) => each.state === 'current') : [];
  return { ok: true, changed: [...former.map((each) => endCredential(each, 'replaced', nowMs)), now] };
}

export function endCredential(credential: CredentialRecord, state: 'replaced' | 'revoked', atMs: number): CredentialRecord {
  return { ...credential, state, endedAtMs: atMs, version: credential.version + 1 };
}

/** What the same key has shown before stays shown: a new row for it makes no old proof new again (FP-29). */
function newestProofBy(all: readonly CredentialRecord[], made: Pick<CredentialRecord, 'kind' | 'proof'>): ProofMoment | null {
  return all
    .filter(({ kind, proof }) => kind === 'device-key' && kind === made.kind && proof === made.proof)
    .reduce<ProofMoment | null>(
      (newest, { lastProof }) => (lastProof !== null && isNewer(lastProof, newest) ? lastProof : newest),
      null,
    );
}

export type NewCredential = Pick<CredentialRecord, 'credentialId' | 'deviceId' | 'kind' | 'proof' | 'madeAtMs' | 'expiresAtMs'>;

/**
 * A new credential: the next one beside the one in use, or the only one where there is none. One that waited already is
 * replaced unused.
 */
export function rotateCredential(
  all: readonly CredentialRecord[],
  made: NewCredential,
): { readonly changed: readonly CredentialRecord[]; readonly added: CredentialRecord } {
  const hasCurrent = all.some((each) => each.state === 'current');
  const added: CredentialRecord = {
    ...made,
    state: hasCurrent ? 'next' : 'current',
    firstUsedAtMs: null,
    endedAtMs: null,
    lastProof: newestProofBy(all, made),
    version: 1,
  };
  const waiting = all.filter((each) => each.state === 'next');
  return { changed: waiting.map((each) => endCredential(each, 'replaced', made.madeAtMs)), added };
}
