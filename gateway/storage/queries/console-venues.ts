// Queries of the console on venues: those of one tenant, with the zone and currency that its pages tell time and money in.
import type { BooksQuery } from '../../ports/store.ts';

type VenueRow = { readonly venue_id: string; readonly name: string; readonly zone: string; readonly currency: string };

const VENUES = 'SELECT venue_id, name, zone, currency FROM venues WHERE tenant_id = ? ORDER BY name, venue_id';

/** By name. */
export async function readTenantVenues(books: BooksQuery, tenantId: string) {
  const rows = await books<VenueRow>(VENUES, [tenantId]);
  return rows.map(({ venue_id, ...row }) => ({ venueId: venue_id, ...row }));
}
