// Two gateways on one database that both do what is due: whatever is done twice is done under one key or as the same bytes (row 26).
import { afterEach, describe, expect, test } from 'vitest';
import type { Core } from '../../gateway/compose-core.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { must } from '../support/person.ts';
import { openStreet, type Street } from '../support/street.ts';

const SECOND = 1_000;
let street: Street;
let twin: Core;
afterEach(async () => {
  expect(await checkInvariants(street.house.store.books, { billsSinceMs: 0 })).toEqual([]);
  await street.expectBooksBalance();
  await street.close();
});

/** Time passes for both: each is told of all that is due, and neither knows of the other. */
async function passTwice(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await Promise.all([twin.pump.run(), street.house.pass(SECOND, SECOND)]);
    await twin.settled();
    await street.house.settle();
  }
}
const rows = async (sql: string): Promise<number> =>
  Number((await street.house.store.books<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`))[0]?.n);

describe.each(['host', 'card'] as const)('with the %s wallet', (name) => {
  test('row 26: one start is one hold, one use and one capture, however often both act on it', async () => {
    street = await openStreet(name, ['pod-1']);
    const { ada, house, stage } = street;
    twin = house.openTwin();
    const heard: string[] = [];
    house.device('pod-1').lose({
      down: ({ topic, body }) => {
        if (topic.includes('/dn/cmd/')) heard.push(JSON.stringify(body));
        return false;
      },
      // The first answers are lost, so that what was sent is due again at both.
      up: ({ topic }) => topic.includes('/up/res/') && heard.length < 3,
    });
    for (const act of ['authorize', 'capture'] as const) stage.fault({ act, fault: 'lose-reply', times: 2 });
    const { sessionId, holdId } = await street.press();
    await passTwice(20);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect(stage.moneyOf(holdId)).toMatchObject({ heldMinor: 5_900, capturedMinor: 0 });
    stage.fault({ act: 'capture', fault: 'lose-reply', times: 3 });
    must(await ada.stop(sessionId));
    await passTwice(40);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    expect(stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: 400, refundedMinor: 0 });
    // Sent more than once; every command was one, and each time the same bytes.
    expect(heard.length).toBeGreaterThan(await rows('commands'));
    expect(new Set(heard).size).toBe(await rows('commands'));
    expect([await rows('receipts'), await rows("transfers WHERE kind = 'capture'")]).toEqual([1, 1]);
    expect(await rows('wallet_operations')).toBe(2);
  });
});
