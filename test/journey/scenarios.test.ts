// Scenarios of the simulator in fast time: whatever goes wrong on its days, each visit comes to an end and the books hold.
import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { FAULT_KINDS } from '#sim';
import { SCENARIOS } from '../../device-sim/scenarios/catalogue.ts';
import { faultsOf } from '../../device-sim/scenarios/scenario.ts';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

/** How one leaves each object without a word to the phone. */
const WAYS_OUT = { 'bike-1': ['brake', 'closePin'], 'pod-1': ['leave', 'closeDoor'] } as const;

let house: House | null = null;
afterEach(async () => {
  await house?.close();
  house = null;
});

describe.each(['bike-1', 'pod-1'] as const)('a visit to %s', (object) => {
  // Every fault strikes here, whatever share of a fleet it is meant for.
  test.each(SCENARIOS)('on the day $name ends, and the books hold', async (scenario) => {
    const faults = faultsOf(scenario, FAULT_KINDS).map((fault) => fault.create());
    const opened = await openHouse({ objects: [object], persons: scenario.people !== 'absent', faults });
    house = opened;
    const ada = await createPerson(opened, 'ada');
    // Some greetings are late.
    await opened.pass(30_000, 500);
    const { sessionId } = must(await ada.start(object));
    await opened.pass(90_000, 1_000);
    if (scenario.people === 'wander-off') for (const act of WAYS_OUT[object]) opened.device(object).runtime.act(act);
    else await ada.stop(sessionId);
    await opened.pass(20 * MINUTE_MS, 2_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'closed' });
    expect((await ada.wallet()).heldMinor).toBe(0n);
    await expectBooksHold(opened, [ada]);
  });
});
