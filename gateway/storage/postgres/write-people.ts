// Writes about people: what is counted for one, who joined, claims; and what is kept as proof or told to the host app.
import { auditToColumns, outboxEventToRow } from '../rows/outbox-row.ts';
import { claimToRow, type ParticipantRow, participantToRow } from '../rows/person-row.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type PeopleChanges = 'person-counted' | 'participant-changed' | 'claim-decided';
type ProofChanges = 'audited' | 'event-queued' | 'event-attempted' | 'event-delivered' | 'event-seen';

/** Two first ones at once: the second waits for the first, and finds its row (R10). */
const countFirst = compareAndSet<{ person_id: string }>(
  'person_version',
  'INSERT INTO persons (person_id, version) VALUES (@person_id, 1) ON CONFLICT DO NOTHING',
);
const count = compareAndSet<{ person_id: string; version: number }>(
  'person_version',
  'UPDATE persons SET version = version + 1 WHERE person_id = @person_id AND version = @version',
);
const changeParticipant = compareAndSet<ParticipantRow>(
  'participant_version',
  `UPDATE participants SET state = @state, hold_id = @hold_id, version = @version, at_ms = @at_ms
   WHERE session_id = @session_id AND person_id = @person_id AND version + 1 = @version`,
);

export const peopleWriters: Writers<PeopleChanges> = {
  'person-counted': ({ personId, fromVersion }) => [
    fromVersion === 0 ? countFirst({ person_id: personId }) : count({ person_id: personId, version: fromVersion }),
  ],
  'participant-changed': ({ participant }) => {
    const row = participantToRow(participant);
    return [participant.version === 1 ? insertInto('participants', row) : changeParticipant(row)];
  },
  'claim-decided': ({ claim }) => [insertInto('claims', claimToRow(claim))],
};

/** Another replica delivered it meanwhile: at least once is what was promised (row 26). */
const doneOrDelivered = (update: string) =>
  sql<{ event_id: string; at_ms: number }>(`WITH applied AS (${update} RETURNING 1)
    SELECT assert_that(
      EXISTS (SELECT FROM applied) OR EXISTS (SELECT FROM outbox_events WHERE event_id = @event_id),
      'event ' || @event_id::text || ' is queued'
    )`);
const countDelivery = doneOrDelivered(
  `UPDATE outbox_events SET attempts = attempts + 1, next_at_ms = @at_ms
   WHERE event_id = @event_id AND delivered_at_ms IS NULL`,
);
const deliver = doneOrDelivered(
  `UPDATE outbox_events SET delivered_at_ms = @at_ms, next_at_ms = NULL
   WHERE event_id = @event_id AND delivered_at_ms IS NULL`,
);

export const proofWriters: Writers<ProofChanges> = {
  audited: ({ row }) => [insertInto('audit_rows', auditToColumns(row))],
  'event-queued': ({ event }) => [insertInto('outbox_events', outboxEventToRow(event))],
  'event-attempted': ({ eventId, nextAtMs }) => [countDelivery({ event_id: eventId, at_ms: nextAtMs })],
  'event-delivered': ({ eventId, atMs }) => [deliver({ event_id: eventId, at_ms: atMs })],
  'event-seen': ({ source, eventId, atMs }) => [insertInto('seen_events', { source, event_id: eventId, at_ms: atMs })],
};
