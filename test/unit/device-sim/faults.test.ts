// Faults by table: how each is written, what it does to a device, and that a seed repeats it.
import { describe, expect, test } from 'vitest';
import { assert } from '#protocol';
import { FAULT_KINDS, parseFault } from '#sim';
import { describeFaults } from '../../../device-sim/faults/catalogue.ts';
import { createChance } from '../../../device-sim/faults/chance.ts';
import type { Fault } from '../../../device-sim/faults/fault.ts';
import { createScene } from './scripted-gateway.ts';

function fault(text: string, seed = 'seed'): Fault {
  const parsed = parseFault(FAULT_KINDS, text);
  assert(parsed.ok, `no fault ${text}`);
  return parsed.value.create(createChance(seed));
}
const leavesOf = (topics: readonly { topic: string }[]) => topics.map(({ topic }) => topic.split('/')[5]);

async function play(kind: string, ...faults: readonly Fault[]) {
  const scene = await createScene(kind, { faults, pace: 1 });
  scene.runtime.start();
  await scene.settle();
  return scene;
}
const struck = (scene: Awaited<ReturnType<typeof play>>, name: string) =>
  scene.seen.filter(({ data, ev }) => ev === 'fault' && data.fault === name).length;

describe('names', () => {
  test.each([
    ...['drop', 'drop=0.1:up/ses', 'drop=1:dn', 'duplicate=0.5', 'delay=500ms:dn/cmd', 'reorder=0.2:up', 'offline@30s:5s'],
    ...[
      'reboot@120s',
      'reboot@active:2s',
      'drift=-200',
      'stuck',
      'stuck:blind',
      'stuck@stop',
      'lying-meter=1.5',
      'silent@1m:10s',
    ],
    ...['slow=2s', 'pod-1/slow=1s@active:1m', 'lost-result@pause'],
  ])('%s is understood', (text) => {
    expect(parseFault(FAULT_KINDS, text)).toMatchObject({ ok: true, value: { text } });
  });

  test.each([
    ...['drop=0', 'drop=2', 'drop:sideways', 'drop:up/cmd', 'drop@now', 'delay=1', 'drift', 'drift=fast', 'drift=9999999'],
    ...[
      'stuck@active',
      'stuck:loose',
      'lying-meter=11',
      'silent=1',
      'silent@never',
      'slow=3',
      'offline:3',
      'reboot=1',
      'lost-result=1',
    ],
  ])('%s makes no sense', (text) => {
    expect(parseFault(FAULT_KINDS, text)).toEqual({ ok: false, error: { code: 'fault.bad-argument', text } });
  });

  test('each kind has one name and one sentence, and the catalogue lists them all', () => {
    const text = describeFaults(FAULT_KINDS);
    for (const { about, name, usage } of FAULT_KINDS) {
      expect(usage.startsWith(name)).toBe(true);
      expect(text).toContain(`${usage}\n      ${about}`);
    }
    expect(new Set(FAULT_KINDS.map(({ name }) => name)).size).toBe(FAULT_KINDS.length);
  });

  test('the same seed draws the same, another one does not', () => {
    const draw = (seed: string) => Array.from({ length: 20 }, createChance(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
    const many = Array.from({ length: 2_000 }, createChance('mean'));
    expect(many.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(many.reduce((sum, value) => sum + value, 0) / many.length).toBeCloseTo(0.5, 1);
  });
});

describe('what they do', () => {
  test('drop: a journal that is lost on its way goes up again until it is acked (FP-16)', async () => {
    const scene = await play('hotel-room', fault('drop=0.7:up/ses'));
    await scene.start();
    await scene.pass(20_000);
    await scene.stop();
    await scene.pass(3_600_000);
    expect(struck(scene, 'drop')).toBeGreaterThan(0);
    expect(scene.runtime.peek()?.flash.journal).toEqual([]);
    expect(scene.entries().map(({ ev }) => ev)).toContain('ended');
  });

  test('duplicate: a command that comes twice runs once, and is answered with the same bytes (FP-13)', async () => {
    const scene = await play('hotel-room', fault('duplicate=1:dn/cmd'));
    const answers = await scene.start();
    expect(answers.at(-1)).toBe(answers.at(-2));
    expect(scene.entries()).toHaveLength(1);
  });

  test('delay: nothing arrives at once, and all of it later', async () => {
    const scene = await play('hotel-room', fault('delay=2s:up/ses'));
    await scene.start();
    expect(scene.entries()).toEqual([]);
    await scene.pass(2_000);
    expect(scene.entries()).toMatchObject([{ ev: 'started' }]);
  });

  test('reorder: a message is overtaken by the next one, and none is lost', async () => {
    const straight = await play('hotel-room');
    await straight.start();
    const scene = await play('hotel-room', fault('reorder=1:up/res'));
    await scene.start();
    expect(struck(scene, 'reorder')).toBe(2);
    expect(leavesOf(scene.heard)).not.toEqual(leavesOf(straight.heard));
    expect(leavesOf(scene.heard).sort()).toEqual(leavesOf(straight.heard).sort());
  });

  test('offline: the network goes, the will speaks, and it comes back by itself', async () => {
    const scene = await play('hotel-room', fault('offline@active:20s'));
    await scene.start();
    expect(scene.runtime.peek()).toMatchObject({ connection: null });
    await scene.pass(19_000);
    expect(scene.runtime.peek()).toMatchObject({ connection: null });
    await scene.pass(2_000);
    expect(scene.runtime.peek()).toMatchObject({ connection: { isGreeted: true } });
    expect(scene.entries()).toMatchObject([{ ev: 'started' }]);
  });

  test('reboot: so long after the device was powered up', async () => {
    const scene = await play('hotel-room', fault('reboot@120s:2s'));
    const { boot } = scene.runtime.peek() ?? {};
    await scene.pass(119_000);
    expect(scene.runtime.peek()?.boot).toBe(boot);
    await scene.pass(1_000);
    expect(scene.runtime.peek()).toBeNull();
    await scene.pass(2_000);
    expect(scene.runtime.peek()?.boot).not.toBe(boot);
  });

  test.each([
    [100_000, 66_000],
    [-100_000, 54_000],
  ])('drift of %i ppm: a minute is %i ms of use', async (ppm, useMs) => {
    const scene = await play('hotel-room', fault(`drift=${ppm}`));
    await scene.start();
    await scene.pass(60_000);
    await scene.stop();
    expect(scene.entries().at(-1)?.use.useMs).toBe(useMs);
  });

  test('stuck: the device notices, says JAMMED and that nothing ran, and can be started when it is free', async () => {
    const scene = await play('sleep-pod', fault('stuck'));
    const answers = await scene.start();
    expect(await scene.result(answers.at(-1))).toMatchObject({ status: 'failed', code: 'JAMMED', ran: false });
    await scene.pass(120_000);
    expect(scene.entries()).toEqual([]);
    expect(scene.runtime.peek()?.flash.session).toBeNull();
  });

  test('stuck and blind: the device says that it is done, and no evidence follows', async () => {
    const scene = await play('sleep-pod', fault('stuck:blind'));
    expect(await scene.result((await scene.start()).at(-1))).toMatchObject({ status: 'succeeded' });
    await scene.pass(900_000);
    expect(scene.entries()).toEqual([]);
    expect(scene.seen.some(({ ev }) => ev === 'undone')).toBe(true);
  });

  test('lying meter: registers are so many times the truth, and never fall', async () => {
    const scene = await play('bike', fault('lying-meter=2'));
    await scene.start();
    await scene.pass(61_000);
    const uses = scene.entries().map(({ use }) => use);
    expect(uses.at(-1)).toEqual({ useMs: 120_000, distanceM: 476 });
    expect(uses.map(({ useMs }) => useMs)).toEqual([...uses.map(({ useMs }) => useMs)].sort((left, right) => left - right));
  });

  test('silent: it stays connected and obeys, and says nothing until that is over', async () => {
    const scene = await play('hotel-room', fault('silent@now:60s'));
    const before = scene.heard.length;
    expect(await scene.start()).toEqual([]);
    expect(scene.runtime.peek()).toMatchObject({ connection: {}, flash: { session: { phase: 'running' } } });
    expect(scene.heard).toHaveLength(before);
    await scene.pass(400_000);
    expect(scene.entries().length).toBeGreaterThan(0);
    expect(scene.runtime.peek()?.connection).not.toBeNull();
  });

  test('slow: an answer comes so much later', async () => {
    const scene = await play('hotel-room', fault('slow=3s@now'));
    expect(await scene.start()).toEqual([]);
    await scene.pass(3_000);
    expect(scene.entries()).toMatchObject([{ ev: 'started' }]);
  });

  test('several at once: each does its own', async () => {
    const scene = await play('hotel-room', fault('duplicate=1:dn/cmd'), fault('delay=1s:up/ses'), fault('drift=100000'));
    await scene.start();
    await scene.pass(1_000);
    expect(scene.entries()).toHaveLength(1);
    expect([struck(scene, 'duplicate'), struck(scene, 'delay')]).toEqual([1, 1]);
  });
});
