// Compose: puts the real things around the core - data folder, keys, broker, HTTP and timer - and stops them in order.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeviceAddress, generateKeyPair, importSigner, type KindProfile, type PrivateJwk } from '#protocol';
import { createTagKey, formatKeyRing, parseKeyRing, type TagKeyRing } from '#qr';
import { type Core, composeCore, type GatewayKeys } from './compose-core.ts';
import { type Config, originOf } from './config.ts';
import type { Change } from './domain/changes.ts';
import { createApp } from './http/app.ts';
import type { ExtraRoutes } from './http/extra-routes.ts';
import { createJwtIdentity } from './http/identity.ts';
import { type Listening, listen } from './http/listen.ts';
import { createAuthorizeClient, hashPassword } from './mqtt/authorize-client.ts';
import { type Broker, createBroker } from './mqtt/broker.ts';
import { BROKER_LIMITS } from './mqtt/broker-limits.ts';
import type { Identity } from './ports/identity.ts';
import type { Log } from './ports/log.ts';
import type { OwnedStore } from './ports/store.ts';
import { readOrCreateSecret } from './storage/secret-file.ts';
import { openSqliteStore } from './storage/sqlite/open-store.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { startWake, type Wake } from './timer/wake.ts';
import { createAssets } from './web/assets.ts';

/** What a caller may give instead of what the config describes; all optional. */
export type GatewayOptions = {
  readonly kinds: readonly KindProfile[];
  /** Word on the database: a demo's is never served as a real one, nor the other way round. */
  readonly purpose: 'serve' | 'demo';
  /** Issuer name of the first tag key, when the data folder has none yet. */
  readonly tagIssuer: string;
  /** The host app's way to know visitors and sign them in; by default only tokens count. */
  readonly recognise?: Identity['recognise'];
  readonly signInPath?: string | null;
  readonly extraRoutes?: ExtraRoutes;
  readonly onChange?: (change: Change) => void;
  readonly onDeviceEvent?: (address: DeviceAddress, type: string, data: { readonly [name: string]: unknown }) => void;
  readonly log?: Log;
};

export type Gateway = {
  readonly store: OwnedStore;
  readonly core: Core;
  readonly tagKeys: TagKeyRing;
  readonly commandKey: { readonly kid: string; readonly x: string; readonly issuer: string };
  readonly origin: string;
  readonly httpPort: number;
  readonly mqttPort: number;
  /** Event streams first, then HTTP, broker and store: nothing is cut that could be finished. */
  close(): Promise<void>;
};

/** Why a gateway does not start, for whoever runs it: a stable code, and the port when one is taken. */
export type CodedRefusal = { readonly code: string; readonly port?: number };

class StartRefused extends Error {
  override readonly name = 'StartRefused';
  readonly code: string;
  readonly port: number | undefined;
  constructor(code: string, problem: string, port?: number) {
    super(problem);
    this.code = code;
    this.port = port;
  }
}

export type { ExtraRoutes };
export { readOrCreateSecret };

/** The hash of a device's MQTT password as the gateway stores it. */
export function hashDevicePassword(password: string): Promise<string> {
  return hashPassword(password, randomBytes(16));
}

const clock = { nowMs: () => Date.now() };
const CURRENCY = 'CNY';
/** The name in signed commands: devices believe this issuer and no other. */
const ISSUER = 'unlatch';

async function loadTagKeys(folder: string, issuer: string): Promise<TagKeyRing> {
  const text = await readOrCreateSecret(join(folder, 'tag-keys.json'), async () =>
    formatKeyRing([await createTagKey({ kid: 1, issuer })]),
  );
  const ring = await parseKeyRing(text);
  if (!ring.ok) throw new StartRefused('data.tag-keys', `tag-keys.json in ${folder}: ${JSON.stringify(ring.error)}`);
  return ring.value;
}

async function loadKeys(folder: string, tagKeys: TagKeyRing): Promise<GatewayKeys> {
  const commandText = await readOrCreateSecret(join(folder, 'command-key.json'), async () => {
    const { privateJwk } = await generateKeyPair();
    return JSON.stringify({ kid: 'c1', ...privateJwk });
  });
  const commandJwk = JSON.parse(commandText) as PrivateJwk & { readonly kid: string };
  const ticketText = await readOrCreateSecret(join(folder, 'ticket-key'), async () => randomBytes(32).toString('base64url'));
  return {
    commandSigner: await importSigner(commandJwk.kid, commandJwk),
    commandPublicX: commandJwk.x,
    ticketKey: Buffer.from(ticketText, 'base64url'),
    tagKeys: tagKeys.verifyKeys,
  };
}

/** Stamps a new database with its purpose, and refuses one of the other. */
async function claimDatabase(store: OwnedStore, purpose: GatewayOptions['purpose']): Promise<void> {
  const stamp = await store.readStamp('purpose');
  if (stamp === null) return store.writeStamp('purpose', purpose);
  if (stamp === purpose) return;
  await store.close();
  throw new StartRefused(
    'data.wrong-purpose',
    `the database is for '${stamp}', not for '${purpose}': choose another folder with --data`,
  );
}

function composeIdentity(config: Config, options: GatewayOptions): Identity {
  const { tokens } = config;
  return createJwtIdentity({
    jwks: async () => (tokens ? JSON.parse(await readFile(tokens.keysFile, 'utf8')) : { keys: [] }),
    issuer: tokens?.issuer ?? 'urn:unlatch:nobody',
    audience: tokens?.audience ?? 'unlatch',
    clock,
    recognise: options.recognise ?? (async () => null),
    signInPath: options.signInPath ?? config.signInPath,
  });
}

/** What was opened so far; a start that fails closes it again, the last first. */
type Opened = (() => Promise<void>)[];

/** Builds and starts a gateway on real files and ports; throws coded errors for a taken port or a foreign database. */
export async function composeGateway(config: Config, options: GatewayOptions): Promise<Gateway> {
  const opened: Opened = [];
  try {
    return await openGateway(config, options, opened);
  } catch (cause) {
    for (const close of opened.reverse()) await close();
    throw cause;
  }
}

async function openGateway(config: Config, options: GatewayOptions, opened: Opened): Promise<Gateway> {
  const log = options.log ?? createLog(config.logLevel);
  const metrics = createMetrics();
  const store = openSqliteStore({ path: join(config.dataFolder, 'unlatch.db'), clock });
  opened.push(() => store.close());
  await claimDatabase(store, options.purpose);
  const tagKeys = await loadTagKeys(config.dataFolder, options.tagIssuer);
  const keys = await loadKeys(config.dataFolder, tagKeys);
  // Bytes reach devices through the broker, and the broker hands in what they say: one of the two is bound late.
  const late: { broker: Broker | null } = { broker: null };
  const core = composeCore({
    ...options,
    store,
    keys,
    clock,
    log,
    metrics,
    issuer: ISSUER,
    gatewayId: `gw-${randomBytes(6).toString('hex')}`,
    currency: CURRENCY,
    randomBytes: (size: number) => randomBytes(size),
    outlet: { sendTo: (address, topic, payload) => late.broker?.sendTo(address, topic, payload) ?? false },
    onMisdeed: (deviceId) => late.broker?.strike(deviceId),
  });
  await core.forgetPresence();
  const authorize = createAuthorizeClient({ store, clock, log });
  const broker = await createBroker({
    ...config.mqtt,
    authenticate: authorize.authenticate,
    onPublish: (topic, payload) => core.relay.receive(topic, payload),
    onQuarantine: core.quarantine,
    limits: BROKER_LIMITS,
    log,
    metrics,
    clock,
  });
  late.broker = broker;
  opened.push(() => broker.close());
  // With any free port the origin is known only once it is bound: whoever asks, asks after that.
  const bound = { origin: config.publicOrigin ?? originOf(config.http.host, config.http.port) };
  const web = createApp({
    steps: core.steps,
    identity: composeIdentity(config, options),
    assets: createAssets(),
    clock,
    randomBytes: (size) => randomBytes(size),
    config: {
      trustedProxies: config.trustedProxies,
      get publicOrigin() {
        return bound.origin;
      },
    },
    readJwks: async () => ({ keys: core.publishedKeys() }),
    isReady: async () => store.canCommit(),
    log,
    metrics,
    ...(options.extraRoutes ? { extraRoutes: options.extraRoutes } : {}),
  });
  const http = await listen(web, config.http);
  if (!http.ok) throw new StartRefused(http.error.code, `port ${http.error.port} is taken`, http.error.port);
  bound.origin = config.publicOrigin ?? http.value.url;
  const wake = startWake(core.pump.run, log);
  return runningGateway({ store, core, broker, tagKeys, http: http.value, origin: bound.origin, keys, wake });
}

function runningGateway(parts: {
  readonly store: OwnedStore;
  readonly core: Core;
  readonly broker: Broker;
  readonly http: Listening;
  readonly wake: Wake;
  readonly origin: string;
  readonly tagKeys: TagKeyRing;
  readonly keys: GatewayKeys;
}): Gateway {
  const { store, core, broker, http, wake, keys } = parts;
  return {
    store,
    core,
    tagKeys: parts.tagKeys,
    origin: parts.origin,
    commandKey: { kid: keys.commandSigner.kid, x: keys.commandPublicX, issuer: ISSUER },
    httpPort: http.port,
    mqttPort: broker.port,
    async close() {
      wake.stop();
      await http.close();
      await broker.close();
      await core.settled();
      await store.close();
    },
  };
}
