// Context: what every route may use, given once when the app is composed.
import type { IncomingMessage } from 'node:http';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Clock, RandomBytes } from '#protocol';
import type { DeviceDesk } from '../operator/device-desk.ts';
import type { Identity, OperatorIdentity } from '../ports/identity.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Assets } from '../web/assets.ts';
import type { OpenWaits } from './open-waits.ts';
import type { Passkeys } from './passkeys/webauthn.ts';
import type { Persons } from './person-tokens.ts';
import type { HttpSteps } from './steps.ts';

/** `incoming` is there when a socket is: tests ask the app without one. */
export type HttpEnv = { Bindings: { readonly incoming?: IncomingMessage } };
export type App = OpenAPIHono<HttpEnv>;
export type Asking = Context<HttpEnv>;

/** For commands that somebody types where the gateway runs. */
export type DeviceReach = {
  /** `mqtts://127.0.0.1:8883`, or mqtt:// where there is no TLS. */
  readonly broker: string;
  /** The certificate of the gateway's own making; null where there is none, or one that others have signed. */
  readonly caFile: string | null;
  readonly dataFolder: string;
};

export type HttpConfig = {
  /** Where people reach us, such as `https://go.example.com`; https makes cookies Secure and sends HSTS. */
  readonly publicOrigin: string;
  /** How many proxies of our own stand before us and append to X-Forwarded-For; 0 believes none of it. */
  readonly trustedProxies: number;
  /** Which restore of the database this is; cookies of before it sign nobody in (row 27). */
  readonly restoreEpoch?: number;
  /** What guests have in the wallets of this gateway; left out where prices are paid from elsewhere. */
  readonly walletCurrency?: string | undefined;
  /** Those wallets have no way in for money: what costs something cannot be started. */
  readonly isWithoutPayIn?: boolean;
  /** How a device on this machine reaches the gateway; left out where there is no door for devices. */
  readonly deviceReach?: DeviceReach;
};

export type JwkSet = { readonly keys: readonly object[] };

export type HttpDeps = {
  readonly steps: HttpSteps;
  readonly identity: Identity;
  readonly operators: OperatorIdentity;
  readonly passkeys: Passkeys;
  /** Where persons sign in at this gateway itself; left out where a host app knows them. */
  readonly persons?: Persons;
  /** Where devices come in; without it there are no routes about them. */
  readonly deviceDesk?: DeviceDesk;
  readonly assets: Assets;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly config: HttpConfig;
  /** Public keys for /.well-known/jwks.json. */
  readonly readJwks: () => Promise<JwkSet>;
  readonly isReady: () => Promise<boolean>;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** The same, with what the app adds for its routes. */
export type RouteDeps = HttpDeps & { readonly waits: OpenWaits };
