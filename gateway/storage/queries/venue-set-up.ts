// Queries on a venue's set-up: venues, places and objects of one tenant, as the console lists and edits them.
import { OCCUPYING_STATES } from '../../domain/session/session.ts';
import { OBJECT_STATES, type ObjectState } from '../../domain/venue/object-state.ts';
import type { ObjectCard, PlaceRecord, VenueRecord } from '../../domain/venue/venue-record.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { wordList } from '../rows/values.ts';
import {
  type ObjectCardRow,
  objectCardFromRow,
  type VersionedPlaceRow,
  type VersionedVenueRow,
  versionedPlaceFromRow,
  versionedVenueFromRow,
} from '../rows/venue-row.ts';

/** A venue with what stands in it; the retired are not counted. */
export type ListedVenue = VenueRecord & { readonly places: number; readonly objects: number };
export type ListedPlace = PlaceRecord & { readonly objects: number; readonly isPositioned: boolean };

export type ListedObject = ObjectCard & {
  readonly state: ObjectState;
  readonly venueName: string;
  readonly placeName: string;
  readonly uncleanSinceMs: number | null;
  /** What people can scan there. */
  readonly labels: number;
  readonly liveSessionId: string | null;
  readonly lastContactMs: number | null;
};

const COUNTED = (which: string): string => `(SELECT count(*) FROM objects AS o WHERE ${which} AND o.retired_at_ms IS NULL)`;

const VENUES = `
  SELECT v.venue_id, v.tenant_id, v.name, v.zone, v.currency, v.fee_permille, v.seller_json, v.version,
    (SELECT count(*) FROM places AS p WHERE p.venue_id = v.venue_id) AS places,
    ${COUNTED('o.venue_id = v.venue_id')} AS objects
  FROM venues AS v WHERE v.tenant_id = ?`;
const PLACES = `
  SELECT p.place_id, p.tenant_id, p.venue_id, p.name, p.version, p.latitude_e6,
    ${COUNTED('o.place_id = p.place_id')} AS objects
  FROM places AS p WHERE p.tenant_id = ?`;

type ListedVenueRow = VersionedVenueRow & { readonly places: number; readonly objects: number };
type ListedPlaceRow = VersionedPlaceRow & { readonly objects: number; readonly latitude_e6: number | null };

/** All that a console shows at once; nobody has so many by hand. */
const MOST = 1_000;
/** Databases take so many values in one statement. */
const MOST_AT_ONCE = 500;

const toVenue = (row: ListedVenueRow): ListedVenue => ({
  ...versionedVenueFromRow(row),
  places: Number(row.places),
  objects: Number(row.objects),
});
const toPlace = (row: ListedPlaceRow): ListedPlace => ({
  ...versionedPlaceFromRow(row),
  objects: Number(row.objects),
  isPositioned: row.latitude_e6 !== null,
});

/** By name. */
export async function readVenues(books: BooksQuery, tenantId: string): Promise<readonly ListedVenue[]> {
  return (await books<ListedVenueRow>(`${VENUES} ORDER BY v.name, v.venue_id LIMIT ${MOST}`, [tenantId])).map(toVenue);
}

/** Null for one of another tenant. */
export async function readVenue(books: BooksQuery, tenantId: string, venueId: string): Promise<ListedVenue | null> {
  const [row] = await books<ListedVenueRow>(`${VENUES} AND v.venue_id = ?`, [tenantId, venueId]);
  return row ? toVenue(row) : null;
}

/** By name; of all venues where none is named. */
export async function readPlaces(
  books: BooksQuery,
  tenantId: string,
  venueId: string | null = null,
): Promise<readonly ListedPlace[]> {
  const [only, values] = venueId === null ? ['', [tenantId]] : [' AND p.venue_id = ?', [tenantId, venueId]];
  return (await books<ListedPlaceRow>(`${PLACES}${only} ORDER BY p.name, p.place_id LIMIT ${MOST}`, values)).map(toPlace);
}

/** Null for one of another tenant. */
export async function readPlace(books: BooksQuery, tenantId: string, placeId: string): Promise<ListedPlace | null> {
  const [row] = await books<ListedPlaceRow>(`${PLACES} AND p.place_id = ?`, [tenantId, placeId]);
  return row ? toPlace(row) : null;
}

type ListedObjectRow = ObjectCardRow & {
  readonly state: ObjectState;
  readonly venue_name: string;
  readonly place_name: string;
  readonly unclean_since_ms: number | null;
  readonly labels: number;
  readonly live_session_id: string | null;
  readonly last_seen_at_ms: number | null;
};

const STATE = `CASE
    WHEN live.session_id IS NOT NULL THEN 'in-use'
    WHEN o.retired_at_ms IS NOT NULL THEN 'retired'
    WHEN o.status <> 'in_service' THEN 'out-of-service'
    WHEN o.unclean_since_ms IS NOT NULL THEN 'needs-cleaning'
    WHEN d.public_x = '' AND d.is_unsigned = 0 THEN 'not-enrolled'
    WHEN d.is_online = 0 THEN 'offline'
    WHEN t.tariff_id IS NULL THEN 'no-tariff'
    ELSE 'free' END`;
const JOINED = `
  FROM objects AS o
    JOIN places AS p ON p.place_id = o.place_id
    JOIN venues AS v ON v.venue_id = o.venue_id
    JOIN devices AS d ON d.device_id = o.device_id
    LEFT JOIN tariffs AS t ON t.tariff_id = o.tariff_id AND t.tenant_id = o.tenant_id
    LEFT JOIN sessions AS live ON live.object_id = o.object_id AND live.state IN (${wordList(OCCUPYING_STATES)})
  WHERE o.tenant_id = ?`;
const OBJECTS = `
  SELECT o.object_id, o.tenant_id, o.venue_id, o.place_id, o.kind, o.name, o.device_id, o.tariff_id, o.status, o.binding_version,
    o.is_cleaned, o.unclean_since_ms, o.retired_at_ms, o.service_by, o.service_reason, o.service_at_ms, o.version,
    v.name AS venue_name, p.name AS place_name, d.last_seen_at_ms, live.session_id AS live_session_id, ${STATE} AS state,
    (SELECT count(*) FROM tags WHERE tags.object_id = o.object_id AND tags.status IN ('printed', 'active')) AS labels
  ${JOINED}`;

const orNull = (value: number | null): number | null => (value === null ? null : Number(value));

function toObject(row: ListedObjectRow): ListedObject {
  return {
    ...objectCardFromRow(row),
    state: row.state,
    venueName: row.venue_name,
    placeName: row.place_name,
    uncleanSinceMs: orNull(row.unclean_since_ms),
    labels: Number(row.labels),
    liveSessionId: row.live_session_id,
    lastContactMs: orNull(row.last_seen_at_ms),
  };
}

export type ObjectsAsked = {
  readonly tenantId: string;
  /** Part of a name, of a place's name, or a whole object id. */
  readonly text?: string;
  readonly state?: ObjectState;
  readonly venueId?: string;
  readonly placeId?: string;
  readonly kind?: string;
  /** The last of the page before. */
  readonly afterId?: string;
  readonly limit: number;
};

type Condition = { readonly sql: string; readonly values: readonly string[] };

function conditionsOf({ tenantId, text = '', state, venueId, placeId, kind, afterId }: ObjectsAsked): readonly Condition[] {
  const part = `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
  const only = (value: string | undefined, sql: string): readonly Condition[] =>
    value === undefined ? [] : [{ sql, values: [value] }];
  return [
    ...(text === ''
      ? []
      : [
          {
            sql: "(o.object_id = ? OR lower(o.name) LIKE ? ESCAPE '!' OR lower(p.name) LIKE ? ESCAPE '!')",
            values: [text, part, part],
          },
        ]),
    // The retired are history: whoever wants them asks for them.
    ...only(state, `${STATE} = ?`),
    ...(state === undefined ? [{ sql: 'o.retired_at_ms IS NULL', values: [] }] : []),
    ...only(venueId, 'o.venue_id = ?'),
    ...only(placeId, 'o.place_id = ?'),
    ...only(kind, 'o.kind = ?'),
    ...(afterId === undefined
      ? []
      : [
          {
            sql: '(lower(o.name), o.object_id) > (SELECT lower(a.name), a.object_id FROM objects AS a WHERE a.object_id = ? AND a.tenant_id = ?)',
            values: [afterId, tenantId],
          },
        ]),
  ];
}

/** By name, a page after the one named; those that were retired only where they are asked for. */
export async function readObjects(books: BooksQuery, asked: ObjectsAsked): Promise<readonly ListedObject[]> {
  const conditions = conditionsOf(asked);
  const rows = await books<ListedObjectRow>(
    `${OBJECTS} ${conditions.map(({ sql }) => `AND ${sql}`).join(' ')} ORDER BY lower(o.name), o.object_id LIMIT ?`,
    [asked.tenantId, ...conditions.flatMap(({ values }) => values), asked.limit],
  );
  return rows.map(toObject);
}

/** Null for one of another tenant. */
export async function readObject(books: BooksQuery, tenantId: string, objectId: string): Promise<ListedObject | null> {
  const [row] = await books<ListedObjectRow>(`${OBJECTS} AND o.object_id = ?`, [tenantId, objectId]);
  return row ? toObject(row) : null;
}

/** How many of each state there are; the retired among them. */
export async function countObjects(books: BooksQuery, tenantId: string): Promise<{ readonly [S in ObjectState]: number }> {
  const rows = await books<{ readonly state: ObjectState; readonly objects: number }>(
    `SELECT states.state, count(*) AS objects FROM (SELECT ${STATE} AS state ${JOINED}) AS states GROUP BY states.state`,
    [tenantId],
  );
  const counted = new Map(rows.map(({ state, objects }) => [state, Number(objects)]));
  return Object.fromEntries(OBJECT_STATES.map((state) => [state, counted.get(state) ?? 0])) as { [S in ObjectState]: number };
}

/** How many of each state stand in each venue; a venue without any is not among them. */
export async function countObjectsByVenue(
  books: BooksQuery,
  tenantId: string,
): Promise<ReadonlyMap<string, { readonly [S in ObjectState]: number }>> {
  type CountRow = { readonly venue_id: string; readonly state: ObjectState; readonly objects: number };
  const rows = await books<CountRow>(
    `SELECT states.venue_id, states.state, count(*) AS objects
     FROM (SELECT o.venue_id, ${STATE} AS state ${JOINED}) AS states GROUP BY states.venue_id, states.state`,
    [tenantId],
  );
  const none = Object.fromEntries(OBJECT_STATES.map((state) => [state, 0])) as { [S in ObjectState]: number };
  const counted = new Map<string, { [S in ObjectState]: number }>();
  for (const { venue_id: venueId, state, objects } of rows) {
    counted.set(venueId, { ...(counted.get(venueId) ?? none), [state]: Number(objects) });
  }
  return counted;
}

/** Names in use at places, so that no two of them are alike: those that are not retired. */
export async function readNamesAt(
  books: BooksQuery,
  tenantId: string,
): Promise<readonly { readonly objectId: string; readonly placeId: string; readonly name: string }[]> {
  const rows = await books<{ readonly object_id: string; readonly place_id: string; readonly name: string }>(
    'SELECT object_id, place_id, name FROM objects WHERE tenant_id = ? AND retired_at_ms IS NULL',
    [tenantId],
  );
  return rows.map((row) => ({ objectId: row.object_id, placeId: row.place_id, name: row.name }));
}

/** True where an object of the venue has a price. */
export async function readPricesIn(books: BooksQuery, venueId: string): Promise<boolean> {
  const rows = await books<{ readonly object_id: string }>(
    `SELECT o.object_id FROM objects AS o JOIN tariffs AS t ON t.tariff_id = o.tariff_id
     WHERE o.venue_id = ? AND o.retired_at_ms IS NULL LIMIT 1`,
    [venueId],
  );
  return rows.length > 0;
}

/** Devices of all tenants: whose they are, and whether something uses them already. */
export async function readDevicesNamed(
  books: BooksQuery,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly tenantId: string; readonly kind: string; readonly isMoving: boolean }>> {
  const devices = new Map<string, { readonly tenantId: string; readonly kind: string; readonly isMoving: boolean }>();
  for (let from = 0; from < deviceIds.length; from += MOST_AT_ONCE) {
    const some = deviceIds.slice(from, from + MOST_AT_ONCE);
    const rows = await books<{
      readonly device_id: string;
      readonly tenant_id: string;
      readonly kind: string;
      readonly objects: number;
    }>(
      `SELECT d.device_id, d.tenant_id, d.kind,
         (SELECT count(*) FROM objects AS o WHERE o.device_id = d.device_id AND o.retired_at_ms IS NULL) AS objects
       FROM devices AS d WHERE d.device_id IN (${some.map(() => '?').join(', ')})`,
      some,
    );
    for (const row of rows) {
      devices.set(row.device_id, { tenantId: row.tenant_id, kind: row.kind, isMoving: Number(row.objects) > 0 });
    }
  }
  return devices;
}

/** Names that another tenant's devices are to have: they stand in its factory list, or in a claim of its that is open. */
export async function readNamesPromised(
  books: BooksQuery,
  { tenantId, deviceIds, nowMs }: { readonly tenantId: string; readonly deviceIds: readonly string[]; readonly nowMs: number },
): Promise<ReadonlySet<string>> {
  const promised = new Set<string>();
  for (let from = 0; from < deviceIds.length; from += MOST_AT_ONCE) {
    const some = deviceIds.slice(from, from + MOST_AT_ONCE);
    const among = `device_id IN (${some.map(() => '?').join(', ')})`;
    const rows = await books<{ readonly device_id: string }>(
      `SELECT device_id FROM factory_units WHERE tenant_id <> ? AND ${among}
       UNION SELECT device_id FROM device_claims
         WHERE tenant_id <> ? AND state NOT IN ('enrolled', 'refused') AND expires_at_ms > ? AND ${among}`,
      [tenantId, ...some, tenantId, nowMs, ...some],
    );
    for (const row of rows) promised.add(row.device_id);
  }
  return promised;
}
