// Writes of a session's life: itself, its timeline, deadlines, answers, tickets, journal, orders and stays.
import { type AnswerRow, answerToRow } from '../rows/answer-row.ts';
import { type JournalRow, journalToRow } from '../rows/journal-row.ts';
import { type OrderRow, orderToRow } from '../rows/order-row.ts';
import {
  type DeadlineRow,
  deadlineToRow,
  type SessionEventRow,
  type SessionRow,
  sessionEventToRow,
  sessionToRow,
} from '../rows/session-row.ts';
import type { Connection } from './connection.ts';
import type { TariffTexts } from './tariff-texts.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

const INSERT_SESSION = `
  INSERT INTO sessions (
    session_id, tenant_id, venue_id, place_id, object_id, device_id, kind, payer_id, state, version,
    tariff_id, tariff_version, tariff_hash, terms_json, tag_id, tag_proof_json, offer_hash, hold_id, held_minor, most_minor,
    created_at_ms, started_at_ms, stop_request_json, stop_advice, usage_json, usage_at_ms, cost_minor, lease_json,
    journal_up_to, settlement_json, review_json, end_reason, end_at_ms, final_minor, receipt_id
  ) VALUES (
    @session_id, @tenant_id, @venue_id, @place_id, @object_id, @device_id, @kind, @payer_id, @state, @version,
    @tariff_id, @tariff_version, @tariff_hash, @terms_json, @tag_id, @tag_proof_json, @offer_hash, @hold_id, @held_minor,
    @most_minor, @created_at_ms, @started_at_ms, @stop_request_json, @stop_advice, @usage_json, @usage_at_ms, @cost_minor,
    @lease_json, @journal_up_to, @settlement_json, @review_json, @end_reason, @end_at_ms, @final_minor, @receipt_id
  )`;

/** What was agreed at Start is not among the columns: it cannot change (R13). */
const CHANGE_SESSION = `
  UPDATE sessions SET
    state = @state, version = @version, held_minor = @held_minor, most_minor = @most_minor, started_at_ms = @started_at_ms,
    stop_request_json = @stop_request_json, stop_advice = @stop_advice, usage_json = @usage_json, usage_at_ms = @usage_at_ms,
    cost_minor = @cost_minor, lease_json = @lease_json, journal_up_to = @journal_up_to,
    settlement_json = @settlement_json, review_json = @review_json,
    end_reason = @end_reason, end_at_ms = @end_at_ms, final_minor = @final_minor, receipt_id = @receipt_id
  WHERE session_id = @session_id AND version = @version - 1`;

type SessionChanges = 'session-created' | 'session-changed' | 'session-event' | 'deadline-set' | 'deadline-cleared';
type EvidenceChanges =
  | 'answer-stored'
  | 'answers-forgotten'
  | 'ticket-used'
  | 'journal-stored'
  | 'order-placed'
  | 'order-decided';
type StayChanges = 'stay-paired' | 'stay-unlocked' | 'stay-attempt-failed';

export function sessionWriters(db: Connection, tariffs: TariffTexts): Writers<SessionChanges> {
  const insertSession = db.prepare<SessionRow>(INSERT_SESSION);
  const changeSession = db.prepare<SessionRow>(CHANGE_SESSION);
  const insertEvent = db.prepare<SessionEventRow>(
    'INSERT INTO session_events (session_id, version, what, facts_json, at_ms) VALUES (@session_id, @version, @what, @facts_json, @at_ms)',
  );
  const setDeadline = db.prepare<DeadlineRow>(
    `INSERT INTO deadlines (kind, subject_id, due_at_ms) VALUES (@kind, @subject_id, @due_at_ms)
     ON CONFLICT (kind, subject_id) DO UPDATE SET due_at_ms = excluded.due_at_ms`,
  );
  const clearDeadline = db.prepare<[string, string]>('DELETE FROM deadlines WHERE kind = ? AND subject_id = ?');
  return {
    'session-created': ({ session }) => {
      tariffs.keep(session.tariff);
      insertSession.run(sessionToRow(session));
      return null;
    },
    'session-changed': ({ session }) => refusedUnlessOne(changeSession.run(sessionToRow(session)), 'session_version'),
    'session-event': ({ event }) => {
      insertEvent.run(sessionEventToRow(event));
      return null;
    },
    'deadline-set': ({ deadline }) => {
      setDeadline.run(deadlineToRow(deadline));
      return null;
    },
    // One that was never set, or cleared before, is as clear as it can be.
    'deadline-cleared': ({ kind, subjectId }) => {
      clearDeadline.run(kind, subjectId);
      return null;
    },
  };
}

export function evidenceWriters(db: Connection): Writers<EvidenceChanges> {
  const insertAnswer = db.prepare<AnswerRow>(
    `INSERT INTO answers (person_id, route, answer_key, body_hash, status, location, body, at_ms)
     VALUES (@person_id, @route, @answer_key, @body_hash, @status, @location, @body, @at_ms)`,
  );
  const useTicket = db.prepare<[string, string, number]>('INSERT INTO used_tickets (nonce, session_id, at_ms) VALUES (?, ?, ?)');
  const insertJournal = db.prepare<JournalRow>(
    `INSERT INTO journal_entries (device_id, boot, seq, session_id, n, is_proof, entry_json, jws_hash, jws, received_at_ms)
     VALUES (@device_id, @boot, @seq, @session_id, @n, @is_proof, @entry_json, @jws_hash, @jws, @received_at_ms)`,
  );
  const insertOrder = db.prepare<OrderRow>(
    `INSERT INTO orders (order_id, session_id, payer_id, command_id, lines_json, state, amount_minor, at_ms)
     VALUES (@order_id, @session_id, @payer_id, @command_id, @lines_json, @state, @amount_minor, @at_ms)`,
  );
  const decideOrder = db.prepare<[string, string]>("UPDATE orders SET state = ? WHERE order_id = ? AND state = 'sent'");
  const forgetAnswers = db.prepare<[number, number]>(
    `DELETE FROM answers WHERE (person_id, route, answer_key) IN (
       SELECT person_id, route, answer_key FROM answers
       WHERE at_ms <= ?
         AND NOT EXISTS (SELECT 1 FROM sessions WHERE payer_id = answers.person_id AND state NOT IN ('closed', 'failed'))
         AND NOT EXISTS (
           SELECT 1 FROM participants JOIN sessions USING (session_id)
           WHERE participants.person_id = answers.person_id AND sessions.state NOT IN ('closed', 'failed'))
       ORDER BY at_ms LIMIT ?)`,
  );
  return {
    'answer-stored': ({ answer }) => {
      insertAnswer.run(answerToRow(answer));
      return null;
    },
    'answers-forgotten': ({ untilMs, most }) => {
      forgetAnswers.run(untilMs, most);
      return null;
    },
    'ticket-used': ({ nonce, sessionId, atMs }) => {
      useTicket.run(nonce, sessionId, atMs);
      return null;
    },
    'journal-stored': ({ record }) => {
      insertJournal.run(journalToRow(record));
      return null;
    },
    'order-placed': ({ order }) => {
      insertOrder.run(orderToRow(order));
      return null;
    },
    'order-decided': ({ orderId, state }) => refusedUnlessOne(decideOrder.run(state, orderId), 'order_state'),
  };
}

export function stayWriters(db: Connection): Writers<StayChanges> {
  const pair = db.prepare<[string, string, number]>(
    'UPDATE stays SET paired_person_id = ?, version = version + 1 WHERE stay_id = ? AND version = ?',
  );
  const unlock = db.prepare<[string, string, number]>(
    'UPDATE stays SET pairing_code = ?, version = version + 1 WHERE stay_id = ? AND version = ?',
  );
  const forget = db.prepare<[string]>('DELETE FROM stay_attempts WHERE stay_id = ?');
  const touch = db.prepare<[string, number]>('UPDATE stays SET version = version + 1 WHERE stay_id = ? AND version = ?');
  const noteFailure = db.prepare<[string, string, string, number]>(
    'INSERT INTO stay_attempts (stay_id, person_id, request_key, failed_at_ms) VALUES (?, ?, ?, ?)',
  );
  return {
    'stay-paired': ({ stayId, personId, fromVersion }) =>
      refusedUnlessOne(pair.run(personId, stayId, fromVersion), 'stay_version'),
    'stay-unlocked': ({ stayId, pairingCode, fromVersion }) => {
      forget.run(stayId);
      return refusedUnlessOne(unlock.run(pairingCode, stayId, fromVersion), 'stay_version');
    },
    'stay-attempt-failed': ({ stayId, personId, key, atMs, fromVersion }) => {
      noteFailure.run(stayId, personId, key, atMs);
      return refusedUnlessOne(touch.run(stayId, fromVersion), 'stay_version');
    },
  };
}
