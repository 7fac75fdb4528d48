// Compose devices: wires how devices come in - enrolment, credentials, and what the owner may do about them.
import { createHmac } from 'node:crypto';
import { join, resolve } from 'node:path';
import {
  type Clock,
  createIds,
  encodeCrockford128,
  generateKeyPair,
  type Ids,
  type KindProfile,
  type RandomBytes,
} from '#protocol';
import type { Core } from './compose-core.ts';
import { loadTls } from './compose-tls.ts';
import type { Config } from './config.ts';
import { createEnrolDevice, type EnrolDevice } from './devices/enrol-device.ts';
import { createUseCredential } from './devices/use-credential.ts';
import type { AdminTroubles } from './http/admin-device-troubles.ts';
import type { AdminDevices } from './http/admin-devices.ts';
import type { DeviceReach } from './http/context.ts';
import { createStepRunner, type StepRunner } from './journey/run-step.ts';
import { type AuthorizeClient, createAuthorizeClient } from './mqtt/authorize-client.ts';
import { type Broker, createBroker } from './mqtt/broker.ts';
import { BROKER_LIMITS } from './mqtt/broker-limits.ts';
import { type ClaimRelay, createClaimRelay, tellClaimant } from './mqtt/claim-relay.ts';
import { type ConnectionTokens, createConnectionTokens, type TokenRing } from './mqtt/credentials/connection-token.ts';
import { createPasswordCheck, hashPassword } from './mqtt/credentials/password-check.ts';
import { restartWord } from './mqtt/farewell.ts';
import type { BoundPorts } from './mqtt/listeners/open-listeners.ts';
import type { Quarantine } from './mqtt/quarantine.ts';
import { createRefusals, type Refusals } from './mqtt/refusals.ts';
import { createDecideDeviceClaim } from './operator/decide-device-claim.ts';
import { createDeviceDesk, type DeviceDesk } from './operator/device-desk.ts';
import { createImportFactoryList } from './operator/import-factory-list.ts';
import { createIssueDeviceClaim } from './operator/issue-device-claim.ts';
import { createRevokeCredential } from './operator/revoke-credential.ts';
import { createRotateCredential } from './operator/rotate-credential.ts';
import type { DeviceDoor } from './ports/device-door.ts';
import { noFailpoint } from './ports/failpoint.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { OwnedStore } from './ports/store.ts';
import { readEnrolled, readRevoked, readSoleTenant } from './storage/queries/device-doors.ts';
import { readOrCreateSecret } from './storage/secret-file.ts';
import { createRevocationWatch, type RevocationWatch } from './timer/revocation-watch.ts';

/** Secrets of this installation by which devices come in; none of them opens or moves anything. */
type DoorKeys = {
  /** One-time tokens are made of it and of a claim's id: the database holds none (gateway/decisions/0008). */
  readonly claimKey: Uint8Array;
  readonly tokens: ConnectionTokens;
};

const TOKEN_BYTES = 16;
const SALT_BYTES = 16;
const CLAIM_KEY_BYTES = 32;
/** Newest claims, or credentials of a device, that a list shows. */
const LISTED = 200;

/** @param issuer name of this gateway in signed messages. */
async function loadDoorKeys(folder: string, issuer: string, randomBytes: RandomBytes): Promise<DoorKeys> {
  const claimKey = await readOrCreateSecret(join(folder, 'claim-key'), async () =>
    Buffer.from(randomBytes(CLAIM_KEY_BYTES)).toString('base64url'),
  );
  const ring = await readOrCreateSecret(join(folder, 'mqtt-token-keys.json'), async () =>
    JSON.stringify([{ kid: 'm1', ...(await generateKeyPair()).privateJwk }]),
  );
  return {
    claimKey: Buffer.from(claimKey, 'base64url'),
    tokens: await createConnectionTokens(issuer, JSON.parse(ring) as TokenRing),
  };
}

type DeviceParts = {
  readonly store: OwnedStore;
  readonly keys: DoorKeys;
  readonly issuer: string;
  /** What an enrolled device believes from then on; another one after it was replaced. */
  readonly root: () => { readonly kid: string; readonly x: string };
  readonly kinds: readonly KindProfile[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly quarantine: Quarantine;
  /** The broker, once there is one. */
  readonly broker: () => Pick<Broker, 'kick' | 'sendTo'> | null;
  /** What the core remembers of a device's key is forgotten. */
  readonly forgetKey: DeviceDoor['forget'];
  /** Connections that were refused, and credentials that staff took away. */
  readonly refusedSince: Refusals['since'];
  readonly onRevoked: (credentialIds: readonly string[]) => void;
};

type Devices = {
  readonly authorize: AuthorizeClient;
  /** What the owner may do. */
  readonly acts: AdminDevices;
  readonly claimRelay: ClaimRelay;
  readonly desk: DeviceDesk;
};

type Shared = {
  readonly store: OwnedStore;
  readonly runner: StepRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomBytes: RandomBytes;
  readonly door: DeviceDoor;
  readonly claimTokenOf: (claimId: string) => string;
};

/** How a secret is made, and what is kept of it. */
const secretsOf = (keys: DoorKeys, randomBytes: RandomBytes) => ({
  hashPassword: (password: string): Promise<string> => hashPassword(password, randomBytes(SALT_BYTES)),
  mintToken: keys.tokens.mint,
});

function composeActs({ store, keys, kinds, randomBytes }: DeviceParts, shared: Shared, enrol: EnrolDevice): AdminDevices {
  const soleTenant = (): Promise<string | null> => readSoleTenant(store.books);
  return {
    listClaims: () => store.deviceClaims(LISTED),
    issueClaim: createIssueDeviceClaim({ ...shared, kinds, soleTenant }),
    decideClaim: createDecideDeviceClaim({ ...shared, onDecided: enrol.tellDecided }),
    importUnits: createImportFactoryList({ ...shared, kinds, soleTenant }),
    listCredentials: async (deviceId) => ((await store.device(deviceId)) ? store.credentialsOf(deviceId, LISTED) : null),
    rotate: createRotateCredential({ ...shared, ...secretsOf(keys, randomBytes) }),
    revoke: createRevokeCredential(shared),
  };
}

export function composeDevices(parts: DeviceParts): Devices {
  const { store, keys, clock, ids, randomBytes, log, metrics } = parts;
  const claimTokenOf = (claimId: string): string =>
    encodeCrockford128(createHmac('sha256', keys.claimKey).update(`claim token\n${claimId}`).digest().subarray(0, TOKEN_BYTES));
  // Nothing of the journey follows from what is committed here.
  const runner = createStepRunner({ store, afterCommit: () => {}, failpoint: noFailpoint, log, metrics });
  const door = {
    kick: (clientId: string, reason: string): void => void parts.broker()?.kick(clientId, reason),
    forget: parts.forgetKey,
    tellClaimant: (serial: string, answer: Parameters<typeof tellClaimant>[2]): boolean => {
      const broker = parts.broker();
      return broker !== null && tellClaimant(broker, serial, answer);
    },
  };
  const shared = { store, runner, clock, ids, randomBytes, log, metrics, door, claimTokenOf };
  const gateway = {
    issuer: parts.issuer,
    get root() {
      return parts.root();
    },
  };
  const enrol = createEnrolDevice({ ...shared, gateway });
  return {
    authorize: createAuthorizeClient({
      ...shared,
      passwords: createPasswordCheck({ clock, log }),
      tokens: keys.tokens,
      useCredential: createUseCredential({ store, clock }),
    }),
    claimRelay: createClaimRelay({ ...parts, hear: enrol.hear, tell: door.tellClaimant }),
    acts: composeActs(parts, { ...shared, door }, enrol),
    desk: createDeviceDesk({ ...parts, ...shared, ...secretsOf(keys, randomBytes), onDecided: enrol.tellDecided }),
  };
}

type DoorParts = Omit<DeviceParts, 'keys' | 'ids' | 'quarantine' | 'broker' | 'forgetKey' | 'refusedSince' | 'onRevoked'> & {
  readonly core: Core;
  /** Where the broker is put for those who were made before it. */
  readonly late: { broker: Broker | null };
};

export type OpenedDoor = {
  readonly acts: AdminDevices & Pick<AdminTroubles, 'refusedSince'>;
  /** What staff may do, each about their own tenant. */
  readonly desk: DeviceDesk;
  readonly ports: BoundPorts;
  /** SHA-256 of the certificate that devices meet; null without TLS. */
  readonly fingerprint: string | null;
  close(): Promise<void>;
};

/** Null for a gateway that is alone on its database: it hears of nothing from elsewhere. */
function watchElsewhere(config: Config, { core, late, store, clock, log }: DoorParts): RevocationWatch | null {
  if (config.databaseUrl === null) return null;
  const readEnded = async (sinceMs: number) =>
    (await Promise.all([readRevoked(store.books, sinceMs), readEnrolled(store.books, sinceMs)])).flat();
  const end = (deviceId: string): void => {
    core.relay.forget(deviceId);
    late.broker?.kick(deviceId, 'revoked or enrolled anew at another gateway');
  };
  return createRevocationWatch({ readEnded, clock, end, log });
}

/** @param origin whose host a certificate is made out to that is not of our own making. */
export function deviceReach({ dataFolder, mqtt }: Config, { plain, tls }: BoundPorts, origin: string): DeviceReach {
  const bound = mqtt.host === '0.0.0.0' || mqtt.host === '::' ? '127.0.0.1' : mqtt.host;
  const isOwn = mqtt.tls?.files === null;
  const host = tls === null || isOwn ? bound : new URL(origin).hostname;
  const address = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return {
    broker: tls === null ? `mqtt://${address}:${plain}` : `mqtts://${address}:${tls}`,
    caFile: tls !== null && isOwn ? resolve(dataFolder, 'mqtt-cert.pem') : null,
    dataFolder: resolve(dataFolder),
  };
}

/** Who may connect is asked of the store; what is said goes to the core, or to whoever hears claims. */
export async function openDoor(config: Config, parts: DoorParts): Promise<OpenedDoor> {
  const { core, clock, log, metrics, randomBytes, late } = parts;
  const watch = watchElsewhere(config, parts);
  const refusals = createRefusals(clock);
  const devices = composeDevices({
    ...parts,
    keys: await loadDoorKeys(config.dataFolder, parts.issuer, randomBytes),
    ids: createIds({ clock, randomBytes }),
    quarantine: core.quarantine,
    broker: () => late.broker,
    refusedSince: refusals.since,
    onRevoked: (credentialIds) => watch?.noteOwn(credentialIds),
    forgetKey(deviceId, claimId) {
      core.relay.forget(deviceId);
      watch?.noteOwn([claimId]);
    },
  });
  const tls = await loadTls(config, { randomBytes, nowMs: clock.nowMs() });
  // Before any device can come: what was taken away until now concerns no connection here.
  await watch?.look();
  const { host, plainPort, webSocketPort } = config.mqtt;
  const broker = await createBroker({
    host,
    port: plainPort,
    tls,
    webSocketPort,
    authenticate: devices.authorize.authenticate,
    onPublish: (topic, payload) => {
      if (!devices.claimRelay.receive(topic, payload)) core.relay.receive(topic, payload);
    },
    onQuarantine: core.quarantine,
    onRefused: refusals.note,
    limits: BROKER_LIMITS,
    log,
    metrics,
    clock,
  });
  late.broker = broker;
  watch?.start();
  return {
    acts: {
      ...devices.acts,
      refusedSince: refusals.since,
      async revoke(...words) {
        const revoked = await devices.acts.revoke(...words);
        if (revoked.ok) watch?.noteOwn(revoked.value.map(({ credentialId }) => credentialId));
        return revoked;
      },
    },
    desk: devices.desk,
    ports: broker.ports,
    fingerprint: tls?.fingerprint ?? null,
    async close() {
      watch?.stop();
      await broker.farewell(restartWord(() => (randomBytes(1)[0] ?? 0) / 256));
      await broker.close();
      await devices.claimRelay.drained();
    },
  };
}
