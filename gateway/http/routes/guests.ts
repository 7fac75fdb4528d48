// Guests: asking to join a session that somebody else started, letting in, reserving one's own money, leaving.
import { ok } from '#protocol';
import { tokenOf } from '../caller.ts';
import type { App, RouteDeps } from '../context.ts';
import { scanBinding } from '../cookies.ts';
import { addApiRoute } from './api-route.ts';
import { guestAnswered, guestParams, joinBody, joined } from './people-schemas.ts';
import { sessionParams } from './schemas.ts';

const tag = 'Guests';
export const JOINS_PATH = '/api/v1/joins';
const GUEST_PATH = '/api/v1/sessions/{id}/guests/{guest}';
export const ENTER_PATH = '/api/v1/sessions/{id}/enter';
export const LEAVE_PATH = '/api/v1/sessions/{id}/leave';

export function guestAnswerPath(letIn: boolean): string {
  return `${GUEST_PATH}/${letIn ? 'let-in' : 'refuse'}`;
}

function addAsk(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: JOINS_PATH,
      tag,
      summary: 'Ask to join',
      description: 'By the ticket of a scan; the host of the session on that object is asked. Asking again is the same ask.',
      who: 'person',
      isKeyed: true,
      body: joinBody,
      answers: {
        200: { description: 'Asked, or in, already.', schema: joined },
        202: { description: 'The host is asked.', schema: joined },
      },
      refusals: [
        'act.too-often',
        ...([
          'ticket.invalid',
          'ticket.expired',
          'object.unknown',
          'join.not-offered',
          'join.refused',
          'join.too-often',
          'join.full',
        ] as const),
        ...([
          'join.price-changed',
          'stay.not-paired',
          'session.not-running',
          'wallet.funds-insufficient',
          'wallet.owed',
        ] as const),
      ],
    },
    async ({ c, keyed, body }) => {
      const isCookie = c.req.header('authorization') === undefined;
      const binding = isCookie ? scanBinding(c) : `p:${keyed.personId}`;
      const asked = await deps.steps.askToJoin({ ...keyed, ...body, binding });
      return asked.ok ? ok(asked.value) : asked;
    },
  );
}

function addAnswers(app: App, deps: RouteDeps): void {
  for (const letIn of [true, false]) {
    addApiRoute(
      app,
      deps,
      {
        method: 'post',
        path: guestAnswerPath(letIn),
        tag,
        summary: letIn ? 'Let a guest in' : 'Refuse a guest',
        description: 'Takes no body. For the host.',
        who: 'person',
        isKeyed: true,
        params: guestParams,
        answers: { 200: { description: 'Answered.', schema: guestAnswered } },
        refusals: ['session.unknown', 'guest.unknown', 'guest.cannot-pay', 'session.not-running', 'act.too-often'],
      },
      async ({ keyed, params }) => {
        const answered = await deps.steps.answerGuest({ ...keyed, sessionId: params.id, guestId: params.guest, letIn });
        return answered.ok ? ok(answered.value) : answered;
      },
    );
  }
}

function addComeAndGo(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: ENTER_PATH,
      tag,
      summary: 'Reserve, once let in',
      description: 'Takes no body. Only where the wallet is elsewhere: it is asked with the own token of the guest.',
      who: 'person',
      isKeyed: true,
      params: sessionParams,
      answers: {
        200: { description: 'In already, or asked.', schema: joined },
        202: { description: 'The wallet is asked.', schema: joined },
      },
      refusals: [
        'session.unknown',
        'guest.not-allowed',
        'session.not-running',
        'wallet.declined',
        'wallet.owed',
        'act.too-often',
      ],
    },
    async ({ caller, keyed, params }) => {
      const entered = await deps.steps.enterSession({ ...keyed, sessionId: params.id, personToken: tokenOf(caller) });
      return entered.ok ? ok(entered.value) : entered;
    },
  );
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: LEAVE_PATH,
      tag,
      summary: 'Leave',
      description: 'Takes no body. Whoever has ordered nothing has their money back at once.',
      who: 'person',
      isKeyed: true,
      params: sessionParams,
      answers: { 200: { description: 'Left.', schema: joined } },
      refusals: ['session.unknown', 'guest.unknown'],
    },
    async ({ keyed, params }) => {
      const left = await deps.steps.leaveSession({ ...keyed, sessionId: params.id });
      return left.ok ? ok(left.value) : left;
    },
  );
}

export function addGuests(app: App, deps: RouteDeps): void {
  addAsk(app, deps);
  addAnswers(app, deps);
  addComeAndGo(app, deps);
}
