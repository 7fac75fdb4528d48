// Step 2, authorize: hold, session, start command and stored answer become true in one commit.
import { ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import type { WalletBalance } from '../domain/ledger.ts';
import type { ObjectScene } from '../domain/object.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Offer, Ticket } from '../domain/scan.ts';
import type { SessionRecord } from '../domain/session.ts';
import { decideStart } from '../domain/session-start.ts';
import { composeSessionView } from '../domain/session-view-compose.ts';
import type { SessionDossier } from '../ports/store.ts';
import { offerOf, openScene, type TicketRequest } from './1-resolve-scan.ts';
import { earlierAnswer, type KeyedRequest, newAnswer } from './keyed-request.ts';
import { viewOf } from './read-session.ts';
import { composing, policyOf, profileOf, type StepContext } from './step-context.ts';

export type AuthorizeRequest = KeyedRequest & {
  readonly ticket: string;
  readonly binding: string;
  readonly tariffHash: string;
};
export type AuthorizeAnswer = {
  readonly status: number;
  readonly location: string;
  readonly body: string;
  readonly sessionId: string;
};
export type AuthorizeSession = (request: AuthorizeRequest) => Promise<Result<AuthorizeAnswer, Rejection>>;

type Facts =
  | { readonly earlier: StoredAnswer }
  | { readonly earlier: null; readonly live: SessionDossier }
  | {
      readonly earlier: null;
      readonly live: null;
      readonly scene: ObjectScene;
      readonly offer: Offer;
      readonly ticket: Ticket;
      readonly balance: WalletBalance;
    };

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
    profile,
    policy: policyOf(context, session.kind),
  };
  return JSON.stringify(composeSessionView(facts, nowMs));
}

async function loadFacts(context: StepContext, request: AuthorizeRequest): Promise<Result<Facts, Rejection>> {
  const earlier = await earlierAnswer(context, request);
  if (!earlier.ok) return earlier;
  if (earlier.value) return ok({ earlier: earlier.value });
  const asked: TicketRequest = { ticket: request.ticket, personId: request.personId, binding: request.binding };
  const opened = await openScene(context, asked);
  if (!opened.ok) return opened;
  const { ticket, scene } = opened.value;
  // Another key of the same person on the same object finds the running session: two taps are one start.
  const live = scene.live?.payerId === request.personId ? await context.store.dossier(scene.live.sessionId) : null;
  if (live) return ok({ earlier: null, live });
  if (await context.store.isTicketUsed(ticket.nonce)) return refused({ code: 'ticket.used' });
  const row = await context.store.tag(ticket.tagId);
  if (row?.status !== 'active') return refused({ code: 'code.replaced' });
  const offer = offerOf(context, scene, request.personId, context.clock.nowMs());
  if (!offer.ok) return offer;
  const balance = await context.store.balance(request.personId, offer.value.currency);
  return ok({ earlier: null, live: null, scene, offer: offer.value, ticket, balance });
}

/** The running session is the answer to this key for ever: its repeat, however late, starts nothing (A2). */
function answerWithLive(context: StepContext, request: AuthorizeRequest, live: SessionDossier): StoredAnswer {
  const body = JSON.stringify(viewOf(context, live));
  const location = sessionPath(live.session.sessionId);
  return newAnswer(request, { status: 200, location, body, atMs: context.clock.nowMs() });
}

export function createAuthorizeSession(context: StepContext): AuthorizeSession {
  return async (request) => {
    const ids = {
      sessionId: context.ids('ses'),
      holdId: context.ids('hld'),
      commandId: context.ids('cmd'),
      transferId: context.ids('trf'),
    };
    const outcome = await context.runner.run<Facts, { answer: StoredAnswer }>({
      load: () => loadFacts(context, request),
      decide: (facts) => {
        if (facts.earlier) return ok({ changes: [], value: { answer: facts.earlier } });
        if (facts.live) {
          const answer = answerWithLive(context, request, facts.live);
          return ok({ changes: [{ change: 'answer-stored', answer }], value: { answer } });
        }
        const nowMs = context.clock.nowMs();
        const { scene, offer, ticket, balance } = facts;
        const profile = profileOf(context, scene.object.kind);
        const composeAnswer = (session: SessionRecord): StoredAnswer =>
          newAnswer(request, {
            status: 201,
            location: sessionPath(session.sessionId),
            body: firstView(context, scene, session, nowMs),
            atMs: nowMs,
          });
        const start = { personId: request.personId, ticket, tariffHash: request.tariffHash, ids, composeAnswer };
        return decideStart({ scene, offer, profile, balance }, start, composing(context, nowMs));
      },
    });
    if (!outcome.ok) return outcome;
    const { answer } = outcome.value;
    const location = answer.location ?? '';
    return ok({ status: answer.status, location, body: answer.body, sessionId: location.slice(sessionPath('').length) });
  };
}
