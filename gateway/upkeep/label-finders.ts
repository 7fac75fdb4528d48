// Label finders: who has scanned a label since its silence was noticed; one account with a photo of it is believed nothing.
import type { LabelAlert } from '../domain/watch/label-alert.ts';
import { isWitnessed, type ScanSeen } from '../domain/watch/label-scans.ts';
import { WATCH_LIMITS } from '../domain/watch/watch-limits.ts';

export type LabelFinders = {
  /** Those that are silent now; whoever found one of them before is not forgotten. */
  follow(alerts: Iterable<LabelAlert>): void;
  note(tagId: string, seen: ScanSeen): void;
  /** Several people, or one of the staff who stood before it. */
  hasFound(tagId: string): boolean;
};

type Finders = { readonly alertId: string; readonly people: Set<string>; isOnTheSpot: boolean };

/** In memory: after a restart it takes as many again. */
export function createLabelFinders(): LabelFinders {
  let byTag = new Map<string, Finders>();
  const isFound = (found: Finders | undefined): boolean =>
    found !== undefined && (found.isOnTheSpot || found.people.size >= WATCH_LIMITS.peopleToEnd);
  return {
    follow(alerts) {
      const followed = new Map<string, Finders>();
      for (const { alertId, tagId, state, silentSinceMs } of alerts) {
        if (state !== 'open' || silentSinceMs === null) continue;
        const before = byTag.get(tagId);
        followed.set(tagId, before?.alertId === alertId ? before : { alertId, people: new Set(), isOnTheSpot: false });
      }
      byTag = followed;
    },
    note(tagId, seen) {
      const found = byTag.get(tagId);
      if (!found || isFound(found) || seen.how !== 'here' || !isWitnessed(seen.by)) return;
      if (seen.by.isStaff === true) found.isOnTheSpot = true;
      found.people.add(seen.by.personId);
    },
    hasFound: (tagId) => isFound(byTag.get(tagId)),
  };
}
