// Fleet visitors: people who walk up to objects of a fleet, scan, start, use, stop and pay, so many a minute.
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE_MS, SECOND_MS } from '#protocol';
import { displayCounterAt } from '#qr';
import { createChance, displayDigits, type Visits } from '#sim';
import { createDemoPhone } from '../demo/phone.ts';

/** The first use is proven by then, or the visitor goes away. */
const PATIENCE_MS = 2 * MINUTE_MS;
const SHORTEST_USE_MS = 15 * SECOND_MS;
const LONGEST_USE_MS = 75 * SECOND_MS;
/** Looks around for so many objects before this visitor goes home. */
const MOST_LOOKS = 20;

/** `displayKey`: of an object whose display shows its codes; its label alone starts nothing. */
export type PrintedLink = { readonly objectId: string; readonly link: string; readonly displayKey?: string | undefined };

/** What a visitor who stands there scans. */
function linkNow({ link, displayKey }: PrintedLink): string {
  const digits = displayKey === undefined ? null : displayDigits(displayKey, displayCounterAt(Date.now()));
  return digits ?? link;
}

export type Visitors = {
  welcome(perMinute: number, isFree: (device: string) => boolean): void;
  visits(): Visits;
  /** Resolves when nobody presses anything any more. */
  sendHome(): Promise<void>;
};

/** The stable code of a refusal, or what went wrong before there was one. */
function reasonOf(cause: unknown): string {
  const { cause: below, message } = cause instanceof Error ? cause : new Error(String(cause));
  const { code } = (below ?? {}) as { readonly code?: string };
  const said = code === undefined ? message : `${message} (${code})`;
  return /"code":"([a-z.-]+)"/.exec(said)?.[1] ?? said.slice(0, 60);
}

export function createVisitors(parts: {
  readonly origin: string;
  readonly tokens: readonly string[];
  readonly links: readonly PrintedLink[];
  readonly seed: string;
}): Visitors {
  const { links, origin, seed, tokens } = parts;
  const chance = createChance(`visitors ${seed}`);
  const closing = new AbortController();
  // One listener for each visitor who is there.
  setMaxListeners(0, closing.signal);
  const idle = [...tokens];
  const underWay = new Set<Promise<void>>();
  const turnedAway: { [why: string]: number } = {};
  let [came, paid] = [0, 0];

  function choose(isFree: (device: string) => boolean): PrintedLink | undefined {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const seen = links[Math.floor(chance() * links.length)];
      if (seen && isFree(seen.objectId)) return seen;
    }
    return undefined;
  }

  async function visit(object: PrintedLink, token: string, useMs: number): Promise<void> {
    const phone = createDemoPhone(origin, token, PATIENCE_MS);
    const { sessionId } = await phone.start(linkNow(object));
    const begun = await phone.until(sessionId, 'use is proven', ({ state }) => state === 'active' || state === 'closed');
    if (begun.state === 'closed') throw new Error(`ended before use: ${begun.end?.reason}`);
    await wait(useMs, undefined, { signal: closing.signal });
    const { state } = await phone.read(sessionId);
    if (state === 'active') await phone.stop(sessionId);
    await phone.until(sessionId, 'the end is proven', (view) => view.state === 'closed');
    paid += 1;
  }

  function turnAway(why: string): void {
    turnedAway[why] = (turnedAway[why] ?? 0) + 1;
  }

  function arrive(isFree: (device: string) => boolean): void {
    const object = choose(isFree);
    const token = object && idle.shift();
    if (!object || token === undefined) return;
    came += 1;
    const useMs = SHORTEST_USE_MS + chance() * (LONGEST_USE_MS - SHORTEST_USE_MS);
    const visiting = visit(object, token, useMs)
      .catch((cause: unknown) => {
        if (!closing.signal.aborted) turnAway(reasonOf(cause));
      })
      .finally(() => {
        idle.push(token);
        underWay.delete(visiting);
      });
    underWay.add(visiting);
  }

  async function keepComing(perMinute: number, isFree: (device: string) => boolean): Promise<void> {
    for (;;) {
      // Between half and one and a half times the mean: people do not come by the clock.
      const gapMs = (MINUTE_MS / perMinute) * (0.5 + chance());
      const isOpen = await wait(gapMs, true, { signal: closing.signal }).catch(() => false);
      if (!isOpen) return;
      arrive(isFree);
    }
  }

  return {
    welcome(perMinute, isFree) {
      if (perMinute > 0) void keepComing(perMinute, isFree);
    },
    visits: () => ({ came, paid, turnedAway: { ...turnedAway } }),
    async sendHome() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}
