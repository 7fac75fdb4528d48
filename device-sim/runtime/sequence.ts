// Sequence: work that starts at once and is handed on strictly in the order in which it came.

export type Sequence = {
  push<T>(work: Promise<T>, handle: (done: T) => void): void;
  /** Resolves when nothing is under way; rejects when a handler broke. */
  settled(): Promise<void>;
  /** Changes with every push: tells whether more came meanwhile. */
  count(): number;
};

export function createSequence(): Sequence {
  let tail: Promise<void> = Promise.resolve();
  let count = 0;
  return {
    push(work, handle) {
      count += 1;
      tail = tail.then(async () => handle(await work));
    },
    settled: () => tail,
    count: () => count,
  };
}
