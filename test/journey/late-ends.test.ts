// Late ends: a bill that could not be collected goes down with what the device proves later, and no more is ever asked for (R13, R19).
import { afterEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { createCompany, createStaff } from '../support/people.ts';
import { must } from '../support/person.ts';
import { openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
/** 3.00 to begin with and two started minutes, which is how long the guest was inside. */
const PROVEN_MINOR = 500n;

describe.each(['host', 'card'] as const)('with the %s wallet, a pod that was left long before an unheard tap', (name) => {
  let street: Street;
  afterEach(async () => {
    await street.expectBooksBalance();
    expect(await checkInvariants(street.house.store.books, { billsSinceMs: 0 })).toEqual([]);
    await street.close();
  });

  const owedMinor = async (): Promise<bigint> =>
    (await street.house.store.uncollectedOf('ada')).reduce(
      (sum, memo) => (memo.state === 'open' ? sum + memo.owedMinor : sum),
      0n,
    );

  /** Billed up to the tap, and the wallet gives nothing for it. */
  async function owing(): Promise<{ sessionId: string; holdId: string; frozenMinor: bigint }> {
    street = await openStreet(name, ['pod-1'], { persons: false });
    const { house, ada, stage } = street;
    const { sessionId, holdId } = await street.press();
    await house.pass(500);
    const pod = house.device('pod-1');
    for (const act of ['openDoor', 'enter', 'closeDoor']) pod.runtime.act(act);
    await house.pass(MINUTE_MS, SECOND);
    pod.wire.disconnect();
    await house.pass(5 * SECOND, SECOND);
    for (const act of ['openDoor', 'leave']) pod.runtime.act(act);
    await house.pass(9 * MINUTE_MS, 5 * SECOND);
    must(await ada.stop(sessionId));
    stage.fault(
      { act: 'capture', fault: 'decline', code: 'hold_expired', times: 1 },
      { act: 'recapture', fault: 'decline', code: 'insufficient_funds', times: 1 },
    );
    await house.pass(12 * MINUTE_MS, 5 * SECOND);
    expect((await house.store.hold(holdId))?.state).toBe('uncollected');
    const frozenMinor = await owedMinor();
    expect(frozenMinor).toBeGreaterThan(1_000n);
    // Wallets take a payment of its own only once they have let go of the hold.
    await street.letGo();
    await house.pass(8 * DAY_MS, HOUR_MS);
    return { sessionId, holdId, frozenMinor };
  }

  async function hear(): Promise<void> {
    street.house.device('pod-1').wire.reconnect();
    await street.house.pass(3 * SECOND, 500);
  }

  test('is owed only as far as the pod proves, and paid as that', async () => {
    const { sessionId, holdId, frozenMinor } = await owing();
    const { house, ada } = street;
    await hear();
    expect(await owedMinor()).toBe(PROVEN_MINOR);
    expect((await ada.receipt(sessionId)).totalMinor).toBe(Number(frozenMinor));
    expect(await createCompany(house, ada).corrections(sessionId)).toMatchObject({ owedMinor: Number(PROVEN_MINOR) });
    expect((await createStaff(house).matters()).owed).toMatchObject([{ holdId, amountMinor: Number(PROVEN_MINOR) }]);
    must(await createCompany(house, ada).payOwed());
    await house.pass(5 * SECOND, SECOND);
    expect(await house.store.operation(opKeys.recapture(sessionId, holdId, 2))).toMatchObject({ amountMinor: PROVEN_MINOR });
    expect(await house.store.hold(holdId)).toMatchObject({ state: 'captured', capturedMinor: PROVEN_MINOR });
    expect(await owedMinor()).toBe(0n);
  });

  test('that is being paid in full when it is heard has the rest back', async () => {
    const { sessionId, holdId, frozenMinor } = await owing();
    const { house, ada, stage } = street;
    stage.fault({ act: 'recapture', fault: 'lose-request', times: 1 });
    must(await createCompany(house, ada).payOwed());
    await hear();
    await house.pass(10 * MINUTE_MS, 5 * SECOND);
    expect(await house.store.hold(holdId)).toMatchObject({
      ...{ state: 'captured', capturedMinor: frozenMinor, refundedMinor: frozenMinor - PROVEN_MINOR },
    });
    expect(await createCompany(house, ada).corrections(sessionId)).toMatchObject({ owedMinor: 0, refunds: [{ by: 'review' }] });
    const refund = await house.store.operation(opKeys.refund(sessionId, holdId, 'late-end'));
    expect(refund).toMatchObject({ state: 'done', amountMinor: frozenMinor - PROVEN_MINOR });
  });
});
