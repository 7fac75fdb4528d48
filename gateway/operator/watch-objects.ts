// Watch objects: what changed of a tenant's objects and the sessions on them since it was last looked at.
import { sha256 } from '#protocol';
import type { CommitBell } from '../ports/commit-bell.ts';
import type { ConsoleObject } from '../ports/console-views.ts';
import type { ConsoleDesk } from './console-desk.ts';

/** One object as a live view shows it. */
export type ObjectNews = Pick<ConsoleObject, 'objectId' | 'standing' | 'isOnline' | 'dirtySince' | 'live'>;

export type WatchedObjects = {
  /** Names this very picture: who has seen it needs nothing new. */
  readonly mark: string;
  readonly objects: ReadonlyMap<string, ObjectNews>;
};

export type WatchObjects = {
  look(tenantId: string): Promise<WatchedObjects>;
  /** Resolves at the next commit of this process, after `waitMs`, or when it is given up. */
  next(waitMs: number, signal: AbortSignal): Promise<void>;
};

/** Those that differ, and those that are gone by their ids. */
export function newsBetween(before: WatchedObjects, after: WatchedObjects): readonly ObjectNews[] {
  const text = (news: ObjectNews | undefined): string => JSON.stringify(news ?? null);
  return [...after.objects.values()].filter((news) => text(before.objects.get(news.objectId)) !== text(news));
}

/** @param markOf what besides the objects is news to whoever looks. */
export function createWatchObjects(
  desk: Pick<ConsoleDesk, 'objects'>,
  bell: CommitBell,
  markOf: (tenantId: string) => Promise<string>,
): WatchObjects {
  return {
    async look(tenantId) {
      const found = await desk.objects({ tenantId, venueId: null });
      const news = found.map(({ objectId, standing, isOnline, dirtySince, live }) => ({
        ...{ objectId, standing, isOnline, dirtySince, live },
      }));
      const mark = sha256(`${JSON.stringify(news)} ${await markOf(tenantId)}`).slice(0, 16);
      return { mark, objects: new Map(news.map((each) => [each.objectId, each])) };
    },
    next: (waitMs, signal) =>
      new Promise((resolve) => {
        const unsubscribe = bell.subscribe(finish);
        const timer = setTimeout(finish, waitMs);
        function finish(): void {
          clearTimeout(timer);
          unsubscribe();
          signal.removeEventListener('abort', finish);
          resolve();
        }
        signal.addEventListener('abort', finish);
        if (signal.aborted) finish();
      }),
  };
}
