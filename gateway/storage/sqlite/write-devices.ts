// Writes of what devices say: hello, presence, state, and what could not be believed.
import { assert, LIMITS } from '#protocol';
import { type BootColumns, bootToColumns, type StateColumns, stateToColumns } from '../rows/device-row.ts';
import { type Flag, flagToColumn } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import type { Writers } from './writers.ts';

type DeviceChanges = 'device-greeted' | 'device-presence' | 'device-state' | 'quarantined';

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

export function deviceWriters(db: Connection): Writers<DeviceChanges> {
  const greet = db.prepare<BootColumns & { device_id: string; last_ctr: number }>(
    `UPDATE devices SET
       boot = @boot, boot_at_ms = @boot_at_ms, boot_verified_at_ms = @boot_verified_at_ms, boot_conn = @boot_conn,
       last_ctr = max(last_ctr, @last_ctr)
     WHERE device_id = @device_id`,
  );
  // A will counts only for the connection that is current: the newest connection wins.
  const setPresence = db.prepare<{ device_id: string; is_online: Flag; conn: string; at_ms: number }>(
    `UPDATE devices SET is_online = @is_online, conn = @conn, last_seen_at_ms = @at_ms
     WHERE device_id = @device_id AND (@is_online = 1 OR conn IS NULL OR conn = @conn)`,
  );
  const setState = db.prepare<StateColumns & { device_id: string; reported_ver: number }>(
    `UPDATE devices SET
       state_boot = @state_boot, state_seq = @state_seq, state_ver = @state_ver, state_json = @state_json,
       state_at_ms = @state_at_ms, reported_ver = @reported_ver
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
    'device-greeted': ({ deviceId, boot, lastCtr }) =>
      appliedOrOlder(greet.run({ ...bootToColumns(boot), device_id: deviceId, last_ctr: lastCtr }), deviceId),
    'device-presence': ({ deviceId, online, conn, atMs }) =>
      appliedOrOlder(setPresence.run({ device_id: deviceId, is_online: flagToColumn(online), conn, at_ms: atMs }), deviceId),
    'device-state': ({ deviceId, state, cfgVer }) =>
      appliedOrOlder(setState.run({ ...stateToColumns(state), device_id: deviceId, reported_ver: cfgVer }), deviceId),
  };
}
