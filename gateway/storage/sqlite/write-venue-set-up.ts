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
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type SetUpChanges = 'venue-changed' | 'place-changed' | 'object-changed' | 'object-used' | 'object-cleaned';
type CardRow = Omit<ObjectCardRow, 'binding_version'>;

/** A new device has no key: nobody can connect as it before its claim ends well. */
const INSERT_DEVICE = `
  INSERT INTO devices (device_id, tenant_id, kind, public_x, password_hash, desired_ver, desired_json)
  VALUES (@device_id, @tenant_id, @kind, '', '', 0, '{}') ON CONFLICT DO NOTHING`;
const IS_ITS_DEVICE = `
  SELECT 1 FROM devices WHERE device_id = @device_id AND tenant_id = @tenant_id AND kind = @kind
  AND NOT EXISTS (SELECT 1 FROM objects WHERE device_id = @device_id AND retired_at_ms IS NULL)`;
const INSERT_OBJECT = `
  INSERT INTO objects (object_id, tenant_id, venue_id, place_id, kind, name, device_id, tariff_id, status, binding_version,
    is_cleaned, retired_at_ms, service_by, service_reason, service_at_ms, version)
  VALUES (@object_id, @tenant_id, @venue_id, @place_id, @kind, @name, @device_id, @tariff_id, @status, 1,
    @is_cleaned, @retired_at_ms, @service_by, @service_reason, @service_at_ms, @version)
  ON CONFLICT DO NOTHING`;
// All right-hand sides read the row as it was before: a ticket of what was offered then is refused (crash table row 30).
// What is used at this moment is not retired, whoever was first.
const UPDATE_OBJECT = `
  UPDATE objects SET
    binding_version = binding_version + (venue_id <> @venue_id OR place_id <> @place_id OR name <> @name OR tariff_id <> @tariff_id),
    venue_id = @venue_id, place_id = @place_id, name = @name, tariff_id = @tariff_id, status = @status,
    is_cleaned = @is_cleaned, unclean_since_ms = CASE WHEN @is_cleaned = 1 THEN unclean_since_ms END,
    retired_at_ms = coalesce(retired_at_ms, @retired_at_ms), service_by = @service_by, service_reason = @service_reason,
    service_at_ms = @service_at_ms, version = @version
  WHERE object_id = @object_id AND version = @version - 1
    AND (@retired_at_ms IS NULL OR retired_at_ms IS NOT NULL OR NOT EXISTS (
      SELECT 1 FROM sessions WHERE sessions.object_id = @object_id AND sessions.state IN (${wordList(OCCUPYING_STATES)})))`;

function surroundingWriters(db: Connection): Writers<'venue-changed' | 'place-changed'> {
  const keepTenant = db.prepare<{ tenant_id: string }>(
    'INSERT INTO tenants (tenant_id) VALUES (@tenant_id) ON CONFLICT DO NOTHING',
  );
  const insertVenue = db.prepare<VersionedVenueRow>(
    `INSERT INTO venues (venue_id, tenant_id, name, zone, currency, fee_permille, seller_json, version)
     VALUES (@venue_id, @tenant_id, @name, @zone, @currency, @fee_permille, @seller_json, @version) ON CONFLICT DO NOTHING`,
  );
  const updateVenue = db.prepare<VersionedVenueRow>(
    `UPDATE venues SET name = @name, zone = @zone, currency = @currency, fee_permille = @fee_permille,
       seller_json = @seller_json, version = @version
     WHERE venue_id = @venue_id AND version = @version - 1`,
  );
  const insertPlace = db.prepare<VersionedPlaceRow>(
    `INSERT INTO places (place_id, tenant_id, venue_id, name, version)
     VALUES (@place_id, @tenant_id, @venue_id, @name, @version) ON CONFLICT DO NOTHING`,
  );
  const updatePlace = db.prepare<VersionedPlaceRow>(
    'UPDATE places SET name = @name, version = @version WHERE place_id = @place_id AND version = @version - 1',
  );
  return {
    'venue-changed': ({ venue }) => {
      if (venue.version > 1) return refusedUnlessOne(updateVenue.run(versionedVenueToRow(venue)), 'venue_version');
      keepTenant.run({ tenant_id: venue.tenantId });
      return refusedUnlessOne(insertVenue.run(versionedVenueToRow(venue)), 'venue_version');
    },
    'place-changed': ({ place }) =>
      refusedUnlessOne((place.version > 1 ? updatePlace : insertPlace).run(versionedPlaceToRow(place)), 'place_version'),
  };
}

/** @param onChanged what is remembered of where objects stand is old. */
export function venueSetUpWriters(db: Connection, onChanged: () => void): Writers<SetUpChanges> {
  const surroundings = surroundingWriters(db);
  const insertDevice = db.prepare<CardRow>(INSERT_DEVICE);
  const isItsDevice = db.prepare<CardRow>(IS_ITS_DEVICE);
  const insertObject = db.prepare<CardRow>(INSERT_OBJECT);
  const updateObject = db.prepare<CardRow>(UPDATE_OBJECT);
  const use = db.prepare<[number, string]>(
    'UPDATE objects SET unclean_since_ms = ? WHERE object_id = ? AND is_cleaned = 1 AND unclean_since_ms IS NULL',
  );
  const clean = db.prepare<[string, number]>(
    'UPDATE objects SET unclean_since_ms = NULL WHERE object_id = ? AND unclean_since_ms = ?',
  );
  return {
    'venue-changed': (change) => {
      onChanged();
      return surroundings['venue-changed'](change);
    },
    'place-changed': (change) => {
      onChanged();
      return surroundings['place-changed'](change);
    },
    'object-changed': ({ object }) => {
      onChanged();
      const row = objectCardToRow(object);
      if (object.version > 1) return refusedUnlessOne(updateObject.run(row), 'object_version');
      insertDevice.run(row);
      if (isItsDevice.get(row) === undefined) return 'device_identity';
      return refusedUnlessOne(insertObject.run(row), 'object_version');
    },
    'object-used': ({ objectId, atMs }) => {
      if (use.run(atMs, objectId).changes > 0) onChanged();
      return null;
    },
    'object-cleaned': ({ objectId, sinceMs }) => {
      onChanged();
      return refusedUnlessOne(clean.run(objectId, sinceMs), 'object_version');
    },
  };
}
