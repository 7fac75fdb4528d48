// Venue rows: venue, place, object and stay as columns, both ways.

import type { StayRecord } from '../../domain/company/stay.ts';
import type { ObjectRecord } from '../../domain/object.ts';
import type { Place, Venue } from '../../domain/place.ts';
import type { ObjectCard, PlaceRecord, VenueRecord } from '../../domain/venue/venue-record.ts';
import { type Flag, flagToColumn, jsonFromColumn, jsonToColumn } from './values.ts';

export type VenueRow = {
  readonly venue_id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  readonly fee_permille: number;
  readonly seller_json: string | null;
};

export function venueToRow(venue: Venue): VenueRow {
  return {
    venue_id: venue.venueId,
    tenant_id: venue.tenantId,
    name: venue.name,
    zone: venue.zone,
    currency: venue.currency,
    fee_permille: venue.feePermille,
    seller_json: venue.seller && jsonToColumn(venue.seller),
  };
}

export function venueFromRow(row: VenueRow): Venue {
  return {
    venueId: row.venue_id,
    tenantId: row.tenant_id,
    name: row.name,
    zone: row.zone,
    currency: row.currency,
    feePermille: row.fee_permille,
    seller: row.seller_json === null ? null : jsonFromColumn(row.seller_json),
  };
}

export type VersionedVenueRow = VenueRow & { readonly version: number };

export function versionedVenueToRow(venue: VenueRecord): VersionedVenueRow {
  return { ...venueToRow(venue), version: venue.version };
}

export function versionedVenueFromRow(row: VersionedVenueRow): VenueRecord {
  return { ...venueFromRow(row), feePermille: Number(row.fee_permille), version: Number(row.version) };
}

export type PlaceRow = {
  readonly place_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly name: string;
  readonly latitude_e6: number | null;
  readonly longitude_e6: number | null;
  readonly radius_m: number | null;
};

export function placeToRow(place: Place, tenantId: string): PlaceRow {
  return {
    place_id: place.placeId,
    tenant_id: tenantId,
    venue_id: place.venueId,
    name: place.name,
    latitude_e6: place.position?.latitudeE6 ?? null,
    longitude_e6: place.position?.longitudeE6 ?? null,
    radius_m: place.position?.radiusM ?? null,
  };
}

export function placeFromRow(row: PlaceRow): Place {
  const { latitude_e6: latitudeE6, longitude_e6: longitudeE6, radius_m: radiusM } = row;
  const place = { placeId: row.place_id, venueId: row.venue_id, name: row.name };
  if (latitudeE6 === null || longitudeE6 === null || radiusM === null) return place;
  return { ...place, position: { latitudeE6, longitudeE6, radiusM } };
}

export type VersionedPlaceRow = Pick<PlaceRow, 'place_id' | 'tenant_id' | 'venue_id' | 'name'> & { readonly version: number };

export function versionedPlaceToRow(place: PlaceRecord): VersionedPlaceRow {
  const { placeId, tenantId, venueId, name, version } = place;
  return { place_id: placeId, tenant_id: tenantId, venue_id: venueId, name, version };
}

export function versionedPlaceFromRow(row: VersionedPlaceRow): PlaceRecord {
  const { place_id: placeId, tenant_id: tenantId, venue_id: venueId, name } = row;
  return { placeId, tenantId, venueId, name, version: Number(row.version) };
}

export type ObjectRow = {
  readonly object_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly place_id: string;
  readonly kind: string;
  readonly name: string;
  readonly device_id: string;
  readonly tariff_id: string;
  readonly status: 'in_service' | 'out_of_service';
  readonly binding_version: number;
  readonly is_cleaned: Flag;
  readonly unclean_since_ms: number | null;
  readonly retired_at_ms: number | null;
};

/** What a set-up decides; whether it is cleaned, and whether it is used at all, is decided once it is there. */
export type GivenObjectRow = Omit<ObjectRow, 'is_cleaned' | 'unclean_since_ms' | 'retired_at_ms'>;

export function objectToRow(
  object: Omit<ObjectRecord, 'status'> & { readonly tariffId: string; readonly status: ObjectRow['status'] },
): GivenObjectRow {
  return {
    object_id: object.objectId,
    tenant_id: object.tenantId,
    venue_id: object.venueId,
    place_id: object.placeId,
    kind: object.kind,
    name: object.name,
    device_id: object.deviceId,
    tariff_id: object.tariffId,
    status: object.status,
    binding_version: object.bindingVersion,
  };
}

export function objectFromRow(row: ObjectRow): ObjectRecord {
  return {
    objectId: row.object_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    placeId: row.place_id,
    kind: row.kind,
    name: row.name,
    deviceId: row.device_id,
    status: typeof row.retired_at_ms === 'number' ? 'retired' : row.status,
    bindingVersion: row.binding_version,
    ...(row.is_cleaned === 1 ? { cleaning: { neededSinceMs: row.unclean_since_ms } } : {}),
  };
}

export type ObjectCardRow = GivenObjectRow &
  Pick<ObjectRow, 'is_cleaned' | 'retired_at_ms'> & {
    readonly service_by: string | null;
    readonly service_reason: string | null;
    readonly service_at_ms: number | null;
    readonly version: number;
  };

/** No tariff is an empty name, which no tariff has. */
const NO_TARIFF = '';

export function objectCardToRow(card: ObjectCard): Omit<ObjectCardRow, 'binding_version'> {
  const isRetired = card.status === 'retired';
  return {
    object_id: card.objectId,
    tenant_id: card.tenantId,
    venue_id: card.venueId,
    place_id: card.placeId,
    kind: card.kind,
    name: card.name,
    device_id: card.deviceId,
    tariff_id: card.tariffId ?? NO_TARIFF,
    status: card.status === 'in_service' ? 'in_service' : 'out_of_service',
    is_cleaned: flagToColumn(card.isCleaned),
    retired_at_ms: isRetired ? (card.service?.atMs ?? 0) : null,
    service_by: card.service?.by ?? null,
    service_reason: card.service?.reason ?? null,
    service_at_ms: card.service?.atMs ?? null,
    version: card.version,
  };
}

export function objectCardFromRow(row: ObjectCardRow): ObjectCard {
  const { service_by: by, service_reason: reason, service_at_ms: atMs } = row;
  return {
    objectId: row.object_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    placeId: row.place_id,
    kind: row.kind,
    name: row.name,
    deviceId: row.device_id,
    tariffId: row.tariff_id === NO_TARIFF ? null : row.tariff_id,
    status: row.retired_at_ms === null ? row.status : 'retired',
    isCleaned: Number(row.is_cleaned) === 1,
    service: by === null || reason === null || atMs === null ? null : { by, reason, atMs: Number(atMs) },
    version: Number(row.version),
  };
}

export type StayRow = {
  readonly stay_id: string;
  readonly tenant_id: string;
  readonly object_id: string;
  readonly pairing_code: string;
  readonly paired_person_id: string | null;
  readonly from_at_ms: number;
  readonly until_at_ms: number;
  readonly version: number;
};

export function stayToRow(stay: StayRecord): StayRow {
  return {
    stay_id: stay.stayId,
    tenant_id: stay.tenantId,
    object_id: stay.objectId,
    pairing_code: stay.pairingCode,
    paired_person_id: stay.pairedPersonId,
    from_at_ms: stay.fromMs,
    until_at_ms: stay.untilMs,
    version: stay.version,
  };
}

export function stayFromRow(row: StayRow): StayRecord {
  return {
    stayId: row.stay_id,
    objectId: row.object_id,
    tenantId: row.tenant_id,
    pairingCode: row.pairing_code,
    pairedPersonId: row.paired_person_id,
    fromMs: row.from_at_ms,
    untilMs: row.until_at_ms,
    version: row.version,
  };
}
