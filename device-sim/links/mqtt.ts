// MQTT link: one clean connection at a time over MQTT.js, with our own back-off, will and resubscription.
import type { Socket } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';
import { LIMITS, type RandomBytes } from '#protocol';
import type { Timers } from '../runtime/alarms.ts';
import { createComeback } from './comeback.ts';
import type { ConnectPlan, DeviceLink, LinkEvents } from './link.ts';

export type LinkTls = { readonly ca?: string; readonly certificate?: { readonly cert: string; readonly key: string } };

export type MqttLinkOptions = {
  /** Such as `mqtt://127.0.0.1:1883`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  /** Device id: client id and user name at once. */
  readonly device: string;
  /** A secret text, or a token of the gateway; without it the device's own proof, or a certificate (FP-29). */
  readonly password?: string | undefined;
  /** PEM texts for TLS: whom to believe, and what the device shows. */
  readonly tls?: LinkTls | undefined;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  /** Told why an attempt failed; the next one follows by itself. */
  readonly onTrouble?: (problem: string) => void;
};

const CONNECT_TIMEOUT_MS = 10_000;
/** How long a farewell may wait for outstanding acknowledgements. */
const FAREWELL_MS = 2_000;

/** A fresh client per attempt: nothing queued in an old one can fire later, and every attempt has its own will. */
function connectOnce(options: MqttLinkOptions, plan: ConnectPlan, password: string | undefined): MqttClient {
  const { ca, certificate } = options.tls ?? {};
  const tls = { ...(ca === undefined ? {} : { ca }), ...certificate };
  return mqtt.connect(options.url, {
    protocolVersion: 4,
    clean: true,
    clientId: options.device,
    username: options.device,
    ...(password === undefined ? {} : { password }),
    keepalive: LIMITS.keepaliveS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...tls,
    wsOptions: tls,
    ...(plan.will ? { will: { topic: plan.will.topic, payload: Buffer.from(plan.will.bytes), qos: 1, retain: true } } : {}),
  });
}

/** A secret is there at once; the device's own proof takes a signature. */
function withPassword(options: MqttLinkOptions, plan: ConnectPlan, use: (password: string | undefined) => void): void {
  const isGiven = options.password !== undefined || options.tls?.certificate !== undefined;
  if (isGiven || plan.prove === undefined) use(options.password);
  else void plan.prove().then(use);
}

/** What was published goes out first, as long as that takes no longer than a farewell may. */
function sayFarewell(client: MqttClient, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(FAREWELL_MS, () => client.end(true, () => resolve()));
    client.end(!client.connected, () => {
      cancel();
      resolve();
    });
  });
}

export function createMqttLink(options: MqttLinkOptions): DeviceLink {
  let events: LinkEvents | null = null;
  let client: MqttClient | null = null;
  let isUp = false;
  /** Counts attempts: a proof that was made for an earlier one opens nothing. */
  let attempts = 0;
  const comeback = createComeback({ timers: options.timers, randomBytes: options.randomBytes, attempt });

  const lost = (gone: MqttClient): void => {
    if (client !== gone) return;
    client = null;
    if (isUp) events?.onDisconnected();
    isUp = false;
    if (events !== null) comeback.lost();
  };

  const subscribed = (plan: ConnectPlan, mine: MqttClient, isGranted: boolean): void => {
    if (client !== mine || events === null) return;
    if (!isGranted) {
      options.onTrouble?.('subscription refused');
      mine.end(true);
      return;
    }
    isUp = true;
    comeback.stands();
    events.onConnected(plan.conn);
  };

  function attempt(): void {
    if (events === null) return;
    attempts += 1;
    const mine = attempts;
    const plan = events.plan();
    withPassword(options, plan, (password) => {
      if (events !== null && attempts === mine) connect(plan, password);
    });
  }

  function connect(plan: ConnectPlan, password: string | undefined): void {
    const mine = connectOnce(options, plan, password);
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
    attempts += 1;
    isUp = false;
    comeback.cancel();
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
    drop(awayMs) {
      if (awayMs !== null && isUp) comeback.forbid(awayMs);
      client?.stream.destroy();
    },
    advise: comeback.advise,
    hurry: comeback.hurry,
    cut() {
      const old = detach();
      old?.stream.destroy();
      old?.end(true);
    },
    close() {
      const old = detach();
      return old === null ? Promise.resolve() : sayFarewell(old, options.timers);
    },
  };
}
