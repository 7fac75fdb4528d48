// Journal: a device's signed session record as the gateway keeps it, word for word.
import type { JournalEntry } from '#protocol';

/** True for entries that a decision or a receipt may need again: start, end, tickets. Readings are summed up in the session. */
export function isProof(entry: JournalEntry): boolean {
  return entry.ev !== 'updated' || entry.ticket !== undefined;
}

export type JournalRecord = {
  readonly deviceId: string;
  readonly entry: JournalEntry;
  /** SHA-256 of the signed text: a repeat must match it, else it is quarantined (M13). */
  readonly jwsHash: string;
  readonly jws: string;
  readonly receivedAtMs: number;
};
