// List taken-over hosts: where else than at our own addresses a label may lead to an object of ours; all other codes are nobody's.
import type { Clock } from '#protocol';
import type { BooksQuery } from '../ports/store.ts';
import { readTakenOverHosts } from '../storage/queries/taken-over-hosts.ts';

/** As browsers write them, and public: they stand on labels in the street. */
export type ListTakenOverHosts = () => Promise<readonly string[]>;

export type TakenOverHosts = {
  readonly list: ListTakenOverHosts;
  /** Labels were taken over: who opens the scan page next is told by what is in the books then. */
  readonly forget: () => void;
};

/** The scan page names them all, and no page has room for more. */
const MOST_HOSTS = 1_000;
/** Strangers who open the page over and over ask the database no more often; what another gateway took over shows after as long. */
const KNOWN_FOR_MS = 5_000;

export function createTakenOverHosts(books: BooksQuery, clock: Clock): TakenOverHosts {
  let known: Promise<readonly string[]> = Promise.resolve([]);
  let readAtMs = Number.NEGATIVE_INFINITY;
  const forget = (): void => {
    readAtMs = Number.NEGATIVE_INFINITY;
  };
  return {
    forget,
    list() {
      const nowMs = clock.nowMs();
      if (Math.abs(nowMs - readAtMs) < KNOWN_FOR_MS) return known;
      readAtMs = nowMs;
      known = readTakenOverHosts(books, MOST_HOSTS);
      // What could not be read is asked for again.
      known.catch(forget);
      return known;
    },
  };
}
