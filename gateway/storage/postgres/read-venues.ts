// Reads of a venue: tags, devices, and objects with everything that an offer decides on.
import { assert, type Clock } from '#protocol';
import type { ObjectScene } from '../../domain/object.ts';
import { OCCUPYING_STATES } from '../../domain/session/session.ts';
import type { FrozenTariff } from '../../domain/tariff/tariff.ts';
import { type DeviceRow, deviceFromRow } from '../rows/device-row.ts';
import { type EmergencyRow, emergencyFromRow } from '../rows/emergency-row.ts';
import { tagFromRow } from '../rows/label-row.ts';
import { type ReservationRow, reservationFromRow } from '../rows/reservation-row.ts';
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
import type { Answers, Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';
import type { TariffTexts } from './tariff-texts.ts';

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
type OfObject = { readonly object_id: string; readonly venue_id: string; readonly now_ms: number };

const tag = sql<{ tag_id: string }>('SELECT * FROM tags WHERE tag_id = @tag_id');
const failedPairings = sql<{ stay_id: string; since_ms: number }>(
  `SELECT person_id, request_key, failed_at_ms FROM stay_attempts
   WHERE stay_id = @stay_id AND failed_at_ms >= @since_ms ORDER BY failed_at_ms`,
);
const device = sql<{ device_id: string }>('SELECT * FROM devices WHERE device_id = @device_id');
const ownTenant = sql<object>('SELECT tenant_id FROM objects ORDER BY row_no LIMIT 1');
const stamp = sql<{ name: string }>('SELECT value FROM stamps WHERE name = @name');

/** The objects that are asked for, and all rows that they name, each once. */
const sceneStatements = (which: string) => [
  sql<OfObject>(`SELECT * FROM objects WHERE ${which} ORDER BY row_no`),
  sql<OfObject>(`SELECT * FROM places WHERE place_id IN (SELECT place_id FROM objects WHERE ${which})`),
  sql<OfObject>(`SELECT * FROM venues WHERE venue_id IN (SELECT venue_id FROM objects WHERE ${which})`),
  sql<OfObject>(`SELECT * FROM devices WHERE device_id IN (SELECT device_id FROM objects WHERE ${which})`),
  sql<OfObject>(`SELECT * FROM tariffs WHERE tariff_id IN (SELECT tariff_id FROM objects WHERE ${which})`),
  // One at most for each object: the words of the index `session_live_object`.
  sql<OfObject>(`SELECT * FROM sessions WHERE object_id IN (SELECT object_id FROM objects WHERE ${which})
    AND state IN (${wordList(OCCUPYING_STATES)})`),
  // The present stay, or else the next.
  sql<OfObject>(`SELECT DISTINCT ON (object_id) * FROM stays
    WHERE object_id IN (SELECT object_id FROM objects WHERE ${which}) AND until_at_ms > @now_ms
    ORDER BY object_id, from_at_ms`),
  // One at most for each object: the words of the index `reservation_of_object`.
  sql<OfObject>(
    `SELECT * FROM reservations WHERE object_id IN (SELECT object_id FROM objects WHERE ${which}) AND state = 'open'`,
  ),
  // One at most for each venue: the words of the index `emergency_of_venue`.
  sql<OfObject>(
    `SELECT * FROM emergencies WHERE venue_id IN (SELECT venue_id FROM objects WHERE ${which}) AND ended_at_ms IS NULL`,
  ),
];
const SCENE = sceneStatements('object_id = @object_id');
const SCENES = sceneStatements('true');
/** Those of one venue; then the venue itself, and its newest emergency. */
const SCENES_IN = [
  ...sceneStatements('venue_id = @venue_id'),
  sql<OfObject>('SELECT * FROM venues WHERE venue_id = @venue_id'),
  sql<OfObject>(
    'SELECT * FROM emergencies WHERE venue_id = @venue_id ORDER BY ended_at_ms IS NOT NULL, raised_at_ms DESC, emergency_id DESC LIMIT 1',
  ),
];
const inEmergency = sql<{ readonly device_id: string }>(
  `SELECT count(*)::int AS open FROM objects JOIN emergencies ON emergencies.venue_id = objects.venue_id AND emergencies.ended_at_ms IS NULL
   WHERE objects.device_id = @device_id`,
);
const [VENUE_AT, NEWEST_AT] = [SCENES_IN.length - 2, SCENES_IN.length - 1];

type FailedPairingRow = { readonly person_id: string; readonly request_key: string; readonly failed_at_ms: number };

/** @param clock tells which stay of a room is the present one. */
export function venueReads(reader: Reader, tariffs: TariffTexts, clock: Clock): Reads<VenueReads> {
  async function toScenes({ all }: Answers): Promise<readonly ObjectScene[]> {
    const byId = <R>(at: number, id: keyof R): ReadonlyMap<unknown, R> => new Map(all<R>(at).map((row) => [row[id], row]));
    const must = <R>(row: R | undefined, id: string): R => {
      assert(row, `${id} of an object is stored`);
      return row;
    };
    const places = byId<PlaceRow>(1, 'place_id');
    const venues = byId<VenueRow>(2, 'venue_id');
    const devices = byId<DeviceRow>(3, 'device_id');
    const inForce = byId<TariffRow>(4, 'tariff_id');
    const live = byId<SessionRow>(5, 'object_id');
    const stays = byId<StayRow>(6, 'object_id');
    const reservations = byId<ReservationRow>(7, 'object_id');
    const emergencies = byId<EmergencyRow>(8, 'venue_id');
    const tariffOf = await tariffs.of([...inForce.values(), ...live.values()]);
    return all<ObjectRow>(0).map((row) => {
      const tariffRow = inForce.get(row.tariff_id);
      const tariff: FrozenTariff | null = tariffRow ? tariffOf(tariffRow) : null;
      const liveRow = live.get(row.object_id);
      const stayRow = stays.get(row.object_id);
      const reservationRow = reservations.get(row.object_id);
      const emergencyRow = emergencies.get(row.venue_id);
      return {
        object: objectFromRow(row),
        place: placeFromRow(must(places.get(row.place_id), row.place_id)),
        venue: venueFromRow(must(venues.get(row.venue_id), row.venue_id)),
        device: deviceFromRow(must(devices.get(row.device_id), row.device_id)),
        tariff,
        live: liveRow ? sessionFromRow(liveRow, tariffOf(liveRow)) : null,
        stay: stayRow ? stayFromRow(stayRow) : null,
        ...(reservationRow ? { reservation: reservationFromRow(reservationRow) } : {}),
        ...(emergencyRow ? { emergency: emergencyFromRow(emergencyRow) } : {}),
      };
    });
  }
  function ask(statements: typeof SCENE, { objectId, venueId }: { objectId: string; venueId: string }): Promise<Answers> {
    const named = { object_id: objectId, venue_id: venueId, now_ms: clock.nowMs() };
    return reader.together(statements.map((statement) => statement(named)));
  }
  async function scenes(statements: typeof SCENE, objectId: string): Promise<readonly ObjectScene[]> {
    return toScenes(await ask(statements, { objectId, venueId: '' }));
  }
  return {
    tag: (tagId) => reader.first(tag({ tag_id: tagId }), tagFromRow),
    device: (deviceId) => reader.first(device({ device_id: deviceId }), deviceFromRow),
    scene: async (objectId) => (await scenes(SCENE, objectId))[0] ?? null,
    ownTenant: () => reader.first(ownTenant({}), (row: { readonly tenant_id: string }) => row.tenant_id),
    objects: () => scenes(SCENES, ''),
    async venueScene(venueId) {
      const answers = await ask(SCENES_IN, { objectId: '', venueId });
      const venue = answers.one<VenueRow>(VENUE_AT);
      const newest = answers.one<EmergencyRow>(NEWEST_AT);
      if (!venue) return null;
      return {
        venue: venueFromRow(venue),
        objects: await toScenes(answers),
        newest: newest && emergencyFromRow(newest),
      };
    },
    isInEmergency: async (deviceId) =>
      (await reader.first(inEmergency({ device_id: deviceId }), ({ open }: { readonly open: number }) => open > 0)) ?? false,
    async failedPairings(stayId, sinceMs) {
      const rows = await reader.rows<FailedPairingRow>(failedPairings({ stay_id: stayId, since_ms: sinceMs }));
      return rows.map((row) => ({ personId: row.person_id, key: row.request_key, atMs: row.failed_at_ms }));
    },
    readStamp: (name) => reader.first(stamp({ name }), (row: { readonly value: string }) => row.value),
  };
}
