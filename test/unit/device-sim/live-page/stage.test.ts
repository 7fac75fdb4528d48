// Stage: what the page sees of a real device runtime - its line, its session, its hands, in the light and in the dark.
import { describe, expect, test } from 'vitest';
import { createVolatileMemory } from '#sim';
import { createFreeWill } from '../../../../device-sim/live-page/free-will.ts';
import { press } from '../../../../device-sim/live-page/hands.ts';
import { createStage, type StageObject } from '../../../../device-sim/live-page/stage.ts';
import { createScene } from '../scripted-gateway.ts';

async function createPlay(kind: string) {
  const stage = createStage([{ device: 'thing-1', kind, name: 'Thing 1' }], () => 0);
  const memory = stage.keep('thing-1', createVolatileMemory());
  const scene = await createScene(kind, { memory, wire: (link) => stage.wire('thing-1', link) });
  const [object] = stage.objects as [StageObject];
  const find = (device: string) => (device === 'thing-1' ? scene.runtime : undefined);
  scene.runtime.start();
  await scene.settle();
  return {
    scene,
    stage,
    object,
    look: () => object.look(scene.runtime),
    hand: (act: string, value?: string) => press(find, object, { act, value }),
  };
}

const saidOf = (object: StageObject): readonly string[] => object.heard().map(({ gist, way }) => `${way} ${gist.what}`);

describe('a device on the stage', () => {
  test('is greeted, and what it said and heard is told the newest first', async () => {
    const { look, object } = await createPlay('sleep-pod');
    expect(look()).toMatchObject({ line: 'greeted', session: null, isMoving: false });
    expect(saidOf(object)).toEqual(['up state', 'down welcome', 'up hello', 'down rehello', 'up hello', 'up online']);
    expect(object.heard().map(({ isSigned }) => isSigned)).toEqual([false, true, true, false, false, false]);
  });

  test('a pulled cable is a lost connection, without a word; put in again, the device says hello by another name', async () => {
    const { hand, look, object, scene } = await createPlay('sleep-pod');
    expect(hand('cutNetwork')).toEqual({ ok: true, act: 'cutNetwork', isPossible: true });
    expect(look().line).toBe('no-cable');
    expect(scene.runtime.peek()?.connection).toBeNull();
    expect(hand('cutNetwork')).toMatchObject({ isPossible: false });
    const before = object.heard().length;
    await scene.pass(60_000);
    expect(object.heard().length).toBe(before);
    hand('bringNetwork');
    await scene.settle();
    expect(look().line).toBe('greeted');
    const names = scene.heard
      .filter(({ topic }) => topic.endsWith('online'))
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()));
    expect(names.map(({ on }) => on)).toEqual([true, false, true]);
    expect(names[2].conn).not.toBe(names[0].conn);
  });

  test('a device that is powered up without its cable waits for it', async () => {
    const { hand, look, scene } = await createPlay('sleep-pod');
    hand('cutNetwork');
    hand('powerCut');
    expect(look().line).toBe('no-power');
    await scene.pass(5_000);
    expect(look().line).toBe('no-cable');
    hand('bringNetwork');
    await scene.settle();
    expect(look().line).toBe('greeted');
  });

  test('in the dark the page still shows the mechanics, and hands still reach them', async () => {
    const { hand, look, scene } = await createPlay('sleep-pod');
    await scene.start();
    hand('openDoor');
    hand('powerCut');
    expect(look()).toMatchObject({ line: 'no-power', session: null, body: { door: 'open' } });
    expect(hand('enter')).toMatchObject({ isPossible: true });
    expect(look().body).toMatchObject({ isOccupied: true });
    expect(hand('powerCut')).toMatchObject({ isPossible: false });
  });

  test('a session is told with its phase, its use and its lease', async () => {
    const { hand, look, scene } = await createPlay('bike');
    await scene.start();
    expect(look().session).toMatchObject({ phase: 'starting', useMs: 0 });
    hand('pullPin');
    expect(hand('ride', '8')).toMatchObject({ isPossible: true });
    await scene.pass(1_500);
    // Between two steps of the device the wheel has turned on.
    expect(look()).toMatchObject({ isMoving: true, session: { phase: 'running', useMs: 1_500, distanceM: 12 } });
    hand('brake');
    hand('closePin');
    await scene.stop();
    expect(look().session).toMatchObject({ phase: 'stopping' });
    await scene.pass(31_000);
    expect(look()).toMatchObject({ session: null, isMoving: false });
  });

  test('what a bike tells every other second is one line that counts', async () => {
    const { hand, object, scene } = await createPlay('bike');
    await scene.start();
    hand('pullPin');
    hand('ride', '4');
    await scene.pass(20_000);
    const [last] = object.heard();
    expect(last).toMatchObject({ gist: { what: 'state', changed: { distance: expect.any(Number) } } });
    expect(last?.times).toBeGreaterThan(5);
    expect(saidOf(object)).toContain('up started');
  });

  test('hands tell what is possible, and refuse what the object does not know', async () => {
    const { hand, look } = await createPlay('bike');
    expect(look().hands.filter(({ isPossible }) => isPossible)).toEqual([]);
    expect(hand('ride', '4')).toEqual({ ok: true, act: 'ride', isPossible: false });
    expect(hand('fly')).toEqual({ ok: false, code: 'act.unknown' });
    for (const value of [undefined, '', '9999', '4 extra', 'NaN'])
      expect(hand('ride', value)).toEqual({ ok: false, code: 'value.refused' });
  });
});

describe('a device that cannot connect', () => {
  test('tells why, until it does', async () => {
    const { object, stage } = await createPlay('bike');
    expect(object.trouble()).toBeNull();
    stage.see('thing-1', { ev: 'ignored', data: { what: 'connection', why: 'Connection refused: Not authorized' } });
    stage.see('thing-1', { ev: 'ignored', data: { topic: 'x', why: 'REPLAY' } });
    expect(object.trouble()).toBe('Connection refused: Not authorized');
    stage.see('thing-1', { ev: 'connected', data: { conn: 'c1' } });
    expect(object.trouble()).toBeNull();
  });
});

describe('a stage of thousands', () => {
  const many = Array.from({ length: 2_000 }, (_, at) => ({ device: `bike-${at}`, kind: 'bike', name: `Bike ${at}` }));

  test('shows the first sixty, and leaves the links of the others alone', async () => {
    const stage = createStage(many, () => 0);
    expect(stage.objects.length).toBe(60);
    const link = {} as Parameters<typeof stage.wire>[1];
    expect(stage.wire('bike-60', link)).toBe(link);
    expect(stage.wire('bike-59', link)).not.toBe(link);
  });
});

describe('free will', () => {
  test('who is asked to leave everything to the page decides nothing any more', () => {
    const will = createFreeWill(true);
    const [persona] = will.give([{ kind: 'bike', react: () => [{ afterMs: 1, act: 'ride' }] }]);
    const seen = { ev: 'begun', data: {} } as const;
    expect(persona?.react(seen)).toHaveLength(1);
    will.set(false);
    expect(persona?.react(seen)).toEqual([]);
    will.set(true);
    expect(persona?.react(seen)).toHaveLength(1);
  });
});
