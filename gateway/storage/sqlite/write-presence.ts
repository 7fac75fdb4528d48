// Writes of presence: what a person showed, the Start that it was spent on, and displays with the values of theirs that were used.
import {
  type DisplayCodeUseRow,
  type DisplayRow,
  displayCodeUseToRow,
  displayToRow,
  type EvidenceRow,
  evidenceToRow,
} from '../rows/presence-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type PresenceChanges =
  | ('presence-shown' | 'presence-spent' | 'presence-forgotten')
  | ('start-without-presence' | 'display-set' | 'display-ended' | 'display-code-used');

export function presenceWriters(db: Connection): Writers<PresenceChanges> {
  const insertEvidence = db.prepare<EvidenceRow>(
    `INSERT INTO presence_evidence (evidence_id, tenant_id, person_id, object_id, by_way, at_ms, until_ms, session_id)
     VALUES (@evidence_id, @tenant_id, @person_id, @object_id, @by_way, @at_ms, @until_ms, @session_id)`,
  );
  const spend = db.prepare<[string, string]>(
    'UPDATE presence_evidence SET session_id = ? WHERE evidence_id = ? AND session_id IS NULL',
  );
  const insertStart = db.prepare<[string, string, string, number]>(
    'INSERT INTO starts_without_presence (session_id, person_id, object_id, at_ms) VALUES (?, ?, ?, ?)',
  );
  const putDisplay = db.prepare<DisplayRow>(
    `INSERT INTO displays (object_id, tag_id, tenant_id, device_id, secret_hex, made_at_ms)
     VALUES (@object_id, @tag_id, @tenant_id, @device_id, @secret_hex, @made_at_ms)
     ON CONFLICT (object_id) DO UPDATE SET tag_id = excluded.tag_id, tenant_id = excluded.tenant_id,
       device_id = excluded.device_id, secret_hex = excluded.secret_hex, made_at_ms = excluded.made_at_ms`,
  );
  const endDisplay = db.prepare<[string]>('DELETE FROM displays WHERE device_id = ?');
  const insertUse = db.prepare<DisplayCodeUseRow>(
    `INSERT INTO display_code_uses (tag_id, counter, person_id, session_id, is_exclusive, at_ms)
     VALUES (@tag_id, @counter, @person_id, @session_id, @is_exclusive, @at_ms)`,
  );
  const forgetEvidence = db.prepare<[number]>('DELETE FROM presence_evidence WHERE until_ms <= ?');
  const forgetReservations = db.prepare<[number]>('DELETE FROM reservations WHERE until_ms <= ?');
  const forgetUses = db.prepare<[number]>('DELETE FROM display_code_uses WHERE at_ms <= ?');
  const forgetStarts = db.prepare<[number]>('DELETE FROM starts_without_presence WHERE at_ms <= ?');
  return {
    'presence-forgotten': ({ before }) => {
      forgetEvidence.run(before.evidenceMs);
      forgetReservations.run(before.reservationsMs);
      forgetUses.run(before.displayUsesMs);
      forgetStarts.run(before.startsMs);
      return null;
    },
    'presence-shown': ({ shown }) => {
      insertEvidence.run(evidenceToRow(shown));
      return null;
    },
    'presence-spent': ({ evidenceId, sessionId }) => refusedUnlessOne(spend.run(sessionId, evidenceId), 'presence_spent'),
    'start-without-presence': ({ sessionId, personId, objectId, atMs }) => {
      insertStart.run(sessionId, personId, objectId, atMs);
      return null;
    },
    'display-set': ({ display }) => {
      putDisplay.run(displayToRow(display));
      return null;
    },
    'display-ended': ({ deviceId }) => {
      endDisplay.run(deviceId);
      return null;
    },
    'display-code-used': ({ use }) => {
      insertUse.run(displayCodeUseToRow(use));
      return null;
    },
  };
}
