// Orders at a table whose hold grows: one tap sets aside what is missing and sends the order, and never more than was agreed to (R6, R13).
import { afterEach, describe, expect, test } from 'vitest';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { changesOf, expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { withHoldRule } from '../support/raised-tariff.ts';
import { attemptsOf, openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
const TABLE = 'table-7';
/** The base of 2.00 and one dish of 38.00 fit into what is held at first. */
const growing = withHoldRule('noodle-bar', { atStartMinor: 5_000n, stepMinor: 5_000n, mostMinor: 20_000n });
const noodles = (quantity: number) => [{ itemId: 'beef-noodles', quantity }];
const exceeds = (leftMinor: bigint) => ({ ok: false, error: { code: 'order.exceeds-hold', leftMinor, currency: 'CNY' } });

describe('with the embedded ledger', () => {
  let house: House;
  let ada: Person;
  let sessionId: string;
  afterEach(async () => {
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
    await house.close();
  });

  async function sit(walletMinor: bigint): Promise<void> {
    house = await openHouse({ objects: [TABLE], venue: growing });
    ada = await createPerson(house, 'ada', walletMinor);
    sessionId = must(await ada.start(TABLE)).sessionId;
    await house.pass(SECOND);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', heldMinor: 5_000, mostMinor: 20_000 });
  }

  test('an order above the hold raises it in the same commit, by a step or by what it needs', async () => {
    await sit(50_000n);
    must(await ada.order(sessionId, noodles(1)));
    expect((await ada.wallet()).heldMinor).toBe(5_000n);
    must(await ada.order(sessionId, noodles(1)));
    expect((await ada.wallet()).heldMinor).toBe(10_000n);
    must(await ada.order(sessionId, noodles(3)));
    expect((await ada.wallet()).heldMinor).toBe(19_200n);
    await house.pass(2 * SECOND);
    must(await ada.stop(sessionId));
    await house.pass(5 * SECOND, SECOND);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(200 + 5 * 3_800);
    await expectBooksHold(house, [ada]);
  });

  test('above the most that was agreed to it is refused whole, with what can still be ordered', async () => {
    await sit(50_000n);
    must(await ada.order(sessionId, noodles(2)));
    expect(await ada.order(sessionId, noodles(4))).toEqual(exceeds(20_000n - 7_800n));
    expect((await ada.wallet()).heldMinor).toBe(10_000n);
    must(await ada.order(sessionId, noodles(3)));
  });

  test('above what is in the wallet it is refused whole, with what can still be ordered', async () => {
    await sit(6_000n);
    expect(await ada.order(sessionId, noodles(2))).toEqual(exceeds(6_000n - 200n));
    expect(await ada.wallet()).toMatchObject({ heldMinor: 5_000n, availableMinor: 1_000n });
    expect(changesOf(house, 'command-added').filter(({ command }) => command.intent.act === 'order')).toEqual([]);
  });

  test('two orders at once that only one of them can be paid: one is taken, and the hold is right', async () => {
    await sit(9_000n);
    const both = await Promise.all([ada.order(sessionId, noodles(2)), ada.order(sessionId, noodles(2))]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toEqual(exceeds(9_000n - 7_800n));
    expect(await ada.wallet()).toMatchObject({ heldMinor: 7_800n, availableMinor: 1_200n });
  });
});

describe.each(['host', 'card'] as const)('with the %s wallet', (name) => {
  let street: Street;
  let sessionId: string;
  let holdId: string;
  afterEach(async () => {
    expect(await checkInvariants(street.house.store.books, { billsSinceMs: 0 })).toEqual([]);
    await street.close();
  });

  async function sit(): Promise<void> {
    street = await openStreet(name, [TABLE], { venue: growing });
    ({ sessionId, holdId } = await street.press(TABLE));
    await street.house.pass(2 * SECOND, SECOND);
    expect((await street.ada.read(sessionId)).state).toBe('active');
  }
  const ordersSent = () =>
    changesOf(street.house, 'command-added').filter(({ command }) => command.intent.act === 'order').length;

  test('one tap asks the wallet first, and the kitchen after its yes', async () => {
    await sit();
    const { ada, house, stage } = street;
    expect(must(await ada.order(sessionId, noodles(2))).status).toBe(201);
    expect(stage.moneyOf(holdId).heldMinor).toBe(10_000);
    const order = house.changes.flatMap((change) => {
      if (change.change === 'operation-added' && change.operation.kind === 'increment') return ['asked'];
      if (change.change === 'operation-resolved' && change.opKey.includes(':inc:')) return [change.state];
      return change.change === 'order-placed' ? ['ordered'] : [];
    });
    expect(order).toEqual(['asked', 'done', 'ordered']);
    await house.pass(2 * SECOND, SECOND);
    await street.stop(sessionId);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(200 + 2 * 3_800);
    expect(stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: 7_800, refundedMinor: 0 });
  });

  test('row 13: a wallet that will not is asked once; nothing is sent, and what is held can still be spent', async () => {
    await sit();
    const { ada, house, stage } = street;
    stage.fault({ act: 'increment', fault: 'decline', code: 'insufficient_funds', times: 9 });
    for (let tap = 0; tap < 2; tap += 1) expect(await ada.order(sessionId, noodles(2))).toEqual(exceeds(4_800n));
    expect(attemptsOf(house, opKeys.increment(sessionId, holdId, 1))).toBe(1);
    expect(ordersSent()).toBe(0);
    must(await ada.order(sessionId, noodles(1)));
  });

  test('row 12: a wallet that has not said yet sends nothing; the same key goes through once it has', async () => {
    await sit();
    const { ada, house, stage } = street;
    stage.fault({ act: 'increment', fault: 'lose-request', times: 99 }, { act: 'status', fault: 'lose-request', times: 99 });
    const waiting = ada.order(sessionId, noodles(2), 'hungry');
    await house.settle();
    // Whatever is new of the session ends the wait; nothing was heard of the wallet.
    house.device(TABLE).runtime.act('printerOffline');
    await house.settle();
    expect(await waiting).toEqual(exceeds(4_800n));
    expect(ordersSent()).toBe(0);
    house.device(TABLE).runtime.act('printerOnline');
    stage.fault();
    await house.pass(20 * SECOND, SECOND);
    expect(must(await ada.order(sessionId, noodles(2), 'hungry')).status).toBe(201);
    expect(stage.moneyOf(holdId).heldMinor).toBe(10_000);
    expect(changesOf(house, 'operation-added').filter(({ operation }) => operation.kind === 'increment')).toHaveLength(1);
  });
});
