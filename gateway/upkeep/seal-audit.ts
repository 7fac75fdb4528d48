// Seal audit: appends the audit rows that are not sealed yet to the hash chain, the same way on every store (A3).
import type { Clock } from '#protocol';
import type { AuditRow } from '../domain/audit/audit.ts';
import {
  type AuditHead,
  type AuditLink,
  CHAIN_BEGIN,
  type ChainBreak,
  createChainWalk,
  sealRows,
} from '../domain/audit/audit-chain.ts';
import type { OwnedStore } from '../ports/store.ts';

type AuditStore = Pick<OwnedStore, 'books' | 'commit'>;

type RowColumns = {
  readonly audit_id: string;
  readonly tenant_id: string;
  readonly at_ms: number;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly what: string;
  readonly subject_id: string;
  readonly facts_json: string;
};
type LinkColumns = {
  readonly position: number;
  readonly audit_id: string;
  readonly previous_hash: string;
  readonly hash: string;
  readonly sealed_at_ms: number;
};

const BATCH = 500;

const UNSEALED = `
  SELECT r.audit_id, r.tenant_id, r.at_ms, r.actor_kind, r.actor_id, r.what, r.subject_id, r.facts_json
  FROM audit_rows r LEFT JOIN audit_links l ON l.audit_id = r.audit_id
  WHERE l.audit_id IS NULL ORDER BY r.at_ms, r.audit_id LIMIT ${BATCH}`;
const LAST_LINK = 'SELECT position, hash FROM audit_links ORDER BY position DESC LIMIT 1';
const SEALED_AFTER = `
  SELECT l.position, l.audit_id, l.previous_hash, l.hash, l.sealed_at_ms,
    r.tenant_id, r.at_ms, r.actor_kind, r.actor_id, r.what, r.subject_id, r.facts_json
  FROM audit_links l LEFT JOIN audit_rows r ON r.audit_id = l.audit_id
  WHERE l.position > ? ORDER BY l.position LIMIT ${BATCH}`;

function rowOf(columns: RowColumns): AuditRow {
  return {
    auditId: columns.audit_id,
    tenantId: columns.tenant_id,
    atMs: Number(columns.at_ms),
    actor: { kind: columns.actor_kind as AuditRow['actor']['kind'], id: columns.actor_id },
    what: columns.what,
    subjectId: columns.subject_id,
    facts: JSON.parse(columns.facts_json) as AuditRow['facts'],
  };
}

function linkOf(columns: LinkColumns): AuditLink {
  return {
    position: Number(columns.position),
    auditId: columns.audit_id,
    previousHash: columns.previous_hash,
    hash: columns.hash,
    sealedAtMs: Number(columns.sealed_at_ms),
  };
}

/** The head to be kept somewhere else. */
export async function readAuditHead({ books }: Pick<AuditStore, 'books'>): Promise<AuditHead> {
  const [last] = await books<{ position: number; hash: string }>(LAST_LINK);
  return last ? { position: Number(last.position), hash: last.hash } : CHAIN_BEGIN;
}

/** @returns how many rows were sealed now; another replica that sealed first only makes this one look again. */
export async function sealAudit(store: AuditStore, clock: Clock): Promise<number> {
  let sealed = 0;
  for (;;) {
    const found = await store.books<RowColumns>(UNSEALED);
    if (found.length === 0) return sealed;
    const links = sealRows(found.map(rowOf), await readAuditHead(store), clock.nowMs());
    const outcome = await store.commit([{ change: 'audit-sealed', links }]);
    if (!outcome.ok) return sealed;
    sealed += links.length;
    if (found.length < BATCH) return sealed;
  }
}

/**
 * Walks the whole chain.
 * @param anchor a head that was kept elsewhere: the chain must pass through it.
 */
export async function verifyAuditChain(
  { books }: Pick<AuditStore, 'books'>,
  anchor: AuditHead | null = null,
): Promise<{ readonly head: AuditHead; readonly broken: ChainBreak | null }> {
  const walk = createChainWalk();
  for (;;) {
    const found = await books<LinkColumns & { readonly tenant_id: string | null }>(SEALED_AFTER, [walk.head().position]);
    if (found.length === 0) {
      const isShort = anchor !== null && walk.head().position < anchor.position;
      return { head: walk.head(), broken: isShort ? { position: anchor.position, problem: 'anchor-differs' } : null };
    }
    for (const columns of found) {
      const row = columns.tenant_id === null ? null : rowOf(columns as unknown as RowColumns);
      const broken = walk.next({ link: linkOf(columns), row });
      if (broken) return { head: walk.head(), broken };
      const { position, hash } = walk.head();
      if (anchor?.position === position && anchor.hash !== hash) {
        return { head: walk.head(), broken: { position, problem: 'anchor-differs' } };
      }
    }
  }
}
