// Tap time: Stop counts from when the gateway heard it; what a phone says of its own clock moves nothing (R7).
import { expect, test } from 'vitest';
import { openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

test.each([
  { says: 'an hour ago', aheadMs: -3_600_000 },
  { says: 'in an hour', aheadMs: 3_600_000 },
])('a phone that says it pressed Stop $says pays for what it used', async ({ aheadMs }) => {
  const house = await openHouse({ objects: ['room-101'] });
  const ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
  const { sessionId } = must(await ada.start('room-101'));
  await house.pass(5 * 60_000, 5_000);
  const heardAtMs = house.clock.nowMs();
  const told = { sessionId, personId: ada.personId, tappedAtMs: heardAtMs + aheadMs, atMs: heardAtMs + aheadMs };
  must(await house.core.steps.requestStop(told));
  expect((await house.store.session(sessionId))?.stopRequest).toMatchObject({ by: 'person', atMs: heardAtMs });
  await house.pass(60_000, 5_000);
  const bill = await ada.provenReceipt(sessionId);
  expect(Date.parse(bill.endedAt)).toBeGreaterThanOrEqual(heardAtMs);
  expect(bill.usage.useMs).toBeGreaterThanOrEqual(5 * 60_000 - 5_000);
  await house.close();
});
