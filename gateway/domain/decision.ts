// Decision: what a pure step returns, namely the changes to commit together and the value to answer with.
import type { Change } from './changes.ts';

export type Decision<T = null> = { readonly changes: readonly Change[]; readonly value: T };

export function decide(changes: readonly Change[]): Decision {
  return { changes, value: null };
}

/** Nothing to do: the step has been overtaken by what is already stored. */
export const NOTHING: Decision = { changes: [], value: null };
