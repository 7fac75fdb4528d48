// People with a wallet elsewhere: refunds that are lost, refused or made past us, guests with their own wallet, disputes, top-ups that turn.
import { afterEach, describe, expect, test } from 'vitest';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { type CardStage, openCardStage } from '../contract/wallet/card-stage.ts';
import { changesOf } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, createStaff, documentOf } from '../support/people.ts';
import { createPerson, must } from '../support/person.ts';
import { openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
let street: Street;
afterEach(async () => street.close());

const sound = async (house: House): Promise<void> =>
  expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);

/** A ride that is over and captured. */
async function captured(): Promise<{ sessionId: string; holdId: string; paidMinor: bigint }> {
  const { sessionId, holdId } = await street.ride();
  await street.stop(sessionId);
  await street.house.pass(10 * SECOND, SECOND);
  expect((await street.ada.read(sessionId)).state).toBe('closed');
  return { sessionId, holdId, paidMinor: BigInt((await street.ada.receipt(sessionId)).totalMinor) };
}

describe.each(['host', 'card'] as const)('a refund at the %s wallet', (name) => {
  test('is asked once, confirmed by the wallet, and only then counts as given', async () => {
    street = await openStreet(name);
    const { sessionId, holdId, paidMinor } = await captured();
    const staff = createStaff(street.house);
    const answer = documentOf<{ refunds: object[] }>(must(await staff.refund(sessionId, 100n)));
    expect(answer.refunds).toMatchObject([{ state: 'pending', amountMinor: 100 }]);
    await street.house.settle();
    must(await staff.refund(sessionId, paidMinor));
    await street.house.settle();
    expect(street.stage.moneyOf(holdId).refundedMinor).toBe(Number(paidMinor));
    const { refunds } = await createCompany(street.house, street.ada).corrections(sessionId);
    expect(refunds.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(changesOf(street.house, 'event-queued').filter(({ event }) => event.kind === 'refund.given')).toHaveLength(2);
    await sound(street.house);
  });

  test('row 24: whose reply is lost is asked again under the same key, and gives once', async () => {
    street = await openStreet(name);
    const { sessionId, holdId } = await captured();
    street.stage.fault({ fault: 'lose-reply', act: 'refund' });
    must(await createStaff(street.house).refund(sessionId, 100n));
    await street.house.pass(20 * SECOND, SECOND);
    expect(street.stage.moneyOf(holdId).refundedMinor).toBe(100);
    const attempts = changesOf(street.house, 'operation-attempted').filter(({ opKey }) => opKey.includes(':refund:'));
    expect(new Set(attempts.map(({ opKey }) => opKey))).toEqual(new Set([opKeys.refund(sessionId, holdId, '1')]));
    await sound(street.house);
  });

  test('row 24: that is refused goes on the list of what is owed, until somebody has paid it by hand', async () => {
    street = await openStreet(name);
    const { sessionId, holdId } = await captured();
    const code = name === 'card' ? 'failed' : 'account_blocked';
    street.stage.fault({ fault: name === 'card' ? 'pend' : 'decline', act: 'refund', code });
    const staff = createStaff(street.house);
    must(await staff.refund(sessionId, 100n));
    await street.house.settle();
    if (name === 'card') street.stage.complete(code);
    await street.deliver();
    await street.house.pass(5 * SECOND, SECOND);
    const [owed] = (await staff.matters()).owedRefunds;
    expect(owed).toMatchObject({ sessionId, amountMinor: 100, payerId: 'ada' });
    expect(street.stage.moneyOf(holdId).refundedMinor).toBe(0);
    const { refunds } = await createCompany(street.house, street.ada).corrections(sessionId);
    expect(refunds).toMatchObject([{ state: 'owed' }]);
    must(await staff.payOwedRefund(sessionId, owed?.refundId ?? ''));
    expect((await staff.matters()).owedRefunds).toEqual([]);
    expect(await staff.payOwedRefund(sessionId, owed?.refundId ?? '')).toMatchObject({ error: { code: 'refund.unknown' } });
    await sound(street.house);
  });

  test('waits for the one before it', async () => {
    street = await openStreet(name);
    const { sessionId, paidMinor } = await captured();
    street.stage.fault({ fault: 'lose-request', act: 'refund', times: 3 });
    const staff = createStaff(street.house);
    must(await staff.refund(sessionId, 100n));
    await street.house.settle();
    expect(await staff.refund(sessionId, paidMinor)).toMatchObject({ ok: false, error: { code: 'refund.under-way' } });
    await street.house.pass(60 * SECOND, SECOND);
    must(await staff.refund(sessionId, paidMinor));
    await street.house.settle();
    await sound(street.house);
  });
});

describe('a guest with a wallet elsewhere', () => {
  test('is let in, reserves with their own token, orders, and is captured on their own', async () => {
    street = await openStreet('host', ['table-7']);
    const { house, ada } = street;
    const ben = await createPerson(house, 'ben', 0n);
    const { sessionId } = await street.ride('table-7');
    const company = createCompany(house, ben);
    const { guestId } = documentOf<{ guestId: string }>(must(await company.ask('table-7')));
    must(await createCompany(house, ada).answer(sessionId, guestId, true));
    expect(await ben.read(sessionId)).toMatchObject({ role: 'let-in', asksMinor: 20_000, heldMinor: 0 });
    must(await company.enter(sessionId));
    await house.settle();
    expect(await ben.read(sessionId)).toMatchObject({ role: 'guest', heldMinor: 20_000 });
    must(await company.enter(sessionId));
    must(await ben.order(sessionId, [{ itemId: 'greens', quantity: 1 }]));
    await house.pass(3 * SECOND, SECOND);
    await street.stop(sessionId);
    await house.pass(10 * SECOND, SECOND);
    expect((await ben.provenReceipt(sessionId)).totalMinor).toBe(1_800);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(200);
    await sound(house);
  });

  test('who is declined is out again, and who leaves has everything back', async () => {
    street = await openStreet('host', ['table-7']);
    const { house, ada, stage } = street;
    const ben = await createPerson(house, 'ben', 0n);
    const { sessionId } = await street.ride('table-7');
    const company = createCompany(house, ben);
    const join = async (): Promise<void> => {
      const { guestId } = documentOf<{ guestId: string }>(must(await company.ask('table-7')));
      must(await createCompany(house, ada).answer(sessionId, guestId, true));
      must(await company.enter(sessionId));
      await house.pass(2 * SECOND, SECOND);
    };
    stage.fault({ fault: 'decline', act: 'authorize', code: 'insufficient_funds' });
    await join();
    expect(await ben.read(sessionId)).toMatchObject({ role: 'left', heldMinor: 0 });
    await join();
    expect(await ben.read(sessionId)).toMatchObject({ role: 'guest' });
    must(await company.leave(sessionId));
    await house.pass(5 * SECOND, SECOND);
    const dossier = await house.store.dossier(sessionId);
    expect(dossier?.holds.filter(({ role }) => role === 'guest').map(({ state }) => state)).toEqual(['declined', 'voided']);
    await street.stop(sessionId);
    await house.pass(10 * SECOND, SECOND);
    expect((await ada.read(sessionId)).state).toBe('closed');
    await sound(house);
  });

  test('R4 whose wallet answers after they left has it released', async () => {
    street = await openStreet('host', ['table-7']);
    const { house, ada, stage } = street;
    const ben = await createPerson(house, 'ben', 0n);
    const { sessionId } = await street.ride('table-7');
    const company = createCompany(house, ben);
    const { guestId } = documentOf<{ guestId: string }>(must(await company.ask('table-7')));
    must(await createCompany(house, ada).answer(sessionId, guestId, true));
    stage.fault({ fault: 'lose-reply', act: 'authorize' });
    must(await company.enter(sessionId));
    await house.settle();
    expect((await ben.read(sessionId)).role).toBe('joining');
    must(await company.leave(sessionId));
    await house.pass(20 * SECOND, SECOND);
    const guest = (await house.store.dossier(sessionId))?.holds.find(({ role }) => role === 'guest');
    expect(guest?.state).toBe('voided');
    expect(stage.moneyOf(guest?.holdId ?? '').heldMinor).toBe(0);
    await street.stop(sessionId);
    await house.pass(10 * SECOND, SECOND);
    await sound(house);
  });
});

describe('a card provider that tells by itself', () => {
  const provider = (): CardStage['provider'] => (street.stage as CardStage).provider;

  test('row 25: a dispute takes the venue’s part aside once, however often and in whatever order it is told', async () => {
    street = await openStreet('card');
    const { holdId, paidMinor } = await captured();
    const hold = await street.house.store.hold(holdId);
    provider().dispute(hold?.walletRef ?? '', 'needs_response');
    await street.deliver();
    const staff = createStaff(street.house);
    expect((await staff.matters()).disputes).toMatchObject([{ state: 'open', amountMinor: Number(paidMinor) }]);
    const reserveOf = async (): Promise<number> => {
      const rows = await street.house.store.books<{ sum: number }>(
        "SELECT coalesce(sum(delta_minor), 0) AS sum FROM postings WHERE account LIKE 'reserve:%'",
      );
      return Number(rows[0]?.sum);
    };
    expect(await reserveOf()).toBe(Number(paidMinor));
    provider().dispute(hold?.walletRef ?? '', 'lost');
    await street.deliver();
    expect((await staff.matters()).disputes).toMatchObject([{ state: 'lost' }]);
    expect(await reserveOf()).toBe(0);
    await street.expectBooksBalance();
  });

  test('a refund made in the provider’s own pages is in our books, and counts towards what may still be given', async () => {
    street = await openStreet('card');
    const { sessionId, holdId, paidMinor } = await captured();
    const hold = await street.house.store.hold(holdId);
    provider().refundElsewhere(hold?.walletRef ?? '', 100);
    await street.deliver();
    expect((await street.house.store.hold(holdId))?.refundedMinor).toBe(100n);
    must(await createStaff(street.house).refund(sessionId, paidMinor));
    await street.house.settle();
    expect(street.stage.moneyOf(holdId).refundedMinor).toBe(Number(paidMinor));
    await sound(street.house);
  });

  test('a forged or stale message changes nothing', async () => {
    street = await openStreet('card');
    await captured();
    const before = street.house.changes.length;
    const forged = { wallet: 'card', headers: { 'stripe-signature': 't=1,v1=00' }, body: '{"type":"charge.refunded"}' };
    expect(await street.house.core.steps.acceptWalletEvents(forged)).toMatchObject({
      ok: false,
      error: { code: 'webhook.invalid' },
    });
    expect(await street.house.core.steps.acceptWalletEvents({ ...forged, wallet: 'bank' })).toMatchObject({
      ok: false,
      error: { code: 'request.not-found' },
    });
    expect(street.house.changes.length).toBe(before);
  });
});

describe('money that comes into the embedded ledger by card', () => {
  let stage: CardStage;
  let house: House;

  async function open(): Promise<void> {
    stage = await openCardStage();
    house = await openHouse({ objects: ['pod-1'], wallet: stage, isPayIn: true, persons: true });
    // Only so that the closing at the end finds them.
    street = { close: async () => Promise.all([house.close(), stage.close()]).then(() => undefined) } as unknown as Street;
  }

  let told = 0;
  async function deliver(): Promise<void> {
    await stage.webhooks.deliver();
    await stage.webhooks.idle();
    for (const each of stage.deliveries.all().slice(told)) {
      told += 1;
      must(await house.core.steps.acceptWalletEvents({ wallet: 'card', ...each }));
      must(await house.core.steps.acceptWalletEvents({ wallet: 'card', ...each }));
    }
    await house.settle();
  }

  test('is there once the provider has it, and once only', async () => {
    await open();
    told = 0;
    const ada = await createPerson(house, 'ada', 0n);
    const company = createCompany(house, ada);
    expect((await company.purse()).topUp).toEqual({ leastMinor: 100n, mostMinor: 1_000_000n });
    stage.fault({ fault: 'lose-reply', act: 'top-up' });
    const asked = must(await company.topUp(5_000n, 'k'));
    expect(must(await company.topUp(5_000n, 'k')).body).toBe(asked.body);
    const { topUpId } = documentOf<{ topUpId: string }>(asked);
    expect((await company.readTopUp(topUpId)).state).toBe('pending');
    expect((await ada.wallet()).availableMinor).toBe(0n);
    await house.pass(30 * SECOND, SECOND);
    await deliver();
    expect((await company.readTopUp(topUpId)).state).toBe('done');
    expect((await ada.wallet()).availableMinor).toBe(5_000n);
    await sound(house);
  });

  test.each([
    ['nothing', 0n],
    ['less than nothing', -100n],
    ['a fen below the least', 99n],
    ['a fen above the most', 1_000_001n],
    ['more than a number holds', 2n ** 63n],
  ])('%s is refused before anybody is asked', async (_, amountMinor) => {
    await open();
    const ada = await createPerson(house, 'ada', 0n);
    expect(await createCompany(house, ada).topUp(amountMinor)).toMatchObject({
      ok: false,
      error: { code: 'top-up.amount-refused' },
    });
    expect(changesOf(house, 'operation-added')).toEqual([]);
  });

  test('and is taken back goes down to the floor; the rest is owed, blocks the next start, and is repaid by the next top-up', async () => {
    await open();
    told = 0;
    const ada = await createPerson(house, 'ada', 0n);
    const company = createCompany(house, ada);
    must(await company.topUp(12_000n));
    await house.pass(5 * SECOND, SECOND);
    await deliver();
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(60 * SECOND, SECOND);
    must(await ada.stop(sessionId));
    await house.pass(120 * SECOND, SECOND);
    const leftMinor = (await ada.wallet()).availableMinor;
    expect(leftMinor).toBeLessThan(12_000n);
    const intent = stage.provider.books.truth().intents[0];
    stage.provider.refundElsewhere(intent?.id ?? '', 12_000);
    await deliver();
    expect((await ada.wallet()).availableMinor).toBe(0n);
    const owedMinor = 12_000n - leftMinor;
    expect((await company.purse()).owed).toEqual([{ currency: 'CNY', minor: owedMinor }]);
    expect(await ada.start('pod-1')).toMatchObject({ ok: false, error: { code: 'wallet.owed', owedMinor } });
    must(await company.topUp(12_000n));
    await house.pass(5 * SECOND, SECOND);
    await deliver();
    expect((await company.purse()).owed).toEqual([]);
    expect((await ada.wallet()).availableMinor).toBe(leftMinor);
    expect(await company.payOwed()).toMatchObject({ ok: false, error: { code: 'owed.nothing' } });
    await sound(house);
  });
});

test('what was never collected is asked for again when the person says so, and only then is anybody credited', async () => {
  street = await openStreet('host', ['pod-1', 'pod-2'], { isHoldShort: true });
  const { house, ada, stage } = street;
  const { sessionId, holdId } = await street.ride();
  stage.fault({ act: 'capture', fault: 'lose-request', times: 999 });
  await street.stop(sessionId);
  await street.letGo();
  stage.fault({ act: 'recapture', fault: 'decline', code: 'insufficient_funds', times: 9 });
  await house.pass(6 * 60 * SECOND, 10 * SECOND);
  const hold = await house.store.hold(holdId);
  expect(hold?.state).toBe('uncollected');
  const company = createCompany(house, ada);
  const [owed] = (await company.purse()).owed;
  expect(owed?.minor).toBeGreaterThan(0n);
  expect((await company.corrections(sessionId)).owedMinor).toBe(Number(owed?.minor));
  stage.fault();
  expect(documentOf(must(await company.payOwed()))).toMatchObject({ askedWallet: 1 });
  await house.pass(10 * SECOND, SECOND);
  expect((await company.purse()).owed).toEqual([]);
  expect((await house.store.hold(holdId))?.state).toBe('captured');
  await sound(house);
});
