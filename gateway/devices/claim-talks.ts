// Claim talks: what both sides of an enrolment have said so far, and whether the device's proofs hold (FP-28).
import { timingSafeEqual } from 'node:crypto';
import {
  type Claim,
  type ClaimTalk,
  type ClaimUp,
  decodeMessage,
  deviceProof,
  importVerifyingKey,
  MESSAGE_TYPES,
  SCHEMAS,
  verifySigned,
} from '#protocol';

/** In memory: a restart makes the device begin again. */
const MOST_TALKS = 1_000;

export type Talk = {
  /** The device's first word. */
  readonly said: Claim;
  readonly talk: ClaimTalk;
  readonly claimId: string;
  readonly isProven: boolean;
};

export type ClaimTalks = {
  get(serial: string): Talk | undefined;
  set(serial: string, talk: Talk): void;
};

export function createClaimTalks(): ClaimTalks {
  const talks = new Map<string, Talk>();
  return {
    get: (serial) => talks.get(serial),
    set(serial, talk) {
      talks.delete(serial);
      const [oldest] = talks.keys();
      if (talks.size >= MOST_TALKS && oldest !== undefined) talks.delete(oldest);
      talks.set(serial, talk);
    },
  };
}

/** The private half of the key is in the device: it signed our nonce with it. */
async function holdsKey(jws: string, { serial, x, gatewayNonce }: ClaimTalk): Promise<boolean> {
  try {
    const key = await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x });
    const verified = await verifySigned(jws, MESSAGE_TYPES.claim, (kid) => (kid === serial ? key : undefined));
    if (!verified.ok) return false;
    const proof = decodeMessage(SCHEMAS.keyProof, verified.value.payload);
    return proof.ok && proof.value.serial === serial && proof.value.nonce === gatewayNonce;
  } catch {
    // 43 characters that are no point of the curve.
    return false;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Both at once: it was given the token, and it made the key. */
export async function isTalkProven(
  token: string,
  talk: ClaimTalk,
  { proof, key }: Extract<ClaimUp, { t: 'prove' }>,
): Promise<boolean> {
  return isSame(proof, deviceProof(token, talk)) && (await holdsKey(key, talk));
}
