// Device row: a device with its presence, boot, state and config as columns, both ways.
import { assert } from '#protocol';
import type { DeviceBoot, DeviceRecord, ReportedState } from '../../domain/device/device.ts';
import { type Flag, jsonFromColumn, jsonToColumn } from './values.ts';

export type BootColumns = {
  readonly boot: string;
  readonly boot_at_ms: number;
  readonly boot_verified_at_ms: number;
  readonly boot_conn: string;
};

export type StateColumns = {
  readonly state_boot: string;
  readonly state_seq: number;
  readonly state_ver: number;
  readonly state_json: string;
  readonly state_at_ms: number;
};

type OrNull<T> = { readonly [K in keyof T]: T[K] | null };

export type DeviceRow = OrNull<BootColumns> &
  OrNull<StateColumns> & {
    readonly device_id: string;
    readonly tenant_id: string;
    readonly kind: string;
    readonly public_x: string;
    readonly password_hash: string;
    readonly is_online: Flag;
    readonly conn: string | null;
    readonly last_seen_at_ms: number | null;
    readonly last_ctr: number;
    readonly journal_dropped: number;
    readonly desired_ver: number;
    readonly desired_json: string;
    readonly reported_ver: number;
    readonly keys_ver: number;
    readonly is_unsigned: Flag;
    readonly config_answers_json: string;
    readonly config_tries: number;
  };

export function bootToColumns(boot: DeviceBoot): BootColumns {
  return { boot: boot.boot, boot_at_ms: boot.bootAtMs, boot_verified_at_ms: boot.verifiedAtMs, boot_conn: boot.conn };
}

export function stateToColumns(state: ReportedState): StateColumns {
  return {
    state_boot: state.boot,
    state_seq: state.seq,
    state_ver: state.ver,
    state_json: jsonToColumn(state.reported),
    state_at_ms: state.atMs,
  };
}

function bootFromRow(row: DeviceRow): DeviceBoot | null {
  const { boot, boot_at_ms: bootAtMs, boot_verified_at_ms: verifiedAtMs, boot_conn: conn } = row;
  if (boot === null) return null;
  assert(bootAtMs !== null && verifiedAtMs !== null && conn !== null, 'boot columns are whole');
  return { boot, bootAtMs, verifiedAtMs, conn };
}

function stateFromRow(row: DeviceRow): ReportedState | null {
  const { state_boot: boot, state_seq: seq, state_ver: ver, state_json: reported, state_at_ms: atMs } = row;
  if (boot === null) return null;
  assert(seq !== null && ver !== null && reported !== null && atMs !== null, 'state columns are whole');
  return { boot, seq, ver, reported: jsonFromColumn(reported), atMs };
}

export function deviceFromRow(row: DeviceRow): DeviceRecord {
  return {
    deviceId: row.device_id,
    tenantId: row.tenant_id,
    kind: row.kind,
    publicX: row.public_x,
    isUnsigned: row.is_unsigned === 1,
    keysVer: row.keys_ver,
    passwordHash: row.password_hash,
    presence: { online: row.is_online === 1, conn: row.conn, lastSeenAtMs: row.last_seen_at_ms },
    boot: bootFromRow(row),
    lastCtr: row.last_ctr,
    dropped: row.journal_dropped,
    state: stateFromRow(row),
    config: {
      desiredVer: row.desired_ver,
      desired: jsonFromColumn(row.desired_json),
      reportedVer: row.reported_ver,
      answers: jsonFromColumn(row.config_answers_json),
      tries: row.config_tries,
    },
  };
}
