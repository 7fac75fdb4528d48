// Writes of a venue's set-up: venues, places and objects as they are decided in the browser, one compare-and-set each.
import { OCCUPYING_STATES } from '../../domain/session/session.ts';
import { wordList } from '../rows/values.ts';
import {
  type ObjectCardRow,
  objectCardToRow,
  type VersionedPlaceRow,
  type VersionedVenueRow,
  versionedPlaceToRow,
  versionedVenueToRow,
} from '../rows/venue-row.ts';
import { sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type SetUpChanges = 'venue-changed' | 'place-changed' | 'object-changed' | 'object-used' | 'object-cleaned';
type CardRow = Omit<ObjectCardRow, 'binding_version'>;

const keepTenant = sql<{ tenant_id: string }>('INSERT INTO tenants (tenant_id) VALUES (@tenant_id) ON CONFLICT DO NOTHING');
const insertVenue = compareAndSet<VersionedVenueRow>(
  'venue_version',
  `INSERT INTO venues (venue_id, tenant_id, name, zone, currency, fee_permille, seller_json, version)
   VALUES (@venue_id, @tenant_id, @name, @zone, @currency, @fee_permille, @seller_json, @version) ON CONFLICT DO NOTHING`,
);
const updateVenue = compareAndSet<VersionedVenueRow>(
  'venue_version',
  `UPDATE venues SET name = @name, zone = @zone, currency = @currency, fee_permille = @fee_permille,
     seller_json = @seller_json, version = @version
   WHERE venue_id = @venue_id AND version = @version - 1`,
);
const insertPlace = compareAndSet<VersionedPlaceRow>(
  'place_version',
  `INSERT INTO places (place_id, tenant_id, venue_id, name, version)
   VALUES (@place_id, @tenant_id, @venue_id, @name, @version) ON CONFLICT DO NOTHING`,
);
const updatePlace = compareAndSet<VersionedPlaceRow>(
  'place_version',
  'UPDATE places SET name = @name, version = @version WHERE place_id = @place_id AND version = @version - 1',
);
/** A new device has no key: nobody can connect as it before its claim ends well. */
const insertDevice = sql<CardRow>(
  `INSERT INTO devices (device_id, tenant_id, kind, public_x, password_hash, desired_ver, desired_json)
   VALUES (@device_id, @tenant_id, @kind, '', '', 0, '{}') ON CONFLICT DO NOTHING`,
);
const beItsDevice = sql<CardRow>(
  `SELECT refuse_unless(
     EXISTS (SELECT FROM devices WHERE device_id = @device_id AND tenant_id = @tenant_id AND kind = @kind)
     AND NOT EXISTS (SELECT FROM objects WHERE device_id = @device_id AND retired_at_ms IS NULL), 'device_identity')`,
);
const insertObject = compareAndSet<CardRow>(
  'object_version',
  `INSERT INTO objects (object_id, tenant_id, venue_id, place_id, kind, name, device_id, tariff_id, status, binding_version,
     is_cleaned, retired_at_ms, service_by, service_reason, service_at_ms, version)
   VALUES (@object_id, @tenant_id, @venue_id, @place_id, @kind, @name, @device_id, @tariff_id, @status, 1,
     @is_cleaned, @retired_at_ms, @service_by, @service_reason, @service_at_ms, @version)
   ON CONFLICT DO NOTHING`,
);
// All right-hand sides read the row as it was before: a ticket of what was offered then is refused (crash table row 30).
// What is used at this moment is not retired, whoever was first.
const updateObject = compareAndSet<CardRow>(
  'object_version',
  `UPDATE objects SET
     binding_version = binding_version
       + (venue_id <> @venue_id OR place_id <> @place_id OR name <> @name OR tariff_id <> @tariff_id)::int,
     venue_id = @venue_id, place_id = @place_id, name = @name, tariff_id = @tariff_id, status = @status,
     is_cleaned = @is_cleaned, unclean_since_ms = CASE WHEN @is_cleaned::smallint = 1 THEN unclean_since_ms END,
     retired_at_ms = coalesce(retired_at_ms, @retired_at_ms::bigint), service_by = @service_by,
     service_reason = @service_reason, service_at_ms = @service_at_ms, version = @version
   WHERE object_id = @object_id AND version = @version - 1
     AND (@retired_at_ms::bigint IS NULL OR retired_at_ms IS NOT NULL OR NOT EXISTS (
       SELECT 1 FROM sessions WHERE sessions.object_id = @object_id AND sessions.state IN (${wordList(OCCUPYING_STATES)})))`,
);
const use = sql<{ object_id: string; at_ms: number }>(
  `UPDATE objects SET unclean_since_ms = @at_ms WHERE object_id = @object_id AND is_cleaned = 1 AND unclean_since_ms IS NULL`,
);
const clean = compareAndSet<{ object_id: string; since_ms: number }>(
  'object_version',
  'UPDATE objects SET unclean_since_ms = NULL WHERE object_id = @object_id AND unclean_since_ms = @since_ms',
);

export const venueSetUpWriters: Writers<SetUpChanges> = {
  'venue-changed': ({ venue }) =>
    venue.version > 1
      ? [updateVenue(versionedVenueToRow(venue))]
      : [keepTenant({ tenant_id: venue.tenantId }), insertVenue(versionedVenueToRow(venue))],
  'place-changed': ({ place }) => [(place.version > 1 ? updatePlace : insertPlace)(versionedPlaceToRow(place))],
  'object-changed': ({ object }) => {
    const row = objectCardToRow(object);
    return object.version > 1 ? [updateObject(row)] : [insertDevice(row), beItsDevice(row), insertObject(row)];
  },
  'object-used': ({ objectId, atMs }) => [use({ object_id: objectId, at_ms: atMs })],
  'object-cleaned': ({ objectId, sinceMs }) => [clean({ object_id: objectId, since_ms: sinceMs })],
};
