// Journal row: a device's signed entry as columns, both ways.
import { isProof, type JournalRecord } from '../../domain/device/journal.ts';
import { jsonFromColumn, jsonToColumn } from './values.ts';

export type JournalRow = {
  readonly device_id: string;
  readonly boot: string;
  readonly seq: number;
  readonly session_id: string;
  readonly n: number;
  readonly is_proof: 0 | 1;
  readonly entry_json: string;
  readonly jws_hash: string;
  readonly jws: string;
  readonly received_at_ms: number;
};

export function journalToRow(record: JournalRecord): JournalRow {
  return {
    device_id: record.deviceId,
    boot: record.entry.boot,
    seq: record.entry.seq,
    session_id: record.entry.ses,
    n: record.entry.n,
    is_proof: isProof(record.entry) ? 1 : 0,
    entry_json: jsonToColumn(record.entry),
    jws_hash: record.jwsHash,
    jws: record.jws,
    received_at_ms: record.receivedAtMs,
  };
}

export function journalFromRow(row: JournalRow): JournalRecord {
  return {
    deviceId: row.device_id,
    entry: jsonFromColumn(row.entry_json),
    jwsHash: row.jws_hash,
    jws: row.jws,
    receivedAtMs: row.received_at_ms,
  };
}
