// Reads of a venue: tags, devices, and objects with everything that an offer decides on.
import type { Clock } from '#protocol';
import type { EmergencyRecord } from '../../domain/emergency/emergency.ts';
import type { ObjectScene } from '../../domain/object.ts';
import type { ReservationRecord } from '../../domain/presence/reservation.ts';
import { OCCUPYING_STATES } from '../../domain/session/session.ts';
import { type DeviceRow, deviceFromRow } from '../rows/device-row.ts';
import { type TagRow, tagFromRow } from '../rows/label-row.ts';
import { type SessionRow, sessionFromRow } from '../rows/session-row.ts';
import type { TariffRow } from '../rows/tariff-row.ts';
import { wordList } from '../rows/values.ts';
import {
  type ObjectRow,
  objectFromRow,
  type PlaceRow,
  placeFromRow,
  type StayRow,
  stayFromRow,
  type VenueRow,
  venueFromRow,
} from '../rows/venue-row.ts';
import type { Connection } from './connection.ts';
import type { EmergencyLooks } from './emergencies.ts';
import { prepareJoined } from './joined-rows.ts';
import type { Queries } from './queries.ts';
import type { TariffTexts } from './tariff-texts.ts';

const SCENE = `
  SELECT objects.*, places.*, venues.*, devices.*, tariffs.*
  FROM objects
  JOIN places ON places.place_id = objects.place_id
  JOIN venues ON venues.venue_id = objects.venue_id
  JOIN devices ON devices.device_id = objects.device_id
  LEFT JOIN tariffs ON tariffs.tariff_id = objects.tariff_id`;

type SceneRow = {
  readonly objects: ObjectRow;
  readonly places: PlaceRow;
  readonly venues: VenueRow;
  readonly devices: DeviceRow;
  readonly tariffs: TariffRow | { readonly tariff_id: null };
};

type FailedPairingRow = { readonly person_id: string; readonly request_key: string; readonly failed_at_ms: number };

type VenueReads =
  | 'tag'
  | 'device'
  | 'scene'
  | 'ownTenant'
  | 'objects'
  | 'failedPairings'
  | 'readStamp'
  | 'venueScene'
  | 'isInEmergency';

/**
 * @param clock tells which stay of a room is the present one.
 * @param reservationOf for whom an object is kept.
 * @param emergencies whether a venue's red button is pressed.
 */
export function venueQueries(
  db: Connection,
  tariffs: TariffTexts,
  clock: Clock,
  reservationOf: (objectId: string) => ReservationRecord | null,
  emergencies: Pick<EmergencyLooks, 'openIn' | 'newestIn'>,
): Queries<VenueReads> {
  const tag = db.prepare<[string], TagRow>('SELECT * FROM tags WHERE tag_id = ?');
  const failedPairings = db.prepare<[string, number], FailedPairingRow>(
    'SELECT person_id, request_key, failed_at_ms FROM stay_attempts WHERE stay_id = ? AND failed_at_ms >= ? ORDER BY failed_at_ms',
  );
  const device = db.prepare<[string], DeviceRow>('SELECT * FROM devices WHERE device_id = ?');
  const scene = prepareJoined<[string], SceneRow>(db, `${SCENE} WHERE objects.object_id = ?`);
  const scenes = prepareJoined<[], SceneRow>(db, `${SCENE} ORDER BY objects.rowid`);
  const scenesIn = prepareJoined<[string], SceneRow>(db, `${SCENE} WHERE objects.venue_id = ? ORDER BY objects.rowid`);
  const venue = db.prepare<[string], VenueRow>('SELECT * FROM venues WHERE venue_id = ?');
  const ownTenant = db.prepare<[], string>('SELECT tenant_id FROM objects ORDER BY rowid LIMIT 1').pluck();
  // One at most: the words of the index `session_live_object`.
  const live = db.prepare<[string], SessionRow>(
    `SELECT * FROM sessions WHERE object_id = ?
     AND state IN (${wordList(OCCUPYING_STATES)})`,
  );
  const stay = db.prepare<[string, number], StayRow>(
    'SELECT * FROM stays WHERE object_id = ? AND until_at_ms > ? ORDER BY from_at_ms LIMIT 1',
  );
  const inEmergency = db
    .prepare<[string], number>(
      `SELECT count(*) FROM objects JOIN emergencies ON emergencies.venue_id = objects.venue_id AND emergencies.ended_at_ms IS NULL
       WHERE objects.device_id = ?`,
    )
    .pluck();
  const stamp = db.prepare<[string], string>('SELECT value FROM stamps WHERE name = ?').pluck();

  function toScene(row: SceneRow, emergency: EmergencyRecord | null): ObjectScene {
    const object = objectFromRow(row.objects);
    const liveRow = live.get(object.objectId);
    const stayRow = stay.get(object.objectId, clock.nowMs());
    const reservation = reservationOf(object.objectId);
    return {
      object,
      place: placeFromRow(row.places),
      venue: venueFromRow(row.venues),
      device: deviceFromRow(row.devices),
      tariff: row.tariffs.tariff_id === null ? null : tariffs.read(row.tariffs),
      live: liveRow ? sessionFromRow(liveRow, tariffs.read(liveRow)) : null,
      stay: stayRow ? stayFromRow(stayRow) : null,
      ...(reservation ? { reservation } : {}),
      ...(emergency ? { emergency } : {}),
    };
  }

  const asScene = (row: SceneRow): ObjectScene => toScene(row, emergencies.openIn(row.objects.venue_id));

  const orNull = <R, T>(row: R | undefined, read: (row: R) => T): T | null => (row === undefined ? null : read(row));
  return {
    tag: (tagId) => orNull(tag.get(tagId), tagFromRow),
    device: (deviceId) => orNull(device.get(deviceId), deviceFromRow),
    scene: (objectId) => orNull(scene.get(objectId), asScene),
    ownTenant: () => ownTenant.get() ?? null,
    objects: () => scenes.all().map(asScene),
    venueScene(venueId) {
      const row = venue.get(venueId);
      if (!row) return null;
      const [open, newest] = [emergencies.openIn(venueId), emergencies.newestIn(venueId)];
      return { venue: venueFromRow(row), objects: scenesIn.all(venueId).map((each) => toScene(each, open)), newest };
    },
    isInEmergency: (deviceId) => (inEmergency.get(deviceId) ?? 0) > 0,
    failedPairings: (stayId, sinceMs) =>
      failedPairings
        .all(stayId, sinceMs)
        .map((row) => ({ personId: row.person_id, key: row.request_key, atMs: row.failed_at_ms })),
    readStamp: (name) => stamp.get(name) ?? null,
  };
}
