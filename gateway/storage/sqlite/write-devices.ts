// Writes of what devices say: hello, presence, state, and what could not be believed.
import { assert, canonicalJson, LIMITS } from '#protocol';
import { type BootColumns, bootToColumns, type StateColumns, stateToColumns } from '../rows/device-row.ts';
import { type ManifestRow, manifestToRow } from '../rows/manifest-row.ts';
import { type Flag, flagToColumn, jsonToColumn } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type DeviceChanges =
  | 'device-greeted'
  | 'device-presence'
  | 'device-state'
  | 'device-config-set'
  | 'key-manifest-installed'
  | 'quarantined';

/** Newest messages kept per device; older ones are only counted. */
const QUARANTINE_KEPT = 1_000;
/** Twice the largest legal message: what is longer is kept in part. */
const PAYLOAD_KEPT_CHARS = 2 * LIMITS.maxUpBytes;

/**
 * A boot is newer than another when its persisted count is greater, which CAST reads up to the dash; or when a signed
 * hello named it as the boot that runs now, for a device may have lost its count.
 */
const STATE_IS_NEWER = `(
  state_boot IS NULL
  OR (state_boot = @state_boot AND state_seq < @state_seq)
  OR (state_boot <> @state_boot AND (boot = @state_boot OR CAST(state_boot AS INTEGER) < CAST(@state_boot AS INTEGER)))
)`;

function quarantineWriter(db: Connection): Writers<'quarantined'> {
  const count = db
    .prepare<[string], number>(
      `INSERT INTO quarantine_totals (device_id, message_count) VALUES (?, 1)
       ON CONFLICT (device_id) DO UPDATE SET message_count = message_count + 1
       RETURNING message_count`,
    )
    .pluck();
  const insert = db.prepare<[string, number, string, string, number]>(
    'INSERT INTO quarantined_messages (device_id, message_no, reason, payload, at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const dropOld = db.prepare<[string, number]>('DELETE FROM quarantined_messages WHERE device_id = ? AND message_no <= ?');
  return {
    quarantined: ({ deviceId, reason, payload, atMs }) => {
      const number = count.get(deviceId);
      assert(number !== undefined, 'a counted message has a number');
      insert.run(deviceId, number, reason, payload.slice(0, PAYLOAD_KEPT_CHARS), atMs);
      dropOld.run(deviceId, number - QUARANTINE_KEPT);
      return null;
    },
  };
}

/** What a device is to believe and to be set to. */
function configWriters(db: Connection): Writers<'device-config-set' | 'key-manifest-installed'> {
  const setConfig = db.prepare<{ device_id: string; desired_ver: number; desired_json: string; config_tries: number }>(
    `UPDATE devices SET desired_ver = @desired_ver, desired_json = @desired_json, config_tries = @config_tries
     WHERE device_id = @device_id AND desired_ver = @desired_ver - 1`,
  );
  const install = db.prepare<ManifestRow>(
    `INSERT INTO key_manifests (tenant_id, ver, root_kid, jws, installed_at_ms)
     SELECT @tenant_id, @ver, @root_kid, @jws, @installed_at_ms
     WHERE NOT EXISTS (SELECT 1 FROM key_manifests WHERE tenant_id = @tenant_id AND ver >= @ver)`,
  );
  return {
    'device-config-set': ({ deviceId, config: { ver, desired, tries } }) =>
      refusedUnlessOne(
        setConfig.run({ device_id: deviceId, desired_ver: ver, desired_json: canonicalJson(desired), config_tries: tries }),
        'device_config',
      ),
    'key-manifest-installed': ({ manifest }) => refusedUnlessOne(install.run(manifestToRow(manifest)), 'key_manifest_version'),
  };
}

export function deviceWriters(db: Connection): Writers<DeviceChanges> {
  const greet = db.prepare<BootColumns & { device_id: string; last_ctr: number; keys_ver: number; journal_dropped: number }>(
    `UPDATE devices SET
       boot = @boot, boot_at_ms = @boot_at_ms, boot_verified_at_ms = @boot_verified_at_ms, boot_conn = @boot_conn,
       last_ctr = max(last_ctr, @last_ctr), keys_ver = @keys_ver, journal_dropped = @journal_dropped
     WHERE device_id = @device_id`,
  );
  // A will counts only for the connection that is current: the newest connection wins.
  const setPresence = db.prepare<{ device_id: string; is_online: Flag; conn: string; at_ms: number }>(
    `UPDATE devices SET is_online = @is_online, conn = @conn, last_seen_at_ms = @at_ms
     WHERE device_id = @device_id AND (@is_online = 1 OR conn IS NULL OR conn = @conn)`,
  );
  const setState = db.prepare<StateColumns & { device_id: string; reported_ver: number; config_answers_json: string }>(
    `UPDATE devices SET
       state_boot = @state_boot, state_seq = @state_seq, state_ver = @state_ver, state_json = @state_json,
       state_at_ms = @state_at_ms, reported_ver = @reported_ver, config_answers_json = @config_answers_json
     WHERE device_id = @device_id AND ${STATE_IS_NEWER}`,
  );
  const findDevice = db.prepare<[string]>('SELECT 1 FROM devices WHERE device_id = ?');

  /** Nothing newer was stored, or nobody has such a device: the second is our own mistake. */
  const appliedOrOlder = (result: { readonly changes: number }, deviceId: string): null => {
    assert(result.changes === 1 || findDevice.get(deviceId) !== undefined, `device ${deviceId} is known`);
    return null;
  };

  return {
    ...quarantineWriter(db),
    ...configWriters(db),
    'device-greeted': ({ deviceId, boot, lastCtr, keysVer, dropped }) => {
      const hello = { last_ctr: lastCtr, keys_ver: keysVer, journal_dropped: dropped };
      return appliedOrOlder(greet.run({ ...bootToColumns(boot), ...hello, device_id: deviceId }), deviceId);
    },
    'device-presence': ({ deviceId, online, conn, atMs }) =>
      appliedOrOlder(setPresence.run({ device_id: deviceId, is_online: flagToColumn(online), conn, at_ms: atMs }), deviceId),
    'device-state': ({ deviceId, state, cfgVer, answers }) =>
      appliedOrOlder(
        setState.run({
          ...stateToColumns(state),
          device_id: deviceId,
          reported_ver: cfgVer,
          config_answers_json: jsonToColumn(answers),
        }),
        deviceId,
      ),
  };
}
