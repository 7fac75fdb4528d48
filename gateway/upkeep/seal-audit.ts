// Seal audit: appends the audit rows that are not sealed yet to the hash chain, the same way on every store (A3).
import type { Clock } from '#protocol';
import { type AuditHead, type ChainBreak, createChainWalk, sealRows } from '../domain/audit/audit-chain.ts';
import type { OwnedStore } from '../ports/store.ts';
import { readLastLink, readSealedAfter, readUnsealedRows } from '../storage/queries/audit.ts';

type AuditStore = Pick<OwnedStore, 'books' | 'commit'>;

const BATCH = 500;

/** The head to be kept somewhere else. */
export function readAuditHead({ books }: Pick<AuditStore, 'books'>): Promise<AuditHead> {
  return readLastLink(books);
}

/** @returns how many rows were sealed now; another replica that sealed first only makes this one look again. */
export async function sealAudit(store: AuditStore, clock: Clock): Promise<number> {
  let sealed = 0;
  for (;;) {
    const found = await readUnsealedRows(store.books, BATCH);
    if (found.length === 0) return sealed;
    const links = sealRows(found, await readAuditHead(store), clock.nowMs());
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
  // A head of before the first row: every chain passes through its begin, and none through another.
  if (anchor?.position === 0 && anchor.hash !== walk.head().hash) {
    return { head: walk.head(), broken: { position: 0, problem: 'anchor-differs' } };
  }
  for (;;) {
    const found = await readSealedAfter(books, walk.head().position, BATCH);
    if (found.length === 0) {
      const isShort = anchor !== null && walk.head().position < anchor.position;
      return { head: walk.head(), broken: isShort ? { position: anchor.position, problem: 'anchor-differs' } : null };
    }
    for (const sealed of found) {
      const broken = walk.next(sealed);
      if (broken) return { head: walk.head(), broken };
      const { position, hash } = walk.head();
      if (anchor?.position === position && anchor.hash !== hash) {
        return { head: walk.head(), broken: { position, problem: 'anchor-differs' } };
      }
    }
  }
}
