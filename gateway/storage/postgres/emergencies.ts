// Emergencies: how the red button of a venue is written.
import { type EmergencyRow, emergencyToRow } from '../rows/emergency-row.ts';
import { insertInto } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

const end = compareAndSet<EmergencyRow>(
  'emergency_open',
  `UPDATE emergencies SET ended_by = @ended_by, ended_at_ms = @ended_at_ms, end_reason = @end_reason, version = @version
   WHERE emergency_id = @emergency_id AND version + 1 = @version AND ended_at_ms IS NULL`,
);

export const emergencyWriters: Writers<'emergency-changed'> = {
  'emergency-changed': ({ emergency }) => {
    const row = emergencyToRow(emergency);
    return [emergency.version === 1 ? insertInto('emergencies', row) : end(row)];
  },
};
