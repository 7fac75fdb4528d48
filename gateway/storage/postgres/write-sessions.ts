// Writes of a session's life: itself, its timeline, deadlines, answers, tickets, journal, orders and stays.
import type { Change } from '../../domain/changes.ts';
import { answerToRow } from '../rows/answer-row.ts';
import { journalToRow } from '../rows/journal-row.ts';
import { orderToRow } from '../rows/order-row.ts';
import { type DeadlineRow, deadlineToRow, type SessionRow, sessionEventToRow, sessionToRow } from '../rows/session-row.ts';
import { insertInto, sql } from './statement.ts';
import type { TariffTexts } from './tariff-texts.ts';
import { compareAndSet, type Writers } from './writers.ts';

type SessionChanges = 'session-created' | 'session-changed' | 'session-event' | 'deadline-set' | 'deadline-cleared';
type EvidenceChanges =
  | 'answer-stored'
  | 'answers-forgotten'
  | 'ticket-used'
  | 'journal-stored'
  | 'order-placed'
  | 'order-decided';
type StayChanges = 'stay-paired' | 'stay-unlocked' | 'stay-attempt-failed';

/** What was agreed at Start is not among the columns: it cannot change (R13). */
const changeSession = compareAndSet<SessionRow>(
  'session_version',
  `UPDATE sessions SET
     state = @state, version = @version, held_minor = @held_minor, most_minor = @most_minor, started_at_ms = @started_at_ms,
     stop_request_json = @stop_request_json, stop_advice = @stop_advice, usage_json = @usage_json, usage_at_ms = @usage_at_ms,
     cost_minor = @cost_minor, lease_json = @lease_json, journal_up_to = @journal_up_to,
     settlement_json = @settlement_json, review_json = @review_json,
     end_reason = @end_reason, end_at_ms = @end_at_ms, final_minor = @final_minor, receipt_id = @receipt_id
   WHERE session_id = @session_id AND version + 1 = @version`,
);

/** Whoever had it claimed has met it, or will find it moved: a deadline that is set anew is everybody's (row 26). */
const setDeadline = sql<DeadlineRow>(
  `INSERT INTO deadlines (kind, subject_id, due_at_ms) VALUES (@kind, @subject_id, @due_at_ms)
   ON CONFLICT (kind, subject_id) DO UPDATE SET due_at_ms = excluded.due_at_ms, claimed_by = NULL, claimed_until_ms = NULL`,
);
// One that was never set, or cleared before, is as clear as it can be.
const clearDeadline = sql<{ kind: string; subject_id: string }>(
  'DELETE FROM deadlines WHERE kind = @kind AND subject_id = @subject_id',
);
const decideOrder = compareAndSet<{ order_id: string; state: string }>(
  'order_state',
  "UPDATE orders SET state = @state WHERE order_id = @order_id AND state = 'sent'",
);
const pairStay = compareAndSet<{ stay_id: string; person_id: string; version: number }>(
  'stay_version',
  `UPDATE stays SET paired_person_id = @person_id, version = version + 1
   WHERE stay_id = @stay_id AND version = @version`,
);
const unlockStay = compareAndSet<{ stay_id: string; pairing_code: string; version: number }>(
  'stay_version',
  `UPDATE stays SET pairing_code = @pairing_code, version = version + 1
   WHERE stay_id = @stay_id AND version = @version`,
);
const forgetAttempts = sql<{ stay_id: string }>('DELETE FROM stay_attempts WHERE stay_id = @stay_id');
const touchStay = compareAndSet<{ stay_id: string; version: number }>(
  'stay_version',
  'UPDATE stays SET version = version + 1 WHERE stay_id = @stay_id AND version = @version',
);

const forgetAnswers = sql<{ until_ms: number; most: number }>(
  `DELETE FROM answers WHERE (person_id, route, answer_key) IN (
     SELECT person_id, route, answer_key FROM answers
     WHERE at_ms <= @until_ms
       AND NOT EXISTS (SELECT 1 FROM sessions WHERE payer_id = answers.person_id AND state NOT IN ('closed', 'failed'))
       AND NOT EXISTS (
         SELECT 1 FROM participants JOIN sessions USING (session_id)
         WHERE participants.person_id = answers.person_id AND sessions.state NOT IN ('closed', 'failed'))
     ORDER BY at_ms LIMIT @most)`,
);

export function sessionWriters(tariffs: TariffTexts): Writers<SessionChanges> {
  return {
    'session-created': ({ session }) => [...tariffs.keep(session.tariff), insertInto('sessions', sessionToRow(session))],
    'session-changed': ({ session }) => [changeSession(sessionToRow(session))],
    'session-event': ({ event }) => [insertInto('session_events', sessionEventToRow(event))],
    'deadline-set': ({ deadline }) => [setDeadline(deadlineToRow(deadline))],
    'deadline-cleared': ({ kind, subjectId }) => [clearDeadline({ kind, subject_id: subjectId })],
  };
}

export const evidenceWriters: Writers<EvidenceChanges> = {
  'answer-stored': ({ answer }) => [insertInto('answers', answerToRow(answer))],
  'answers-forgotten': ({ untilMs, most }) => [forgetAnswers({ until_ms: untilMs, most })],
  'ticket-used': ({ nonce, sessionId, atMs }) => [insertInto('used_tickets', { nonce, session_id: sessionId, at_ms: atMs })],
  'journal-stored': ({ record }) => [insertInto('journal_entries', journalToRow(record))],
  'order-placed': ({ order }) => [insertInto('orders', orderToRow(order))],
  'order-decided': ({ orderId, state }) => [decideOrder({ order_id: orderId, state })],
};

const stayAttempt = ({ stayId, personId, key, atMs }: Extract<Change, { change: 'stay-attempt-failed' }>) => ({
  stay_id: stayId,
  person_id: personId,
  request_key: key,
  failed_at_ms: atMs,
});

export const stayWriters: Writers<StayChanges> = {
  'stay-paired': ({ stayId, personId, fromVersion }) => [
    pairStay({ stay_id: stayId, person_id: personId, version: fromVersion }),
  ],
  'stay-unlocked': ({ stayId, pairingCode, fromVersion }) => [
    forgetAttempts({ stay_id: stayId }),
    unlockStay({ stay_id: stayId, pairing_code: pairingCode, version: fromVersion }),
  ],
  'stay-attempt-failed': (change) => [
    insertInto('stay_attempts', stayAttempt(change)),
    touchStay({ stay_id: change.stayId, version: change.fromVersion }),
  ],
};
