// Queries of the console on evidence: what the books have of one session besides its dossier.
import type { AuditRow } from '../../domain/audit/audit.ts';
import type { JournalRecord } from '../../domain/device/journal.ts';
import type { TransferRecord } from '../../domain/ledger/ledger.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { type JournalRow, journalFromRow } from '../rows/journal-row.ts';
import { type PostingRow, type TransferRow, transferFromRows } from '../rows/ledger-row.ts';
import { type AuditRowColumns, auditRowFrom } from './audit.ts';

const JOURNAL = 'SELECT * FROM journal_entries WHERE session_id = ? ORDER BY n LIMIT ?';

/** By their numbers. */
export async function readSessionJournal(books: BooksQuery, sessionId: string, limit: number): Promise<readonly JournalRecord[]> {
  return (await books<JournalRow>(JOURNAL, [sessionId, limit])).map(journalFromRow);
}

const TRANSFERS = `
  SELECT transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms FROM transfers
  WHERE session_id = ? ORDER BY at_ms, transfer_id`;
const POSTINGS = `
  SELECT p.transfer_id, p.leg, p.account, p.delta_minor FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
  WHERE t.session_id = ? ORDER BY p.transfer_id, p.leg`;

/** With their postings, oldest first. */
export async function readSessionTransfers(books: BooksQuery, sessionId: string): Promise<readonly TransferRecord[]> {
  const transfers = await books<TransferRow>(TRANSFERS, [sessionId]);
  const postings = await books<PostingRow>(POSTINGS, [sessionId]);
  return transfers.map((row) =>
    transferFromRows(
      row,
      postings.filter((posting) => posting.transfer_id === row.transfer_id),
    ),
  );
}

type ReceiptRow = { readonly receipt_id: string; readonly payer_id: string; readonly issued_at_ms: number };

const RECEIPTS = 'SELECT receipt_id, payer_id, issued_at_ms FROM receipts WHERE session_id = ? ORDER BY issued_at_ms, receipt_id';

/** One per payer. */
export async function readSessionReceipts(books: BooksQuery, sessionId: string) {
  const rows = await books<ReceiptRow>(RECEIPTS, [sessionId]);
  return rows.map((row) => ({ receiptId: row.receipt_id, payerId: row.payer_id, issuedAtMs: row.issued_at_ms }));
}

/** Audit rows about any of these, oldest first. */
export async function readAuditOf(
  books: BooksQuery,
  tenantId: string,
  subjectIds: readonly string[],
  limit: number,
): Promise<readonly AuditRow[]> {
  const rows = await books<AuditRowColumns>(
    `SELECT audit_id, tenant_id, at_ms, actor_kind, actor_id, what, subject_id, facts_json FROM audit_rows
     WHERE tenant_id = ? AND subject_id IN (${subjectIds.map(() => '?').join(', ')}) ORDER BY at_ms, audit_id LIMIT ?`,
    [tenantId, ...subjectIds, limit],
  );
  return rows.map(auditRowFrom);
}

export type AuditSearch = {
  readonly tenantId: string;
  /** Null does not narrow the search; so for all of these. */
  readonly what: string | null;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  /** The last one of the page before. */
  readonly before: { readonly atMs: number; readonly auditId: string } | null;
  readonly limit: number;
};

type LinkColumns = AuditRowColumns & { readonly position: number | null; readonly hash: string | null };

export type AuditFound = { readonly row: AuditRow; readonly position: number | null; readonly hash: string | null };

const AUDIT = `
  SELECT r.audit_id, r.tenant_id, r.at_ms, r.actor_kind, r.actor_id, r.what, r.subject_id, r.facts_json, l.position, l.hash
  FROM audit_rows r LEFT JOIN audit_links l ON l.audit_id = r.audit_id WHERE r.tenant_id = ?`;

/** Newest first, with where each stands in the chain. */
export async function searchAudit(books: BooksQuery, search: AuditSearch): Promise<readonly AuditFound[]> {
  const { tenantId, before, limit } = search;
  const columns = [
    ['r.what', search.what],
    ['r.actor_id', search.actorId],
    ['r.subject_id', search.subjectId],
  ] as const;
  const given = columns.flatMap(([column, value]) => (value === null ? [] : [{ column, value }]));
  const sql = [
    AUDIT,
    ...given.map(({ column }) => `AND ${column} = ?`),
    before === null ? '' : 'AND (r.at_ms < ? OR (r.at_ms = ? AND r.audit_id < ?))',
    'ORDER BY r.at_ms DESC, r.audit_id DESC LIMIT ?',
  ];
  const rows = await books<LinkColumns>(sql.join('\n'), [
    tenantId,
    ...given.map(({ value }) => value),
    ...(before === null ? [] : [before.atMs, before.atMs, before.auditId]),
    limit,
  ]);
  return rows.map((row) => ({ row: auditRowFrom(row), position: row.position, hash: row.hash }));
}
