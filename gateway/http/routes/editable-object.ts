// Editable object: what the form of one object's page begins with - its card, where it may be moved, and prices that it may have.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { StaffMember } from '../../ports/identity.ts';
import type { EditableObject } from '../../web/console/object-edit.tsx';
import type { RouteDeps } from '../context.ts';

/** Null for whoever may not change it, and for what was retired. */
export async function readEditableObject(
  deps: RouteDeps,
  { tenantId, role }: StaffMember,
  objectId: string,
): Promise<EditableObject | null> {
  if (!mayRole(role, 'object.create')) return null;
  const { setUp, tariffDesk } = deps.steps.operator;
  const found = await setUp.list.object(tenantId, objectId);
  if (!found.ok || found.value.status === 'retired') return null;
  const { name, placeId, venueId, kind, tariffId, isCleaned, version } = found.value;
  const venues = await setUp.list.venues(tenantId);
  const places = await setUp.list.places(tenantId, null);
  const currency = venues.find((venue) => venue.venueId === venueId)?.currency;
  const tariffs = await tariffDesk.list(tenantId);
  const fitting = tariffs.filter(
    ({ tariff, kind: ofKind }) =>
      tariff.tariffId === tariffId || (tariff.tariff.currency === currency && (ofKind === null || ofKind === kind)),
  );
  const venueNames = new Map(venues.map((venue) => [venue.venueId, venue.name]));
  return {
    ...{ objectId, name, placeId, tariffId, isCleaned, version },
    places: (places.ok ? places.value : []).map((place) => ({
      ...{ placeId: place.placeId, name: place.name },
      venueName: venueNames.get(place.venueId) ?? '',
    })),
    tariffs: fitting.map(({ tariff }) => ({ tariffId: tariff.tariffId, name: tariff.tariff.name })),
  };
}
