// Foreign broker: the kit as a proxy before a real broker, and beside it as a client that may speak to this one device only.
import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import mqtt, { type MqttClient } from 'mqtt';
import { LIMITS } from '#protocol';
import type { Broker } from './broker.ts';
import { readPackets } from './packets.ts';

export type ForeignBrokerOptions = {
  /** `mqtt://` or `mqtts://`. */
  readonly url: string;
  /** PEM text of whoever signs the broker's certificate. */
  readonly ca?: string | undefined;
  readonly credential: { readonly userName: string; readonly password: string };
};

const CONNECT_TIMEOUT_MS = 10_000;

function dial({ ca, url }: ForeignBrokerOptions): Duplex {
  const { hostname: host, port, protocol } = new URL(url);
  if (protocol === 'mqtt:') return connectTcp({ host, port: Number(port || 1883), noDelay: true });
  return connectTls({ host, port: Number(port || 8883), servername: host, ...(ca === undefined ? {} : { ca }) });
}

async function speak({ ca, credential, url }: ForeignBrokerOptions): Promise<MqttClient> {
  const options = {
    protocolVersion: 4,
    clean: true,
    clientId: credential.userName,
    username: credential.userName,
    password: credential.password,
    keepalive: LIMITS.keepaliveS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectOnConnackError: true,
    queueQoSZero: false,
    ...(ca === undefined ? {} : { ca }),
  } as const;
  // Who is refused at the first try is told so at once; later the broker may be away for a while.
  const client = await mqtt.connectAsync(url, options, false);
  client.on('error', () => {});
  return client;
}

/** @throws what the broker or the network answered when the kit itself is not let in. */
export async function openForeignBroker(options: ForeignBrokerOptions): Promise<Broker> {
  const client = await speak(options);
  return {
    serve(device, told) {
      const far = dial(options);
      far.on('error', (cause) => told.trouble(`the broker is not reached: ${cause.message}`));
      far.on('close', () => device.destroy());
      device.on('close', () => far.destroy());
      const isNoMqtt = (why: string): void => told.trouble(`what passes is no MQTT: ${why}`);
      readPackets(device, told.packet, isNoMqtt);
      readPackets(
        far,
        (packet) => {
          if (packet.cmd === 'connack' && packet.returnCode) {
            told.trouble(`the broker refuses its CONNECT with code ${packet.returnCode}`);
          }
          if (packet.cmd !== 'suback') return;
          if (packet.granted.some((granted) => typeof granted === 'number' && granted <= 1)) told.listening();
          else told.trouble('the broker refuses its subscription');
        },
        isNoMqtt,
      );
      device.pipe(far);
      far.pipe(device);
    },
    send(topic, bytes) {
      // A queued start would come minutes later: what cannot be sent now is lost, and its check says so.
      if (client.connected) client.publish(topic, Buffer.from(bytes), { qos: 1 });
    },
    async close() {
      await client.endAsync(true);
    },
  };
}
