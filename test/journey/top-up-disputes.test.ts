// Top-ups taken back: a dispute freezes them and its loss takes them, each reversal counts, and none is forgotten for coming early (M8, row 25).
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Unavailable } from '../../gateway/ports/unavailable.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { type CardStage, openCardStage } from '../contract/wallet/card-stage.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, createStaff, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';

const SECOND = 1_000;
const TOPPED_UP = 10_000n;

let stage: CardStage;
let house: House;
let ada: Person;
let company: ReturnType<typeof createCompany>;
let told = 0;

beforeEach(async () => {
  told = 0;
  stage = await openCardStage();
  house = await openHouse({ objects: ['pod-1'], wallet: stage, isPayIn: true, persons: true, onError: () => {} });
  ada = await createPerson(house, 'ada', 0n);
  company = createCompany(house, ada);
});
afterEach(async () => {
  expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  await house.close();
  await stage.close();
});

/** Everything that the provider has told since then, each once. */
async function deliver(): Promise<void> {
  await stage.webhooks.deliver();
  await stage.webhooks.idle();
  for (const each of stage.deliveries.all().slice(told)) {
    told += 1;
    must(await house.core.steps.acceptWalletEvents({ wallet: 'card', ...each }));
  }
  await house.settle();
}

/** Its name at the provider. */
async function topUp(amountMinor = TOPPED_UP): Promise<string> {
  const { topUpId } = documentOf<{ topUpId: string }>(must(await company.topUp(amountMinor)));
  await house.pass(30 * SECOND, SECOND);
  await deliver();
  expect((await company.readTopUp(topUpId)).state).toBe('done');
  return (await house.store.operation(`topup:${topUpId}`))?.walletRef ?? '';
}

const available = async (): Promise<bigint> => (await ada.wallet()).availableMinor;
const owed = async () => (await company.purse()).owed;
const disputes = async () => (await createStaff(house).matters()).disputes;

/** What the provider owes us by our books; less than nothing is ours there. */
async function clearing(): Promise<bigint> {
  const [row] = await house.store.books<{ minor: number }>(
    `SELECT coalesce(-sum(delta_minor), 0) AS minor FROM postings WHERE account = 'clearing:card:CNY'`,
  );
  return BigInt(row?.minor ?? 0);
}

test('a disputed top-up is frozen, listed for staff, and gone when the dispute is lost', async () => {
  const ref = await topUp();
  stage.provider.dispute(ref, 'needs_response');
  await deliver();
  expect(await available()).toBe(0n);
  expect(await disputes()).toMatchObject([{ sessionId: null, amountMinor: 10_000, state: 'open' }]);
  expect(await ada.start('pod-1')).toMatchObject({ ok: false, error: { code: 'wallet.funds-insufficient' } });
  stage.provider.dispute(ref, 'lost');
  await deliver();
  expect(await available()).toBe(0n);
  expect(await disputes()).toMatchObject([{ state: 'lost' }]);
  expect(await clearing()).toBe(0n);
});

test('a dispute that is won gives the money back, and first what is owed since', async () => {
  const ref = await topUp();
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(20 * SECOND, SECOND);
  const heldMinor = (await ada.wallet()).heldMinor;
  expect(heldMinor).toBeGreaterThan(0n);
  stage.provider.dispute(ref, 'needs_response');
  await deliver();
  expect(await owed()).toEqual([{ currency: 'CNY', minor: heldMinor }]);
  must(await ada.stop(sessionId));
  await house.pass(20 * SECOND, SECOND);
  const backMinor = await available();
  expect(await ada.start('pod-1')).toMatchObject({ ok: false, error: { code: 'wallet.owed' } });
  stage.provider.dispute(ref, 'won');
  await deliver();
  expect(await owed()).toEqual([]);
  expect(await available()).toBe(backMinor + TOPPED_UP - heldMinor);
});

test('a dispute that is lost while the money is in use is owed, and blocks the next start', async () => {
  const ref = await topUp();
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(20 * SECOND, SECOND);
  stage.provider.dispute(ref, 'needs_response');
  await deliver();
  stage.provider.dispute(ref, 'lost');
  await deliver();
  must(await ada.stop(sessionId));
  await house.pass(20 * SECOND, SECOND);
  expect((await owed())[0]?.minor).toBeGreaterThan(0n);
  expect(await ada.start('pod-1')).toMatchObject({ ok: false, error: { code: 'wallet.owed' } });
});

test('every partial reversal of a top-up is taken, and in all no more than it brought', async () => {
  const ref = await topUp();
  stage.provider.refundElsewhere(ref, 100);
  await deliver();
  expect(await available()).toBe(TOPPED_UP - 100n);
  stage.provider.refundElsewhere(ref, 4_900);
  await deliver();
  expect(await available()).toBe(TOPPED_UP - 5_000n);
  stage.provider.refundElsewhere(ref, 5_000);
  await deliver();
  expect(await available()).toBe(0n);
  expect(await owed()).toEqual([]);
  expect(await clearing()).toBe(0n);
});

test('a dispute after a partial reversal freezes only what is left', async () => {
  const ref = await topUp();
  await topUp(2_000n);
  stage.provider.refundElsewhere(ref, 4_000);
  await deliver();
  stage.provider.dispute(ref, 'needs_response');
  await deliver();
  stage.provider.dispute(ref, 'lost');
  await deliver();
  expect(await available()).toBe(2_000n);
  expect(await owed()).toEqual([]);
});

test('a reversal that is heard before the top-up is not marked as seen: it is told again, and then taken', async () => {
  stage.fault({ fault: 'lose-reply', act: 'top-up', times: 1 }, { fault: 'lose-reply', act: 'status', times: 6 });
  const { topUpId } = documentOf<{ topUpId: string }>(must(await company.topUp(TOPPED_UP)));
  await house.settle();
  expect((await company.readTopUp(topUpId)).state).toBe('pending');
  stage.provider.refundElsewhere(stage.provider.books.truth().intents[0]?.id ?? '', Number(TOPPED_UP));
  await stage.webhooks.deliver();
  await stage.webhooks.idle();
  stage.fault();
  const refunds = stage.deliveries.all().filter(({ body }) => (JSON.parse(body) as { type: string }).type.includes('refund'));
  expect(refunds.length).toBeGreaterThan(0);
  const tell = (each: (typeof refunds)[number]) => house.core.steps.acceptWalletEvents({ wallet: 'card', ...each });
  for (const each of refunds) await expect(tell(each)).rejects.toThrow(Unavailable);
  await house.pass(60 * SECOND, SECOND);
  expect((await company.readTopUp(topUpId)).state).toBe('done');
  for (const each of refunds) must(await tell(each));
  expect(await available()).toBe(0n);
  expect(await owed()).toEqual([]);
});
