// A hold that its wallet lets go of by itself: the session is stopped while it can still be paid, and settled in time (row 21).
import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { must } from '../support/person.ts';
import { openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
let street: Street;
let sessionId: string;
let holdId: string;
afterEach(async () => {
  await street.expectBooksBalance();
  await street.close();
});

/** The host wallet keeps a hold for ten minutes. */
async function ride(objectId: string, byHand: readonly string[]): Promise<void> {
  street = await openStreet('host', [objectId], { persons: false, isHoldShort: true });
  ({ sessionId, holdId } = await street.press(objectId));
  await street.house.pass(SECOND, 250);
  for (const act of byHand) street.house.device(objectId).runtime.act(act);
  await street.house.pass(5 * SECOND, SECOND);
  expect((await street.ada.read(sessionId)).state).toBe('active');
}
const events = async () => (await street.house.store.sessionEvents(sessionId, 0)).map(({ what }) => what);
const expiresAtMs = async (): Promise<number> => (await street.house.store.hold(holdId))?.expiresAtMs ?? 0;

describe('row 21: a hold that nears its end', () => {
  test('stops the ride when a tenth of it is left, and captures it as soon as the bike is closed', async () => {
    await ride('bike-1', ['pullPin']);
    const endsAtMs = await expiresAtMs();
    await street.house.pass(8 * MINUTE_MS, 5 * SECOND);
    expect((await street.ada.read(sessionId)).state).toBe('active');
    await street.house.pass(MINUTE_MS, 5 * SECOND);
    expect(street.house.clock.nowMs()).toBeLessThan(endsAtMs);
    expect((await street.ada.read(sessionId)).state).toBe('stopping');
    street.house.device('bike-1').runtime.act('closePin');
    await street.house.pass(35 * SECOND, SECOND);
    const receipt = await street.ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stopped' });
    expect(receipt.totalMinor).toBeGreaterThan(0);
    expect(street.stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: receipt.totalMinor, refundedMinor: 0 });
  });

  test('is captured for what is proven before it is gone, when nobody closes the bike', async () => {
    await ride('bike-1', ['pullPin']);
    const endsAtMs = await expiresAtMs();
    await street.house.pass(endsAtMs - street.house.clock.nowMs() - 5 * SECOND, 5 * SECOND);
    expect((await street.ada.read(sessionId)).state).toBe('closed');
    const receipt = await street.ada.provenReceipt(sessionId);
    expect(receipt.totalMinor).toBeGreaterThan(0);
    expect(street.stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: receipt.totalMinor, refundedMinor: 0 });
    expect((await street.house.store.hold(holdId))?.state).toBe('captured');
    expect(await events()).toContain('stop-asked');
  });

  test('row 16: does not wait for an object that is away at the stop: what is proven is captured before it is gone', async () => {
    await ride('bike-1', ['pullPin']);
    street.house.device('bike-1').runtime.act('ride', 4);
    await street.house.pass(4 * MINUTE_MS, 5 * SECOND);
    street.house.device('bike-1').wire.disconnect();
    must(await street.ada.stop(sessionId));
    const endsAtMs = await expiresAtMs();
    await street.house.pass(endsAtMs - street.house.clock.nowMs() - 5 * SECOND, 5 * SECOND);
    const receipt = await street.ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stop-unproven' });
    expect(receipt.totalMinor).toBeGreaterThan(0);
    expect(street.stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: receipt.totalMinor, refundedMinor: 0 });
    expect((await street.house.store.standing('ada', { sinceMs: 0 })).waivers.total).toBe(1);
  });

  test('sells no lease beyond it', async () => {
    await ride('bike-1', ['pullPin']);
    const endsAtMs = await expiresAtMs();
    for (let step = 0; step < 8; step += 1) {
      await street.house.pass(MINUTE_MS, 5 * SECOND);
      const lease = (await street.house.store.session(sessionId))?.lease;
      expect(lease?.endsAtMs ?? 0).toBeLessThan(endsAtMs);
    }
    must(await street.ada.stop(sessionId));
    street.house.device('bike-1').runtime.act('closePin');
    await street.house.pass(35 * SECOND, SECOND);
    expect((await street.ada.read(sessionId)).state).toBe('closed');
  });

  test('leaves a session alone that ended before', async () => {
    await ride('bike-1', ['pullPin']);
    street.house.device('bike-1').runtime.act('closePin');
    await street.house.pass(40 * SECOND, SECOND);
    const receipt = await street.ada.provenReceipt(sessionId);
    await street.house.pass(12 * MINUTE_MS, 10 * SECOND);
    expect(await street.ada.receipt(sessionId)).toEqual(receipt);
    expect(await street.house.store.dueDeadlines(Number.MAX_SAFE_INTEGER, 50)).toEqual([]);
  });
});
