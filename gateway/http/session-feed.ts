// Session feed in this process: requests that wait for a session hear of its next version.
import type { SessionFeed } from '../ports/session-feed.ts';

export function createSessionFeed(): SessionFeed {
  const listeners = new Map<string, Set<(version: number) => void>>();
  return {
    publish(sessionId, version) {
      for (const listener of listeners.get(sessionId) ?? []) listener(version);
    },
    subscribe(sessionId, onVersion) {
      const own = listeners.get(sessionId) ?? new Set();
      listeners.set(sessionId, own);
      own.add(onVersion);
      return () => {
        own.delete(onVersion);
        if (own.size === 0) listeners.delete(sessionId);
      };
    },
  };
}
