// Claim: how a device without a name gets one - the proofs of both sides, step by step (FP-28). Pure: nonce and key come in.
import { timingSafeEqual } from 'node:crypto';
import {
  type Claim,
  type ClaimDown,
  type ClaimTalk,
  decodeMessage,
  deviceProof,
  type Enrolment,
  enrolmentProof,
  gatewayProof,
  SCHEMAS,
} from '#protocol';

/** What the device knows of itself when it comes from the factory, and the token that it was handed. */
export type Claimant = {
  readonly serial: string;
  readonly x: string;
  readonly token: string;
  readonly model: string;
  readonly firmware: string;
  readonly profile: string;
};

/** One claim: its own nonce, and what both sides have said once the gateway has proven itself. */
export type ClaimState = { readonly claimant: Claimant; readonly nonce: string; readonly talk: ClaimTalk | null };

export type ClaimStep =
  /** Say `prove` with this proof and a key proof over this text, signed as o2o-claim+jwt. */
  | { readonly next: 'prove'; readonly state: ClaimState; readonly proof: string; readonly keyProof: string }
  | { readonly next: 'wait'; readonly afterS: number }
  | { readonly next: 'enrolled'; readonly enrolment: Enrolment }
  /** Disconnect and come again: nothing that was said is believed. */
  | { readonly next: 'leave'; readonly why: string };

const leave = (why: string): ClaimStep => ({ next: 'leave', why });

/** Compared in constant time: how long it takes tells nothing about how much of it was right. */
function isSame(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

export function beginClaim(claimant: Claimant, nonce: string): { readonly state: ClaimState; readonly message: Claim } {
  const { firmware, model, profile, serial, x } = claimant;
  return {
    state: { claimant, nonce, talk: null },
    message: { v: 1, t: 'claim', serial, x, nonce, model, fw: firmware, profile },
  };
}

function challenged(state: ClaimState, { nonce, proof }: Extract<ClaimDown, { t: 'challenge' }>): ClaimStep {
  const { serial, token, x } = state.claimant;
  const talk: ClaimTalk = { serial, x, deviceNonce: state.nonce, gatewayNonce: nonce };
  if (!isSame(proof, gatewayProof(token, talk))) return leave('this gateway does not know the token');
  const keyProof = JSON.stringify({ v: 1, serial, nonce });
  return { next: 'prove', state: { ...state, talk }, proof: deviceProof(token, talk), keyProof };
}

function enrolled({ claimant, talk }: ClaimState, { doc, proof }: Extract<ClaimDown, { t: 'enrolled' }>): ClaimStep {
  if (talk === null) return leave('enrolled before a challenge');
  if (!isSame(proof, enrolmentProof(claimant.token, talk, doc))) return leave('the document is not from whoever made the token');
  const read = decodeMessage(SCHEMAS.enrolment, Buffer.from(doc, 'base64url').toString('utf8'));
  if (!read.ok) return leave('the document cannot be read');
  return read.value.serial === claimant.serial
    ? { next: 'enrolled', enrolment: read.value }
    : leave('the document is for another serial number');
}

/** `pending` and `refused` carry no proof: they are hints, and the claim can still come to its end. */
export function hearClaim(state: ClaimState, message: ClaimDown): ClaimStep {
  switch (message.t) {
    case 'challenge':
      return challenged(state, message);
    case 'pending':
      return { next: 'wait', afterS: message.afterS };
    case 'enrolled':
      return enrolled(state, message);
    case 'refused':
      return leave(message.code);
  }
}
