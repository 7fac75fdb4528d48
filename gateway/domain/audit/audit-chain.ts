// Audit chain: sealed rows as a SHA-256 chain over canonical JSON (RFC 8785), so that nothing can be changed or left out unseen (A3).
import { canonicalJson, type Json, sha256 } from '#protocol';
import type { AuditRow } from './audit.ts';

/** Position from 1; `hash` covers the row and the link before it. */
export type AuditLink = {
  readonly position: number;
  readonly auditId: string;
  readonly previousHash: string;
  readonly hash: string;
  readonly sealedAtMs: number;
};

/** The end of the chain: whoever keeps it off the machine can tell later whether the past was rewritten. */
export type AuditHead = { readonly position: number; readonly hash: string };

/** What the first link follows. */
export const CHAIN_BEGIN: AuditHead = { position: 0, hash: sha256('unlatch audit chain v1') };

function hashLink(previousHash: string, position: number, row: AuditRow): string {
  return sha256(canonicalJson({ previousHash, position, row: row as unknown as Json }));
}

/** Links for rows in the order given, after `head`. */
export function sealRows(rows: readonly AuditRow[], head: AuditHead, nowMs: number): readonly AuditLink[] {
  const links: AuditLink[] = [];
  let { position, hash } = head;
  for (const row of rows) {
    const previousHash = hash;
    position += 1;
    hash = hashLink(previousHash, position, row);
    links.push({ position, auditId: row.auditId, previousHash, hash, sealedAtMs: nowMs });
  }
  return links;
}

export type SealedRow = { readonly link: AuditLink; readonly row: AuditRow | null };
/** Where a chain breaks first, and how; `anchor` is a head that was kept elsewhere. */
export type ChainBreak = {
  readonly position: number;
  readonly problem: 'row-missing' | 'row-changed' | 'link-missing' | 'link-changed' | 'anchor-differs';
};

/** Walks sealed rows in the order of their positions, from a head on. */
export function createChainWalk(from: AuditHead = CHAIN_BEGIN) {
  let head = from;
  return {
    /** Null while it holds; after a break nothing more is learned. */
    next({ link, row }: SealedRow): ChainBreak | null {
      const position = head.position + 1;
      if (link.position !== position) return { position, problem: 'link-missing' };
      if (link.previousHash !== head.hash) return { position, problem: 'link-changed' };
      if (row === null) return { position, problem: 'row-missing' };
      if (hashLink(head.hash, position, row) !== link.hash) return { position, problem: 'row-changed' };
      head = { position, hash: link.hash };
      return null;
    },
    head: (): AuditHead => head,
  };
}
