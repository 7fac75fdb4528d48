// Tariffs on their journey: lengths at a fixed price, uses that go on after a short gap, paused rides, peak hours and the cap of a day.
import { afterEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#protocol';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { withHoldRule } from '../support/raised-tariff.ts';

let house: House;
let ada: Person;
afterEach(async () => house.close());

const SECOND = 1_000;

/** A nap of so long, from Start to the receipt, which a stranger has checked. */
async function nap(useMs: number, packageId?: string, pod = 'pod-1') {
  const { ticket, offer } = must(await ada.scan(pod));
  const { sessionId } = must(await ada.startWith({ ticket, tariffHash: offer.tariff.hash, ...(packageId && { packageId }) }));
  await house.pass(3 * SECOND);
  expect((await ada.read(sessionId)).state).toBe('active');
  await house.pass(useMs - 4 * SECOND, 30 * SECOND);
  must(await ada.stop(sessionId));
  await house.pass(6 * SECOND);
  expect((await ada.read(sessionId)).state).toBe('closed');
  return ada.provenReceipt(sessionId);
}

const namesOf = ({ lines }: Awaited<ReturnType<typeof nap>>): string[] => lines.map(({ line }) => line);

async function begin(objectId: string): Promise<string> {
  const { sessionId } = must(await ada.start(objectId));
  await house.pass(SECOND);
  house.device(objectId).runtime.act('pullPin');
  await house.pass(2 * SECOND);
  return sessionId;
}

async function park(objectId: string, sessionId: string) {
  const { runtime } = house.device(objectId);
  runtime.act('brake');
  runtime.act('closePin');
  must(await ada.stop(sessionId));
  await house.pass(20 * SECOND, SECOND);
  return ada.provenReceipt(sessionId);
}

async function open(venue?: Parameters<typeof openHouse>[0]['venue'], walletMinor = 50_000n): Promise<void> {
  house = await openHouse({ objects: ['pod-1'], ...(venue && { venue }) });
  ada = await createPerson(house, 'ada', walletMinor);
}

describe('a length at a fixed price', () => {
  test('is offered with what is reserved for it, billed whole, and checked by a stranger', async () => {
    await open();
    const receipt = await nap(20 * MINUTE_MS, 'p30');
    expect(receipt).toMatchObject({ totalMinor: 2_800, heldMinor: 5_900 });
    expect(namesOf(receipt)).toEqual(['package']);
    await expectBooksHold(house, [ada]);
  });

  test('is followed by overtime, which is never above the cheapest way', async () => {
    await open();
    // 28.00 and 12 minutes: less than an hour's 49.00; then 28.00 and 30.00: more.
    expect(await nap(42 * MINUTE_MS, 'p30')).toMatchObject({ totalMinor: 2_800 + 1_200 });
    await house.pass(HOUR_MS, 60 * SECOND);
    const long = await nap(60 * MINUTE_MS, 'p30');
    expect(long.totalMinor).toBe(4_900);
    expect(namesOf(long)).toEqual(['package', 'overtime', 'cheapest']);
  });

  test('reserves more than the tariff does at Start where it costs more', async () => {
    await open(withHoldRule('pod-by-the-minute', { atStartMinor: 700n, stepMinor: 500n, mostMinor: 5_900n }), 2_900n);
    const { ticket, offer } = must(await ada.scan('pod-1'));
    expect(offer).toMatchObject({ holdMinor: 700n, mostMinor: 5_900n });
    const chosen = { ticket, tariffHash: offer.tariff.hash };
    expect(await ada.startWith({ ...chosen, packageId: 'p60' })).toMatchObject({
      ok: false,
      error: { code: 'wallet.funds-insufficient', shortfallMinor: 2_000n },
    });
    expect(await ada.startWith({ ...chosen, packageId: 'p31' })).toMatchObject({ ok: false, error: { code: 'offer.changed' } });
    must(await ada.startWith({ ...chosen, packageId: 'p30' }));
    expect((await ada.wallet()).heldMinor).toBe(2_800n);
  });
});

describe('a use after another', () => {
  test('goes on where the last one ended when the gap is short, also for base and started minute', async () => {
    await open();
    const first = await nap(5 * MINUTE_MS);
    await house.pass(10 * MINUTE_MS, 30 * SECOND);
    const second = await nap(5 * MINUTE_MS);
    expect(namesOf(second)).toEqual(['base', 'step', 'stitch']);
    const usedMs = first.usage.useMs + second.usage.useMs;
    expect(first.totalMinor + second.totalMinor).toBe(300 + Math.ceil(usedMs / MINUTE_MS) * 100);
    await expectBooksHold(house, [ada]);
  });

  test('is its own when the gap is not, and somebody else’s always', async () => {
    await open();
    const first = await nap(5 * MINUTE_MS);
    await house.pass(16 * MINUTE_MS, 30 * SECOND);
    const later = await nap(5 * MINUTE_MS);
    expect(later.totalMinor).toBe(first.totalMinor);
    ada = await createPerson(house, 'eve');
    expect((await nap(5 * MINUTE_MS)).totalMinor).toBe(first.totalMinor);
  });

  test('on the same day is at most what the day leaves', async () => {
    await open();
    expect((await nap(2 * HOUR_MS)).totalMinor).toBe(5_900);
    await house.pass(HOUR_MS, 60 * SECOND);
    const second = await nap(2 * HOUR_MS);
    expect(second.totalMinor).toBe(4_000);
    expect(namesOf(second)).toContain('day-cap');
    await house.pass(HOUR_MS, 60 * SECOND);
    expect(await nap(HOUR_MS)).toMatchObject({ totalMinor: 0, releasedMinor: 5_900 });
  });
});

describe('one use', () => {
  test('that was given back is no credit for what follows, nor part of its caps', async () => {
    house = await openHouse({ objects: ['pod-1', 'pod-2'] });
    ada = await createPerson(house, 'ada', 50_000n);
    const company = createCompany(house, ada);
    for (const pod of ['pod-1', 'pod-2']) {
      const bill = await nap(20 * SECOND, 'p60', pod);
      expect(bill.totalMinor).toBe(4_900);
      const claim = documentOf<object>(must(await company.claim(bill.sessionId, 'never-opened')));
      expect(claim).toMatchObject({ verdict: 'granted' });
      expect((await ada.wallet()).availableMinor).toBe(50_000n);
    }
    expect(await nap(3 * HOUR_MS)).toMatchObject({ totalMinor: 5_900 });
    expect((await ada.wallet()).availableMinor).toBe(44_100n);
  });

  test('is continued by one of those that start at once after it', async () => {
    const cap = { capMinor: 3_000n, dayCap: null };
    const hold = { atStartMinor: 3_000n, stepMinor: 0n, mostMinor: 3_000n };
    const bikes = ['bike-1', 'bike-2', 'bike-3'];
    house = await openHouse({ objects: bikes, persons: false, venue: withHoldRule('city-bike', hold, cap) });
    ada = await createPerson(house, 'ada', 50_000n);
    const first = await begin('bike-1');
    house.device('bike-1').runtime.act('ride', 5);
    await house.pass(20 * MINUTE_MS, 15 * SECOND);
    expect((await park('bike-1', first)).totalMinor).toBe(3_000);
    const sessions: string[] = [];
    for (const bike of bikes) {
      sessions.push(await begin(bike));
      house.device(bike).runtime.act('ride', 5);
    }
    await house.pass(20 * MINUTE_MS, 15 * SECOND);
    const bills: number[] = [];
    for (const [n, bike] of bikes.entries()) bills.push((await park(bike, sessions[n] ?? '')).totalMinor);
    expect(bills).toEqual([0, 3_000, 3_000]);
    await expectBooksHold(house, [ada]);
  });

  test('that was paused has used its free window', async () => {
    const free = { freeMs: 10 * MINUTE_MS };
    const hold = { atStartMinor: 3_000n, stepMinor: 0n, mostMinor: 3_000n };
    house = await openHouse({ objects: ['bike-1'], persons: false, venue: withHoldRule('city-bike', hold, free) });
    ada = await createPerson(house, 'ada');
    const bills: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const sessionId = await begin('bike-1');
      must(await ada.pause(sessionId));
      await house.pass(SECOND);
      house.device('bike-1').runtime.act('closePin');
      await house.pass(9 * MINUTE_MS, 15 * SECOND);
      must(await ada.pause(sessionId, 'resume'));
      await house.pass(SECOND);
      house.device('bike-1').runtime.act('pullPin');
      await house.pass(2 * SECOND);
      bills.push((await park('bike-1', sessionId)).totalMinor);
      await house.pass(20 * MINUTE_MS, MINUTE_MS);
    }
    expect(bills[0]).toBe(0);
    expect(bills[1]).toBeGreaterThan(150);
  });
});

test('a line that is cut makes no package cheaper than the same time without it', async () => {
  const packages = [{ packageId: 'night', lengthMs: 12 * HOUR_MS, amountMinor: 7_200n }];
  const hold = { atStartMinor: 8_000n, stepMinor: 0n, mostMinor: 8_000n };
  house = await openHouse({ objects: ['room-101'], venue: withHoldRule('day-room', hold, { packages }) });
  ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
  const { ticket, offer } = must(await ada.scan('room-101'));
  const { sessionId } = must(await ada.startWith({ ticket, tariffHash: offer.tariff.hash, packageId: 'night' }));
  await house.pass(30 * MINUTE_MS, 15 * SECOND);
  house.device('room-101').lose({ down: () => true });
  await house.pass(15 * MINUTE_MS, 5 * SECOND);
  const receipt = await ada.provenReceipt(sessionId);
  expect(receipt).toMatchObject({ endReason: 'lease-lapsed', rounding: 'exact' });
  // The part of the package would be 3.00; half an hour by the minute is 24.00.
  expect(receipt.usage.useMs).toBeGreaterThan(29 * MINUTE_MS);
  expect(receipt.totalMinor).toBe(Math.floor((receipt.usage.useMs * 80) / MINUTE_MS));
  expect(namesOf(receipt)).toEqual(['package']);
  await expectBooksHold(house, [ada]);
});

test('the free window is used once, whatever the gap', async () => {
  const free = { freeMs: 3 * MINUTE_MS, baseMinor: 0n };
  await open(withHoldRule('pod-by-the-minute', { atStartMinor: 5_900n, stepMinor: 0n, mostMinor: 5_900n }, free));
  expect(await nap(2 * MINUTE_MS)).toMatchObject({ totalMinor: 0 });
  await house.pass(20 * MINUTE_MS, 30 * SECOND);
  // One of the three minutes is left.
  expect((await nap(2 * MINUTE_MS)).totalMinor).toBe(100);
});

test('peak hours are those that were frozen at the start, in the zone of the venue', async () => {
  // The house's clock starts at noon in Shanghai, on a Saturday.
  const peaks = [{ days: [6] as const, fromMinute: 12 * 60 + 5, untilMinute: 13 * 60, rate: { permille: 2_000 } }];
  await open(
    withHoldRule('pod-by-the-minute', { atStartMinor: 5_900n, stepMinor: 0n, mostMinor: 5_900n }, { peaks, packages: [] }),
  );
  const receipt = await nap(10 * MINUTE_MS);
  expect(namesOf(receipt)).toEqual(['base', 'step', 'peak']);
  const [, usual, dear] = receipt.lines;
  expect(dear?.unitMinor).toBe(200);
  expect((usual?.units ?? 0) + (dear?.units ?? 0)).toBe(Math.ceil(receipt.usage.useMs / MINUTE_MS));
});

test('a pause that the bike proves has its own price, and its own line', async () => {
  house = await openHouse({ objects: ['bike-1'], persons: false });
  ada = await createPerson(house, 'ada');
  const hand = (act: string, value?: number): void => house.device('bike-1').runtime.act(act, value);
  const { sessionId } = must(await ada.start('bike-1'));
  await house.pass(500);
  hand('pullPin');
  hand('ride', 4);
  await house.pass(60 * SECOND, SECOND);
  hand('brake');
  must(await ada.pause(sessionId));
  await house.pass(SECOND);
  hand('closePin');
  await house.pass(5 * MINUTE_MS, 5 * SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'suspended' });
  must(await ada.pause(sessionId, 'resume'));
  await house.pass(SECOND);
  hand('pullPin');
  await house.pass(2 * SECOND);
  hand('closePin');
  must(await ada.stop(sessionId));
  await house.pass(40 * SECOND, SECOND);
  const receipt = await ada.provenReceipt(sessionId);
  const { useMs, pausedMs = 0, distanceM } = receipt.usage;
  expect(pausedMs).toBeGreaterThan(4 * MINUTE_MS);
  const started = (ms: number): number => Math.ceil(ms / MINUTE_MS);
  expect(receipt.lines).toContainEqual({
    ...{ line: 'pause', quantity: 'pausedMs', per: MINUTE_MS, unitMinor: 20 },
    ...{ units: started(pausedMs), amountMinor: 20 * started(pausedMs) },
  });
  expect(receipt.totalMinor).toBe(150 + 50 * started(useMs) + 10 * Math.ceil(distanceM / 20) + 20 * started(pausedMs));
});
