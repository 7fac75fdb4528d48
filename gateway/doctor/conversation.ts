// Conversation: one MQTT connection as the device would make it, step by step; what was heard is kept until somebody asks for it.
import mqtt, { type MqttClient } from 'mqtt';
import { upTopic } from '#protocol';
import type { Connack, MqttVersion } from './facts.ts';
import type { Patient } from './patient.ts';

export type Conversation = {
  readonly connack: Connack;
  /** False when it was refused, or the connection ended over it. */
  subscribe(filter: string): Promise<boolean>;
  say(topic: string, text: string, isRetained?: boolean): Promise<void>;
  /** The first message that `pick` takes, of those that came already or come in time; null for silence, `ended` for a lost connection. */
  hear<T>(pick: (topic: string, text: string) => T | null | Promise<T | null>): Promise<T | null | 'ended'>;
  end(): Promise<void>;
};

type ClientOptions = ConstructorParameters<typeof mqtt.MqttClient>[1];

const VERSIONS: { readonly [version in MqttVersion]: Pick<ClientOptions, 'protocolVersion' | 'protocolId'> } = {
  '3.1': { protocolVersion: 3, protocolId: 'MQIsdp' },
  '3.1.1': { protocolVersion: 4, protocolId: 'MQTT' },
  '5': { protocolVersion: 5, protocolId: 'MQTT' },
};
const KEEPALIVE_S = 30;
const LARGEST_RETURN_CODE = 5;

function optionsOf(patient: Patient, conn: string, password: string | null): ClientOptions {
  const { address, trust, timeoutMs } = patient;
  const will = { topic: upTopic(address, { leaf: 'online' }), payload: Buffer.from(JSON.stringify({ v: 1, on: false, conn })) };
  return {
    ...VERSIONS[patient.mqttVersion],
    ...{ clientId: address.device, username: address.device, clean: true, keepalive: KEEPALIVE_S },
    ...(password === null ? {} : { password }),
    ...{ will: { ...will, qos: 1, retain: true }, reconnectPeriod: 0, connectTimeout: timeoutMs },
    ...(trust.ca === undefined ? {} : { ca: trust.ca }),
    ...(trust.cert === undefined || trust.key === undefined ? {} : { cert: trust.cert, key: trust.key }),
    // A pin was compared in the handshake just before: nobody has to have signed that certificate.
    rejectUnauthorized: trust.pin === undefined,
  };
}

function awaitConnack(client: MqttClient): Promise<Connack> {
  return new Promise((resolve) => {
    client.once('connect', () => resolve({ outcome: 'accepted' }));
    client.on('error', (cause: Error & { readonly code?: string | number }) => {
      const { code, message } = cause;
      const isReturnCode = typeof code === 'number' && code >= 1 && code <= LARGEST_RETURN_CODE;
      if (isReturnCode) resolve({ outcome: 'refused', returnCode: code });
      else resolve({ outcome: 'no-mqtt', problem: message || String(code), speaksTls: false });
    });
    client.once('close', () =>
      resolve({ outcome: 'no-mqtt', problem: 'the connection was closed without an answer', speaksTls: false }),
    );
  });
}

type Heard = { readonly topic: string; readonly text: string };

/** Messages as they come, each looked at once by whoever waits. */
function createEar(client: MqttClient, timeoutMs: number): Conversation['hear'] {
  const heard: Heard[] = [];
  let wake = (): void => {};
  client.on('message', (topic, payload) => {
    heard.push({ topic, text: payload.toString() });
    wake();
  });
  client.on('close', () => wake());
  return async (pick) => {
    const untilMs = performance.now() + timeoutMs;
    for (;;) {
      for (let next = heard.shift(); next; next = heard.shift()) {
        const picked = await pick(next.topic, next.text);
        if (picked !== null) return picked;
      }
      if (!client.connected) return 'ended';
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0) return null;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
}

/** @param conn of this connection (FP-19). */
export async function openConversation(patient: Patient, conn: string, password: string | null): Promise<Conversation> {
  const { host, port, protocol } = patient.url;
  const client = mqtt.connect(`${protocol}://${host}:${port}${patient.path}`, optionsOf(patient, conn, password));
  const connack = await awaitConnack(client);
  const within = <T>(promise: Promise<T>): Promise<T | null> =>
    Promise.race([promise, new Promise<null>((resolve) => setTimeout(resolve, patient.timeoutMs, null).unref())]).catch(
      () => null,
    );
  return {
    connack,
    hear: createEar(client, patient.timeoutMs),
    async subscribe(filter) {
      const granted = await within(client.subscribeAsync(filter, { qos: 1 }));
      return granted !== null && client.connected;
    },
    async say(topic, text, isRetained = false) {
      await within(client.publishAsync(topic, text, { qos: 1, retain: isRetained }));
    },
    async end() {
      await within(client.endAsync(!client.connected));
    },
  };
}
