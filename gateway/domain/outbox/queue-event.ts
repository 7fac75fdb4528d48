// Queue event: what the host app will be told, added to the very commit that makes it true (row 20, C1).
import { canonicalJson, type Json } from '#protocol';
import type { Change } from '../changes.ts';
import type { OUTBOX_KINDS } from './outbox.ts';

export type NewEvent = {
  readonly kind: (typeof OUTBOX_KINDS)[number];
  /** What the event is of, such as the session, the receipt or the refund: with the kind it names the event for ever (R2). */
  readonly subjectId: string;
  readonly tenantId: string;
  readonly personId: string;
  readonly sessionId: string;
  /** Enough to reproduce our books from the events alone (C1); amounts as whole minor units. */
  readonly facts: { readonly [name: string]: Json };
  readonly atMs: number;
};

/** A function of state: the same thing queued twice is one event, and its receiver deduplicates by this id. */
export function eventIdOf(kind: NewEvent['kind'], subjectId: string): string {
  // No full stop: receivers sign `<id>.<time>.<body>` after us (Standard Webhooks).
  return `${kind.replace('.', '-')}:${subjectId}`;
}

/** Due at once; the text is composed here, so that every attempt sends the same bytes. */
export function queueEvent(event: NewEvent): readonly Change[] {
  const { kind, subjectId, tenantId, personId, sessionId, atMs } = event;
  const eventId = eventIdOf(kind, subjectId);
  const at = new Date(atMs).toISOString();
  const body = canonicalJson({ id: eventId, type: kind, at, tenantId, personId, sessionId, data: event.facts });
  return [
    { change: 'event-queued', event: { eventId, kind, tenantId, personId, sessionId, body, attempts: 0, atMs } },
    { change: 'deadline-set', deadline: { kind: 'deliver-event', subjectId: eventId, dueAtMs: atMs } },
  ];
}
