// Temper: how one person differs from the usual one of their kind - slower, absent, or gone without a Stop.
import type { Persona, PersonStep } from './persona.ts';

export type Temper =
  /** `pace` scales all that the person does. */
  | { readonly habit: 'usual' | 'absent'; readonly pace: number }
  /** Leaves so long after use began, without a word to their phone. */
  | { readonly habit: 'wanders-off'; readonly pace: number; readonly afterMs: number };

/** How one leaves an object of a kind that its person ends (FP-18). */
const WAYS_OUT: { readonly [kind: string]: readonly string[] } = {
  'sleep-pod': ['leave', 'closeDoor'],
  bike: ['brake', 'closePin'],
};
const BETWEEN_MS = 1_000;

/** The persona as this person plays it. */
export function withTemper(persona: Persona, temper: Temper): Persona {
  if (temper.habit === 'absent') return { ...persona, react: () => [] };
  if (temper.habit !== 'wanders-off') return persona;
  const { afterMs } = temper;
  const wayOut = (WAYS_OUT[persona.kind] ?? []).map((act, at): PersonStep => ({ act, afterMs: afterMs + at * BETWEEN_MS }));
  return { ...persona, react: (seen) => (seen.ev === 'started' ? wayOut : persona.react(seen)) };
}
