// MQTT link: one clean connection at a time over MQTT.js, with our own back-off, will and resubscription.
import type { Socket } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import { LIMITS, type RandomBytes } from '#protocol';
import type { Timers } from '../runtime/alarms.ts';
import { backOffMs } from './back-off.ts';
import type { ConnectPlan, DeviceLink, LinkEvents } from './link.ts';

export type MqttLinkOptions = {
  /** Such as `mqtt://127.0.0.1:1883`. */
  readonly url: string;
  /** Device id: client id and user name at once. */
  readonly device: string;
  readonly password: string;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  /** Told why an attempt failed; the next one follows by itself. */
  readonly onTrouble?: (problem: string) => void;
};

const CONNECT_TIMEOUT_MS = 10_000;
/** How long a farewell may wait for outstanding acknowledgements. */
const FAREWELL_MS = 2_000;

/** A fresh client per attempt: nothing queued in an old one can fire later, and every attempt has its own will. */
function connectOnce(options: MqttLinkOptions, plan: ConnectPlan): MqttClient {
  return mqtt.connect(options.url, {
    protocolVersion: 4,
    clean: true,
    clientId: options.device,
    username: options.device,
    password: options.password,
    keepalive: LIMITS.keepaliveS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    will: { topic: plan.will.topic, payload: Buffer.from(plan.will.bytes), qos: 1, retain: true },
  });
}

export function createMqttLink(options: MqttLinkOptions): DeviceLink {
  let events: LinkEvents | null = null;
  let client: MqttClient | null = null;
  let isUp = false;
  let failures = 0;
  let cancelTimer: () => void = () => {};

  const lost = (gone: MqttClient): void => {
    if (client !== gone) return;
    client = null;
    cancelTimer();
    if (isUp) events?.onDisconnected();
    isUp = false;
    if (events === null) return;
    const [byte = 0, next = 0] = options.randomBytes(2);
    cancelTimer = options.timers.after(backOffMs(failures, (byte * 256 + next) / 65_536), attempt);
    failures += 1;
  };

  const subscribed = (plan: ConnectPlan, mine: MqttClient, isGranted: boolean): void => {
    if (client !== mine || events === null) return;
    if (!isGranted) {
      options.onTrouble?.('subscription refused');
      mine.end(true);
      return;
    }
    isUp = true;
    cancelTimer = options.timers.after(LIMITS.reconnectStableMs, () => {
      failures = 0;
    });
    events.onConnected(plan.conn);
  };

  function attempt(): void {
    if (events === null) return;
    const plan = events.plan();
    const mine = connectOnce(options, plan);
    client = mine;
    mine.on('connect', () => {
      (mine.stream as unknown as Partial<Socket>).setNoDelay?.(true);
      mine.subscribe(plan.filter, { qos: 1 }, (error, granted) => {
        subscribed(plan, mine, !error && granted?.[0]?.qos === 1);
      });
    });
    mine.on('message', (topic, bytes) => {
      if (client === mine) events?.onMessage(topic, bytes);
    });
    // With its own reconnection off, MQTT.js stays in place after a refused CONNECT until it is ended.
    mine.on('error', (error) => {
      options.onTrouble?.(error.message);
      mine.end(true);
      lost(mine);
    });
    mine.on('close', () => lost(mine));
  }

  const detach = (): MqttClient | null => {
    const old = client;
    events = null;
    client = null;
    isUp = false;
    cancelTimer();
    return old;
  };

  return {
    open(newEvents) {
      events = newEvents;
      attempt();
    },
    publish(topic, bytes, { retain }) {
      if (client === null || !isUp) return;
      // A refused or unacknowledged publish is not told apart from a lost one: repeats and the journal cover both.
      client.publish(topic, Buffer.from(bytes), { qos: 1, retain }, () => {});
    },
    cut() {
      const old = detach();
      old?.stream.destroy();
      old?.end(true);
    },
    close() {
      const old = detach();
      if (old === null) return Promise.resolve();
      return new Promise((resolve) => {
        const cancel = options.timers.after(FAREWELL_MS, () => old.end(true, () => resolve()));
        old.end(!old.connected, () => {
          cancel();
          resolve();
        });
      });
    },
  };
}
