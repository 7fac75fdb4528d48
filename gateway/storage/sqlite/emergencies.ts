// Emergencies: the red button of each venue - how it is written, and what is asked of it.

import type { JournalRecord } from '../../domain/device/journal.ts';
import type { EmergencyRecord } from '../../domain/emergency/emergency.ts';
import type { Spared } from '../../domain/emergency/spared.ts';
import {
  type EmergencyRow,
  emergencyFromRow,
  emergencyToRow,
  type SparedRow,
  sparedFromRow,
  sparedSql,
} from '../rows/emergency-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

export function emergencyWriters(db: Connection): Writers<'emergency-changed'> {
  const raise = db.prepare<EmergencyRow>(
    `INSERT INTO emergencies (emergency_id, tenant_id, venue_id, raised_by, raised_at_ms, raise_reason, ended_by, ended_at_ms,
       end_reason, version)
     VALUES (@emergency_id, @tenant_id, @venue_id, @raised_by, @raised_at_ms, @raise_reason, @ended_by, @ended_at_ms,
       @end_reason, @version)`,
  );
  const end = db.prepare<EmergencyRow>(
    `UPDATE emergencies SET ended_by = @ended_by, ended_at_ms = @ended_at_ms, end_reason = @end_reason, version = @version
     WHERE emergency_id = @emergency_id AND version = @version - 1 AND ended_at_ms IS NULL`,
  );
  return {
    'emergency-changed': ({ emergency }) =>
      refusedUnlessOne((emergency.version === 1 ? raise : end).run(emergencyToRow(emergency)), 'emergency_open'),
  };
}

export type EmergencyLooks = {
  /** Of a venue, while it is open. */
  openIn(venueId: string): EmergencyRecord | null;
  newestIn(venueId: string): EmergencyRecord | null;
  /** What a session saw of them. */
  sparedOf(sessionId: string, proofs: readonly JournalRecord[]): readonly Spared[];
};

/** Read beside other things, as one state of the data. */
export function emergencyLooks(db: Connection): EmergencyLooks {
  const open = db.prepare<[string], EmergencyRow>('SELECT * FROM emergencies WHERE venue_id = ? AND ended_at_ms IS NULL');
  const newest = db.prepare<[string], EmergencyRow>(
    'SELECT * FROM emergencies WHERE venue_id = ? ORDER BY ended_at_ms IS NOT NULL, raised_at_ms DESC, emergency_id DESC LIMIT 1',
  );
  const spared = db.prepare<[string], SparedRow>(sparedSql('?'));
  const orNull = (row: EmergencyRow | undefined): EmergencyRecord | null => (row ? emergencyFromRow(row) : null);
  return {
    openIn: (venueId) => orNull(open.get(venueId)),
    newestIn: (venueId) => orNull(newest.get(venueId)),
    sparedOf: (sessionId, proofs) => spared.all(sessionId).map((row) => sparedFromRow(row, proofs)),
  };
}
