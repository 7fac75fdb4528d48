// Admission: what is known of a connection, and whether its CONNECT lets it in.
import type { DeviceAddress, Result } from '#protocol';
import type { Log } from '../ports/log.ts';
import type { AuthRefusal, PasswordClaim } from './authorize-client.ts';
import { type ConnectClaim, reviewConnect, reviewWill } from './client-rules.ts';
import type { Conduct } from './conduct.ts';
import type { FrameGuard } from './frame-guard.ts';

/** CONNACK return codes (MQTT 3.1.1 table 3.1). */
const IDENTIFIER_REJECTED = 2;
export const SERVER_UNAVAILABLE = 3;
const BAD_PASSWORD = 4;
const NOT_AUTHORIZED = 5;
type ReturnCode = 2 | 3 | 4 | 5;

/** What a CONNECT leaves to be said when its connection breaks; `packet` is the library's own object. */
export type Will = { readonly packet: object; readonly topic: string; readonly payload: Uint8Array };

export type Connection = {
  /** Rises with every socket: of two connections of a device the higher counts. */
  readonly serial: number;
  readonly remoteAddress: string;
  readonly guard: FrameGuard;
  /** The identity of the start-up self-test, on its own listener only. */
  readonly probe: Probe | null;
  /** What the CONNECT gets instead of a look at its password. */
  refusal: { readonly code: string; readonly returnCode: ReturnCode } | null;
  /** Null when there is none, or when it was said. */
  will: Will | null;
  /** Known once authenticated. */
  address: DeviceAddress | null;
  listening: boolean;
};
export type Probe = { readonly address: DeviceAddress; readonly password: string };

/** Reads the CONNECT; what it gets wrong is answered later, where the library can give a return code. */
export function noteClaim(connection: Connection, claim: ConnectClaim, will: Will | null): void {
  connection.will = will;
  const code = reviewConnect(claim);
  if (code) connection.refusal = { code, returnCode: code === 'keepalive.zero' ? NOT_AUTHORIZED : IDENTIFIER_REJECTED };
}

export type AdmissionDesk = {
  readonly authenticate: (claim: PasswordClaim) => Promise<Result<DeviceAddress, AuthRefusal>>;
  readonly conduct: Conduct;
  readonly log: Log;
};

export type Admission = { readonly address: DeviceAddress } | { readonly code: string; readonly returnCode: ReturnCode };

export async function admit(
  desk: AdmissionDesk,
  connection: Connection,
  deviceId: string,
  password: Uint8Array,
): Promise<Admission> {
  const { probe, remoteAddress } = connection;
  if (probe) {
    const isProbe = deviceId === probe.address.device && Buffer.from(password).toString() === probe.password;
    return isProbe ? { address: probe.address } : { code: 'auth.wrong', returnCode: BAD_PASSWORD };
  }
  if (connection.refusal) return connection.refusal;
  if (desk.conduct.isSuspended(deviceId)) return { code: 'device.suspended', returnCode: NOT_AUTHORIZED };
  let authorized: Result<DeviceAddress, AuthRefusal>;
  try {
    authorized = await desk.authenticate({ deviceId, password, remoteAddress });
  } catch (error) {
    desk.log.error('a device could not be authenticated', { deviceId, error });
    return { code: 'auth.unavailable', returnCode: SERVER_UNAVAILABLE };
  }
  if (!authorized.ok) {
    const { code } = authorized.error;
    return { code, returnCode: code === 'auth.busy' ? SERVER_UNAVAILABLE : BAD_PASSWORD };
  }
  const willRefusal = connection.will && reviewWill(authorized.value, connection.will);
  if (willRefusal) return { code: willRefusal, returnCode: NOT_AUTHORIZED };
  return { address: authorized.value };
}
