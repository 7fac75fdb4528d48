// Set-up of a venue: rows by id, written only where they differ, so that a second run changes nothing.
import { assert, type Clock, canonicalJson } from '#protocol';
import type { VenueSetup } from '../../ports/store.ts';
import { type GivenTagRow, givenTagToRow } from '../rows/label-row.ts';
import { type TariffRow, tariffToRow } from '../rows/tariff-row.ts';
import { type Flag, flagToColumn } from '../rows/values.ts';
import {
  type GivenObjectRow,
  objectToRow,
  type PlaceRow,
  placeToRow,
  type StayRow,
  stayToRow,
  type VenueRow,
  venueToRow,
} from '../rows/venue-row.ts';
import { refusePricedUnsigned } from '../set-up-refused.ts';
import type { Connection } from './connection.ts';
import type { TariffTexts } from './tariff-texts.ts';

type Outcome = 'inserted' | 'changed' | 'same';

/** The columns of a device that a set-up decides; boot, counter, presence and state are the device's own. */
type GivenDevice = {
  readonly device_id: string;
  readonly tenant_id: string;
  readonly kind: string;
  readonly public_x: string;
  readonly is_unsigned: Flag;
  readonly password_hash: string;
  readonly desired_json: string;
};

/** The version of an object's binding is counted here, never given. */
type GivenObject = Omit<GivenObjectRow, 'binding_version'>;

/** A tag that was taken out of use never comes back by a set-up. */
const OUT_OF_USE: readonly GivenTagRow['status'][] = ['replaced', 'lost', 'revoked'];

/** Inserts, updates where a given column differs, or leaves alone. */
function putter<Row extends object>(
  db: Connection,
  table: {
    readonly name: string;
    readonly id: keyof Row & string;
    /** Columns that the set-up decides, where a row has others that live on; else all of them. */
    readonly given?: readonly (keyof Row)[];
    readonly insert: string;
    readonly update: string;
  },
) {
  const select = db.prepare<[string], Row>(`SELECT * FROM ${table.name} WHERE ${table.id} = ?`);
  const insert = db.prepare<Row>(`INSERT INTO ${table.name} ${table.insert}`);
  const update = db.prepare<Row>(`UPDATE ${table.name} SET ${table.update} WHERE ${table.id} = @${table.id}`);
  return {
    find: (id: string): Row | undefined => select.get(id),
    put(row: Row): Outcome {
      const stored = select.get(String(row[table.id]));
      if (!stored) {
        insert.run(row);
        return 'inserted';
      }
      const given = table.given ?? (Object.keys(row) as (keyof Row)[]);
      if (given.every((column) => stored[column] === row[column])) return 'same';
      update.run(row);
      return 'changed';
    },
  };
}

function createPutters(db: Connection) {
  return {
    venues: putter<VenueRow>(db, {
      name: 'venues',
      id: 'venue_id',
      insert: `(venue_id, tenant_id, name, zone, currency, fee_permille, seller_json)
               VALUES (@venue_id, @tenant_id, @name, @zone, @currency, @fee_permille, @seller_json)`,
      update: `tenant_id = @tenant_id, name = @name, zone = @zone, currency = @currency, fee_permille = @fee_permille,
               seller_json = @seller_json, version = version + 1`,
    }),
    places: putter<PlaceRow>(db, {
      name: 'places',
      id: 'place_id',
      insert: `(place_id, tenant_id, venue_id, name, latitude_e6, longitude_e6, radius_m)
               VALUES (@place_id, @tenant_id, @venue_id, @name, @latitude_e6, @longitude_e6, @radius_m)`,
      update: `tenant_id = @tenant_id, venue_id = @venue_id, name = @name, latitude_e6 = @latitude_e6,
               longitude_e6 = @longitude_e6, radius_m = @radius_m, version = version + 1`,
    }),
    tariffs: putter<TariffRow>(db, {
      name: 'tariffs',
      id: 'tariff_id',
      insert:
        '(tariff_id, tenant_id, tariff_version, tariff_hash) VALUES (@tariff_id, @tenant_id, @tariff_version, @tariff_hash)',
      update: 'tenant_id = @tenant_id, tariff_version = @tariff_version, tariff_hash = @tariff_hash',
    }),
    devices: putter<GivenDevice>(db, {
      name: 'devices',
      id: 'device_id',
      insert: `(device_id, tenant_id, kind, public_x, is_unsigned, password_hash, desired_ver, desired_json)
               VALUES (@device_id, @tenant_id, @kind, @public_x, @is_unsigned, @password_hash, 1, @desired_json)`,
      // All right-hand sides read the row as it was before.
      update: `tenant_id = @tenant_id, kind = @kind, public_x = @public_x, is_unsigned = @is_unsigned,
               password_hash = @password_hash,
               desired_ver = desired_ver + (desired_json <> @desired_json), desired_json = @desired_json`,
    }),
    objects: putter<GivenObject>(db, {
      name: 'objects',
      id: 'object_id',
      insert: `(object_id, tenant_id, venue_id, place_id, kind, name, device_id, tariff_id, status, binding_version)
               VALUES (@object_id, @tenant_id, @venue_id, @place_id, @kind, @name, @device_id, @tariff_id, @status, 1)`,
      update: `tenant_id = @tenant_id, venue_id = @venue_id, place_id = @place_id, kind = @kind, name = @name,
               device_id = @device_id, tariff_id = @tariff_id, status = @status, version = version + 1`,
    }),
    tags: putter<GivenTagRow>(db, {
      name: 'tags',
      id: 'tag_id',
      insert: `(tag_id, tenant_id, payload_hex, status, object_id, kid, signature, short_code)
               VALUES (@tag_id, @tenant_id, @payload_hex, @status, @object_id, @kid, @signature, @short_code)`,
      update: `tenant_id = @tenant_id, payload_hex = @payload_hex, status = @status, object_id = @object_id, kid = @kid,
               signature = @signature, short_code = @short_code`,
    }),
    stays: putter<StayRow>(db, {
      name: 'stays',
      id: 'stay_id',
      given: ['tenant_id', 'object_id', 'pairing_code', 'from_at_ms', 'until_at_ms'],
      insert: `(stay_id, tenant_id, object_id, pairing_code, paired_person_id, from_at_ms, until_at_ms, version)
               VALUES (@stay_id, @tenant_id, @object_id, @pairing_code, @paired_person_id, @from_at_ms,
                 @until_at_ms, @version)`,
      update: `tenant_id = @tenant_id, object_id = @object_id, pairing_code = @pairing_code,
               from_at_ms = @from_at_ms, until_at_ms = @until_at_ms, version = version + 1`,
    }),
  };
}

type Putters = ReturnType<typeof createPutters>;
type Setup = { readonly given: VenueSetup; readonly put: Putters; readonly passwords: PasswordSetter };

type PasswordSetter = ReturnType<typeof createPasswordSetter>;

/** A password that a set-up gives is the device's only credential at once; one that it gave before changes nothing. */
function createPasswordSetter(db: Connection, clock: Clock) {
  type Given = { device_id: string; password_hash: string; public_x: string; at_ms: number };
  const end = (which: string) =>
    db.prepare<Given>(
      `UPDATE device_credentials SET state = 'replaced', ended_at_ms = @at_ms, version = version + 1
       WHERE device_id = @device_id AND state IN ('current', 'next') AND ${which}`,
    );
  const endAll = end('true');
  const endOtherKeys = end("kind = 'device-key' AND proof <> @public_x");
  const add = db.prepare<Given>(
    `INSERT INTO device_credentials (credential_id, device_id, kind, state, proof, made_at_ms, version)
     SELECT 'crd_' || @device_id || '_' || count(*), @device_id, 'password', 'current', @password_hash, @at_ms, 1
     FROM device_credentials WHERE device_id = @device_id`,
  );
  return (device: GivenDevice, before: GivenDevice | undefined): void => {
    const given = { ...device, at_ms: clock.nowMs() };
    if (before && before.public_x !== device.public_x) endOtherKeys.run(given);
    if (before?.password_hash === device.password_hash) return;
    endAll.run(given);
    if (device.password_hash !== '') add.run(given);
  };
}

function putDevices({ given, put, passwords }: Setup): readonly string[] {
  const replaced: string[] = [];
  for (const device of given.devices) {
    const stored = put.devices.find(device.deviceId);
    // A new password or setting is the same machine: no ticket grows old by it.
    if (stored && (stored.kind !== device.kind || stored.public_x !== device.publicX)) replaced.push(device.deviceId);
    const row = {
      device_id: device.deviceId,
      tenant_id: given.tenantId,
      kind: device.kind,
      public_x: device.publicX,
      is_unsigned: flagToColumn(device.isUnsigned === true),
      password_hash: device.passwordHash,
      desired_json: canonicalJson(device.config),
    };
    put.devices.put(row);
    passwords(row, stored);
  }
  return replaced;
}

/** The object that a tag is on, if any. */
const boundTo = (row: GivenTagRow | undefined): readonly string[] => (row?.object_id == null ? [] : [row.object_id]);

function putTags({ given, put }: Setup): readonly string[] {
  const rebound: string[] = [];
  for (const tag of given.tags) {
    const stored = put.tags.find(tag.tagId);
    const row = givenTagToRow(tag, given.tenantId);
    const status = stored && OUT_OF_USE.includes(stored.status) ? stored.status : row.status;
    if (put.tags.put({ ...row, status }) === 'changed') rebound.push(...boundTo(row), ...boundTo(stored));
  }
  return rebound;
}

function putTariffs({ given, put }: Setup, tariffs: TariffTexts): readonly string[] {
  const changed: string[] = [];
  for (const tariff of given.tariffs) {
    tariffs.keep(tariff);
    // What staff have published since is not taken back.
    const stored = put.tariffs.find(tariff.tariffId);
    if (stored && stored.tariff_version > tariff.version) continue;
    if (put.tariffs.put(tariffToRow(tariff, given.tenantId)) === 'changed') changed.push(tariff.tariffId);
  }
  return changed;
}

function putObjects({ given, put }: Setup): { readonly inserted: Set<string>; readonly changed: readonly string[] } {
  const inserted = new Set<string>();
  const changed: string[] = [];
  for (const object of given.objects) {
    const { binding_version: _counted, ...row } = objectToRow({ ...object, tenantId: given.tenantId, bindingVersion: 1 });
    const outcome = put.objects.put(row);
    if (outcome === 'inserted') inserted.add(object.objectId);
    if (outcome === 'changed') changed.push(object.objectId);
  }
  return { inserted, changed };
}

/**
 * @returns writes a set-up in one transaction. An object's binding version rises by one when its own row, its tariff,
 * the machine that moves it or a label of it changed, so that tickets of before are refused (crash table row 30).
 */
export function createSetUpVenue(db: Connection, tariffs: TariffTexts, clock: Clock): (given: VenueSetup) => void {
  const put = createPutters(db);
  const passwords = createPasswordSetter(db, clock);
  const insertTenant = db.prepare<[string]>('INSERT INTO tenants (tenant_id) VALUES (?) ON CONFLICT DO NOTHING');
  const withTariff = db.prepare<[string], string>('SELECT object_id FROM objects WHERE tariff_id = ?').pluck();
  const withDevice = db.prepare<[string], string>('SELECT object_id FROM objects WHERE device_id = ?').pluck();
  const raiseBinding = db.prepare<[string]>('UPDATE objects SET binding_version = binding_version + 1 WHERE object_id = ?');

  // A machine that moves the object no more, or whose place another one has taken, keeps no secret of ours (FP-34).
  const endDisplaysBy = db.prepare<[string]>('DELETE FROM displays WHERE device_id = ?');
  const endDisplaysMoved = db.prepare<[]>(
    `DELETE FROM displays WHERE EXISTS (
       SELECT 1 FROM objects WHERE objects.object_id = displays.object_id AND objects.device_id <> displays.device_id)`,
  );

  const run = db.transaction((given: VenueSetup) => {
    insertTenant.run(given.tenantId);
    put.venues.put(venueToRow(given.venue));
    for (const place of given.places) put.places.put(placeToRow(place, given.tenantId));
    const setup = { given, put, passwords };
    const changedTariffs = putTariffs(setup, tariffs);
    const replacedDevices = putDevices(setup);
    const objects = putObjects(setup);
    const rebound = putTags(setup);
    for (const stay of given.stays) put.stays.put(stayToRow(stay));
    const touched = new Set([
      ...objects.changed,
      ...rebound,
      ...changedTariffs.flatMap((tariffId) => withTariff.all(tariffId)),
      ...replacedDevices.flatMap((deviceId) => withDevice.all(deviceId)),
    ]);
    for (const objectId of touched) if (!objects.inserted.has(objectId)) raiseBinding.run(objectId);
    for (const deviceId of replacedDevices) endDisplaysBy.run(deviceId);
    endDisplaysMoved.run();
  });
  return (given) => {
    const owners = [given.venue.tenantId, ...given.stays.map((stay) => stay.tenantId)];
    assert(
      owners.every((tenantId) => tenantId === given.tenantId),
      'everything of a set-up belongs to its tenant (M12)',
    );
    refusePricedUnsigned(given);
    run.immediate(given);
  };
}
