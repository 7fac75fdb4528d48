// The pod's journey in one process on a hand-moved clock: a nap, eight hours, a guest who just leaves, a night offline.
import { afterEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#protocol';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';
import { priceByHand } from '../support/proven-receipt.ts';

let house: House;
afterEach(async () => house.close());

const eventsOf = async (sessionId: string): Promise<readonly string[]> =>
  (await house.store.sessionEvents(sessionId, 0)).map(({ what }) => what);

describe('a sleep pod', () => {
  test('goes from scan to a receipt that balances to the cent', async () => {
    house = await openHouse({ objects: ['pod-1'] });
    const ada = await createPerson(house, 'ada');
    const scan = must(await ada.scan('pod-1'));
    expect(scan.offer.availability).toBe('free');
    const started = must(await ada.start('pod-1'));
    expect(started.status).toBe(201);
    expect(JSON.parse(started.body)).toMatchObject({ state: 'starting', progress: { reserved: true, proven: false } });
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    await house.pass(3_000);
    expect((await ada.read(started.sessionId)).state).toBe('active');
    await house.pass(90_000, 1_000);
    must(await ada.stop(started.sessionId));
    expect((await ada.read(started.sessionId)).state).toBe('stopping');
    await house.pass(6_000);
    const view = await ada.read(started.sessionId);
    expect(view.state).toBe('closed');
    const receipt = await ada.provenReceipt(started.sessionId);
    expect(receipt.totalMinor).toBe(500);
    expect(receipt.totalMinor).toBe(priceByHand('sleep-pod', receipt.usage));
    expect(receipt.endReason).toBe('stopped');
    expect(await ada.wallet()).toEqual({ currency: 'CNY', availableMinor: 49_500n, heldMinor: 0n });
    await expectBooksHold(house, [ada]);
    const told = await eventsOf(started.sessionId);
    const story = ['money-held', 'start-proven', 'stop-asked', 'stop-taken', 'receipt-issued'];
    expect(told.filter((what) => story.includes(what))).toEqual(story);
  });

  test('runs for eight hours on renewed leases and costs no more than its cap', async () => {
    house = await openHouse({ objects: ['pod-1'] });
    const ada = await createPerson(house, 'ada');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(3_000);
    await house.pass(50 * MINUTE_MS, 30_000);
    const before = await ada.read(sessionId);
    expect(before).toMatchObject({ state: 'active', costMinor: 300 + 51 * 100, online: true });
    expect(before.nextRise?.amountMinor).toBe(100);
    await house.pass(7 * HOUR_MS + 10 * MINUTE_MS, 30_000);
    const late = await ada.read(sessionId);
    expect(late).toMatchObject({ state: 'active', costMinor: 5_900, capMinor: 5_900, nextRise: null });
    const told = await eventsOf(sessionId);
    const renewals = told.filter((what) => what === 'lease-renewed').length;
    // 90 s first, then ten minutes at a time, renewed at the half.
    expect(renewals).toBeGreaterThanOrEqual(95);
    expect(renewals).toBeLessThanOrEqual(100);
    expect(told.filter((what) => what === 'use-metered').length).toBeGreaterThan(950);
    // Acked to the last entry: a whole night leaves nothing in the device's flash.
    expect(house.device('pod-1').runtime.peek()?.flash.journal).toEqual([]);
    must(await ada.stop(sessionId));
    await house.pass(6_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt.lines.map(({ line }) => line)).toEqual(['base', 'step', 'cap']);
    expect(receipt).toMatchObject({ totalMinor: 5_900, heldMinor: 5_900, releasedMinor: 0, endReason: 'stopped' });
    expect(receipt.usage.useMs).toBeGreaterThan(8 * HOUR_MS - 5_000);
    await expectBooksHold(house, [ada]);
  });

  test('ends back-dated for a guest who leaves without Stop', async () => {
    house = await openHouse({ objects: ['pod-1'], persons: false });
    const ada = await createPerson(house, 'ada');
    const { runtime } = house.device('pod-1');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    for (const act of ['openDoor', 'enter', 'closeDoor']) runtime.act(act);
    await house.pass(2 * MINUTE_MS, 5_000);
    runtime.act('leave');
    await house.pass(29_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    await house.pass(2_000, 1_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'left', usage: { useMs: 2 * MINUTE_MS }, totalMinor: 500 });
    // Back-dated to when the pod was left, not to when that was certain.
    expect(Date.parse(receipt.endedAt) - Date.parse(receipt.startedAt ?? '')).toBe(2 * MINUTE_MS);
    await expectBooksHold(house, [ada]);
  });

  test('row 11: a night offline ends nothing: nobody was seen to leave, and the morning goes on where it was', async () => {
    house = await openHouse({ objects: ['pod-1'], persons: false });
    const ada = await createPerson(house, 'ada');
    const { runtime, wire } = house.device('pod-1');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    for (const act of ['openDoor', 'enter', 'closeDoor']) runtime.act(act);
    await house.pass(20 * MINUTE_MS, 30_000);
    wire.disconnect();
    await house.pass(30 * MINUTE_MS, 30_000);
    // R5: its lease lapsed, which proves nothing of a bed.
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', online: false });
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    await house.pass(7 * HOUR_MS, 60_000);
    wire.reconnect();
    await house.pass(5_000, 1_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', online: true });
    expect((await house.store.session(sessionId))?.lease?.endsAtMs).toBeGreaterThan(house.clock.nowMs());
    must(await ada.stop(sessionId));
    runtime.act('leave');
    await house.pass(5_000, 500);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', totalMinor: 5_900 });
    expect(runtime.peek()?.flash.journal).toEqual([]);
    await expectBooksHold(house, [ada]);
  });

  test('a guest who leaves in a night offline pays up to the lease that was granted, back-dated (R14)', async () => {
    house = await openHouse({ objects: ['pod-1'], persons: false });
    const ada = await createPerson(house, 'ada');
    const { runtime, wire } = house.device('pod-1');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    for (const act of ['openDoor', 'enter', 'closeDoor']) runtime.act(act);
    await house.pass(20 * MINUTE_MS, 30_000);
    wire.disconnect();
    const grantedUntilMs = (await house.store.session(sessionId))?.lease?.endsAtMs ?? 0;
    await house.pass(3 * HOUR_MS, 60_000);
    runtime.act('leave');
    await house.pass(4 * HOUR_MS, 60_000);
    wire.reconnect();
    await house.pass(5_000, 1_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'left', rounding: 'started' });
    const session = await house.store.session(sessionId);
    expect(receipt.usage.useMs).toBeLessThanOrEqual((grantedUntilMs - (session?.createdAtMs ?? 0)) * 1.005 + 2_000);
    expect(house.metrics['device_incidents:use-clamped']).toBeGreaterThan(0);
    await expectBooksHold(house, [ada]);
  });

  test('says that it has obeyed before anybody has opened its door', async () => {
    house = await openHouse({ objects: ['pod-1'], persons: false });
    const ada = await createPerson(house, 'ada');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    expect(await ada.read(sessionId)).toMatchObject({
      state: 'starting',
      progress: { reserved: true, sent: true, proven: false },
    });
  });
});
