// Recovery: epochs of counters, seals and refund numbers, and what a wallet's listing says of holds that our books lost (row 27).
import { describe, expect, test } from 'vitest';
import { LIMITS } from '#protocol';
import { connAhead, isAhead, isReachable, mayStartOn } from '../../../../../gateway/domain/device/device.ts';
import {
  counterFloor,
  isAheadOfBooks,
  mayBeOfLostTime,
  NEVER_RESTORED,
  nextRestore,
  refundNumber,
  restoreOf,
  sealedIn,
} from '../../../../../gateway/domain/recovery/recovery.ts';
import { type ListedOperation, unknownHolds } from '../../../../../gateway/domain/recovery/recovery-listing.ts';
import { adoptSession, isAdopted } from '../../../../../gateway/domain/session/adopt-session.ts';
import type { OperationKind } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { frozenTariff } from '../../../../support/records.ts';
import { deviceRecord, factsOf, GIVEN, NOW_MS } from '../session/session-facts.ts';

describe('a restore', () => {
  test('is read from its stamps as it was written, and counts on from the one before', () => {
    expect(restoreOf({ epoch: null, at: null, recovering: null })).toEqual(NEVER_RESTORED);
    const first = restoreOf(nextRestore(NEVER_RESTORED, NOW_MS));
    expect(first).toEqual({ epoch: 1, atMs: NOW_MS, isRecovering: true });
    expect(restoreOf(nextRestore(first, NOW_MS + 1)).epoch).toBe(2);
    expect(restoreOf({ epoch: '1', at: '5', recovering: 'no' }).isRecovering).toBe(false);
  });

  test.each(['-1', '0', '1.5', 'x', '65536'])('with an epoch of %s is our own mistake', (epoch) => {
    expect(() => restoreOf({ epoch, at: '5', recovering: 'no' })).toThrow();
  });

  test('has counters above all that the lost time can have signed, within what a device takes', () => {
    expect(counterFloor(0)).toBe(0);
    expect(counterFloor(2) - counterFloor(1)).toBeLessThanOrEqual(LIMITS.counterLeap);
    expect(counterFloor(65_535)).toBeLessThan(LIMITS.largestCount);
  });

  test('numbers refunds above all of before, and seals what nothing of before opens', () => {
    expect([refundNumber(0, 0), refundNumber(0, 7)]).toEqual([1, 8]);
    expect(refundNumber(1, 0)).toBeGreaterThan(refundNumber(0, 9_999));
    expect(sealedIn(0, 'text')).toBe('text');
    expect(new Set([sealedIn(0, 'text'), sealedIn(1, 'text'), sealedIn(2, 'text')]).size).toBe(3);
  });
});

describe('a device that says hello', () => {
  const known = { boot: {}, lastCtr: 41 };
  const hello = { lastCtr: 42, amnesia: false };

  test.each([
    ['with a counter that we never gave it', known, hello, 0, true],
    ['with the last one that we gave it', known, { ...hello, lastCtr: 41 }, 0, false],
    ['for the first time, from another house', { ...known, boot: null }, hello, 0, false],
    ['without its memory', known, { ...hello, amnesia: true }, 0, false],
    ['after the restore was said', known, hello, 1, false],
  ])('%s: ahead of our books is %4$s', (_what, device, said, epoch, isIt) => {
    expect(isAheadOfBooks(device, said, epoch)).toBe(isIt);
  });

  test('is talked to while it is ahead, and nothing is started on it', () => {
    const device = deviceRecord();
    const boot = device.boot && { ...device.boot, conn: connAhead('conn-1') };
    expect([isReachable(device), isAhead(device.boot), mayStartOn(device)]).toEqual([true, false, true]);
    const ahead = deviceRecord({ boot });
    expect([isReachable(ahead), isAhead(ahead.boot), mayStartOn(ahead)]).toEqual([true, true, false]);
    const elsewhere = deviceRecord({ boot, presence: { online: true, conn: 'conn-2', lastSeenAtMs: null } });
    expect(isReachable(elsewhere)).toBe(false);
  });

  test('may speak of the lost time until it was heard once since', () => {
    const restore = { epoch: 1, atMs: 1_000, isRecovering: false };
    expect(mayBeOfLostTime({ boot: { verifiedAtMs: 999 } }, restore)).toBe(true);
    expect(mayBeOfLostTime({ boot: { verifiedAtMs: 1_000 } }, restore)).toBe(false);
    expect(mayBeOfLostTime({ boot: null }, restore)).toBe(true);
    expect(mayBeOfLostTime({ boot: null }, NEVER_RESTORED)).toBe(false);
  });
});

describe('what a wallet lists', () => {
  const listed = (kind: OperationKind, holdId: string, overrides: Partial<ListedOperation> = {}): ListedOperation => ({
    opKey: `ses_1:${holdId}:${kind}`,
    kind,
    state: 'done',
    walletRef: `ref_${holdId}`,
    amountMinor: 900n,
    currency: 'CNY',
    installation: 'ins_1',
    payerId: null,
    atMs: 0,
    ...overrides,
  });
  const standings = (operations: readonly ListedOperation[]) =>
    Object.fromEntries(unknownHolds(operations).map(({ holdId, standing }) => [holdId, standing]));

  test('is each hold as it stands there, in whatever order it is told', () => {
    const operations = [
      listed('authorize', 'hld_open'),
      listed('authorize', 'hld_taken'),
      listed('capture', 'hld_taken'),
      listed('authorize', 'hld_gone'),
      listed('void', 'hld_gone'),
      listed('refund', 'hld_taken'),
      listed('authorize', 'hld_no', { state: 'refused' }),
    ];
    const expected = { hld_open: 'held', hld_taken: 'captured', hld_gone: 'released' };
    expect(standings(operations)).toEqual(expected);
    expect(standings([...operations].reverse())).toEqual(expected);
  });

  test('counts a hold that is still being placed, and no release before it is done', () => {
    expect(standings([listed('authorize', 'hld_1', { state: 'pending' })])).toEqual({ hld_1: 'held' });
    expect(standings([listed('authorize', 'hld_1'), listed('void', 'hld_1', { state: 'pending' })])).toEqual({ hld_1: 'held' });
  });

  test('says nothing of what is not a hold of ours', () => {
    expect(unknownHolds([listed('top-up', 'x', { opKey: 'topup:t1' }), listed('authorize', 'y', { opKey: 'stranger' })])).toEqual(
      [],
    );
  });
});

test('what is adopted has no money of its own, waits for a person, and is known as adopted', () => {
  const { device, object, place, venue } = factsOf(GIVEN.active);
  const scene = { object, place, venue, device, tariff: frozenTariff(), live: null, stay: null };
  const changes = adoptSession(scene, 'ses_lost', 'hld_lost', NOW_MS) ?? [];
  expect(changes.map(({ change }) => change)).toEqual(['session-created', 'hold-placed', 'session-event', 'deadline-set']);
  const [created, placed] = changes;
  expect(created).toMatchObject({ session: { state: 'review', heldMinor: 0n, mostMinor: 0n } });
  expect(placed).toMatchObject({ hold: { heldMinor: 0n, state: 'held' } });
  expect(created?.change === 'session-created' && isAdopted(created.session)).toBe(true);
  expect(isAdopted(GIVEN.active)).toBe(false);
  expect(adoptSession({ ...scene, tariff: null }, 'ses_lost', 'hld_lost', NOW_MS)).toBeNull();
});
