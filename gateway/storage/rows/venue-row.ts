// Venue rows: venue, place, object and stay as columns, both ways.

import type { StayRecord } from '../../domain/company/stay.ts';
import type { ObjectRecord } from '../../domain/object.ts';
import type { Place, Venue } from '../../domain/place.ts';
import { jsonFromColumn, jsonToColumn } from './values.ts';

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

export type ObjectRow = {
  readonly object_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly place_id: string;
  readonly kind: string;
  readonly name: string;
  readonly device_id: string;
  readonly tariff_id: string;
  readonly status: ObjectRecord['status'];
  readonly binding_version: number;
};

export function objectToRow(object: ObjectRecord & { readonly tariffId: string }): ObjectRow {
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
    status: row.status,
    bindingVersion: row.binding_version,
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
