// Open waits: every held request and event stream, so that the server can end them before it closes.

export type OpenWait = { readonly signal: AbortSignal; end(): void };

export type OpenWaits = {
  /** @param gone aborts when the client hangs up. */
  open(gone?: AbortSignal): OpenWait;
  /** Ends all waits, and at once each one opened from now on. */
  endAll(): void;
};

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
