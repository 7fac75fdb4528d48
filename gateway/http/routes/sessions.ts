// Sessions: start, look, wait and stop.
import { ok, SECOND_MS } from '#protocol';
import { tokenOf } from '../caller.ts';
import type { App, RouteDeps } from '../context.ts';
import { scanBinding } from '../cookies.ts';
import { createReaders } from '../open-waits.ts';
import { addApiRoute } from './api-route.ts';
import { sessionList, sessionParams, sessionView, startBody, stopAnswer, waitQuery } from './schemas.ts';

const tag = 'Session';
export const SESSIONS_PATH = '/api/v1/sessions';
const SESSION_PATH = `${SESSIONS_PATH}/{id}`;
/** Of one session, by one person: each of them reads it again at every change. */
const MOST_WAITS = 6;

function addStart(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: SESSIONS_PATH,
      tag,
      summary: 'Start',
      description:
        'With the wallet here, answers `starting` once the hold, the session and the start command are stored. With a wallet ' +
        'elsewhere, answers `authorizing` once the session and the question to that wallet are stored: nothing is held and ' +
        'nothing is sent to the device before it has said yes. `payerAction`, then `starting` or `failed`, are seen by waiting.',
      who: 'person',
      isKeyed: true,
      body: startBody,
      answers: {
        200: { description: 'The person already uses this object: the running session.', schema: sessionView },
        201: { description: 'The session; the same key is answered with the same bytes.', schema: sessionView },
      },
      refusals: [
        'act.too-often',
        ...(['ticket.invalid', 'ticket.expired', 'ticket.used', 'offer.changed', 'code.replaced'] as const),
        ...(['presence.required', 'code.display-used'] as const),
        ...([
          'object.unknown',
          'object.busy',
          'object.out-of-service',
          'object.needs-cleaning',
          'object.retired',
          'tariff.missing',
          'device.offline',
        ] as const),
        'object.unsigned-not-free',
        ...(['wallet.funds-insufficient', 'wallet.currency-mismatch', 'wallet.declined', 'wallet.owed'] as const),
        ...([
          'person.too-many-sessions',
          'person.starts-unused',
          'object.starts-unused',
          'stay.not-paired',
          'stay.taken',
          'system.recovering',
        ] as const),
      ],
    },
    async ({ c, caller, keyed, body }) => {
      const isCookie = c.req.header('authorization') === undefined;
      const binding = isCookie ? scanBinding(c) : `p:${keyed.personId}`;
      const started = await deps.steps.authorizeSession({
        ...keyed,
        ...body,
        packageId: body.packageId ?? null,
        binding,
        personToken: tokenOf(caller),
      });
      if (!started.ok) return started;
      const { status, location, body: bytes } = started.value;
      return ok({ status, body: bytes, headers: { Location: location } });
    },
  );
}

function addReading(app: App, deps: RouteDeps): void {
  const readers = createReaders(MOST_WAITS);
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: SESSIONS_PATH,
      tag,
      summary: "The person's sessions",
      who: 'person',
      answers: { 200: { description: 'Live ones first, then the newest.', schema: sessionList } },
      refusals: [],
    },
    async ({ personId }) => {
      const sessions = await deps.steps.listSessions({ personId });
      return sessions.ok ? ok({ status: 200, body: { sessions: sessions.value } }) : sessions;
    },
  );
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: SESSION_PATH,
      tag,
      summary: 'One session, at once or when it changes',
      description:
        'With `wait`, answers as soon as the version is above `after`, at the latest after so many seconds. ' +
        `A person has at most ${MOST_WAITS} such waits of one session: a further one has the oldest answered at once.`,
      who: 'owner',
      params: sessionParams,
      query: waitQuery,
      answers: { 200: { description: 'The session as it is now.', schema: sessionView } },
      refusals: ['session.unknown', 'join.refused'],
    },
    async ({ c, personId, params, query }) => {
      const asked = { sessionId: params.id, personId };
      const waitMs = (query.wait ?? 0) * SECOND_MS;
      if (waitMs === 0) {
        const session = await deps.steps.readSession(asked);
        return session.ok ? ok({ status: 200, body: session.value }) : session;
      }
      const wait = deps.waits.open(c.req.raw.signal);
      readers(`${params.id} ${personId}`, wait);
      const session = await deps.steps
        .waitForSession({ ...asked, afterVersion: query.after ?? -1, waitMs, signal: wait.signal })
        .finally(wait.end);
      return session.ok ? ok({ status: 200, body: session.value }) : session;
    },
  );
}

function addStop(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${SESSION_PATH}/stop`,
      tag,
      summary: 'Stop',
      description:
        'Takes no body. The session is its own idempotency key; a token that expired within a day still stops its own session.',
      who: 'owner',
      params: sessionParams,
      answers: { 202: { description: 'The stop is on its way, or the session has already ended.', schema: stopAnswer } },
      refusals: ['session.unknown', 'guest.not-allowed', 'session.not-running'],
    },
    async ({ personId, params }) => {
      const stopped = await deps.steps.requestStop({ sessionId: params.id, personId });
      if (!stopped.ok) return stopped;
      return ok({ status: 202, body: { sessionId: params.id, version: stopped.value.version } });
    },
  );
}

export function addSessions(app: App, deps: RouteDeps): void {
  addStart(app, deps);
  addReading(app, deps);
  addStop(app, deps);
}
