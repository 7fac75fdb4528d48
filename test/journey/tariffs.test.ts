// Tariffs on their journey: lengths at a fixed price, uses that go on after a short gap, paused rides, peak hours and the cap of a day.
import { afterEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#protocol';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { withHoldRule } from '../support/raised-tariff.ts';

let house: House;
let ada: Person;
afterEach(async () => house.close());

const SECOND = 1_000;

/** A nap of so long, from Start to the receipt, which a stranger has checked. */
async function nap(useMs: number, packageId?: string) {
  const { ticket, offer } = must(await ada.scan('pod-1'));
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
