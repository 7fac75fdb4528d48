// Review: what contradicts itself waits for a person without standing in anybody's way, and ends in the payer's favour (R11, rows 19, 23).

import { afterEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { changesOf } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, createStaff, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { sessionsInReview } from '../support/stored.ts';
import { openStreet } from '../support/street.ts';

const SECOND = 1_000;
const nothing = { heldMinor: 0, capturedMinor: 0, refundedMinor: 0 };
const alarmsOf = (house: House): number =>
  Object.entries(house.metrics)
    .filter(([name]) => name.startsWith('money_invariant_alarms'))
    .reduce((sum, [, count]) => sum + count, 0);

describe('a wallet that contradicts our books', () => {
  let close = async (): Promise<void> => {};
  afterEach(() => close());

  async function open() {
    const street = await openStreet('host');
    close = () => street.close();
    return street;
  }

  test('row 19: by capturing another amount is looked at by a person, and the object is free meanwhile', async () => {
    const { ada, house, stage, ride, stop, press } = await open();
    const { sessionId, holdId } = await ride();
    stage.fault({ act: 'capture', fault: 'lie-amount', times: 9 }, { act: 'status', fault: 'lie-amount', times: 99 });
    await stop(sessionId);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'review', review: { reason: 'capture-differs' } });
    expect(alarmsOf(house)).toBeGreaterThan(0);
    await expect(ada.receipt(sessionId)).rejects.toThrow('receipt.not-yet');
    expect(await sessionsInReview(house.store)).toEqual([sessionId]);
    // Nothing is asked any more: a wallet that is wrong is not asked until it is right.
    const asked = changesOf(house, 'operation-attempted').length;
    await house.pass(HOUR_MS, MINUTE_MS);
    expect(changesOf(house, 'operation-attempted')).toHaveLength(asked);
    const next = await press();
    await house.pass(20 * SECOND, SECOND);
    expect((await ada.read(next.sessionId)).state).toBe('active');
    await stop(next.sessionId);
    expect((await house.store.hold(holdId))?.state).toBe('capturing');
  });

  test('row 19: is settled at what was frozen when nobody decides, and asked for what it took beyond', async () => {
    const { ada, house, stage, ride, stop } = await open();
    const { sessionId, holdId } = await ride();
    stage.fault({ act: 'capture', fault: 'lie-amount', times: 9 });
    await stop(sessionId);
    expect((await ada.read(sessionId)).state).toBe('review');
    await house.pass(4 * DAY_MS, HOUR_MS);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    expect(stage.moneyOf(holdId)).toMatchObject({ capturedMinor: 400, refundedMinor: 1 });
    expect((await house.store.operation(opKeys.refund(sessionId, holdId, 'excess')))?.amountMinor).toBe(1n);
  });

  test('row 19: by capturing less than was frozen is settled at what it took when nobody decides, and holds up nobody', async () => {
    const { ada, house, stage, ride, stop, press } = await open();
    const { sessionId, holdId } = await ride();
    const less = { fault: 'lie-amount', byMinor: -150, times: 99 } as const;
    stage.fault({ act: 'capture', ...less }, { act: 'status', ...less });
    await stop(sessionId);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'review', review: { reason: 'capture-differs' } });
    const next = await press();
    await house.pass(20 * SECOND, SECOND);
    expect((await ada.read(next.sessionId)).state).toBe('active');
    await stop(next.sessionId);
    await house.pass(3 * DAY_MS, HOUR_MS);
    // The bill is what was agreed to, and what the wallet left is given back: the payer is asked for no more than it took.
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    const company = createCompany(house, ada);
    expect(await company.corrections(sessionId)).toMatchObject({
      paidMinor: 400,
      refundedMinor: 150,
      refunds: [{ amountMinor: 150, state: 'done', by: 'review' }],
    });
    expect(await house.store.hold(holdId)).toMatchObject({ state: 'captured', capturedMinor: 400n, refundedMinor: 150n });
    expect(await house.store.uncollectedOf('ada')).toEqual([]);
    const parts = await house.store.books<{ sum: number }>(
      "SELECT sum(p.delta_minor) AS sum FROM postings p JOIN transfers t USING (transfer_id) WHERE t.session_id = ? AND p.account LIKE 'clearing:%'",
      [sessionId],
    );
    expect(Number(parts[0]?.sum)).toBe(-250);
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
    // What is given back later is asked of the wallet by itself: what it never took it cannot return.
    must(await createStaff(house).refund(sessionId, 250n));
    await house.settle();
    expect(stage.moneyOf(holdId).refundedMinor).toBe(100);
    expect(await house.store.operation(opKeys.refund(sessionId, holdId, '1'))).toMatchObject({ state: 'done' });
  });

  test.each([
    'lie-kind',
    'lie-currency',
    'lie-hold',
  ] as const)('row 19: by %s is asked once more when the time is over, and may come to its senses', async (fault) => {
    const { ada, house, stage, ride, stop } = await open();
    const { sessionId, holdId } = await ride();
    stage.fault({ act: 'capture', fault, times: 9 });
    await stop(sessionId);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'review', review: { reason: 'capture-differs' } });
    stage.fault();
    await house.pass(4 * DAY_MS, HOUR_MS);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    expect(stage.moneyOf(holdId)).toEqual({ ...nothing, capturedMinor: 400 });
  });

  test('row 23: by having captured what we release is looked at by a person, again each day', async () => {
    const { ada, house, stage, press } = await open();
    house.device('pod-1').lose({ down: ({ body }) => body.act === 'start' });
    stage.fault({ act: 'void', fault: 'decline', code: 'already_captured', times: 99 });
    const { sessionId, holdId } = await press();
    await house.pass(3 * MINUTE_MS, SECOND);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'review', review: { reason: 'void-of-captured' } });
    const before = alarmsOf(house);
    await house.pass(5 * DAY_MS, HOUR_MS);
    // What it may have taken is asked back; as long as it will not say so, nobody calls it over.
    expect((await house.store.operation(opKeys.refund(sessionId, holdId, 'excess')))?.amountMinor).toBe(5_900n);
    expect((await ada.read(sessionId)).state).toBe('review');
    expect(alarmsOf(house)).toBeGreaterThan(before);
  });

  test('by refusing what it has to do is looked at by a person, and lets go of the payer when nobody decides', async () => {
    const { ada, house, stage, ride, stop } = await open();
    const { sessionId, holdId } = await ride();
    stage.fault({ act: 'capture', fault: 'decline', code: 'key_reuse_mismatch', times: 9 });
    await stop(sessionId);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'review', review: { reason: 'wallet-refuses' } });
    expect(stage.moneyOf(holdId).heldMinor).toBe(5_900);
    await house.pass(3 * DAY_MS + HOUR_MS, HOUR_MS);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', end: { reason: 'review', finalMinor: 0 } });
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ totalMinor: 0, releasedMinor: 5_900 });
    expect(stage.moneyOf(holdId)).toEqual(nothing);
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  });

  test('by saying nothing for a day is looked at by a person, and its late word still counts', async () => {
    const { ada, house, stage, ride, stop, deliver } = await open();
    const { sessionId } = await ride();
    stage.fault({ act: 'capture', fault: 'pend' });
    await stop(sessionId);
    await deliver();
    await house.pass(DAY_MS + HOUR_MS, 10 * MINUTE_MS);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'review', review: { reason: 'wallet-refuses' } });
    stage.complete(null);
    await deliver();
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
  });
});

describe('books that break a promise of our own', () => {
  let house: House;
  let ada: Person;
  /** The session whose row reads as if less were held than is due: settling it must not go through. */
  let spoiled: string | null = null;
  afterEach(async () => {
    spoiled = null;
    await house.close();
  });

  /** A database with one row that nobody can explain. */
  function spoil(store: OwnedStore): OwnedStore {
    return {
      ...store,
      async dossier(sessionId) {
        const dossier = await store.dossier(sessionId);
        if (!dossier || sessionId !== spoiled) return dossier;
        const hold = { ...dossier.hold, state: 'capturing' as const };
        return { ...dossier, hold, holds: [hold] };
      },
    };
  }

  test('send the session to a person, count an alarm, and hold up nobody else (R11)', async () => {
    const clock = { nowMs: () => Date.UTC(2026, 10, 21, 4) };
    house = await openHouse({
      objects: ['pod-1', 'pod-2'],
      store: spoil(openSqliteStore({ path: ':memory:', clock })),
      onError: () => {},
    });
    ada = await createPerson(house, 'ada');
    const [one, two] = [must(await ada.start('pod-1')).sessionId, must(await ada.start('pod-2')).sessionId];
    await house.pass(20 * SECOND, SECOND);
    spoiled = one;
    for (const sessionId of [one, two]) must(await ada.stop(sessionId));
    await house.pass(10 * SECOND, SECOND);
    expect((await house.store.session(one))?.review?.reason).toBe('invariant-broken');
    expect((await ada.provenReceipt(two)).totalMinor).toBe(400);
    expect(house.metrics['money_invariant_alarms:broken']).toBe(1);
    // The end record is stored all the same, and its object is free.
    expect(changesOf(house, 'journal-stored').some(({ record }) => record.entry.ses === one && record.entry.ev === 'ended')).toBe(
      true,
    );
    spoiled = null;
    expect(must(await ada.start('pod-1')).status).toBe(201);
    // Nobody decided: nobody pays by books that are in doubt.
    await house.pass(3 * DAY_MS, HOUR_MS);
    expect(await ada.read(one)).toMatchObject({ state: 'closed', end: { reason: 'review', finalMinor: 0 } });
    expect(await ada.wallet()).toMatchObject({ heldMinor: 0n });
  });

  test('in deciding a review leave it to a person: asked by staff or by time, it is brought up again a day later (R11)', async () => {
    const clock = { nowMs: () => Date.UTC(2026, 10, 21, 4) };
    house = await openHouse({
      objects: ['pod-1'],
      store: spoil(openSqliteStore({ path: ':memory:', clock })),
      onError: () => {},
    });
    ada = await createPerson(house, 'ada');
    const staff = createStaff(house);
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(20 * SECOND, SECOND);
    spoiled = sessionId;
    must(await ada.stop(sessionId));
    await house.pass(10 * SECOND, SECOND);
    expect(house.metrics['money_invariant_alarms:broken']).toBe(1);

    const answer = documentOf(must(await staff.resolveReview(sessionId)));
    expect(answer).toMatchObject({ sessionId, state: 'review', because: 'invariant-broken' });
    expect(house.metrics['money_invariant_alarms:broken']).toBe(2);
    expect((await house.store.session(sessionId))?.review?.dueAtMs).toBe(house.clock.nowMs() + DAY_MS);

    await house.pass(DAY_MS + HOUR_MS, HOUR_MS);
    expect(house.metrics['money_invariant_alarms:broken']).toBe(3);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'review', review: { reason: 'invariant-broken' } });

    // Once the books can be read again, its time decides it as ever.
    spoiled = null;
    await house.pass(DAY_MS + HOUR_MS, HOUR_MS);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', end: { reason: 'review', finalMinor: 0 } });
  });
});
