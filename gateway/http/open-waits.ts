// Open waits: every held request and event stream, so that the server can end them before it closes.

export type OpenWait = { readonly signal: AbortSignal; end(): void };

export type OpenWaits = {
  /** @param gone aborts when the client hangs up. */
  open(gone?: AbortSignal): OpenWait;
  /** Ends all waits, and at once each one opened from now on. */
  endAll(): void;
};

/** Counts in how many places each reader waits; a place above so many ends the reader's oldest. */
export function createReaders(most: number): (name: string, wait: OpenWait) => void {
  const waitsOf = new Map<string, Set<OpenWait>>();
  return (name, wait) => {
    if (wait.signal.aborted) return;
    const waits = waitsOf.get(name) ?? new Set();
    waitsOf.set(name, waits.add(wait));
    wait.signal.addEventListener('abort', () => {
      waits.delete(wait);
      if (waits.size === 0) waitsOf.delete(name);
    });
    const [oldest] = waits;
    if (waits.size > most) oldest?.end();
  };
}

export function createOpenWaits(): OpenWaits {
  const open = new Set<AbortController>();
  let hasEnded = false;
  return {
    open(gone) {
      const controller = new AbortController();
      const end = (): void => {
        gone?.removeEventListener('abort', end);
        open.delete(controller);
        controller.abort();
      };
      open.add(controller);
      gone?.addEventListener('abort', end);
      if (hasEnded || gone?.aborted) end();
      return { signal: controller.signal, end };
    },
    endAll() {
      hasEnded = true;
      for (const controller of open) controller.abort();
      open.clear();
    },
  };
}
