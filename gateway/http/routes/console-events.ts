// Console events: what changes of a tenant's objects and the sessions on them, as it changes (server-sent events).
import { z } from '@hono/zod-openapi';
import { ok } from '#protocol';
import { mayRole } from '../../domain/staff/permissions.ts';
import { newsBetween, type WatchedObjects } from '../../operator/watch-objects.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { createReaders, type OpenWait } from '../open-waits.ts';
import { addOperatorRoute, readOperator } from './operator-route.ts';

const ACT = 'object.see';
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

/** Who reads, for how long, and what they saw before. */
type Reader = {
  readonly tenantId: string;
  readonly seen: string | undefined;
  readonly wait: OpenWait;
  /** Whoever was signed out, or has left, is told nothing more. */
  readonly mayStill: () => Promise<boolean>;
};

/** Pulled: a slow reader gets the newest picture, never a queue of old ones. */
function streamNews(deps: RouteDeps, { tenantId, seen, wait, mayStill }: Reader): ReadableStream<Uint8Array> {
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
    // After the look, so that nothing is told of what came after they left; and at each heartbeat, so that the stream ends with them.
    if (!(await mayStill())) {
      wait.end();
      return '';
    }
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

async function isStillStaff(c: Asking, deps: RouteDeps, tenantId: string): Promise<boolean> {
  const now = await readOperator(c, deps, { method: 'get', how: 'look' });
  return now.ok && now.value.tenantId === tenantId && mayRole(now.value.role, ACT);
}

export function addConsoleEvents(app: App, deps: RouteDeps): void {
  const readers = createReaders(MOST_STREAMS);
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/events',
      act: ACT,
      summary: "Follow the tenant's objects",
      description:
        'Server-sent events. `changed`: `data.objects` are those that changed, each with how it stands and the session that occupies ' +
        'it - none where something else did, such as a label that was hung; `id` names the whole picture, so that whoever comes back with it hears only of what is new. ' +
        'Ends within seconds once the sign-in has ended or the role lost this act. ' +
        `At most ${MOST_STREAMS} for one of the staff: a further one ends the oldest.`,
      answer: { status: 200, description: 'A stream.', schema: z.string(), types: [EVENT_STREAM_TYPE] },
      refusals: [],
    },
    async ({ operator, c }) => {
      const wait = deps.waits.open(c.req.raw.signal);
      readers(`${operator.tenantId} ${operator.operatorId}`, wait);
      const { tenantId } = operator;
      const mayStill = (): Promise<boolean> => isStillStaff(c, deps, tenantId);
      const body = streamNews(deps, { tenantId, seen: c.req.header('last-event-id'), wait, mayStill });
      return ok({ status: 200, body, headers: { 'Content-Type': EVENT_STREAM_TYPE, 'X-Accel-Buffering': 'no' } });
    },
  );
}
