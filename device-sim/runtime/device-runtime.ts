// Device runtime: the shell around the pure device - link, signatures, memory, waiting, faults and the person.
import {
  type Clock,
  type DeviceAddress,
  deviceFilters,
  type FindKey,
  formatAddress,
  type KeyManifest,
  type KindProfile,
  MESSAGE_TYPES,
  type RandomBytes,
  type Signer,
  signText,
  upTopic,
} from '#protocol';
import { isSomebodyWaiting, stayAwayMs } from '../device/advice.ts';
import type { Device, DeviceSelf, Effect, Observation } from '../device/device.ts';
import { bootDevice } from '../device/step.ts';
import type { Turn } from '../device/turn.ts';
import type { Fault, FaultHands } from '../faults/fault.ts';
import type { AnyKindModel } from '../kinds/model.ts';
import type { ConnectPlan, DeviceLink, LinkEvents } from '../links/link.ts';
import type { Persona } from '../persona/persona.ts';
import { createAlarms, type Timers } from './alarms.ts';
import { createDriftedTime } from './drifted-time.ts';
import { createDriver, type Driver } from './driver.ts';
import { type AnswerTimes, createEar } from './ear.ts';
import { createFaultyLink } from './faulty-link.ts';
import { createKeyCache, createKeyRing, type KeyCache, type RootKey } from './key-ring.ts';
import type { MemoryStore } from './memory-store.ts';
import { createMouth, type Mouth } from './mouth.ts';
import type { Sequence } from './sequence.ts';

export type DeviceRuntimeOptions = {
  readonly profile: KindProfile;
  readonly model: AnyKindModel;
  /** `issuer` is the only `iss` that the device obeys. */
  readonly identity: { readonly address: DeviceAddress; readonly issuer: string };
  /**
   * The device's own key (null in a free object without one), the gateway's public keys by kid as they were given by hand,
   * and the root of its key manifests. `cache` is shared by a fleet.
   */
  readonly keys: {
    readonly signer: Signer | null;
    readonly findKey: FindKey;
    readonly root?: RootKey | undefined;
    readonly cache?: KeyCache;
  };
  readonly link: DeviceLink;
  readonly clock: Clock;
  /** Shared by a fleet; without it the runtime waits for `tick`. */
  readonly timers?: Timers;
  readonly randomBytes: RandomBytes;
  readonly memory: MemoryStore;
  /** Who acts at the object; `pace` scales their delays, 0 means at once. */
  readonly person?: { readonly persona: Persona; readonly pace: number };
  readonly faults?: readonly Fault[];
  readonly observe?: (observation: Observation) => void;
  /** Fine clock in ms for the device's own processing time; the coarse one when absent. */
  readonly stopwatch?: () => number;
};

export type DeviceRuntime = {
  readonly address: DeviceAddress;
  /** Powers up and connects. */
  start(): void;
  /** Says goodbye, disconnects and powers down; the memory stays. */
  stop(): Promise<void>;
  /** A person's hand; works on mechanics without power too. */
  act(act: string, value?: number): void;
  /** Power gone now, back after `offMs`; `losesMemory` wipes the flash, as a broken chip would. */
  powerCut(offMs: number, losesMemory?: boolean): void;
  /** The network is gone now, and is tried again after `offMs`; the device stays powered. */
  loseNetwork(offMs: number): void;
  /** Lets due time act; only needed without injected timers. */
  tick(): void;
  /** Clock time at which `tick` is next needed; null when nothing waits. */
  nextWakeMs(): number | null;
  /** Resolves when all signing and verifying that is under way is done. */
  idle(): Promise<void>;
  /** How long this device took to answer commands, for a bench to subtract. */
  stats(): AnswerTimes;
  /** The device as it is now; null while without power. */
  peek(): Device | null;
  /** Uptime of the present boot in ms; what `peek` shows is as old as its last step. */
  upMs(): number;
};

const FIRMWARE = 'sim-1';
const utf8 = new TextEncoder();

/** Each connection has a fresh name, and a will that speaks for that name only. */
function planConnection(address: DeviceAddress, conn: string, prove: ConnectPlan['prove']): ConnectPlan {
  const offline = utf8.encode(JSON.stringify({ v: 1, on: false, conn }));
  return {
    conn,
    will: { topic: upTopic(address, { leaf: 'online' }), bytes: offline },
    filter: deviceFilters(address).subscribe,
    ...(prove ? { prove } : {}),
  };
}

/** Hands reach the object without power too: doors and pins are mechanical; the device finds them so when it boots. */
function touchWithoutPower(model: AnyKindModel, memory: MemoryStore, act: string, value: number | undefined): Observation {
  const stored = memory.load();
  const touched = stored && model.personActs[act]?.(stored.body, 0, value);
  if (stored && touched) memory.save({ ...stored, body: touched.body });
  return { ev: 'person', data: { act, possible: Boolean(touched), powered: false } };
}

/** What the person and the faults do to the device. */
type Hands = Pick<DeviceRuntime, 'act'> & { of(fault: Fault): FaultHands };

/** Everyone who watches: the live line, the faults, and the person, who acts upon what they see. */
function createWitnesses(options: DeviceRuntimeOptions, timers: Timers, hands: Hands) {
  const { person } = options;
  let intended: readonly (() => void)[] = [];
  const rest = (): void => {
    for (const forget of intended) forget();
    intended = [];
  };
  const see = (observation: Observation): void => {
    options.observe?.(observation);
    for (const fault of options.faults ?? []) fault.react?.(observation, hands.of(fault));
    const steps = person?.persona.react(observation) ?? [];
    if (person === undefined || steps.length === 0) return;
    rest();
    if (person.pace === 0) for (const { act, value } of steps) hands.act(act, value);
    else
      intended = steps.map(({ act, afterMs, value }) =>
        timers.after(Math.round(afterMs * person.pace), () => hands.act(act, value)),
      );
  };
  return { see, rest };
}

/** The events of one powered life; a link that was cut may still be telling. */
function eventsOfLife(driver: Driver, hear: LinkEvents['onMessage'], plan: () => ConnectPlan): LinkEvents {
  const life = driver.life();
  const isAlive = (): boolean => driver.life() === life;
  return {
    plan,
    onConnected(conn) {
      if (isAlive()) driver.dispatch({ type: 'connected', conn });
    },
    onDisconnected() {
      if (isAlive()) driver.dispatch({ type: 'disconnected' });
    },
    onMessage(topic, bytes) {
      if (isAlive()) hear(topic, bytes);
    },
  };
}

/** What the faults of a device may do to it, until it is stopped. */
function createFaultHands(timers: Timers, device: Pick<DeviceRuntime, 'powerCut' | 'loseNetwork'>, strike: Strike) {
  const waiting = new Set<() => void>();
  return {
    of: ({ name }: Fault): FaultHands => ({
      powerCut: (offMs) => device.powerCut(offMs),
      loseNetwork: (offMs) => device.loseNetwork(offMs),
      after(delayMs, run) {
        const cancel = timers.after(delayMs, () => {
          waiting.delete(cancel);
          run();
        });
        waiting.add(cancel);
      },
      strike: (what) => strike(name, what),
    }),
    rest(): void {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

type Strike = (fault: string, what: string) => void;

/** How long the device will stay away; null where nothing was advised, or somebody waits at the object (FP-31). */
function adviceOf(device: Device | null, afterS: number | undefined, randomBytes: RandomBytes): number | null {
  const [chance = 0] = randomBytes(1);
  const isHeeded = afterS !== undefined && device !== null && !isSomebodyWaiting(device);
  return isHeeded ? stayAwayMs(afterS, chance / 256) : null;
}

/** The password of one connection, signed by the device itself (FP-29). */
function proofOf(
  driver: Driver,
  { address, conn, signer }: { readonly address: DeviceAddress; readonly conn: string; readonly signer: Signer | null },
): ConnectPlan['prove'] {
  const boot = driver.peek()?.boot;
  if (signer === null || boot === undefined) return undefined;
  return () => {
    const proof = { v: 1, sub: formatAddress(address), boot, upMs: driver.upMs(), conn };
    return signText(MESSAGE_TYPES.connection, JSON.stringify(proof), signer);
  };
}

/** What is heard may be answered, and what is said may be heard: quiet is when nothing came anew. */
async function untilQuiet(sequences: readonly Sequence[]): Promise<void> {
  const count = (): number => sequences.reduce((sum, sequence) => sum + sequence.count(), 0);
  for (let seen = -1; seen !== count(); ) {
    seen = count();
    for (const sequence of sequences) await sequence.settled();
  }
}

/** Power: on with a boot and a connection, cut without a farewell, off with one. */
function createPower(parts: {
  readonly driver: Driver;
  readonly link: DeviceLink;
  readonly memory: MemoryStore;
  readonly timers: Timers;
  readonly see: (observation: Observation) => void;
  readonly boot: () => Turn;
  /** Makes keys ready that the memory knows. */
  readonly prepare: () => void;
  readonly hear: LinkEvents['onMessage'];
  readonly plan: () => ConnectPlan;
  /** Resolves when all that was said has left. */
  readonly settled: () => Promise<void>;
}) {
  const { driver, link, memory, timers } = parts;
  let plan: ConnectPlan | null = null;
  let cancelOn: () => void = () => {};

  function on(): void {
    driver.powerOn(parts.boot());
    if (!driver.peek()) return;
    parts.prepare();
    const planNext = (): ConnectPlan => {
      plan = parts.plan();
      return plan;
    };
    link.open(eventsOfLife(driver, parts.hear, planNext));
  }
  return {
    on,
    cut(offMs: number, losesMemory: boolean): void {
      if (!driver.peek()) return;
      driver.powerOff();
      link.cut();
      const stored = memory.load();
      if (losesMemory && stored) memory.save({ ...stored, flash: null });
      parts.see({ ev: 'power-cut', data: { offMs } });
      cancelOn = timers.after(offMs, on);
    },
    async off(): Promise<void> {
      cancelOn();
      if (!driver.peek()) return;
      await parts.settled();
      if (plan?.will) link.publish(plan.will.topic, plan.will.bytes, { retain: true });
      driver.powerOff();
      await link.close();
    },
  };
}

/** What the device is, and whose time it keeps, with all that its faults bend. */
function bendSelf(options: DeviceRuntimeOptions) {
  const { profile, faults = [] } = options;
  const model = faults.reduce((bent, fault) => fault.bend?.(bent) ?? bent, options.model);
  const isUnsigned = options.keys.signer ? {} : { isUnsigned: true };
  const self: DeviceSelf = { address: options.identity.address, profile, model, firmware: FIRMWARE, ...isUnsigned };
  const ownAlarms = options.timers ? null : createAlarms({ clock: options.clock });
  const timers: Timers = options.timers ?? (ownAlarms as Timers);
  const ppm = faults.reduce((sum, fault) => sum + (fault.clockPpm ?? 0), 0);
  return { self, model, ownAlarms, timers, time: createDriftedTime({ clock: options.clock, timers }, ppm) };
}

/** @param parts made after this: the driver performs what it decides by the mouth that reads the driver's life. */
function createPerform(
  {
    memory,
    link,
    see,
  }: { readonly memory: MemoryStore; readonly link: DeviceLink; readonly see: (observation: Observation) => void },
  parts: () => { readonly mouth: Mouth; readonly driver: Driver },
): (effect: Effect) => void {
  return (effect) => {
    if (effect.type === 'publish') parts().mouth.say(effect);
    else if (effect.type === 'observe') see(effect.observation);
    else {
      memory.save(effect.memory);
      const device = parts().driver.peek();
      // Somebody at the object waits for the end of their use: no advice holds it back (FP-31).
      if (device?.connection === null && isSomebodyWaiting(device)) link.hurry();
    }
  };
}

export function createDeviceRuntime(options: DeviceRuntimeOptions): DeviceRuntime {
  const { keys, memory, randomBytes, faults = [] } = options;
  const { address, issuer } = options.identity;
  const { signer } = keys;
  const { self, model, ownAlarms, timers, time } = bendSelf(options);
  const hex = (size: number): string => Buffer.from(randomBytes(size)).toString('hex');
  const strike: Strike = (fault, what) => see({ ev: 'fault', data: { fault, what } });
  const faultHands = createFaultHands(timers, { powerCut, loseNetwork }, strike);
  const witnesses = createWitnesses(options, timers, { act, of: faultHands.of });
  const { see } = witnesses;
  const link = faults.some((fault) => fault.carry) ? createFaultyLink(options.link, { faults, timers, strike }) : options.link;
  const driver: Driver = createDriver({ ...time, perform: createPerform({ memory, link, see }, () => ({ mouth, driver })) });
  const { life } = driver;
  const manifest = (): KeyManifest | undefined => driver.peek()?.flash.manifest;
  const cache = keys.cache ?? createKeyCache();
  const ring = signer && createKeyRing({ findGiven: keys.findKey, root: keys.root ?? null, cache, manifest });
  const mouth = createMouth({ address, signer, link, faults, life, see });
  const ear = createEar({
    trust: { address, issuer, ring, manifest },
    stopwatch: options.stopwatch ?? (() => options.clock.nowMs()),
    life,
    dispatch: driver.dispatch,
    onBye: (afterS) => link.advise(adviceOf(driver.peek(), afterS, randomBytes)),
    see,
    answers: mouth.sequence,
  });

  function act(what: string, value?: number): void {
    if (driver.peek()) driver.dispatch({ type: 'person', act: what, ...(value === undefined ? {} : { value }) });
    else see(touchWithoutPower(model, memory, what, value));
  }

  const power = createPower({
    ...{ driver, link, memory, timers, see },
    boot: () => bootDevice(self, memory.load(), hex(8)),
    prepare() {
      if (ring && (ring.hasRoot || manifest())) ear.awaitKeys(ring.prepare(manifest()));
    },
    hear: ear.hear,
    plan() {
      const conn = hex(12);
      return planConnection(address, conn, proofOf(driver, { address, conn, signer }));
    },
    settled: mouth.sequence.settled,
  });

  function powerCut(offMs: number, losesMemory = false): void {
    power.cut(offMs, losesMemory);
  }

  function loseNetwork(offMs: number): void {
    if (driver.peek()) link.drop(offMs);
  }

  return {
    address,
    start() {
      for (const fault of faults) fault.begin?.(faultHands.of(fault));
      power.on();
    },
    async stop() {
      faultHands.rest();
      witnesses.rest();
      await power.off();
    },
    act,
    powerCut,
    loseNetwork,
    tick() {
      ownAlarms?.runDue();
      driver.dispatch({ type: 'tick' });
    },
    nextWakeMs: () => (ownAlarms ? ownAlarms.nextDueMs() : driver.wakeAtMs()),
    idle: () => untilQuiet([ear.sequence, mouth.sequence]),
    stats: ear.times,
    peek: driver.peek,
    upMs: driver.upMs,
  };
}
