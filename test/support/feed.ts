// Feed: things that happen one after the other, and waiting for the one that a test needs.

export type Feed<T> = {
  push(item: T): void;
  /** How many there are; give it to `until` to look only at what comes from now on. */
  count(): number;
  all(): readonly T[];
  /** The first such item from position `after` on; rejects with `what` when it does not come. */
  until(what: string, isIt: (item: T) => boolean, after?: number): Promise<T>;
};

/** Longer than anything that a test waits for, shorter than a test may take: a miss is named, not just late. */
const PATIENCE_MS = 40_000;

export function createFeed<T>(): Feed<T> {
  const items: T[] = [];
  const listeners = new Set<(item: T) => void>();
  return {
    push(item) {
      items.push(item);
      for (const listener of listeners) listener(item);
    },
    count: () => items.length,
    all: () => items,
    until(what, isIt, after = 0) {
      const known = items.slice(after).find(isIt);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const finish = (): void => {
          listeners.delete(listen);
          clearTimeout(timer);
        };
        const listen = (item: T): void => {
          if (!isIt(item)) return;
          finish();
          resolve(item);
        };
        const timer = setTimeout(() => {
          finish();
          reject(new Error(`waited ${PATIENCE_MS / 1_000} s in vain until ${what}`));
        }, PATIENCE_MS);
        listeners.add(listen);
      });
    },
  };
}
