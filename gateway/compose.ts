// Compose: puts the real things around the core - data folder, keys, broker, HTTP and timer - and stops them in order.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, type DeviceAddress, generateKeyPair, importSigner, type KindProfile, type PrivateJwk } from '#protocol';
import { openBooks } from './compose-books.ts';
import { type Core, type CoreParts, composeCore, type GatewayKeys } from './compose-core.ts';
import { deviceReach, type OpenedDoor, openDoor } from './compose-devices.ts';
import { composeIdentities } from './compose-identities.ts';
import { openKeys } from './compose-keys.ts';
import { type OpenedPersons, openPersons } from './compose-persons.ts';
import { openReceivers, type Receivers } from './compose-receivers.ts';
import { composeTagKeyActs, type OpenedTagKeys, openTagKeys } from './compose-tag-keys.ts';
import { openWallets, refuseForgotten } from './compose-wallets.ts';
import { openWatch } from './compose-watch.ts';
import { type Config, isWithoutPayIn, originOf } from './config.ts';
import type { Change } from './domain/changes.ts';
import type { Restore } from './domain/recovery/recovery.ts';
import { createApp } from './http/app.ts';
import type { ExtraRoutes } from './http/extra-routes.ts';
import { type Listening, listen } from './http/listen.ts';
import type { Broker } from './mqtt/broker.ts';
import { hashPassword } from './mqtt/credentials/password-check.ts';
import type { BoundPorts } from './mqtt/listeners/open-listeners.ts';
import type { Identity } from './ports/identity.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { SigningKeys } from './ports/signing-keys.ts';
import type { OwnedStore } from './ports/store.ts';
import type { TagSigners } from './ports/tag-signer.ts';
import { StartRefused } from './start-refused.ts';
import { openPostgresStore } from './storage/postgres/open-store.ts';
import { readNewestEventAtMs } from './storage/queries/newest-event.ts';
import { readOrCreateSecret } from './storage/secret-file.ts';
import { openSqliteStore } from './storage/sqlite/open-store.ts';
import { createLog } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createSteadyClock } from './timer/steady-clock.ts';
import { startWake, type Wake } from './timer/wake.ts';
import { readInstallation } from './upkeep/installation.ts';
import { markRestored, readRestore } from './upkeep/recover.ts';
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
  /** Signs labels, in a process of its own. */
  readonly tagSigners: TagSigners;
  readonly commandKey: { readonly kid: string; readonly x: string; readonly issuer: string };
  /** Signs the key manifests of its devices (FP-30). */
  readonly rootKey: { readonly kid: string; readonly x: string };
  readonly origin: string;
  readonly httpPort: number;
  /** The plain port, or else the one with TLS. */
  readonly mqttPort: number;
  readonly mqttPorts: BoundPorts;
  /** SHA-256 of the certificate that devices may pin; null without TLS. */
  readonly mqttFingerprint: string | null;
  /** Resolves when the disk has failed for good: nothing can be stored any more, and the process must end (row 28). */
  readonly failed: Promise<unknown>;
  /** Event streams first, then HTTP, broker and store: nothing is cut that could be finished. */
  close(): Promise<void>;
};

export type { ExtraRoutes };
export { readOrCreateSecret };

/** The hash of a device's MQTT password as the gateway stores it. */
export function hashDevicePassword(password: string): Promise<string> {
  return hashPassword(password, randomBytes(16));
}

/** Of a password that was drawn at random: nobody guesses 18 bytes, so stretching them would only cost each connect. */
export function hashDrawnPassword(password: string): Promise<string> {
  return hashPassword(password, randomBytes(16), { n: 16, r: 1, p: 1 });
}

const DATABASE_FILE = 'unlatch.db';
const wallClock: Clock = { nowMs: () => Date.now() };
/** The name in signed commands: devices believe this issuer and no other. */
const ISSUER = 'unlatch';

async function loadKeys(folder: string, { verifyKeys }: OpenedTagKeys): Promise<GatewayKeys> {
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
    tagKeys: verifyKeys(),
    tagKeysNow: verifyKeys,
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

function openStore({ databaseUrl, dataFolder }: Config, onFailed?: (cause: unknown) => void): OwnedStore | Promise<OwnedStore> {
  if (databaseUrl !== null) return openPostgresStore({ url: databaseUrl, clock: wallClock });
  return openSqliteStore({ path: join(dataFolder, DATABASE_FILE), clock: wallClock, onFailed });
}

/** Never behind what is stored already, and never taken back by a machine whose clock is set (crash table, "clock jumping"). */
async function openClock(store: OwnedStore, log: Log): Promise<Clock> {
  return createSteadyClock({
    wallMs: wallClock.nowMs,
    monotonicMs: () => performance.now(),
    notBeforeMs: await readNewestEventAtMs(store.books),
    onJump: (byMs) => log.error('the clock of this machine was set: time goes on by itself', { byMs }),
  });
}

/** Says that the database is a copy of an earlier time; the next gateway on it compares the world first (row 27). */
export async function restoreDatabase(config: Config): Promise<Restore> {
  const { databaseUrl, dataFolder } = config;
  if (databaseUrl === null && !existsSync(join(dataFolder, DATABASE_FILE))) {
    throw new StartRefused('data.none', `there is no database in ${dataFolder}: give its folder with --data`);
  }
  const store = await openStore(config);
  try {
    return await markRestored(store, wallClock.nowMs());
  } finally {
    await store.close();
  }
}

/** Those who hear of what happened. */
async function openTold(config: Config, bound: { readonly origin: string }): Promise<Receivers> {
  const receivers = await openReceivers(config, bound);
  if (!receivers.ok) throw new StartRefused(receivers.error.code, receivers.error.problem);
  return receivers.value;
}

/** The disk's last word, for whoever runs the process. */
function createFailure(): { readonly failed: Promise<unknown>; readonly onFailed: (cause: unknown) => void } {
  let onFailed: (cause: unknown) => void = () => {};
  const failed = new Promise<unknown>((resolve) => {
    onFailed = resolve;
  });
  return { failed, onFailed };
}

/** The database of this gateway, the time that its rows agree with, and what it says of itself. */
async function openOwnStore(config: Config, purpose: GatewayOptions['purpose'], opened: Opened, log: Log) {
  const { failed, onFailed } = createFailure();
  const store = await openStore(config, onFailed);
  opened.push(() => store.close());
  await claimDatabase(store, purpose);
  const [restore, installation] = [await readRestore(store), await readInstallation(store, randomBytes)];
  return { store, failed, clock: await openClock(store, log), restore, installation };
}

function composeWeb(
  config: Config,
  options: GatewayOptions,
  parts: {
    readonly core: Core;
    readonly store: OwnedStore;
    readonly clock: Clock;
    readonly log: Log;
    readonly metrics: Metrics;
    readonly restoreEpoch: number;
    readonly bound: { readonly origin: string };
    readonly door: OpenedDoor;
    readonly persons: OpenedPersons | null;
  },
) {
  const { persons, core, store, clock, log, metrics, restoreEpoch, bound } = parts;
  const ownStaff = core.steps.operator.staff.signIns;
  const around = { clock, mac: core.mac, origin: () => bound.origin, randomBytes, persons, ownStaff };
  return createApp({
    steps: core.steps,
    ...composeIdentities(config, options, around),
    ...(persons && { persons }),
    assets: createAssets(),
    deviceDesk: parts.door.desk,
    clock,
    randomBytes: (size) => randomBytes(size),
    config: {
      trustedProxies: config.trustedProxies,
      restoreEpoch,
      ...(config.wallet.name === 'ledger' && { walletCurrency: config.currency }),
      isWithoutPayIn: options.purpose === 'serve' && isWithoutPayIn(config),
      get deviceReach() {
        return deviceReach(config, parts.door.ports, bound.origin);
      },
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
}

/** The steps and what they stand on, with nobody connected yet. */
async function openCore(
  config: Config,
  options: GatewayOptions,
  parts: Pick<CoreParts, 'store' | 'clock' | 'log' | 'metrics' | 'keys' | 'restore' | 'installation' | 'wallets'> & {
    readonly signingKeys: SigningKeys;
    readonly tagSigners: TagSigners;
    readonly bound: { readonly origin: string };
    readonly late: { readonly broker: Broker | null };
    readonly persons: OpenedPersons | null;
  },
): Promise<Core> {
  const { bound, late, persons, ...given } = parts;
  const core = composeCore({
    ...options,
    ...given,
    issuer: ISSUER,
    gatewayId: `gw-${randomBytes(6).toString('hex')}`,
    ...{ currency: config.currency, tenantHosts: config.tenantHosts, ...(persons && { terms: persons.terms }) },
    walletInForce: config.wallet.name,
    linkOrigin: () => bound.origin,
    payIn: config.topUp?.name ?? null,
    ...(await openTold(config, bound)),
    randomBytes: (size: number) => randomBytes(size),
    outlet: { sendTo: (address, topic, payload) => late.broker?.sendTo(address, topic, payload) ?? false },
    onMisdeed: (deviceId) => late.broker?.strike(deviceId),
  });
  await core.limits.load();
  await core.forgetPresence();
  return core;
}

async function openGateway(config: Config, options: GatewayOptions, opened: Opened): Promise<Gateway> {
  const log = options.log ?? createLog(config.logLevel);
  const metrics = createMetrics();
  const { store, failed, clock, restore, installation } = await openOwnStore(config, options.purpose, opened, log);
  const around = { store, clock, log, metrics };
  const tagKeys = await openTagKeys({ ...around, ...config, config: config.tagKeys, issuer: options.tagIssuer });
  opened.push(tagKeys.close);
  const [keys, persons] = [await loadKeys(config.dataFolder, tagKeys), await openPersons(config, options, around)];
  // With any free port the origin is known only once it is bound: whoever asks, asks after that.
  const bound = { origin: config.publicOrigin ?? originOf(config.http.host, config.http.port) };
  const wallets = await openWallets(config, clock, bound);
  await refuseForgotten(store, wallets, log);
  // Bytes reach devices through the broker, and the broker hands in what they say: one of the two is bound late.
  const late: { broker: Broker | null } = { broker: null };
  const signing = await openKeys({
    ...around,
    dataFolder: config.dataFolder,
    issuer: ISSUER,
    base: { signer: keys.commandSigner, x: keys.commandPublicX },
    isDemo: options.purpose === 'demo',
    randomBytes: (size) => randomBytes(size),
  });
  const core = await openCore(config, options, {
    ...{ ...around, keys, restore, installation, wallets, bound, late, persons },
    signingKeys: signing.room,
    tagSigners: tagKeys.room,
  });
  const door = await openDoor(config, {
    ...around,
    core,
    root: signing.root,
    issuer: ISSUER,
    kinds: options.kinds,
    randomBytes: (size) => randomBytes(size),
    late,
  });
  opened.push(door.close);
  const web = composeWeb(config, options, {
    ...around,
    core,
    restoreEpoch: restore.epoch,
    bound,
    door,
    persons,
  });
  const http = await listen(web, config.http);
  if (!http.ok) throw new StartRefused(http.error.code, `port ${http.error.port} is taken`, http.error.port);
  bound.origin = config.publicOrigin ?? http.value.url;
  const books = await openBooks({
    store,
    makePayout: core.makePayout,
    devices: door.acts,
    keys: signing.acts(core),
    tagKeys: composeTagKeyActs({ ...around, room: tagKeys.room, randomBytes: (size) => randomBytes(size) }),
    ...{ labels: core.steps.operator, setDisplay: core.steps.operator.setDisplay },
    ...{ setDeviceConfig: core.setDeviceConfig, readDeviceConfig: core.readDeviceConfig },
    staff: { links: core.steps.operator.staff.links, origin: () => bound.origin },
    labelWatch: { ...core.steps.operator, lookNow: core.labelWatch.lookNow },
    clock,
    log,
    metrics,
    wallets,
    dataFolder: config.dataFolder,
  });
  const wake = startWake(core.pump.run, log);
  const watch = openWatch(core, log);
  const running = { failed, books, store, core, door, tagKeys, http: http.value, keys, rootKey: signing.root(), wake, watch };
  return runningGateway({ ...running, origin: bound.origin });
}

function runningGateway(parts: {
  readonly failed: Promise<unknown>;
  readonly books: { close(): Promise<void> };
  readonly store: OwnedStore;
  readonly core: Core;
  readonly door: OpenedDoor;
  readonly http: Listening;
  readonly wake: Wake;
  readonly watch: { close(): Promise<void> };
  readonly origin: string;
  readonly tagKeys: OpenedTagKeys;
  readonly keys: GatewayKeys;
  readonly rootKey: Gateway['rootKey'];
}): Gateway {
  const { store, core, door, http, wake, keys } = parts;
  return {
    failed: parts.failed,
    store,
    core,
    tagSigners: parts.tagKeys.room,
    origin: parts.origin,
    commandKey: { kid: keys.commandSigner.kid, x: keys.commandPublicX, issuer: ISSUER },
    rootKey: parts.rootKey,
    httpPort: http.port,
    mqttPort: door.ports.plain ?? door.ports.tls ?? 0,
    mqttPorts: door.ports,
    mqttFingerprint: door.fingerprint,
    async close() {
      wake.stop();
      await parts.books.close();
      await http.close();
      await door.close();
      core.stop();
      await core.settled();
      await parts.watch.close();
      await parts.tagKeys.close();
      await store.close();
    },
  };
}
