// Being found (FP-33): a hint makes an object blink and costs it nothing; a press of its button is told, and does nothing else.
import { describe, expect, test } from 'vitest';
import { describeObservation } from '../../../device-sim/view/sentence.ts';
import { createBed } from './bed.ts';
import { createScene } from './scripted-gateway.ts';

async function greeted(kind: 'bike' | 'hotel-room' | 'restaurant-table') {
  const scene = await createScene(kind);
  scene.runtime.start();
  await scene.settle();
  const blinked = () => scene.seen.filter(({ ev }) => ev === 'blink').map(({ data }) => data.blinks);
  const ask = async (hint: object) => {
    await scene.hint(hint);
    await scene.settle();
  };
  return { scene, blinked, ask };
}

describe('FP-33 a blink', () => {
  test('is shown number by number, without an answer, a counter or a write', async () => {
    const { scene, blinked, ask } = await greeted('bike');
    const before = scene.runtime.peek();
    const heard = scene.heard.length;
    await ask({ v: 1, t: 'blink', blinks: [3, 5] });
    await ask({ v: 1, t: 'blink', blinks: [9] });
    expect(blinked()).toEqual(['3 5', '9']);
    expect(scene.runtime.peek()?.flash).toEqual(before?.flash);
    expect(scene.heard.length).toBe(heard);
    expect(describeObservation({ ev: 'blink', data: { blinks: '3 5' } })).toBe('blinks 3 5 times');
  });

  test.each([[[]], [[0]], [[10]], [[1, 2, 3, 4]], [[1.5]], ['35']])('of %j is put aside', async (blinks) => {
    const { scene, blinked, ask } = await greeted('bike');
    await ask({ v: 1, t: 'blink', blinks });
    expect(blinked()).toEqual([]);
    expect(scene.seen.at(-1)).toMatchObject({ ev: 'ignored' });
  });

  test('is nothing to an object in use, nor to one without a light', async () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const seen = (turn: ReturnType<typeof bed.feed>): number =>
      turn.filter((effect) => effect.type === 'observe' && effect.observation.ev === 'blink').length;
    expect(seen(bed.feed({ type: 'blink', blinks: [2] }))).toBe(1);
    bed.start();
    expect(seen(bed.feed({ type: 'blink', blinks: [2] }))).toBe(0);
    const { blinked, ask } = await greeted('hotel-room');
    await ask({ v: 1, t: 'blink', blinks: [2] });
    expect(blinked()).toEqual([]);
  });
});

test('FP-33 a press of the button is an event of its own, and changes nothing of the table', async () => {
  const { scene } = await greeted('restaurant-table');
  const before = scene.runtime.peek()?.body;
  scene.runtime.act('press');
  await scene.settle();
  const events = scene.heard.filter(({ topic }) => topic.endsWith('/up/evt/button'));
  expect(events).toHaveLength(1);
  expect(JSON.parse(Buffer.from(events[0]?.bytes ?? []).toString())).toMatchObject({ v: 1, data: {} });
  expect(scene.runtime.peek()?.body).toEqual(before);
  const without = await greeted('bike');
  without.scene.runtime.act('press');
  await without.scene.settle();
  expect(without.scene.seen.at(-1)).toMatchObject({ ev: 'person', data: { act: 'press', possible: false } });
});
