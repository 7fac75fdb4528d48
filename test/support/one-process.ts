// One process: the real gateway core and the real simulator on memory links and one clock that a test moves by hand.
import { randomBytes } from 'node:crypto';
import { KIND_CATALOGUE, type KindProfile } from '#protocol';
import type { TagVerifyKey } from '#qr';
import { createAlarms, type Fault } from '#sim';
import { KINDS_IN_FRONT } from '../../gateway/cli/demo/kinds-in-front.ts';
import { planVenue, planVenueFile } from '../../gateway/cli/demo/venue.ts';
import { type Core, composeCore, type GatewayKeys } from '../../gateway/compose-core.ts';
import type { Change } from '../../gateway/domain/changes.ts';
import type { TenantHosts } from '../../gateway/domain/label/tenant-hosts.ts';
import type { EventSink } from '../../gateway/ports/event-sink.ts';
import type { Failpoint } from '../../gateway/ports/failpoint.ts';
import type { Mailer } from '../../gateway/ports/mailer.ts';
import type { Metrics } from '../../gateway/ports/metrics.ts';
import type { SigningKeys } from '../../gateway/ports/signing-keys.ts';
import type { OwnedStore, VenueSetup } from '../../gateway/ports/store.ts';
import { readNewestEventAtMs } from '../../gateway/storage/queries/newest-event.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { createSteadyClock } from '../../gateway/timer/steady-clock.ts';
import { readInstallation } from '../../gateway/upkeep/installation.ts';
import { readRestore } from '../../gateway/upkeep/recover.ts';
import type { WalletStage } from '../contract/wallet/stage.ts';
import { createHouseDevice, type HouseDevice } from './house-device.ts';
import { drawHouseKeys, type HouseKeys, importGatewayKeys, importTagSigners } from './house-keys.ts';

export type HandClock = { nowMs(): number };

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
  /** The wallet elsewhere, where there is one. */
  readonly wallet: WalletStage | undefined;
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
  /** A second gateway on the same store and keys: it acts and is heard by the devices, and hears none of them. */
  openTwin(): Core;
  close(): Promise<void>;
};

export type HouseOptions = {
  readonly objects: readonly string[];
  readonly faults?: readonly Fault[];
  /** Without persons nobody acts at the objects by themselves. */
  readonly persons?: boolean;
  readonly store?: OwnedStore;
  /** A stopped gateway closes its store, and the next one opens the same data so; without it the store stays open. */
  readonly reopen?: () => Promise<OwnedStore>;
  /** Drawn once for many houses; a house draws its own otherwise. */
  readonly keys?: HouseKeys;
  /** The tag keys as a gateway finds them when it starts. */
  readonly tagKeys?: (own: readonly TagVerifyKey[]) => readonly TagVerifyKey[];
  /** The wallet elsewhere that holds the money, on its own clock that follows the house's; the embedded ledger otherwise. */
  readonly wallet?: WalletStage;
  /** Holds stay in the embedded ledger; the wallet elsewhere only brings money into it. */
  readonly isPayIn?: boolean;
  /** Where the host app is told of what happened. */
  readonly eventSink?: EventSink;
  /** How persons get mail. */
  readonly mailer?: Mailer;
  readonly liveSessionsPerPerson?: number;
  readonly tenantHosts?: TenantHosts;
  /** How far the gateway's machine is set wrong; a test changes it while the house runs. */
  readonly wall?: { offsetMs: number };
  /** Called at the named moments; throwing there is a crash of the step at hand. */
  readonly failpoint?: Failpoint;
  /** Hears what the gateway has to complain of; it goes to the terminal otherwise. */
  readonly onError?: (what: string, facts?: object) => void;
  /** The gateway sells what these say, and asks nobody to show that they are there without them; the devices are those of the catalogue. */
  readonly kinds?: readonly KindProfile[];
  /** The keys that devices are spoken to with, instead of the one that they were given by hand; and the root of their manifests. */
  readonly signing?: (keys: GatewayKeys) => {
    readonly keys: SigningKeys;
    readonly root: { readonly kid: string; readonly x: string };
  };
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

export async function openHouse(options: HouseOptions): Promise<House> {
  const { wallet } = options;
  let nowMs = wallet?.clock.nowMs() ?? Date.UTC(2026, 10, 21, 4, 0, 0);
  const clock = { nowMs: () => nowMs };
  const drawn = options.keys ?? (await drawHouseKeys(nowMs));
  const { secrets } = drawn;
  const keys = await importGatewayKeys(drawn);
  const tagSigners = await importTagSigners(drawn);
  const signing = options.signing?.(keys);
  let store = options.store ?? (await options.reopen?.()) ?? openSqliteStore({ path: ':memory:', clock });
  const planned = await planVenue(secrets, { kinds: KIND_CATALOGUE, hashPassword: async () => 'scrypt$unused', nowMs });
  let restore = await readRestore(store);
  const installation = await readInstallation(store, randomBytes);
  let venue = options.venue?.(planned) ?? planned;
  await store.setUpVenue(venue);
  const { metrics, counts } = countingMetrics();
  const changes: Change[] = [];
  const devices = new Map<string, Awaited<ReturnType<typeof createHouseDevice>>>();
  const { wall } = options;
  const gatewayClock = (notBeforeMs: number): HandClock =>
    wall
      ? createSteadyClock({ wallMs: () => nowMs + wall.offsetMs, monotonicMs: () => nowMs, notBeforeMs, onJump: () => {} })
      : clock;
  let ownClock = gatewayClock(0);
  const openCore = (): Core =>
    composeCore({
      store,
      clock: ownClock,
      metrics,
      keys: { ...keys, tagKeys: options.tagKeys?.(keys.tagKeys) ?? keys.tagKeys },
      kinds: options.kinds ?? KINDS_IN_FRONT,
      log: { info: () => {}, warn: () => {}, error: options.onError ?? complain },
      ...(signing && { signingKeys: signing.keys }),
      tagSigners,
      ...(options.tenantHosts && { tenantHosts: options.tenantHosts }),
      issuer: 'unlatch',
      gatewayId: 'gw-test',
      currency: 'CNY',
      ...(options.eventSink && { eventSink: options.eventSink }),
      ...(options.mailer && { mailer: options.mailer }),
      ...(wallet && { wallets: [wallet.wallet] }),
      ...(wallet && (options.isPayIn ? { payIn: wallet.wallet.name } : { walletInForce: wallet.wallet.name })),
      ...(options.liveSessionsPerPerson !== undefined && { liveSessionsPerPerson: options.liveSessionsPerPerson }),
      ...(options.failpoint && { failpoint: options.failpoint }),
      restore,
      installation,
      randomBytes: (size) => randomBytes(size),
      onChange: (change) => changes.push(change),
      outlet: {
        sendTo: (address, topic, payload) => devices.get(address.device)?.deliver(topic, Buffer.from(payload)) ?? false,
      },
    });
  let core: Core | null = openCore();
  const alarms = createAlarms({ clock });
  const around = {
    clock,
    timers: alarms,
    gatewayX: keys.commandPublicX,
    root: signing?.root,
    isUnsigned: (deviceId: string) => venue.devices.some((each) => each.deviceId === deviceId && each.isUnsigned === true),
    hear: (topic: string, bytes: Uint8Array) => core?.relay.receive(topic, bytes),
    faults: options.faults,
    persons: options.persons,
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
    get store() {
      return store;
    },
    clock,
    wallet,
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
        const beforeMs = nowMs;
        nowMs = Math.min(untilMs, nowMs + stepMs);
        wallet?.advance(nowMs - beforeMs);
        alarms.runDue();
        await settle();
        if (core && (await core.pump.run()) > 0) await settle();
      }
    },
    openTwin: openCore,
    async stopGateway() {
      await settle();
      core = null;
      for (const { device } of devices.values()) device.wire.disconnect();
      await settle();
      if (options.reopen) await store.close();
    },
    async startGateway() {
      if (options.reopen) store = await options.reopen();
      restore = await readRestore(store);
      ownClock = gatewayClock(await readNewestEventAtMs(store.books));
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
