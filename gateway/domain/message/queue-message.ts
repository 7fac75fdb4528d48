// Queue message: which mails an event or a person sets off, each added to the very commit that makes it due.
import type { Change } from '../changes.ts';
import type { OutboxEvent } from '../outbox/outbox.ts';
import type { ContactRecord } from './contact.ts';
import type { MessageRecord } from './message.ts';

type NewMessage = Pick<MessageRecord, 'messageId' | 'kind' | 'personId' | 'tenantId' | 'sessionId' | 'atMs'> & {
  readonly subjectId?: string;
};

/** Queued once however often it is asked for: its id is a function of what it is about. */
function queueMessage(message: NewMessage): readonly Change[] {
  const fresh = { subjectId: null, ...message, state: 'waiting', attempts: 0, cause: null, endedAtMs: null } as const;
  return [
    { change: 'message-queued', message: fresh },
    {
      change: 'deadline-set',
      deadline: { kind: 'deliver-message', subjectId: message.messageId, dueAtMs: message.atMs },
    },
  ];
}

/** @param untilMs of the code: another one is another message. */
export function queueCode(personId: string, untilMs: number, atMs: number): readonly Change[] {
  const messageId = `confirm-address:${personId}:${untilMs}`;
  return queueMessage({ messageId, kind: 'confirm-address', personId, tenantId: null, sessionId: null, atMs });
}

/** A receipt that its payer asks for: once for each address that they give. */
export function queueAskedReceipt(
  contact: Pick<ContactRecord, 'personId' | 'confirmedAtMs'>,
  receipt: { readonly receiptId: string; readonly tenantId: string; readonly sessionId: string },
  atMs: number,
): readonly Change[] {
  const { personId, confirmedAtMs } = contact;
  const { receiptId, tenantId, sessionId } = receipt;
  return queueMessage({
    messageId: `receipt-asked:${receiptId}:${confirmedAtMs}`,
    ...{ kind: 'receipt', personId, tenantId, sessionId, subjectId: receiptId, atMs },
  });
}

/** What an event says of the thing that it is about, out of its own text. */
function factOf(event: OutboxEvent, name: string): string | undefined {
  const { data } = JSON.parse(event.body) as { readonly data: { readonly [name: string]: unknown } };
  const fact = data[name];
  return typeof fact === 'string' ? fact : undefined;
}

/** The mails of an event, for a person whose address counts. */
export function queueMailsOf(event: OutboxEvent): readonly Change[] {
  const { eventId, tenantId, personId, sessionId, atMs } = event;
  const about = { messageId: eventId, tenantId, personId, sessionId, atMs };
  switch (event.kind) {
    case 'session.started':
      return queueMessage({ ...about, kind: 'session-started' });
    case 'session.ends-soon':
      return queueMessage({ ...about, kind: 'session-ends-soon' });
    case 'session.money-low':
      return queueMessage({ ...about, kind: 'session-money-low' });
    case 'receipt.issued': {
      const subjectId = factOf(event, 'receiptId');
      return queueMessage({ ...about, kind: 'receipt', ...(subjectId && { subjectId }) });
    }
    case 'refund.given': {
      const subjectId = factOf(event, 'refundId');
      return queueMessage({ ...about, kind: 'refund', ...(subjectId && { subjectId }) });
    }
    default:
      return [];
  }
}
