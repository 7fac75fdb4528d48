// Reads of presence: what a person has shown at an object, and displays with the values of theirs that were used.
import {
  displayFromRow,
  type EvidenceRow,
  evidenceFromRow,
  type StartWithoutRow,
  startWithoutFromRow,
} from '../rows/presence-row.ts';
import type { Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';

type PresenceReads = 'presence' | 'display' | 'displayOf' | 'displayCodeUsers';

const evidence = sql<{ person_id: string; object_id: string; now_ms: number }>(
  `SELECT * FROM presence_evidence
   WHERE person_id = @person_id AND object_id = @object_id AND until_ms > @now_ms AND session_id IS NULL
   ORDER BY until_ms DESC, evidence_id`,
);
const startsWithout = sql<{ person_id: string; object_id: string; since_ms: number }>(
  `SELECT made.at_ms, (sessions.started_at_ms IS NOT NULL OR sessions.end_at_ms IS NULL)::int AS is_used
   FROM starts_without_presence AS made JOIN sessions USING (session_id)
   WHERE made.person_id = @person_id AND made.object_id = @object_id AND made.at_ms > @since_ms ORDER BY made.at_ms`,
);
const startsWithoutHere = sql<{ object_id: string; since_ms: number }>(
  `SELECT made.at_ms, (sessions.started_at_ms IS NOT NULL OR sessions.end_at_ms IS NULL)::int AS is_used
   FROM starts_without_presence AS made JOIN sessions USING (session_id)
   WHERE made.object_id = @object_id AND made.at_ms > @since_ms ORDER BY made.at_ms`,
);
const DISPLAYS = 'SELECT displays.* FROM displays JOIN objects USING (object_id, device_id)';
const display = sql<{ tag_id: string }>(`${DISPLAYS} WHERE displays.tag_id = @tag_id`);
const displayOf = sql<{ object_id: string }>(`${DISPLAYS} WHERE displays.object_id = @object_id`);
const users = sql<{ tag_id: string; counter: number }>(
  'SELECT person_id FROM display_code_uses WHERE tag_id = @tag_id AND counter = @counter ORDER BY person_id',
);

export function presenceReads(reader: Reader): Reads<PresenceReads> {
  return {
    async presence(personId, objectId, { nowMs, sinceMs }) {
      const here = { person_id: personId, object_id: objectId };
      const { all } = await reader.together([
        evidence({ ...here, now_ms: nowMs }),
        startsWithout({ ...here, since_ms: sinceMs }),
        startsWithoutHere({ object_id: objectId, since_ms: sinceMs }),
      ]);
      return {
        evidence: all<EvidenceRow>(0).map(evidenceFromRow),
        startsWithout: all<StartWithoutRow>(1).map(startWithoutFromRow),
        startsWithoutHere: all<StartWithoutRow>(2).map(startWithoutFromRow),
      };
    },
    display: (tagId) => reader.first(display({ tag_id: tagId }), displayFromRow),
    displayOf: (objectId) => reader.first(displayOf({ object_id: objectId }), displayFromRow),
    async displayCodeUsers(tagId, counter) {
      const rows = await reader.rows<{ readonly person_id: string }>(users({ tag_id: tagId, counter }));
      return rows.map((row) => row.person_id);
    },
  };
}
