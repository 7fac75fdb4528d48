// Join session: a guest asks, the host answers, the guest reserves their own money, and may leave again.
import { ok, type Result, refused } from '#protocol';
import type { ParticipantRecord } from '../domain/company/participant.ts';
import {
  changeParticipant,
  decideAsk,
  decideHostAnswer,
  guestIdOf,
  owesForOrders,
  participantByGuestId,
  participantOf,
} from '../domain/company/participant-decide.ts';
import { type GuestHoldFacts, guestCannotPay, placeGuestHold, releaseGuestHold } from '../domain/hold/guest-hold.ts';
import type { WalletBalance } from '../domain/ledger/ledger.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { PersonStanding } from '../domain/session/person-standing.ts';
import { advance } from '../domain/session/session-change.ts';
import { MONEY_LIMITS } from '../domain/wallet/money-limits.ts';
import { opKeys } from '../domain/wallet/wallet-operation.ts';
import { openScene } from '../journey/1-resolve-scan.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { guestFactsOf, isMember, memberDossier } from '../journey/members.ts';
import { ownDossier, policyOf, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';

export type AskToJoin = (
  request: KeyedRequest & { readonly ticket: string; readonly binding: string; readonly tariffHash: string },
) => Promise<Result<ActAnswer, Rejection>>;
export type AnswerGuest = (
  request: KeyedRequest & { readonly sessionId: string; readonly guestId: string; readonly letIn: boolean },
) => Promise<Result<ActAnswer, Rejection>>;
export type EnterSession = (
  request: KeyedRequest & { readonly sessionId: string; readonly personToken: string | null },
) => Promise<Result<ActAnswer, Rejection>>;
export type LeaveSession = (request: KeyedRequest & { readonly sessionId: string }) => Promise<Result<ActAnswer, Rejection>>;

/** What is read of a person before money of theirs is set aside. */
type Purse = { readonly standing: PersonStanding; readonly balance: WalletBalance | null };
type Facts = { readonly dossier: SessionDossier; readonly purse: Purse };
type AskFacts = Facts & { readonly isPaired: boolean };

async function readPurse(context: StepContext, personId: string, currency: string): Promise<Purse> {
  const standing = await context.store.standing(personId, { sinceMs: context.clock.nowMs() });
  const balance = context.walletInForce === 'ledger' ? await context.store.balance(personId, currency) : null;
  return { standing, balance };
}

async function withPurse(context: StepContext, dossier: SessionDossier, personId: string): Promise<Facts> {
  return { dossier, purse: await readPurse(context, personId, dossier.session.tariff.tariff.currency) };
}

/** Somebody who gave the room's own code asks whoever uses it; `changes` is empty when they are in or have asked. */
export function askByCode(
  context: StepContext,
  dossier: SessionDossier,
  personId: string,
  nowMs: number,
): Result<Acted['changes'], Rejection> {
  const asked = decideAsk(guestFactsOf(context, dossier), personId, nowMs);
  if (!asked.ok) return asked;
  const { change } = asked.value;
  return ok(change === null ? [] : [change, ...advance(dossier.session, {}, 'guest-asked', nowMs).changes]);
}

function joinBody({ sessionId, personId, state }: ParticipantRecord): object {
  return { sessionId, guestId: guestIdOf(sessionId, personId), state };
}

/** By the same ticket and price as a Start, so that the guest knows what is reserved when the host says yes (R13). */
export function createAskToJoin(context: StepContext): AskToJoin {
  async function load(request: Parameters<AskToJoin>[0]): Promise<Result<AskFacts, Rejection>> {
    const opened = await openScene(context, request);
    if (!opened.ok) return opened;
    const { live, stay } = opened.value.scene;
    const dossier = live && (await context.store.dossier(live.sessionId));
    if (!dossier) return refused({ code: 'join.not-offered' });
    const isPaired = stay?.pairedPersonId === request.personId;
    return ok({ ...(await withPurse(context, dossier, request.personId)), isPaired });
  }

  function decide(
    request: Parameters<AskToJoin>[0],
    { dossier, purse, isPaired }: AskFacts,
    nowMs: number,
  ): Result<Acted, Rejection> {
    const { session } = dossier;
    const facts = guestFactsOf(context, dossier);
    // Whoever is in a room knows what its screen shows: they ask by pairing, and no photo of its door does (S1).
    if (policyOf(context, session.kind).pairing === 'stay' && !isPaired && !isMember(dossier, request.personId)) {
      return refused({ code: session.payerId === request.personId ? 'join.not-offered' : 'stay.not-paired' });
    }
    const asked = decideAsk(facts, request.personId, nowMs);
    if (!asked.ok) return asked;
    const { participant, change } = asked.value;
    const body = joinBody(participant);
    if (change === null) return ok({ status: 200, body, changes: [] });
    if (request.tariffHash !== session.tariff.hash) return refused({ code: 'join.price-changed' });
    const broke = facts.policy?.pays === 'own-orders' ? guestCannotPay({ session, ...purse }) : null;
    if (broke) return refused(broke);
    return ok({ status: 202, body, changes: [change, ...advance(session, {}, 'guest-asked', nowMs).changes] });
  }

  return (request) =>
    runKeyedAct(context, request, { load: () => load(request), decide: (facts, nowMs) => decide(request, facts, nowMs) });
}

type AnswerFacts = { readonly dossier: SessionDossier; readonly guest: Purse | null };

/** The host's yes sets the guest's money aside at once where it lies with us; elsewhere the guest's own token is needed for it. */
export function createAnswerGuest(context: StepContext): AnswerGuest {
  function letIn(participant: ParticipantRecord, facts: AnswerFacts, ids: { holdId: string; transferId: string }, nowMs: number) {
    const { session } = facts.dossier;
    const pays = guestFactsOf(context, facts.dossier).policy?.pays;
    const moved = (state: 'joined' | 'joining', what: 'guest-joined' | 'guest-let-in'): Result<Acted['changes'], Rejection> =>
      ok([changeParticipant(participant, { state }).change, ...advance(session, {}, what, nowMs).changes]);
    if (pays === 'nothing' || participant.holdId !== null) return moved('joined', 'guest-joined');
    if (context.walletInForce !== 'ledger' || facts.guest === null) return moved('joining', 'guest-let-in');
    const hold: GuestHoldFacts = { session, participant, ...facts.guest, wallet: 'ledger', grant: null };
    const placed = placeGuestHold(hold, ids, nowMs);
    // Why is the guest's own business: the host learns only that it cannot be reserved.
    return placed.ok ? placed : refused({ code: 'guest.cannot-pay' } as const);
  }

  return (request) => {
    const { sessionId, personId, guestId } = request;
    const ids = { holdId: context.ids('hld'), transferId: context.ids('trf') };
    return runKeyedAct<AnswerFacts>(context, request, {
      load: async () => {
        const dossier = await ownDossier(context, sessionId, personId);
        if (!dossier.ok) return dossier;
        const participant = participantByGuestId(dossier.value, guestId);
        const { currency } = dossier.value.session.tariff.tariff;
        const guest = participant && (await readPurse(context, participant.personId, currency));
        return ok({ dossier: dossier.value, guest });
      },
      decide: (facts, nowMs) => {
        const { session } = facts.dossier;
        const answered = decideHostAnswer(guestFactsOf(context, facts.dossier), guestId, request.letIn);
        if (!answered.ok) return answered;
        const { participant } = answered.value;
        const body = { sessionId, guestId, letIn: request.letIn };
        if (participant === null) return ok({ status: 200, body, changes: [] });
        if (request.letIn) {
          const changes = letIn(participant, facts, ids, nowMs);
          return changes.ok ? ok({ status: 200, body, changes: changes.value }) : changes;
        }
        const { change } = changeParticipant(participant, { state: 'refused' });
        return ok({ status: 200, body, changes: [change, ...advance(session, {}, 'guest-refused', nowMs).changes] });
      },
    });
  };
}

type EnterFacts = Facts & { readonly grant: string | null };

/** A wallet elsewhere: let in already, the guest reserves their own money with their own token (RFC 8693). */
export function createEnterSession(context: StepContext): EnterSession {
  return (request) => {
    const { sessionId, personId } = request;
    const ids = { holdId: context.ids('hld'), transferId: context.ids('trf') };
    const wallet = context.walletInForce;
    const opKey = opKeys.authorize(sessionId, ids.holdId);

    async function narrow(): Promise<Result<string | null, Rejection>> {
      const elsewhere = wallet === 'ledger' ? undefined : context.wallets.get(wallet);
      if (!elsewhere) return ok(null);
      const signal = AbortSignal.timeout(MONEY_LIMITS.walletCallMs);
      const grant = await elsewhere.exchangeToken({ personToken: request.personToken, opKey, signal });
      return grant.ok ? grant : refused({ code: 'wallet.declined', refusal: grant.error.code });
    }

    return runKeyedAct<EnterFacts>(context, request, {
      load: async () => {
        const dossier = await memberDossier(context, sessionId, personId);
        if (!dossier.ok) return dossier;
        const facts = await withPurse(context, dossier.value, personId);
        const participant = participantOf(dossier.value.participants, personId);
        if (participant?.state !== 'joining' || participant.holdId !== null) return ok({ ...facts, grant: null });
        const grant = await narrow();
        return grant.ok ? ok({ ...facts, grant: grant.value }) : grant;
      },
      decide: ({ dossier, purse, grant }, nowMs) => {
        const { session, participants } = dossier;
        const participant = participantOf(participants, personId);
        const isIn = participant?.state === 'joined' || (participant?.state === 'joining' && participant.holdId !== null);
        if (participant && isIn) return ok({ status: 200, body: joinBody(participant), changes: [] });
        if (participant?.state !== 'joining') return refused({ code: 'guest.not-allowed' });
        if (session.state !== 'active' && session.state !== 'suspended') {
          return refused({ code: 'session.not-running', state: session.state });
        }
        const placed = placeGuestHold({ session, participant, ...purse, wallet, grant }, ids, nowMs);
        if (!placed.ok) return placed;
        return ok({ status: 202, body: joinBody(participant), changes: placed.value });
      },
    });
  };
}

/** Whoever has ordered stays on the bill for it; all others have their money back at once. */
export function createLeaveSession(context: StepContext): LeaveSession {
  return (request) => {
    const { sessionId, personId } = request;
    const ids = { transferId: context.ids('trf') };
    return runKeyedAct<SessionDossier>(context, request, {
      // Leaving again says the same, also to who is a stranger by then.
      load: async () => {
        const dossier = await context.store.dossier(sessionId);
        const hasAsked = dossier !== null && participantOf(dossier.participants, personId) !== undefined;
        return hasAsked ? ok(dossier) : memberDossier(context, sessionId, personId);
      },
      decide: ({ session, participants, holds, orders }, nowMs) => {
        const participant = participantOf(participants, personId);
        if (!participant) return refused({ code: 'guest.unknown' });
        const isOut = participant.state === 'left' || participant.state === 'refused';
        const body = { sessionId, guestId: guestIdOf(sessionId, personId), state: isOut ? participant.state : 'left' };
        if (isOut || session.settlement !== null) return ok({ status: 200, body, changes: [] });
        const hold = holds.find(({ holdId }) => holdId === participant.holdId);
        const released = hold && !owesForOrders(orders, personId) ? releaseGuestHold(hold, ids, nowMs) : [];
        const { change } = changeParticipant(participant, { state: 'left' });
        return ok({ status: 200, body, changes: [change, ...released, ...advance(session, {}, 'guest-left', nowMs).changes] });
      },
    });
  };
}
