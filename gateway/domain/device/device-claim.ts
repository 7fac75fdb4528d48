// Device claim: a one-time token for a serial number, and what becomes of it until the device has a name (FP-28).
import { createHash } from 'node:crypto';
import { type ClaimRefusal, type Enrolment, HOUR_MS, LIMITS } from '#protocol';
import type { DeviceRecord } from './device.ts';
import { isPublishedKey } from './published-keys.ts';

const CLAIM_STATES = ['issued', 'challenged', 'pending', 'enrolled', 'refused'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];
/** `proved-known`: nothing is left for a person to decide. */
export type ClaimEvent = 'claimed' | 'proved-known' | 'proved-unknown' | 'approved' | 'rejected';

/** The whole machine: what is not here does not happen. */
export const CLAIM_MOVES: { readonly [S in ClaimState]: { readonly [E in ClaimEvent]?: ClaimState } } = {
  issued: { claimed: 'challenged', rejected: 'refused' },
  challenged: { claimed: 'challenged', 'proved-known': 'enrolled', 'proved-unknown': 'pending', rejected: 'refused' },
  pending: {
    claimed: 'pending',
    'proved-known': 'enrolled',
    'proved-unknown': 'pending',
    approved: 'enrolled',
    rejected: 'refused',
  },
  // The same claim gets the same answer again.
  enrolled: { claimed: 'enrolled', 'proved-known': 'enrolled', 'proved-unknown': 'enrolled' },
  refused: {},
};

export type DeviceClaim = {
  readonly claimId: string;
  readonly tenantId: string;
  readonly serial: string;
  readonly kind: string;
  /** What the device is called once it is enrolled. */
  readonly deviceId: string;
  readonly state: ClaimState;
  /** The key that was proven to go with the token; null until then. */
  readonly publicX: string | null;
  /** What the device says of itself, for whoever approves. */
  readonly model: string;
  readonly fw: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly movedAtMs: number;
  readonly version: number;
};

/** A unit as its factory delivered it; who is on the list needs nobody's approval. */
export type FactoryUnit = {
  readonly serial: string;
  readonly tenantId: string;
  readonly kind: string;
  readonly deviceId: string;
  /** SHA-256 of the 32 bytes of its public key, as hex; null where the factory did not say. */
  readonly keyHash: string | null;
};

/** Longer than a day is asked for in vain. */
export function claimLifetimeMs(hours: number): number {
  return Math.min(Math.max(1, Math.round(hours * HOUR_MS)), LIMITS.claimLifetimeMs);
}

export type NewClaim = Pick<DeviceClaim, 'claimId' | 'tenantId' | 'serial' | 'kind' | 'deviceId' | 'issuedAtMs' | 'expiresAtMs'>;

export function issueClaim(made: NewClaim): DeviceClaim {
  return { ...made, state: 'issued', publicX: null, model: '', fw: '', movedAtMs: made.issuedAtMs, version: 1 };
}

/** True while its token opens a connection. */
export function isLiveClaim(claim: Pick<DeviceClaim, 'state' | 'expiresAtMs'>, nowMs: number): boolean {
  return claim.state !== 'refused' && nowMs < claim.expiresAtMs;
}

/** True while it stands in the way of another one for the same serial: an answered one does not. */
export function isOpenClaim(claim: Pick<DeviceClaim, 'state' | 'expiresAtMs'>, nowMs: number): boolean {
  return claim.state !== 'enrolled' && isLiveClaim(claim, nowMs);
}

export function hashOfKey(publicX: string): string {
  return createHash('sha256').update(Buffer.from(publicX, 'base64url')).digest('hex');
}

export type ClaimVerdict =
  | { readonly answer: 'refused'; readonly code: ClaimRefusal }
  /** `moved` is the claim as it is from now on; the same object where nothing changed. */
  | { readonly answer: 'challenge' | 'pending' | 'enrolled'; readonly moved: DeviceClaim };

function refuse(code: ClaimRefusal): ClaimVerdict {
  return { answer: 'refused', code };
}

function move(claim: DeviceClaim, event: ClaimEvent, nowMs: number, learnt: Partial<DeviceClaim> = {}): DeviceClaim | null {
  const state = CLAIM_MOVES[claim.state][event];
  if (state === undefined) return null;
  if (state === claim.state) return claim;
  return { ...claim, ...learnt, state, movedAtMs: nowMs, version: claim.version + 1 };
}

/** Why nothing comes of a claim any more, whoever asks. */
function endOf(claim: DeviceClaim, nowMs: number): ClaimVerdict | null {
  if (claim.state === 'refused') return refuse('USED');
  return nowMs >= claim.expiresAtMs ? refuse('EXPIRED') : null;
}

/** The device's first word; nothing of it is proven yet, so that nothing of it is kept. */
export function hearClaim(claim: DeviceClaim, said: { serial: string; profile: string }, nowMs: number): ClaimVerdict {
  const end = endOf(claim, nowMs);
  if (end) return end;
  if (said.serial !== claim.serial || said.profile !== claim.kind) return refuse('MALFORMED');
  const moved = move(claim, 'claimed', nowMs);
  return moved ? { answer: 'challenge', moved } : refuse('USED');
}

export type ProofFacts = {
  /** Both proofs held: of the token, and of the private half of the key. */
  readonly isProven: boolean;
  readonly publicX: string;
  readonly model: string;
  readonly fw: string;
  readonly unit: FactoryUnit | null;
  /** The device of that name, where there is one already. */
  readonly device: Pick<DeviceRecord, 'publicX'> | null;
};

/** A key that nobody promised: the token was used by another one, or the factory named another. */
function isChangedKey(claim: DeviceClaim, { publicX, unit }: ProofFacts): boolean {
  if (claim.publicX !== null && claim.publicX !== publicX) return true;
  return unit !== null && unit.keyHash !== null && unit.keyHash !== hashOfKey(publicX);
}

/** On the list, for this very name; and no other key has to go for it, which only a person may decide. */
function isKnown(claim: DeviceClaim, { publicX, unit, device }: ProofFacts): boolean {
  if (device !== null && device.publicX !== publicX) return false;
  return unit !== null && unit.deviceId === claim.deviceId && unit.kind === claim.kind && unit.tenantId === claim.tenantId;
}

/** The device's second word. */
export function hearProof(claim: DeviceClaim, facts: ProofFacts, nowMs: number): ClaimVerdict {
  const end = endOf(claim, nowMs);
  if (end) return end;
  // The private half of a published key is everybody's: to have it proves nothing.
  if (!facts.isProven || isPublishedKey(facts.publicX)) return refuse('BAD_PROOF');
  if (isChangedKey(claim, facts)) return refuse('KEY_CHANGED');
  const { publicX, model, fw } = facts;
  const moved = move(claim, isKnown(claim, facts) ? 'proved-known' : 'proved-unknown', nowMs, { publicX, model, fw });
  if (!moved) return refuse('MALFORMED');
  return { answer: moved.state === 'enrolled' ? 'enrolled' : 'pending', moved };
}

/** What a person decides about one that waits; null where it is not theirs to decide, or too late. */
export function decideClaim(claim: DeviceClaim, decided: 'approved' | 'rejected', nowMs: number): DeviceClaim | null {
  return isLiveClaim(claim, nowMs) ? move(claim, decided, nowMs) : null;
}

/** What the device keeps for ever; the same for the same claim. */
export function enrolmentOf(
  claim: DeviceClaim,
  gateway: { readonly issuer: string; readonly root: { readonly kid: string; readonly x: string } },
): Enrolment {
  const { serial, tenantId, deviceId } = claim;
  return { v: 1, serial, sub: `${tenantId}/${deviceId}`, kid: deviceId, iss: gateway.issuer, root: gateway.root };
}
