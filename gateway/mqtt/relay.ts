// Relay: takes what devices send, believes it or sets it aside, and wakes the step that it is for.
import {
  type CommandResult,
  type DeviceAddress,
  type DeviceEvent,
  formatAddress,
  type HelloHint,
  isTopicId,
  type JournalEntry,
  type Online,
  type ParsedTopic,
  parseTopic,
  type SignedHello,
  type State,
} from '#protocol';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { believe, type EventType, type UpMessage } from './believe.ts';
import { createBoundedMap } from './bounded-map.ts';
import { QUARANTINE_SLICE_BYTES } from './broker-limits.ts';
import type { DeviceKey, FindDeviceKey } from './device-keys.ts';
import type { Quarantine, QuarantineReason } from './quarantine.ts';

/** The steps that devices wake. One that rejects leaves its message unanswered: a journal entry comes again after the next welcome, or when an ack misses it. */
export type RelayHandlers = {
  onHelloHint(address: DeviceAddress, hello: HelloHint): Promise<unknown>;
  onHello(address: DeviceAddress, hello: SignedHello, jws: string): Promise<unknown>;
  onOnline(address: DeviceAddress, online: Online): Promise<unknown>;
  onResult(address: DeviceAddress, result: CommandResult, jws: string): Promise<unknown>;
  onJournal(address: DeviceAddress, entry: JournalEntry, jws: string): Promise<unknown>;
  onState(address: DeviceAddress, state: State): Promise<unknown>;
  onEvent(address: DeviceAddress, type: EventType, event: DeviceEvent): Promise<unknown>;
};

export type RelayLimits = {
  /** Messages of one device that wait for their turn: a whole journal and some more. */
  readonly queuedPerDevice: number;
  readonly rememberedKeys: number;
};
export const RELAY_LIMITS: RelayLimits = { queuedPerDevice: 600, rememberedKeys: 10_000 };

export type Relay = {
  /** Takes one message from any link; never throws and never blocks. */
  receive(topic: string, payload: Uint8Array): void;
  /** A device's key or tenant changed, or it was removed. */
  forget(deviceId: string): void;
  /** Resolves when nothing that was received still waits or runs. */
  drained(): Promise<void>;
};

type UpTopic = Extract<ParsedTopic, { direction: 'up' }>;

/** Whom to blame for a topic that cannot be read: the third word is the device's place. */
function suspectOf(topic: string): string {
  const device = topic.split('/', 4)[3] ?? '';
  return isTopicId(device) ? device : 'unknown';
}

function hand(handlers: RelayHandlers, address: DeviceAddress, message: UpMessage): Promise<unknown> {
  switch (message.kind) {
    case 'hello-hint':
      return handlers.onHelloHint(address, message.body);
    case 'hello':
      return handlers.onHello(address, message.body, message.jws);
    case 'online':
      return handlers.onOnline(address, message.body);
    case 'result':
      return handlers.onResult(address, message.body, message.jws);
    case 'journal':
      return handlers.onJournal(address, message.body, message.jws);
    case 'state':
      return handlers.onState(address, message.body);
    case 'event':
      return handlers.onEvent(address, message.type, message.body);
    case 'telemetry':
      return Promise.resolve();
  }
}

/** Runs jobs with one name one after the other and those of different names at the same time. Jobs must not reject. */
function createLanes(maxPerLane: number) {
  const lanes = new Map<string, (() => Promise<void>)[]>();
  let onIdle: (() => void)[] = [];

  const work = async (name: string, lane: (() => Promise<void>)[]): Promise<void> => {
    // The job stays at the head while it runs, so that its lane stays taken and it counts as waiting.
    for (let job = lane[0]; job; job = lane[0]) {
      await job();
      lane.shift();
    }
    lanes.delete(name);
    if (lanes.size > 0) return;
    const waiting = onIdle;
    onIdle = [];
    for (const resolve of waiting) resolve();
  };

  return {
    /** False when the lane is full. */
    add(name: string, job: () => Promise<void>): boolean {
      const lane = lanes.get(name);
      if (!lane) {
        const opened = [job];
        lanes.set(name, opened);
        void work(name, opened);
        return true;
      }
      if (lane.length >= maxPerLane) return false;
      lane.push(job);
      return true;
    },
    idle(): Promise<void> {
      return lanes.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve));
    },
  };
}

export function createRelay(deps: {
  readonly handlers: RelayHandlers;
  readonly findDeviceKey: FindDeviceKey;
  readonly quarantine: Quarantine;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits?: RelayLimits;
}): Relay {
  const { handlers, findDeviceKey, log, metrics, limits = RELAY_LIMITS } = deps;
  const keys = createBoundedMap<DeviceKey>(limits.rememberedKeys);
  const lanes = createLanes(limits.queuedPerDevice);
  let forgotten = 0;

  const setAside = (deviceId: string, reason: QuarantineReason, payload: Uint8Array): void => {
    metrics.count('device_messages_quarantined', reason);
    // A copy, so that a few kept bytes do not keep a whole read buffer.
    deps.quarantine(deviceId, reason, payload.slice(0, QUARANTINE_SLICE_BYTES));
  };

  const keyOf = async (deviceId: string): Promise<DeviceKey | null> => {
    const known = keys.get(deviceId);
    if (known) return known;
    const asOf = forgotten;
    const found = await findDeviceKey(deviceId);
    // An answer that was on its way while something was forgotten may be the old one.
    if (found && asOf === forgotten) keys.set(deviceId, found);
    return found;
  };

  const takeMessage = async (topic: UpTopic, payload: Uint8Array): Promise<void> => {
    const address: DeviceAddress = { tenant: topic.tenant, device: topic.device };
    try {
      const key = await keyOf(address.device);
      const message = key ? await believe(address, topic, payload, key) : null;
      if (!message) setAside(address.device, 'device.unknown', payload);
      else if (message.ok) await hand(handlers, address, message.value);
      else setAside(address.device, message.error.code, payload);
    } catch (error) {
      // Whatever it was, the next message must be heard; what was not acknowledged comes again (FP-16).
      log.error('a message of a device could not be handled', { ...address, leaf: topic.leaf, error });
    }
  };

  return {
    receive(topic, payload) {
      const parsed = parseTopic(topic);
      if (!parsed.ok) {
        setAside(suspectOf(topic), parsed.error.code, payload);
        return;
      }
      const to = parsed.value;
      if (to.direction !== 'up') setAside(to.device, 'topic.foreign', payload);
      else if (!lanes.add(formatAddress(to), () => takeMessage(to, payload))) setAside(to.device, 'queue.full', payload);
    },
    forget(deviceId) {
      forgotten += 1;
      keys.delete(deviceId);
    },
    drained: () => lanes.idle(),
  };
}
