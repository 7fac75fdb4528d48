// Session view of guests: the host's picture of who is there, and a guest's own picture of the session.

import type { OrderRecord } from '../company/order.ts';
import type { ParticipantRecord } from '../company/participant.ts';
import { guestIdOf, participantOf } from '../company/participant-decide.ts';
import { guestHoldMinor } from '../hold/guest-hold.ts';
import type { HoldRecord } from '../hold/hold.ts';
import type { GuestPolicy } from '../kind-policy.ts';
import { toSafeNumber } from '../money.ts';
import { priceGuest, pricingOf } from '../tariff/price.ts';
import type { OperationRecord } from '../wallet/wallet-operation.ts';
import { printedLines } from './metering.ts';
import type { SessionRecord } from './session.ts';
import type { GuestView, SessionView, ViewerRole } from './session-view.ts';

function roleOf(participant: ParticipantRecord | undefined): ViewerRole {
  switch (participant?.state) {
    case 'asked':
      return 'asking';
    case 'joining':
      return participant.holdId === null ? 'let-in' : 'joining';
    case 'joined':
      return 'guest';
    case 'refused':
      return 'refused';
    default:
      return 'left';
  }
}

/** Numbered as they came, for good: a name that says nothing of the person. */
export function guestViews(sessionId: string, participants: readonly ParticipantRecord[]): readonly GuestView[] {
  return participants.flatMap(({ personId, state }, index) => {
    if (state === 'refused' || state === 'left') return [];
    return [{ guestId: guestIdOf(sessionId, personId), number: index + 1, state }];
  });
}

/** What a payer's own wallet says of their reservation, where somebody must act on it or know it. */
export function askedOf(operations: readonly OperationRecord[], payerId: string): Pick<SessionView, 'payerAction' | 'declined'> {
  const last = operations.filter((each) => each.kind === 'authorize' && each.payerId === payerId).at(-1);
  const url = last?.state === 'action' ? last.actionUrl : null;
  return { payerAction: url === null ? null : { url }, declined: last?.state === 'refused' ? last.refusal : null };
}

export type GuestViewFacts = {
  readonly session: SessionRecord;
  readonly holds: readonly HoldRecord[];
  readonly orders: readonly OrderRecord[];
  readonly participants: readonly ParticipantRecord[];
  readonly operations: readonly OperationRecord[];
  readonly policy: GuestPolicy | null;
};

/** What the guest owes, from what they reserved; nothing of the host's money. */
function purseOf({ session, holds, orders }: GuestViewFacts, personId: string): { costMinor: number; heldMinor: number } {
  const own = holds.filter(({ payerId }) => payerId === personId);
  const heldMinor = own.reduce((sum, hold) => sum + hold.heldMinor, 0n);
  const items = printedLines(orders.filter(({ payerId }) => payerId === personId));
  const share = session.settlement?.shares.filter(({ payerId }) => payerId === personId);
  const dueMinor = share
    ? share.reduce((sum, { totalMinor }) => sum + totalMinor, 0n)
    : priceGuest(pricingOf(session), items, heldMinor).totalMinor;
  return { costMinor: toSafeNumber(dueMinor), heldMinor: toSafeNumber(heldMinor) };
}

/**
 * Nothing of how, when and how long the object is used: that is for those whom the host has let in. Of the end only that it
 * is over, so that nobody waits for an answer that cannot come.
 */
function asSeenFromOutside(view: SessionView, sinceMs: number): SessionView {
  const isOver = view.state === 'closed' || view.state === 'failed';
  return {
    ...view,
    state: isOver ? view.state : 'active',
    createdAt: new Date(sinceMs).toISOString(),
    startedAt: null,
    givesUpAt: null,
    useMs: 0,
    distanceM: 0,
    pausedMs: 0,
    useAt: null,
    online: true,
    lastContactAt: null,
    stopRequest: null,
    reportedVer: 0,
    end: null,
  };
}

/** @param whole the host's, which this turns into what the guest may see. */
export function asSeenByGuest(whole: SessionView, facts: GuestViewFacts, personId: string): SessionView {
  const participant = participantOf(facts.participants, personId);
  const role = roleOf(participant);
  const isOutside = participant?.state === 'asked' || role === 'refused' || role === 'left';
  const view = isOutside ? asSeenFromOutside(whole, participant?.atMs ?? facts.session.createdAtMs) : whole;
  const may = role === 'guest' && facts.policy ? facts.policy.may : [];
  const { costMinor, heldMinor } = purseOf(facts, personId);
  const isIn = role === 'guest';
  const isOnTheWay = role === 'asking' || role === 'let-in' || role === 'joining';
  const pays = facts.policy?.pays === 'own-orders';
  const mayOrder = may.includes('order');
  return {
    ...view,
    role,
    guests: [],
    asksMinor: isOnTheWay && pays ? toSafeNumber(guestHoldMinor(facts.session)) : null,
    may: { order: mayOrder, control: may.includes('control'), stop: may.includes('stop') },
    costMinor,
    heldMinor,
    mostMinor: heldMinor,
    capMinor: null,
    nextRise: null,
    runsOut: null,
    endsSoon: null,
    controls: isIn ? view.controls : [],
    reported: isIn ? view.reported : {},
    menu: mayOrder ? view.menu : [],
    orders: view.orders
      .map((order) => ({ ...order, mine: facts.orders.some((o) => o.orderId === order.orderId && o.payerId === personId) }))
      .filter(({ mine }) => mine),
    mayCallStaff: view.mayCallStaff && may.includes('call'),
    pause: null,
    ...askedOf(facts.operations, personId),
    review: null,
    // Who ordered and left has a bill, and it has an end.
    end: role !== 'asking' && whole.end ? { ...whole.end, finalMinor: costMinor } : null,
    // The host's: a guest's own is found under the session.
    receiptId: null,
  };
}
