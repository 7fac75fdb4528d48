// Device claim as a table (FP-28): every state meets every word, and nothing happens that is not in the machine.
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import {
  CLAIM_MOVES,
  type ClaimState,
  claimLifetimeMs,
  type DeviceClaim,
  decideClaim,
  enrolmentOf,
  type FactoryUnit,
  hashOfKey,
  hearClaim,
  hearProof,
  isLiveClaim,
  isOpenClaim,
  issueClaim,
  type ProofFacts,
} from '../../../../../gateway/domain/device/device-claim.ts';

const NOW = 1_000_000;
const KEY = '3qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo2';
/** RFC 8032, section 7.1, test 1. */
const PUBLISHED = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const OTHER = '2qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo1';
const STATES = Object.keys(CLAIM_MOVES) as ClaimState[];

function claim(state: ClaimState, changes: Partial<DeviceClaim> = {}): DeviceClaim {
  const made = issueClaim({
    ...{ claimId: 'clm_1', tenantId: 'acme', serial: 'SN-1', kind: 'bike', deviceId: 'bike-9' },
    ...{ issuedAtMs: NOW, expiresAtMs: NOW + HOUR_MS },
  });
  const publicX = state === 'pending' || state === 'enrolled' ? KEY : null;
  return { ...made, state, publicX, ...changes };
}

const unit: FactoryUnit = { serial: 'SN-1', tenantId: 'acme', kind: 'bike', deviceId: 'bike-9', keyHash: null };
const facts = (changes: Partial<ProofFacts> = {}): ProofFacts => ({
  ...{ isProven: true, publicX: KEY, model: 'B1', fw: '1.0', unit: null, device: null },
  ...changes,
});
const said = { serial: 'SN-1', profile: 'bike' };

/** What a verdict comes to, in one word. */
function wordOf(verdict: ReturnType<typeof hearProof>): string {
  return verdict.answer === 'refused' ? verdict.code : `${verdict.answer} ${verdict.moved.state}`;
}

describe('FP-28 the first word', () => {
  test.each([
    ['issued', 'challenge challenged'],
    ['challenged', 'challenge challenged'],
    ['pending', 'challenge pending'],
    ['enrolled', 'challenge enrolled'],
    ['refused', 'USED'],
  ] as const)('to a claim that is %s: %s', (state, word) => {
    expect(wordOf(hearClaim(claim(state), said, NOW))).toBe(word);
  });

  test.each(STATES.filter((state) => state !== 'refused'))('to a claim that is %s and has run out: EXPIRED', (state) => {
    expect(wordOf(hearClaim(claim(state), said, NOW + HOUR_MS))).toBe('EXPIRED');
    expect(wordOf(hearProof(claim(state), facts(), NOW + HOUR_MS))).toBe('EXPIRED');
  });

  test('of another serial or kind: MALFORMED', () => {
    expect(wordOf(hearClaim(claim('issued'), { ...said, serial: 'SN-2' }, NOW))).toBe('MALFORMED');
    expect(wordOf(hearClaim(claim('issued'), { ...said, profile: 'sleep-pod' }, NOW))).toBe('MALFORMED');
  });

  test('keeps nothing that was only said', () => {
    const verdict = hearClaim(claim('issued'), said, NOW);
    expect(verdict).toMatchObject({ moved: { publicX: null, model: '', version: 2 } });
  });
});

describe('FP-28 the proof', () => {
  test.each([
    ['issued', {}, 'MALFORMED'],
    ['challenged', {}, 'pending pending'],
    ['challenged', { unit }, 'enrolled enrolled'],
    ['challenged', { unit: { ...unit, keyHash: hashOfKey(KEY) } }, 'enrolled enrolled'],
    ['challenged', { unit, publicX: PUBLISHED }, 'BAD_PROOF'],
    ['challenged', { unit: { ...unit, keyHash: hashOfKey(OTHER) } }, 'KEY_CHANGED'],
    ['challenged', { unit: { ...unit, deviceId: 'bike-8' } }, 'pending pending'],
    ['challenged', { unit: { ...unit, kind: 'sleep-pod' } }, 'pending pending'],
    ['challenged', { unit: { ...unit, tenantId: 'other' } }, 'pending pending'],
    ['challenged', { unit, device: { publicX: KEY } }, 'enrolled enrolled'],
    ['challenged', { unit, device: { publicX: OTHER } }, 'pending pending'],
    ['challenged', { isProven: false, unit }, 'BAD_PROOF'],
    ['pending', {}, 'pending pending'],
    ['pending', { unit }, 'enrolled enrolled'],
    ['pending', { publicX: OTHER }, 'KEY_CHANGED'],
    ['pending', { publicX: OTHER, isProven: false }, 'BAD_PROOF'],
    ['enrolled', {}, 'enrolled enrolled'],
    ['enrolled', { publicX: OTHER, unit }, 'KEY_CHANGED'],
    ['refused', {}, 'USED'],
  ] as const)('to a claim that is %s with %o: %s', (state, changes, word) => {
    expect(wordOf(hearProof(claim(state), facts(changes), NOW))).toBe(word);
  });

  test('is kept with what the device says of itself, once', () => {
    const verdict = hearProof(claim('challenged'), facts(), NOW + 5);
    expect(verdict).toMatchObject({ moved: { publicX: KEY, model: 'B1', fw: '1.0', movedAtMs: NOW + 5, version: 2 } });
    const again = claim('pending');
    expect(hearProof(again, facts(), NOW)).toEqual({ answer: 'pending', moved: again });
  });
});

describe('FP-28 the owner', () => {
  test.each([
    ['issued', null, 'refused'],
    ['challenged', null, 'refused'],
    ['pending', 'enrolled', 'refused'],
    ['enrolled', null, null],
    ['refused', null, null],
  ] as const)('of a claim that is %s: approved %s, rejected %s', (state, approved, rejected) => {
    expect(decideClaim(claim(state), 'approved', NOW)?.state ?? null).toBe(approved);
    expect(decideClaim(claim(state), 'rejected', NOW)?.state ?? null).toBe(rejected);
    expect(decideClaim(claim(state), 'approved', NOW + HOUR_MS)).toBeNull();
  });

  test('hands out tokens for a day at most, and for some time at least', () => {
    expect(claimLifetimeMs(1)).toBe(HOUR_MS);
    expect(claimLifetimeMs(100)).toBe(DAY_MS);
    expect(claimLifetimeMs(0)).toBe(1);
  });

  test('is told which claims are alive, and which stand in the way of another', () => {
    const alive = STATES.filter((state) => isLiveClaim(claim(state), NOW));
    const open = STATES.filter((state) => isOpenClaim(claim(state), NOW));
    expect(alive).toEqual(['issued', 'challenged', 'pending', 'enrolled']);
    expect(open).toEqual(['issued', 'challenged', 'pending']);
    expect(isLiveClaim(claim('issued'), NOW + HOUR_MS)).toBe(false);
  });
});

test('nothing leads out of refused, and nothing but the same answer out of enrolled', () => {
  expect(CLAIM_MOVES.refused).toEqual({});
  expect(new Set(Object.values(CLAIM_MOVES.enrolled))).toEqual(new Set(['enrolled']));
});

test('what a device keeps for ever is its address, its name, its gateway and the root', () => {
  const gateway = { issuer: 'unlatch', root: { kid: 'root1', x: KEY } };
  expect(enrolmentOf(claim('enrolled'), gateway)).toEqual({
    ...{ v: 1, serial: 'SN-1', sub: 'acme/bike-9', kid: 'bike-9', iss: 'unlatch' },
    root: { kid: 'root1', x: KEY },
  });
});
