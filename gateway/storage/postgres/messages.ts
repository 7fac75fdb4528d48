// Messages: where persons want mail, and mails with their attempts and ends - how they are written, and what is asked of them.
import {
  type ContactRow,
  contactFromRow,
  contactToRow,
  type MessageRow,
  messageFromRow,
  messageToRow,
} from '../rows/message-row.ts';
import type { Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type MessageChanges = 'contact-changed' | 'message-queued' | 'message-attempted' | 'message-failed' | 'message-ended';

const insertContact = compareAndSet<ContactRow>(
  'contact_version',
  `INSERT INTO person_contacts (
     person_id, language, address, confirmed_at_ms, pending_address, pending_until_ms, pending_wrong_codes, version
   ) VALUES (
     @person_id, @language, @address, @confirmed_at_ms, @pending_address, @pending_until_ms, @pending_wrong_codes, @version
   ) ON CONFLICT DO NOTHING`,
);
const changeContact = compareAndSet<ContactRow>(
  'contact_version',
  `UPDATE person_contacts SET language = @language, address = @address, confirmed_at_ms = @confirmed_at_ms,
     pending_address = @pending_address, pending_until_ms = @pending_until_ms, pending_wrong_codes = @pending_wrong_codes,
     version = @version
   WHERE person_id = @person_id AND version + 1 = @version`,
);
const queue = sql<MessageRow>(
  `INSERT INTO messages (
     message_id, kind, person_id, tenant_id, session_id, subject_id, state, attempts, at_ms, cause, ended_at_ms
   ) VALUES (
     @message_id, @kind, @person_id, @tenant_id, @session_id, @subject_id, @state, @attempts, @at_ms, @cause, @ended_at_ms
   ) ON CONFLICT DO NOTHING`,
);
// Another gateway ended it meanwhile: what it says stands (row 26).
const attempt = sql<{ message_id: string }>(
  "UPDATE messages SET attempts = attempts + 1 WHERE message_id = @message_id AND state = 'waiting'",
);
const fail = sql<{ message_id: string; cause: string }>(
  "UPDATE messages SET cause = @cause WHERE message_id = @message_id AND state = 'waiting'",
);
const end = sql<{ message_id: string; state: string; cause: string | null; at_ms: number }>(
  `UPDATE messages SET state = @state, cause = @cause, ended_at_ms = @at_ms
   WHERE message_id = @message_id AND state = 'waiting'`,
);

export const messageWriters: Writers<MessageChanges> = {
  'contact-changed': ({ contact }) => {
    const row = contactToRow(contact);
    return [contact.version === 1 ? insertContact(row) : changeContact(row)];
  },
  'message-queued': ({ message }) => [queue(messageToRow(message))],
  'message-attempted': ({ messageId }) => [attempt({ message_id: messageId })],
  'message-failed': ({ messageId, cause }) => [fail({ message_id: messageId, cause })],
  'message-ended': ({ messageId, state, cause, atMs }) => [end({ message_id: messageId, state, cause, at_ms: atMs })],
};

const contact = sql<{ person_id: string }>('SELECT * FROM person_contacts WHERE person_id = @person_id');
const message = sql<{ message_id: string }>('SELECT * FROM messages WHERE message_id = @message_id');

export function messageReads(reader: Reader): Reads<'contact' | 'message'> {
  return {
    contact: (personId) => reader.first(contact({ person_id: personId }), contactFromRow),
    message: (messageId) => reader.first(message({ message_id: messageId }), messageFromRow),
  };
}
