// Deliver events: what happened goes to the host app at least once; each event waits for itself alone, in no order (row 20).
import type { Clock } from '#protocol';
import { EVENT_LIMITS, eventWaitMs } from '../domain/outbox/event-limits.ts';
import type { OutboxEvent } from '../domain/outbox/outbox.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';

export type DeliverEvents = {
  /**
   * The deliver-event deadline. The attempt and its next moment are committed before anything is sent, and the pump does
   * not wait for the answer: a slow receiver holds up nobody's session, and a crash between the two sends it once more.
   */
  meet(eventId: string): Promise<void>;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
  /** Cuts off what is under way; it is sent again after the next start. */
  stop(): void;
};

export type DeliverEventsDeps = {
  readonly store: Pick<Store, 'commit' | 'outboxEvent'>;
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly jitter: () => number;
  readonly log: Log;
};

export function createDeliverEvents({ store, sink, clock, jitter, log }: DeliverEventsDeps): DeliverEvents {
  const underWay = new Map<string, Promise<void>>();
  const stopped = new AbortController();

  async function clear(eventId: string): Promise<void> {
    await store.commit([{ change: 'deadline-cleared', kind: 'deliver-event', subjectId: eventId }]);
  }

  /** A crowd of events that stays due would keep the pump from all other deadlines. */
  async function putOff(eventId: string): Promise<void> {
    const dueAtMs = clock.nowMs() + EVENT_LIMITS.crowdedMs + Math.floor(EVENT_LIMITS.crowdedMs * jitter());
    await store.commit([{ change: 'deadline-set', deadline: { kind: 'deliver-event', subjectId: eventId, dueAtMs } }]);
  }

  function setNext(eventId: string, nextAtMs: number): Promise<unknown> {
    return store.commit([
      { change: 'event-attempted', eventId, nextAtMs },
      { change: 'deadline-set', deadline: { kind: 'deliver-event', subjectId: eventId, dueAtMs: nextAtMs } },
    ]);
  }

  /** Polled by state, never by "id > last": what was not taken stays due until it is. */
  async function attempt(event: OutboxEvent): Promise<void> {
    const { eventId } = event;
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(EVENT_LIMITS.attemptMs)]);
    const outcome = await sink.send(event, { signal, nowMs: clock.nowMs() });
    if (outcome.outcome === 'taken') {
      await store.commit([
        { change: 'event-delivered', eventId, atMs: clock.nowMs() },
        { change: 'deadline-cleared', kind: 'deliver-event', subjectId: eventId },
      ]);
      return;
    }
    const isOld = clock.nowMs() - event.atMs > EVENT_LIMITS.worryAfterMs;
    const say = isOld ? log.warn : log.info;
    say('event not taken', { eventId, kind: event.kind, attempts: event.attempts + 1, ...outcome });
  }

  function start(event: OutboxEvent): void {
    const { eventId } = event;
    const running = attempt(event)
      .catch((cause: unknown) => log.error('event attempt broke', { eventId, cause: String(cause) }))
      .finally(() => underWay.delete(eventId));
    underWay.set(eventId, running);
  }

  return {
    async meet(eventId) {
      if (underWay.has(eventId) || stopped.signal.aborted) return;
      const event = await store.outboxEvent(eventId);
      if (!event) return clear(eventId);
      if (underWay.size >= EVENT_LIMITS.atOnce) return putOff(eventId);
      await setNext(eventId, clock.nowMs() + eventWaitMs(event.attempts + 1, jitter()));
      start(event);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
    stop: () => stopped.abort(),
  };
}
