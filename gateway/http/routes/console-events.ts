// Console events: what changes of a tenant's objects and the sessions on them, as it changes (server-sent events).
import { z } from '@hono/zod-openapi';
import { ok } from '#protocol';
import { newsBetween, type WatchedObjects } from '../../operator/watch-objects.ts';
import type { App, RouteDeps } from '../context.ts';
import type { OpenWait } from '../open-waits.ts';
import { addOperatorRoute } from './operator-route.ts';

const EVENT_STREAM_TYPE = 'text/event-stream';
/** A comment goes out this often while nothing happens; what another process committed is seen by then too. */
const HEARTBEAT_MS = 8_000;
const RETRY_MS = 2_000;
/** Many commits are one look: a busy venue commits more often than anybody reads. */
const REST_MS = 400;
/** Of one of the staff; a further one ends the oldest. */
const MOST_STREAMS = 6;

const NOTHING: WatchedObjects = { mark: '', objects: new Map() };

function eventText(mark: string, objects: readonly object[]): string {
  return `id: ${mark}\nevent: changed\ndata: ${JSON.stringify({ objects })}\n\n`;
}

/** Pulled: a slow reader gets the newest picture, never a queue of old ones. */
function streamNews(deps: RouteDeps, tenantId: string, seen: string | undefined, wait: OpenWait): ReadableStream<Uint8Array> {
  const { watch } = deps.steps.operator.console;
  const encoder = new TextEncoder();
  let last: WatchedObjects | null = null;

  async function nextText(): Promise<string> {
    if (last === null) {
      last = await watch.look(tenantId);
      // Whoever comes back gets everything that differs from what they saw, which only they know: the page is asked anew.
      return last.mark === seen
        ? `retry: ${RETRY_MS}\n\n`
        : `retry: ${RETRY_MS}\n${eventText(last.mark, newsBetween(NOTHING, last))}`;
    }
    await watch.next(HEARTBEAT_MS, wait.signal);
    const before = last;
    last = await watch.look(tenantId);
    if (last.mark === before.mark) return ': nothing new\n\n';
    return eventText(last.mark, newsBetween(before, last));
  }

  return new ReadableStream({
    async pull(controller) {
      try {
        const isFirst = last === null;
        const text = wait.signal.aborted ? '' : await nextText();
        if (!wait.signal.aborted) controller.enqueue(encoder.encode(text));
        if (!isFirst && !wait.signal.aborted) await rest(wait.signal);
      } catch (cause) {
        deps.log.warn('console events broke off', { cause: String(cause) });
        wait.end();
      }
      if (wait.signal.aborted) controller.close();
    },
    cancel: () => wait.end(),
  });
}

function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, REST_MS);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}

/** Who reads in how many places, the oldest first. */
function createReaders() {
  const waitsOf = new Map<string, Set<OpenWait>>();
  return (name: string, wait: OpenWait): void => {
    const waits = waitsOf.get(name) ?? new Set();
    waitsOf.set(name, waits.add(wait));
    wait.signal.addEventListener('abort', () => {
      waits.delete(wait);
      if (waits.size === 0) waitsOf.delete(name);
    });
    const [oldest] = waits;
    if (waits.size > MOST_STREAMS) oldest?.end();
  };
}

export function addConsoleEvents(app: App, deps: RouteDeps): void {
  const readers = createReaders();
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/events',
      act: 'object.see',
      summary: "Follow the tenant's objects",
      description:
        'Server-sent events. `changed`: `data.objects` are those that changed, each with how it stands and the session that occupies ' +
        'it; `id` names the whole picture, so that whoever comes back with it hears only of what is new. ' +
        `At most ${MOST_STREAMS} for one of the staff: a further one ends the oldest.`,
      answer: { status: 200, description: 'A stream.', schema: z.string(), types: [EVENT_STREAM_TYPE] },
      refusals: [],
    },
    async ({ operator, c }) => {
      const wait = deps.waits.open(c.req.raw.signal);
      readers(`${operator.tenantId} ${operator.operatorId}`, wait);
      const body = streamNews(deps, operator.tenantId, c.req.header('last-event-id'), wait);
      return ok({ status: 200, body, headers: { 'Content-Type': EVENT_STREAM_TYPE, 'X-Accel-Buffering': 'no' } });
    },
  );
}
