// The owner's questions over the admin app, on real books: ids that are not there are refused, a payout is seen before it is made.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import { createAdminApp } from '../../gateway/http/admin-app.ts';
import { numberReceipts } from '../../gateway/upkeep/number-receipts.ts';
import { createRunAudit } from '../../gateway/upkeep/run-audit.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const SECOND = 1_000;
let house: House;
let app: ReturnType<typeof createAdminApp>;

beforeEach(async () => {
  house = await openHouse({ objects: ['pod-1'], persons: true });
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const metrics = { count: () => {}, snapshot: () => ({}) };
  const runAudit = createRunAudit({ store: house.store, clock: house.clock, log: quiet, metrics });
  app = createAdminApp({
    books: house.store.books,
    exposition: async () => '',
    runAudit: (anchor) => runAudit({ anchor, billsSinceMs: 0 }),
    reconcile: async () => [],
    makePayout: (request) => house.core.makePayout(request),
    clock: house.clock,
    numberReceipts: () => numberReceipts(house.store, house.clock),
  });
});
afterEach(() => house.close());

async function get(path: string): Promise<{ status: number; json: Record<string, unknown>; text: string }> {
  const answer = await app.request(path);
  const text = await answer.text();
  return { status: answer.status, text, json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} };
}
const pay = (tenantId: string, venueId = 'venue-1') =>
  app.request('/payouts', {
    method: 'POST',
    body: JSON.stringify({ tenantId, venueId, currency: 'CNY', operatorId: 'ann' }),
  });

async function useThePod(): Promise<void> {
  const ada = await createPerson(house, 'ada', 30_000n);
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(20 * SECOND, SECOND);
  must(await ada.stop(sessionId));
  await house.pass(60 * SECOND, SECOND);
}

describe('an id that there are no books of', () => {
  test.each([
    ['/statements/venues/nowhere?currency=CNY&from=0&until=9', 'venue.unknown', /venue-1 \(/],
    ['/statements/persons/nobody?currency=CNY&from=0&until=9', 'person.unknown', /nobody with the id 'nobody'/],
    ['/statements/venues/venue-1?currency=EUR&from=0&until=9', 'statement.currency-unknown', /only in CNY/],
    ['/payouts/due?tenantId=demo&venueId=nowhere&currency=CNY', 'venue.unknown', /no venue 'nowhere'/],
    ['/payouts/due?tenantId=other&venueId=venue-1&currency=CNY', 'venue.unknown', /not of tenant 'other' but of 'demo'/],
  ])('%s is refused with what is known and a next step', async (path, code, problem) => {
    const { status, json } = await get(path);
    expect({ status, code: json.code }).toEqual({ status: 404, code });
    expect(json.problem).toMatch(problem);
    expect(json.next).toMatch(/unlatch (venues|persons)|--currency CNY/);
  });

  test('is paid nothing, also when it is another tenant', async () => {
    await useThePod();
    await house.pass(8 * DAY_MS, DAY_MS);
    for (const answer of [await pay('other'), await pay('demo', 'nowhere')]) {
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'venue.unknown' });
    }
    expect(await house.store.books('SELECT payout_id FROM payouts')).toEqual([]);
  });
});

test('venues and persons are listed with what the books hold of them', async () => {
  await useThePod();
  const venues = (await get('/venues')).json;
  expect(venues.columns).toEqual(['tenant', 'venue', 'name', 'currency', 'owed']);
  const [owed] = (venues.rows as string[][]).map((row) => row[4]);
  expect(Number(owed)).toBeGreaterThan(0);
  const { rows } = (await get('/persons?limit=10')).json as { rows: string[][] };
  expect(rows).toHaveLength(1);
  expect(rows[0]?.slice(0, 2)).toEqual(['ada', 'CNY']);
  expect((await get('/persons?limit=all')).status).toBe(400);
});

test('R19 a payout is seen before it is made, and what was seen is what is paid', async () => {
  await useThePod();
  const due = '/payouts/due?tenantId=demo&venueId=venue-1&currency=CNY';
  expect((await get(due)).json).toMatchObject({ due: null, later: { sessions: 1 } });
  const early = await pay('demo');
  expect(early.status).toBe(409);
  expect(await early.json()).toMatchObject({ code: 'payout.nothing-due', next: expect.stringContaining('--dry-run') });
  await house.pass(8 * DAY_MS, DAY_MS);
  const preview = (await get(due)).json as { due: { amountMinor: string; sessions: number }; later: unknown };
  expect(preview).toMatchObject({ due: { sessions: 1 }, later: null });
  const made = await pay('demo');
  expect(made.status).toBe(201);
  const total = (await made.text()).trim().split('\r\n').at(-1)?.split(',').at(-1);
  expect(Number(total) * 100).toBe(Number(preview.due.amountMinor));
  expect((await get(due)).json).toEqual({ currency: 'CNY', due: null, later: null });
});

test('a statement names the receipt of a session that has just ended', async () => {
  await useThePod();
  const { text } = await get(`/statements/venues/venue-1?currency=CNY&from=0&until=${house.clock.nowMs() + 1}`);
  expect(text).toMatch(/capture,ses_[^,]+,[^,]+,2026-000001,CNY/);
});

test('an audit says how much it went through, and another begin of the chain is noticed', async () => {
  await useThePod();
  const audit = async (anchor: object | null) =>
    (await (await app.request('/audit', { method: 'POST', body: JSON.stringify({ anchor }) })).json()) as {
      counted: object;
      chain: { position: number; hash: string; broken: string | null };
    };
  const { counted, chain } = await audit(null);
  expect(counted).toMatchObject({ sessions: 1, holds: 1, receipts: 1 });
  expect((await audit({ position: chain.position, hash: chain.hash })).chain.broken).toBeNull();
  expect((await audit({ position: chain.position, hash: 'another' })).chain.broken).toMatch(/anchor-differs/);
});
