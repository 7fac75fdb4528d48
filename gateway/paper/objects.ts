// Objects on paper: every object of a tenant as a file for a spreadsheet, and a list to begin an import with.
import { LIST_COLUMNS } from '../domain/venue/object-list.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readTariffs } from '../storage/queries/tariffs.ts';
import { type ListedObject, readObjects, readPlaces, readVenues } from '../storage/queries/venue-set-up.ts';
import { type Cell, encodeCsv } from './csv.ts';

const AT_ONCE = 1_000;
/** The columns of a list, and what became of each. */
const COLUMNS = [...LIST_COLUMNS, 'object', 'state', 'cleaned', 'labels', 'last_contact'] as const;

async function* readAll(books: BooksQuery, tenantId: string, venueId: string | null): AsyncGenerator<ListedObject> {
  let afterId: string | null = null;
  for (;;) {
    const page: readonly ListedObject[] = await readObjects(books, {
      ...{ tenantId, limit: AT_ONCE },
      ...(venueId !== null && { venueId }),
      ...(afterId !== null && { afterId }),
    });
    yield* page;
    if (page.length < AT_ONCE) return;
    afterId = page.at(-1)?.objectId ?? null;
  }
}

/** By name; those that were retired are history and not in it. */
export async function readObjectsFile(books: BooksQuery, tenantId: string, venueId: string | null): Promise<string> {
  const tariffs = new Map((await readTariffs(books, tenantId)).map(({ tariff }) => [tariff.tariffId, tariff.tariff.name]));
  const rows: Cell[][] = [];
  for await (const object of readAll(books, tenantId, venueId)) {
    const { name, kind, venueName, placeName, tariffId, deviceId, objectId, state, isCleaned, labels, lastContactMs } = object;
    const tariff = tariffId === null ? '' : (tariffs.get(tariffId) ?? tariffId);
    const heard = lastContactMs === null ? '' : new Date(lastContactMs).toISOString();
    const cleaned = isCleaned ? 'yes' : 'no';
    rows.push([name, kind, venueName, placeName, tariff, deviceId, objectId, state, cleaned, labels, heard]);
  }
  return encodeCsv(COLUMNS, rows);
}

/** A row for some of the kinds, at a place that is there; without prices, and each with a device of its own. */
export async function composeSampleList(books: BooksQuery, tenantId: string, kinds: readonly string[]): Promise<string> {
  const [place] = await readPlaces(books, tenantId);
  const venue = (await readVenues(books, tenantId)).find(({ venueId }) => venueId === place?.venueId);
  const [venueName, placeName] = [venue?.name ?? 'Venue', place?.name ?? 'Yard'];
  const samples = kinds.slice(0, 3).map((kind, at) => [`Sample ${at + 1}`, kind, venueName, placeName, '', '']);
  return encodeCsv(LIST_COLUMNS, samples);
}
