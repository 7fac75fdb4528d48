// Guest holds: what joining reserves, whom it keeps out, and where the money goes when the wallet's word is late (R2, R4, R13).
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import {
  type GuestHoldFacts,
  guestCannotPay,
  guestHoldDoubted,
  guestHoldGranted,
  guestHoldMinor,
  guestHoldRefused,
  placeGuestHold,
  releaseGuestHold,
} from '../../../../../gateway/domain/hold/guest-hold.ts';
import type { HoldRecord, HoldState } from '../../../../../gateway/domain/hold/hold.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import { opKeys } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { operationRecord, participantRecord } from '../../../../support/money-records.ts';
import { frozenTariff, holdRecord } from '../../../../support/records.ts';
import { changesIn, GIVEN, NOW_MS, standingOf } from '../session/session-facts.ts';

const BOB = 'bob';
const HELD_MINOR = 6_000n;
const joining = participantRecord({ personId: BOB, state: 'joining', holdId: 'hld_g', version: 2 });
const ids = { holdId: 'hld_g', transferId: 'trf_g' };

function facts(availableMinor: bigint | null, overrides: Partial<GuestHoldFacts> = {}): GuestHoldFacts {
  const currency = overrides.session?.tariff.tariff.currency ?? 'CNY';
  return {
    session: GIVEN.active,
    participant: participantRecord({ personId: BOB }),
    standing: standingOf({ personId: BOB }),
    wallet: availableMinor === null ? 'host' : 'ledger',
    balance: availableMinor === null ? null : { currency, availableMinor, heldMinor: 0n },
    grant: null,
    ...overrides,
  };
}
const priced = (currency: string, atStartMinor: bigint): SessionRecord => ({
  ...GIVEN.active,
  tariff: frozenTariff({ currency, hold: { atStartMinor, stepMinor: 0n, mostMinor: atStartMinor } }),
});
const of = (changes: readonly Change[]) => ({ changes, value: null });
const placed = (given: GuestHoldFacts): readonly Change[] => {
  const decided = placeGuestHold(given, ids, NOW_MS);
  return decided.ok ? decided.value : [];
};

describe('whoever joins', () => {
  test.each<[string, GuestHoldFacts, ReturnType<typeof guestCannotPay>]>([
    ['has just enough', facts(HELD_MINOR), null],
    ['lacks one unit', facts(HELD_MINOR - 1n), { code: 'wallet.funds-insufficient', shortfallMinor: 1n, currency: 'CNY' }],
    ['has nothing', facts(0n), { code: 'wallet.funds-insufficient', shortfallMinor: HELD_MINOR, currency: 'CNY' }],
    ['joins where nothing is reserved', facts(0n, { session: priced('CNY', 0n) }), null],
    ['pays elsewhere: that wallet says', facts(null), null],
    [
      'lacks yen, of which there are no parts',
      facts(499n, { session: priced('JPY', 500n) }),
      { code: 'wallet.funds-insufficient', shortfallMinor: 1n, currency: 'JPY' },
    ],
    [
      'lacks dinars, of which there are thousands of parts',
      facts(12_344n, { session: priced('KWD', 12_345n) }),
      { code: 'wallet.funds-insufficient', shortfallMinor: 1n, currency: 'KWD' },
    ],
    [
      'owes of before, however much there is (R19)',
      facts(99_999n, { standing: standingOf({ owed: [{ currency: 'JPY', minor: 1n }] }) }),
      { code: 'wallet.owed', owedMinor: 1n, currency: 'JPY' },
    ],
  ])('%s', (_, given, refusal) => {
    expect(guestCannotPay(given)).toEqual(refusal);
    expect(placeGuestHold(given, ids, NOW_MS).ok).toBe(refusal === null);
  });

  test('reserves what the frozen tariff says, and not what the host has raised theirs to (R13)', () => {
    expect(guestHoldMinor({ ...GIVEN.active, heldMinor: 50_000n })).toBe(HELD_MINOR);
  });

  test('of the embedded ledger is in with the commit, from their own balance, and counted (R2, R10)', () => {
    const changes = placed(facts(HELD_MINOR));
    const [posted] = changesIn(of(changes), 'transfer-posted');
    expect(posted?.transfer.opKey).toBe(opKeys.authorize('ses_1', 'hld_g'));
    expect(posted?.transfer.postings).toEqual([
      { account: `available:${BOB}`, deltaMinor: -HELD_MINOR },
      { account: `held:${BOB}`, deltaMinor: HELD_MINOR },
    ]);
    const [hold] = changesIn(of(changes), 'hold-placed');
    expect(hold?.hold).toMatchObject({ payerId: BOB, role: 'guest', state: 'held', heldMinor: HELD_MINOR, refundedMinor: 0n });
    expect(changesIn(of(changes), 'participant-changed')[0]?.participant).toMatchObject({ state: 'joined', holdId: 'hld_g' });
    expect(changesIn(of(changes), 'person-counted')).toEqual([{ change: 'person-counted', personId: BOB, fromVersion: 3 }]);
  });

  test('of a wallet elsewhere is only joining: it is asked, and holds nothing yet (R1)', () => {
    const changes = placed(facts(null, { grant: 'eyJ.bob' }));
    expect(changesIn(of(changes), 'transfer-posted')).toEqual([]);
    expect(changesIn(of(changes), 'hold-placed')[0]?.hold).toMatchObject({ state: 'pending_authorize', heldMinor: 0n });
    const [asked] = changesIn(of(changes), 'operation-added');
    expect(asked?.operation).toMatchObject({ kind: 'authorize', amountMinor: HELD_MINOR, payerId: BOB, grant: 'eyJ.bob' });
    expect(changesIn(of(changes), 'participant-changed')[0]?.participant.state).toBe('joining');
  });
});

describe('the wallet elsewhere', () => {
  const pending = holdRecord({
    holdId: 'hld_g',
    payerId: BOB,
    role: 'guest',
    wallet: 'host',
    state: 'pending_authorize',
    heldMinor: 0n,
  });
  const opKey = opKeys.authorize('ses_1', 'hld_g');
  const operation = operationRecord({ opKey, holdId: 'hld_g', payerId: BOB, amountMinor: HELD_MINOR });
  const asked = (state: HoldState = 'pending_authorize', session: SessionRecord = GIVEN.active, participant = joining) => ({
    ...{ session, holds: [holdRecord(), { ...pending, state }], participants: [participant] },
  });
  /** What becomes of hold and guest, and whether the money is let go of. */
  const told = (changes: readonly Change[]) => ({
    hold: changesIn(of(changes), 'hold-changed')[0]?.hold.state ?? null,
    guest: changesIn(of(changes), 'participant-changed')[0]?.participant.state ?? null,
    isReleased: changesIn(of(changes), 'operation-added').some((each) => each.operation.opKey === opKeys.void('ses_1', 'hld_g')),
  });
  const granted = { walletRef: 'w-1', expiresAtMs: NOW_MS + 1 };
  const isNothing = { hold: null, guest: null, isReleased: false };
  const left = participantRecord({ personId: BOB, state: 'left', holdId: 'hld_g' });

  test.each<[string, ReturnType<typeof asked>, ReturnType<typeof told>]>([
    ['while they wait', asked(), { hold: 'held', guest: 'joined', isReleased: false }],
    ['after they left', asked('pending_authorize', GIVEN.active, left), { hold: 'held', guest: null, isReleased: true }],
    ['after the table was paid', asked('pending_authorize', GIVEN.closed), { hold: 'held', guest: null, isReleased: true }],
    ['late, when it is being given up', asked('in_doubt'), { hold: 'voiding', guest: null, isReleased: false }],
    ['a second time', asked('held'), isNothing],
    ['of a hold that was released', asked('voided'), isNothing],
  ])('says yes %s', (_, given, expected) => {
    expect(told(guestHoldGranted(given, operation, granted, NOW_MS))).toEqual(expected);
  });

  test('and holds what was asked, by its own name', () => {
    const changes = guestHoldGranted(asked(), operation, granted, NOW_MS);
    expect(changesIn(of(changes), 'hold-changed')[0]?.hold).toMatchObject({ heldMinor: HELD_MINOR, ...granted });
  });

  test.each<[string, ReturnType<typeof asked>, ReturnType<typeof told>]>([
    ['while they wait', asked(), { hold: 'declined', guest: 'left', isReleased: false }],
    ['after they left', asked('pending_authorize', GIVEN.active, left), { hold: 'declined', guest: null, isReleased: false }],
    ['once it is held', asked('held'), isNothing],
  ])('says no %s', (_, given, expected) => {
    expect(told(guestHoldRefused(given, operation, NOW_MS))).toEqual(expected);
  });

  test('holds something else than was asked: the guest is out, and it is let go of (R4)', () => {
    expect(told(guestHoldDoubted(asked(), operation, NOW_MS))).toEqual({ hold: 'in_doubt', guest: 'left', isReleased: true });
    expect(told(guestHoldDoubted(asked('held'), operation, NOW_MS))).toEqual(isNothing);
  });

  test('answers for the hold of a guest alone', () => {
    const host = { ...operation, holdId: 'hld_1' };
    expect(() => guestHoldGranted(asked(), host, granted, NOW_MS)).toThrow('a guest hold answers for a guest');
  });
});

describe('leaving without an order', () => {
  const guest = (overrides: Partial<HoldRecord>) => holdRecord({ holdId: 'hld_g', payerId: BOB, role: 'guest', ...overrides });
  const released = (hold: HoldRecord): readonly Change[] => releaseGuestHold(hold, { transferId: 'trf_v' }, NOW_MS);

  test('gives back all of it in the same commit', () => {
    const [posted] = changesIn(of(released(guest({ heldMinor: HELD_MINOR }))), 'transfer-posted');
    expect(posted?.transfer.postings).toEqual([
      { account: `held:${BOB}`, deltaMinor: -HELD_MINOR },
      { account: `available:${BOB}`, deltaMinor: HELD_MINOR },
    ]);
  });

  test.each<[HoldState, HoldState | null, boolean]>([
    ['held', 'voiding', true],
    ['pending_authorize', 'in_doubt', true],
    ['in_doubt', null, false],
    ['voiding', null, false],
    ['captured', null, false],
    ['declined', null, false],
  ])('elsewhere, one that is %s becomes %s', (state, to, isAsked) => {
    const changes = released(guest({ wallet: 'host', state }));
    expect(changesIn(of(changes), 'hold-changed')[0]?.hold.state ?? null).toBe(to);
    expect(changesIn(of(changes), 'operation-added').map((each) => each.operation.kind)).toEqual(isAsked ? ['void'] : []);
    expect(changesIn(of(changes), 'transfer-posted')).toEqual([]);
  });
});
