// Relay: what is believed and reaches its step, in which order, and what is set aside.
import { describe, expect, test } from 'vitest';
import {
  type DeviceAddress,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  MESSAGE_TYPES,
  type MessageType,
  type Signer,
  signText,
  type UpLeaf,
  upTopic,
} from '#protocol';
import { createRelay, RELAY_LIMITS, type RelayHandlers } from '../../../../gateway/mqtt/relay.ts';
import { createCountingMetrics, createRecordedLog } from './recorders.ts';

const bike: DeviceAddress = { tenant: 'acme', device: 'bike-1' };
const pod: DeviceAddress = { tenant: 'acme', device: 'pod-1' };
const boot = '7-00112233445566ff';
const hash = 'h'.repeat(43);

const helloBody = {
  v: 1,
  boot,
  conn: 'c1',
  seq: 0,
  upMs: 10,
  model: 'm',
  fw: '1',
  profile: 'bike',
  caps: [],
  cfgVer: 0,
  lastCtr: 0,
  open: [],
  journal: 0,
};
const resultBody = {
  v: 1,
  sub: 'acme/bike-1',
  boot,
  seq: 1,
  upMs: 20,
  cid: 'cmd_1',
  cmdHash: hash,
  status: 'succeeded',
  ran: true,
  code: 'OK',
};
const entryBody = (n: number, sub = 'acme/bike-1') => ({
  v: 1,
  sub,
  boot,
  seq: n,
  upMs: 20,
  ses: 'ses_1',
  n,
  cid: 'cmd_1',
  cmdHash: hash,
  use: { useMs: n },
  evidence: [],
  ev: 'started',
});
const eventBody = { v: 1, boot, seq: 2, upMs: 30, data: { open: true } };
const stateBody = { v: 1, boot, seq: 3, upMs: 40, ver: 1, reported: { light: true }, cfgVer: 0 };
const onlineBody = { v: 1, on: true, conn: 'c1' };

async function makeDevice(address: DeviceAddress) {
  const pair = await generateKeyPair();
  return { signer: await importSigner(address.device, pair.privateJwk), key: await importVerifyingKey(pair.publicJwk) };
}

type Call = { readonly on: string; readonly device: string; readonly args: readonly unknown[] };

async function open(changes: Partial<RelayHandlers> = {}, limits = RELAY_LIMITS, duringLookup?: () => Promise<void>) {
  const devices = { 'bike-1': await makeDevice(bike), 'pod-1': await makeDevice(pod) };
  const calls: Call[] = [];
  const asides: { deviceId: string; reason: string; bytes: number }[] = [];
  const note =
    (on: string) =>
    async (address: DeviceAddress, ...args: unknown[]): Promise<void> => {
      calls.push({ on, device: address.device, args });
    };
  const metrics = createCountingMetrics();
  const log = createRecordedLog();
  let lookups = 0;
  const keys = new Map(Object.entries(devices).map(([id, { key }]) => [id, { tenant: 'acme', key }]));
  const relay = createRelay({
    handlers: {
      onHelloHint: note('hello-hint'),
      onHello: note('hello'),
      onOnline: note('online'),
      onResult: note('result'),
      onJournal: note('journal'),
      onState: note('state'),
      onEvent: note('event'),
      ...changes,
    },
    findDeviceKey: async (deviceId) => {
      lookups += 1;
      const found = keys.get(deviceId) ?? null;
      await duringLookup?.();
      return found;
    },
    quarantine: (deviceId, reason, payload) => asides.push({ deviceId, reason, bytes: payload.length }),
    log,
    metrics,
    limits,
  });
  const say = (address: DeviceAddress, to: UpLeaf, payload: string | Uint8Array): void =>
    relay.receive(upTopic(address, to), Buffer.from(payload as Uint8Array));
  const sign = (typ: MessageType, body: unknown, signer: Signer = devices['bike-1'].signer) =>
    signText(typ, JSON.stringify(body), signer);
  return { relay, calls, asides, metrics, log, say, sign, devices, keys, lookups: () => lookups };
}

const result: UpLeaf = { leaf: 'result', gateway: 'gw_1', commandId: 'cmd_1' };
const journal: UpLeaf = { leaf: 'journal' };
const hello: UpLeaf = { leaf: 'hello' };

describe('what is believed', () => {
  test('each message reaches its own step, the signed ones with their text', async () => {
    const { relay, calls, asides, say, sign } = await open();
    const signedHello = await sign(MESSAGE_TYPES.hello, { ...helloBody, sub: 'acme/bike-1', nonce: 'n'.repeat(22) });
    const signedResult = await sign(MESSAGE_TYPES.result, resultBody);
    const signedEntry = await sign(MESSAGE_TYPES.journal, entryBody(0));
    say(bike, hello, JSON.stringify(helloBody));
    say(bike, hello, signedHello);
    say(bike, { leaf: 'online' }, JSON.stringify(onlineBody));
    say(bike, result, signedResult);
    say(bike, journal, signedEntry);
    say(bike, { leaf: 'state' }, JSON.stringify(stateBody));
    say(bike, { leaf: 'event', type: 'door' }, JSON.stringify(eventBody));
    say(bike, { leaf: 'telemetry' }, 'anything');
    await relay.drained();
    expect(asides).toEqual([]);
    expect(calls.map(({ on }) => on)).toEqual(['hello-hint', 'hello', 'online', 'result', 'journal', 'state', 'event']);
    expect(calls[1]?.args).toMatchObject([{ nonce: 'n'.repeat(22) }, signedHello]);
    expect(calls[3]?.args).toMatchObject([{ cid: 'cmd_1', ran: true }, signedResult]);
    expect(calls[4]?.args).toMatchObject([{ ev: 'started', n: 0, use: { useMs: 0, distanceM: 0 } }, signedEntry]);
    expect(calls[6]?.args).toMatchObject(['door', { data: { open: true } }]);
  });

  test('a key is looked up once, until it is forgotten; a stranger is looked up each time', async () => {
    const { relay, say, lookups, keys, devices, asides, sign } = await open();
    for (let n = 0; n < 3; n += 1) say(bike, { leaf: 'online' }, JSON.stringify(onlineBody));
    await relay.drained();
    expect(lookups()).toBe(1);
    keys.set('bike-1', { tenant: 'acme', key: devices['pod-1'].key });
    relay.forget('bike-1');
    say(bike, journal, await sign(MESSAGE_TYPES.journal, entryBody(0)));
    await relay.drained();
    expect(lookups()).toBe(2);
    expect(asides).toMatchObject([{ deviceId: 'bike-1', reason: 'signature.invalid' }]);
    for (let n = 0; n < 2; n += 1) say({ tenant: 'acme', device: 'nobody' }, { leaf: 'online' }, JSON.stringify(onlineBody));
    await relay.drained();
    expect(lookups()).toBe(4);
  });
});

test('a key that changes while it is looked up is not remembered', async () => {
  let changeKey = async (): Promise<void> => undefined;
  const { relay, keys, devices, calls, say, sign } = await open({}, RELAY_LIMITS, () => changeKey());
  changeKey = async () => {
    changeKey = async () => undefined;
    keys.set('bike-1', { tenant: 'acme', key: devices['pod-1'].key });
    relay.forget('bike-1');
  };
  say(bike, { leaf: 'online' }, JSON.stringify(onlineBody));
  say(bike, journal, await sign(MESSAGE_TYPES.journal, entryBody(0), { kid: 'bike-1', key: devices['pod-1'].signer.key }));
  await relay.drained();
  expect(calls.map(({ on }) => on)).toEqual(['online', 'journal']);
});

describe('what is set aside', () => {
  type Tools = Awaited<ReturnType<typeof open>>;
  const cases: [string, string, (tools: Tools) => Promise<[UpLeaf, string | Uint8Array]>][] = [
    ['a journal entry without signature', 'payload.wrong-form', async () => [journal, JSON.stringify(entryBody(0))]],
    ['a result without signature', 'payload.wrong-form', async () => [result, JSON.stringify(resultBody)]],
    [
      'a signed state',
      'payload.wrong-form',
      async ({ sign }) => [{ leaf: 'state' }, await sign(MESSAGE_TYPES.result, stateBody)],
    ],
    [
      'an entry signed by another device',
      'signature.unknown-key',
      async ({ sign, devices }) => [journal, await sign(MESSAGE_TYPES.journal, entryBody(0), devices['pod-1'].signer)],
    ],
    [
      'an entry signed by another device in its name',
      'signature.invalid',
      async ({ sign, devices }) => [
        journal,
        await sign(MESSAGE_TYPES.journal, entryBody(0), { kid: 'bike-1', key: devices['pod-1'].signer.key }),
      ],
    ],
    [
      'a result in the place of an entry',
      'signature.wrong-type',
      async ({ sign }) => [journal, await sign(MESSAGE_TYPES.result, entryBody(0))],
    ],
    [
      'an entry about another device',
      'payload.wrong-subject',
      async ({ sign }) => [journal, await sign(MESSAGE_TYPES.journal, entryBody(0, 'acme/pod-1'))],
    ],
    [
      'an entry about the same device of another tenant',
      'payload.wrong-subject',
      async ({ sign }) => [journal, await sign(MESSAGE_TYPES.journal, entryBody(0, 'other/bike-1'))],
    ],
    [
      'a result of another command than its topic names',
      'payload.wrong-subject',
      async ({ sign }) => [{ ...result, commandId: 'cmd_2' } as UpLeaf, await sign(MESSAGE_TYPES.result, resultBody)],
    ],
    ['a signed text of nonsense', 'codec.invalid', async ({ sign }) => [journal, await sign(MESSAGE_TYPES.journal, { v: 1 })]],
    [
      // 45 characters are no base64url of anything; 46 would be, once in 16 times.
      'a cut signature',
      'signature.malformed',
      async ({ sign }) => [journal, (await sign(MESSAGE_TYPES.journal, entryBody(0))).slice(0, -41)],
    ],
    ['half a JSON', 'codec.not-json', async () => [hello, JSON.stringify(helloBody).slice(0, -5)]],
    ['bytes that are no text', 'codec.not-utf8', async () => [{ leaf: 'state' }, Uint8Array.of(0x7b, 0xff, 0xfe)]],
    ['nothing', 'payload.wrong-form', async () => [{ leaf: 'state' }, '']],
    ['an array', 'payload.wrong-form', async () => [{ leaf: 'state' }, '[]']],
    ['a message of version 2', 'codec.invalid', async () => [{ leaf: 'online' }, JSON.stringify({ ...onlineBody, v: 2 })]],
    ['too large a state', 'codec.too-large', async () => [{ leaf: 'state' }, `{"x":"${'x'.repeat(4_100)}"}`]],
    ['an event nobody knows', 'event.unknown', async () => [{ leaf: 'event', type: 'party' }, JSON.stringify(eventBody)]],
  ];

  test.each(cases)('%s', async (_what, reason, make) => {
    const tools = await open();
    const [to, payload] = await make(tools);
    tools.say(bike, to, payload);
    await tools.relay.drained();
    expect(tools.asides).toMatchObject([{ deviceId: 'bike-1', reason }]);
    expect(tools.asides[0]?.bytes).toBeLessThanOrEqual(512);
    expect(tools.metrics.snapshot()).toEqual({ [`device_messages_quarantined ${reason}`]: 1 });
    expect(tools.calls).toEqual([]);
  });

  test('a device that is not registered, or under another tenant', async () => {
    const { relay, asides, calls, say } = await open();
    say({ tenant: 'acme', device: 'nobody' }, { leaf: 'online' }, JSON.stringify(onlineBody));
    say({ tenant: 'other', device: 'bike-1' }, { leaf: 'online' }, JSON.stringify(onlineBody));
    await relay.drained();
    expect(asides.map(({ reason }) => reason)).toEqual(['device.unknown', 'device.unknown']);
    expect(calls).toEqual([]);
  });

  test.each([
    ['o2o/1/acme/bike-1/up/what', 'bike-1', 'topic.malformed'],
    ['o2o/1/acme/bike-1/up/evt/door/front', 'bike-1', 'topic.malformed'],
    ['o2o/1/acme/bike-1/dn/sys', 'bike-1', 'topic.foreign'],
    ['house/door', 'unknown', 'topic.foreign'],
    ['', 'unknown', 'topic.foreign'],
    [`o2o/1/acme/${'x'.repeat(300)}/up/ses`, 'unknown', 'topic.malformed'],
  ])('the topic %s', async (topic, deviceId, reason) => {
    const { relay, asides } = await open();
    relay.receive(topic, Buffer.from('{}'));
    await relay.drained();
    expect(asides).toMatchObject([{ deviceId, reason }]);
  });
});

describe('order and trouble', () => {
  test('messages of one device are handled one after the other, those of another device meanwhile', async () => {
    let open_: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open_ = resolve;
    });
    const seen: string[] = [];
    const { relay, say } = await open({
      async onOnline(address) {
        seen.push(`${address.device} online begins`);
        if (address.device === 'bike-1') await gate;
        seen.push(`${address.device} online ends`);
        if (address.device === 'pod-1') open_();
      },
      async onState(address) {
        seen.push(`${address.device} state`);
      },
    });
    say(bike, { leaf: 'online' }, JSON.stringify(onlineBody));
    say(bike, { leaf: 'state' }, JSON.stringify(stateBody));
    say(pod, { leaf: 'online' }, JSON.stringify(onlineBody));
    await relay.drained();
    expect(seen.filter((each) => each.startsWith('bike'))).toEqual([
      'bike-1 online begins',
      'bike-1 online ends',
      'bike-1 state',
    ]);
    expect(seen.indexOf('pod-1 online ends')).toBeLessThan(seen.indexOf('bike-1 online ends'));
  });

  test('signed messages, which take longer to check, are not overtaken by plain ones', async () => {
    const { relay, calls, say, sign } = await open();
    const entries = await Promise.all(Array.from({ length: 20 }, (_, n) => sign(MESSAGE_TYPES.journal, entryBody(n))));
    for (const entry of entries) {
      say(bike, journal, entry);
      say(bike, { leaf: 'state' }, JSON.stringify(stateBody));
    }
    await relay.drained();
    expect(calls.map(({ on }) => on)).toEqual(Array.from({ length: 20 }, () => ['journal', 'state']).flat());
    expect(calls.filter(({ on }) => on === 'journal').map(({ args }) => (args[0] as { n: number }).n)).toEqual([
      ...entries.keys(),
    ]);
  });

  test('a step that fails is noted, and the messages after it are handled', async () => {
    let failures = 0;
    const { relay, calls, asides, log, say, sign } = await open({
      async onJournal() {
        failures += 1;
        throw new Error('the disk is full');
      },
      onState() {
        failures += 1;
        throw new Error('at once, not as a promise');
      },
    });
    say(bike, journal, await sign(MESSAGE_TYPES.journal, entryBody(0)));
    say(bike, { leaf: 'state' }, JSON.stringify(stateBody));
    say(bike, { leaf: 'online' }, JSON.stringify(onlineBody));
    await relay.drained();
    expect(failures).toBe(2);
    expect(calls.map(({ on }) => on)).toEqual(['online']);
    expect(log.lines.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(asides).toEqual([]);
  });

  test('a device with more waiting than fits is set aside, another is not', async () => {
    const { relay, calls, asides, say } = await open({}, { ...RELAY_LIMITS, queuedPerDevice: 5 });
    for (let n = 0; n < 12; n += 1) say(bike, { leaf: 'state' }, JSON.stringify(stateBody));
    say(pod, { leaf: 'state' }, JSON.stringify(stateBody));
    await relay.drained();
    expect(calls.filter(({ device }) => device === 'bike-1')).toHaveLength(5);
    expect(calls.filter(({ device }) => device === 'pod-1')).toHaveLength(1);
    expect(asides).toHaveLength(7);
    expect(new Set(asides.map(({ deviceId, reason }) => `${deviceId} ${reason}`))).toEqual(new Set(['bike-1 queue.full']));
    say(bike, { leaf: 'state' }, JSON.stringify(stateBody));
    await relay.drained();
    expect(calls.filter(({ device }) => device === 'bike-1')).toHaveLength(6);
  });
});
