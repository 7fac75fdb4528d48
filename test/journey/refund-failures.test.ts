// Refunds that fail late: the provider said that the money was given and takes that back; then it is owed, once, and paid by hand (row 24).
import { afterEach, expect, test } from 'vitest';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import type { CardStage } from '../contract/wallet/card-stage.ts';
import { createCompany, createStaff } from '../support/people.ts';
import { must } from '../support/person.ts';
import { openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
let street: Street;
afterEach(async () => street.close());

/** The bank of the payer sends it back: the provider says so twice, as it does. */
async function failLate(): Promise<void> {
  const { provider } = street.stage as CardStage;
  const [refund] = provider.books.refunds();
  if (!refund) throw new Error('nothing was given back');
  expect(refund.status).toBe('succeeded');
  provider.books.keepRefund({ ...refund, status: 'failed' }, 'failed');
  provider.books.keepRefund({ ...refund, status: 'failed' }, 'updated');
  await street.deliver();
}

const sound = async () => expect(await checkInvariants(street.house.store.books, { billsSinceMs: 0 })).toEqual([]);

test('row 24 a refund that was done and failed later is owed, paid by hand, and the next one asks for the right total', async () => {
  street = await openStreet('card');
  const { sessionId, holdId } = await street.ride();
  await street.stop(sessionId);
  await street.house.pass(10 * SECOND, SECOND);
  const staff = createStaff(street.house);
  must(await staff.refund(sessionId, 300n));
  await street.house.pass(5 * SECOND, SECOND);
  await street.deliver();
  const company = createCompany(street.house, street.ada);
  expect((await company.corrections(sessionId)).refunds).toMatchObject([{ state: 'done', amountMinor: 300 }]);

  await failLate();
  expect((await company.corrections(sessionId)).refunds).toMatchObject([{ state: 'owed', amountMinor: 300 }]);
  const [owed] = (await staff.matters()).owedRefunds;
  expect(owed).toMatchObject({ sessionId, amountMinor: 300 });
  await sound();

  must(await staff.payOwedRefund(sessionId, owed?.refundId ?? ''));
  expect((await staff.matters()).owedRefunds).toEqual([]);
  await street.deliver();
  expect((await company.corrections(sessionId)).refunds).toMatchObject([{ state: 'done' }]);
  await sound();

  must(await staff.refund(sessionId, 400n));
  await street.house.pass(5 * SECOND, SECOND);
  await street.deliver();
  expect(street.stage.moneyOf(holdId)?.refundedMinor).toBe(100);
  expect((await street.house.store.hold(holdId))?.refundedMinor).toBe(400n);
  await sound();
});
