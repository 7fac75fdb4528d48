// Tag key life: which keys sign labels, which only keep old labels alive, which are over; and what may be done with each.
import { DAY_MS, ok, type Result, refused } from '#protocol';

/** `sign`: signs and verifies; `verify-only`: retired, its labels still work; `revoked`: its labels are refused. */
export type TagKeyStatus = 'sign' | 'verify-only' | 'revoked';

export type TagKeyFacts = {
  /** 0..255. */
  readonly kid: number;
  /** An origin: whose key it is (QR-03). */
  readonly issuer: string;
  readonly status: TagKeyStatus;
  /** 32 bytes, base64url. */
  readonly publicX: string;
  /** Null for a key of before there were such dates. */
  readonly madeAtMs: number | null;
};

export type TagKeyAct =
  /** A new key signs from now on, and the former ones of its host only verify. */
  | { readonly act: 'rotate'; readonly issuer: string | null; readonly isNewHost: boolean }
  | { readonly act: 'retire'; readonly kid: number }
  /** @param isEmergency its labels are given up, however many hang. */
  | { readonly act: 'revoke'; readonly kid: number; readonly isEmergency: boolean };

export type TagKeyPlan = {
  readonly make: readonly { readonly kid: number; readonly issuer: string }[];
  readonly set: readonly { readonly kid: number; readonly status: Exclude<TagKeyStatus, 'sign'> }[];
};

export type TagKeyRefusal =
  | { readonly code: 'key.unknown'; readonly kid: number; readonly known: readonly number[] }
  | { readonly code: 'key.host-unknown'; readonly issuer: string; readonly known: readonly string[] }
  /** There are several: one must be named. */
  | { readonly code: 'key.host-unclear'; readonly known: readonly string[] }
  /** It is not new: it has keys already. */
  | { readonly code: 'key.host-known'; readonly issuer: string }
  | { readonly code: 'key.host-malformed'; readonly issuer: string }
  | { readonly code: 'key.numbers-used-up' }
  /** It is the only one of its host that signs. */
  | { readonly code: 'key.last-to-sign'; readonly kid: number; readonly issuer: string }
  /** A key ends in two steps, the first of which is to stop signing. */
  | { readonly code: 'key.signs'; readonly kid: number; readonly issuer: string }
  | { readonly code: 'key.labels-hang'; readonly kid: number; readonly labels: number }
  | { readonly code: 'key.done-already'; readonly kid: number; readonly status: TagKeyStatus }
  /** Two gateways share the file: what was planned with the former keys may not hold of these. */
  | { readonly code: 'key.changed-meanwhile' };

/** Once a year (codes.md §3). */
const ROTATE_AFTER_MS = 365 * DAY_MS;
const LAST_KID = 255;

/** The host whose keys were here first, then the others in their order. */
export function hostsOf(keys: readonly TagKeyFacts[]): readonly string[] {
  return [...new Set([...keys].sort((a, b) => a.kid - b.kid).map(({ issuer }) => issuer))];
}

/** The newest key of a host that may sign. */
export function signingKeyOf(keys: readonly TagKeyFacts[], issuer: string | null): TagKeyFacts | null {
  const host = issuer ?? hostsOf(keys)[0];
  const signing = keys.filter((key) => key.issuer === host && key.status === 'sign');
  return signing.reduce<TagKeyFacts | null>((newest, key) => (newest && newest.kid > key.kid ? newest : key), null);
}

/** A key that does not say how old it is counts as old. */
export function isRotationDue({ status, madeAtMs }: TagKeyFacts, nowMs: number): boolean {
  return status === 'sign' && (madeAtMs === null || nowMs - madeAtMs >= ROTATE_AFTER_MS);
}

function planRotate(
  keys: readonly TagKeyFacts[],
  { issuer, isNewHost }: Extract<TagKeyAct, { act: 'rotate' }>,
): Result<TagKeyPlan, TagKeyRefusal> {
  const known = hostsOf(keys);
  const host = issuer ?? (known.length === 1 ? known[0] : undefined);
  if (host === undefined) return refused({ code: 'key.host-unclear', known });
  const isOrigin = URL.canParse(host) && new URL(host).origin === host && /^https?:/.test(host);
  if (!isOrigin) return refused({ code: 'key.host-malformed', issuer: host });
  const isKnown = known.includes(host);
  if (!isKnown && !isNewHost) return refused({ code: 'key.host-unknown', issuer: host, known });
  if (isKnown && isNewHost) return refused({ code: 'key.host-known', issuer: host });
  // A number is never given twice: it stands on labels.
  const kid = Math.max(0, ...keys.map((key) => key.kid)) + 1;
  if (kid > LAST_KID) return refused({ code: 'key.numbers-used-up' });
  const former = keys.filter((key) => key.issuer === host && key.status === 'sign');
  return ok({
    make: [{ kid, issuer: host }],
    set: former.map((key) => ({ kid: key.kid, status: 'verify-only' as const })),
  });
}

/** @param hanging how many labels of a key are out there and work. */
export function planTagKeyAct(
  keys: readonly TagKeyFacts[],
  act: TagKeyAct,
  hanging: (kid: number) => number,
): Result<TagKeyPlan, TagKeyRefusal> {
  if (act.act === 'rotate') return planRotate(keys, act);
  const { kid } = act;
  const key = keys.find((each) => each.kid === kid);
  if (key === undefined) return refused({ code: 'key.unknown', kid, known: keys.map((each) => each.kid) });
  const { status, issuer } = key;
  if (act.act === 'retire') {
    if (status !== 'sign') return refused({ code: 'key.done-already', kid, status });
    const others = keys.filter((each) => each.issuer === issuer && each.status === 'sign' && each.kid !== kid);
    if (others.length === 0) return refused({ code: 'key.last-to-sign', kid, issuer });
    return ok({ make: [], set: [{ kid, status: 'verify-only' }] });
  }
  if (status === 'revoked') return refused({ code: 'key.done-already', kid, status });
  if (status === 'sign') return refused({ code: 'key.signs', kid, issuer });
  const labels = hanging(kid);
  // Verify-only until the last of its labels was replaced (codes.md §3).
  if (labels > 0 && !act.isEmergency) return refused({ code: 'key.labels-hang', kid, labels });
  return ok({ make: [], set: [{ kid, status: 'revoked' }] });
}
