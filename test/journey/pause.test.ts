// A pause on its journey: what the view says of it, from the wish to the hand that ends it (FP-27).
import { afterEach, expect, test } from 'vitest';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

let house: House;
afterEach(async () => house.close());
const SECOND = 1_000;

test('FP-27 is a wish until the lock has proven it, on the way in and on the way out', async () => {
  house = await openHouse({ objects: ['bike-1', 'pod-1'], persons: false });
  const ada = await createPerson(house, 'ada');
  const hand = (act: string, value?: number): void => house.device('bike-1').runtime.act(act, value);
  const { sessionId } = must(await ada.start('bike-1'));
  expect((await ada.read(sessionId)).pause).toBeNull();
  await house.pass(500);
  hand('pullPin');
  await house.pass(60 * SECOND, SECOND);
  const offered = { wish: null, taken: false, refused: null, rate: { per: 60_000, amountMinor: 20 }, endsAt: null };
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: offered });

  must(await ada.pause(sessionId));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pausedMs: 0, pause: { wish: 'pause', taken: true } });
  hand('closePin');
  await house.pass(60 * SECOND, SECOND);
  const kept = await ada.read(sessionId);
  expect(kept).toMatchObject({ state: 'suspended', pause: { wish: null, taken: false } });
  expect(kept.pausedMs).toBeGreaterThan(50 * SECOND);
  expect(Date.parse(kept.pause?.endsAt ?? '') - house.clock.nowMs()).toBeGreaterThan(3_500 * SECOND);

  must(await ada.pause(sessionId, 'resume'));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'suspended', pause: { wish: 'resume', taken: true } });
  hand('pullPin');
  await house.pass(2 * SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: offered });

  // The end of the first one does not hide the second wish.
  must(await ada.pause(sessionId));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: { wish: 'pause', taken: true } });
});

test('is offered to nobody where the kind has none', async () => {
  house = await openHouse({ objects: ['pod-1'] });
  const ada = await createPerson(house, 'ada');
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(3 * SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: null });
  expect(await ada.pause(sessionId)).toMatchObject({ ok: false, error: { code: 'pause.not-offered' } });
});
