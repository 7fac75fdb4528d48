// Queries on claims: which session one is about, and whether a person has answered it.
import { CLAIM_ANSWERS } from '../../domain/correction/claim-limits.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { isEventSeen } from './wallet-events.ts';

const SESSION = 'SELECT session_id FROM claims WHERE claim_id = ?';

/** Null for an unknown claim. */
export async function readSessionOfClaim(books: BooksQuery, claimId: string): Promise<string | null> {
  const [row] = await books<{ readonly session_id: string }>(SESSION, [claimId]);
  return row?.session_id ?? null;
}

/** An answer is kept among what may happen once: a second one is refused by the database. */
export function isClaimAnswered(books: BooksQuery, claimId: string): Promise<boolean> {
  return isEventSeen(books, CLAIM_ANSWERS, claimId);
}
