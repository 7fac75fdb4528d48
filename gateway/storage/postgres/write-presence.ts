// Writes of presence: what a person showed, the Start that it was spent on, and displays with the values of theirs that were used.
import { type DisplayRow, displayCodeUseToRow, displayToRow, evidenceToRow } from '../rows/presence-row.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type PresenceChanges =
  | ('presence-shown' | 'presence-spent' | 'presence-forgotten')
  | ('start-without-presence' | 'display-set' | 'display-ended' | 'display-code-used');

type Before = { readonly before_ms: number };
const forgetEvidence = sql<Before>('DELETE FROM presence_evidence WHERE until_ms <= @before_ms');
const forgetReservations = sql<Before>('DELETE FROM reservations WHERE until_ms <= @before_ms');
const forgetUses = sql<Before>('DELETE FROM display_code_uses WHERE at_ms <= @before_ms');
const forgetStarts = sql<Before>('DELETE FROM starts_without_presence WHERE at_ms <= @before_ms');
const spend = compareAndSet<{ evidence_id: string; session_id: string }>(
  'presence_spent',
  'UPDATE presence_evidence SET session_id = @session_id WHERE evidence_id = @evidence_id AND session_id IS NULL',
);
const putDisplay = sql<DisplayRow>(
  `INSERT INTO displays (object_id, tag_id, tenant_id, device_id, secret_hex, made_at_ms)
   VALUES (@object_id, @tag_id, @tenant_id, @device_id, @secret_hex, @made_at_ms)
   ON CONFLICT (object_id) DO UPDATE SET tag_id = excluded.tag_id, tenant_id = excluded.tenant_id,
     device_id = excluded.device_id, secret_hex = excluded.secret_hex, made_at_ms = excluded.made_at_ms`,
);
const endDisplay = sql<{ device_id: string }>('DELETE FROM displays WHERE device_id = @device_id');

export const presenceWriters: Writers<PresenceChanges> = {
  'presence-forgotten': ({ before }) => [
    forgetEvidence({ before_ms: before.evidenceMs }),
    forgetReservations({ before_ms: before.reservationsMs }),
    forgetUses({ before_ms: before.displayUsesMs }),
    forgetStarts({ before_ms: before.startsMs }),
  ],
  'presence-shown': ({ shown }) => [insertInto('presence_evidence', evidenceToRow(shown))],
  'presence-spent': ({ evidenceId, sessionId }) => [spend({ evidence_id: evidenceId, session_id: sessionId })],
  'start-without-presence': ({ sessionId, personId, objectId, atMs }) => [
    insertInto('starts_without_presence', {
      session_id: sessionId,
      person_id: personId,
      object_id: objectId,
      at_ms: atMs,
    }),
  ],
  'display-set': ({ display }) => [putDisplay(displayToRow(display))],
  'display-ended': ({ deviceId }) => [endDisplay({ device_id: deviceId })],
  'display-code-used': ({ use }) => [insertInto('display_code_uses', displayCodeUseToRow(use))],
};
