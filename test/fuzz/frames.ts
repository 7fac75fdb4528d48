// Frames: what one connection of a batch sends - MQTT packets of every type, damaged, glued and cut.
import mqttPacket, { type IConnectPacket, type Packet, type QoS } from 'mqtt-packet';
import { claimTopics, deviceFilters, downTopic, type UpLeaf, upTopic } from '#protocol';
import type { Chance } from '../crash/lives/chance.ts';
import { addressOf, MISBEHAVING, NEIGHBOUR, passwordOf } from './actors.ts';
import { mutateBytes, mutateJson, mutateTopic } from './mutate.ts';
import type { Pool } from './payloads.ts';

const MOST_FRAMES = 900;
/** More than their limits let through. */
const MOST_FRAMES_OF_STRANGERS = 80;
/** Of the frames between CONNECT and the last one, so many in a thousand may end the connection. */
const FATAL_PERMILLE = 2;

export type Conversation = {
  /** A CONNECT that gets in, sent by a client that waits for its answer; empty for one that sends all it has at once. */
  readonly entry: Buffer;
  readonly frames: readonly Buffer[];
};

const LEAVES: readonly UpLeaf[] = [
  ...(['hello', 'online', 'journal', 'state', 'telemetry'] as const).map((leaf) => ({ leaf })),
  { leaf: 'result', gateway: 'gw-1', commandId: 'c1' },
  { leaf: 'event', type: 'door' },
];
const FILTERS = ['#', '+/#', '$SYS/#', '$share/o2o/o2o/1/+/+/up/#', 'o2o/1/+/+/dn/#', 'quarantine/#', '/', '//', 'a//b'];
const NAMES = ['', '__proto__', 'constructor', 'a/b', '#', '+', 'claim-x', 'x'.repeat(49), 'é', '\u0000', 'nobody'];

const messageId = (chance: Chance): number => 1 + chance.below(chance.is(0.5) ? 4 : 65_535);

function payload(chance: Chance, { drawn, signed }: Pool): Buffer {
  switch (chance.below(6)) {
    case 0:
      return Buffer.from(chance.pick(signed).text);
    case 1:
      return mutateBytes(chance, Buffer.from(chance.pick(signed).text));
    case 2:
      return Buffer.from(chance.bytes(chance.below(chance.is(0.02) ? 9_000 : 60)));
    case 3:
      return Buffer.from(JSON.stringify(mutateJson(chance, chance.pick(drawn).value)));
    default:
      return Buffer.from(chance.pick(drawn).json);
  }
}

/** Without what the library takes for the end of the connection. */
function tame(topic: string): string {
  const plain = topic.replaceAll(/[+#]/g, '_').split('/').slice(0, 100).join('/');
  return plain === '' ? '/' : plain;
}

function topicOf(chance: Chance, device: string): string {
  const own = upTopic(addressOf(device), chance.pick(LEAVES));
  if (chance.is(0.5)) return own;
  if (chance.is(0.7)) return tame(mutateTopic(chance, own));
  return chance.pick([
    upTopic(addressOf(NEIGHBOUR), { leaf: 'state' }),
    downTopic(addressOf(NEIGHBOUR), { leaf: 'system' }),
    downTopic(addressOf(device), { leaf: 'ack' }),
    claimTopics('s1').up,
    '$SYS/broker/heartbeat',
    `quarantine/${device}`,
    'o2o/1/gw/gw-1/alive',
  ]);
}

function filterOf(chance: Chance, device: string): string {
  if (chance.is(0.4)) return deviceFilters(addressOf(device)).subscribe;
  return chance.pick([...FILTERS, deviceFilters(addressOf(NEIGHBOUR)).subscribe]);
}

function publishes(chance: Chance, device: string, pool: Pool): readonly Buffer[] {
  const qos = chance.pick<QoS>([0, 0, 0, 1, 1, 1, 1, 2]);
  const id = messageId(chance);
  const packet = mqttPacket.generate({
    cmd: 'publish',
    topic: topicOf(chance, device),
    payload: payload(chance, pool),
    qos,
    retain: chance.is(0.2),
    dup: qos > 0 && chance.is(0.2),
    messageId: id,
  });
  // A QoS 2 exchange is mostly ended: few may be open at a time.
  return qos === 2 && !chance.is(0.01) ? [packet, mqttPacket.generate({ cmd: 'pubrel', messageId: id })] : [packet];
}

function harmless(chance: Chance, device: string, pool: Pool): readonly Buffer[] {
  const at = chance.below(100);
  if (at < 72) return publishes(chance, device, pool);
  const id = messageId(chance);
  const filters = Array.from({ length: 1 + chance.below(chance.is(0.05) ? 200 : 3) }, () => filterOf(chance, device));
  const packets: readonly Packet[] = [
    { cmd: 'subscribe', messageId: id, subscriptions: filters.map((topic) => ({ topic, qos: chance.pick<QoS>([0, 1, 2]) })) },
    { cmd: 'unsubscribe', messageId: id, unsubscriptions: filters },
    { cmd: 'pingreq' },
    { cmd: 'puback', messageId: id },
    { cmd: 'pubrel', messageId: id },
    { cmd: 'pubrec', messageId: id },
    { cmd: 'pubcomp', messageId: id },
  ];
  return [mqttPacket.generate(chance.pick(packets))];
}

/** Something that most likely ends the connection. */
function fatal(chance: Chance, device: string, pool: Pool): Buffer {
  const [whole = Buffer.alloc(0)] = harmless(chance, device, pool);
  switch (chance.below(6)) {
    case 0:
      return Buffer.from(chance.bytes(1 + chance.below(40)));
    case 1:
      return connect(chance, device, pool);
    case 2:
      // A true type and length over nonsense.
      return Buffer.concat([Buffer.from([chance.below(256), 40]), Buffer.from(chance.bytes(40))]);
    case 3:
      return whole.subarray(0, chance.below(whole.length + 1));
    default:
      return mutateBytes(chance, whole);
  }
}

function rightConnect(chance: Chance, device: string): IConnectPacket {
  const right: IConnectPacket = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: chance.is(0.8),
    keepalive: 30,
    clientId: device,
    username: device,
    password: Buffer.from(passwordOf(device)),
  };
  if (chance.is(0.25)) {
    right.will = {
      topic: upTopic(addressOf(device), { leaf: 'online' }),
      payload: Buffer.from('{"v":1,"on":false,"conn":"c1"}'),
      qos: chance.pick<QoS>([0, 1, 2]),
      retain: chance.is(0.5),
    };
  }
  return right;
}

function wrongConnect(chance: Chance, device: string, pool: Pool): Buffer {
  const name = chance.pick(NAMES);
  const changes: readonly Partial<IConnectPacket>[] = [
    // A stranger's password costs a derivation at full price: the known ones are tried here.
    { password: payload(chance, pool).subarray(0, 1_000) },
    // The packet library writes no nameless CONNECT for a kept session.
    { clientId: name, clean: true },
    { username: name },
    { keepalive: 0 },
    { protocolVersion: 5 },
    { protocolVersion: 3, protocolId: 'MQIsdp' },
    { will: { topic: `${topicOf(chance, device)}x`, payload: payload(chance, pool).subarray(0, 600), qos: 1, retain: true } },
  ];
  const packet = mqttPacket.generate({ ...rightConnect(chance, device), ...chance.pick(changes) });
  return chance.is(0.6) ? packet : mutateBytes(chance, packet);
}

function connect(chance: Chance, device: string, pool: Pool): Buffer {
  return chance.is(0.5) ? mqttPacket.generate(rightConnect(chance, device)) : wrongConnect(chance, device, pool);
}

/** How it begins: mostly rightly and patiently, so that what follows gets past the narrow limits of strangers. */
function begin(chance: Chance, device: string, pool: Pool): Conversation {
  const at = chance.below(100);
  const none = Buffer.alloc(0);
  if (at < 2) return { entry: none, frames: [fatal(chance, device, pool)] };
  if (at < 12) return { entry: none, frames: [wrongConnect(chance, device, pool)] };
  const right = mqttPacket.generate(rightConnect(chance, device));
  return at < 18 ? { entry: none, frames: [right] } : { entry: right, frames: [] };
}

/** The last frame often is what no broker wants. */
export function drawConversation(chance: Chance, pool: Pool): Conversation {
  const device = chance.pick(MISBEHAVING);
  const { entry, frames: first } = begin(chance, device, pool);
  const frames = [...first];
  const most = entry.length > 0 ? MOST_FRAMES : MOST_FRAMES_OF_STRANGERS;
  for (let left = chance.below(most); left > 0; left -= 1) {
    if (chance.below(1_000) < FATAL_PERMILLE) frames.push(fatal(chance, device, pool));
    else frames.push(...harmless(chance, device, pool));
  }
  if (chance.is(0.7)) frames.push(fatal(chance, device, pool));
  else if (chance.is(0.5)) frames.push(mqttPacket.generate({ cmd: 'disconnect' }));
  return { entry, frames };
}
