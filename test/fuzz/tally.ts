// Tally: what came of each piece, by words that are fixed; and what must never come of any.
export type Crash = {
  readonly part: 'codec' | 'broker';
  readonly batch: number;
  readonly what: string;
  readonly problem: string;
};

export type Tally = {
  add(word: string, count?: number): void;
  readonly words: ReadonlyMap<string, number>;
};

export function createTally(): Tally {
  const words = new Map<string, number>();
  return {
    words,
    add(word, count = 1) {
      words.set(word, (words.get(word) ?? 0) + count);
    },
  };
}

/** The most frequent first. */
export function printTally(tally: ReadonlyMap<string, number>): string {
  return [...tally]
    .sort(([, one], [, other]) => other - one)
    .map(([word, count]) => `  ${String(count).padStart(9)}  ${word}`)
    .join('\n');
}

export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
