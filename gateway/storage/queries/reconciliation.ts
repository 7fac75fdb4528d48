// Queries for the reconciliation: operations as our books have them, and rows in which the books differ from themselves or from a device's log.
import type { OperationRecord } from '../../domain/wallet/wallet-operation.ts';
import type { BooksQuery } from '../../ports/store.ts';
import type { OperationRow } from '../rows/operation-row.ts';
import { jsonFromColumn, minorFromColumn } from '../rows/values.ts';

/** What a wallet's listing is laid beside. */
export type BookedOperation = Pick<OperationRecord, 'opKey' | 'kind' | 'state' | 'amountMinor' | 'currency'>;

type BookedRow = Pick<OperationRow, 'op_key' | 'kind' | 'state' | 'amount_minor' | 'currency'>;

const OPERATION = 'SELECT op_key, kind, state, amount_minor, currency FROM wallet_operations WHERE op_key = ?';
const DONE = `
  SELECT op_key, kind, state, amount_minor, currency FROM wallet_operations
  WHERE wallet = ? AND state = 'done' AND created_at_ms >= ? AND resolved_at_ms < ? ORDER BY created_at_ms, op_key`;

function bookedFromRow(row: BookedRow): BookedOperation {
  const { op_key: opKey, kind, state, amount_minor, currency } = row;
  return { opKey, kind, state, amountMinor: minorFromColumn(amount_minor), currency };
}

export async function readBookedOperation(books: BooksQuery, opKey: string): Promise<BookedOperation | null> {
  const [row] = await books<BookedRow>(OPERATION, [opKey]);
  return row ? bookedFromRow(row) : null;
}

/** Done at this wallet, asked and answered within the period. */
export async function readDoneOperations(
  books: BooksQuery,
  wallet: string,
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
): Promise<readonly BookedOperation[]> {
  return (await books<BookedRow>(DONE, [wallet, sinceMs, untilMs])).map(bookedFromRow);
}

/** Each finds rows (subject, here, there) that must not exist; the same SQL on both stores. */
const DIFFERENCES = [
  {
    between: 'ledger',
    what: 'capture-without-transfer',
    sql: `SELECT h.hold_id AS subject, h.captured_minor AS here, 'none' AS there FROM holds h
      WHERE h.state = 'captured' AND h.captured_minor > 0 AND NOT EXISTS (
        SELECT 1 FROM transfers t WHERE t.session_id = h.session_id AND t.kind IN ('capture', 'collect') AND t.op_key LIKE '%:' || h.hold_id || ':%')`,
  },
  {
    between: 'ledger',
    what: 'open-hold-of-closed-session',
    sql: `SELECT h.hold_id AS subject, h.state AS here, s.state AS there FROM holds h JOIN sessions s ON s.session_id = h.session_id
      WHERE s.state = 'closed' AND h.state NOT IN ('captured', 'voided', 'declined', 'uncollected')`,
  },
  {
    between: 'device-log',
    what: 'journal-gap',
    sql: `SELECT j.session_id AS subject, COUNT(*) AS here, MAX(j.n) + 1 AS there FROM journal_entries j
      JOIN sessions s ON s.session_id = j.session_id AND s.state = 'closed'
      GROUP BY j.session_id HAVING COUNT(*) <> MAX(j.n) + 1`,
  },
] as const;

type SubjectRow = { readonly subject: string; readonly here: string | number; readonly there: string | number };

/** Where our own books differ from themselves, or lack what a device has logged. */
export async function readDifferences(books: BooksQuery) {
  const found = [];
  for (const { between, what, sql } of DIFFERENCES) {
    for (const { subject, here, there } of await books<SubjectRow>(sql)) {
      found.push({ between, what, subject, here: String(here), there: String(there) });
    }
  }
  return found;
}

type UseRow = { readonly session_id: string; readonly usage_json: string; readonly entry_json: string };

const LAST_LOGGED_USE = `
  SELECT s.session_id, s.usage_json, j.entry_json FROM sessions s
  JOIN journal_entries j ON j.session_id = s.session_id
    AND j.n = (SELECT MAX(n) FROM journal_entries WHERE session_id = s.session_id)
  WHERE s.state = 'closed' AND s.end_at_ms >= ? AND s.end_at_ms < ? ORDER BY s.session_id`;

export type EndedUse = { readonly sessionId: string; readonly billedMs: number; readonly loggedMs: number };

/** Billed beside what the device logged with its end, of sessions that ended in the period. */
export async function readEndedUse(
  books: BooksQuery,
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
): Promise<readonly EndedUse[]> {
  const rows = await books<UseRow>(LAST_LOGGED_USE, [sinceMs, untilMs]);
  return rows.flatMap((row) => {
    const { useMs: billedMs } = jsonFromColumn<{ readonly useMs: number }>(row.usage_json);
    const entry = jsonFromColumn<{ readonly ev: string; readonly use: { readonly useMs: number } }>(row.entry_json);
    return entry.ev === 'ended' ? [{ sessionId: row.session_id, billedMs, loggedMs: entry.use.useMs }] : [];
  });
}
