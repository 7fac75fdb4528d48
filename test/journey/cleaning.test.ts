// Cleaning and service: what staff say of an object decides whether it is offered, and what a technician opens costs nothing.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

const olga = { operatorId: 'olga', tenantId: 'demo' };

let house: House;
let ada: Person;
let bob: Person;
let drawn = 0;
beforeEach(async () => {
  house = await openHouse({ objects: ['pod-1'], persons: false });
  ada = await createPerson(house, 'ada');
  bob = await createPerson(house, 'bob');
});
afterEach(() => house.close());

const setUp = () => house.core.steps.operator.setUp;
const of = (objectId: string) => {
  drawn += 1;
  const keyed = { personId: 'operator demo olga', route: 'objects', key: `k-${drawn}`, bodyHash: `${drawn}` };
  return { ...keyed, operator: olga, objectId };
};
const read = async (objectId = 'pod-1') => must(await setUp().list.object('demo', objectId));
const toBeCleaned = async (): Promise<void> => {
  const { version } = await read();
  must(await setUp().changeObject({ ...of('pod-1'), version, words: { isCleaned: true } }));
};
const clean = () => setUp().cleanObject(of('pod-1'));
const serve = (state: 'in_service' | 'out_of_service', reason = 'looking at it') =>
  setUp().serveObject({ ...of('pod-1'), state, reason });
const refusedBy = (code: string) => expect.objectContaining({ ok: false, error: expect.objectContaining({ code }) });
const availability = async (person = bob): Promise<string> => {
  const scanned = await person.scan('pod-1');
  return scanned.ok ? scanned.value.offer.availability : scanned.error.code;
};
const act = (...acts: readonly string[]): void => {
  for (const each of acts) house.device('pod-1').runtime.act(each);
};
const audits = async (what: string) =>
  (await house.store.books<{ actor_id: string }>('SELECT actor_id FROM audit_rows WHERE what = ?', [what])).length;

/** Ada goes in. */
async function begin(): Promise<string> {
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(500);
  act('openDoor', 'enter', 'closeDoor');
  await house.pass(MINUTE_MS, 5_000);
  return sessionId;
}

/** ... and out again, and presses Stop. */
async function end(sessionId: string): Promise<void> {
  must(await ada.stop(sessionId));
  act('leave');
  await house.pass(90_000, 5_000);
  expect((await ada.read(sessionId)).state).toBe('closed');
}

describe('a pod that is cleaned after each use', () => {
  test('is offered to nobody between the last guest and "clean, done"', async () => {
    await toBeCleaned();
    expect(await availability()).toBe('free');
    const sessionId = await begin();
    expect(await clean()).toEqual(refusedBy('object.in-use'));
    await end(sessionId);
    expect(await availability()).toBe('needs-cleaning');
    expect(await bob.start('pod-1')).toEqual(refusedBy('object.needs-cleaning'));
    expect(await read()).toMatchObject({ state: 'needs-cleaning', isCleaned: true });
    must(await clean());
    must(await clean());
    expect(await availability()).toBe('free');
    expect(await audits('object-cleaned')).toBe(1);
    await expectBooksHold(house, [ada, bob]);
  });

  test('sends the next guest to another that is free, at the same place first', async () => {
    const others = (objectId: string) => house.core.steps.findOthers(objectId);
    expect(await others('pod-1')).toEqual([]);
    await house.changeVenue((setup) => {
      const device = setup.devices.find(({ deviceId }) => deviceId === 'pod-1');
      const pod = setup.objects.find(({ objectId }) => objectId === 'pod-1');
      if (!device || !pod) throw new Error('no pod');
      const far = { placeId: 'far', venueId: setup.venue.venueId, name: 'Far hall' };
      const extra = ['a', 'b', 'c', 'd'].map((name) => ({ ...device, deviceId: `pod-${name}` }));
      return {
        ...setup,
        places: [...setup.places, far],
        devices: [...setup.devices, ...extra],
        objects: [
          ...setup.objects,
          ...extra.map(({ deviceId }) => ({ ...pod, objectId: deviceId, deviceId, name: deviceId, placeId: 'far' })),
          { ...pod, objectId: 'pod-near', deviceId: 'pod-d', name: 'pod-near' },
        ],
      };
    });
    const atMs = house.clock.nowMs();
    const isThere = { change: 'device-presence', online: true, conn: 'con_1', atMs } as const;
    await house.store.commit(['pod-a', 'pod-b', 'pod-d'].map((deviceId) => ({ ...isThere, deviceId })));
    const found = await others('pod-1');
    expect(found.map(({ objectName }) => objectName)).toEqual(['pod-near', 'pod-a', 'pod-b']);
    expect(found[1]?.placeName).toBe('Far hall');
    expect(await others('pod-none')).toEqual([]);
  });

  test('that nobody went into is as clean as before', async () => {
    await toBeCleaned();
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    must(await ada.stop(sessionId));
    await house.pass(10 * MINUTE_MS, 5_000);
    expect((await house.store.session(sessionId))?.startedAtMs).toBeNull();
    expect(await availability()).toBe('free');
  });

  test('waits through a restart of the gateway, and through a repair', async () => {
    await toBeCleaned();
    await end(await begin());
    must(await serve('out_of_service'));
    expect(await availability()).toBe('out-of-service');
    await house.stopGateway();
    await house.startGateway();
    must(await serve('in_service', 'repaired'));
    expect(await availability()).toBe('needs-cleaning');
  });

  test('is offered at once where its owner has it cleaned no more', async () => {
    await end(await begin());
    expect(await availability()).toBe('free');
  });
});

describe('service', () => {
  test('out of it, whoever is in stays, and nobody comes after them before it is put back', async () => {
    const sessionId = await begin();
    must(await serve('out_of_service', 'the fan is loud'));
    expect((await ada.read(sessionId)).state).toBe('active');
    await end(sessionId);
    expect(await bob.start('pod-1')).toEqual(refusedBy('object.out-of-service'));
    const { state, service } = await read();
    expect([state, service?.by, service?.reason]).toEqual(['out-of-service', 'olga', 'the fan is loud']);
    must(await serve('in_service', 'quiet now'));
    expect(await availability()).toBe('free');
    expect(await audits('object-service-set')).toBe(2);
  });

  test('a retired object is used by nobody any more, and keeps what was', async () => {
    const retire = () => setUp().retireObject({ ...of('pod-1'), reason: 'sold' });
    const sessionId = await begin();
    expect(await retire()).toEqual(refusedBy('object.in-use'));
    await end(sessionId);
    must(await retire());
    expect(await availability()).toBe('object.retired');
    expect(await serve('in_service')).toEqual(refusedBy('object.retired'));
    const { issueLabels, attachLabel } = house.core.steps.operator;
    const order = { ...olga, venueId: 'venue-1', count: null, objectIds: null, afterTagNo: 0, limit: 9 };
    expect(await issueLabels({ ...order, batchId: 'late', objectIds: ['pod-1'] })).toEqual(refusedBy('object.retired'));
    const [loose] = must(await issueLabels({ ...order, batchId: 'loose', count: 1 })).labels;
    const hung = { ...olga, label: loose?.tagId ?? '', objectId: 'pod-1', others: 'keep', isMove: false } as const;
    expect(await attachLabel(hung)).toEqual(refusedBy('object.retired'));
    await house.changeVenue((setup) => setup);
    expect(await availability()).toBe('object.retired');
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped' });
    const listed = await setUp().list.objects({ tenantId: 'demo', limit: 100 });
    expect(listed.objects.some(({ objectId }) => objectId === 'pod-1')).toBe(false);
  });
});

describe('open free', () => {
  const open = () => setUp().openFree({ ...of('pod-1'), reason: 'the bolt sticks' });
  const close = () => setUp().closeFree({ operator: olga, objectId: 'pod-1' });

  test('opens what is out of service, costs nothing, and is closed again', async () => {
    expect(await open()).toEqual(refusedBy('object.still-in-service'));
    must(await serve('out_of_service'));
    const { sessionId } = JSON.parse(must(await open()).body) as { sessionId: string };
    await house.pass(1_000);
    expect(
      (await house.store.command((await house.store.dossier(sessionId))?.commands[0]?.commandId ?? ''))?.outcome?.status,
    ).toBe('succeeded');
    act('openDoor', 'enter', 'closeDoor');
    await house.pass(MINUTE_MS, 5_000);
    expect(await house.store.session(sessionId)).toMatchObject({ state: 'active', costMinor: 0n, heldMinor: 0n });
    expect(await open()).toEqual(refusedBy('object.in-use'));
    // Nobody stays in it free while it is offered to others again.
    expect(await serve('in_service')).toEqual(refusedBy('object.open-free'));
    must(await serve('out_of_service', 'and the light too'));
    must(await close());
    act('leave');
    await house.pass(90_000, 5_000);
    expect(await house.store.session(sessionId)).toMatchObject({ state: 'closed', costMinor: 0n });
    must(await serve('in_service'));
    must(await close());
    expect(await audits('object-opened-free')).toBe(1);
    await expectBooksHold(house, [ada, bob]);
  });

  test('the same key opens once', async () => {
    must(await serve('out_of_service'));
    const request = { ...of('pod-1'), reason: 'the bolt sticks' };
    const bodies = [must(await setUp().openFree(request)).body, must(await setUp().openFree(request)).body];
    expect(bodies[0]).toBe(bodies[1]);
    expect(await audits('object-opened-free')).toBe(1);
  });

  test('never opens a pod with somebody in it, nor one whose guest has not left, nor closes a guest’s', async () => {
    const sessionId = await begin();
    must(await serve('out_of_service'));
    expect(await open()).toEqual(refusedBy('object.in-use'));
    expect(await close()).toEqual(refusedBy('object.in-use'));
    expect((await ada.read(sessionId)).state).toBe('active');
    await end(sessionId);
    act('openDoor', 'enter', 'closeDoor');
    await house.pass(2_000);
    expect((await house.store.device('pod-1'))?.state?.reported.occupied).toBe(true);
    expect(await open()).toEqual(refusedBy('object.interlocked'));
    expect(await read()).toMatchObject({ mayOpenFree: false });
  });
});
