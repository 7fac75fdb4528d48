// Arrivals in an emergency: a device that comes, comes back or is moved there is told, and one that missed its end is told of that (FP-35).
import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import type { VenueSetup } from '../../gateway/ports/store.ts';
import { type House, type HouseOptions, openHouse } from '../support/one-process.ts';
import { must } from '../support/person.ts';

const [HERE, THERE] = ['venue-1', 'venue-2'];
const [EVE, FAY] = ['eve', 'fay'];

let house: House;
afterEach(() => house.close());

/** A venue of these objects alone, and one beside it without any. */
async function open(objects: HouseOptions['objects']): Promise<void> {
  const isHere = ({ objectId }: { readonly objectId: string | null }): boolean => objects.includes(objectId ?? '');
  let first: VenueSetup | null = null;
  house = await openHouse({
    ...{ objects, persons: false },
    venue(setup) {
      first = {
        ...setup,
        objects: setup.objects.filter(isHere),
        tags: setup.tags.filter(isHere),
        stays: setup.stays.filter(isHere),
      };
      return first;
    },
  });
  const venue = (first as VenueSetup | null)?.venue;
  const [place] = (first as VenueSetup | null)?.places ?? [];
  if (!venue || !place) throw new Error('the demo has a venue with places');
  await house.store.setUpVenue({
    ...{ tenantId: 'demo', tariffs: [], devices: [], objects: [], tags: [], stays: [] },
    venue: { ...venue, venueId: THERE, name: 'The other house' },
    places: [{ ...place, placeId: 'place-there', venueId: THERE, name: 'Its hall' }],
  });
}

let asked = 0;
function request(operatorId: string, venueId = HERE) {
  asked += 1;
  const keyed = { personId: `operator demo ${operatorId}`, route: `r${asked}`, key: `k${asked}`, bodyHash: `b${asked}` };
  return { ...keyed, operator: { operatorId, tenantId: 'demo' }, venueId, reason: 'smoke' };
}
const steps = () => house.core.steps.operator;
const raise = async (venueId = HERE) => must(await steps().raiseEmergency(request(EVE, venueId)));
const end = async (venueId = HERE) => must(await steps().endEmergency(request(FAY, venueId)));
const signals = async (venueId = HERE) => must(await steps().listOccupied(request(EVE, venueId))).signals;
const lightOf = async (deviceId: string) => (await house.store.device(deviceId))?.state?.reported.light;
const settingOf = (deviceId: string) => house.device(deviceId).runtime.peek()?.flash.config.emergency;

async function comeBack(deviceId: string): Promise<void> {
  house.device(deviceId).wire.reconnect();
  await house.pass(3_000);
}

/** As a set-up that knew of no emergency left it. */
async function setUpAnew(deviceId: string): Promise<void> {
  const { config } = (await house.store.device(deviceId)) ?? {};
  if (!config) throw new Error(`no device ${deviceId}`);
  const { emergency: _, ...desired } = config.desired;
  const change = { change: 'device-config-set', deviceId, config: { ver: config.desiredVer + 1, desired, tries: 0 } } as const;
  expect(await house.store.commit([change])).toEqual({ ok: true });
}

async function moveTo(objectId: string, placeId: string): Promise<void> {
  const version = Number(
    (await house.store.books<{ version: number }>('SELECT version FROM objects WHERE object_id = ?', [objectId]))[0]?.version,
  );
  must(await steps().setUp.changeObject({ ...request('owner'), objectId, version, words: { placeId } }));
  await house.pass(5_000);
}

describe('a device that comes while an emergency is open', () => {
  test('and was set up in the midst of it is told at its greeting', async () => {
    await open(['pod-1', 'pod-2']);
    house.device('pod-2').wire.disconnect();
    await house.settle();
    await raise();
    await setUpAnew('pod-2');
    await comeBack('pod-2');
    expect([await lightOf('pod-2'), settingOf('pod-2')]).toEqual([100, 1]);
    expect(await signals()).toEqual({ on: 2, waiting: 0, away: 0, unable: 0 });
  });

  test('is told once: its next greetings change nothing', async () => {
    await open(['pod-1']);
    await raise();
    await house.settle();
    const { desiredVer } = (await house.store.device('pod-1'))?.config ?? {};
    house.device('pod-1').wire.disconnect();
    await house.settle();
    await comeBack('pod-1');
    expect((await house.store.device('pod-1'))?.config.desiredVer).toBe(desiredVer);
  });

  test('and lost its memory shines again', async () => {
    await open(['pod-1']);
    await raise();
    await house.settle();
    house.device('pod-1').runtime.powerCut(5_000, true);
    await house.pass(MINUTE_MS, 2_000);
    expect([await lightOf('pod-1'), settingOf('pod-1')]).toEqual([100, 1]);
  });
});

describe('the end of an emergency', () => {
  test('reaches whoever was away with the next hello', async () => {
    await open(['pod-1', 'pod-2']);
    await raise();
    await house.settle();
    house.device('pod-2').wire.disconnect();
    await house.settle();
    await end();
    await house.settle();
    expect([settingOf('pod-1'), settingOf('pod-2')]).toEqual([0, 1]);
    await comeBack('pod-2');
    expect([settingOf('pod-2'), await lightOf('pod-2')]).toEqual([0, 0]);
  });

  test('is over for whoever heard of neither', async () => {
    await open(['pod-1']);
    house.device('pod-1').wire.disconnect();
    await house.settle();
    await raise();
    await end();
    await comeBack('pod-1');
    expect([settingOf('pod-1') ?? 0, await lightOf('pod-1')]).toEqual([0, 0]);
  });
});

describe('of two venues', () => {
  test('the one whose button is pressed has an emergency, and the other goes on', async () => {
    await open(['pod-1', 'pod-2']);
    await moveTo('pod-2', 'place-there');
    await raise();
    await house.settle();
    expect([await lightOf('pod-1'), await lightOf('pod-2')]).toEqual([100, 0]);
    expect(must(await steps().listOccupied(request(EVE, THERE)))).toMatchObject({ isOpen: false, emergency: null });
    // Each is pressed and ended by itself: the same two people may change places.
    must(await steps().raiseEmergency(request(FAY, THERE)));
    must(await steps().endEmergency(request(EVE, THERE)));
    await house.settle();
    expect([await lightOf('pod-1'), await lightOf('pod-2')]).toEqual([100, 0]);
    expect(await signals()).toMatchObject({ on: 1, away: 0 });
  });

  test('an object that is moved between them takes what is so there', async () => {
    await open(['pod-1', 'pod-2']);
    await raise(THERE);
    await moveTo('pod-2', 'place-there');
    expect([await lightOf('pod-1'), await lightOf('pod-2')]).toEqual([0, 100]);
    expect(await signals(THERE)).toMatchObject({ on: 1 });
    const { placeId } = (await house.store.scene('pod-1'))?.place ?? { placeId: '' };
    await moveTo('pod-2', placeId);
    expect([await lightOf('pod-1'), await lightOf('pod-2')]).toEqual([0, 0]);
  });
});
