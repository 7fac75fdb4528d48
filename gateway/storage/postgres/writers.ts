// Writers: how each kind of change is written, as statements that refuse by themselves when they may not happen.
import type { Change, Constraint } from '../../domain/changes.ts';
import { type Statement, sql } from './statement.ts';

export type Write<K extends Change['change']> = (change: Extract<Change, { change: K }>) => readonly Statement[];
export type Writers<K extends Change['change']> = { readonly [C in K]: Write<C> };

/** A compare-and-set that touched no row did not happen (R10); the server then refuses the whole commit by this name. */
export function compareAndSet<P extends object>(constraint: Constraint, write: string): (parameters: P) => Statement {
  return sql<P>(`WITH applied AS (${write} RETURNING 1)
    SELECT refuse_unless(EXISTS (SELECT FROM applied), '${constraint}')`);
}
