// Set-up of a venue: rows by id, written only where they differ, so that a second run changes nothing.
import { assert, type Clock, canonicalJson } from '#protocol';
import type { VenueSetup } from '../../ports/store.ts';
import { type GivenTagRow, givenTagToRow } from '../rows/label-row.ts';
import { tariffTextToRow, tariffToRow } from '../rows/tariff-row.ts';
import { flagToColumn } from '../rows/values.ts';
import { objectToRow, placeToRow, stayToRow, venueToRow } from '../rows/venue-row.ts';
import { refusePricedUnsigned } from '../set-up-refused.ts';
import type { Ask, Database, Rows } from './database.ts';
import { insertInto, type Statement, sql } from './statement.ts';

/** Two gateways that set up the same venue do it one after the other; any number does that nobody else takes. */
const LOCK: Statement = { text: 'SELECT pg_advisory_xact_lock(7031956221)', values: [] };

/** A tag that was taken out of use never comes back by a set-up. */
const OUT_OF_USE: readonly GivenTagRow['status'][] = ['replaced', 'lost', 'revoked'];

/**
 * Inserts a row, or changes it where a given column differs; answers nothing when it was the same.
 * @param table `alsoSet`: what else changes with it; `kept`: columns that only an insert gives; `unless`: when it stays as it is.
 */
function put(
  table: {
    readonly name: string;
    readonly id: string;
    readonly alsoSet?: string;
    readonly kept?: readonly string[];
    readonly unless?: string;
  },
  row: object,
): Statement {
  const { name, id, alsoSet, kept = [], unless = 'false' } = table;
  const given = Object.keys(row).filter((column) => column !== id && !kept.includes(column));
  const { text, values } = insertInto(name, row);
  const changes = given.map((column) => `${column} = excluded.${column}`);
  const listed = (of: string): string => given.map((column) => `${of}.${column}`).join(', ');
  return {
    text: `${text} ON CONFLICT (${id}) DO UPDATE SET ${[...changes, ...(alsoSet ? [alsoSet] : [])].join(', ')}
      WHERE (${listed(name)}) IS DISTINCT FROM (${listed('excluded')}) AND NOT (${unless})
      RETURNING ${id} AS id, xmax = 0 AS is_new`,
    values,
    once: true,
  };
}

const VENUES = { name: 'venues', id: 'venue_id', alsoSet: 'version = venues.version + 1' };
const PLACES = { name: 'places', id: 'place_id', alsoSet: 'version = places.version + 1' };
/** What staff have published since is not taken back. */
const TARIFFS = { name: 'tariffs', id: 'tariff_id', unless: 'tariffs.tariff_version > excluded.tariff_version' };
const DEVICES = {
  name: 'devices',
  id: 'device_id',
  kept: ['desired_ver'],
  alsoSet: 'desired_ver = devices.desired_ver + (devices.desired_json <> excluded.desired_json)::int',
};
/** The version of a binding is counted here, never given. */
const OBJECTS = { name: 'objects', id: 'object_id', kept: ['binding_version'], alsoSet: 'version = objects.version + 1' };
const TAGS = { name: 'tags', id: 'tag_id' };
const STAYS = { name: 'stays', id: 'stay_id', kept: ['paired_person_id', 'version'], alsoSet: 'version = stays.version + 1' };

const storedDevices = sql<{ ids: readonly string[] }>(
  'SELECT device_id, kind, public_x, password_hash FROM devices WHERE device_id = ANY (@ids::text[]) FOR UPDATE',
);
type GivenPassword = { device_id: string; password_hash: string; public_x: string; at_ms: number };
const endCredentials = (which: string) =>
  sql<GivenPassword>(
    `UPDATE device_credentials SET state = 'replaced', ended_at_ms = @at_ms, version = version + 1
     WHERE device_id = @device_id AND state IN ('current', 'next') AND ${which}`,
  );
const endAll = endCredentials('true');
const endOtherKeys = endCredentials("kind = 'device-key' AND proof <> @public_x");
const addPassword = sql<GivenPassword>(
  `INSERT INTO device_credentials (credential_id, device_id, kind, state, proof, made_at_ms, version)
   SELECT 'crd_' || @device_id::text || '_' || count(*), @device_id, 'password', 'current', @password_hash, @at_ms, 1
   FROM device_credentials WHERE device_id = @device_id`,
);
const storedTags = sql<{ ids: readonly string[] }>(
  'SELECT tag_id, status, object_id FROM tags WHERE tag_id = ANY (@ids::text[]) FOR UPDATE',
);
const raiseBindings = sql<{ objects: string[]; tariffs: string[]; devices: string[]; fresh: string[] }>(
  `UPDATE objects SET binding_version = binding_version + 1
   WHERE object_id <> ALL (@fresh::text[]) AND (
     object_id = ANY (@objects::text[]) OR tariff_id = ANY (@tariffs::text[]) OR device_id = ANY (@devices::text[])
   )`,
);
// A machine that moves the object no more, or whose place another one has taken, keeps no secret of ours (FP-34).
const endDisplays = sql<{ devices: string[] }>(
  `DELETE FROM displays WHERE device_id = ANY (@devices::text[]) OR EXISTS (
     SELECT FROM objects WHERE objects.object_id = displays.object_id AND objects.device_id <> displays.device_id)`,
);

type Outcome = { readonly id: string; readonly is_new: 0 | 1 };
type StoredDevice = {
  readonly device_id: string;
  readonly kind: string;
  readonly public_x: string;
  readonly password_hash: string;
};
type StoredTag = Pick<GivenTagRow, 'tag_id' | 'status' | 'object_id'>;

/** Ids of the rows that were put, by whether they were new or other than before. */
function outcomes(answers: Rows): { readonly fresh: string[]; readonly changed: string[] } {
  const rows = answers.flat() as readonly object[] as readonly Outcome[];
  const idsOf = (isNew: 0 | 1): string[] => rows.filter((row) => row.is_new === isNew).map(({ id }) => id);
  return { fresh: idsOf(1), changed: idsOf(0) };
}

const deviceRow = (tenantId: string, device: VenueSetup['devices'][number]) => ({
  device_id: device.deviceId,
  tenant_id: tenantId,
  kind: device.kind,
  public_x: device.publicX,
  is_unsigned: flagToColumn(device.isUnsigned === true),
  password_hash: device.passwordHash,
  desired_ver: 1,
  desired_json: canonicalJson(device.config),
});

/** A password that a set-up gives is the device's only credential at once; one that it gave before changes nothing. */
function passwordStatements(given: VenueSetup, stored: readonly StoredDevice[], nowMs: number): readonly Statement[] {
  return given.devices.flatMap(({ deviceId, publicX, passwordHash }) => {
    const before = stored.find(({ device_id }) => device_id === deviceId);
    const row = { device_id: deviceId, password_hash: passwordHash, public_x: publicX, at_ms: nowMs };
    const keys = before && before.public_x !== publicX ? [endOtherKeys(row)] : [];
    if (before?.password_hash === passwordHash) return keys;
    return [...keys, endAll(row), ...(passwordHash === '' ? [] : [addPassword(row)])];
  });
}

/** Where tags belong to other objects now, or are used otherwise: these objects and the former ones. */
async function putTags(given: VenueSetup, ask: Ask): Promise<readonly string[]> {
  const [stored = []] = await ask(storedTags({ ids: given.tags.map(({ tagId }) => tagId) }));
  const before = new Map((stored as readonly object[] as readonly StoredTag[]).map((row) => [row.tag_id, row]));
  const rows = given.tags.map((tag) => {
    const row = givenTagToRow(tag, given.tenantId);
    const known = before.get(tag.tagId);
    return { ...row, status: known && OUT_OF_USE.includes(known.status) ? known.status : row.status };
  });
  const { changed } = outcomes(await ask(...rows.map((row) => put(TAGS, row))));
  return rows
    .filter(({ tag_id }) => changed.includes(tag_id))
    .flatMap((row) => [row.object_id, before.get(row.tag_id)?.object_id])
    .filter((objectId) => typeof objectId === 'string');
}

async function putAll(given: VenueSetup, nowMs: number, ask: Ask): Promise<void> {
  const { tenantId } = given;
  await ask(
    LOCK,
    sql<{ tenant_id: string }>('INSERT INTO tenants (tenant_id) VALUES (@tenant_id) ON CONFLICT DO NOTHING')({
      tenant_id: tenantId,
    }),
    put(VENUES, venueToRow(given.venue)),
    ...given.places.map((place) => put(PLACES, placeToRow(place, tenantId))),
    ...given.tariffs.map((tariff) => {
      const { text, values } = insertInto('tariff_texts', tariffTextToRow(tariff));
      return { text: `${text} ON CONFLICT DO NOTHING`, values };
    }),
  );
  const tariffs = outcomes(await ask(...given.tariffs.map((tariff) => put(TARIFFS, tariffToRow(tariff, tenantId)))));
  const [stored = []] = await ask(storedDevices({ ids: given.devices.map(({ deviceId }) => deviceId) }));
  // A new password or setting is the same machine: no ticket grows old by it.
  const storedRows = stored as readonly object[] as readonly StoredDevice[];
  const replaced = storedRows.filter((row) =>
    given.devices.some(
      ({ deviceId, kind, publicX }) => deviceId === row.device_id && (kind !== row.kind || publicX !== row.public_x),
    ),
  );
  await ask(...given.devices.map((device) => put(DEVICES, deviceRow(tenantId, device))));
  await ask(...passwordStatements(given, storedRows, nowMs));
  const objects = outcomes(
    await ask(...given.objects.map((object) => put(OBJECTS, objectToRow({ ...object, tenantId, bindingVersion: 1 })))),
  );
  const rebound = await putTags(given, ask);
  const devices = replaced.map(({ device_id }) => device_id);
  await ask(
    ...given.stays.map((stay) => put(STAYS, stayToRow(stay))),
    raiseBindings({
      objects: [...objects.changed, ...rebound],
      tariffs: tariffs.changed,
      devices,
      fresh: objects.fresh,
    }),
    endDisplays({ devices }),
  );
}

/**
 * @returns writes a set-up in one transaction. An object's binding version rises by one when its own row, its tariff,
 * the machine that moves it or a label of it changed, so that tickets of before are refused (crash table row 30).
 */
export function createSetUpVenue(database: Database, clock: Clock): (given: VenueSetup) => Promise<void> {
  return async (given) => {
    const owners = [given.venue.tenantId, ...given.stays.map((stay) => stay.tenantId)];
    assert(
      owners.every((tenantId) => tenantId === given.tenantId),
      'everything of a set-up belongs to its tenant (M12)',
    );
    refusePricedUnsigned(given);
    await database.transact((ask) => putAll(given, clock.nowMs(), ask));
  };
}
