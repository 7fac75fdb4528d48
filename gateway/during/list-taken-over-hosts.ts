// List taken-over hosts: where else than at our own addresses a label may lead to an object of ours; all other codes are nobody's.
import type { Clock } from '#protocol';
import type { BooksQuery } from '../ports/store.ts';
import { readTakenOverHosts } from '../storage/queries/taken-over-hosts.ts';

/** As browsers write them, and public: they stand on labels in the street. */
export type ListTakenOverHosts = () => Promise<readonly string[]>;

/** The scan page names them all, and no page has room for more. */
const MOST_HOSTS = 1_000;
/** Whoever takes labels over tries them at once; strangers who open the page over and over ask the database no more often. */
const KNOWN_FOR_MS = 5_000;

export function createListTakenOverHosts(books: BooksQuery, clock: Clock): ListTakenOverHosts {
  let known: Promise<readonly string[]> = Promise.resolve([]);
  let readAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = clock.nowMs();
    if (Math.abs(nowMs - readAtMs) < KNOWN_FOR_MS) return known;
    readAtMs = nowMs;
    known = readTakenOverHosts(books, MOST_HOSTS);
    // What could not be read is asked for again.
    known.catch(() => {
      readAtMs = Number.NEGATIVE_INFINITY;
    });
    return known;
  };
}
