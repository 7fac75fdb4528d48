// Keep limits: buckets are asked in memory and written behind, so that opening a code writes nothing and a restart forgets none.
import type { Clock } from '#protocol';
import { type BucketRule, givenBack, taken, waitMs } from '../domain/limits/bucket.ts';
import { type Demand, SCAN_RULES } from '../domain/limits/scan-limits.ts';
import type { Mac } from '../domain/mac.ts';
import type { Limits } from '../ports/limits.ts';
import type { OwnedStore } from '../ports/store.ts';
import { readKeptBuckets } from '../storage/queries/limits.ts';

export type KeptLimits = Limits & {
  /** Takes up what an earlier process left; before the first request. */
  load(): Promise<void>;
  /** Writes what has changed since the last time; nothing when nothing has. */
  flush(): Promise<void>;
  /** Buckets that are not full, as far as is known. */
  size(): number;
};

/** What so many strangers leave behind fits into about 20 MB; beyond it, those that were asked longest ago are forgotten. */
const MOST_BUCKETS = 200_000;
const WRITTEN_AT_ONCE = 5_000;

export type KeepLimitsDeps = {
  readonly store: Pick<OwnedStore, 'commit' | 'books'>;
  readonly clock: Clock;
  /** Addresses and names are kept as its digests only. */
  readonly mac: Mac;
  readonly mostBuckets?: number;
};

export function createKeptLimits({ store, clock, mac, mostBuckets = MOST_BUCKETS }: KeepLimitsDeps): KeptLimits {
  /** In the order in which they were last touched. */
  const fullAt = new Map<string, number>();
  let changed = new Set<string>();
  let flushing: Promise<void> = Promise.resolve();

  const keyOf = ({ limit, of }: Demand): string => mac(`limit ${limit} ${of}`).slice(0, 22);

  function touch(key: string, fullAtMs: number | null): void {
    fullAt.delete(key);
    if (fullAtMs !== null) fullAt.set(key, fullAtMs);
    changed.add(key);
  }

  function makeRoom(nowMs: number): void {
    if (fullAt.size <= mostBuckets) return;
    for (const [key, fullAtMs] of fullAt) if (fullAtMs <= nowMs) fullAt.delete(key);
    // A tenth at once: whoever sends from ever new addresses must not have the whole map walked each time.
    const most = fullAt.size > mostBuckets ? Math.floor(mostBuckets * 0.9) : mostBuckets;
    for (const key of fullAt.keys()) {
      if (fullAt.size <= most) break;
      fullAt.delete(key);
    }
  }

  async function write(): Promise<void> {
    const nowMs = clock.nowMs();
    const keys = [...changed];
    if (keys.length === 0) return;
    changed = new Set();
    try {
      for (let at = 0; at < keys.length; at += WRITTEN_AT_ONCE) {
        const buckets = keys.slice(at, at + WRITTEN_AT_ONCE).flatMap((key) => {
          const fullAtMs = fullAt.get(key);
          return fullAtMs === undefined ? [] : [{ key, fullAtMs }];
        });
        await store.commit([{ change: 'limits-kept', buckets, nowMs }]);
      }
    } catch (cause) {
      for (const key of keys) changed.add(key);
      throw cause;
    }
  }

  type Asked = { readonly rule: BucketRule; readonly key: string };
  const askedOf = (demands: readonly Demand[]): readonly Asked[] =>
    demands.map((demand) => ({ rule: SCAN_RULES[demand.limit], key: keyOf(demand) }));
  const longestWaitMs = (asked: readonly Asked[], nowMs: number): number =>
    Math.max(0, ...asked.map(({ rule, key }) => waitMs(rule, fullAt.get(key) ?? null, nowMs)));

  return {
    waitMs: (demands) => longestWaitMs(askedOf(demands), clock.nowMs()),
    take(demands) {
      const nowMs = clock.nowMs();
      const asked = askedOf(demands);
      const longestMs = longestWaitMs(asked, nowMs);
      if (longestMs > 0) return longestMs;
      for (const { rule, key } of asked) touch(key, taken(rule, fullAt.get(key) ?? null, nowMs));
      makeRoom(nowMs);
      return 0;
    },
    giveBack(demands) {
      const nowMs = clock.nowMs();
      for (const { rule, key } of askedOf(demands)) touch(key, givenBack(rule, fullAt.get(key) ?? null, nowMs));
    },
    async load() {
      const kept = await readKeptBuckets(store.books, clock.nowMs(), mostBuckets);
      for (const { key, fullAtMs } of kept.toReversed()) fullAt.set(key, fullAtMs);
    },
    flush() {
      flushing = flushing.catch(() => {}).then(write);
      return flushing;
    },
    size: () => fullAt.size,
  };
}
