// Events: a session's versions as they come (server-sent events), until it is closed.
import { ok } from '#protocol';
import type { SessionView } from '../../domain/session/session-view.ts';
import type { App, RouteDeps } from '../context.ts';
import type { OpenWait } from '../open-waits.ts';
import { addApiRoute } from './api-route.ts';
import { sessionParams, sessionView } from './schemas.ts';

const EVENT_STREAM_TYPE = 'text/event-stream';
/** A comment goes out this often while nothing happens, so that dead connections show. */
const HEARTBEAT_MS = 8_000;
const RETRY_MS = 2_000;

/** The version a reconnecting reader saw last; -1 before the first. */
function lastSeenVersion(header: string | undefined): number {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : -1;
}

/** Whose session is followed. */
type Followed = { readonly sessionId: string; readonly personId: string };

function eventText(view: SessionView): string {
  return `id: ${view.version}\ndata: ${JSON.stringify(view)}\n\n`;
}

/** Pulled, one event at a time: a slow reader gets the newest version, never a queue of old ones. */
function streamVersions(deps: RouteDeps, asked: Followed, first: SessionView, seen: number, wait: OpenWait): ReadableStream {
  const encoder = new TextEncoder();
  let lastVersion = seen;
  let view: SessionView | null = first;

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

  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
    },
    async pull(controller) {
      try {
        const text = wait.signal.aborted ? null : await nextText();
        if (text !== null) controller.enqueue(encoder.encode(text));
      } catch (cause) {
        // The answer has begun, so that no problem can be sent any more; the reader connects again.
        deps.log.warn('event stream broke off', { cause });
        wait.end();
      }
      if (wait.signal.aborted) controller.close();
    },
    cancel: () => wait.end(),
  });
}

export function addEvents(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/sessions/{id}/events',
      tag: 'Session',
      summary: 'Follow a session',
      description: 'Server-sent events: `data` is the session as JSON, `id` its version. Ends when the session is closed.',
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
      const body = streamVersions(deps, asked, session.value, seen, wait);
      return ok({ status: 200, body, type: EVENT_STREAM_TYPE, headers });
    },
  );
}
