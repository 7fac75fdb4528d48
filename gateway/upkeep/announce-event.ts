// Announce event: what an event sets off beside the host app's word of it - mails to its person, and the looks ahead of a use.
import type { Change } from '../domain/changes.ts';
import { queueMailsOf } from '../domain/message/queue-message.ts';
import type { OutboxEvent } from '../domain/outbox/outbox.ts';
import type { Store } from '../ports/store.ts';

export type AnnounceEvent = (event: OutboxEvent) => Promise<readonly Change[]>;

/** @param hasMail false where nobody gets mail; whoever gave no address gets none either. */
export function createAnnounceEvent({ store }: { readonly store: Pick<Store, 'contact'> }, hasMail: boolean): AnnounceEvent {
  return async (event) => {
    const { kind, sessionId, atMs } = event;
    const look: readonly Change[] =
      kind === 'session.started'
        ? [{ change: 'deadline-set', deadline: { kind: 'warn-ahead', subjectId: sessionId, dueAtMs: atMs } }]
        : [];
    const contact = hasMail ? await store.contact(event.personId) : null;
    return contact?.address ? [...look, ...queueMailsOf(event)] : look;
  };
}
