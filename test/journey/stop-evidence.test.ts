// From the tap on Stop to the end that is proven: lost answers, absent devices, refusals and reboots (crash table, R7).
import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let house: House;
let ada: Person;
let sessionId: string;
afterEach(async () => house.close());

const isCommand = ({ topic }: { topic: string }): boolean => topic.includes('/dn/cmd/');
const isResult = ({ topic }: { topic: string }): boolean => topic.includes('/up/res/');

/** A session that has run for a minute at an object where nobody acts by themselves. */
async function begin(objectId: string, byHand: readonly string[] = []): Promise<void> {
  house = await openHouse({ objects: [objectId], persons: false });
  ada = await createPerson(house, 'ada');
  if (objectId === 'room-101') must(await ada.pair(objectId, house.pairingCode));
  sessionId = must(await ada.start(objectId)).sessionId;
  await house.pass(500);
  for (const act of byHand) house.device(objectId).runtime.act(act);
  await house.pass(60_000, 1_000);
  expect((await ada.read(sessionId)).state).toBe('active');
}
const beginPod = () => begin('pod-1', ['openDoor', 'enter', 'closeDoor']);
const actsOf = async () => (await house.store.dossier(sessionId))?.commands.map(({ intent }) => intent.act) ?? [];

describe('a stop', () => {
  test('row 15: whose result is lost is repeated, and the journal ends the session', async () => {
    await begin('room-101');
    let lost = 0;
    house.device('room-101').lose({ up: (seen) => isResult(seen) && lost++ < 2 });
    must(await ada.stop(sessionId));
    await house.pass(3_000);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', totalMinor: 160 });
    expect((await actsOf()).filter((act) => act === 'stop')).toHaveLength(1);
    await expectBooksHold(house, [ada]);
  });

  test('row 14: that expired unheard is signed again with a higher counter', async () => {
    await begin('room-101');
    const deaf = house.device('room-101').lose({ down: isCommand });
    must(await ada.stop(sessionId));
    await house.pass(31_000, 500);
    deaf();
    await house.pass(4_000, 500);
    const stops = (await house.store.dossier(sessionId))?.commands.filter(({ intent }) => intent.act === 'stop') ?? [];
    expect(stops).toHaveLength(2);
    expect(stops[1]?.composed?.ctr).toBeGreaterThan(stops[0]?.composed?.ctr ?? Number.POSITIVE_INFINITY);
    expect((await ada.read(sessionId)).state).toBe('closed');
    await expectBooksHold(house, [ada]);
  });

  test('row 14: is signed again for the boot that comes after it', async () => {
    await begin('room-101');
    const deaf = house.device('room-101').lose({ down: isCommand });
    must(await ada.stop(sessionId));
    await house.pass(500);
    deaf();
    house.device('room-101').runtime.powerCut(800);
    await house.pass(2_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt.endReason).toBe('stopped');
    // The second without power is not use, nor is what came after it and before the end.
    expect(receipt.usage.useMs).toBeLessThanOrEqual(61_500);
    await expectBooksHold(house, [ada]);
  });

  test('row 14: outlives a reconnect on its way, without advice to anybody', async () => {
    await begin('room-101');
    const deaf = house.device('room-101').lose({ down: isCommand });
    must(await ada.stop(sessionId));
    await house.pass(500);
    house.device('room-101').wire.disconnect();
    house.device('room-101').wire.reconnect();
    deaf();
    await house.pass(5_000);
    expect((await ada.read(sessionId)).state).toBe('closed');
    const told = await house.store.sessionEvents(sessionId, 0);
    expect(told.map(({ what }) => what)).not.toContain('stop-refused');
  });

  test('row 16: of a room that is away ends at the tap once its lease is over', async () => {
    await begin('room-101');
    house.device('room-101').wire.disconnect();
    await house.pass(20_000, 1_000);
    must(await ada.stop(sessionId));
    const tapMs = house.clock.nowMs();
    await house.pass(30_000, 1_000);
    // R5: until the lease is over the room may run on, so the money stays.
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping' });
    expect((await ada.wallet()).heldMinor).toBe(8_000n);
    await house.pass(12 * MINUTE_MS, 5_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stop-unproven', rounding: 'started', totalMinor: 160 });
    expect(Date.parse(receipt.endedAt)).toBe(tapMs);
    expect(receipt.usage.useMs).toBe(80_500);
    expect(house.device('room-101').runtime.peek()?.flash.session).toBeNull();
    house.device('room-101').wire.reconnect();
    await house.pass(2_000);
    expect(await ada.receipt(sessionId)).toEqual(receipt);
    expect(house.device('room-101').runtime.peek()?.flash.journal).toEqual([]);
    await expectBooksHold(house, [ada]);
  });

  test('row 16: of a room that comes back is settled by its journal', async () => {
    await begin('room-101');
    house.device('room-101').wire.disconnect();
    must(await ada.stop(sessionId));
    await house.pass(20_000, 1_000);
    house.device('room-101').wire.reconnect();
    await house.pass(4_000, 500);
    const receipt = await ada.provenReceipt(sessionId);
    // It ran on for the person until the stop reached it.
    expect(receipt).toMatchObject({ endReason: 'stopped' });
    expect(receipt.usage.useMs).toBeGreaterThanOrEqual(80_000);
    await expectBooksHold(house, [ada]);
  });

  test('row 16: of a pod whose guest has gone unseen ends at the tap after ten quiet minutes', async () => {
    await beginPod();
    house.device('pod-1').wire.disconnect();
    await house.pass(5_000, 1_000);
    must(await ada.stop(sessionId));
    const tapMs = house.clock.nowMs();
    await house.pass(9 * MINUTE_MS, 5_000);
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    await house.pass(2 * MINUTE_MS, 5_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stop-unproven', totalMinor: 500 });
    expect(Date.parse(receipt.endedAt)).toBe(tapMs);
    await expectBooksHold(house, [ada]);
  });

  test('row 16: of a pod that was left meanwhile is back-dated by its journal', async () => {
    await beginPod();
    house.device('pod-1').wire.disconnect();
    await house.pass(5_000, 1_000);
    must(await ada.stop(sessionId));
    house.device('pod-1').runtime.act('leave');
    await house.pass(3 * MINUTE_MS, 5_000);
    house.device('pod-1').wire.reconnect();
    await house.pass(2_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stopped', usage: { useMs: 65_000 }, totalMinor: 500 });
    await expectBooksHold(house, [ada]);
  });

  test('row 16: of a pod that was left long before a tap that nobody confirmed is corrected once the pod is heard', async () => {
    await beginPod();
    house.device('pod-1').wire.disconnect();
    await house.pass(5_000, 1_000);
    house.device('pod-1').runtime.act('openDoor');
    house.device('pod-1').runtime.act('leave');
    await house.pass(9 * MINUTE_MS, 5_000);
    must(await ada.stop(sessionId));
    await house.pass(11 * MINUTE_MS, 5_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stop-unproven' });
    expect(receipt.totalMinor).toBeGreaterThan(1_000);
    house.device('pod-1').wire.reconnect();
    await house.pass(3_000, 500);
    // The receipt stands; what it was too high by is back, and stays so however often the device repeats itself.
    const corrections = await createCompany(house, ada).corrections(sessionId);
    expect(corrections).toMatchObject({ refundedMinor: receipt.totalMinor - 500, refunds: [{ by: 'review', state: 'done' }] });
    house.device('pod-1').wire.disconnect();
    house.device('pod-1').wire.reconnect();
    await house.pass(2 * MINUTE_MS, 5_000);
    expect(await createCompany(house, ada).corrections(sessionId)).toEqual(corrections);
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
    expect((await ada.wallet()).availableMinor).toBe(50_000n - 500n);
  });

  test('with signs of use after it runs on, and the money stays held', async () => {
    await begin('bike-1', ['pullPin', 'ride']);
    must(await ada.stop(sessionId));
    await house.pass(25 * MINUTE_MS, 10_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', stopRequest: { advice: 'moving' } });
    expect((await ada.wallet()).heldMinor).toBe(3_000n);
    // Ten minutes after the tap, and again after ten more, the wheel was seen to turn.
    const told = await house.store.sessionEvents(sessionId, 0);
    expect(told.filter(({ what }) => what === 'still-in-use')).toHaveLength(2);
    house.device('bike-1').runtime.act('brake');
    house.device('bike-1').runtime.act('closePin');
    await house.pass(5_000, 500);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ totalMinor: 3_000, releasedMinor: 0 });
    await expectBooksHold(house, [ada]);
  });

  test('of a guest who stays inside ends nothing: it is metered until they leave (R5, R7)', async () => {
    await beginPod();
    must(await ada.stop(sessionId));
    await house.pass(32 * MINUTE_MS, 10_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping' });
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    house.device('pod-1').runtime.act('leave');
    await house.pass(5_000, 500);
    // One minute before the tap, and the 32 after it.
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', totalMinor: 300 + 33 * 100 });
    await expectBooksHold(house, [ada]);
  });

  test('row 17: that the device refuses says what to do and is asked again', async () => {
    await begin('bike-1', ['pullPin', 'ride']);
    must(await ada.stop(sessionId));
    await house.pass(500);
    expect((await ada.read(sessionId)).stopRequest?.advice).toBe('moving');
    await house.pass(25_000, 500);
    // Every ten seconds, and each time with its own counter.
    expect((await actsOf()).filter((act) => act === 'stop')).toHaveLength(3);
    house.device('bike-1').runtime.act('brake');
    await house.pass(12_000, 500);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', stopRequest: { advice: null } });
    house.device('bike-1').runtime.act('closePin');
    await house.pass(4_000, 500);
    expect((await ada.read(sessionId)).state).toBe('closed');
    await expectBooksHold(house, [ada]);
  });

  test('goes ahead of everything that waits for the device', async () => {
    await begin('room-101');
    const { reportedVer } = await ada.read(sessionId);
    const deaf = house.device('room-101').lose({ down: (seen) => isCommand(seen) && seen.body.act === 'set' });
    must(await ada.set(sessionId, 'dimmer', 10, reportedVer));
    must(await ada.set(sessionId, 'setpoint', 200, reportedVer));
    must(await ada.stop(sessionId));
    await house.pass(1_000);
    deaf();
    expect((await ada.read(sessionId)).state).toBe('closed');
    const commands = (await house.store.dossier(sessionId))?.commands ?? [];
    expect(commands.filter(({ intent }) => intent.act === 'set').map(({ outcome }) => outcome?.status)).toEqual([
      'overtaken',
      'overtaken',
    ]);
  });

  test('of a device that lost its memory ends within its bound, for what it had proven', async () => {
    await begin('room-101');
    house.device('room-101').runtime.powerCut(1_000, true);
    await house.pass(15 * MINUTE_MS, 5_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stop-unproven', rounding: 'exact' });
    expect(receipt.usage.useMs).toBeLessThanOrEqual(61_000);
    await expectBooksHold(house, [ada]);
  });
});
