// A device that lost its counter or journal: it acts on nothing until a signed floor for this boot, and then on nothing old (row 29).
import { afterEach, expect, test } from 'vitest';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';
import type { SeenMessage } from '../support/tapped-wire.ts';

let house: House;
afterEach(async () => house.close());

const isGreeting = ({ topic }: { topic: string }): boolean => topic.endsWith('/dn/sys');

test('row 29: without its counter a room acts on nothing before a signed floor, and takes new commands after it', async () => {
  house = await openHouse({ objects: ['room-101'], persons: false });
  const ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
  const room = house.device('room-101');
  const first = must(await ada.start('room-101')).sessionId;
  await house.pass(2_000, 500);
  must(await ada.stop(first));
  await house.pass(2_000, 500);
  const givenMs = (await house.store.device('room-101'))?.lastCtr ?? 0;
  expect(givenMs).toBeGreaterThan(1);
  // The flash is wiped; the hello gets through, the welcome with the floor does not.
  const deaf = room.lose({ down: (seen) => isGreeting(seen) && seen.body.t !== 'rehello' });
  room.runtime.powerCut(500, true);
  await house.pass(3_000, 500);
  expect(room.runtime.peek()).toMatchObject({ isAmnesiac: true, flash: { lastCtr: 0 } });
  const second = must(await ada.start('room-101')).sessionId;
  await house.pass(3_000, 500);
  const [start] = (await house.store.dossier(second))?.commands ?? [];
  expect(start?.outcome).toMatchObject({ status: 'rejected', code: 'BAD_STATE' });
  expect(room.runtime.peek()?.flash.session).toBeNull();
  expect(await ada.provenReceipt(second)).toMatchObject({ totalMinor: 0 });
  deaf();
  room.wire.disconnect();
  room.wire.reconnect();
  await house.pass(2_000, 500);
  // The floor: nothing that was ever signed for it can be obeyed again.
  expect(room.runtime.peek()).toMatchObject({ isAmnesiac: false });
  expect(room.runtime.peek()?.flash.lastCtr).toBeGreaterThanOrEqual(givenMs);
  const third = must(await ada.start('room-101')).sessionId;
  await house.pass(2_000, 500);
  expect((await ada.read(third)).state).toBe('active');
  await expectBooksHold(house, [ada]);
});

test('row 29: a welcome that was held back, and then the refused start once more, open nothing', async () => {
  house = await openHouse({ objects: ['room-101'], persons: false });
  const ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
  const room = house.device('room-101');
  await house.pass(2_000, 500);
  const welcomes: SeenMessage[] = [];
  const commands: SeenMessage[] = [];
  const release = room.lose({
    down(seen) {
      const isWelcome = isGreeting(seen) && seen.body.t === 'welcome';
      if (isWelcome) welcomes.push(seen);
      else if (seen.body.act === 'start') commands.push(seen);
      return isWelcome;
    },
  });
  room.runtime.powerCut(500, true);
  await house.pass(3_000, 500);
  const refused = must(await ada.start('room-101')).sessionId;
  await house.pass(1_000, 500);
  expect(await ada.provenReceipt(refused)).toMatchObject({ totalMinor: 0 });
  release();
  expect(commands).toHaveLength(1);
  for (const seen of [welcomes.at(-1), commands[0]]) room.wire.deliver(seen?.topic ?? '', seen?.bytes ?? new Uint8Array());
  await house.pass(2_000, 500);
  expect(room.runtime.peek()).toMatchObject({ isAmnesiac: false, flash: { session: null } });
  await expectBooksHold(house, [ada]);
});
