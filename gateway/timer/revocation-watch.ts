// Revocation watch: what another gateway on the same database took away, or enrolled anew, ends connections here too (FP-29).
import { type Clock, MINUTE_MS } from '#protocol';
import type { Log } from '../ports/log.ts';

/** Two looks fit into the second that a revoked device may stay. */
const LOOK_EVERY_MS = 500;
/** Clocks of gateways differ by less. */
const LOOK_BACK_MS = MINUTE_MS;

/** By the id of the credential, or of the claim, that made it so. */
type Ended = { readonly id: string; readonly deviceId: string };

export type RevocationWatch = {
  /** Took away here, and ended here already. */
  noteOwn(ids: readonly string[]): void;
  /** Ends what was taken away since the last look; the first one only takes note, and comes before any device can. */
  look(): Promise<void>;
  start(): void;
  stop(): void;
};

/** @param end ends the connection of a device, if it is here, and forgets its key. */
export function createRevocationWatch(deps: {
  readonly readEnded: (sinceMs: number) => Promise<readonly Ended[]>;
  readonly clock: Clock;
  readonly end: (deviceId: string) => void;
  readonly log: Log;
}): RevocationWatch {
  const { readEnded, clock, end, log } = deps;
  /** Null before the first look: what was taken away before this gateway began concerns nobody here. */
  let seen: ReadonlySet<string> | null = null;
  let own = new Set<string>();
  /** When the database last answered: what was taken away while it did not is found by the next look. */
  let lookedAtMs: number | null = null;
  let isLooking = false;

  async function look(): Promise<void> {
    const nowMs = clock.nowMs();
    const rows = await readEnded((lookedAtMs ?? nowMs) - LOOK_BACK_MS);
    lookedAtMs = nowMs;
    const before = seen;
    const fresh = before === null ? [] : rows.filter(({ id }) => !before.has(id) && !own.has(id));
    // What is too old to be found again need not be remembered.
    const found = new Set(rows.map((row) => row.id));
    seen = found;
    own = new Set([...own].filter((id) => !found.has(id)));
    for (const deviceId of new Set(fresh.map((row) => row.deviceId))) end(deviceId);
  }

  async function lookOnce(): Promise<void> {
    // A slow database is not asked twice at a time.
    if (isLooking) return;
    isLooking = true;
    try {
      await look();
    } catch (cause) {
      log.error('revocations could not be read', { cause: String(cause) });
    } finally {
      isLooking = false;
    }
  }

  let timer: NodeJS.Timeout | undefined;
  return {
    noteOwn(ids) {
      for (const id of ids) own.add(id);
    },
    look,
    start() {
      timer = setInterval(() => void lookOnce(), LOOK_EVERY_MS);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
