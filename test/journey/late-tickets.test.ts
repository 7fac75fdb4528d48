// Late tickets: a table that nobody hears while it prints is neither free food nor a bill for what was never printed.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#protocol';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { ledgerTotals } from '../support/stored.ts';

const SECOND = 1_000;
const noodles = [{ itemId: 'beef-noodles', quantity: 4 }];
let house: House;
let ada: Person;
let sessionId: string;

beforeEach(async () => {
  house = await openHouse({ objects: ['table-7'], persons: true });
  ada = await createPerson(house, 'ada', 200_000n);
  ({ sessionId } = must(await ada.start('table-7')));
  await house.pass(20 * SECOND, SECOND);
});
afterEach(async () => {
  expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  await house.close();
});

const looksLike = async () => {
  const { state, orders, end } = await ada.read(sessionId);
  return { state, orders: orders.map((order) => order.state), finalMinor: end?.finalMinor ?? null };
};
const audited = async () =>
  (await house.store.books<{ what: string }>("SELECT what FROM audit_rows WHERE what LIKE 'late-ticket%'")).map(
    ({ what }) => what,
  );

/** The order goes out, nothing of what the table says comes back, and then its line is dead until its lease is long over. */
async function orderIntoSilence(isPrinted: boolean): Promise<() => Promise<void>> {
  const table = house.device('table-7');
  const back = table.lose({ up: ({ topic }) => !topic.includes('online'), down: () => !isPrinted });
  must(await ada.order(sessionId, noodles));
  await house.pass(5 * SECOND, SECOND);
  table.wire.disconnect();
  await house.pass(12 * MINUTE_MS, 5 * SECOND);
  return async () => {
    back();
    table.wire.reconnect();
    await house.pass(30 * SECOND, SECOND);
  };
}

describe('a table whose line is jammed while it prints', () => {
  test('is not settled before it has said what it printed, and then all of it is on the bill', async () => {
    const comeBack = await orderIntoSilence(true);
    expect(await looksLike()).toEqual({ state: 'review', orders: ['sent'], finalMinor: null });
    await comeBack();
    const { state, orders, finalMinor } = await looksLike();
    expect({ state, orders }).toEqual({ state: 'closed', orders: ['printed'] });
    expect(finalMinor).toBeGreaterThan(15_000);
    expect((await ada.wallet()).availableMinor).toBe(200_000n - BigInt(finalMinor ?? 0));
    expect(await audited()).toEqual([]);
  });

  test('bills nothing that was not printed', async () => {
    const comeBack = await orderIntoSilence(false);
    expect(await looksLike()).toEqual({ state: 'review', orders: ['sent'], finalMinor: null });
    await comeBack();
    const { state, orders, finalMinor } = await looksLike();
    expect({ state, orders }).toEqual({ state: 'closed', orders: ['refused'] });
    expect(finalMinor).toBeLessThan(1_000);
  });

  test('owes what it proves only after the bill: the next start waits, and the venue has it once it is paid', async () => {
    const comeBack = await orderIntoSilence(true);
    await house.pass(73 * HOUR_MS, HOUR_MS);
    const settled = await looksLike();
    expect(settled).toMatchObject({ state: 'closed', orders: ['sent'] });
    expect(settled.finalMinor).toBeLessThan(1_000);
    await comeBack();
    expect(await looksLike()).toEqual({ ...settled, orders: ['printed'] });
    expect(await audited()).toEqual(['late-ticket-owed']);
    const company = createCompany(house, ada);
    const { owedMinor } = await company.corrections(sessionId);
    expect(owedMinor).toBeGreaterThan(15_000);
    const before = (await ada.wallet()).availableMinor;
    expect(await ada.start('table-7')).toMatchObject({ ok: false, error: { code: 'wallet.owed' } });

    must(await company.payOwed());
    expect((await ada.wallet()).availableMinor).toBe(before - BigInt(owedMinor));
    expect((await company.corrections(sessionId)).owedMinor).toBe(0);
    expect(await company.payOwed()).toMatchObject({ ok: false, error: { code: 'owed.nothing' } });
    must(await ada.start('table-7'));
    expect(Object.values(await ledgerTotals(house.store)), 'M1').toEqual([0n]);
  });

  test('that never printed owes nothing after the bill either', async () => {
    const comeBack = await orderIntoSilence(false);
    await house.pass(73 * HOUR_MS, HOUR_MS);
    await comeBack();
    expect(await looksLike()).toMatchObject({ state: 'closed', orders: ['sent'] });
    expect(await audited()).toEqual([]);
    must(await ada.start('table-7'));
  });
});
