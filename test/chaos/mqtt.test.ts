// Garbage on the broker's port while one honest pod runs a paid session: all of it is set aside, none of it is felt.
import mqttPacket from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOfMessage, type JournalEntry, MESSAGE_TYPES, upTopic } from '#protocol';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { findBrokenRules, readDatabase } from '../support/database-copy.ts';
import { jsonOf, type Phone } from '../support/phone.ts';
import { provenReceipt } from '../support/proven-receipt.ts';
import { openVenue, type Venue } from '../support/venue.ts';
import { answerToConnect, connectAs, dial, type WireClient } from '../support/wire.ts';

let venue: Venue;
let port: number;
let ada: Phone;
let session: SessionView;
let bike: WireClient;

const act = (...words: readonly string[]): void => venue.simulator().act(...words);
const topic = (device: string, leaf: 'journal' | 'state' | 'online' | 'hello' | 'telemetry'): string =>
  upTopic({ tenant: 'demo', device }, { leaf });
const resultTopic = (device: string, commandId: string): string =>
  upTopic({ tenant: 'demo', device }, { leaf: 'result', gateway: 'gw-1', commandId });

beforeAll(async () => {
  // Only the pod is simulated: the names and keys of the others are left to whoever misuses them here.
  venue = await openVenue({ persons: false, devices: ['pod-1'] });
  port = venue.gateway().ready.mqttPort;
  ada = await venue.phone('ada');
  session = await ada.begin(venue.linkOf('pod-1'));
  await venue.simulator().until('pod-1', 'begun');
  act('pod-1 openDoor', 'pod-1 enter', 'pod-1 closeDoor');
  await ada.until(session.sessionId, 'the pod is used', ({ state }) => state === 'active');
  bike = await connectAs(venue.deviceOf('bike-3'), port);
});
afterAll(async () => {
  await bike?.client.endAsync(true);
  await venue.remove();
});

/** The key manifest and the nonce (FP-04, FP-30): what its own last hint brings, and nothing else. */
const ANSWER_TO_HINT = ['o2o/1/demo/bike-3/dn/sys', 'o2o/1/demo/bike-3/dn/sys'];
const topicsOf = (client: WireClient, from: number): readonly string[] =>
  client.heard
    .all()
    .slice(from)
    .map((message) => message.topic);

let light = 50;
/** The honest pod still hears, obeys and tells. */
async function expectPodIsWell(): Promise<void> {
  light = light === 50 ? 60 : 50;
  await ada.set(session.sessionId, 'light', light);
  const view = await ada.until(session.sessionId, `the light is ${light}`, ({ controls }) =>
    controls.some(({ name, reported }) => name === 'light' && reported === light),
  );
  expect(view).toMatchObject({ state: 'active', online: true });
  expect(venue.gateway().isRunning()).toBe(true);
}

type QuarantineCount = { readonly [reason: string]: number };
function quarantined(device: string): QuarantineCount {
  const rows = readDatabase(venue.folder, (query) =>
    query('SELECT reason, count(*) AS n FROM quarantined_messages WHERE device_id = ? GROUP BY reason', device),
  );
  return Object.fromEntries(rows.map(({ reason, n }) => [String(reason), Number(n)]));
}

/** What was set aside since; each reason with how often. */
function since(before: QuarantineCount, now: QuarantineCount): QuarantineCount {
  const grown = Object.entries(now).map(([reason, n]) => [reason, n - (before[reason] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, n]) => n > 0));
}

/** A journal entry that ends the pod's session for nothing, as a thief would word it. */
function endOfPod(sub: string): JournalEntry {
  return {
    ...{ v: 1, sub, boot: '1-00112233445566ff', seq: 9, upMs: 1_000, ses: session.sessionId, n: 1, cid: 'cmd_x' },
    ...{ cmdHash: hashOfMessage('x'), use: { useMs: 0, distanceM: 0 }, evidence: ['empty'], off: false },
    ...{ ev: 'ended', trigger: 'stop_command', endUpMs: 500 },
  } as JournalEntry;
}

describe('a registered device that misbehaves', () => {
  test('bad JSON, binary, foreign fields and wrong forms are set aside by reason', async () => {
    const before = quarantined('bike-3');
    const state = { v: 1, boot: '1-00112233445566ff', seq: 1, upMs: 1, ver: 1, reported: {}, cfgVer: 0 };
    const garbage: readonly [Parameters<typeof topic>[1], string | Buffer, string][] = [
      ['state', '{"v":1,', 'codec.not-json'],
      ['state', Buffer.from('{"v":1,"\u00ff":1}', 'latin1'), 'codec.not-utf8'],
      ['state', '{"v":2}', 'codec.invalid'],
      ['state', JSON.stringify({ ...state, seq: -1 }), 'codec.invalid'],
      ['state', JSON.stringify({ ...state, upMs: 1e300 }), 'codec.invalid'],
      ['online', '{"__proto__":{"on":true},"v":1}', 'codec.invalid'],
      ['state', '[]', 'payload.wrong-form'],
      ['state', '', 'payload.wrong-form'],
      ['state', Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'payload.wrong-form'],
      ['hello', `${'['.repeat(2_000)}${']'.repeat(2_000)}`, 'payload.wrong-form'],
      ['hello', Buffer.from([0xa1, 0x61, 0x76, 0x01]), 'payload.wrong-form'],
      ['journal', '{"v":1,"ev":"ended"}', 'payload.wrong-form'],
      ['journal', Buffer.alloc(4_000, 0x65), 'signature.malformed'],
    ];
    for (const [leaf, payload] of garbage) await bike.say(topic('bike-3', leaf), payload);
    await bike.heardOut();
    const expected: { [reason: string]: number } = {};
    for (const [, , reason] of garbage) expected[reason] = (expected[reason] ?? 0) + 1;
    expect(since(before, quarantined('bike-3'))).toEqual(expected);
    await expectPodIsWell();
  });

  test('wrong topics and oversized messages are acknowledged and set aside', async () => {
    const before = quarantined('bike-3');
    const heard = bike.heard.count();
    const foreign = [
      ...[topic('pod-1', 'journal'), topic('pod-1', 'state'), topic('pod-1', 'online'), 'o2o/1/demo/pod-1/dn/cmd/gw/c1'],
      ...['o2o/1/demo/bike-3/dn/sys', 'o2o/1/other/bike-3/up/ses', 'o2o/1/gw/gw-1/alive', '$SYS/broker/x', 'anything'],
    ];
    for (const each of foreign) await bike.say(each, '{}');
    await bike.say('o2o/1/demo/bike-3/up/nonsense', '{}');
    await bike.say('o2o/1/demo/bike-3/up/evt/unheard-of', '{}');
    await bike.say(topic('bike-3', 'state'), 'x'.repeat(5_000));
    await bike.heardOut();
    expect(since(before, quarantined('bike-3'))).toEqual({
      'topic.foreign': foreign.length,
      'topic.malformed': 1,
      'event.unknown': 1,
      'payload.too-large': 1,
    });
    expect(topicsOf(bike, heard)).toEqual(ANSWER_TO_HINT);
    await expectPodIsWell();
  });

  test("another's session cannot be ended, started or billed with a signature that is not its device's", async () => {
    const before = quarantined('bike-3');
    const [genuine] = readDatabase(venue.folder, (query) => query('SELECT jws FROM journal_entries ORDER BY n'));
    const [start] = readDatabase(venue.folder, (query) => query("SELECT command_id FROM commands WHERE act = 'start'"));
    const commandId = String(start?.command_id);
    const journal = topic('bike-3', 'journal');
    // Its own key, its own name, the pod's session.
    await bike.say(journal, await bike.sign(MESSAGE_TYPES.journal, endOfPod('demo/bike-3')));
    // Its own key, the pod's name.
    await bike.say(journal, await bike.sign(MESSAGE_TYPES.journal, endOfPod('demo/pod-1')));
    // A key that is not its own.
    await bike.say(journal, await bike.sign(MESSAGE_TYPES.journal, endOfPod('demo/bike-3'), venue.deviceOf('bike-1')));
    // The pod's own words, repeated by another.
    await bike.say(journal, String(genuine?.jws));
    // A signature for another purpose.
    await bike.say(journal, await bike.sign(MESSAGE_TYPES.result, endOfPod('demo/bike-3')));
    // The right signature with one letter turned.
    const right = await bike.sign(MESSAGE_TYPES.journal, endOfPod('demo/bike-3'));
    await bike.say(journal, `${right.slice(0, -4)}${right.at(-4) === 'A' ? 'B' : 'A'}${right.slice(-3)}`);
    // "It never ran", about the pod's start.
    const denial = {
      v: 1,
      sub: 'demo/bike-3',
      boot: '1-00112233445566ff',
      seq: 10,
      upMs: 1,
      cid: commandId,
      cmdHash: hashOfMessage('x'),
    };
    const refusal = { ...denial, status: 'rejected', ran: false, code: 'BUSY' };
    await bike.say(resultTopic('bike-3', commandId), await bike.sign(MESSAGE_TYPES.result, refusal));
    await bike.heardOut();
    expect(since(before, quarantined('bike-3'))).toEqual({
      'journal-of-unknown-session': 1,
      'payload.wrong-subject': 1,
      'signature.invalid': 2,
      'signature.unknown-key': 1,
      'signature.wrong-type': 1,
      'result-of-unknown-command': 1,
    });
    await expectPodIsWell();
  });

  test.each([
    '#',
    '+/#',
    '$SYS/#',
    '$share/o2o/o2o/1/+/+/up/#',
    '$share/g/o2o/1/demo/pod-1/dn/#',
    'o2o/1/demo/pod-1/dn/#',
  ])('a subscription to %s is refused, and nothing of the pod is overheard', async (filter) => {
    const heard = bike.heard.count();
    await expect(bike.client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow();
    await expectPodIsWell();
    await bike.heardOut();
    expect(topicsOf(bike, heard)).toEqual(ANSWER_TO_HINT);
  });

  test.each([
    // More than it may say, though each of it is well formed.
    { what: 'a flood', device: 'bike-2', payload: '{}', leaf: 'telemetry' as const, reasons: ['rate.exceeded'] },
    { what: 'nothing but nonsense', device: 'pod-2', payload: '{', leaf: 'state' as const, reasons: ['codec.not-json'] },
  ])('$what ends in a kick and some time outside', async ({ device, payload, leaf, reasons }) => {
    const bully = await connectAs(venue.deviceOf(device), port);
    for (let n = 0; n < 800; n += 1) bully.client.publish(topic(device, leaf), payload, { qos: 0 });
    await expectPodIsWell();
    await bully.gone;
    const { password } = venue.deviceOf(device);
    const claim = { clientId: device, username: device, password: Buffer.from(password) };
    expect(await answerToConnect(port, claim)).toBe(5);
    await bully.client.endAsync(true);
    expect(Object.keys(quarantined(device))).toEqual(expect.arrayContaining(reasons));
    await expectPodIsWell();
  });
});

describe('strangers', () => {
  const password = Buffer.from('guessed');
  test.each([
    { who: 'an alien device id', claim: { clientId: 'ghost', username: 'ghost', password }, answer: 4 },
    { who: 'the pod with a wrong password', claim: { clientId: 'pod-1', username: 'pod-1', password }, answer: 4 },
    { who: "the pod's client id under another name", claim: { clientId: 'pod-1', username: 'bike-1', password }, answer: 2 },
    { who: 'nobody', claim: { clientId: '' }, answer: 2 },
    { who: 'a name with a wildcard', claim: { clientId: 'pod-1/#', username: 'pod-1/#', password }, answer: 2 },
    { who: 'one without keepalive', claim: { clientId: 'pod-1', username: 'pod-1', password, keepalive: 0 }, answer: 5 },
    { who: 'one that speaks MQTT 5', claim: { clientId: 'pod-1', protocolVersion: 5 as const }, answer: 1 },
  ])('$who gets $answer', async ({ claim, answer }) => {
    const before = venue.simulator().lines.count();
    expect(await answerToConnect(port, claim)).toBe(answer);
    await expectPodIsWell();
    const lines = venue.simulator().lines.all().slice(before);
    expect(lines.filter(({ ev }) => ev === 'disconnected')).toEqual([]);
  });

  test("a device that leaves a will in the pod's name stays outside", async () => {
    const { device, password: own } = venue.deviceOf('bike-1');
    const will = {
      topic: topic('pod-1', 'online'),
      payload: Buffer.from('{"v":1,"on":false,"conn":"x"}'),
      qos: 1,
      retain: true,
    } as const;
    expect(await answerToConnect(port, { clientId: device, username: device, password: Buffer.from(own), will })).toBe(5);
    await expectPodIsWell();
  });

  test('200 MB are announced, before and after a CONNECT, and cut at the first bytes', async () => {
    const announcement = Buffer.from([0x80, 0x80, 0x80, 0x64]);
    const stranger = await dial(port);
    stranger.socket.write(Buffer.concat([Buffer.from([0x10]), announcement]));
    await stranger.closed;
    expect(stranger.bytes()).toHaveLength(0);

    const { device, password: own } = venue.deviceOf('bike-1');
    const insider = await dial(port);
    const connect = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 30 } as const;
    insider.socket.write(mqttPacket.generate({ ...connect, clientId: device, username: device, password: Buffer.from(own) }));
    await new Promise((resolve) => insider.socket.once('data', resolve));
    expect(insider.bytes()).toEqual(Buffer.from([0x20, 2, 0, 0]));
    insider.socket.write(Buffer.concat([Buffer.from([0x32]), announcement]));
    await insider.closed;
    await expectPodIsWell();
  });

  test('bytes of other protocols, broken frames and a crowd of silent sockets are not felt', async () => {
    const noise = ['GET / HTTP/1.1\r\n\r\n', '\u0016\u0003\u0001', '\u0010\u00ff\u00ff\u00ff\u00ff\u0001', '\u0000'.repeat(64)];
    for (const bytes of noise) {
      const each = await dial(port);
      each.socket.write(Buffer.from(bytes, 'latin1'));
      await each.closed;
    }
    const silent = await Promise.all(Array.from({ length: 100 }, () => dial(port)));
    await expectPodIsWell();
    for (const each of silent) each.socket.destroy();
    await Promise.all(silent.map(({ closed }) => closed));
  });

  test("a thief with the pod's own password is put out when the pod returns, and has moved nothing", async () => {
    const before = venue.simulator().lines.count();
    const thief = await connectAs(venue.deviceOf('pod-1'), port);
    const ended = await bike.sign(MESSAGE_TYPES.journal, endOfPod('demo/pod-1'));
    await Promise.race([thief.say(topic('pod-1', 'journal'), ended), thief.gone]);
    await thief.gone;
    await thief.client.endAsync(true);
    await venue.simulator().until('pod-1', 'greeted', before);
    await ada.until(session.sessionId, 'the pod is back', ({ online }) => online);
    await expectPodIsWell();
    expect(quarantined('pod-1')).toEqual({ 'signature.unknown-key': 1 });
  });
});

describe('the honest pod, afterwards', () => {
  test('has an exact receipt, and nothing of its journal is lost', async () => {
    const { sessionId } = session;
    jsonOf(await ada.stop(sessionId), 202);
    act('pod-1 leave', 'pod-1 closeDoor');
    await ada.until(sessionId, 'the end is proven', ({ state }) => state === 'closed');
    const bill = await provenReceipt(ada, sessionId);
    const ended = await venue.simulator().until('pod-1', 'ended');
    expect(bill).toMatchObject({ endReason: 'stopped', usage: { useMs: ended.useMs, distanceM: 0 } });
    expect(await ada.wallet()).toMatchObject({
      currency: 'CNY',
      availableMinor: 30_000 - bill.totalMinor,
      heldMinor: 0,
      owed: [],
    });

    const isRecord = ({ ev }: { ev: string }): boolean => ['started', 'updated', 'ended'].includes(ev);
    const recorded = venue
      .simulator()
      .lines.all()
      .filter(isRecord)
      .map(({ ev, n }) => `${n} ${ev}`);
    await venue.simulator().lines.until('all is acknowledged', ({ ev, upTo }) => ev === 'acked' && upTo === recorded.length - 1);
    const stored = readDatabase(venue.folder, (query) => query('SELECT n, entry_json FROM journal_entries ORDER BY n'));
    expect(stored.map((row) => `${row.n} ${(JSON.parse(String(row.entry_json)) as JournalEntry).ev}`)).toEqual(recorded);
  });

  test('the gateway stops cleanly, nothing went wrong in it, and its books balance', async () => {
    await bike.client.endAsync(true);
    expect(await venue.stop()).toBe(0);
    expect(venue.gateway().complaints()).toEqual([]);
    expect(findBrokenRules(venue.folder)).toEqual([]);
    const totals = readDatabase(venue.folder, (query) =>
      query('SELECT device_id, message_count FROM quarantine_totals ORDER BY device_id'),
    );
    expect(totals.map(({ device_id }) => device_id)).toEqual(['bike-2', 'bike-3', 'pod-1', 'pod-2']);
  });
});
