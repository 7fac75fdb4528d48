// Random lives of two persons at two objects, with losses, absences, reboots and crashes: money holds after each step, all ends.
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { hasPostgres } from '../support/postgres.ts';
import { journeyProperty } from './model/journey-property.ts';
import { type ModelHouses, openModelHouses } from './model/model-house.ts';

const opened: ModelHouses[] = [];
afterAll(async () => {
  for (const houses of opened) await houses.close();
});

/** A few of each in every run of the tests; `npm run model` plays as many as one likes. */
const RUNS = 12;

async function expectToHold(...[store, wallet]: Parameters<typeof openModelHouses>): Promise<void> {
  const houses = await openModelHouses(store, wallet);
  opened.push(houses);
  await fc.assert(journeyProperty(houses, wallet), { numRuns: RUNS, verbose: 1 });
  expect(opened).toContain(houses);
}

describe('whatever happens, money holds after each step, and after the faults heal every session ends with a proven receipt', () => {
  test('in memory, with the embedded ledger', () => expectToHold('memory', 'ledger'));
  test('in a file that is closed and opened again, with the host wallet', () => expectToHold('file', 'host'));
  test('in memory, with a card', () => expectToHold('memory', 'card'));
  test.skipIf(!hasPostgres)('on PostgreSQL, with the embedded ledger (needs PostgreSQL 15)', () =>
    expectToHold('postgres', 'ledger'),
  );
  test.skipIf(!hasPostgres)('on PostgreSQL, with the host wallet (needs PostgreSQL 15)', () => expectToHold('postgres', 'host'));
});
