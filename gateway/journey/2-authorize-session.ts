// Step 2, authorize: hold, session, start command and stored answer become true in one commit; a wallet elsewhere is asked after it.
import { ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { ObjectScene } from '../domain/object.ts';
import { RECOVERY_LIMITS } from '../domain/recovery/recovery.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Offer, Ticket } from '../domain/scan/scan.ts';
import { isOfLabel } from '../domain/scan/scan-trust.ts';
import { sealTicket } from '../domain/scan/ticket.ts';
import type { SessionRecord } from '../domain/session/session.ts';
import { abandonAuthorizing } from '../domain/session/session-settle-money.ts';
import {
  decideStart,
  type Funds,
  refusalBeforeFunds,
  type StartFacts,
  type StartRequest,
} from '../domain/session/session-start.ts';
import { composeSessionView } from '../domain/session/session-view-compose.ts';
import { recentSinceMs } from '../domain/tariff/price-terms.ts';
import { MONEY_LIMITS } from '../domain/wallet/money-limits.ts';
import { opKeys } from '../domain/wallet/wallet-operation.ts';
import type { SessionDossier } from '../ports/store.ts';
import type { Wallet } from '../ports/wallet.ts';
import { type IsTagInForce, objectNamedBy, offerOf, openScene, type TicketRequest } from './1-resolve-scan.ts';
import { earlierAnswer, type KeyedRequest, newAnswer } from './keyed-request.ts';
import { asPassed, loadPresence } from './presence-facts.ts';
import { viewOf } from './read-session.ts';
import { loadSettleFacts, reviewWhenBroken, runSilently } from './session-facts.ts';
import { composing, policyOf, profileOf, type StepContext, settleIds } from './step-context.ts';

export type AuthorizeRequest = KeyedRequest & {
  readonly ticket: string;
  readonly binding: string;
  readonly tariffHash: string;
  /** A package of the tariff, chosen with the tap. */
  readonly packageId?: string | null;
  /** The person's own token, which a wallet elsewhere narrows to this hold (RFC 8693); never stored. */
  readonly personToken?: string | null;
};
export type AuthorizeAnswer = {
  readonly status: number;
  readonly location: string;
  readonly body: string;
  readonly sessionId: string;
};
export type AuthorizeSession = (request: AuthorizeRequest) => Promise<Result<AuthorizeAnswer, Rejection>>;

type StartIds = { readonly sessionId: string; readonly holdId: string; readonly commandId: string; readonly transferId: string };
/** A Start that is judged: who presses, on what, and what they would pay with. */
type Pressed = { readonly earlier: null; readonly live: null; readonly ticket: Ticket } & StartFacts;
type Facts = { readonly earlier: StoredAnswer } | { readonly earlier: null; readonly live: SessionDossier } | Pressed;

function sessionPath(sessionId: string): string {
  return `/api/v1/sessions/${sessionId}`;
}

/** The first view of a session, as its 201 shows it: composed before the commit, stored with it. */
function firstView(context: StepContext, scene: ObjectScene, session: SessionRecord, nowMs: number): string {
  const profile = profileOf(context, session.kind);
  const { object, place, venue, device } = scene;
  const facts = {
    session,
    device,
    object,
    place,
    venue,
    commands: [],
    orders: [],
    operations: [],
    profile,
    policy: policyOf(context, session.kind),
  };
  return JSON.stringify(composeSessionView(facts, nowMs));
}

function composeStart(
  context: StepContext,
  request: AuthorizeRequest,
  ids: StartIds,
  { scene, ticket }: Pick<Pressed, 'scene' | 'ticket'>,
  nowMs: number,
): StartRequest {
  const { personId, tariffHash, packageId = null } = request;
  return {
    personId,
    ticket,
    tariffHash,
    packageId,
    ids,
    composeAnswer: (session) =>
      newAnswer(request, {
        status: 201,
        location: sessionPath(session.sessionId),
        body: firstView(context, scene, session, nowMs),
        atMs: nowMs,
      }),
    renewTicket: ({ objectId, bindingVersion, offerHash }) =>
      sealTicket({ ...ticket, objectId, bindingVersion, offerHash }, context.mac),
  };
}

/** Where the hold's money is; a wallet elsewhere narrows the person's token first, which moves nothing. */
async function fundsOf(
  context: StepContext,
  request: AuthorizeRequest,
  ids: StartIds,
  offer: Offer,
): Promise<Result<Funds, Rejection>> {
  const { walletInForce } = context;
  if (walletInForce === 'ledger') {
    return ok({ wallet: 'ledger', balance: await context.store.balance(request.personId, offer.currency) });
  }
  const wallet = context.wallets.get(walletInForce);
  if (!wallet) return refused({ code: 'system.failed' });
  const exchanged = await exchange(wallet, request, ids);
  return exchanged.ok ? ok({ wallet: walletInForce, grant: exchanged.value }) : exchanged;
}

async function exchange(
  wallet: Wallet,
  { personToken = null }: AuthorizeRequest,
  { sessionId, holdId }: StartIds,
): Promise<Result<string | null, Rejection>> {
  const signal = AbortSignal.timeout(MONEY_LIMITS.walletCallMs);
  const exchanged = await wallet.exchangeToken({ personToken, opKey: opKeys.authorize(sessionId, holdId), signal });
  return exchanged.ok ? exchanged : refused({ code: 'wallet.declined', refusal: exchanged.error.code });
}

async function loadFacts(
  context: StepContext,
  isTagInForce: IsTagInForce,
  request: AuthorizeRequest,
  ids: StartIds,
): Promise<Result<Facts, Rejection>> {
  const { personId } = request;
  const earlier = await earlierAnswer(context, request);
  if (!earlier.ok) return earlier;
  if (earlier.value) return ok({ earlier: earlier.value });
  if (context.restore().isRecovering) {
    return refused({ code: 'system.recovering', retryAfterS: RECOVERY_LIMITS.retryAfterS });
  }
  const asked: TicketRequest = { ticket: request.ticket, personId, binding: request.binding };
  const opened = await openScene(context, asked);
  if (!opened.ok) return opened;
  const { ticket } = opened.value;
  const objectId = await objectNamedBy(context, isTagInForce, ticket);
  if (objectId === null) return refused({ code: 'code.replaced' });
  // A label that was put on another object since the scan leads to what it names now (row 30).
  const isRebound = objectId !== ticket.objectId;
  const scene = isRebound ? await context.store.scene(objectId) : opened.value.scene;
  if (!scene) return refused({ code: 'object.unknown' });
  if (scene.object.status === 'retired') return refused({ code: 'object.retired' });
  // Another key of the same person on the same object finds the running session: two taps are one start.
  const live = scene.live?.payerId === personId ? await context.store.dossier(scene.live.sessionId) : null;
  if (live) return ok({ earlier: null, live });
  if (await context.store.isTicketUsed(ticket.nonce)) return refused({ code: 'ticket.used' });
  const nowMs = context.clock.nowMs();
  const offer = offerOf(context, scene, personId, nowMs);
  if (!offer.ok) return offer;
  const { venueId } = scene.venue;
  const sinceMs = recentSinceMs(offer.value.tariff.tariff, nowMs);
  // The count first: whatever changes after it is read makes this start begin anew (R10).
  const standing = await context.store.standing(personId, { sinceMs, unusedSinceMs: nowMs - SESSION_LIMITS.unusedCountedForMs });
  const recentUses = await context.store.recentUses({ personId, venueId, kind: scene.object.kind, sinceMs });
  const presence = await loadPresence(context, scene, ticket, personId);
  const judged = {
    scene,
    offer: asPassed(offer.value, presence, nowMs),
    profile: profileOf(context, scene.object.kind),
    standing,
    presence,
    liveLimit: context.liveSessionsPerPerson,
    recentUses,
  };
  // A wallet elsewhere last: a Start that is refused anyway asks it for nothing.
  const start = composeStart(context, request, ids, { scene, ticket }, nowMs);
  const refusal = context.walletInForce === 'ledger' ? null : refusalBeforeFunds(judged, start, nowMs);
  if (refusal) return refused(refusal);
  const funds = await fundsOf(context, request, ids, judged.offer);
  return funds.ok ? ok({ earlier: null, live: null, ticket, ...judged, funds: funds.value }) : funds;
}

/** The running session is the answer to this key: its repeat, when all is over too, starts nothing (A2). */
function answerWithLive(context: StepContext, request: AuthorizeRequest, live: SessionDossier): StoredAnswer {
  const body = JSON.stringify(viewOf(context, live));
  const location = sessionPath(live.session.sessionId);
  return newAnswer(request, { status: 200, location, body, atMs: context.clock.nowMs() });
}

/** One start of a person at a time where a token is exchanged for each: the others find what the first has done. */
function createTurns(): <T>(person: string, run: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (person, run) => {
    const before = last.get(person) ?? Promise.resolve();
    const turn = before.then(run, run);
    last.set(person, turn);
    try {
      return await turn;
    } finally {
      if (last.get(person) === turn) last.delete(person);
    }
  };
}

export function createAuthorizeSession(context: StepContext, isTagInForce: IsTagInForce): AuthorizeSession {
  const inTurn = createTurns();

  function decideRequest(facts: Facts, request: AuthorizeRequest, ids: StartIds) {
    if (facts.earlier) return ok({ changes: [], value: { answer: facts.earlier } });
    if (facts.live) {
      const answer = answerWithLive(context, request, facts.live);
      return ok({ changes: [{ change: 'answer-stored', answer } as const], value: { answer } });
    }
    const nowMs = context.clock.nowMs();
    return decideStart(facts, composeStart(context, request, ids, facts, nowMs), composing(context, nowMs));
  }

  return async (request) => {
    const ids: StartIds = {
      sessionId: context.ids('ses'),
      holdId: context.ids('hld'),
      commandId: context.ids('cmd'),
      transferId: context.ids('trf'),
    };
    let pressed = null as Ticket | null;
    const start = () =>
      context.runner.run<Facts, { answer: StoredAnswer }>({
        point: 'authorize-session',
        load: () => loadFacts(context, isTagInForce, request, ids),
        decide: (facts) => {
          pressed = 'ticket' in facts ? facts.ticket : null;
          return decideRequest(facts, request, ids);
        },
      });
    const outcome = await (context.walletInForce === 'ledger' ? start() : inTurn(request.personId, start));
    if (!outcome.ok) return outcome;
    // Opened by nobody whom we know, it is a label that was seen once somebody starts from it.
    const ticket = pressed as Ticket | null;
    if (ticket !== null && isOfLabel(ticket.trust)) {
      context.noteScan(ticket.tagId, { how: 'here', by: { personId: request.personId, address: null } });
    }
    const { answer } = outcome.value;
    const location = answer.location ?? '';
    context.failpoint('answer:before');
    return ok({ status: answer.status, location, body: answer.body, sessionId: location.slice(sessionPath('').length) });
  };
}

/** The authorize-unknown deadline: the wallet's yes never came, so what it may have done is released (row 3). */
export function createAuthorizeUnknown(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      point: 'settle-session',
      load: () => loadSettleFacts(context, sessionId),
      decide: (facts) =>
        ok(abandonAuthorizing(facts, 'authorize-unknown', settleIds(context, facts.holds), context.clock.nowMs())),
      whenBroken: reviewWhenBroken(context),
    });
}
