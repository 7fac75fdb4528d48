// Announce event: which mails an event sets off for its person; none for whoever gave no address.
import type { Change } from '../domain/changes.ts';
import { queueMailsOf } from '../domain/message/queue-message.ts';
import { comingEndOf, warnAtMsOf } from '../domain/message/session-end.ts';
import type { OutboxEvent } from '../domain/outbox/outbox.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';

export type AnnounceEvent = (event: OutboxEvent) => Promise<readonly Change[]>;

export function createAnnounceEvent(context: Pick<StepContext, 'store' | 'kinds'>): AnnounceEvent {
  async function warnAtMs({ kind, sessionId }: OutboxEvent): Promise<number | null> {
    const session = kind === 'session.started' ? await context.store.session(sessionId) : null;
    if (session === null) return null;
    return warnAtMsOf(session, comingEndOf(session, profileOf(context, session.kind).longestSessionS));
  }

  return async (event) => {
    const contact = await context.store.contact(event.personId);
    return contact?.address ? queueMailsOf(event, await warnAtMs(event)) : [];
  };
}
