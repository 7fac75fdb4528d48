// Participants: who may ask, whom the host lets in, who may do what, and who still pays (R2, R10).
import { describe, expect, test } from 'vitest';
import type { OrderRecord } from '../../../../../gateway/domain/company/order.ts';
import type { ParticipantRecord } from '../../../../../gateway/domain/company/participant.ts';
import {
  changeParticipant,
  decideAsk,
  decideHostAnswer,
  type GuestFacts,
  guestIdOf,
  mayInSession,
  owesForOrders,
  participantByGuestId,
} from '../../../../../gateway/domain/company/participant-decide.ts';
import type { GuestPolicy, GuestRight } from '../../../../../gateway/domain/kind-policy.ts';
import { participantRecord } from '../../../../support/money-records.ts';
import { holdRecord, PERSON, START_MS } from '../../../../support/records.ts';
import { GIVEN, NOW_MS } from '../session/session-facts.ts';

const BOB = 'bob';
const POLICY: GuestPolicy = { most: 2, pays: 'own-orders', may: ['order', 'call'] };
const bob = (overrides: Partial<ParticipantRecord> = {}) => participantRecord({ personId: BOB, ...overrides });
const other = (personId: string, state: ParticipantRecord['state']) => participantRecord({ personId, state });
const facts = (participants: readonly ParticipantRecord[] = [], overrides: Partial<GuestFacts> = {}): GuestFacts => ({
  ...{ session: GIVEN.active, participants, holds: [holdRecord()], policy: POLICY },
  ...overrides,
});

function asked(given: GuestFacts, personId = BOB): string {
  const decided = decideAsk(given, personId, NOW_MS);
  if (!decided.ok) return decided.error.code;
  const { participant, change } = decided.value;
  return change === null
    ? `still ${participant.state}`
    : `${participant.state} ${participant.version} with ${participant.holdId}`;
}

describe('an ask', () => {
  const held = holdRecord({ holdId: 'hld_g', payerId: BOB, role: 'guest' });
  const back = bob({ state: 'left', holdId: 'hld_g', version: 4 });

  test.each<[string, GuestFacts, string]>([
    ['of a first guest', facts(), 'asked 1 with null'],
    ['of the last who fits', facts([other('eve', 'joined')]), 'asked 1 with null'],
    ['of one too many', facts([other('eve', 'joined'), other('kim', 'asked')]), 'join.full'],
    ['beside guests who are gone', facts([other('eve', 'left'), other('kim', 'refused')]), 'asked 1 with null'],
    ['beside one whose wallet is asked', facts([other('eve', 'joining'), other('kim', 'joining')]), 'join.full'],
    ['where a session is one person’s alone', facts([], { policy: null }), 'join.not-offered'],
    ['before it runs', facts([], { session: GIVEN.starting }), 'session.not-running'],
    ['while it stops', facts([], { session: GIVEN.stopping }), 'session.not-running'],
    ['while it pauses', facts([], { session: { ...GIVEN.active, state: 'suspended' } }), 'asked 1 with null'],
    ['that stands already', facts([bob()]), 'still asked'],
    ['of one who is in, even when the table is full', facts([bob({ state: 'joined' }), other('eve', 'joined')]), 'still joined'],
    ['of one who is in, even when it stops', facts([bob({ state: 'joined' })], { session: GIVEN.stopping }), 'still joined'],
    ['of one whom the host refused', facts([bob({ state: 'refused' })]), 'join.refused'],
    ['of one who left', facts([bob({ state: 'left', version: 4 })]), 'asked 5 with null'],
    ['of one who left with an order: from the same hold', facts([back], { holds: [holdRecord(), held] }), 'asked 5 with hld_g'],
    ['of one who left, and was given theirs back', facts([back], { holds: [{ ...held, state: 'voided' }] }), 'asked 5 with null'],
    ['of one who came and went often', facts([bob({ state: 'left', version: 11 })]), 'asked 12 with null'],
    ['of one who came and went too often', facts([bob({ state: 'left', version: 12 })]), 'join.too-often'],
  ])('%s', (_, given, expected) => {
    expect(asked(given)).toBe(expected);
  });

  test('of the host is none', () => {
    expect(asked(facts(), PERSON)).toBe('join.not-offered');
  });
});

describe('the host’s word', () => {
  const idOf = (personId: string): string => guestIdOf('ses_1', personId);
  const answered = (given: GuestFacts, isLetIn: boolean, guestId = idOf(BOB)): string => {
    const decided = decideHostAnswer(given, guestId, isLetIn);
    if (!decided.ok) return decided.error.code;
    return decided.value.participant === null ? 'stands' : decided.value.participant.personId;
  };

  test.each<[ParticipantRecord['state'], string, string]>([
    ['asked', BOB, BOB],
    ['joining', 'stands', 'guest.unknown'],
    ['joined', 'stands', 'guest.unknown'],
    ['refused', 'guest.unknown', 'stands'],
    ['left', 'guest.unknown', 'guest.unknown'],
  ])('on one who is %s: yes is %s, no is %s', (state, yes, no) => {
    expect(answered(facts([bob({ state })]), true)).toBe(yes);
    expect(answered(facts([bob({ state })]), false)).toBe(no);
  });

  test('lets nobody in once it stops, and may still say no', () => {
    const stopping = facts([bob()], { session: GIVEN.stopping });
    expect(answered(stopping, true)).toBe('session.not-running');
    expect(answered(stopping, false)).toBe(BOB);
  });

  test('names guests as this session does, and by nobody’s own id', () => {
    expect(answered(facts([bob()]), true, BOB)).toBe('guest.unknown');
    expect(answered(facts([bob()]), true, guestIdOf('ses_2', BOB))).toBe('guest.unknown');
    expect(idOf(BOB)).toMatch(/^[a-z0-9]{16}$/);
    expect(idOf(BOB)).not.toContain(BOB);
    expect(participantByGuestId(facts([bob(), other('eve', 'asked')]), idOf('eve'))?.personId).toBe('eve');
  });
});

describe('in a session', () => {
  const RIGHTS: readonly GuestRight[] = ['order', 'control', 'call', 'stop'];
  const rightsOf = (given: GuestFacts, personId: string) => RIGHTS.filter((right) => mayInSession(given, personId, right));

  test.each<[string, GuestFacts, string, readonly GuestRight[]]>([
    ['the host may all', facts([], { policy: null }), PERSON, RIGHTS],
    ['a guest may what the kind allows', facts([bob({ state: 'joined' })]), BOB, ['order', 'call']],
    ['one who asks may nothing', facts([bob()]), BOB, []],
    ['one whose wallet has not said may nothing', facts([bob({ state: 'joining' })]), BOB, []],
    ['one who left may nothing', facts([bob({ state: 'left' })]), BOB, []],
    ['a stranger may nothing', facts(), 'eve', []],
    ['a guest of a kind without guests may nothing', facts([bob({ state: 'joined' })], { policy: null }), BOB, []],
  ])('%s', (_, given, personId, rights) => {
    expect(rightsOf(given, personId)).toEqual(rights);
  });
});

test('R10 each move of a guest is one version more, and keeps the time of the first ask', () => {
  const { participant, change } = changeParticipant(bob({ version: 3, atMs: START_MS }), { state: 'joined', holdId: 'hld_g' });
  expect(participant).toEqual(bob({ version: 4, atMs: START_MS, state: 'joined', holdId: 'hld_g' }));
  expect(change).toEqual({ change: 'participant-changed', participant });
});

describe('M3 a guest’s hold', () => {
  const order = (payerId: string, state: OrderRecord['state']): OrderRecord => ({
    ...{ orderId: `ord_${payerId}_${state}`, sessionId: 'ses_1', payerId, lines: [], state },
    ...{ amountMinor: 1n, commandId: 'cmd_o', atMs: START_MS },
  });

  test.each<[string, readonly OrderRecord[], boolean]>([
    ['without an order', [], false],
    ['with one that was printed', [order(BOB, 'printed')], true],
    ['with one that may still be', [order(BOB, 'sent')], true],
    ['with one that was refused', [order(BOB, 'refused')], false],
    ['with refused ones and one more', [order(BOB, 'refused'), order(BOB, 'sent')], true],
    ['beside somebody else’s', [order('eve', 'printed')], false],
  ])('%s is needed, or not', (_, orders, isNeeded) => {
    expect(owesForOrders(orders, BOB)).toBe(isNeeded);
  });
});
