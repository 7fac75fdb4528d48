// Queries of the console on venues: those of one tenant, with the zone and currency that its pages tell time and money in, and where the red button is pressed.
import type { BooksQuery } from '../../ports/store.ts';

type VenueRow = { readonly venue_id: string; readonly name: string; readonly zone: string; readonly currency: string };

const VENUES = 'SELECT venue_id, name, zone, currency FROM venues WHERE tenant_id = ? ORDER BY name, venue_id';
const IN_EMERGENCY = 'SELECT venue_id FROM emergencies WHERE ended_at_ms IS NULL AND tenant_id = ? ORDER BY venue_id';

/** By name. */
export async function readTenantVenues(books: BooksQuery, tenantId: string) {
  const rows = await books<VenueRow>(VENUES, [tenantId]);
  return rows.map(({ venue_id, ...row }) => ({ venueId: venue_id, ...row }));
}

/** Their ids: hardly ever any. */
export async function readVenuesInEmergency(books: BooksQuery, tenantId: string): Promise<readonly string[]> {
  return (await books<Pick<VenueRow, 'venue_id'>>(IN_EMERGENCY, [tenantId])).map(({ venue_id: venueId }) => venueId);
}
