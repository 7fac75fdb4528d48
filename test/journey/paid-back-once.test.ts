// Paid back once: a dispute and a refund never give the same money twice, staff stay within what the venue has coming, and every debt has a way out (M3, R19).
import { afterEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { type CardStage, openCardStage } from '../contract/wallet/card-stage.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, createStaff, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function open(name: 'host' | 'card', options: Parameters<typeof openStreet>[2] = {}): Promise<Street> {
  const street = await openStreet(name, ['pod-1', 'pod-2'], options);
  opened.push(street);
  return street;
}

const expectSound = async (house: House) => expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);

describe('a ride that was paid by card', () => {
  let street: Street;
  let sessionId: string;
  let holdId: string;
  let ref: string;
  const provider = () => (street.stage as CardStage).provider;

  async function ridden(): Promise<void> {
    street = await open('card');
    ({ sessionId, holdId } = await street.ride());
    await street.stop(sessionId);
    await street.house.pass(10 * SECOND, SECOND);
    ref = (await street.house.store.hold(holdId))?.walletRef ?? '';
  }
  async function dispute(status: 'needs_response' | 'lost' | 'won'): Promise<void> {
    provider().dispute(ref, status);
    await street.deliver();
  }

  test.each(['needs_response', 'lost'] as const)('is not refunded by staff while its dispute is %s', async (status) => {
    await ridden();
    await dispute('needs_response');
    if (status === 'lost') await dispute('lost');
    expect(await createStaff(street.house).refund(sessionId, 400n)).toMatchObject({
      error: { code: 'refund.disputed', disputedMinor: 400n },
    });
    await expectSound(street.house);
  });

  test('is refunded again once the dispute is won', async () => {
    await ridden();
    await dispute('needs_response');
    await dispute('won');
    must(await createStaff(street.house).refund(sessionId, 400n));
    await street.house.pass(10 * SECOND, SECOND);
    expect(street.stage.moneyOf(holdId)?.refundedMinor).toBe(400);
    await expectSound(street.house);
  });

  test('is disputed only for what was not refunded before', async () => {
    await ridden();
    const staff = createStaff(street.house);
    must(await staff.refund(sessionId, 300n));
    await street.house.pass(10 * SECOND, SECOND);
    await dispute('needs_response');
    await dispute('lost');
    expect((await staff.matters()).disputes).toMatchObject([{ amountMinor: 100, state: 'lost' }]);
    await expectSound(street.house);
  });

  test('and is claimed during its dispute goes to a person, who cannot give it twice either', async () => {
    await ridden();
    await dispute('lost');
    const company = createCompany(street.house, street.ada);
    const claim = documentOf<{ verdict: string; because: string; refundedMinor: number }>(
      must(await company.claim(sessionId, 'not-my-object')),
    );
    expect(claim.refundedMinor).toBe(0);
    expect(claim.verdict).not.toBe('granted');
    await expectSound(street.house);
  });

  test('and is disputed in another currency is found by staff, and moves nothing', async () => {
    await ridden();
    provider().dispute(ref, 'needs_response');
    const [real] = provider().books.disputes();
    if (!real) throw new Error('there is a dispute');
    provider().books.keepDispute({ ...real, id: 'dp_other', currency: 'usd' }, 'created');
    await street.deliver();
    const { money, disputes } = await createStaff(street.house).matters();
    expect(money).toMatchObject([{ what: 'money-in-another-currency', facts: { currency: 'USD' } }]);
    expect(disputes).toHaveLength(1);
  });
});

describe('what a wallet says of a top-up', () => {
  async function openPayIn(): Promise<{ stage: CardStage; house: House; ada: Person }> {
    const stage = await openCardStage();
    opened.push(stage);
    const house = await openHouse({ objects: ['pod-1'], wallet: stage, isPayIn: true, persons: true, onError: () => {} });
    opened.push(house);
    return { stage, house, ada: await createPerson(house, 'ada', 0n) };
  }

  test('with another amount credits nothing, ends the asking, and is in the list of staff', async () => {
    const { stage, house, ada } = await openPayIn();
    stage.fault(
      { fault: 'lie-amount', act: 'top-up', byMinor: 500, times: 9 },
      { fault: 'lie-amount', act: 'status', byMinor: 500, times: 9 },
    );
    const company = createCompany(house, ada);
    const { topUpId } = documentOf<{ topUpId: string }>(must(await company.topUp(10_000n)));
    await house.pass(30 * SECOND, SECOND);
    expect((await company.readTopUp(topUpId)).state).toBe('refused');
    expect((await ada.wallet()).availableMinor).toBe(0n);
    expect((await createStaff(house).matters()).money).toMatchObject([
      { what: 'top-up-amount-differs', subjectId: `topup:${topUpId}`, facts: { askedMinor: '10000', saidMinor: '10500' } },
    ]);
    await expectSound(house);
  });

  test('is nothing where another wallet was asked', async () => {
    const { stage, house, ada } = await openPayIn();
    const opKey = opKeys.topUp('top_1');
    const asked = { payerId: ada.personId, amountMinor: 10_000n, currency: 'CNY', grant: null } as const;
    const unresolved = {
      state: 'pending',
      attempts: 1,
      walletRef: null,
      actionUrl: null,
      refusal: null,
      resolvedAtMs: null,
    } as const;
    const of = { opKey, kind: 'top-up', wallet: 'host', tenantId: 'demo', sessionId: null, holdId: null } as const;
    const operation = { ...of, ...asked, ...unresolved, createdAtMs: house.clock.nowMs() };
    expect(await house.store.commit([{ change: 'operation-added', operation }])).toEqual({ ok: true });
    const call = {
      opKey,
      askedAtMs: house.clock.nowMs(),
      walletRef: null,
      deadlineAtMs: house.clock.nowMs() + 15 * SECOND,
      signal: AbortSignal.timeout(15 * SECOND),
      onRef: async () => {},
    };
    expect(await stage.wallet.topUp(call, { ...asked, topUpId: 'top_1' })).toMatchObject({ outcome: 'done' });
    await stage.webhooks.deliver();
    await stage.webhooks.idle();
    for (const each of stage.deliveries.all()) must(await house.core.steps.acceptWalletEvents({ wallet: 'card', ...each }));
    expect((await house.store.operation(opKey))?.state).toBe('pending');
    expect((await ada.wallet()).availableMinor).toBe(0n);
  });
});

describe('what is owed at a wallet that nobody configures any more', () => {
  async function owing(): Promise<{ house: House; street: Street; sessionId: string; holdId: string }> {
    const street = await open('host', { isHoldShort: true });
    const { sessionId, holdId } = await street.ride();
    street.stage.fault({ act: 'capture', fault: 'lose-request', times: 999 });
    await street.stop(sessionId);
    await street.letGo();
    street.stage.fault({ act: 'recapture', fault: 'decline', code: 'insufficient_funds', times: 9 });
    await street.house.pass(6 * 60 * SECOND, 10 * SECOND);
    const house = await openHouse({ objects: ['pod-1'], store: street.house.store, onError: () => {} });
    opened.push({ close: async () => {} });
    return { house, street, sessionId, holdId };
  }

  test('is paid from the balance, and the venue is credited', async () => {
    const { house, holdId } = await owing();
    const ada = await createPerson(house, 'ada', 50_000n);
    const company = createCompany(house, ada);
    const beforeMinor = (await ada.wallet()).availableMinor;
    const owedMinor = (await company.purse()).owed[0]?.minor ?? 0n;
    expect(owedMinor).toBeGreaterThan(0n);
    expect(documentOf(must(await company.payOwed()))).toEqual({ askedWallet: 0, paidFromBalance: true });
    expect((await company.purse()).owed).toEqual([]);
    expect((await ada.wallet()).availableMinor).toBe(beforeMinor - owedMinor);
    expect((await house.store.uncollectedOf('ada')).find((memo) => memo.holdId === holdId)?.state).toBe('collected');
    await expectSound(house);
  });

  test('and not to be had from the balance says what is missing, until staff waive it', async () => {
    const { house, sessionId, holdId } = await owing();
    const ada = await createPerson(house, 'ada', 0n);
    const company = createCompany(house, ada);
    expect(await company.payOwed()).toMatchObject({ error: { code: 'wallet.funds-insufficient' } });
    const staff = createStaff(house);
    expect((await staff.matters()).owed).toMatchObject([{ holdId, sessionId, payerId: 'ada' }]);
    must(await staff.waiveOwed(sessionId, holdId));
    expect((await company.purse()).owed).toEqual([]);
    expect((await staff.matters()).owed).toEqual([]);
    expect(await staff.waiveOwed(sessionId, holdId)).toMatchObject({ error: { code: 'owed.nothing' } });
    await expectSound(house);
  });
});

describe('a refund of staff', () => {
  async function ridden() {
    const house = await openHouse({ objects: ['pod-1'], onError: () => {} });
    opened.push(house);
    const ada = await createPerson(house, 'ada', 50_000n);
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(20 * SECOND, SECOND);
    must(await ada.stop(sessionId));
    await house.pass(20 * SECOND, SECOND);
    return { house, sessionId, staff: createStaff(house) };
  }

  test('is not given out of what was paid out to the venue already', async () => {
    const { house, sessionId, staff } = await ridden();
    await house.pass(8 * DAY_MS, DAY_MS);
    must(await house.core.makePayout({ tenantId: 'demo', venueId: 'venue-1', currency: 'CNY', operatorId: 'eve' }));
    expect(await staff.refund(sessionId, 100n)).toMatchObject({ error: { code: 'refund.payable-short', payableMinor: 0n } });
  });

  test('is given within half a year, and not after it', async () => {
    const { house, sessionId, staff } = await ridden();
    await house.pass(179 * DAY_MS, DAY_MS);
    must(await staff.refund(sessionId, 100n));
    await house.pass(2 * DAY_MS, DAY_MS);
    expect(await staff.refund(sessionId, 200n)).toMatchObject({ error: { code: 'refund.too-old' } });
  });
});
