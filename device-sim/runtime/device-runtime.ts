// Device runtime: the shell around the pure device - link, signatures, memory, waiting, faults and the person.
import {
  type Clock,
  type DeviceAddress,
  deviceFilters,
  type FindKey,
  type KindProfile,
  type RandomBytes,
  type Signer,
  upTopic,
} from '#protocol';
import type { Device, DeviceSelf, Effect, Observation } from '../device/device.ts';
import { bootDevice } from '../device/step.ts';
import type { Fault } from '../faults/fault.ts';
import type { AnyKindModel } from '../kinds/model.ts';
import type { ConnectPlan, DeviceLink, LinkEvents } from '../links/link.ts';
import type { Persona } from '../persona/persona.ts';
import { createAlarms, type Timers } from './alarms.ts';
import { createDriver, type Driver } from './driver.ts';
import { type AnswerTimes, createEar } from './ear.ts';
import type { MemoryStore } from './memory-store.ts';
import { createMouth } from './mouth.ts';

export type DeviceRuntimeOptions = {
  readonly profile: KindProfile;
  readonly model: AnyKindModel;
  /** `issuer` is the only `iss` that the device obeys. */
  readonly identity: { readonly address: DeviceAddress; readonly issuer: string };
  /** The device's own key, and the gateway's public keys by kid. */
  readonly keys: { readonly signer: Signer; readonly findKey: FindKey };
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
};

const FIRMWARE = 'sim-1';
const utf8 = new TextEncoder();

/** Each connection has a fresh name, and a will that speaks for that name only. */
function planConnection(address: DeviceAddress, conn: string): ConnectPlan {
  const offline = utf8.encode(JSON.stringify({ v: 1, on: false, conn }));
  return {
    conn,
    will: { topic: upTopic(address, { leaf: 'online' }), bytes: offline },
    filter: deviceFilters(address).subscribe,
  };
}

/** Hands reach the object without power too: doors and pins are mechanical; the device finds them so when it boots. */
function touchWithoutPower(model: AnyKindModel, memory: MemoryStore, act: string, value: number | undefined): Observation {
  const stored = memory.load();
  const touched = stored && model.personActs[act]?.(stored.body, 0, value);
  if (stored && touched) memory.save({ ...stored, body: touched.body });
  return { ev: 'person', data: { act, possible: Boolean(touched), powered: false } };
}

/** Everyone who watches: the live line, the faults, and the person, who acts upon what they see. */
function createWitnesses(options: DeviceRuntimeOptions, timers: Timers, hands: Pick<DeviceRuntime, 'act' | 'powerCut'>) {
  return (observation: Observation): void => {
    options.observe?.(observation);
    for (const fault of options.faults ?? []) fault.react?.(observation, hands);
    const { person } = options;
    for (const { act, afterMs, value } of person?.persona.react(observation) ?? []) {
      if (person?.pace === 0) hands.act(act, value);
      else timers.after(Math.round(afterMs * (person?.pace ?? 1)), () => hands.act(act, value));
    }
  };
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

export function createDeviceRuntime(options: DeviceRuntimeOptions): DeviceRuntime {
  const { clock, keys, link, memory, model, profile, randomBytes } = options;
  const { address, issuer } = options.identity;
  const self: DeviceSelf = { address, profile, model, firmware: FIRMWARE };
  const ownAlarms = options.timers ? null : createAlarms({ clock });
  const timers: Timers = options.timers ?? (ownAlarms as Timers);
  const hex = (size: number): string => Buffer.from(randomBytes(size)).toString('hex');
  let plan: ConnectPlan | null = null;
  let cancelPowerOn: () => void = () => {};

  const see = createWitnesses(options, timers, { act, powerCut });
  const driver = createDriver({ clock, timers, perform });
  const { life } = driver;
  const mouth = createMouth({ address, signer: keys.signer, link, faults: options.faults ?? [], life, see });
  const ear = createEar({
    trust: { address, issuer, findKey: keys.findKey },
    stopwatch: options.stopwatch ?? (() => clock.nowMs()),
    life,
    dispatch: driver.dispatch,
    see,
    answers: mouth.sequence,
  });

  function perform(effect: Effect): void {
    if (effect.type === 'persist') memory.save(effect.memory);
    else if (effect.type === 'publish') mouth.say(effect);
    else see(effect.observation);
  }

  function act(what: string, value?: number): void {
    if (driver.peek()) driver.dispatch({ type: 'person', act: what, ...(value === undefined ? {} : { value }) });
    else see(touchWithoutPower(model, memory, what, value));
  }

  function powerOn(): void {
    driver.powerOn(bootDevice(self, memory.load(), hex(8)));
    if (!driver.peek()) return;
    const planNext = (): ConnectPlan => {
      plan = planConnection(address, hex(12));
      return plan;
    };
    link.open(eventsOfLife(driver, ear.hear, planNext));
  }

  function powerCut(offMs: number, losesMemory = false): void {
    if (!driver.peek()) return;
    driver.powerOff();
    link.cut();
    const stored = memory.load();
    if (losesMemory && stored) memory.save({ ...stored, flash: null });
    see({ ev: 'power-cut', data: { offMs } });
    cancelPowerOn = timers.after(offMs, powerOn);
  }

  async function stop(): Promise<void> {
    cancelPowerOn();
    if (!driver.peek()) return;
    await mouth.sequence.settled();
    if (plan) link.publish(plan.will.topic, plan.will.bytes, { retain: true });
    driver.powerOff();
    await link.close();
  }

  return {
    address,
    start: powerOn,
    stop,
    act,
    powerCut,
    tick() {
      ownAlarms?.runDue();
      driver.dispatch({ type: 'tick' });
    },
    nextWakeMs: () => (ownAlarms ? ownAlarms.nextDueMs() : driver.wakeAtMs()),
    async idle() {
      const count = (): number => ear.sequence.count() + mouth.sequence.count();
      for (let seen = -1; seen !== count(); ) {
        seen = count();
        await ear.sequence.settled();
        await mouth.sequence.settled();
      }
    },
    stats: ear.times,
    peek: driver.peek,
  };
}
