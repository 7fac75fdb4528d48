// Broker: what serves the connection of the device under test - the kit itself, or a broker behind its proxy.
import type { Duplex } from 'node:stream';
import type { Packet } from 'mqtt-packet';

/** Told of one connection of the device. */
export type Told = {
  /** Each packet that the device sent. */
  packet(packet: Packet): void;
  /** Its subscription was granted: from now on messages reach it. */
  listening(): void;
  /** Why the connection ends that the device did not end. */
  trouble(why: string): void;
};

export type Broker = {
  serve(device: Duplex, told: Told): void;
  /** QoS 1, not retained; lost when the device does not listen. */
  send(topic: string, bytes: Uint8Array): void;
  close(): Promise<void>;
};
