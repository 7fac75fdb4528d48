// Deliver messages: each mail is tried at least once, by itself and for as long as it is of use, whatever becomes of the others.
import type { Clock } from '#protocol';
import type { MessageRecord, MessageState } from '../domain/message/message.ts';
import { GIVE_UP_AFTER_MS, MESSAGE_LIMITS, messageWaitMs, restMs } from '../domain/message/message-limits.ts';
import type { Log } from '../ports/log.ts';
import type { Mailer, MailOutcome } from '../ports/mailer.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Store } from '../ports/store.ts';
import type { ComposedMessage, ComposeMessage } from './compose-message.ts';

export type DeliverMessages = {
  /**
   * The deliver-message deadline. The attempt and its next moment are committed before anything is sent, and the pump does
   * not wait for the server: a crash between its yes and our mark sends it once more, under the same id.
   */
  meet(messageId: string): Promise<void>;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
  /** Cuts off what is under way; it is sent again after the next start. */
  stop(): void;
};

export type DeliverMessagesDeps = {
  readonly store: Pick<Store, 'commit' | 'message'>;
  readonly compose: ComposeMessage;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly jitter: () => number;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'count'>;
};

/** A server that cannot be reached is left alone, and then asked by one message for all. */
function createRest(clock: Clock, jitter: () => number) {
  let failures = 0;
  let untilMs = 0;
  return {
    leftMs: (): number => Math.max(0, untilMs - clock.nowMs()),
    isOn: (): boolean => failures > 0,
    note({ outcome }: MailOutcome): void {
      failures = outcome === 'unreachable' ? failures + 1 : 0;
      untilMs = failures === 0 ? 0 : clock.nowMs() + restMs(failures, jitter());
    },
  };
}

type Ready = Extract<ComposedMessage, { readonly is: 'ready' }>;

export function createDeliverMessages(deps: DeliverMessagesDeps): DeliverMessages {
  const { store, compose, mailer, clock, jitter, log, metrics } = deps;
  const underWay = new Map<string, Promise<void>>();
  const stopped = new AbortController();
  const rest = createRest(clock, jitter);

  async function dueAgain(messageId: string, dueAtMs: number): Promise<void> {
    await store.commit([{ change: 'deadline-set', deadline: { kind: 'deliver-message', subjectId: messageId, dueAtMs } }]);
  }

  async function end(messageId: string, state: Exclude<MessageState, 'waiting'>, cause: string | null): Promise<void> {
    await store.commit([
      { change: 'message-ended', messageId, state, cause, atMs: clock.nowMs() },
      { change: 'deadline-cleared', kind: 'deliver-message', subjectId: messageId },
    ]);
  }

  /** Staff find it in their list; whoever runs the gateway finds it in the log and in the counts. */
  async function giveUp(message: MessageRecord, state: 'refused' | 'given-up', cause: string | null): Promise<void> {
    const { messageId, kind, attempts } = message;
    metrics.count('messages_undelivered', state);
    log.error('message not delivered', { messageId, kind, state, attempts, cause });
    await end(messageId, state, cause);
  }

  async function attempt(message: MessageRecord, { address, language, facts }: Ready): Promise<void> {
    const { messageId } = message;
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(MESSAGE_LIMITS.attemptMs)]);
    const outcome = await mailer.send({ messageId, address, language, facts }, { signal, nowMs: clock.nowMs() });
    rest.note(outcome);
    if (outcome.outcome === 'taken') return end(messageId, 'taken', null);
    if (outcome.outcome === 'refused') return giveUp({ ...message, attempts: message.attempts + 1 }, 'refused', outcome.cause);
    await store.commit([{ change: 'message-failed', messageId, cause: outcome.cause }]);
    const isOld = clock.nowMs() - message.atMs > MESSAGE_LIMITS.worryAfterMs;
    const say = isOld ? log.warn : log.info;
    say('message not taken', { messageId, kind: message.kind, attempts: message.attempts + 1, ...outcome });
  }

  async function start(message: MessageRecord, ready: Ready): Promise<void> {
    const { messageId } = message;
    const dueAtMs = clock.nowMs() + messageWaitMs(message.attempts + 1, jitter());
    await store.commit([
      { change: 'message-attempted', messageId },
      { change: 'deadline-set', deadline: { kind: 'deliver-message', subjectId: messageId, dueAtMs } },
    ]);
    const running = attempt(message, ready)
      .catch((cause: unknown) => log.error('message attempt broke', { messageId, cause: String(cause) }))
      .finally(() => underWay.delete(messageId));
    underWay.set(messageId, running);
  }

  async function decide(message: MessageRecord): Promise<void> {
    const { messageId, kind, attempts, atMs, cause } = message;
    const nowMs = clock.nowMs();
    const ready = await compose(message);
    if (ready.is === 'unwanted') return end(messageId, 'dropped', ready.because);
    if (ready.is === 'early') return dueAgain(messageId, ready.againAtMs);
    // What was never tried has its one try, unless there is no server to try it at.
    const isTried = attempts > 0 || rest.isOn();
    if (isTried && nowMs - atMs > GIVE_UP_AFTER_MS[kind]) return giveUp(message, 'given-up', cause);
    const crowdedMs = MESSAGE_LIMITS.crowdedMs * (1 + jitter());
    if (rest.leftMs() > 0) return dueAgain(messageId, nowMs + rest.leftMs() + Math.floor(crowdedMs));
    if (underWay.size >= (rest.isOn() ? 1 : MESSAGE_LIMITS.atOnce)) return dueAgain(messageId, nowMs + Math.floor(crowdedMs));
    await start(message, ready);
  }

  return {
    async meet(messageId) {
      if (underWay.has(messageId) || stopped.signal.aborted) return;
      const message = await store.message(messageId);
      if (message?.state === 'waiting') return decide(message);
      await store.commit([{ change: 'deadline-cleared', kind: 'deliver-message', subjectId: messageId }]);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
    stop: () => stopped.abort(),
  };
}
