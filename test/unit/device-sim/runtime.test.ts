// Runtime: the whole device over the memory link against a gateway that signs with real keys.
import { describe, expect, test } from 'vitest';
import { assert } from '#protocol';
import { createVolatileMemory, FAULT_KINDS, parseFault } from '#sim';
import { createScene } from './scripted-gateway.ts';

function fault(text: string) {
  const parsed = parseFault(FAULT_KINDS, text);
  assert(parsed.ok, `no fault ${text}`);
  return parsed.value.create();
}
const leavesOf = (topics: readonly { topic: string }[]) => topics.map(({ topic }) => topic.split('/up/')[1]);

describe('handshake', () => {
  test('online, hint, signed hello and state go up in this order', async () => {
    const scene = await createScene('sleep-pod');
    scene.runtime.start();
    await scene.settle();
    expect(leavesOf(scene.heard)).toEqual(['online', 'hello', 'hello', 'state']);
    expect(scene.heard[0]?.retain).toBe(true);
    expect(scene.heard.slice(1).every((message) => !message.retain)).toBe(true);
    expect(scene.runtime.peek()).toMatchObject({ isAmnesiac: false, connection: { isGreeted: true } });
  });

  test('a lost network speaks the will of that connection, and the next one has a new name', async () => {
    const scene = await createScene('sleep-pod');
    scene.runtime.start();
    await scene.settle();
    scene.link.disconnect();
    scene.link.reconnect();
    await scene.settle();
    const online = scene.heard
      .filter(({ topic }) => topic.endsWith('online'))
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()));
    expect(online.map(({ on }) => on)).toEqual([true, false, true]);
    expect(online[1].conn).toBe(online[0].conn);
    expect(online[2].conn).not.toBe(online[0].conn);
  });

  test('a device that is stopped says goodbye', async () => {
    const scene = await createScene('sleep-pod');
    scene.runtime.start();
    await scene.settle();
    await scene.runtime.stop();
    expect(JSON.parse(Buffer.from(scene.heard.at(-1)?.bytes ?? []).toString())).toMatchObject({ on: false });
    expect(scene.runtime.peek()).toBeNull();
  });
});

describe('whole sessions with their person', () => {
  test('sleep pod', async () => {
    const scene = await createScene('sleep-pod', { pace: 1 });
    scene.runtime.start();
    await scene.settle();
    await scene.start();
    await scene.pass(45_000);
    await scene.stop();
    await scene.pass(61_000);
    expect(scene.entries().map((entry) => entry.ev)).toEqual(['started', 'updated', 'updated', 'updated', 'ended']);
    expect(scene.entries().at(-1)).toMatchObject({ trigger: 'stop_command', endUpMs: 45_600, use: { useMs: 45_000 } });
    expect(scene.runtime.peek()?.flash.journal).toEqual([]);
    expect(scene.runtime.peek()?.body).toMatchObject({ bolt: 'locked', door: 'closed' });
  });

  test('bike, whose rider brakes when stop is refused for safety', async () => {
    const scene = await createScene('bike', { pace: 1 });
    scene.runtime.start();
    await scene.settle();
    await scene.start();
    await scene.pass(11_000);
    const [refusal] = await scene.stop();
    expect(await scene.result(refusal)).toMatchObject({ status: 'rejected', code: 'SAFETY', ran: false });
    await scene.pass(31_000);
    expect(scene.entries().at(-1)).toMatchObject({ ev: 'ended', trigger: 'parked', endUpMs: 11_500 });
    expect(scene.entries().at(-1)?.use.distanceM).toBe(41);
  });

  async function riding() {
    const scene = await createScene('bike', { pace: 1 });
    scene.runtime.start();
    await scene.settle();
    await scene.start();
    await scene.pass(11_000);
    const wish = async (act: 'pause' | 'resume') => scene.send(await scene.sign(act, act === 'pause' ? { maxS: 600 } : {}));
    const triggers = () => scene.entries().flatMap((entry) => (entry.ev === 'updated' ? [entry.trigger] : []));
    return { scene, wish, triggers, body: () => scene.runtime.peek()?.body };
  }

  test('FP-27 bike, whose rider pushes the pin some seconds after Pause, and pulls it and rides on after Resume', async () => {
    const { scene, wish, triggers, body } = await riding();
    await wish('pause');
    await scene.pass(3_000);
    expect(triggers()).not.toContain('paused');
    await scene.pass(2_000);
    expect(triggers()).toContain('paused');
    expect(body()).toMatchObject({ pin: 'closed', speedMPerS: 0 });
    await wish('resume');
    await scene.pass(5_000);
    expect(triggers().slice(-2)).toEqual(['paused', 'resumed']);
    expect(body()).toMatchObject({ pin: 'open', speedMPerS: 4 });
  });

  test('FP-27 whoever takes a pause back before the pin is in rides on, and forgets what was meant to be done', async () => {
    const { scene, wish, triggers, body } = await riding();
    await wish('pause');
    await scene.pass(3_000);
    await wish('resume');
    await scene.pass(60_000);
    expect(triggers()).not.toContain('paused');
    expect(body()).toMatchObject({ pin: 'open', speedMPerS: 4 });
    expect(scene.entries().some(({ ev }) => ev === 'ended')).toBe(false);
  });

  test('a person without delay acts at once', async () => {
    const scene = await createScene('sleep-pod', { pace: 0 });
    scene.runtime.start();
    await scene.settle();
    await scene.start();
    expect(scene.entries()).toMatchObject([{ ev: 'started', use: { useMs: 0 } }]);
    expect(scene.runtime.peek()?.body).toMatchObject({ isOccupied: true, door: 'closed' });
  });
});

describe('faults', () => {
  test('a lost result is repeated byte for byte when the same command comes again', async () => {
    const scene = await createScene('hotel-room', { faults: [fault('lost-result@start')] });
    scene.runtime.start();
    await scene.settle();
    const command = await scene.sign('start', { limits: { leaseUp: 90_000, maxS: 60 } });
    expect(await scene.send(command)).toEqual([]);
    expect(scene.entries()).toHaveLength(1);
    const first = await scene.send(command);
    expect(first).toHaveLength(1);
    expect(await scene.result(first[0])).toMatchObject({ cid: command.cid, status: 'succeeded', ran: true });
    expect(await scene.send(command)).toEqual(first);
    expect(scene.entries()).toHaveLength(1);
  });

  test('a power cut right after the start loses no journal and no answer', async () => {
    const scene = await createScene('hotel-room', { faults: [fault('reboot@active:2s')] });
    scene.runtime.start();
    await scene.settle();
    const command = await scene.sign('start', { limits: { leaseUp: 90_000, maxS: 600 } });
    expect(await scene.send(command)).toEqual([]);
    expect(scene.runtime.peek()).toBeNull();
    await scene.pass(2_000);
    expect(scene.entries().map((entry) => [entry.n, entry.ev, entry.boot.split('-')[0]])).toEqual([
      [0, 'started', '1'],
      [1, 'updated', '2'],
    ]);
    const [answer] = await scene.send(command);
    expect(await scene.result(answer)).toMatchObject({ cid: command.cid, status: 'succeeded' });
    await scene.pass(10_000);
    await scene.stop();
    expect(scene.entries().at(-1)).toMatchObject({ ev: 'ended', trigger: 'stop_command', use: { useMs: 10_000 } });
  });

  test('unacked entries are replayed with the very same bytes', async () => {
    const scene = await createScene('hotel-room');
    scene.isAcking = false;
    scene.runtime.start();
    await scene.settle();
    await scene.start();
    scene.link.disconnect();
    scene.link.reconnect();
    await scene.settle();
    const [first, again] = scene.rawEntries();
    expect(again).toBe(first);
    scene.isAcking = true;
    scene.link.disconnect();
    scene.link.reconnect();
    await scene.settle();
    expect(scene.runtime.peek()?.flash.journal).toEqual([]);
  });

  test('a hand reaches the object in the dark', async () => {
    const memory = createVolatileMemory();
    const scene = await createScene('sleep-pod', { memory, pace: 0 });
    scene.runtime.start();
    await scene.settle();
    await scene.start();
    scene.runtime.powerCut(5_000);
    scene.runtime.act('leave');
    await scene.pass(5_000);
    expect(scene.runtime.peek()?.body).toMatchObject({ isOccupied: false, door: 'open' });
    await scene.pass(300_000);
    expect(scene.entries().at(-1)).toMatchObject({ ev: 'ended' });
  });

  test('a wiped flash makes amnesia that a signed welcome heals', async () => {
    const scene = await createScene('sleep-pod');
    scene.runtime.start();
    await scene.settle();
    await scene.start();
    scene.runtime.powerCut(1_000, true);
    await scene.pass(1_000);
    expect(scene.seen.filter(({ ev }) => ev === 'booted').map(({ data }) => data.amnesia)).toEqual([true, true]);
    expect(scene.runtime.peek()).toMatchObject({ isAmnesiac: false, flash: { lastCtr: 1 } });
  });
});

describe('what must not be believed', () => {
  const cases: readonly [string, object, string][] = [
    ['another issuer', { iss: 'https://elsewhere.test' }, 'BAD_SIG'],
    ['another device', { aud: 'airport/thing-2' }, 'WRONG_DEVICE'],
    ['an act that nobody knows', { act: 'selfDestruct' }, 'UNSUPPORTED'],
    ['a counter below zero', { ctr: -1 }, 'BAD_PARAM'],
    ['another id than its topic', { cid: 'other' }, 'BAD_PARAM'],
  ];
  test.each(cases)('a command for %s is refused and moves nothing', async (_what, change, code) => {
    const scene = await createScene('hotel-room');
    scene.runtime.start();
    await scene.settle();
    const [answer] = await scene.start(change);
    expect(await scene.result(answer)).toMatchObject({ status: 'rejected', code, ran: false });
    expect(scene.entries()).toEqual([]);
  });

  test('garbage on every downward topic is put aside and counted', async () => {
    const scene = await createScene('hotel-room');
    scene.runtime.start();
    await scene.settle();
    const before = scene.heard.length;
    const garbage = [Buffer.from('{'), Buffer.from('eyJ.eyJ.x'), Buffer.from([0xff, 0xfe]), Buffer.alloc(3_000, 'a')];
    for (const leaf of ['sys', 'ack', 'cfg', 'job/1']) {
      for (const bytes of garbage) scene.link.deliver(`o2o/1/airport/thing-1/dn/${leaf}`, bytes);
    }
    scene.link.deliver('o2o/1/airport/thing-2/dn/sys', Buffer.from('{"v":1,"t":"rehello","nonce":"nonce-nonce-nonce-9"}'));
    await scene.settle();
    expect(scene.seen.filter(({ ev }) => ev === 'ignored')).toHaveLength(17);
    expect(scene.heard).toHaveLength(before);
  });

  test('a forged command is refused under the id of its topic', async () => {
    const scene = await createScene('hotel-room');
    scene.runtime.start();
    await scene.settle();
    const { bytes, cid } = await scene.sign('start', { limits: { leaseUp: 90_000, maxS: 60 } });
    const forged = Uint8Array.from(bytes);
    forged[bytes.length - 10] = (forged[bytes.length - 10] ?? 0) === 65 ? 66 : 65;
    const [answer] = await scene.send({ cid, bytes: forged });
    expect(await scene.result(answer)).toMatchObject({ cid, code: 'BAD_SIG', ran: false });
  });
});
