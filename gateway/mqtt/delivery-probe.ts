// Delivery probe: shows through a real socket that the broker library delivers what it is given.
import { type EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import mqtt, { type MqttClient } from 'mqtt';

/** Messages of the wire that the probe counts. */
const QOS1_MESSAGES = 50;

export type DeliveryReport = { readonly sent: number; readonly received: number };

export type ProbedBroker = {
  readonly port: number;
  readonly host: string;
  readonly deviceId: string;
  readonly password: string;
  /** The filter that the probe subscribes to, and a topic below it. */
  readonly filter: string;
  readonly topic: string;
  /** Publishes from the broker itself; calls back when every delivery was written or given up. */
  readonly publish: (topic: string, payload: string, qos: 0 | 1) => Promise<void>;
};

/**
 * Sends 50 QoS 1 messages, each followed by one of QoS 0: aedes 1.2.0 keeps one high-water mark per client and drops
 * every QoS 1 message that a later QoS 0 one overtook inside of it (moscajs/aedes issues 994, 955, 533).
 * No waiting for silence: the last QoS 0 message is never dropped and TCP keeps order, so when it is here, all is here.
 * @throws when the probe cannot connect or subscribe, or `signal` ends it.
 */
export async function probeDelivery(broker: ProbedBroker, signal: AbortSignal): Promise<DeliveryReport> {
  const client = mqtt.connect({
    host: broker.host,
    port: broker.port,
    clientId: broker.deviceId,
    username: broker.deviceId,
    password: broker.password,
    protocolVersion: 4,
    clean: true,
    keepalive: 30,
    reconnectPeriod: 0,
  });
  // A failure is told by the rejected steps below; a late one must not end the process.
  client.on('error', () => undefined);
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    await once(client as unknown as EventEmitter, 'connect', { signal });
    return await Promise.race([exchange(client, broker), aborted]);
  } finally {
    await client.endAsync(true);
  }
}

async function exchange(client: MqttClient, broker: ProbedBroker): Promise<DeliveryReport> {
  (client.stream as Socket).setNoDelay(true);
  await client.subscribeAsync(broker.filter, { qos: 1 });
  let received = 0;
  const last = new Promise<void>((resolve) => {
    client.on('message', (_topic, payload) => {
      const text = payload.toString();
      if (text === 'qos1') received += 1;
      if (text === 'last') resolve();
    });
  });
  const deliveries: Promise<void>[] = [];
  for (let n = 0; n < QOS1_MESSAGES; n += 1) {
    deliveries.push(broker.publish(broker.topic, 'qos1', 1), broker.publish(broker.topic, 'qos0', 0));
  }
  await Promise.all(deliveries);
  await Promise.all([last, broker.publish(broker.topic, 'last', 0)]);
  return { sent: QOS1_MESSAGES, received };
}
