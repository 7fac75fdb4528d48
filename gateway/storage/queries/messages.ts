// Queries on messages: mails about sessions of one tenant that could not be delivered, for its staff; never to whom they go.
import type { BooksQuery } from '../../ports/store.ts';

type UndeliveredRow = {
  readonly message_id: string;
  readonly kind: string;
  readonly session_id: string;
  readonly state: string;
  readonly cause: string | null;
  readonly attempts: number;
  readonly at_ms: number;
};

const UNDELIVERED = `
  SELECT message_id, kind, session_id, state, cause, attempts, at_ms FROM messages
  WHERE tenant_id = ? AND state IN ('waiting', 'refused', 'given-up') AND at_ms >= ? AND (state <> 'waiting' OR at_ms < ?)
    AND kind NOT IN ('session-ends-soon', 'session-money-low')
  ORDER BY at_ms DESC, message_id LIMIT ?`;

/** Newest first: refused or given up, or tried in vain since before `waitingBeforeMs`. */
export async function readUndelivered(
  books: BooksQuery,
  { tenantId, limit }: { readonly tenantId: string; readonly limit: number },
  { sinceMs, waitingBeforeMs }: { readonly sinceMs: number; readonly waitingBeforeMs: number },
) {
  const rows = await books<UndeliveredRow>(UNDELIVERED, [tenantId, sinceMs, waitingBeforeMs, limit]);
  return rows.map((row) => ({
    messageId: row.message_id,
    kind: row.kind,
    sessionId: row.session_id,
    state: row.state,
    cause: row.cause,
    attempts: Number(row.attempts),
    atMs: Number(row.at_ms),
  }));
}
