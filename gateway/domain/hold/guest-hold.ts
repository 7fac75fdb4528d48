// Guest hold: what a guest reserves to pay for their own orders; its keys carry the hold, so two payers never collide (R2).
import { assert, ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { ParticipantRecord } from '../company/participant.ts';
import { changeParticipant } from '../company/participant-decide.ts';
import type { WalletBalance } from '../ledger/ledger.ts';
import { authorizeTransfer, voidTransfer } from '../ledger/postings.ts';
import { toSafeNumber } from '../money.ts';
import type { Rejection } from '../rejections.ts';
import type { PersonStanding } from '../session/person-standing.ts';
import type { SessionRecord } from '../session/session.ts';
import { advance } from '../session/session-change.ts';
import { askAuthorize, askVoid } from '../wallet/wallet-ask.ts';
import { type OperationRecord, opKeys, type WalletName } from '../wallet/wallet-operation.ts';
import type { HoldRecord } from './hold.ts';
import { changeHold, movesHold } from './hold-state.ts';

export type GuestHoldFacts = {
  readonly session: SessionRecord;
  readonly participant: ParticipantRecord;
  readonly standing: PersonStanding;
  readonly wallet: WalletName;
  /** The guest's, with the embedded ledger. */
  readonly balance: WalletBalance | null;
  /** Narrowed to this one authorize (RFC 8693), where the wallet elsewhere needs it. */
  readonly grant: string | null;
};
type GuestHoldIds = { readonly holdId: string; readonly transferId: string };

/** What joining reserves: as much as the host reserved at Start, under the same tariff (R13). */
export function guestHoldMinor(session: SessionRecord): bigint {
  return session.tariff.tariff.hold.atStartMinor;
}

/** Why a guest cannot join now: they owe, or their wallet has less than joining takes. */
export function guestCannotPay(facts: Pick<GuestHoldFacts, 'session' | 'standing' | 'balance'>): Rejection | null {
  const { currency } = facts.session.tariff.tariff;
  const [owed] = facts.standing.owed;
  if (owed) return { code: 'wallet.owed', owedMinor: owed.minor, currency: owed.currency };
  if (facts.balance === null) return null;
  const lackMinor = guestHoldMinor(facts.session) - facts.balance.availableMinor;
  return lackMinor > 0n ? { code: 'wallet.funds-insufficient', shortfallMinor: lackMinor, currency } : null;
}

function newHold(facts: GuestHoldFacts, ids: GuestHoldIds, nowMs: number): HoldRecord {
  const { session, participant, wallet } = facts;
  const isLocal = wallet === 'ledger';
  return {
    holdId: ids.holdId,
    sessionId: session.sessionId,
    payerId: participant.personId,
    tenantId: session.tenantId,
    wallet,
    role: 'guest',
    currency: session.tariff.tariff.currency,
    heldMinor: isLocal ? guestHoldMinor(session) : 0n,
    state: isLocal ? 'held' : 'pending_authorize',
    version: 1,
    walletRef: null,
    expiresAtMs: null,
    capturedMinor: null,
    refundedMinor: 0n,
    createdAtMs: nowMs,
  };
}

/** With the embedded ledger the guest has joined in this very commit; elsewhere their wallet is asked first. */
export function placeGuestHold(facts: GuestHoldFacts, ids: GuestHoldIds, nowMs: number): Result<readonly Change[], Rejection> {
  const refusal = guestCannotPay(facts);
  if (refusal) return refused(refusal);
  const { session, participant, standing, grant } = facts;
  const amountMinor = guestHoldMinor(session);
  const hold = newHold(facts, ids, nowMs);
  const isLocal = hold.wallet === 'ledger';
  const state = isLocal ? 'joined' : 'joining';
  const asked: readonly Change[] = isLocal
    ? [{ change: 'transfer-posted', transfer: authorizeTransfer({ ...hold, transferId: ids.transferId, atMs: nowMs }) }]
    : askAuthorize(hold, amountMinor, grant, nowMs);
  return ok([
    { change: 'hold-placed', hold },
    ...asked,
    changeParticipant(participant, { state, holdId: hold.holdId }).change,
    { change: 'person-counted', personId: participant.personId, fromVersion: standing.version },
    ...advance(session, {}, isLocal ? 'guest-joined' : 'guest-asked', nowMs, { heldMinor: toSafeNumber(amountMinor) }).changes,
  ]);
}

type AnswerFacts = {
  readonly session: SessionRecord;
  readonly holds: readonly HoldRecord[];
  readonly participants: readonly ParticipantRecord[];
};

function holdOf({ holds }: AnswerFacts, operation: OperationRecord): HoldRecord {
  const hold = holds.find(({ holdId }) => holdId === operation.holdId);
  assert(hold?.role === 'guest', 'a guest hold answers for a guest');
  return hold;
}

function isOver({ settlement, state }: SessionRecord): boolean {
  return settlement !== null || state === 'closed' || state === 'failed' || state === 'review';
}

/** The wallet elsewhere said yes: the guest may order; too late, it is released at once (R4). */
export function guestHoldGranted(
  facts: AnswerFacts,
  operation: OperationRecord,
  granted: { readonly walletRef: string; readonly expiresAtMs: number | null },
  nowMs: number,
): readonly Change[] {
  const { session, participants } = facts;
  const hold = holdOf(facts, operation);
  if (!movesHold(hold, 'authorize-done')) return [];
  const { walletRef, expiresAtMs } = granted;
  const held = changeHold(hold, 'authorize-done', { heldMinor: operation.amountMinor, walletRef, expiresAtMs });
  if (held.hold.state !== 'held') return [held.change];
  const participant = participants.find(({ holdId }) => holdId === hold.holdId);
  if (isOver(session) || participant?.state !== 'joining') {
    // One change per commit and hold: the release follows from what its void will find there.
    return [held.change, ...askVoid(held.hold, nowMs)];
  }
  return [
    held.change,
    changeParticipant(participant, { state: 'joined' }).change,
    ...advance(session, {}, 'guest-joined', nowMs, { heldMinor: toSafeNumber(operation.amountMinor) }).changes,
  ];
}

function guestOut({ session, participants }: AnswerFacts, hold: HoldRecord, nowMs: number): readonly Change[] {
  const participant = participants.find(({ holdId }) => holdId === hold.holdId);
  if (participant?.state !== 'joining') return [];
  const left = changeParticipant(participant, { state: 'left' }).change;
  return isOver(session) ? [left] : [left, ...advance(session, {}, 'guest-left', nowMs).changes];
}

/** It said no: the guest is out, and may ask again with a wallet that can pay. */
export function guestHoldRefused(facts: AnswerFacts, operation: OperationRecord, nowMs: number): readonly Change[] {
  const hold = holdOf(facts, operation);
  if (!movesHold(hold, 'authorize-refused')) return [];
  return [changeHold(hold, 'authorize-refused').change, ...guestOut(facts, hold, nowMs)];
}

/** It reserved something else than was asked: whatever that is, it is released (R4). */
export function guestHoldDoubted(facts: AnswerFacts, operation: OperationRecord, nowMs: number): readonly Change[] {
  const hold = holdOf(facts, operation);
  if (!movesHold(hold, 'authorize-unanswered')) return [];
  return [changeHold(hold, 'authorize-unanswered').change, ...askVoid(hold, nowMs), ...guestOut(facts, hold, nowMs)];
}

/** Leaves without having ordered: what is reserved is theirs again now, not at the end of the table. */
export function releaseGuestHold(hold: HoldRecord, ids: { readonly transferId: string }, nowMs: number): readonly Change[] {
  if (hold.state === 'pending_authorize') {
    // Not asked again: what the wallet does or did with the question is released, and a late yes with it (R4).
    const chase = { kind: 'chase-operation', subjectId: opKeys.authorize(hold.sessionId, hold.holdId) } as const;
    return [changeHold(hold, 'authorize-unanswered').change, { change: 'deadline-cleared', ...chase }, ...askVoid(hold, nowMs)];
  }
  if (hold.state !== 'held') return [];
  if (hold.wallet === 'ledger') {
    const transfer = voidTransfer({ ...hold, transferId: ids.transferId, atMs: nowMs });
    return [{ change: 'transfer-posted', transfer }, changeHold(hold, 'void-done').change];
  }
  return [changeHold(hold, 'void-asked').change, ...askVoid(hold, nowMs)];
}
