// Commit bell: rings in this process after each commit, for whoever looks whether it concerns them.

export type CommitBell = {
  ring(): void;
  /** Calls back on every later ring; returns the way to stop. */
  subscribe(onRing: () => void): () => void;
};
