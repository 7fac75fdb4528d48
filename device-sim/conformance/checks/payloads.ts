// Payload checks: forms, sizes and topics of what goes up, and what of the downward side is read over (FP-01, FP-02, FP-03, FP-25).
import { type CodecRefusal, decodeMessage, deviceFilters, LIMITS, parseTopic, type Result, SCHEMAS } from '#protocol';
import type { Check } from '../check.ts';
import { sendJson } from '../fake-gateway.ts';
import type { Heard } from '../heard.ts';
import { fail, require } from '../judge.ts';
import {
  ask,
  begin,
  compose,
  deliver,
  end,
  expectAnswer,
  expectSilence,
  type Kit,
  loseNetwork,
  newId,
  settleConnection,
  startCommand,
} from '../kit.ts';

function decode(heard: Heard): Result<unknown, CodecRefusal> | null {
  const text = JSON.stringify(heard.body ?? undefined) ?? '';
  const [word] = heard.leaf.split('/');
  if (word === 'hello') return decodeMessage(heard.header ? SCHEMAS.signedHello : SCHEMAS.helloHint, text);
  if (word === 'online') return decodeMessage(SCHEMAS.online, text);
  if (word === 'res') return decodeMessage(SCHEMAS.result, text);
  if (word === 'ses') return decodeMessage(SCHEMAS.journalEntry, text);
  if (word === 'state') return decodeMessage(SCHEMAS.state, text);
  return word === 'evt' ? decodeMessage(SCHEMAS.event, text) : null;
}

/** A use with a reconnect in it: each kind of message goes up at least once. */
export async function tellStory(kit: Kit): Promise<void> {
  await settleConnection(kit);
  const { ses } = await begin(kit);
  await loseNetwork(kit);
  await end(kit, ses);
}

/** A command of so many bytes, or one or two less; an unknown field fills it up. */
function padded(kit: Kit, bytes: number) {
  const ses = newId(kit, 's');
  const cid = newId(kit, 'c');
  const make = (pad: number) => startCommand(kit, { change: { cid, ses, pad: 'x'.repeat(pad) } });
  // Base64url makes four characters of three bytes, so that not each size can be met: the largest that is not above it.
  let pad = Math.ceil(((bytes - make(0).bytes.length) * 3) / 4) + 2;
  let sent = make(pad);
  while (sent.bytes.length > bytes) {
    pad -= 1;
    sent = make(pad);
  }
  return sent;
}

export const PAYLOAD_CHECKS: readonly Check[] = [
  {
    id: 'payload-forms',
    rule: 'FP-01',
    steps: 'A use with a reconnect: each message up has its fields, is JSON or a JWS, and is 4,096 bytes at most.',
    async run(kit) {
      await tellStory(kit);
      for (const heard of kit.wire.heard) {
        require(heard.bytes.length <= LIMITS.maxUpBytes, 'at most 4,096 bytes', `${heard.bytes.length}`, heard);
        if (heard.leaf === 'tel') continue;
        require(heard.body !== null, 'a JSON object, or a JWS of one', 'something else', heard);
        const read = decode(heard);
        if (read && !read.ok) fail('every field as the tables of the contract say', JSON.stringify(read.error), heard);
      }
    },
  },
  {
    id: 'unknown-fields',
    rule: 'FP-01',
    steps: 'A start with fields that nobody knows, also inside arg and limits, is obeyed.',
    async run(kit) {
      const body = { limits: { leaseUp: Number.NaN, maxS: 3_600 } };
      const plain = startCommand(kit);
      const limits = JSON.parse(Buffer.from(Buffer.from(plain.bytes).toString().split('.')[1] ?? '', 'base64url').toString()).arg
        .limits;
      const arg = { ...body, limits: { ...limits, later: true }, also: 'this' };
      const sent = compose(kit, 'start', arg, { change: { shade: 'blue', deep: { er: 1 } } });
      expectAnswer(await ask(kit, sent), { status: 'succeeded', code: 'OK' }, sent);
    },
  },
  {
    id: 'two-kilobytes-down',
    rule: 'FP-01',
    steps: 'A start that is as long as a message down may be, 2,048 bytes (or a byte less), is obeyed.',
    async run(kit) {
      const sent = padded(kit, LIMITS.maxDownBytes);
      expectAnswer(await ask(kit, sent), { status: 'succeeded', code: 'OK' }, sent);
    },
  },
  {
    id: 'over-long-down',
    rule: 'FP-01',
    steps: 'A well signed start of more than 2,048 bytes moves nothing, and the device stays connected.',
    async run(kit) {
      const sent = padded(kit, LIMITS.maxDownBytes + 40);
      deliver(kit, sent);
      const isObeyed = ({ leaf, body }: Heard): boolean => leaf.startsWith('res/') && body?.ran === true;
      await expectSilence(kit, 'result that says ran:true', isObeyed, sent);
      require(kit.wire.isConnected(), 'a device that stays connected', 'one that left', sent);
    },
  },
  {
    id: 'topics-up',
    rule: 'FP-02',
    steps: 'A use with a reconnect: each topic is one of the table, with ids of its characters.',
    async run(kit) {
      await tellStory(kit);
      for (const heard of kit.wire.heard) {
        const topic = parseTopic(heard.topic);
        require(topic.ok && topic.value.direction === 'up', 'a topic of the table', heard.topic, heard);
      }
    },
  },
  {
    id: 'access',
    rule: 'FP-03',
    steps: 'It subscribes to exactly dn/# of its own with QoS 1, and publishes below its own up/ only.',
    async run(kit) {
      const { subscribe, publishBelow } = deviceFilters(kit.gateway.address);
      const filters = kit.wire.attempts.flatMap(({ shown }) => shown?.filters ?? []);
      require(filters.length > 0, `SUBSCRIBE ${subscribe}`, 'none');
      for (const { filter, qos } of filters) {
        require(filter === subscribe && qos === 1, `${subscribe} with QoS 1`, `${filter} with QoS ${qos}`);
      }
      const foreign = kit.wire.heard.find(({ topic }) => !topic.startsWith(publishBelow));
      require(foreign === undefined, `topics below ${publishBelow}`, foreign?.topic ?? '', ...(foreign ? [foreign] : []));
    },
  },
  {
    id: 'garbage-down',
    rule: 'FP-25',
    steps: 'What cannot be read comes on each topic down: the device stays connected, and obeys the next start.',
    async run(kit) {
      const attempts = kit.wire.attempts.length;
      const { bytes, topic } = startCommand(kit);
      for (const garbage of [
        '',
        '{',
        '{"v":1',
        'e',
        'e.e.e',
        '[]',
        'null',
        '{"v":2,"t":"welcome"}',
        '\u0000\u0001\u0002',
        '{'.repeat(2_000),
      ]) {
        for (const leaf of ['system', 'ack', 'config'] as const) sendJson(kit.gateway, leaf, garbage);
        kit.wire.send(topic, Buffer.from(garbage));
      }
      kit.wire.send(topic.replace('/cmd/', '/job/'), bytes);
      kit.wire.send(topic, Buffer.from([0xff, 0xfe, 0x7b, 0x80]));
      await expectSilence(
        kit,
        'result that says ran:true',
        ({ leaf, body }) => leaf.startsWith('res/') && body?.ran === true,
        null,
      );
      require(kit.wire.attempts.length === attempts, 'a connection that lasts', 'a new one');
      const sent = startCommand(kit);
      expectAnswer(await ask(kit, sent), { status: 'succeeded' }, sent);
    },
  },
];
