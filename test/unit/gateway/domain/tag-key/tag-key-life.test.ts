// Tag key life: what may be done with each key, for several hosts at once, and when a change is due.
import { describe, expect, test } from 'vitest';
import {
  hostsOf,
  isRotationDue,
  planTagKeyAct,
  signingKeyOf,
  type TagKeyAct,
  type TagKeyFacts,
} from '../../../../../gateway/domain/tag-key/tag-key-life.ts';

const [A, B] = ['https://a.example', 'https://b.example'];
const key = (kid: number, issuer: string, status: TagKeyFacts['status'], madeAtMs: number | null = 0): TagKeyFacts => ({
  ...{ kid, issuer, status, publicX: `x${kid}`, madeAtMs },
});
const none = (): number => 0;
const plan = (keys: readonly TagKeyFacts[], act: TagKeyAct, hanging: (kid: number) => number = none) =>
  planTagKeyAct(keys, act, hanging);
const rotate = (issuer: string | null, isNewHost = false): TagKeyAct => ({ act: 'rotate', issuer, isNewHost });
const retire = (kid: number): TagKeyAct => ({ act: 'retire', kid });
const revoke = (kid: number, isEmergency = false): TagKeyAct => ({ act: 'revoke', kid, isEmergency });

describe('rotate', () => {
  test('the only host needs no name; its former key only verifies from then on', () => {
    expect(plan([key(1, A, 'sign')], rotate(null))).toEqual({
      ok: true,
      value: { make: [{ kid: 2, issuer: A }], set: [{ kid: 1, status: 'verify-only' }] },
    });
  });

  test('another host’s keys are left as they are', () => {
    const keys = [key(1, A, 'verify-only'), key(2, B, 'sign'), key(3, A, 'sign')];
    expect(plan(keys, rotate(A))).toEqual({
      ok: true,
      value: { make: [{ kid: 4, issuer: A }], set: [{ kid: 3, status: 'verify-only' }] },
    });
    expect(plan(keys, rotate(null))).toEqual({ ok: false, error: { code: 'key.host-unclear', known: [A, B] } });
  });

  test('a new host is meant or mistyped: it must be said', () => {
    const keys = [key(1, A, 'sign')];
    expect(plan(keys, rotate(B))).toEqual({ ok: false, error: { code: 'key.host-unknown', issuer: B, known: [A] } });
    expect(plan(keys, rotate(A, true))).toEqual({ ok: false, error: { code: 'key.host-known', issuer: A } });
    expect(plan(keys, rotate(B, true))).toEqual({ ok: true, value: { make: [{ kid: 2, issuer: B }], set: [] } });
  });

  test.each([
    'b.example',
    'https://b.example/',
    'https://B.example',
    'ftp://b.example',
    'https://b.example/x',
    '',
  ])('%j is no issuer', (issuer) => {
    expect(plan([key(1, A, 'sign')], rotate(issuer, true))).toEqual({ ok: false, error: { code: 'key.host-malformed', issuer } });
  });

  test('a number is never given twice, not even that of a revoked key; after 255 there are no more', () => {
    expect(plan([key(1, A, 'sign'), key(9, A, 'revoked')], rotate(A))).toMatchObject({ value: { make: [{ kid: 10 }] } });
    expect(plan([key(255, A, 'sign')], rotate(A))).toEqual({ ok: false, error: { code: 'key.numbers-used-up' } });
  });
});

describe('retire and revoke', () => {
  const keys = [key(1, A, 'verify-only'), key(2, A, 'sign'), key(3, A, 'sign'), key(4, B, 'sign'), key(5, A, 'revoked')];

  test('one of two that sign may retire; the last one of its host may not', () => {
    expect(plan(keys, retire(2))).toEqual({ ok: true, value: { make: [], set: [{ kid: 2, status: 'verify-only' }] } });
    expect(plan(keys, retire(4))).toEqual({ ok: false, error: { code: 'key.last-to-sign', kid: 4, issuer: B } });
  });

  test('a key that signs cannot be revoked at once, not even in an emergency', () => {
    expect(plan(keys, revoke(4))).toEqual({ ok: false, error: { code: 'key.signs', kid: 4, issuer: B } });
    expect(plan(keys, revoke(4, true))).toMatchObject({ error: { code: 'key.signs' } });
  });

  test('verify-only until its last label was replaced; an emergency gives them up', () => {
    const hanging = (kid: number): number => (kid === 1 ? 3 : 0);
    expect(plan(keys, revoke(1), hanging)).toEqual({ ok: false, error: { code: 'key.labels-hang', kid: 1, labels: 3 } });
    const done = { ok: true, value: { make: [], set: [{ kid: 1, status: 'revoked' }] } };
    expect(plan(keys, revoke(1))).toEqual(done);
    expect(plan(keys, revoke(1, true), hanging)).toEqual(done);
  });

  test('what is done is not done twice; what is not there is named', () => {
    expect(plan(keys, retire(1))).toMatchObject({ error: { code: 'key.done-already', status: 'verify-only' } });
    expect(plan(keys, revoke(5))).toMatchObject({ error: { code: 'key.done-already', status: 'revoked' } });
    expect(plan(keys, retire(9))).toEqual({ ok: false, error: { code: 'key.unknown', kid: 9, known: [1, 2, 3, 4, 5] } });
  });
});

test('the newest key of a host signs; without a name it is the host that was here first', () => {
  const keys = [key(4, B, 'sign'), key(3, A, 'sign'), key(1, A, 'verify-only'), key(5, A, 'sign'), key(6, A, 'revoked')];
  expect(hostsOf(keys)).toEqual([A, B]);
  expect(signingKeyOf(keys, null)?.kid).toBe(5);
  expect(signingKeyOf(keys, B)?.kid).toBe(4);
  expect(signingKeyOf(keys, 'https://c.example')).toBeNull();
  expect(signingKeyOf([key(1, A, 'verify-only')], null)).toBeNull();
});

test('a change is due after a year, for keys that sign', () => {
  const year = 365 * 86_400_000;
  expect(isRotationDue(key(1, A, 'sign', 0), year - 1)).toBe(false);
  expect(isRotationDue(key(1, A, 'sign', 0), year)).toBe(true);
  expect(isRotationDue(key(1, A, 'sign', null), 0)).toBe(true);
  expect(isRotationDue(key(1, A, 'verify-only', 0), 2 * year)).toBe(false);
});
