// Covered labels: whoever covers one and goes on opening a photo of it keeps no alarm quiet; staff on the spot, or several people, end it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import { type House, openHouse } from '../support/one-process.ts';
import { must } from '../support/person.ts';

const olga = { operatorId: 'olga', tenantId: 'demo' };
const PEOPLE = 12;

let house: House;
let venueId: string;
beforeEach(async () => {
  house = await openHouse({
    objects: [],
    venue: (setup) => {
      venueId = setup.venue.venueId;
      return setup;
    },
  });
});
afterEach(() => house.close());

const alerts = () => house.core.steps.operator.labelAlerts.list({ operator: olga });
const scanBy = (objectId: string, personId: string, address: string) =>
  house.core.steps.resolveScan({ code: house.codeOf(objectId), binding: 'c:x', personId, address });

let day = 0;
async function scanByMany(objectId: string): Promise<void> {
  for (let n = 0; n < PEOPLE; n += 1) must(await scanBy(objectId, `guest-${day}-${n}`, `198.51.100.${n}`));
}
/** The other label is scanned as ever; one look late on the day, and one at its end. */
async function daysPass(days: number, each: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < days; n += 1) {
    day += 1;
    await scanByMany('pod-1');
    await each();
    await house.core.labelWatch.lookNow();
    await house.pass(23 * HOUR_MS, HOUR_MS);
    await house.core.labelWatch.lookNow();
    await house.pass(HOUR_MS, HOUR_MS);
  }
}
const openPhotos = async (): Promise<void> => {
  await scanBy('pod-2', 'eve', '203.0.113.66');
  await scanBy('pod-2', 'mallory', '203.0.113.67');
};

async function cover(): Promise<void> {
  await daysPass(4, () => scanByMany('pod-2'));
  expect(await alerts()).toEqual([]);
  await daysPass(4, openPhotos);
  const [alert, ...others] = await alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ objectId: 'pod-2', alert: { elsewhereScans: 0, endedScans: 0 } });
  expect(alert?.alert.missedScans).toBeGreaterThan(PEOPLE);
}

test('a busy label that two accounts open every day while it is covered is reported, and not closed by them', async () => {
  await cover();
  const [before] = await alerts();
  await daysPass(3, openPhotos);
  expect(await alerts()).toMatchObject([{ alert: { alertId: before?.alert.alertId } }]);
});

test('its alert ends where staff see it hang, and is not raised again for the days before', async () => {
  await cover();
  const { inspectLabels } = house.core.steps.operator;
  const { roundId } = must(await inspectLabels.start({ operator: olga, venueId }));
  must(await inspectLabels.see({ operator: olga, roundId, code: house.codeOf('pod-2'), seenAt: 'pod-2' }));
  for (let looks = 0; looks < 2; looks += 1) {
    await house.core.labelWatch.lookNow();
    expect(await alerts()).toEqual([]);
  }
});

test('its alert ends once several people have scanned it since, whenever they come', async () => {
  await cover();
  await openPhotos();
  await house.core.labelWatch.lookNow();
  expect(await alerts()).toHaveLength(1);
  await house.pass(HOUR_MS, HOUR_MS);
  must(await scanBy('pod-2', 'ada', '198.51.100.1'));
  await house.core.labelWatch.lookNow();
  expect(await alerts()).toEqual([]);
});
