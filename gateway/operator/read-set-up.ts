// Read set-up: how far a tenant's venue is from nothing to its first guest, and what each step of the guided set-up shows.
import { isFreeOpen } from '../domain/session/free-open.ts';
import { nextStep, progressOf } from '../domain/venue/set-up-progress.ts';
import type { ObjectInSetUp, SetUpView, TriedSession } from '../ports/set-up-view.ts';
import type { BooksQuery } from '../ports/store.ts';
import { hasHadPayingGuest, readObjectsInSetUp, readTriedSession } from '../storage/queries/set-up-progress.ts';
import { readPlaces, readVenues } from '../storage/queries/venue-set-up.ts';

type Asked = {
  readonly tenantId: string;
  /** null: the first by name. */
  readonly venueId: string | null;
};

export type ReadSetUp = {
  read(asked: Asked): Promise<SetUpView>;
  /** How many of its steps are done; null once it is over. */
  sign(asked: Asked): Promise<{ readonly done: number; readonly of: number } | null>;
};

/** Whoever has more sets them up by lists. */
const MOST_OBJECTS = 500;

function inOrder(one: ObjectInSetUp, other: ObjectInSetUp): number {
  const words = ({ placeName, name }: ObjectInSetUp): string => `${placeName}\n${name}`;
  return words(one).localeCompare(words(other), 'en', { numeric: true });
}

/** What staff took out of service to try it stays so until they say otherwise, and what it left to be cleaned until somebody did. */
function isOfferedAgain(objects: readonly ObjectInSetUp[], tried: TriedSession | null): boolean {
  const object = objects.find(({ objectId }) => objectId === tried?.objectId);
  if (object === undefined) return true;
  const isOpen = object.live !== null && isFreeOpen(object.live);
  return object.isInService && !isOpen && !(object.isUnclean && object.live === null);
}

export function createReadSetUp(books: BooksQuery): ReadSetUp {
  async function partsOf(tenantId: string, venueId: string) {
    const [places, found, tried] = await Promise.all([
      readPlaces(books, tenantId, venueId),
      readObjectsInSetUp(books, { tenantId, venueId, limit: MOST_OBJECTS }),
      readTriedSession(books, tenantId, venueId),
    ]);
    return { places: places.map(({ placeId, name }) => ({ placeId, name })), objects: [...found].sort(inOrder), tried };
  }

  async function look({ tenantId, venueId }: Asked, isPaid: boolean): Promise<SetUpView> {
    const venues = await readVenues(books, tenantId);
    const venue = venues.find((each) => each.venueId === venueId) ?? venues[0] ?? null;
    const parts = venue === null ? { places: [], objects: [], tried: null } : await partsOf(tenantId, venue.venueId);
    const { objects, tried } = parts;
    const steps = progressOf({
      ...{ hasVenue: venue !== null, objects },
      ...{ isTried: tried !== null, isOfferedAgain: isOfferedAgain(objects, tried) },
    });
    const isOver = isPaid || steps.every(({ isDone }) => isDone);
    return { ...parts, venueId: venue?.venueId ?? null, steps, next: nextStep(steps), isOver };
  }

  return {
    read: async (asked) => look(asked, await hasHadPayingGuest(books, asked.tenantId)),
    async sign(asked) {
      if (await hasHadPayingGuest(books, asked.tenantId)) return null;
      const { steps, isOver } = await look(asked, false);
      return isOver ? null : { done: steps.filter(({ isDone }) => isDone).length, of: steps.length };
    },
  };
}
