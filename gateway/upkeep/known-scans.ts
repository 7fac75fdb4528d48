// Known scans: what was counted already - a person or an address at a label in this hour, and who said today that it is elsewhere.
import { DAY_MS, HOUR_MS } from '#protocol';
import { addressKey } from '../domain/limits/address-key.ts';
import { isWitnessed, type ScanSeen } from '../domain/watch/label-scans.ts';

export type KnownScans = {
  /** @returns whether it counts; what counts is known from then on. */
  isNew(tagId: string, seen: ScanSeen, atMs: number): boolean;
  /** Asked of what counts alone. */
  isFirstToday(tagId: string, personId: string, atMs: number): boolean;
};

/** Some 20 MB; who fills it has made as many accounts, and may then be counted twice. */
const MOST_KNOWN = 100_000;

type Known = {
  /** @returns whether none of them was known in this stretch of time; all are from then on. */
  areNew(keys: readonly string[], atMs: number): boolean;
};

/** Of the newest `most` keys none is forgotten, and never are more than twice as many kept. */
function createKnown(spanMs: number, most: number): Known {
  let span = Number.NEGATIVE_INFINITY;
  let now = new Set<string>();
  let before = new Set<string>();
  return {
    areNew(keys, atMs) {
      const at = Math.floor(atMs / spanMs);
      if (at !== span) [span, now, before] = [at, new Set(), new Set()];
      const isKnown = keys.some((key) => now.has(key) || before.has(key));
      for (const key of keys) now.add(key);
      if (now.size >= most) [before, now] = [now, new Set()];
      return !isKnown;
    },
  };
}

export function createKnownScans(most: number = MOST_KNOWN): KnownScans {
  const ofHour = createKnown(HOUR_MS, most);
  /** One phone may be wrong about where it is all day: it takes several people to say so. */
  const elsewhereToday = createKnown(DAY_MS, most);
  const hereToday = createKnown(DAY_MS, most);

  return {
    isNew(tagId, seen, atMs) {
      if (seen.how === 'ended') return true;
      if (!isWitnessed(seen.by)) return false;
      const { personId, address } = seen.by;
      const person = `${tagId} person ${personId}`;
      if (seen.how === 'elsewhere') return elsewhereToday.areNew([person], atMs);
      return ofHour.areNew([person, ...(address === null ? [] : [`${tagId} address ${addressKey(address)}`])], atMs);
    },
    isFirstToday: (tagId, personId, atMs) => hereToday.areNew([`${tagId} ${personId}`], atMs),
  };
}
