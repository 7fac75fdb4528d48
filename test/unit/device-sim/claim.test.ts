// FP-28 The claim of a device without a name: what it says, what it believes, and what makes it leave.
import { describe, expect, test } from 'vitest';
import { type ClaimDown, deviceProof, type Enrolment, enrolmentProof, gatewayProof } from '#protocol';
import { beginClaim, type ClaimState, hearClaim } from '../../../device-sim/device/claim.ts';

const claimant = { serial: 'SN-1', x: 'x'.repeat(43), token: 'secret', model: 'sim-bike', firmware: 'sim-1', profile: 'bike' };
const [deviceNonce, gatewayNonce] = ['d'.repeat(32), 'g'.repeat(32)];
const talk = { serial: 'SN-1', x: claimant.x, deviceNonce, gatewayNonce };
const challenge = (token: string): ClaimDown => ({ v: 1, t: 'challenge', nonce: gatewayNonce, proof: gatewayProof(token, talk) });
const enrolment: Enrolment = {
  ...{ v: 1, serial: 'SN-1', sub: 'acme/bike-9', kid: 'bike-9', iss: 'unlatch' },
  root: { kid: 'root1', x: 'r'.repeat(43) },
};
const enrolled = (doc: object, token = 'secret'): ClaimDown => {
  const text = Buffer.from(JSON.stringify(doc)).toString('base64url');
  return { v: 1, t: 'enrolled', doc: text, proof: enrolmentProof(token, talk, text) };
};

function proven(): ClaimState {
  const step = hearClaim(beginClaim(claimant, deviceNonce).state, challenge('secret'));
  if (step.next !== 'prove') throw new Error(step.next);
  return step.state;
}

describe('FP-28 a claim', () => {
  test('begins with serial, key and a nonce, and never with the token', () => {
    const { message } = beginClaim(claimant, deviceNonce);
    expect(message).toMatchObject({ t: 'claim', serial: 'SN-1', x: claimant.x, nonce: deviceNonce, profile: 'bike' });
    expect(JSON.stringify(message)).not.toContain('secret');
  });

  test('goes on once the gateway has proven that it knows the token', () => {
    const step = hearClaim(beginClaim(claimant, deviceNonce).state, challenge('secret'));
    expect(step).toMatchObject({ next: 'prove', proof: deviceProof('secret', talk) });
    expect(step.next === 'prove' && JSON.parse(step.keyProof)).toEqual({ v: 1, serial: 'SN-1', nonce: gatewayNonce });
  });

  test('takes its name from whoever made the token', () => {
    expect(hearClaim(proven(), enrolled(enrolment))).toEqual({ next: 'enrolled', enrolment });
  });

  test('waits when it is told to, and is enrolled all the same', () => {
    const state = proven();
    expect(hearClaim(state, { v: 1, t: 'pending', afterS: 60 })).toEqual({ next: 'wait', afterS: 60 });
    expect(hearClaim(state, enrolled(enrolment))).toMatchObject({ next: 'enrolled' });
  });

  test.each<[string, () => ClaimState, ClaimDown]>([
    ['a challenge of a gateway without the token', () => beginClaim(claimant, deviceNonce).state, challenge('guess')],
    ['a document before any challenge', () => beginClaim(claimant, deviceNonce).state, enrolled(enrolment)],
    ['a document that is proven with another token', proven, enrolled(enrolment, 'guess')],
    ['a document for another serial number', proven, enrolled({ ...enrolment, serial: 'SN-2' })],
    ['a document that is none', proven, enrolled({ v: 1 })],
    ['a proof of another length', proven, { v: 1, t: 'enrolled', doc: 'e30', proof: 'A' }],
    ['a refusal', proven, { v: 1, t: 'refused', code: 'EXPIRED' }],
  ])('%s makes it leave', (_what, stateOf, message) => {
    expect(hearClaim(stateOf(), message)).toMatchObject({ next: 'leave' });
  });
});
