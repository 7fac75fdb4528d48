// Leases and restarts: nothing runs past its lease, renewals survive losses, reboots and a gateway that was away.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { priceByHand } from '../support/proven-receipt.ts';

let house: House;
let ada: Person;
let sessionId: string;
beforeEach(async () => {
  house = await openHouse({ objects: ['room-101'] });
  ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
  sessionId = must(await ada.start('room-101')).sessionId;
  await house.pass(1_000);
  expect((await ada.read(sessionId)).state).toBe('active');
});
afterEach(async () => house.close());

const room = () => house.device('room-101');
const flash = () => room().runtime.peek()?.flash;
const isRenew = ({ body }: { body: { [name: string]: unknown } }): boolean => body.act === 'renew';
const leaseEndsAtMs = async (): Promise<number> => (await house.store.session(sessionId))?.lease?.endsAtMs ?? 0;

async function stopAndProve() {
  must(await ada.stop(sessionId));
  await house.pass(2_000);
  const receipt = await ada.provenReceipt(sessionId);
  expect(receipt.totalMinor).toBe(priceByHand('hotel-room', receipt.usage));
  await expectBooksHold(house, [ada]);
  return receipt;
}

describe('a lease', () => {
  test('that the gateway stops renewing ends the use by itself (D2), billed exactly', async () => {
    room().lose({ down: isRenew });
    await house.pass(5 * MINUTE_MS, 1_000);
    expect(flash()?.session).toBeNull();
    const receipt = await ada.provenReceipt(sessionId);
    // The first lease is two minutes: that long and no longer, pro rata and not by the started minute.
    expect(receipt).toMatchObject({ endReason: 'lease-lapsed', rounding: 'exact', usage: { useMs: 120_000 }, totalMinor: 160 });
    expect(receipt.lines).toEqual([{ line: 'step', quantity: 'useMs', per: 60_000, unitMinor: 80, amountMinor: 160 }]);
    await expectBooksHold(house, [ada]);
  });

  test('whose renewal was lost once is renewed all the same', async () => {
    let lost = 0;
    room().lose({ down: (seen) => isRenew(seen) && lost++ === 0 });
    await house.pass(10 * MINUTE_MS, 1_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect((await stopAndProve()).endReason).toBe('stopped');
  });

  test('whose renewal was obeyed but not answered is renewed, and holds nobody up', async () => {
    const mute = room().lose({ up: ({ topic }) => topic.includes('/up/res/') });
    await house.pass(62_000, 1_000);
    mute();
    await house.pass(3_000, 500);
    expect((await ada.read(sessionId)).state).toBe('active');
    must(await ada.set(sessionId, 'dimmer', 20, (await ada.read(sessionId)).reportedVer));
    await house.pass(2_000, 500);
    expect((await ada.read(sessionId)).controls.find(({ name }) => name === 'dimmer')?.reported).toBe(20);
    await house.pass(10 * MINUTE_MS, 1_000);
    expect((await stopAndProve()).endReason).toBe('stopped');
  });

  test('that a lost answer may have prolonged is believed before money moves (R5)', async () => {
    const mute = room().lose({ up: ({ topic }) => topic.includes('/up/res/') });
    await house.pass(62_000, 1_000);
    room().wire.disconnect();
    mute();
    const endsByTheGatewayMs = await leaseEndsAtMs();
    // The device took the longer lease: at the end of the known one it still runs.
    await house.pass(endsByTheGatewayMs + 30_000 - house.clock.nowMs(), 1_000);
    expect(flash()?.session?.ses).toBe(sessionId);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect((await ada.wallet()).heldMinor).toBe(8_000n);
    await house.pass(11 * MINUTE_MS, 5_000);
    expect(flash()?.session).toBeNull();
    // R5: its lease proves that it ended; when nobody tapped, what is proven counts, exactly, and it is counted (R16).
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stop-unproven', rounding: 'exact' });
    expect((await house.store.standing('ada', { sinceMs: 0 })).waivers).toEqual({ total: 1, byObject: { 'room-101': 1 } });
    await expectBooksHold(house, [ada]);
  });

  test('goes on in a new boot: the receipt leaves out the time without power', async () => {
    await house.pass(59_000, 1_000);
    const boot = (await house.store.device('room-101'))?.boot?.boot;
    room().runtime.powerCut(20_000);
    await house.pass(21_000, 1_000);
    expect((await house.store.device('room-101'))?.boot?.boot).not.toBe(boot);
    await house.pass(59_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    // Renewed for the new boot long before the shortened rest would have run out.
    expect(await leaseEndsAtMs()).toBeGreaterThan(house.clock.nowMs() + 5 * MINUTE_MS);
    const receipt = await stopAndProve();
    expect(receipt.usage.useMs).toBe(120_000);
    expect(receipt.endReason).toBe('stopped');
  });

  test('goes on after a reboot in the middle of a renewal', async () => {
    const deaf = room().lose({ down: isRenew });
    await house.pass(61_000, 1_000);
    deaf();
    room().runtime.powerCut(1_000);
    await house.pass(60_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect((await stopAndProve()).endReason).toBe('stopped');
  });

  test('survives a short absence of the device', async () => {
    await house.pass(40_000, 1_000);
    room().wire.disconnect();
    await house.pass(30_000, 1_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', online: false });
    room().wire.reconnect();
    await house.pass(5 * MINUTE_MS, 1_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', online: true });
    const receipt = await stopAndProve();
    expect(receipt.usage.useMs).toBe(371_000);
  });
});

describe('a gateway that is away', () => {
  test('for a moment goes on where it was, with an exact receipt', async () => {
    await house.pass(30_000, 1_000);
    await house.stopGateway();
    await house.pass(20_000, 1_000);
    await house.startGateway();
    await house.pass(10_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect((await stopAndProve()).usage.useMs).toBe(61_000);
  });

  test('row 11: for longer than the lease finds the use ended, and bills it exactly', async () => {
    await house.stopGateway();
    await house.pass(10 * MINUTE_MS, 5_000);
    expect(flash()?.session).toBeNull();
    await house.startGateway();
    await house.pass(2_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'lease-lapsed', rounding: 'exact', usage: { useMs: 120_000 }, totalMinor: 160 });
    await expectBooksHold(house, [ada]);
  });

  test('right after a tap on Stop stops when it is back', async () => {
    await house.pass(30_000, 1_000);
    const deaf = room().lose({ down: ({ body }) => body.act === 'stop' });
    must(await ada.stop(sessionId));
    await house.stopGateway();
    deaf();
    await house.pass(3_000);
    await house.startGateway();
    await house.pass(3_000);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped' });
    await expectBooksHold(house, [ada]);
  });

  test('with a wish in its queue still sends it', async () => {
    const { reportedVer } = await ada.read(sessionId);
    const mute = room().lose({ up: ({ topic }) => topic.includes('/up/res/') });
    must(await ada.set(sessionId, 'dimmer', 30, reportedVer));
    must(await ada.set(sessionId, 'setpoint', 200, reportedVer));
    await house.stopGateway();
    mute();
    await house.startGateway();
    await house.pass(8_000, 500);
    const controls = (await ada.read(sessionId)).controls.map(({ name, reported }) => [name, reported]);
    expect(Object.fromEntries(controls)).toMatchObject({ dimmer: 30, setpoint: 200 });
  });
});

test('a wish whose turn was forgotten in a crash gets it by its own deadline', async () => {
  const { reportedVer } = await ada.read(sessionId);
  room().lose({ down: ({ body }) => body.act === 'call' });
  must(await ada.call(sessionId));
  must(await ada.set(sessionId, 'dimmer', 30, reportedVer));
  await house.settle();
  const call = (await house.store.dossier(sessionId))?.commands.find(({ intent }) => intent.act === 'call');
  if (!call) throw new Error('no call');
  // Committed by a gateway that died before it could give the next one its turn.
  const outcome = { status: 'succeeded', code: 'OK', ran: true, detail: null, jws: null, atMs: house.clock.nowMs() } as const;
  await house.store.commit([{ change: 'command-resolved', commandId: call.commandId, outcome }]);
  await house.pass(3_000, 500);
  expect((await ada.read(sessionId)).controls.find(({ name }) => name === 'dimmer')?.reported).toBe(30);
});
