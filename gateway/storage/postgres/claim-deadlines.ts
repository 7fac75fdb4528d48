// Claim deadlines: what is due goes to one gateway at a time, for a short lease, so that replicas share the work (row 26).
import { type DeadlineRow, deadlineFromRow } from '../rows/session-row.ts';
import type { Database } from './database.ts';
import { CLAIM_MS } from './limits.ts';
import { asThrown, judge } from './postgres-errors.ts';
import type { Reads } from './reads.ts';
import { sql } from './statement.ts';

type Claimant = { readonly replica: number; readonly now_ms: number; readonly until_ms: number; readonly most: number };

/**
 * Rows that a commit holds at this moment are being met already: they are skipped, not waited for. A claim of this same
 * gateway is its own to meet again; another's counts until its lease has passed, on the clock of whoever asks.
 */
const claim = sql<Claimant>(
  `WITH due AS (
     SELECT kind, subject_id FROM deadlines
     WHERE due_at_ms <= @now_ms AND (claimed_until_ms IS NULL OR claimed_until_ms <= @now_ms OR claimed_by = @replica)
     ORDER BY due_at_ms, kind, subject_id LIMIT @most
     FOR UPDATE SKIP LOCKED
   ), claimed AS (
     UPDATE deadlines SET claimed_by = @replica, claimed_until_ms = @until_ms
     FROM due WHERE deadlines.kind = due.kind AND deadlines.subject_id = due.subject_id
     RETURNING deadlines.kind, deadlines.subject_id, deadlines.due_at_ms
   )
   SELECT kind, subject_id, due_at_ms FROM claimed ORDER BY due_at_ms, kind, subject_id`,
);
const release = sql<{ replica: number }>(
  'UPDATE deadlines SET claimed_by = NULL, claimed_until_ms = NULL WHERE claimed_by = @replica',
);

export type ClaimDeadlines = Reads<'dueDeadlines'> & {
  /** At a clean end: what is due is another's at once. */
  release(): Promise<void>;
};

/** @param replica the number of this gateway among those that share the database. */
export function createClaimDeadlines(database: Database, replica: number): ClaimDeadlines {
  return {
    async dueDeadlines(nowMs, limit) {
      try {
        const parameters = { replica, now_ms: nowMs, until_ms: nowMs + CLAIM_MS, most: limit };
        const [rows = []] = await database.run([claim(parameters)]);
        return (rows as readonly DeadlineRow[]).map(deadlineFromRow);
      } catch (error) {
        throw asThrown(error);
      }
    },
    async release() {
      try {
        await database.run([release({ replica })]);
      } catch (error) {
        // Where the server is gone, or says no, the leases pass by themselves.
        if (judge(error).is !== 'world') throw error;
      }
    },
  };
}
