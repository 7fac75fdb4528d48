// Increments while somebody uses an object: money is set aside before it runs short, the lease waits for it, and its end is announced (R6).

import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { dueMinor, pricingOf } from '../../gateway/domain/tariff/price.ts';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import { changesOf, expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { withHoldRule } from '../support/raised-tariff.ts';
import { transfersOf, unansweredKeys } from '../support/stored.ts';
import { attemptsOf, openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
/** Half the way through the room's first ten minutes. */
const room = withHoldRule('day-room', { atStartMinor: 400n, stepMinor: 400n, mostMinor: 8_000n });
const pod = withHoldRule('pod-by-the-minute', { atStartMinor: 700n, stepMinor: 500n, mostMinor: 5_900n });

describe('with the embedded ledger', () => {
  let house: House;
  let ada: Person;
  let sessionId: string;
  afterEach(async () => house.close());

  async function begin(walletMinor: bigint): Promise<void> {
    house = await openHouse({ objects: ['room-101'], persons: false, venue: room });
    ada = await createPerson(house, 'ada', walletMinor);
    must(await ada.pair('room-101', house.pairingCode));
    sessionId = must(await ada.start('room-101')).sessionId;
    await house.pass(SECOND);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', heldMinor: 400, mostMinor: 8_000 });
  }

  test('the hold rises with the use, and a lease never promises more than it pays', async () => {
    await begin(50_000n);
    for (let minute = 0; minute < 30; minute += 1) {
      await house.pass(MINUTE_MS, 5 * SECOND);
      const session = await house.store.session(sessionId);
      if (!session?.lease) throw new Error('no lease');
      const leftMs = session.lease.endsAtMs - house.clock.nowMs();
      const sinceMs = house.clock.nowMs() - (session.usageAtMs ?? 0);
      const atLeaseEnd = { ...session.usage, useMs: session.usage.useMs + sinceMs + Math.max(0, leftMs) };
      expect(dueMinor(pricingOf(session), atLeaseEnd, []), `minute ${minute}`).toBeLessThanOrEqual(session.heldMinor);
    }
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', runsOut: null });
    const transfers = await transfersOf(house.store, sessionId);
    const raises = transfers.filter(({ kind }) => kind === 'increment').map(({ opKey }) => opKey);
    const { holdId } = (await house.store.session(sessionId)) ?? { holdId: '' };
    expect(raises.length).toBeGreaterThan(2);
    expect(raises).toEqual(raises.map((_, n) => opKeys.increment(sessionId, holdId, n + 1)));
    must(await ada.stop(sessionId));
    await house.pass(2 * SECOND);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt.totalMinor).toBe(31 * 80);
    expect((await ada.wallet()).heldMinor).toBe(0n);
    await expectBooksHold(house, [ada]);
  });

  test('row 13: a wallet that runs dry is announced, the lease lapses, and the old hold pays exactly', async () => {
    await begin(1_000n);
    const warned: (string | undefined)[] = [];
    for (let minute = 0; minute < 20; minute += 1) {
      await house.pass(MINUTE_MS, 5 * SECOND);
      warned.push((await ada.read(sessionId)).runsOut?.because);
    }
    // Told minutes before the end, and only when it was true.
    expect(warned.filter((because) => because === 'declined').length).toBeGreaterThan(2);
    expect(warned[0]).toBeUndefined();
    expect(house.device('room-101').runtime.peek()?.flash.session).toBeNull();
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'lease-lapsed', rounding: 'exact' });
    expect(receipt.totalMinor).toBeLessThanOrEqual(1_000);
    expect(receipt.totalMinor).toBeGreaterThan(800);
    const told = (await house.store.sessionEvents(sessionId, 0)).filter(({ what }) => what === 'lease-not-renewed');
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(12);
    await expectBooksHold(house, [ada], 1_000n);
  });

  test('a top-up in time lets it go on', async () => {
    await begin(1_000n);
    await house.pass(8 * MINUTE_MS, 5 * SECOND);
    expect((await ada.read(sessionId)).runsOut?.because).toBe('declined');
    const more = { topUpId: 'top-more', tenantId: 'demo', personId: 'ada', currency: 'CNY', amountMinor: 5_000n };
    await house.core.topUp(more);
    await house.pass(20 * MINUTE_MS, 5 * SECOND);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', runsOut: null });
    await expectBooksHold(house, [ada], 6_000n);
  });

  test('the most that was agreed to is never held beyond, and its end is announced as such', async () => {
    house = await openHouse({
      objects: ['room-101'],
      persons: false,
      venue: withHoldRule('day-room', { atStartMinor: 400n, stepMinor: 400n, mostMinor: 1_000n }),
    });
    ada = await createPerson(house, 'ada');
    must(await ada.pair('room-101', house.pairingCode));
    sessionId = must(await ada.start('room-101')).sessionId;
    await house.pass(9 * MINUTE_MS, 5 * SECOND);
    expect(await ada.read(sessionId)).toMatchObject({ heldMinor: 1_000, runsOut: { because: 'most-reached' } });
    await house.pass(10 * MINUTE_MS, 5 * SECOND);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBeLessThanOrEqual(1_000);
    await expectBooksHold(house, [ada]);
  });
});

describe.each(['host', 'card'] as const)('with the %s wallet', (name) => {
  let street: Street;
  afterEach(async () => {
    await street.expectBooksBalance();
    await street.close();
  });

  async function ride() {
    street = await openStreet(name, ['pod-1'], { venue: pod, persons: false });
    const { house } = street;
    const pressed = await street.press('pod-1');
    await house.pass(SECOND, 250);
    for (const act of ['openDoor', 'enter', 'closeDoor']) house.device('pod-1').runtime.act(act);
    await house.pass(5 * SECOND, SECOND);
    expect((await street.ada.read(pressed.sessionId)).state).toBe('active');
    return pressed;
  }
  const leave = async (sessionId: string): Promise<void> => {
    street.house.device('pod-1').runtime.act('leave');
    must(await street.ada.stop(sessionId));
    await street.house.pass(6 * SECOND, SECOND);
  };

  test('the wish has its final key and total before the call, and the lease its yes before it is renewed', async () => {
    const { sessionId, holdId } = await ride();
    await street.house.pass(3 * MINUTE_MS, 5 * SECOND);
    const order = street.house.changes.flatMap((change) => {
      if (change.change === 'operation-added' && change.operation.kind === 'increment') return ['wish'];
      if (change.change === 'operation-attempted' && change.opKey.includes(':inc:')) return ['asked'];
      if (change.change === 'hold-changed' && change.hold.heldMinor > 700n) return ['held'];
      return change.change === 'command-added' && change.command.intent.act === 'renew' ? ['renewed'] : [];
    });
    expect(order.slice(0, 4)).toEqual(['wish', 'asked', 'held', 'renewed']);
    const { heldMinor } = (await street.house.store.session(sessionId)) ?? { heldMinor: 0n };
    expect(heldMinor).toBeGreaterThan(700n);
    expect(street.stage.moneyOf(holdId).heldMinor).toBe(Number(heldMinor));
    await leave(sessionId);
    expect((await street.ada.provenReceipt(sessionId)).totalMinor).toBe(300 + 4 * 100);
    expect(street.stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: 700, refundedMinor: 0 });
  });

  test('row 12: a reply that is lost is asked for under the same key, and no lease is renewed before it', async () => {
    const { sessionId, holdId } = await ride();
    street.stage.fault({ act: 'increment', fault: 'lose-reply', times: 2 }, { act: 'status', fault: 'lose-reply', times: 2 });
    const before = (await street.house.store.session(sessionId))?.lease?.endsAtMs;
    const isAsked = () => changesOf(street.house, 'operation-added').some(({ operation }) => operation.kind === 'increment');
    while (!isAsked()) await street.house.pass(SECOND, SECOND);
    expect((await street.house.store.session(sessionId))?.lease?.endsAtMs).toBe(before);
    expect(changesOf(street.house, 'command-added').filter(({ command }) => command.intent.act === 'renew')).toEqual([]);
    await street.house.pass(2 * MINUTE_MS, SECOND);
    expect((await street.ada.read(sessionId)).state).toBe('active');
    const key = opKeys.increment(sessionId, holdId, 1);
    expect(attemptsOf(street.house, key)).toBeGreaterThan(1);
    expect(await street.house.store.operation(key)).toMatchObject({ state: 'done' });
    expect((await street.house.store.session(sessionId))?.lease?.endsAtMs).toBeGreaterThan(before ?? 0);
    await leave(sessionId);
    expect((await street.ada.read(sessionId)).state).toBe('closed');
  });

  test('row 12: a yes that comes after the stop is released with the rest', async () => {
    const { sessionId, holdId } = await ride();
    street.stage.fault({ act: 'increment', fault: 'lose-reply', times: 99 }, { act: 'status', fault: 'lose-reply', times: 9 });
    await street.house.pass(70 * SECOND, SECOND);
    await leave(sessionId);
    await street.house.pass(20 * MINUTE_MS, 10 * SECOND);
    expect((await street.ada.provenReceipt(sessionId)).totalMinor).toBe(300 + 2 * 100);
    expect(street.stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: 500, refundedMinor: 0 });
    expect(await unansweredKeys(street.house.store)).toEqual([]);
  });

  test('row 13: a no warns the guest, who is not cut off; the old hold pays, and the rest is not owed', async () => {
    const { sessionId, holdId } = await ride();
    street.stage.fault({ act: 'increment', fault: 'decline', times: 99 });
    await street.house.pass(3 * MINUTE_MS, 5 * SECOND);
    expect((await street.ada.read(sessionId)).runsOut?.because).toBe('declined');
    const declined = (await street.house.store.sessionEvents(sessionId, 0)).filter(({ what }) => what === 'increment-declined');
    expect(declined).toHaveLength(1);
    await street.house.pass(6 * MINUTE_MS, 5 * SECOND);
    // The money is spent and the guest still inside: asked to leave, and never locked in or out.
    expect(await street.ada.read(sessionId)).toMatchObject({ state: 'stopping' });
    expect(street.stage.moneyOf(holdId).heldMinor).toBe(700);
    street.house.device('pod-1').runtime.act('leave');
    await street.house.pass(6 * SECOND, SECOND);
    const receipt = await street.ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ totalMinor: 700 });
    expect(street.stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: 700, refundedMinor: 0 });
    expect(await street.house.store.uncollectedOf('ada')).toEqual([]);
  });
});
