// One process: the real gateway core and the real simulator on memory links and one clock that a test moves by hand.
import { randomBytes } from 'node:crypto';
import {
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  KIND_CATALOGUE,
  type MessageType,
  type PrivateJwk,
  type Signer,
  signText,
  type UpLeaf,
  upTopic,
} from '#protocol';
import { createTagKey, formatKeyRing, parseKeyRing } from '#qr';
import {
  createAlarms,
  createDeviceRuntime,
  createMemoryLink,
  createVolatileMemory,
  type DeviceRuntime,
  type Fault,
  findModel,
  findPersona,
  KIND_MODELS,
  type MemoryGatewayEnd,
  type MemoryStore,
  PERSONAS,
} from '#sim';
import { drawSecrets, planVenue, planVenueFile } from '../../gateway/cli/demo-venue.ts';
import { type Core, composeCore, type GatewayKeys } from '../../gateway/compose-core.ts';
import type { Change } from '../../gateway/domain/changes.ts';
import type { Metrics } from '../../gateway/ports/metrics.ts';
import type { OwnedStore, VenueSetup } from '../../gateway/ports/store.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { createTappedWire, type WireTap } from './tapped-wire.ts';

export type HandClock = { nowMs(): number };

export type HouseDevice = {
  readonly runtime: DeviceRuntime;
  /** The gateway's end of the wire: `disconnect` and `reconnect` are the network. */
  readonly wire: MemoryGatewayEnd;
  readonly memory: MemoryStore;
  /** Loses what the tap names, in either direction, until the returned function is called. */
  lose(tap: WireTap): () => void;
  /** Signs a body with the device's own key. */
  sign(typ: MessageType, body: object): Promise<string>;
  /** Puts text on the wire as this device would. */
  say(leaf: UpLeaf, text: string): void;
};

export type House = {
  /** The gateway that runs now; another one after a restart. */
  readonly core: Core;
  readonly store: OwnedStore;
  readonly clock: HandClock;
  readonly codeOf: (objectId: string) => string;
  readonly pairingCode: string;
  /** Device and its end of the wire. */
  readonly device: (deviceId: string) => HouseDevice;
  readonly metrics: { [thing: string]: number };
  /** Everything that was committed, in order. */
  readonly changes: readonly Change[];
  /** Writes the venue again, changed; as an operator would. */
  changeVenue(change: (setup: VenueSetup) => VenueSetup): Promise<void>;
  /** Moves time in steps of at most `stepMs`, letting everything due happen at each. */
  pass(totalMs: number, stepMs?: number): Promise<void>;
  /** Lets everything that is under way finish, without moving time. */
  settle(): Promise<void>;
  /** Kills the gateway: devices lose their connection, nobody hears them, nothing is due. The store stays. */
  stopGateway(): Promise<void>;
  /** A new gateway on the same store and keys; the devices find it again. */
  startGateway(): Promise<void>;
  close(): Promise<void>;
};

export type HouseOptions = {
  readonly objects: readonly string[];
  readonly faults?: readonly Fault[];
  /** Without persons nobody acts at the objects by themselves. */
  readonly persons?: boolean;
  readonly store?: OwnedStore;
  /** Hears what the gateway has to complain of; it goes to the terminal otherwise. */
  readonly onError?: (what: string, facts?: object) => void;
  /** Changes the demo's venue before anything runs. */
  readonly venue?: (setup: VenueSetup) => VenueSetup;
};

function countingMetrics(): { metrics: Metrics; counts: { [thing: string]: number } } {
  const counts: { [thing: string]: number } = {};
  return {
    counts,
    metrics: {
      count(thing, label = '') {
        const name = label === '' ? thing : `${thing}:${label}`;
        counts[name] = (counts[name] ?? 0) + 1;
      },
      snapshot: () => ({ ...counts }),
    },
  };
}

const complain = (what: string, facts?: object): void => console.error(what, facts);

async function drawGatewayKeys(): Promise<GatewayKeys & { tagRing: Awaited<ReturnType<typeof drawTagRing>> }> {
  const command = await generateKeyPair();
  const tagRing = await drawTagRing();
  return {
    commandSigner: await importSigner('c1', command.privateJwk),
    commandPublicX: command.publicJwk.x,
    ticketKey: randomBytes(32),
    tagKeys: tagRing.verifyKeys,
    tagRing,
  };
}

async function drawTagRing() {
  const ring = await parseKeyRing(formatKeyRing([await createTagKey({ kid: 1, issuer: 'https://demo.unlatch.example' })]));
  if (!ring.ok) throw new Error('tag key ring');
  const [signingKey] = ring.value.signingKeys;
  if (!signingKey) throw new Error('no tag key');
  return { signingKey, verifyKeys: ring.value.verifyKeys };
}

type DeviceEntry = { readonly tenant: string; readonly device: string; readonly kind: string; readonly privateJwk: PrivateJwk };
type Surroundings = {
  readonly options: HouseOptions;
  readonly clock: HandClock;
  readonly alarms: ReturnType<typeof createAlarms>;
  readonly gatewayX: string;
  readonly hear: (topic: string, bytes: Uint8Array) => void;
};

async function createHouseDevice(entry: DeviceEntry, around: Surroundings) {
  const { options, clock, alarms, hear } = around;
  const address = { tenant: entry.tenant, device: entry.device };
  const { device: link, gateway } = createMemoryLink();
  const wire = createTappedWire(gateway, hear);
  const profile = KIND_CATALOGUE.find((each) => each.kind === entry.kind);
  const model = findModel(KIND_MODELS, entry.kind);
  if (!profile || !model) throw new Error(`no kind ${entry.kind}`);
  const persona = options.persons === false ? undefined : findPersona(PERSONAS, entry.kind);
  const memory = createVolatileMemory();
  const signer: Signer = await importSigner(entry.device, entry.privateJwk);
  const gatewayKey = await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x: around.gatewayX });
  const runtime = createDeviceRuntime({
    profile,
    model,
    identity: { address, issuer: 'unlatch' },
    keys: { signer, findKey: (kid) => (kid === 'c1' ? gatewayKey : undefined) },
    link,
    clock,
    timers: alarms,
    randomBytes: (size) => randomBytes(size),
    memory,
    ...(persona ? { person: { persona, pace: 1 } } : {}),
    ...(options.faults ? { faults: options.faults } : {}),
  });
  const device: HouseDevice = {
    runtime,
    wire: gateway,
    memory,
    lose: wire.lose,
    sign: (typ, body) => signText(typ, JSON.stringify(body), signer),
    say: (leaf, text) => hear(upTopic(address, leaf), Buffer.from(text)),
  };
  return { device, deliver: wire.deliver };
}

export async function openHouse(options: HouseOptions): Promise<House> {
  let nowMs = Date.UTC(2026, 10, 21, 4, 0, 0);
  const clock = { nowMs: () => nowMs };
  const { tagRing, ...keys } = await drawGatewayKeys();
  const secrets = await drawSecrets(tagRing.signingKey, (size) => randomBytes(size), nowMs);
  const store = options.store ?? openSqliteStore({ path: ':memory:', clock });
  const planned = await planVenue(secrets, { kinds: KIND_CATALOGUE, hashPassword: async () => 'scrypt$unused', nowMs });
  let venue = options.venue?.(planned) ?? planned;
  await store.setUpVenue(venue);
  const { metrics, counts } = countingMetrics();
  const changes: Change[] = [];
  const devices = new Map<string, Awaited<ReturnType<typeof createHouseDevice>>>();
  const openCore = (): Core =>
    composeCore({
      store,
      clock,
      metrics,
      keys,
      kinds: KIND_CATALOGUE,
      log: { info: () => {}, warn: () => {}, error: options.onError ?? complain },
      issuer: 'unlatch',
      gatewayId: 'gw-test',
      currency: 'CNY',
      randomBytes: (size) => randomBytes(size),
      onChange: (change) => changes.push(change),
      outlet: {
        sendTo: (address, topic, payload) => devices.get(address.device)?.deliver(topic, Buffer.from(payload)) ?? false,
      },
    });
  let core: Core | null = openCore();
  const alarms = createAlarms({ clock });
  const around: Surroundings = {
    options,
    clock,
    alarms,
    gatewayX: keys.commandPublicX,
    hear: (topic, bytes) => core?.relay.receive(topic, bytes),
  };
  for (const entry of planVenueFile(secrets, { issuer: 'unlatch', kid: 'c1', x: keys.commandPublicX }).devices) {
    if (options.objects.includes(entry.device)) devices.set(entry.device, await createHouseDevice(entry, around));
  }
  for (const { device } of devices.values()) device.runtime.start();

  async function settle(): Promise<void> {
    // Device and gateway answer each other: quiet is when some whole rounds changed nothing.
    for (let quietRounds = 0; quietRounds < 3; ) {
      const before = JSON.stringify([counts, store.statistics()]);
      await Promise.all([...devices.values()].map(({ device }) => device.runtime.idle()));
      await core?.settled();
      await new Promise((resolve) => setImmediate(resolve));
      quietRounds = before === JSON.stringify([counts, store.statistics()]) ? quietRounds + 1 : 0;
    }
  }

  const house: House = {
    get core() {
      if (!core) throw new Error('the gateway is down');
      return core;
    },
    store,
    clock,
    metrics: counts,
    changes,
    pairingCode: secrets.pairingCode,
    codeOf(objectId) {
      const code = secrets.codes.find((each) => each.objectId === objectId);
      if (!code) throw new Error(`no code of ${objectId}`);
      return code.digits;
    },
    device(deviceId) {
      const found = devices.get(deviceId);
      if (!found) throw new Error(`no device ${deviceId}`);
      return found.device;
    },
    async changeVenue(change) {
      venue = change(venue);
      await store.setUpVenue(venue);
    },
    settle,
    async pass(totalMs, stepMs = 250) {
      const untilMs = nowMs + totalMs;
      await settle();
      while (nowMs < untilMs) {
        nowMs = Math.min(untilMs, nowMs + stepMs);
        alarms.runDue();
        await settle();
        if (core && (await core.pump.run()) > 0) await settle();
      }
    },
    async stopGateway() {
      await settle();
      core = null;
      for (const { device } of devices.values()) device.wire.disconnect();
      await settle();
    },
    async startGateway() {
      core = openCore();
      await core.forgetPresence();
      for (const { device } of devices.values()) device.wire.reconnect();
      await settle();
    },
    async close() {
      for (const { device } of devices.values()) await device.runtime.stop();
      await core?.settled();
      await store.close();
    },
  };
  await settle();
  return house;
}
