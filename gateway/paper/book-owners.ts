// Book owners on paper: which venues and persons there are books of, and what to say of one that there is none of.
import { formatMinor } from '../domain/money.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readPersonBooks, readPersonCurrencies, readVenueBooks, readVenueCurrencies } from '../storage/queries/book-owners.ts';

type BookOwner = 'venue' | 'person';

/** Amounts as decimals; the first row names the columns. */
type OwnerTable = { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

export async function listVenues(books: BooksQuery): Promise<OwnerTable> {
  const rows = await readVenueBooks(books);
  return {
    columns: ['tenant', 'venue', 'name', 'currency', 'owed'],
    rows: rows.map((row) => [row.tenantId, row.venueId, row.name, row.currency, formatMinor(row.owedMinor, row.currency)]),
  };
}

/** @param limit those who used something last. */
export async function listPersons(books: BooksQuery, limit: number): Promise<OwnerTable> {
  const rows = await readPersonBooks(books, limit);
  return {
    columns: ['person', 'currency', 'balance', 'sessions', 'last'],
    rows: rows.map(({ personId, currency, balanceMinor, sessions, lastAtMs }) => [
      personId,
      currency,
      balanceMinor === null ? 'elsewhere' : formatMinor(balanceMinor, currency),
      String(sessions),
      lastAtMs === null ? 'never' : new Date(lastAtMs).toISOString(),
    ]),
  };
}

type NoBooks = { readonly code: string; readonly problem: string; readonly next: string };

/** An id or a currency that there are no books of is refused: a statement of zeros would look like an answer. */
export async function findNoBooks(books: BooksQuery, owner: BookOwner, id: string, currency: string): Promise<NoBooks | null> {
  const currencies = await (owner === 'venue' ? readVenueCurrencies : readPersonCurrencies)(books, id);
  if (currencies.length === 0) return owner === 'venue' ? unknownVenue(books, id) : unknownPerson(id);
  if (currencies.includes(currency)) return null;
  const known = currencies.join(' and ');
  const problem = `${owner} '${id}' has no books in ${currency}, only in ${known}`;
  return { code: 'statement.currency-unknown', problem, next: `give --currency ${currencies[0]}` };
}

/** More than this many names are no help. */
const NAMED = 5;

const listed = (owner: BookOwner): string => `'unlatch ${owner}s' lists all of them`;

/** @param tenantId of whom it was thought to be, where that was asked. */
export async function unknownVenue(books: BooksQuery, venueId: string, tenantId?: string): Promise<NoBooks> {
  const known = await readVenueBooks(books);
  const other = known.find((row) => row.venueId === venueId);
  const next = listed('venue');
  if (other && tenantId !== undefined) {
    const problem = `venue '${venueId}' is not of tenant '${tenantId}' but of '${other.tenantId}'`;
    return { code: 'venue.unknown', problem, next };
  }
  const names = [...new Set(known.map((row) => `${row.venueId} (${row.name})`))];
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const problem = `there is no venue '${venueId}' here, but ${names.slice(0, NAMED).join(', ') || 'none at all'}${rest}`;
  return { code: 'venue.unknown', problem, next };
}

function unknownPerson(personId: string): NoBooks {
  return { code: 'person.unknown', problem: `nobody with the id '${personId}' has books here`, next: listed('person') };
}
