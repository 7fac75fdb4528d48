// Deliver events: what happened goes to the host app at least once, and sets off mails once; each event waits for itself alone (row 20).
import type { Clock } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { EVENT_LIMITS, eventWaitMs } from '../domain/outbox/event-limits.ts';
import type { OutboxEvent } from '../domain/outbox/outbox.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { AnnounceEvent } from './announce-event.ts';

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
  /** null where no host app is told. */
  readonly sink: EventSink | null;
  readonly announce: AnnounceEvent;
  readonly clock: Clock;
  readonly jitter: () => number;
  readonly log: Log;
};

export function createDeliverEvents({ store, sink, announce, clock, jitter, log }: DeliverEventsDeps): DeliverEvents {
  const underWay = new Map<string, Promise<void>>();
  const stopped = new AbortController();

  async function clear(eventId: string, mails: readonly Change[] = []): Promise<void> {
    await store.commit([...mails, { change: 'deadline-cleared', kind: 'deliver-event', subjectId: eventId }]);
  }

  /** A crowd of events that stays due would keep the pump from all other deadlines. */
  async function putOff(eventId: string, mails: readonly Change[]): Promise<void> {
    const dueAtMs = clock.nowMs() + EVENT_LIMITS.crowdedMs + Math.floor(EVENT_LIMITS.crowdedMs * jitter());
    await store.commit([...mails, { change: 'deadline-set', deadline: { kind: 'deliver-event', subjectId: eventId, dueAtMs } }]);
  }

  function setNext(eventId: string, nextAtMs: number, mails: readonly Change[]): Promise<unknown> {
    return store.commit([
      ...mails,
      { change: 'event-attempted', eventId, nextAtMs },
      { change: 'deadline-set', deadline: { kind: 'deliver-event', subjectId: eventId, dueAtMs: nextAtMs } },
    ]);
  }

  /** Polled by state, never by "id > last": what was not taken stays due until it is. */
  async function attempt(event: OutboxEvent, to: EventSink): Promise<void> {
    const { eventId } = event;
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(EVENT_LIMITS.attemptMs)]);
    const outcome = await to.send(event, { signal, nowMs: clock.nowMs() });
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

  function start(event: OutboxEvent, to: EventSink): void {
    const { eventId } = event;
    const running = attempt(event, to)
      .catch((cause: unknown) => log.error('event attempt broke', { eventId, cause: String(cause) }))
      .finally(() => underWay.delete(eventId));
    underWay.set(eventId, running);
  }

  return {
    async meet(eventId) {
      if (underWay.has(eventId) || stopped.signal.aborted) return;
      const event = await store.outboxEvent(eventId);
      if (!event) return clear(eventId);
      // With the first look at it, before the host app is asked: mails wait for no receiver, and none for them.
      const mails = event.attempts === 0 ? await announce(event) : [];
      if (sink === null) return clear(eventId, mails);
      if (underWay.size >= EVENT_LIMITS.atOnce) return putOff(eventId, mails);
      await setNext(eventId, clock.nowMs() + eventWaitMs(event.attempts + 1, jitter()), mails);
      start(event, sink);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
    stop: () => stopped.abort(),
  };
}
