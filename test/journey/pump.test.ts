// The pump: deadlines are rows that move or clear; a broken step neither spins nor starves the others (L2).
import { afterEach, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

let house: House;
afterEach(async () => house.close());

const ALL = Number.MAX_SAFE_INTEGER;

test('leaves nothing due behind a session that is over', async () => {
  house = await openHouse({ objects: ['pod-1'] });
  const ada = await createPerson(house, 'ada');
  const { sessionId } = must(await ada.start('pod-1'));
  expect(await house.store.dueDeadlines(ALL, 10)).not.toEqual([]);
  await house.pass(3_000);
  must(await ada.stop(sessionId));
  await house.pass(6_000);
  expect((await ada.read(sessionId)).state).toBe('closed');
  expect(await house.store.dueDeadlines(ALL, 10)).toEqual([]);
});

test('never meets the same deadline twice at one moment, whatever the session does', async () => {
  house = await openHouse({ objects: ['bike-1'], persons: false });
  const ada = await createPerson(house, 'ada');
  must(await ada.start('bike-1'));
  house.device('bike-1').wire.disconnect();
  for (let minute = 0; minute < 90; minute += 1) {
    await house.pass(40_000, 40_000);
    expect(await house.core.pump.run()).toBe(0);
  }
});

test('tries a deadline whose step broke again later, and meets the others meanwhile', async () => {
  const clock = { nowMs: () => Date.UTC(2026, 10, 21, 4) };
  const real = openSqliteStore({ path: ':memory:', clock });
  let broken: string | null = null;
  const complaints: string[] = [];
  house = await openHouse({
    objects: ['pod-1', 'pod-2'],
    persons: false,
    onError: (what) => complaints.push(what),
    store: {
      ...real,
      dossier: (id) => (id === broken ? Promise.reject(new Error('a row that cannot be read')) : real.dossier(id)),
    },
  });
  const [ada, bob] = [await createPerson(house, 'ada'), await createPerson(house, 'bob')];
  const { sessionId } = must(await ada.start('pod-1'));
  const other = must(await bob.start('pod-2')).sessionId;
  await house.pass(500);
  broken = sessionId;
  await house.pass(60_000, 500);
  expect((await bob.read(other)).state).toBe('closed');
  // Once when it was due and every ten seconds from then on, not with each of the 120 looks.
  expect(complaints.length).toBeGreaterThan(0);
  expect(complaints.length).toBeLessThan(12);
  broken = null;
  await house.pass(HOUR_MS, 20_000);
  expect((await ada.read(sessionId)).state).toBe('closed');
  expect(await house.store.dueDeadlines(ALL, 10)).toEqual([]);
});
