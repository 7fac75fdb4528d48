// Writers: the shape of a prepared write, one per kind of change.
import type { Change, Constraint } from '../../domain/changes.ts';

/** Applies one change; null when it took effect, else the constraint that refused. Unique keys and checks throw instead. */
export type Write<K extends Change['change']> = (change: Extract<Change, { change: K }>) => Constraint | null;
export type Writers<K extends Change['change']> = { readonly [C in K]: Write<C> };

/** A compare-and-set that touched no row did not happen (R10). */
export function refusedUnlessOne(result: { readonly changes: number }, constraint: Constraint): Constraint | null {
  return result.changes === 1 ? null : constraint;
}
