// HTTP sink: one event as one signed POST (Standard Webhooks); whatever is not a 2xx in time was not taken.
import type { OutboxEvent } from '../domain/outbox/outbox.ts';
import type { EventSink, SinkOutcome } from '../ports/event-sink.ts';
import { signWebhook } from './signature.ts';

export type HttpSinkOptions = {
  readonly url: string;
  readonly secrets: readonly Uint8Array[];
  /** Said to the receiver as the sender. */
  readonly userAgent: string;
};

/** Why fetch gave up, without addresses or bodies. */
function causeOf(thrown: unknown): string {
  const { name, cause } = thrown as { readonly name?: string; readonly cause?: { readonly code?: string } };
  return cause?.code ?? name ?? 'unknown';
}

/** The body is nobody's business; cancelling it frees the connection. */
async function judge(response: Response): Promise<SinkOutcome> {
  const outcome: SinkOutcome = response.ok ? { outcome: 'taken' } : { outcome: 'refused', status: response.status };
  await response.body?.cancel().catch(() => undefined);
  return outcome;
}

export function createHttpSink(options: HttpSinkOptions): EventSink {
  const { url, secrets, userAgent } = options;
  async function post(event: OutboxEvent, signal: AbortSignal, nowMs: number): Promise<Response> {
    const signature = signWebhook(secrets, { id: event.eventId, body: event.body, nowMs });
    return fetch(url, {
      method: 'POST',
      // A redirect would carry the event to an address that nobody configured.
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...signature },
      body: event.body,
      signal,
    });
  }
  return {
    async send(event, { signal, nowMs }) {
      try {
        return await judge(await post(event, signal, nowMs));
      } catch (cause) {
        return { outcome: 'unreachable', cause: causeOf(cause) };
      }
    },
  };
}
