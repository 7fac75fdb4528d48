// Messages: where persons want mail, and mails with their attempts and ends - how they are written, and what is asked of them.
import {
  type ContactRow,
  contactFromRow,
  contactToRow,
  type MessageRow,
  messageFromRow,
  messageToRow,
} from '../rows/message-row.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type MessageChanges = 'contact-changed' | 'message-queued' | 'message-attempted' | 'message-failed' | 'message-ended';

export function messageWriters(db: Connection): Writers<MessageChanges> {
  const insertContact = db.prepare<ContactRow>(
    `INSERT INTO person_contacts (
       person_id, language, address, confirmed_at_ms, pending_address, pending_until_ms, pending_wrong_codes, version
     ) VALUES (
       @person_id, @language, @address, @confirmed_at_ms, @pending_address, @pending_until_ms, @pending_wrong_codes, @version
     ) ON CONFLICT DO NOTHING`,
  );
  const changeContact = db.prepare<ContactRow>(
    `UPDATE person_contacts SET language = @language, address = @address, confirmed_at_ms = @confirmed_at_ms,
       pending_address = @pending_address, pending_until_ms = @pending_until_ms, pending_wrong_codes = @pending_wrong_codes,
       version = @version
     WHERE person_id = @person_id AND version = @version - 1`,
  );
  const queue = db.prepare<MessageRow>(
    `INSERT INTO messages (
       message_id, kind, person_id, tenant_id, session_id, subject_id, state, attempts, at_ms, cause, ended_at_ms
     ) VALUES (
       @message_id, @kind, @person_id, @tenant_id, @session_id, @subject_id, @state, @attempts, @at_ms, @cause, @ended_at_ms
     ) ON CONFLICT DO NOTHING`,
  );
  const attempt = db.prepare<[string]>("UPDATE messages SET attempts = attempts + 1 WHERE message_id = ? AND state = 'waiting'");
  const fail = db.prepare<[string, string]>("UPDATE messages SET cause = ? WHERE message_id = ? AND state = 'waiting'");
  const end = db.prepare<[string, string | null, number, string]>(
    "UPDATE messages SET state = ?, cause = ?, ended_at_ms = ? WHERE message_id = ? AND state = 'waiting'",
  );
  return {
    'contact-changed': ({ contact }) => {
      const row = contactToRow(contact);
      return refusedUnlessOne(contact.version === 1 ? insertContact.run(row) : changeContact.run(row), 'contact_version');
    },
    'message-queued': ({ message }) => {
      queue.run(messageToRow(message));
      return null;
    },
    // Another gateway ended it meanwhile: what it says stands (row 26).
    'message-attempted': ({ messageId }) => {
      attempt.run(messageId);
      return null;
    },
    'message-failed': ({ messageId, cause }) => {
      fail.run(cause, messageId);
      return null;
    },
    'message-ended': ({ messageId, state, cause, atMs }) => {
      end.run(state, cause, atMs, messageId);
      return null;
    },
  };
}

export function messageQueries(db: Connection): Queries<'contact' | 'message'> {
  const contact = db.prepare<[string], ContactRow>('SELECT * FROM person_contacts WHERE person_id = ?');
  const message = db.prepare<[string], MessageRow>('SELECT * FROM messages WHERE message_id = ?');
  return {
    contact: (personId) => {
      const row = contact.get(personId);
      return row ? contactFromRow(row) : null;
    },
    message: (messageId) => {
      const row = message.get(messageId);
      return row ? messageFromRow(row) : null;
    },
  };
}
