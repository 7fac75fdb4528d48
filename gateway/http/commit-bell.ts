// Commit bell in this process: open consoles look at their tenant's objects when something was committed.
import type { CommitBell } from '../ports/commit-bell.ts';

export function createCommitBell(): CommitBell {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of listeners) listener();
    },
    subscribe(onRing) {
      listeners.add(onRing);
      return () => void listeners.delete(onRing);
    },
  };
}
