// Device: the hardware that moves an object, as the gateway knows it from signed hellos and presence.
import type { ControlValue, DeviceAddress, State } from '#protocol';

export type DeviceRecord = {
  readonly deviceId: string;
  readonly tenantId: string;
  readonly kind: string;
  /** Public Ed25519 key (JWK x) that its hellos, results and journal are signed with; empty where it signs nothing. */
  readonly publicX: string;
  /** Registered as one that signs nothing and is believed all the same, for free objects only (FP-32). */
  readonly isUnsigned: boolean;
  /** Version of the key manifest that it believed at its last hello; 0: the key that it was given by hand (FP-30). */
  readonly keysVer: number;
  /** scrypt hash of its MQTT password. */
  readonly passwordHash: string;
  readonly presence: { readonly online: boolean; readonly conn: string | null; readonly lastSeenAtMs: number | null };
  /** Facts of the last verified hello; null until there is one. */
  readonly boot: DeviceBoot | null;
  /** Highest counter ever given to a command of this device. */
  readonly lastCtr: number;
  /** Journal entries that it gave up for want of room, as its last hello said (FP-16). */
  readonly dropped: number;
  readonly state: ReportedState | null;
  readonly config: {
    readonly desiredVer: number;
    readonly desired: { readonly [key: string]: ControlValue };
    readonly reportedVer: number;
    /** To each key of the version that it reports. */
    readonly answers: ConfigAnswers;
    /** How often what it refused was asked again, each time under a new version. */
    readonly tries: number;
  };
};

export type ConfigAnswers = State['cfg'];

/** What must be known of a device to speak to it: where it listens, and what it believes. */
export type Hearer = DeviceAddress & Pick<DeviceRecord, 'isUnsigned' | 'keysVer'>;

export function hearerOf({ tenantId, deviceId, isUnsigned, keysVer }: DeviceRecord): Hearer {
  return { tenant: tenantId, device: deviceId, isUnsigned, keysVer };
}

export type DeviceBoot = {
  readonly boot: string;
  /** Gateway time at which this boot's uptime was 0: the least (received - upMs) seen, so never later than the truth plus the network. */
  readonly bootAtMs: number;
  readonly verifiedAtMs: number;
  readonly conn: string;
};

export type ReportedState = {
  readonly boot: string;
  readonly seq: number;
  readonly ver: number;
  readonly reported: { readonly [name: string]: ControlValue };
  readonly atMs: number;
};

/** The device's uptime now as far as the gateway can know: never ahead of the device's own. */
export function uptimeNowMs(boot: DeviceBoot, nowMs: number): number {
  return Math.max(0, nowMs - boot.bootAtMs);
}

/** When something happened by the gateway's clock, as the device dates it; the latest it can be when it is of another boot. */
export function deviceTimeMs(
  device: DeviceRecord,
  moment: { readonly boot: string; readonly upMs: number },
  within: { readonly fromMs: number; readonly untilMs: number },
): number {
  if (device.boot?.boot !== moment.boot) return within.untilMs;
  return Math.min(within.untilMs, Math.max(within.fromMs, device.boot.bootAtMs + moment.upMs));
}

/** No connection's own name can begin so. */
const AHEAD = '!';

/** The connection of a device that is ahead of our books: it is talked to and stopped, and nothing is started on it (row 27). */
export function connAhead(conn: string): string {
  return `${AHEAD}${conn}`;
}

/** True when it was seen to be ahead of our books and nobody has said since that they were restored. */
export function isAhead(boot: Pick<DeviceBoot, 'conn'> | null): boolean {
  return boot?.conn.startsWith(AHEAD) ?? false;
}

/** True when a command may be signed: online, and its hello of this very connection verified (FP-04). */
export function isReachable({ presence, boot }: Pick<DeviceRecord, 'presence' | 'boot'>): boolean {
  if (!presence.online || boot === null || presence.conn === null) return false;
  return boot.conn === presence.conn || boot.conn === connAhead(presence.conn);
}

/** True when a start may be signed besides: its counter is known to us. */
export function mayStartOn(device: Pick<DeviceRecord, 'presence' | 'boot'>): boolean {
  return isReachable(device) && !isAhead(device.boot);
}
