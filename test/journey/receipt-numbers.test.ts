// The number of a receipt is there at the first look, without a gap however many look at once, and the same on bill, paper and statement.
import { afterEach, expect, test } from 'vitest';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const SECOND = 1_000;
let house: House;
afterEach(() => house.close());

async function usedBy(names: readonly string[]): Promise<{ personId: string; sessionId: string }[]> {
  const used = [];
  for (const name of names) {
    const person = await createPerson(house, name, 30_000n);
    const { sessionId } = must(await person.start('pod-1'));
    await house.pass(10 * SECOND, SECOND);
    must(await person.stop(sessionId));
    await house.pass(60 * SECOND, SECOND);
    used.push({ personId: person.personId, sessionId });
  }
  return used;
}
const numberOf = async (request: { personId: string; sessionId: string }): Promise<string | null> =>
  must(await house.core.steps.readExpenseReceipt(request)).expense.number;

test('the first look numbers a receipt, and every later look shows the same', async () => {
  house = await openHouse({ objects: ['pod-1'], persons: true });
  const [first, second] = await usedBy(['ada', 'bea']);
  if (!first || !second) throw new Error('two sessions');
  expect(await numberOf(second)).toBe('2026-000001');
  expect(await numberOf(first)).toBe('2026-000002');
  expect(await numberOf(second)).toBe('2026-000001');
});

test('many who look at once draw numbers without a gap', async () => {
  house = await openHouse({ objects: ['pod-1'], persons: true });
  const used = await usedBy(['ada', 'bea', 'cyn', 'dan']);
  const seen = await Promise.all([...used, ...used].map(numberOf));
  const numbers = await Promise.all(used.map(numberOf));
  expect([...numbers].sort()).toEqual(['2026-000001', '2026-000002', '2026-000003', '2026-000004']);
  expect(seen).toEqual([...numbers, ...numbers]);
});
