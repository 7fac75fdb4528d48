// Chance: all randomness of a proof as streams that a seed names, so that a run can be played again.
import { createHash } from 'node:crypto';

export type Chance = {
  /** From 0 up to but not including `limit`. */
  below(limit: number): number;
  is(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(size: number): Uint8Array;
  /** A stream of its own: what is drawn from it moves no other. */
  stream(name: string): Chance;
};

/** sfc32 (Doty-Humphrey), which passes PractRand and needs no more than four words of state. */
function createWords(seed: string): () => number {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), 1];
  return () => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + word) | 0;
    return word >>> 0;
  };
}

export function createChance(seed: string): Chance {
  const word = createWords(seed);
  const fraction = (): number => word() / 2 ** 32;
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return {
    below,
    is: (probability) => fraction() < probability,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error('nothing to pick from');
      return from[below(from.length)] as T;
    },
    bytes: (size) => Uint8Array.from({ length: size }, () => word() & 0xff),
    stream: (name) => createChance(`${seed}/${name}`),
  };
}
