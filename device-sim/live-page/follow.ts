// Follow: the parts of the page as they change, as server-sent events; a slow reader gets the newest, never a queue.
import type { Timers } from '../runtime/alarms.ts';

/** What a reader follows: named parts, each of which can be drawn at any time. */
export type Followed = {
  /** Ids of all parts, in the order in which a new reader gets them. */
  readonly parts: readonly string[];
  draw(part: string): string;
  /** Tells of each part that may look different now. @returns what ends it. */
  onStir(listener: (part: string) => void): () => void;
};

const RETRY_MS = 1_000;
/** What changes within this time is one change. */
const PAUSE_MS = 60;
/** A comment goes out when nothing else does, so that a dead connection shows. */
const HEARTBEAT_MS = 10_000;

const encoder = new TextEncoder();

/** Resolves at the wake, or after the time. */
function createNap(timers: Timers): { wake(): void; sleep(longestMs: number): Promise<void> } {
  let wake = (): void => {};
  return {
    wake: () => wake(),
    sleep: (longestMs) =>
      new Promise((resolve) => {
        const cancel = timers.after(longestMs, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      }),
  };
}

/** @param ended is told once, however the reader goes. */
export function followParts(followed: Followed, timers: Timers, ended: AbortSignal, onEnd: () => void): ReadableStream {
  /** What this reader has: an unchanged part is not sent again. */
  const sent = new Map<string, string>();
  const stirred = new Set<string>(followed.parts);
  const nap = createNap(timers);
  const deafen = followed.onStir((part) => {
    stirred.add(part);
    nap.wake();
  });
  let isOver = false;
  function end(): void {
    if (isOver) return;
    isOver = true;
    deafen();
    nap.wake();
    onEnd();
  }
  ended.addEventListener('abort', end, { once: true });

  /** The next part that looks different from what was sent; null when none does. */
  function takeChanged(): string | null {
    for (const part of stirred) {
      stirred.delete(part);
      const html = followed.draw(part);
      if (sent.get(part) === html) continue;
      sent.set(part, html);
      return `event: part\ndata: ${JSON.stringify({ part, html })}\n\n`;
    }
    return null;
  }

  async function nextText(): Promise<string> {
    const ready = takeChanged();
    if (ready !== null) return ready;
    await nap.sleep(HEARTBEAT_MS);
    if (!isOver && stirred.size > 0) await new Promise<void>((resolve) => timers.after(PAUSE_MS, resolve));
    return (isOver ? null : takeChanged()) ?? ': nothing new\n\n';
  }

  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`)),
    async pull(controller) {
      const text = await nextText();
      if (isOver) controller.close();
      else controller.enqueue(encoder.encode(text));
    },
    cancel: end,
  });
}
