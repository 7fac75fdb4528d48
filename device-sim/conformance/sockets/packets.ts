// Packets: MQTT 3.1.1 packets of one direction of a connection, as they pass.
import type { Duplex } from 'node:stream';
import { type Packet, parser } from 'mqtt-packet';

/** @param onGarbage told when the bytes are no MQTT; nothing is read after that. */
export function readPackets(stream: Duplex, onPacket: (packet: Packet) => void, onGarbage: (why: string) => void): void {
  const reader = parser({ protocolVersion: 4 });
  let isReadable = true;
  reader.on('packet', (packet: Packet) => {
    if (isReadable) onPacket(packet);
  });
  reader.on('error', (cause: Error) => {
    isReadable = false;
    onGarbage(cause.message);
  });
  stream.on('data', (chunk: Buffer) => {
    if (isReadable) reader.parse(chunk);
  });
}
