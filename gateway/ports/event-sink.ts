// Event sink: where the host app is told of what happened; one attempt at a time, and only its own yes counts.
import type { OutboxEvent } from '../domain/outbox/outbox.ts';

/** taken: the receiver has it. refused: it answered something else. unreachable: no answer; it may have it all the same. */
export type SinkOutcome =
  | { readonly outcome: 'taken' }
  | { readonly outcome: 'refused'; readonly status: number }
  | { readonly outcome: 'unreachable'; readonly cause: string };

export type EventSink = {
  /** Never throws; the same event may be sent again, and its id says so. */
  send(event: OutboxEvent, attempt: { readonly signal: AbortSignal; readonly nowMs: number }): Promise<SinkOutcome>;
};
