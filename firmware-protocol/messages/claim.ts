// claim: a new device proves that it holds a one-time token, shows its own key, and learns who it is (FP-28).
import { z } from 'zod';
import { address, hash, id, version } from './fields.ts';

/** Serial number of the maker; with `claim-` before it an id of FP-02. */
const serialNumber = z.string().regex(/^[A-Za-z0-9_-]{1,42}$/);
/** At least 128 random bits as base64url. */
const nonce = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/);
/** HMAC-SHA256 (RFC 2104) as base64url. */
const proof = hash;
/** A public Ed25519 key: `x` of its JWK (RFC 8037). */
export const publicX = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** First word of the device: who it is, and the public half of the key that it made itself. */
const claim = z.object({
  v: version,
  t: z.literal('claim'),
  serial: serialNumber,
  x: publicX,
  nonce,
  model: z.string().max(64),
  fw: z.string().max(32),
  profile: z.string().max(32),
});
/** Second word: it knows the token, and holds the private half; `key` is a JWS of typ o2o-claim+jwt (`keyProof`). */
const prove = z.object({ v: version, t: z.literal('prove'), proof, key: z.string().max(1_024) });
export const claimUp = z.discriminatedUnion('t', [claim, prove]);
export type ClaimUp = z.output<typeof claimUp>;
export type Claim = z.output<typeof claim>;

/** What the device signs with its new key, `kid` being its serial. */
export const keyProof = z.object({ v: version, serial: serialNumber, nonce });
export type KeyProof = z.output<typeof keyProof>;

/** Unsigned and unproven: `code` says why nothing comes of this claim now. */
const CLAIM_REFUSALS = ['MALFORMED', 'BAD_PROOF', 'KEY_CHANGED', 'EXPIRED', 'USED'] as const;
export type ClaimRefusal = (typeof CLAIM_REFUSALS)[number];

export const claimDown = z.discriminatedUnion('t', [
  /** The gateway knows the token too; the device checks this before it goes on. */
  z.object({ v: version, t: z.literal('challenge'), nonce, proof }),
  /** Somebody has to approve: stay connected, or come again after so many seconds. */
  z.object({ v: version, t: z.literal('pending'), afterS: z.int().min(1).max(3_600) }),
  /** `doc` is `enrolment` as base64url of its JSON; `proof` covers it. */
  z.object({ v: version, t: z.literal('enrolled'), doc: z.string().max(1_800), proof }),
  z.object({ v: version, t: z.literal('refused'), code: z.enum(CLAIM_REFUSALS) }),
]);
export type ClaimDown = z.output<typeof claimDown>;

/** What a device keeps for ever: its address, its gateway's name, and the root that its key manifests are signed with (FP-30). */
export const enrolment = z.object({
  v: version,
  serial: serialNumber,
  sub: address,
  /** Name of the device's own key from now on; the device id. */
  kid: id,
  iss: z.string().max(128),
  root: z.object({ kid: id, x: publicX }),
});
export type Enrolment = z.output<typeof enrolment>;
