// Events: a session's versions as they come (server-sent events), until it is closed.
import { ok } from '#protocol';
import type { SessionView } from '../../domain/session/session-view.ts';
import type { App, RouteDeps } from '../context.ts';
import { createReaders, type OpenWait } from '../open-waits.ts';
import { addApiRoute } from './api-route.ts';
import { sessionParams, sessionView } from './schemas.ts';

const EVENT_STREAM_TYPE = 'text/event-stream';
/** A comment goes out this often while nothing happens, so that dead connections show. */
const HEARTBEAT_MS = 8_000;
const RETRY_MS = 2_000;
/** Of one person and session: more than anybody's phones and pages. A further one ends the oldest. */
const MOST_STREAMS = 6;
/** Told to a stream that ends for a newer one: whoever comes back for it would only end the next. */
const SUPERSEDED = 'event: superseded\ndata: {}\n\n';

/** The version a reconnecting reader saw last; -1 before the first. */
function lastSeenVersion(header: string | undefined): number {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : -1;
}

/** Whose session is followed. */
type Followed = { readonly sessionId: string; readonly personId: string };

function eventText(view: SessionView): string {
  return `id: ${view.version}\ndata: ${JSON.stringify(view)}\n\n`;
}

type Stream = { readonly body: ReadableStream; readonly supersede: () => void };

/** Pulled, one event at a time: a slow reader gets the newest version, never a queue of old ones. */
function streamVersions(deps: RouteDeps, asked: Followed, first: SessionView, seen: number, wait: OpenWait): Stream {
  const encoder = new TextEncoder();
  let lastVersion = seen;
  let view: SessionView | null = first;
  let isSuperseded = false;

  /** The next text to send; null when there will be none. */
  async function nextText(): Promise<string | null> {
    if (view === null) {
      const next = await deps.steps.waitForSession({
        ...asked,
        afterVersion: lastVersion,
        waitMs: HEARTBEAT_MS,
        signal: wait.signal,
      });
      if (!next.ok || wait.signal.aborted) return null;
      view = next.value;
    }
    const isNew = view.version > lastVersion;
    const isLast = view.state === 'closed';
    const text = isNew ? eventText(view) : ': nothing new\n\n';
    lastVersion = Math.max(lastVersion, view.version);
    view = null;
    if (isLast) wait.end();
    return text;
  }

  let supersede = (): void => wait.end();
  const body = new ReadableStream({
    start(controller) {
      supersede = () => {
        if (wait.signal.aborted) return;
        controller.enqueue(encoder.encode(SUPERSEDED));
        controller.close();
        isSuperseded = true;
        wait.end();
      };
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
    },
    async pull(controller) {
      try {
        const text = wait.signal.aborted ? null : await nextText();
        if (isSuperseded) return;
        if (text !== null) controller.enqueue(encoder.encode(text));
      } catch (cause) {
        // The answer has begun, so that no problem can be sent any more; the reader connects again.
        deps.log.warn('event stream broke off', { cause });
        wait.end();
      }
      if (wait.signal.aborted && !isSuperseded) controller.close();
    },
    cancel: () => wait.end(),
  });
  return { body, supersede };
}

export function addEvents(app: App, deps: RouteDeps): void {
  const followers = createReaders(MOST_STREAMS);
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/sessions/{id}/events',
      tag: 'Session',
      summary: 'Follow a session',
      description:
        'Server-sent events: `data` is the session as JSON, `id` its version. Ends when the session is closed. ' +
        `A person has at most ${MOST_STREAMS} of one session: the oldest then ends with the event \`superseded\`, and is not to be opened again.`,
      who: 'owner',
      params: sessionParams,
      answers: {
        200: { description: 'A stream of sessions.', schema: sessionView, type: EVENT_STREAM_TYPE },
        204: { description: 'Closed, and the last version was seen: nothing will come any more.' },
      },
      refusals: ['session.unknown'],
    },
    async ({ c, personId, params }) => {
      const asked = { sessionId: params.id, personId };
      const session = await deps.steps.readSession(asked);
      if (!session.ok) return session;
      const seen = lastSeenVersion(c.req.header('last-event-id'));
      // 204 tells an EventSource to stop reconnecting (HTML §9.2).
      if (session.value.state === 'closed' && session.value.version <= seen) return ok({ status: 204, body: null });
      // Proxies that buffer would hold events back.
      const headers = { 'X-Accel-Buffering': 'no' };
      if (c.req.method === 'HEAD') return ok({ status: 200, body: '', type: EVENT_STREAM_TYPE, headers });
      const wait = deps.waits.open(c.req.raw.signal);
      const stream = streamVersions(deps, asked, session.value, seen, wait);
      followers(`${params.id} ${personId}`, { signal: wait.signal, end: stream.supersede });
      return ok({ status: 200, body: stream.body, type: EVENT_STREAM_TYPE, headers });
    },
  );
}
