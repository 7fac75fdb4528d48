// Passkey: a key pair whose private half stays in its owner's device (WebAuthn), and the challenge that it answers once.
import { canonicalJson, type Json, MINUTE_MS, ok, type Result, refused, sha256 } from '#protocol';
import type { Mac } from '../mac.ts';
import type { Rejection } from '../rejections.ts';

/** What is kept of a passkey; it says nothing of the person's finger, face or PIN. */
export type PasskeyRecord = {
  /** Base64url, as the device names it; no two owners share one. */
  readonly credentialId: string;
  /** The member of the staff, or the person, whom it signs in. */
  readonly ownerId: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  /** Rises with each use where the device counts; stays 0 where passkeys travel between devices. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** Its owner has it on other devices too, or in a backup. */
  readonly isBackedUp: boolean;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number;
};

/** What an answer was asked for: one that was given for one act is good for no other. */
export type PasskeyPurpose =
  | ('staff-set-up' | 'staff-invitation' | 'staff-link' | 'staff-own' | 'staff-sign-in')
  | ('person-register' | 'person-sign-in' | 'person-touch');

export const CHALLENGE_LIFE_MS = 5 * MINUTE_MS;

export type PasskeyChallenge = {
  /** 32 random bytes, base64url. */
  readonly challenge: string;
  readonly purpose: PasskeyPurpose;
  /** Whose passkey is to be made; empty for a sign-in, where the passkey says who it is. */
  readonly ownerId: string;
  /** What else belongs to this one answer, such as the invitation that is accepted; may be empty. */
  readonly about: string;
  readonly untilMs: number;
};

/** A challenge that was answered, kept until it would have expired anyway: the commit that uses it writes it down. */
export type SpentChallenge = { readonly challengeId: string; readonly untilMs: number };

/** Tickets are sealed with the same key: the word keeps the two apart. */
const sealOf = (body: string, mac: Mac): string => mac(`passkey ${body}`);

/** `<base64url of canonical JSON>.<mac>`: the browser brings it back in a cookie, so that asking writes no row. */
export function sealChallenge(challenge: PasskeyChallenge, mac: Mac): string {
  const body = Buffer.from(canonicalJson(challenge as unknown as Json)).toString('base64url');
  return `${body}.${sealOf(body, mac)}`;
}

const EXPIRED: Result<never, Rejection> = refused({ code: 'passkey.challenge-expired' });

/** A missing, foreign or old one is all the same to whoever reads it: they are asked again. */
export function openChallenge(
  sealed: string | null,
  purpose: PasskeyPurpose,
  mac: Mac,
  nowMs: number,
): Result<PasskeyChallenge, Rejection> {
  const [body, seal, ...rest] = (sealed ?? '').split('.');
  // Both are compared as hashes of the same length, so that the time taken tells nothing of the seal.
  if (!body || !seal || rest.length > 0 || sha256(seal) !== sha256(sealOf(body, mac))) return EXPIRED;
  const challenge = JSON.parse(Buffer.from(body, 'base64url').toString()) as PasskeyChallenge;
  return challenge.purpose === purpose && nowMs < challenge.untilMs ? ok(challenge) : EXPIRED;
}

export function spentOf({ challenge, untilMs }: PasskeyChallenge): SpentChallenge {
  return { challengeId: sha256(challenge), untilMs };
}
