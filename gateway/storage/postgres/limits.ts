// Limits of the PostgreSQL store: connections, waits and leases in one table, with the asserts that relate them.
import { assert, SECOND_MS } from '#protocol';

/** Small: a commit is one round trip, so that few connections keep many sessions going. */
export const POOL_SIZE = 8;
/** How long a step waits for a free connection, or for a new one, before the store is called unavailable. */
export const CONNECT_MS = 5 * SECOND_MS;
/** A row that another commit holds for longer belongs to one that hangs. */
export const LOCK_MS = 5 * SECOND_MS;
/** No statement of ours takes long; one that does is given up by the server. */
export const STATEMENT_MS = 10 * SECOND_MS;
/** The server's word is waited for longer than any statement may take; then the connection is given up. */
export const ANSWER_MS = 15 * SECOND_MS;
/** A connection without work is kept: what it has prepared is worth more than its memory. */
export const IDLE_MS = 600 * SECOND_MS;

/** How often a commit that lost to another (40001, 40P01) is sent again before the store is called unavailable. */
export const MOST_TRIES = 4;

/**
 * How long due deadlines belong to the gateway that read them (row 26). Long enough for a step and its calls; short, since
 * those of a gateway that was killed wait that long.
 */
export const CLAIM_MS = 5 * SECOND_MS;

assert(LOCK_MS < STATEMENT_MS, 'a lock is given up before the statement that waits for it');
assert(STATEMENT_MS < ANSWER_MS, 'the server gives up before its client does');
