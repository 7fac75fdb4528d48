// Admission: what is known of a connection, and whether its CONNECT lets it in.
import type { DeviceAddress, Result } from '#protocol';
import type { Log } from '../ports/log.ts';
import type { Admitted, AuthRefusal, ConnectionClaim } from './authorize-client.ts';
import { type ConnectClaim, reviewConnect, reviewWill } from './client-rules.ts';
import type { Conduct } from './conduct.ts';
import type { FrameGuard } from './frame-guard.ts';
import type { PeerCertificate } from './listeners/incoming.ts';

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
  /** Under which it holds its place among all sockets. */
  readonly peer: string;
  /** What its TLS client showed and the operator's authority signed. */
  readonly certificate: PeerCertificate | null;
  readonly guard: FrameGuard;
  /** The identity of the start-up self-test, on its own listener only. */
  readonly probe: Probe | null;
  /** What the CONNECT gets instead of a look at its password. */
  refusal: { readonly code: string; readonly returnCode: ReturnCode } | null;
  /** Null when there is none, or when it was said. */
  will: Will | null;
  /** Known once authenticated. */
  address: DeviceAddress | null;
  /** When what it showed runs out; null for what does not. */
  untilMs: number | null;
  listening: boolean;
  /** Something that ends connections was held against it already. */
  isFaulty: boolean;
};
export type Probe = { readonly address: DeviceAddress; readonly password: string };

/** Reads the CONNECT; what it gets wrong is answered later, where the library can give a return code. */
export function noteClaim(connection: Connection, claim: ConnectClaim, will: Will | null): void {
  connection.will = will;
  const code = reviewConnect(claim);
  if (code) connection.refusal = { code, returnCode: code === 'keepalive.zero' ? NOT_AUTHORIZED : IDENTIFIER_REJECTED };
}

export type AdmissionDesk = {
  readonly authenticate: (claim: ConnectionClaim) => Promise<Result<Admitted, AuthRefusal>>;
  readonly conduct: Conduct;
  readonly log: Log;
};

export type Admission = Admitted | { readonly code: string; readonly returnCode: ReturnCode };

export async function admit(
  desk: AdmissionDesk,
  connection: Connection,
  clientId: string,
  password: Uint8Array,
): Promise<Admission> {
  const { probe, remoteAddress, certificate } = connection;
  if (probe) {
    const isProbe = clientId === probe.address.device && Buffer.from(password).toString() === probe.password;
    return isProbe ? { address: probe.address, untilMs: null } : { code: 'auth.wrong', returnCode: BAD_PASSWORD };
  }
  if (connection.refusal) return connection.refusal;
  if (desk.conduct.isSuspended(clientId)) return { code: 'device.suspended', returnCode: NOT_AUTHORIZED };
  let authorized: Result<Admitted, AuthRefusal>;
  try {
    authorized = await desk.authenticate({ clientId, password, remoteAddress, certificate });
  } catch (error) {
    desk.log.error('a device could not be authenticated', { deviceId: clientId, error });
    return { code: 'auth.unavailable', returnCode: SERVER_UNAVAILABLE };
  }
  if (!authorized.ok) {
    const { code } = authorized.error;
    return { code, returnCode: code === 'auth.busy' ? SERVER_UNAVAILABLE : BAD_PASSWORD };
  }
  const willRefusal = connection.will && reviewWill(authorized.value.address, connection.will);
  if (willRefusal) return { code: willRefusal, returnCode: NOT_AUTHORIZED };
  return authorized.value;
}
