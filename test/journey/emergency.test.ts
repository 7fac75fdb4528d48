// Red button: from its moment on use costs nothing, nothing starts, lights and chimes are on, and only a second person ends it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE, MINUTE_MS } from '#protocol';
import { isAuditGood } from '../../gateway/domain/audit/audit-report.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { createLog } from '../../gateway/telemetry/log.ts';
import { createMetrics } from '../../gateway/telemetry/metrics.ts';
import { createRunAudit } from '../../gateway/upkeep/run-audit.ts';
import { type House, type HouseOptions, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const VENUE = 'venue-1';
const [EVE, FAY] = ['eve', 'fay'];

let house: House;
afterEach(() => house.close());

/** A venue of these objects alone. */
function openOnly(options: HouseOptions): Promise<House> {
  const isHere = ({ objectId }: { readonly objectId: string | null }): boolean => options.objects.includes(objectId ?? '');
  return openHouse({
    ...options,
    venue: (setup) => ({
      ...setup,
      objects: setup.objects.filter(isHere),
      tags: setup.tags.filter(isHere),
      stays: setup.stays.filter(isHere),
    }),
  });
}

let pressed = 0;
function request(operatorId: string, route: string, key?: string) {
  pressed += 1;
  const operator = { operatorId, tenantId: 'demo' };
  const keyed = { personId: `operator demo ${operatorId}`, route, key: key ?? `press-${pressed}`, bodyHash: route };
  return { ...keyed, operator, venueId: VENUE, reason: 'smoke in the hall' };
}
const raise = (operatorId = EVE, key?: string) => house.core.steps.operator.raiseEmergency(request(operatorId, 'raise', key));
const end = (operatorId = FAY) => house.core.steps.operator.endEmergency(request(operatorId, 'end'));
const look = async () => must(await house.core.steps.operator.listOccupied(request(EVE, 'look')));
const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body) as { readonly [name: string]: unknown };
const lightOf = async (deviceId: string) => (await house.store.device(deviceId))?.state?.reported.light;
const settingsOf = (deviceId: string) => house.device(deviceId).runtime.peek()?.flash.config;

/** `unlatch audit` as the owner asks for it. */
async function expectSoundBooks(): Promise<void> {
  const audit = createRunAudit({
    store: house.store,
    clock: house.clock,
    log: createLog('silent'),
    metrics: createMetrics(),
  });
  const report = await audit({ anchor: null, billsSinceMs: 0 });
  expect(report.invariants.filter(({ broken }) => broken.length > 0)).toEqual([]);
  expect(isAuditGood(report)).toBe(true);
  expect(report.counted.receipts).toBeGreaterThan(0);
}

describe('a session that runs', () => {
  test('costs what it cost when the button was pressed, and its receipt says so in a line that a stranger can check', async () => {
    house = await openOnly({ objects: ['pod-1'] });
    const ada = await createPerson(house, 'ada');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(10 * MINUTE_MS, 5_000);
    must(await raise());
    await house.settle();
    const atButton = await ada.read(sessionId);
    expect(atButton).toMatchObject({ state: 'active', nextRise: null, runsOut: null });
    expect(atButton.emergencySince).toBeDefined();
    await house.pass(10 * MINUTE_MS, 5_000);
    expect((await ada.read(sessionId)).costMinor).toBe(atButton.costMinor);
    must(await ada.stop(sessionId));
    await house.pass(MINUTE_MS, 2_000);
    const bill = await ada.provenReceipt(sessionId);
    expect(bill.usage.useMs).toBeGreaterThan(19 * MINUTE_MS);
    expect(bill.lines.at(-1)).toMatchObject({ line: 'emergency', unitMinor: bill.totalMinor });
    // 3.00 to start and 1.00 a minute, exactly, up to the last reading before the button.
    expect(bill.totalMinor).toBeGreaterThan(300 + 900);
    expect(bill.totalMinor).toBeLessThanOrEqual(300 + 1_000);
    expect((await ada.wallet()).heldMinor).toBe(0n);
    await expectSoundBooks();
  });

  test('costs again once the emergency is over, for what comes after it alone', async () => {
    house = await openOnly({ objects: ['pod-1'] });
    const ada = await createPerson(house, 'ada');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(5 * MINUTE_MS, 5_000);
    must(await raise());
    await house.pass(20 * MINUTE_MS, 5_000);
    must(await end());
    await house.pass(5 * MINUTE_MS, 5_000);
    expect((await ada.read(sessionId)).emergencySince).toBeUndefined();
    must(await ada.stop(sessionId));
    await house.pass(MINUTE_MS, 2_000);
    const bill = await ada.provenReceipt(sessionId);
    expect(bill.totalMinor).toBeGreaterThan(300 + 800);
    expect(bill.totalMinor).toBeLessThanOrEqual(300 + 1_100);
    const timeline = (await house.store.sessionEvents(sessionId, 0)).map(({ what }) => what);
    expect(timeline).toEqual(expect.arrayContaining(['emergency-raised', 'emergency-ended']));
    await expectSoundBooks();
  });

  test('goes on for longer than its money lasts, and nobody is put out', async () => {
    house = await openOnly({ objects: ['room-101'] });
    const ada = await createPerson(house, 'ada', 8_000n);
    must(await ada.pair('room-101', house.pairingCode));
    const { sessionId } = must(await ada.start('room-101'));
    await house.pass(30_000, 2_000);
    must(await raise());
    // 0.80 a minute: 80.00 would be spent after 100 minutes.
    await house.pass(130 * MINUTE_MS, 10_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active' });
    must(await ada.stop(sessionId));
    await house.pass(MINUTE_MS, 2_000);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBeLessThanOrEqual(80);
    await expectSoundBooks();
  });

  test('is known after a restart on the same file, and Stop works then too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'unlatch-emergency-'));
    const clock = { nowMs: (): number => house?.clock.nowMs() ?? Date.UTC(2026, 10, 21, 4, 0, 0) };
    const reopen = async () => openSqliteStore({ path: join(folder, 'unlatch.db'), clock });
    try {
      house = await openOnly({ objects: ['pod-1', 'bike-1'], reopen });
      const ada = await createPerson(house, 'ada');
      const { sessionId } = must(await ada.start('pod-1'));
      await house.pass(5 * MINUTE_MS, 5_000);
      must(await raise());
      await house.settle();
      await house.stopGateway();
      await house.startGateway();
      await house.pass(2 * MINUTE_MS, 5_000);
      expect(await look()).toMatchObject({ isOpen: true, signals: { on: 2, waiting: 0, away: 0 } });
      expect(await ada.start('bike-1')).toMatchObject({ ok: false, error: { code: 'venue.emergency' } });
      must(await ada.stop(sessionId));
      await house.pass(MINUTE_MS, 2_000);
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBeLessThanOrEqual(300 + 500);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('while it is pressed', () => {
  test('nothing starts, nothing is kept for anybody, nothing is ordered, and the offer says why', async () => {
    house = await openOnly({ objects: ['pod-1', 'pod-2', 'table-7'], persons: false });
    const [ada, ben] = [await createPerson(house, 'ada'), await createPerson(house, 'ben')];
    const offered = must(await ada.scan('pod-1'));
    const reserve = async (person: typeof ada, objectId: string) => {
      const { ticket } = must(await person.scan(objectId));
      return house.core.steps.reserveObject({ ticket, personId: person.personId, binding: person.binding, address: null });
    };
    must(await reserve(ben, 'pod-2'));
    const { sessionId } = must(await ada.start('table-7'));
    await house.pass(1_000);
    const commits = house.changes.length;
    must(await raise());
    const { raisedAtMs } = (await house.store.venueScene(VENUE))?.newest ?? { raisedAtMs: 0 };
    const refusal = { ok: false, error: { code: 'venue.emergency', sinceMs: raisedAtMs } };
    const start = { ticket: offered.ticket, tariffHash: offered.offer.tariff.hash };
    expect(await ada.startWith(start)).toEqual(refusal);
    expect(await reserve(ada, 'pod-1')).toEqual(refusal);
    expect(await ada.order(sessionId, [{ itemId: 'dumplings', quantity: 1 }])).toEqual(refusal);
    expect(must(await ada.scan('pod-1')).offer.emergencySinceMs).toBe(raisedAtMs);
    expect((await house.store.scene('pod-2'))?.reservation).toBeUndefined();
    const kinds = new Set(house.changes.slice(commits).map(({ change }) => change));
    expect([...kinds].filter((kind) => kind.startsWith('command'))).toEqual([]);
    must(await end());
    must(await ben.start('pod-2'));
  });

  test('lights are on and go back to what was set, whoever uses the object', async () => {
    house = await openOnly({ objects: ['pod-1', 'room-101'], persons: false });
    expect([await lightOf('pod-1'), await lightOf('room-101')]).toEqual([0, false]);
    must(await raise());
    await house.settle();
    expect([await lightOf('pod-1'), await lightOf('room-101')]).toEqual([100, true]);
    expect(settingsOf('pod-1')).toMatchObject({ emergency: 1, emptyAfterS: 2 });
    expect(await look()).toMatchObject({ isOpen: true, signals: { on: 2, waiting: 0, away: 0, unable: 0 }, unreached: [] });
    must(await end());
    await house.settle();
    expect([await lightOf('pod-1'), await lightOf('room-101')]).toEqual([0, false]);
  });

  test('whoever is away is listed as not reached, and told with the next hello', async () => {
    house = await openOnly({ objects: ['pod-1', 'pod-2'], persons: false });
    house.device('pod-2').wire.disconnect();
    await house.settle();
    must(await raise());
    await house.settle();
    expect(await look()).toMatchObject({
      signals: { on: 1, waiting: 0, away: 1, unable: 0 },
      unreached: [{ objectId: 'pod-2', signal: 'away', placeName: 'Gate D71' }],
      // Its bed may be taken by now: what is not known counts as occupied.
      occupied: [{ objectId: 'pod-2', because: ['unknown'] }],
    });
    house.device('pod-2').wire.reconnect();
    await house.pass(3_000);
    expect(await lightOf('pod-2')).toBe(100);
    expect(await look()).toMatchObject({ signals: { on: 2, away: 0 }, unreached: [], occupied: [] });
  });

  test('a bike that is ridden away is said to be in use and gone, not to be at its stand', async () => {
    house = await openOnly({ objects: ['bike-1'], persons: false });
    const ada = await createPerson(house, 'ada');
    must(await ada.start('bike-1'));
    await house.pass(500);
    for (const act of ['pullPin', 'ride']) house.device('bike-1').runtime.act(act);
    await house.pass(2 * MINUTE_MS, 5_000);
    house.device('bike-1').wire.disconnect();
    await house.settle();
    const heardMs = (await house.store.device('bike-1'))?.presence.lastSeenAtMs ?? 0;
    await house.pass(MINUTE_MS, 5_000);
    must(await raise());
    const [seen] = (await look()).unreached;
    expect(seen).toMatchObject({ objectId: 'bike-1', signal: 'away', why: 'away', isTakenAlong: true });
    expect(seen?.lastContactMs).toBeGreaterThanOrEqual(heardMs);
    expect(seen?.inUseSinceMs).toBeLessThan(heardMs);
    expect(seen?.lastReport).toMatchObject({ isMoving: true, distanceM: expect.any(Number) });
    expect((await look()).occupied).toMatchObject([{ objectId: 'bike-1', because: ['session'], isTakenAlong: true }]);
  });

  test('what got lost on the way is sent again', async () => {
    house = await openOnly({ objects: ['pod-1'], persons: false });
    let isLost = true;
    house.device('pod-1').lose({ down: ({ topic }) => topic.endsWith('/dn/cfg') && isLost });
    must(await raise());
    await house.settle();
    expect(await look()).toMatchObject({ signals: { on: 0, waiting: 1 } });
    isLost = false;
    await house.pass(MINUTE_MS, 5_000);
    expect(await look()).toMatchObject({ signals: { on: 1, waiting: 0 } });
  });

  test('a kind without the setting is said to have no signal', async () => {
    const kinds = KIND_CATALOGUE.map((kind) => {
      const { emergency: _, ...config } = kind.config;
      return kind.kind === 'bike' ? { ...kind, config } : kind;
    });
    house = await openOnly({ objects: ['pod-1', 'bike-1'], persons: false, kinds });
    must(await raise());
    await house.settle();
    expect(await look()).toMatchObject({
      signals: { on: 1, unable: 1 },
      unreached: [{ objectId: 'bike-1', signal: 'unable' }],
    });
  });
});

describe('pressing and ending', () => {
  test('a second press says that it is open and changes nothing; the same key gets the same answer', async () => {
    house = await openOnly({ objects: ['pod-1'], persons: false });
    const first = must(await raise(EVE, 'once'));
    expect(bodyOf(first)).toMatchObject({ state: 'open', isNew: true, devices: 1 });
    expect(must(await raise(EVE, 'once'))).toEqual(first);
    const before = (await house.store.venueScene(VENUE))?.newest;
    expect(bodyOf(must(await raise(FAY)))).toMatchObject({ state: 'open', isNew: false, devices: 0 });
    expect((await house.store.venueScene(VENUE))?.newest).toEqual(before);
  });

  test('whoever raised it does not end it; a second person does, once', async () => {
    house = await openOnly({ objects: ['pod-1'], persons: false });
    expect(await end()).toEqual({ ok: false, error: { code: 'emergency.not-open' } });
    must(await raise());
    expect(await end(EVE)).toEqual({ ok: false, error: { code: 'emergency.same-person' } });
    expect(bodyOf(must(await end(FAY)))).toMatchObject({ state: 'ended' });
    expect(await end(FAY)).toEqual({ ok: false, error: { code: 'emergency.not-open' } });
    const audited = house.changes.flatMap((change) => (change.change === 'audited' ? [change.row] : []));
    expect(audited.map(({ what, actor }) => [what, actor.id])).toEqual([
      ['emergency-raised', EVE],
      ['emergency-ended', FAY],
    ]);
  });

  test("another tenant's venue is as unknown as none", async () => {
    house = await openOnly({ objects: ['pod-1'], persons: false });
    const strange = { ...request(EVE, 'raise'), operator: { operatorId: EVE, tenantId: 'other' } };
    const steps = house.core.steps.operator;
    const unknown = { ok: false, error: { code: 'venue.unknown' } };
    expect(await steps.raiseEmergency(strange)).toEqual(unknown);
    expect(await steps.endEmergency(strange)).toEqual(unknown);
    expect(await steps.listOccupied(strange)).toEqual(unknown);
    expect(await steps.listOccupied({ ...request(EVE, 'look'), venueId: 'venue-none' })).toEqual(unknown);
  });

  test('all devices of a venue are told in one transaction', async () => {
    house = await openOnly({ objects: ['pod-1', 'pod-2', 'bike-1', 'bike-2', 'room-101', 'table-7'], persons: false });
    const before = house.store.statistics().transactions;
    const answer = raise();
    must(await answer);
    expect(house.store.statistics().transactions - before).toBeLessThanOrEqual(2);
    await house.settle();
    expect((await look()).signals).toEqual({ on: 6, waiting: 0, away: 0, unable: 0 });
  });
});
