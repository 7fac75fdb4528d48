// Words: what is asked of whoever is the hand at the object.
import { gesturesOf } from '../gestures.ts';
import type { Gesture } from '../wire.ts';

export type HandWork = Gesture | 'power-cut' | 'wipe';

export function wordsOf(kind: string, work: HandWork): string {
  if (work === 'power-cut') return 'Take its power away, wait two seconds, give it back.';
  if (work === 'wipe')
    return 'Take its power away, erase what it stores of counters and sessions (not its key), give the power back.';
  return gesturesOf(kind)[work]?.words ?? work;
}
