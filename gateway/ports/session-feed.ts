// Session feed: tells waiting requests and event streams of this process that a session has a new version.

export type SessionFeed = {
  publish(sessionId: string, version: number): void;
  /** Calls back on every later version; returns the way to stop. */
  subscribe(sessionId: string, onVersion: (version: number) => void): () => void;
};
