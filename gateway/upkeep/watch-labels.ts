// Watch labels: scans are counted beside the requests and kept by the hour; what they tell raises at most one ticket a label.
import type { Clock, Ids } from '#protocol';
import { decideAlert } from '../domain/watch/label-alert.ts';
import { countScan, isWitnessed, type LabelHour } from '../domain/watch/label-scans.ts';
import { WATCH_LIMITS } from '../domain/watch/watch-limits.ts';
import type { NoteScan } from '../ports/label-watch.ts';
import type { OwnedStore } from '../ports/store.ts';
import { readClosedAlerts, readEndedAlerts, readOpenAlerts } from '../storage/queries/label-watch.ts';
import { createKnownScans } from './known-scans.ts';
import { readLabelActivities } from './label-activities.ts';
import { createLabelFinders } from './label-finders.ts';

export type LabelWatch = {
  readonly note: NoteScan;
  /** Writes what was counted; before the process ends. */
  count(): Promise<void>;
  /** And raises, grows and ends alerts by it: each hour, and when somebody asks. Answers how many it changed. */
  lookNow(): Promise<number>;
};

export type LabelWatchDeps = {
  readonly store: Pick<OwnedStore, 'commit' | 'books'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Told once per process of each label that somebody whom we know has scanned; what a first scan means is decided there. */
  readonly noteFirstScan: (tagId: string, atMs: number) => Promise<unknown>;
};

const WRITTEN_AT_ONCE = 5_000;

export function createLabelWatch({ store, clock, ids, noteFirstScan }: LabelWatchDeps): LabelWatch {
  let hours = new Map<string, LabelHour>();
  /** Label and moment of its first scan since the process began, until it is told. */
  let fresh = new Map<string, number>();
  const told = new Set<string>();
  const known = createKnownScans();
  const finders = createLabelFinders();

  function putBack(unwritten: readonly LabelHour[]): void {
    for (const hour of unwritten) {
      const key = `${hour.hourMs} ${hour.tagId}`;
      const { scans = 0, people = 0, elsewhere = 0, ended = 0 } = hours.get(key) ?? {};
      hours.set(key, {
        ...hour,
        scans: hour.scans + scans,
        people: hour.people + people,
        elsewhere: hour.elsewhere + elsewhere,
        ended: hour.ended + ended,
      });
    }
  }

  async function writeHours(): Promise<void> {
    const counted = [...hours.values()];
    hours = new Map();
    const forgetBeforeMs = clock.nowMs() - WATCH_LIMITS.keptForMs;
    for (let at = 0; at < counted.length; at += WRITTEN_AT_ONCE) {
      const slice = counted.slice(at, at + WRITTEN_AT_ONCE);
      try {
        await store.commit([{ change: 'label-scans-counted', hours: slice, forgetBeforeMs }]);
      } catch (cause) {
        putBack(counted.slice(at));
        throw cause;
      }
    }
  }

  async function tellFirstScans(): Promise<void> {
    const scanned = fresh;
    fresh = new Map();
    for (const [tagId, atMs] of scanned) {
      try {
        await noteFirstScan(tagId, atMs);
        told.add(tagId);
      } catch (cause) {
        for (const [each, whenMs] of scanned) if (!told.has(each)) fresh.set(each, whenMs);
        throw cause;
      }
    }
  }

  async function count(): Promise<void> {
    await writeHours();
    await tellFirstScans();
  }

  async function look(): Promise<number> {
    const nowMs = clock.nowMs();
    const activities = await readLabelActivities(store.books, nowMs - WATCH_LIMITS.habitMs);
    const open = new Map((await readOpenAlerts(store.books)).map((alert) => [alert.tagId, alert]));
    const [closed, ended] = [await readClosedAlerts(store.books), await readEndedAlerts(store.books)];
    finders.follow(open.values());
    let changed = 0;
    for (const activity of activities) {
      const { tagId } = activity;
      const facts = {
        ...{ activity, open: open.get(tagId) ?? null, closedAtMs: closed.get(tagId) ?? null },
        ...{ endedAtMs: ended.get(tagId) ?? null, isFound: finders.hasFound(tagId) },
      };
      const alert = decideAlert(facts, ids('alr'), nowMs);
      // Lost to another gateway, or to somebody who closes it now: the next look decides on what is there then.
      if (!alert || !(await store.commit([{ change: 'label-alert-changed', alert }])).ok) continue;
      open.set(tagId, alert);
      changed += 1;
    }
    finders.follow(open.values());
    return changed;
  }

  return {
    note(tagId, seen) {
      const atMs = clock.nowMs();
      const hourMs = atMs - (atMs % WATCH_LIMITS.hourMs);
      finders.note(tagId, seen);
      if (!known.isNew(tagId, seen, atMs)) return;
      const key = `${hourMs} ${tagId}`;
      const isHere = seen.how === 'here' && isWitnessed(seen.by);
      const isFirstToday = isHere && known.isFirstToday(tagId, seen.by.personId, atMs);
      hours.set(key, countScan(hours.get(key) ?? null, { tagId, hourMs }, { how: seen.how, isFirstToday }));
      if (seen.how === 'here' && !told.has(tagId) && !fresh.has(tagId)) fresh.set(tagId, atMs);
    },
    count,
    async lookNow() {
      await count();
      return look();
    },
  };
}
