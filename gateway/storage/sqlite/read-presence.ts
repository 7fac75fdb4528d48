// Reads of presence: what a person has shown at an object, and displays with the values of theirs that were used.
import {
  type DisplayRow,
  displayFromRow,
  type EvidenceRow,
  evidenceFromRow,
  type StartWithoutRow,
  startWithoutFromRow,
} from '../rows/presence-row.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';

type PresenceReads = 'presence' | 'display' | 'displayOf' | 'displayCodeUsers';

export function presenceQueries(db: Connection): Queries<PresenceReads> {
  const evidence = db.prepare<[string, string, number], EvidenceRow>(
    `SELECT * FROM presence_evidence WHERE person_id = ? AND object_id = ? AND until_ms > ? AND session_id IS NULL
     ORDER BY until_ms DESC, evidence_id`,
  );
  const startsWithout = db.prepare<[string, string, number], StartWithoutRow>(
    `SELECT made.at_ms, (sessions.started_at_ms IS NOT NULL OR sessions.end_at_ms IS NULL) AS is_used
     FROM starts_without_presence AS made JOIN sessions USING (session_id)
     WHERE made.person_id = ? AND made.object_id = ? AND made.at_ms > ? ORDER BY made.at_ms`,
  );
  const startsWithoutHere = db.prepare<[string, number], StartWithoutRow>(
    `SELECT made.at_ms, (sessions.started_at_ms IS NOT NULL OR sessions.end_at_ms IS NULL) AS is_used
     FROM starts_without_presence AS made JOIN sessions USING (session_id)
     WHERE made.object_id = ? AND made.at_ms > ? ORDER BY made.at_ms`,
  );
  const displayWhere = (column: string) =>
    db.prepare<[string], DisplayRow>(
      `SELECT displays.* FROM displays JOIN objects USING (object_id, device_id) WHERE displays.${column} = ?`,
    );
  const display = displayWhere('tag_id');
  const displayOf = displayWhere('object_id');
  const users = db.prepare<[string, number], { readonly person_id: string }>(
    'SELECT person_id FROM display_code_uses WHERE tag_id = ? AND counter = ? ORDER BY person_id',
  );
  const orNull = (row: DisplayRow | undefined) => (row === undefined ? null : displayFromRow(row));
  return {
    presence: (personId, objectId, { nowMs, sinceMs }) => ({
      evidence: evidence.all(personId, objectId, nowMs).map(evidenceFromRow),
      startsWithout: startsWithout.all(personId, objectId, sinceMs).map(startWithoutFromRow),
      startsWithoutHere: startsWithoutHere.all(objectId, sinceMs).map(startWithoutFromRow),
    }),
    display: (tagId) => orNull(display.get(tagId)),
    displayOf: (objectId) => orNull(displayOf.get(objectId)),
    displayCodeUsers: (tagId, counter) => users.all(tagId, counter).map((row) => row.person_id),
  };
}
