// Chance: a repeatable stream of numbers from a seed, so that a run that went wrong can be played again.

/** The next number in [0, 1). */
export type Chance = () => number;

/** FNV-1a over the text, then mulberry32: even enough for faults and plans, worth nothing as a secret. */
export function createChance(seed: string): Chance {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
