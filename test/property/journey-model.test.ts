// Random lives of two persons at two objects, with losses, absences, reboots and crashes: money holds after each step, all ends.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import type { SessionRecord } from '../../gateway/domain/session.ts';
import { expectBooksHold, sessionsOf } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

type Scene = { readonly objects: readonly [string, string]; readonly walletMinor: bigint };
const SCENES: readonly Scene[] = [
  // Enough for two holds of one kind and not for three: money can run short.
  { objects: ['pod-1', 'bike-1'], walletMinor: 12_000n },
  { objects: ['room-101', 'table-7'], walletMinor: 30_000n },
];
type Who = 0 | 1;
type Where = 0 | 1;

type Step =
  | { readonly step: 'start' | 'stop' | 'tap-again' | 'wish'; readonly who: Who; readonly where: Where }
  | { readonly step: 'pass'; readonly seconds: number }
  | { readonly step: 'offline' | 'online' | 'lose-result' | 'lose-ack' | 'lose-command' | 'lose-record'; readonly where: Where }
  | { readonly step: 'reboot'; readonly where: Where; readonly seconds: number }
  | { readonly step: 'crash'; readonly seconds: number }
  | { readonly step: 'pump' };

const who = fc.constantFrom<Who>(0, 1);
const where = fc.constantFrom<Where>(0, 1);
const seconds = fc.integer({ min: 1, max: 150 });
const oneStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ step: fc.constant('start' as const), who, where }) },
  {
    weight: 3,
    arbitrary: fc.record({ step: fc.constantFrom('stop' as const, 'tap-again' as const, 'wish' as const), who, where }),
  },
  { weight: 5, arbitrary: fc.record({ step: fc.constant('pass' as const), seconds }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constantFrom('offline' as const, 'online' as const), where }) },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constantFrom('lose-result' as const, 'lose-ack' as const, 'lose-command' as const, 'lose-record' as const),
      where,
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('reboot' as const), where, seconds: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('crash' as const), seconds: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('pump' as const) }) },
);

/** Refusals that an honest person may meet here; any other is a defect. */
const HONEST = [
  ...['object.busy', 'device.offline', 'wallet.funds-insufficient', 'ticket.used', 'ticket.expired', 'offer.changed'],
  ...['stay.taken', 'session.not-running', 'order.exceeds-hold', 'device.refused'],
];

const LOST = {
  'lose-result': { direction: 'up', is: (topic: string) => topic.includes('/up/res/') },
  'lose-record': { direction: 'up', is: (topic: string) => topic.endsWith('/up/ses') },
  'lose-ack': { direction: 'down', is: (topic: string) => topic.endsWith('/dn/ack') },
  'lose-command': { direction: 'down', is: (topic: string) => topic.includes('/dn/cmd/') },
} as const;

function loseNext(house: House, objectId: string, what: keyof typeof LOST): void {
  const { direction, is } = LOST[what];
  let isLost = false;
  house.device(objectId).lose({
    [direction]: ({ topic }: { topic: string }) => {
      if (isLost || !is(topic)) return false;
      isLost = true;
      return true;
    },
  });
}

async function openWorld({ objects, walletMinor }: Scene) {
  const house = await openHouse({ objects });
  const ada = await createPerson(house, 'ada', walletMinor);
  const persons: readonly [Person, Person] = [ada, await createPerson(house, 'bob', walletMinor)];
  if (objects.includes('room-101')) must(await ada.pair('room-101', house.pairingCode));
  const taps = new Map<string, { ticket: string; tariffHash: string; key: string }>();
  let keys = 0;

  async function start(person: Person, objectId: string): Promise<void> {
    const scan = await person.scan(objectId);
    expect(scan.ok, 'a real code always opens').toBe(true);
    if (!scan.ok) return;
    keys += 1;
    const tap = { ticket: scan.value.ticket, tariffHash: scan.value.offer.tariff.hash, key: `tap-${keys}` };
    taps.set(`${person.personId} ${objectId}`, tap);
    const started = await person.startWith(tap);
    if (!started.ok) expect(HONEST).toContain(started.error.code);
  }

  async function tapAgain(person: Person, objectId: string): Promise<void> {
    const tap = taps.get(`${person.personId} ${objectId}`);
    if (!tap) return;
    const before = sessionsOf(house).size;
    const [first, second] = [await person.startWith(tap), await person.startWith(tap)];
    expect(second).toEqual(first);
    // A tap that was answered starts nothing more; one that was refused may be tried again.
    if (!first.ok) expect(HONEST).toContain(first.error.code);
    expect(sessionsOf(house).size).toBeLessThanOrEqual(before + 1);
  }

  /** Whatever can be asked of a running session: a dish at the table, light elsewhere. */
  async function wish(person: Person): Promise<void> {
    const [session] = await house.store.sessionsOf(person.personId, 1);
    if (!session || session.kind === 'bike') return;
    const dimmer = session.kind === 'hotel-room' ? 'dimmer' : 'light';
    const asked =
      session.kind === 'restaurant-table'
        ? await person.order(session.sessionId, [{ itemId: 'plum-juice', quantity: 3 }])
        : await person.set(session.sessionId, dimmer, 30, 0);
    if (!asked.ok) expect(HONEST).toContain(asked.error.code);
  }

  async function stop(person: Person): Promise<void> {
    for (const session of await house.store.sessionsOf(person.personId, 5)) {
      expect((await person.stop(session.sessionId)).ok, 'Stop never fails').toBe(true);
    }
  }

  async function run(each: Step): Promise<void> {
    switch (each.step) {
      case 'start':
        return start(persons[each.who], objects[each.where]);
      case 'tap-again':
        return tapAgain(persons[each.who], objects[each.where]);
      case 'wish':
        return wish(persons[each.who]);
      case 'stop':
        return stop(persons[each.who]);
      case 'pass':
        return house.pass(each.seconds * 1_000, 2_500);
      case 'offline':
        house.device(objects[each.where]).wire.disconnect();
        return house.settle();
      case 'online':
        house.device(objects[each.where]).wire.reconnect();
        return house.settle();
      case 'reboot':
        house.device(objects[each.where]).runtime.powerCut(each.seconds * 1_000);
        return house.settle();
      case 'crash':
        await house.stopGateway();
        await house.pass(each.seconds * 1_000, 2_500);
        return house.startGateway();
      case 'pump':
        await house.core.pump.run();
        return house.settle();
      default:
        return loseNext(house, objects[each.where], each.step);
    }
  }
  return { house, persons, run, stop };
}

/** What never changes again once it is closed, and what only ever grows before. */
function expectOnlyForward(before: ReadonlyMap<string, SessionRecord>, after: ReadonlyMap<string, SessionRecord>): void {
  for (const [sessionId, old] of before) {
    const session = after.get(sessionId);
    if (old.state === 'closed') expect(session, 'closed is closed').toEqual(old);
    expect(session?.version, 'version falls').toBeGreaterThanOrEqual(old.version);
    expect(session?.heldMinor, 'the hold moves').toBe(old.heldMinor);
    if (session?.state !== 'closed') expect(session?.usage.useMs ?? 0, 'use falls').toBeGreaterThanOrEqual(old.usage.useMs);
  }
}

test('whatever happens, money holds after each step, and after the faults heal every session ends with a proven receipt', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SCENES), fc.array(oneStep, { minLength: 8, maxLength: 30 }), async (scene, steps) => {
      const { house, persons, run, stop } = await openWorld(scene);
      try {
        let before = sessionsOf(house);
        for (const each of steps) {
          await run(each);
          await house.settle();
          await expectBooksHold(house, persons, scene.walletMinor);
          const after = sessionsOf(house);
          expectOnlyForward(before, after);
          before = after;
        }
        for (const objectId of scene.objects) house.device(objectId).wire.reconnect();
        await house.pass(30_000, 2_500);
        for (const person of persons) await stop(person);
        await house.pass(HOUR_MS, 10_000);
        await expectBooksHold(house, persons, scene.walletMinor);
        for (const session of sessionsOf(house).values()) {
          expect(session.state, `liveness of ${session.sessionId}`).toBe('closed');
          await persons.find(({ personId }) => personId === session.payerId)?.provenReceipt(session.sessionId);
        }
        // L2: nothing stays due for what is over.
        expect(await house.store.dueDeadlines(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      } finally {
        await house.close();
      }
    }),
    { numRuns: 40, verbose: 1 },
  );
});
