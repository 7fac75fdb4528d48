// Own broker: the kit serves its one device by itself, as much of MQTT 3.1.1 as a device of the contract uses.
import type { Duplex } from 'node:stream';
import { generate, type Packet } from 'mqtt-packet';
import type { Broker, Told } from './broker.ts';
import { readPackets } from './packets.ts';

const MAX_PACKET_ID = 65_535;
/** Return codes of CONNACK and SUBACK (MQTT 3.1.1 tables 3.1 and 3.9.3). */
const ACCEPTED = 0;
const UNACCEPTABLE_VERSION = 1;
const REFUSED = 0x80;

/** What is answered to a packet of the device; null where MQTT answers nothing. */
function answerTo(packet: Packet): Packet | null {
  const messageId = packet.messageId ?? 0;
  switch (packet.cmd) {
    case 'connect': {
      const returnCode = packet.protocolVersion === 4 ? ACCEPTED : UNACCEPTABLE_VERSION;
      return { cmd: 'connack', sessionPresent: false, returnCode };
    }
    case 'subscribe':
      return { cmd: 'suback', messageId, granted: packet.subscriptions.map(({ qos }) => (qos > 1 ? REFUSED : qos)) };
    case 'unsubscribe':
      return { cmd: 'unsuback', messageId, granted: [] };
    case 'publish':
      return packet.qos === 1 ? { cmd: 'puback', messageId } : null;
    case 'pingreq':
      return { cmd: 'pingresp' };
    default:
      return null;
  }
}

export function createOwnBroker(): Broker {
  let present: Duplex | null = null;
  let packetId = 0;

  function hear(device: Duplex, packet: Packet, told: Told): void {
    const answer = answerTo(packet);
    if (answer) device.write(generate(answer));
    if (packet.cmd === 'connect') {
      if (packet.protocolVersion !== 4) {
        told.trouble(`it speaks MQTT protocol level ${packet.protocolVersion}, and the contract is level 4 (3.1.1)`);
        device.end();
        return;
      }
      // The newest connection wins, as at every broker.
      if (present !== device) present?.destroy();
      present = device;
    }
    told.packet(packet);
    if (packet.cmd === 'subscribe') told.listening();
    if (packet.cmd === 'disconnect') device.end();
  }

  return {
    serve(device, told) {
      device.on('close', () => {
        if (present === device) present = null;
      });
      readPackets(
        device,
        (packet) => hear(device, packet, told),
        (why) => {
          told.trouble(`what it sent is no MQTT: ${why}`);
          device.destroy();
        },
      );
    },
    send(topic, bytes) {
      packetId = (packetId % MAX_PACKET_ID) + 1;
      const payload = Buffer.from(bytes);
      present?.write(generate({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false, messageId: packetId }));
    },
    async close() {
      present?.destroy();
    },
  };
}
