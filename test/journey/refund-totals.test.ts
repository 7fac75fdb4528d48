// Refund totals: a wallet elsewhere is asked for what it has to give in all, so what it never gave or gave beyond our books counts (R16, row 24).
import { afterEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { createStaff } from '../support/people.ts';
import { must } from '../support/person.ts';
import { openStreet, type Pressed, type Street } from '../support/street.ts';

const SECOND = 1_000;
let street: Street;
afterEach(async () => {
  expect(await checkInvariants(street.house.store.books, { billsSinceMs: 0 })).toEqual([]);
  await street.close();
});

async function paid(name: 'host' | 'card'): Promise<Pressed> {
  street = await openStreet(name);
  const ride = await street.ride();
  await street.stop(ride.sessionId);
  await street.house.pass(10 * SECOND, SECOND);
  return ride;
}

describe.each(['host', 'card'] as const)('with the %s wallet', (name) => {
  test('row 24: what it refused and was paid by hand is not asked of it again by the next refund', async () => {
    const { sessionId, holdId } = await paid(name);
    const { house, stage } = street;
    const staff = createStaff(house);
    const isCard = name === 'card';
    stage.fault({ act: 'refund', fault: isCard ? 'pend' : 'decline', code: isCard ? 'failed' : 'account_blocked' });
    must(await staff.refund(sessionId, 100n));
    await house.settle();
    if (isCard) stage.complete('failed');
    await street.deliver();
    const [owed] = (await staff.matters()).owedRefunds;
    must(await staff.payOwedRefund(sessionId, owed?.refundId ?? ''));
    stage.fault();
    must(await staff.refund(sessionId, 300n));
    await house.pass(5 * SECOND, SECOND);
    expect(stage.moneyOf(holdId).refundedMinor).toBe(200);
    expect((await house.store.hold(holdId))?.refundedMinor).toBe(300n);
  });
});

test('what was taken in error and went back is no part of what is refunded later', async () => {
  street = await openStreet('host');
  const { house, stage } = street;
  const { sessionId, holdId } = await street.ride();
  stage.fault({ act: 'capture', fault: 'lie-amount', byMinor: 7, times: 9 });
  await street.stop(sessionId);
  await house.pass(3 * DAY_MS + HOUR_MS, HOUR_MS);
  expect(stage.moneyOf(holdId).refundedMinor).toBe(7);
  must(await createStaff(house).refund(sessionId, 200n));
  await house.pass(5 * SECOND, SECOND);
  expect(stage.moneyOf(holdId).refundedMinor).toBe(207);
  expect((await house.store.hold(holdId))?.refundedMinor).toBe(200n);
});
