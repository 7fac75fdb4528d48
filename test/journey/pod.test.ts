// The pod's journey in one process on a hand-moved clock: scan to receipt, and what may go wrong on the way.
import { afterEach, describe, expect, test } from 'vitest';
import { createPerson, type House, must, openHouse } from '../support/one-process.ts';

let house: House;
afterEach(async () => house.close());

describe('a sleep pod', () => {
  test('goes from scan to a receipt that balances to the cent', async () => {
    house = await openHouse({ objects: ['pod-1'] });
    const ada = await createPerson(house, 'ada');
    const scan = must(await ada.scan('pod-1'));
    expect(scan.offer.availability).toBe('free');
    const started = must(await ada.start('pod-1'));
    expect(started.status).toBe(201);
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    await house.pass(3_000);
    expect((await ada.read(started.sessionId)).state).toBe('active');
    await house.pass(90_000, 1_000);
    must(await ada.stop(started.sessionId));
    await house.pass(6_000);
    const view = await ada.read(started.sessionId);
    expect(view.state).toBe('closed');
    const receipt = await ada.receipt(started.sessionId);
    expect(receipt.totalMinor).toBe(500);
    expect(await ada.wallet()).toEqual({ currency: 'CNY', availableMinor: 49_500n, heldMinor: 0n });
    expect(await house.store.ledgerTotals()).toEqual({ CNY: 0n });
  });
});
