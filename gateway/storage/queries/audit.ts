// Queries on the audit: rows that are not sealed yet, the chain's head, and the chain itself from a position on.
import type { AuditRow } from '../../domain/audit/audit.ts';
import { type AuditHead, CHAIN_BEGIN, type SealedRow } from '../../domain/audit/audit-chain.ts';
import type { BooksQuery } from '../../ports/store.ts';
import type { AuditLinkRow } from '../rows/paper-row.ts';

export type AuditRowColumns = {
  readonly audit_id: string;
  readonly tenant_id: string;
  readonly at_ms: number;
  readonly actor_kind: AuditRow['actor']['kind'];
  readonly actor_id: string;
  readonly what: string;
  readonly subject_id: string;
  readonly facts_json: string;
};

/** The audit row that these columns of `audit_rows` hold. */
export function auditRowFrom(columns: AuditRowColumns): AuditRow {
  return {
    auditId: columns.audit_id,
    tenantId: columns.tenant_id,
    atMs: columns.at_ms,
    actor: { kind: columns.actor_kind, id: columns.actor_id },
    what: columns.what,
    subjectId: columns.subject_id,
    facts: JSON.parse(columns.facts_json) as AuditRow['facts'],
  };
}

const UNSEALED = `
  SELECT r.audit_id, r.tenant_id, r.at_ms, r.actor_kind, r.actor_id, r.what, r.subject_id, r.facts_json
  FROM audit_rows r LEFT JOIN audit_links l ON l.audit_id = r.audit_id
  WHERE l.audit_id IS NULL ORDER BY r.at_ms, r.audit_id LIMIT ?`;

/** By when they were written. */
export async function readUnsealedRows(books: BooksQuery, limit: number): Promise<readonly AuditRow[]> {
  return (await books<AuditRowColumns>(UNSEALED, [limit])).map(auditRowFrom);
}

const LAST_LINK = 'SELECT position, hash FROM audit_links ORDER BY position DESC LIMIT 1';

/** Of an empty chain: its begin. */
export async function readLastLink(books: BooksQuery): Promise<AuditHead> {
  const [last] = await books<{ readonly position: number; readonly hash: string }>(LAST_LINK);
  return last ?? CHAIN_BEGIN;
}

const SEALED_AFTER = `
  SELECT l.position, l.audit_id, l.previous_hash, l.hash, l.sealed_at_ms,
    r.tenant_id, r.at_ms, r.actor_kind, r.actor_id, r.what, r.subject_id, r.facts_json
  FROM audit_links l LEFT JOIN audit_rows r ON r.audit_id = l.audit_id
  WHERE l.position > ? ORDER BY l.position LIMIT ?`;

/** The next of the chain, by position; its row is null where somebody took it away. */
export async function readSealedAfter(books: BooksQuery, position: number, limit: number): Promise<readonly SealedRow[]> {
  const found = await books<AuditLinkRow & (AuditRowColumns | { readonly tenant_id: null })>(SEALED_AFTER, [position, limit]);
  return found.map((columns) => ({
    link: {
      position: columns.position,
      auditId: columns.audit_id,
      previousHash: columns.previous_hash,
      hash: columns.hash,
      sealedAtMs: columns.sealed_at_ms,
    },
    row: columns.tenant_id === null ? null : auditRowFrom(columns),
  }));
}
