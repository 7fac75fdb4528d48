// Writes of what devices say: hello, presence, state, and what could not be believed.
import { canonicalJson, LIMITS } from '#protocol';
import { type BootColumns, bootToColumns, type StateColumns, stateToColumns } from '../rows/device-row.ts';
import { type ManifestRow, manifestToRow } from '../rows/manifest-row.ts';
import { type Flag, flagToColumn, jsonToColumn } from '../rows/values.ts';
import { type Statement, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type DeviceChanges =
  | 'device-greeted'
  | 'device-presence'
  | 'device-state'
  | 'device-config-set'
  | 'key-manifest-installed'
  | 'quarantined';
type Named = { readonly device_id: string };

/** Newest messages kept per device; older ones are only counted. */
const QUARANTINE_KEPT = 1_000;
/** Twice the largest legal message: what is longer is kept in part. */
const PAYLOAD_KEPT_CHARS = 2 * LIMITS.maxUpBytes;

/** Nothing newer was stored, or nobody has such a device: the second is our own mistake. */
const appliedOrOlder = <P extends Named>(update: string): ((parameters: P) => Statement) =>
  sql<P>(`WITH applied AS (${update} RETURNING 1)
    SELECT assert_that(
      EXISTS (SELECT FROM applied) OR EXISTS (SELECT FROM devices WHERE device_id = @device_id),
      'device ' || @device_id::text || ' is known'
    )`);

const greet = appliedOrOlder<BootColumns & Named & { last_ctr: number; keys_ver: number; journal_dropped: number }>(
  `UPDATE devices SET
     boot = @boot, boot_at_ms = @boot_at_ms, boot_verified_at_ms = @boot_verified_at_ms, boot_conn = @boot_conn,
     last_ctr = greatest(last_ctr, @last_ctr), keys_ver = @keys_ver, journal_dropped = @journal_dropped
   WHERE device_id = @device_id`,
);
// A will counts only for the connection that is current: the newest connection wins.
const setPresence = appliedOrOlder<Named & { is_online: Flag; conn: string; at_ms: number }>(
  `UPDATE devices SET is_online = @is_online, conn = @conn, last_seen_at_ms = @at_ms
   WHERE device_id = @device_id AND (@is_online = 1 OR conn IS NULL OR conn = @conn)`,
);

/** The persisted count of a boot, up to the dash. */
const bootCount = (boot: string): string => `coalesce(substring(${boot} FROM '^[0-9]+'), '0')::numeric`;
/**
 * A boot is newer than another when its count is greater; or when a signed hello named it as the boot that runs now, for a
 * device may have lost its count.
 */
const setState = appliedOrOlder<StateColumns & Named & { reported_ver: number; config_answers_json: string }>(
  `UPDATE devices SET
     state_boot = @state_boot, state_seq = @state_seq, state_ver = @state_ver, state_json = @state_json,
     state_at_ms = @state_at_ms, reported_ver = @reported_ver, config_answers_json = @config_answers_json
   WHERE device_id = @device_id AND (
     state_boot IS NULL
     OR (state_boot = @state_boot AND state_seq < @state_seq)
     OR (state_boot <> @state_boot AND (boot = @state_boot OR ${bootCount('state_boot')} < ${bootCount('@state_boot::text')}))
   )`,
);

const setConfig = compareAndSet<Named & { desired_ver: number; desired_json: string; config_tries: number }>(
  'device_config',
  `UPDATE devices SET desired_ver = @desired_ver, desired_json = @desired_json, config_tries = @config_tries
   WHERE device_id = @device_id AND desired_ver = @desired_ver - 1`,
);
const install = compareAndSet<ManifestRow>(
  'key_manifest_version',
  `INSERT INTO key_manifests (tenant_id, ver, root_kid, jws, installed_at_ms)
   SELECT @tenant_id::word, @ver::bigint, @root_kid::word, @jws::text, @installed_at_ms::bigint
   WHERE NOT EXISTS (SELECT FROM key_manifests WHERE tenant_id = @tenant_id::word AND ver >= @ver::bigint)`,
);

/** Counted, kept under its number, and the oldest forgotten, in one go. */
const quarantine = sql<Named & { reason: string; payload: string; at_ms: number }>(
  `WITH counted AS (
     INSERT INTO quarantine_totals AS totals (device_id, message_count) VALUES (@device_id, 1)
     ON CONFLICT (device_id) DO UPDATE SET message_count = totals.message_count + 1
     RETURNING message_count
   ), kept AS (
     INSERT INTO quarantined_messages (device_id, message_no, reason, payload, at_ms)
     SELECT @device_id, message_count, @reason, @payload, @at_ms FROM counted
   )
   DELETE FROM quarantined_messages USING counted
   WHERE device_id = @device_id AND message_no <= message_count - ${QUARANTINE_KEPT}`,
);

export const deviceWriters: Writers<DeviceChanges> = {
  'device-greeted': ({ deviceId, boot, lastCtr, keysVer, dropped }) => [
    greet({
      ...bootToColumns(boot),
      device_id: deviceId,
      last_ctr: lastCtr,
      keys_ver: keysVer,
      journal_dropped: dropped,
    }),
  ],
  'device-presence': ({ deviceId, online, conn, atMs }) => [
    setPresence({ device_id: deviceId, is_online: flagToColumn(online), conn, at_ms: atMs }),
  ],
  'device-state': ({ deviceId, state, cfgVer, answers }) => [
    setState({
      ...stateToColumns(state),
      device_id: deviceId,
      reported_ver: cfgVer,
      config_answers_json: jsonToColumn(answers),
    }),
  ],
  'device-config-set': ({ deviceId, config: { ver, desired, tries } }) => [
    setConfig({ device_id: deviceId, desired_ver: ver, desired_json: canonicalJson(desired), config_tries: tries }),
  ],
  'key-manifest-installed': ({ manifest }) => [install(manifestToRow(manifest))],
  quarantined: ({ deviceId, reason, payload, atMs }) => [
    quarantine({ device_id: deviceId, reason, payload: payload.slice(0, PAYLOAD_KEPT_CHARS), at_ms: atMs }),
  ],
};
