// Listening store: a real store that notes what is read, for "the same work" is the same look-ups in the same order.
import type { OwnedStore } from '../../gateway/ports/store.ts';

export type ListeningStore = {
  readonly store: OwnedStore;
  /** Names of what was asked since the last time, oldest first. */
  heard(): readonly string[];
};

export function listenTo(real: OwnedStore): ListeningStore {
  let asked: string[] = [];
  const store = new Proxy(real, {
    get(target, name: keyof OwnedStore) {
      const member: unknown = target[name];
      // Questions about the store itself are the test's own.
      if (typeof member !== 'function' || name === 'statistics') return member;
      return (...words: unknown[]) => {
        asked.push(name);
        return Reflect.apply(member, target, words);
      };
    },
  });
  return {
    store,
    heard() {
      const heard = asked;
      asked = [];
      return heard;
    },
  };
}
