// Writes about people: what is counted for one, who joined, claims; and what is kept as proof or told to the host app.
import { assert } from '#protocol';
import { type AuditColumns, auditToColumns, type OutboxEventRow, outboxEventToRow } from '../rows/outbox-row.ts';
import { type ClaimRow, claimToRow, type ParticipantRow, participantToRow } from '../rows/person-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type PeopleChanges = 'person-counted' | 'participant-changed' | 'claim-decided';
type ProofChanges = 'audited' | 'event-queued' | 'event-attempted' | 'event-delivered' | 'event-seen';

export function peopleWriters(db: Connection): Writers<PeopleChanges> {
  const firstCount = db.prepare<[string]>('INSERT INTO persons (person_id, version) VALUES (?, 1) ON CONFLICT DO NOTHING');
  const count = db.prepare<[string, number]>('UPDATE persons SET version = version + 1 WHERE person_id = ? AND version = ?');
  const insertParticipant = db.prepare<ParticipantRow>(
    `INSERT INTO participants (session_id, person_id, state, hold_id, version, at_ms)
     VALUES (@session_id, @person_id, @state, @hold_id, @version, @at_ms)`,
  );
  const changeParticipant = db.prepare<ParticipantRow>(
    `UPDATE participants SET state = @state, hold_id = @hold_id, version = @version, at_ms = @at_ms
     WHERE session_id = @session_id AND person_id = @person_id AND version = @version - 1`,
  );
  const insertClaim = db.prepare<ClaimRow>(
    `INSERT INTO claims (claim_id, session_id, tenant_id, object_id, person_id, rule, verdict, because, at_ms)
     VALUES (@claim_id, @session_id, @tenant_id, @object_id, @person_id, @rule, @verdict, @because, @at_ms)`,
  );
  return {
    'person-counted': ({ personId, fromVersion }) =>
      refusedUnlessOne(fromVersion === 0 ? firstCount.run(personId) : count.run(personId, fromVersion), 'person_version'),
    'participant-changed': ({ participant }) => {
      const row = participantToRow(participant);
      const written = participant.version === 1 ? insertParticipant.run(row) : changeParticipant.run(row);
      return refusedUnlessOne(written, 'participant_version');
    },
    'claim-decided': ({ claim }) => {
      insertClaim.run(claimToRow(claim));
      return null;
    },
  };
}

export function proofWriters(db: Connection): Writers<ProofChanges> {
  const insertAudit = db.prepare<AuditColumns>(
    `INSERT INTO audit_rows (audit_id, tenant_id, at_ms, actor_kind, actor_id, what, subject_id, facts_json)
     VALUES (@audit_id, @tenant_id, @at_ms, @actor_kind, @actor_id, @what, @subject_id, @facts_json)`,
  );
  const insertEvent = db.prepare<OutboxEventRow>(
    `INSERT INTO outbox_events (event_id, kind, tenant_id, person_id, session_id, body, attempts, at_ms)
     VALUES (@event_id, @kind, @tenant_id, @person_id, @session_id, @body, @attempts, @at_ms)`,
  );
  const countAttempt = db.prepare<[number, string]>(
    'UPDATE outbox_events SET attempts = attempts + 1, next_at_ms = ? WHERE event_id = ? AND delivered_at_ms IS NULL',
  );
  const deliver = db.prepare<[number, string]>(
    'UPDATE outbox_events SET delivered_at_ms = ?, next_at_ms = NULL WHERE event_id = ? AND delivered_at_ms IS NULL',
  );
  const findEvent = db.prepare<[string]>('SELECT 1 FROM outbox_events WHERE event_id = ?');
  const see = db.prepare<[string, string, number]>('INSERT INTO seen_events (source, event_id, at_ms) VALUES (?, ?, ?)');

  /** Another replica delivered it meanwhile: at least once is what was promised (row 26). */
  const doneOrDelivered = (result: { readonly changes: number }, eventId: string): null => {
    assert(result.changes === 1 || findEvent.get(eventId) !== undefined, `event ${eventId} is queued`);
    return null;
  };

  return {
    audited: ({ row }) => {
      insertAudit.run(auditToColumns(row));
      return null;
    },
    'event-queued': ({ event }) => {
      insertEvent.run(outboxEventToRow(event));
      return null;
    },
    'event-attempted': ({ eventId, nextAtMs }) => doneOrDelivered(countAttempt.run(nextAtMs, eventId), eventId),
    'event-delivered': ({ eventId, atMs }) => doneOrDelivered(deliver.run(atMs, eventId), eventId),
    'event-seen': ({ source, eventId, atMs }) => {
      see.run(source, eventId, atMs);
      return null;
    },
  };
}
