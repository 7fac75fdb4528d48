// Prices over HTTP, on the real steps and store: tried out, published, given to objects - and what an open offer and a running session make of it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';
import { createHttpWorld, type HttpWorld } from './http-world.ts';

const BASE = '/api/v1/operator';

type Json = { readonly [name: string]: unknown };
let house: House;
let world: HttpWorld;
let keys = 0;

beforeEach(async () => {
  house = await openHouse({ objects: ['pod-1'] });
  world = await createHttpWorld({ steps: house.core.steps });
});
afterEach(async () => house.close());

type As = {
  readonly role?: string;
  readonly tenant?: string;
  readonly key?: string;
  readonly lang?: string;
  readonly who?: string;
};

async function headers({ role = 'owner', tenant = 'demo', key, lang = 'en', who = 'eve' }: As): Promise<Record<string, string>> {
  keys += 1;
  const own = `k${keys}`;
  const token = await world.staffToken(who, { tenant, role });
  return { Authorization: `Bearer ${token}`, 'Idempotency-Key': key ?? own, 'Accept-Language': lang };
}

async function post(path: string, body: unknown, as: As = {}): Promise<{ status: number; body: Json }> {
  const answer = await world.post(`${BASE}${path}`, body, await headers(as));
  return { status: answer.status, body: (await answer.json()) as Json };
}

async function get(path: string, as: As = {}): Promise<{ status: number; body: Json }> {
  const answer = await world.request(`${BASE}${path}`, { headers: await headers(as) });
  return { status: answer.status, body: (await answer.json()) as Json };
}

/** The pods' own price, as it is stored. */
async function podPrice(): Promise<{ tariffId: string; tariff: Json; version: number }> {
  const { tariffs } = (await get('/tariffs')).body as { tariffs: { tariffId: string; kind: string | null }[] };
  const tariffId = tariffs.find(({ kind }) => kind === 'sleep-pod')?.tariffId ?? '';
  const { tariff, version } = (await get(`/tariffs/${tariffId}`)).body as { tariff: Json; version: number };
  return { tariffId, tariff, version };
}

describe('looks', () => {
  test('prices in force come with their sentence and their objects', async () => {
    const { status, body } = await get('/tariffs');
    expect(status).toBe(200);
    const tariffs = body.tariffs as Json[];
    expect(tariffs.length).toBeGreaterThanOrEqual(4);
    const pod = tariffs.find(({ kind }) => kind === 'sleep-pod');
    expect(pod).toMatchObject({ version: 1, currency: 'CNY', publishedBy: null, publishedAt: null });
    expect(pod?.sentence).toMatch(/3\.00.*1\.00 per started minute/);
    expect(Number(pod?.objects)).toBeGreaterThan(0);
  });

  test('templates are in the currency of the venue, or in the one that is asked for', async () => {
    const own = (await get('/tariff-templates')).body.templates as Json[];
    expect(own[0]).toMatchObject({ templateId: 'sleep-pod:usual', tariff: { currency: 'CNY', baseMinor: 300 } });
    const yen = (await get('/tariff-templates?currency=JPY')).body.templates as Json[];
    expect(yen[0]).toMatchObject({ tariff: { currency: 'JPY', baseMinor: 60 } });
    expect((await get('/tariff-templates?currency=yen')).status).toBe(400);
  });
});

describe('preview', () => {
  test('a good draft is told in each language as the offer page tells it, with what is reserved', async () => {
    const { tariff, tariffId } = await podPrice();
    const draft = { ...tariff, baseMinor: 400 };
    const { status, body } = await post('/tariffs/preview', { tariff: draft, tariffId, languages: ['en', 'zh-Hans'] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ isGood: true, problems: [], hold: { atStartMinor: 5_900, mostMinor: 5_900 }, inForce: 1 });
    const words = body.words as { [lang: string]: { sentence: string; examples: { cost: string }[] } };
    expect(words.en?.sentence).toContain('4.00');
    expect(words['zh-Hans']?.sentence).toContain('4.00');
    expect(words.en?.examples.length).toBeGreaterThan(1);
    expect(body.differences).toEqual([{ at: 'baseMinor', field: 'Basic price', before: '3.00', after: '4.00' }]);
  });

  test('of a wrong draft every place is told at once, in the words of whoever asks', async () => {
    const { tariff } = await podPrice();
    const wrong = {
      ...tariff,
      capMinor: 50,
      packages: [],
      taxMode: 'added',
      taxPermille: 0,
      steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 100 }],
    };
    const english = await post('/tariffs/preview', { tariff: wrong });
    expect(english.body).toMatchObject({ isGood: false });
    const problems = english.body.problems as { at: string; field: string; words: string }[];
    expect(problems.map(({ at }) => at)).toEqual(expect.arrayContaining(['capMinor', 'taxMode']));
    expect(problems.find(({ words }) => words.includes('first step'))).toMatchObject({ field: 'Most for one session' });
    const chinese = (await post('/tariffs/preview', { tariff: wrong }, { lang: 'zh-Hans' })).body.problems as { field: string }[];
    expect(chinese[0]?.field).toMatch(/[\u4e00-\u9fff]/);
  });

  test('fields of the form are a draft too, and what no field holds comes from what it was made of', async () => {
    const form = { name: 'Menu', currency: 'CNY', baseMinor: '2', 'hold.way': 'once', holdMinor: '200' };
    const made = await post('/tariffs/preview', { form, templateId: 'restaurant-table:usual', kind: 'restaurant-table' });
    expect(made.body).toMatchObject({ isGood: true });
    expect((made.body.tariff as { items: unknown[] }).items).toHaveLength(4);
    const wrong = await post('/tariffs/preview', { form: { ...form, 'steps[3].per': 'x', 'steps[3].amountMinor': '1' } });
    expect((wrong.body.problems as Json[])[0]).toMatchObject({ at: 'steps[3].per' });
  });

  test('what the kind cannot measure is a problem of the draft', async () => {
    const { tariff } = await podPrice();
    const way = { ...tariff, steps: [...(tariff.steps as Json[]), { quantity: 'distanceM', per: 100, amountMinor: 10 }] };
    const { body } = await post('/tariffs/preview', { tariff: way, kind: 'sleep-pod' });
    expect((body.problems as Json[])[0]).toMatchObject({ at: 'steps[1].quantity', field: 'Price of use 2, measured by' });
  });

  test('one of tariff and form is given', async () => {
    expect((await post('/tariffs/preview', {})).status).toBe(400);
    expect((await post('/tariffs/preview', { tariff: {}, form: {} })).status).toBe(400);
  });
});

describe('publishing', () => {
  test('the next version is in force, kept with who and when, and audited once however often it is sent', async () => {
    const { tariffId, tariff } = await podPrice();
    const body = { fromVersion: 1, tariff: { ...tariff, baseMinor: 400 }, reason: 'summer' };
    const done = await post(`/tariffs/${tariffId}`, body, { key: 'same' });
    expect(done).toMatchObject({ status: 200, body: { tariffId, version: 2 } });
    expect(await post(`/tariffs/${tariffId}`, body, { key: 'same' })).toEqual(done);
    const shown = (await get(`/tariffs/${tariffId}`)).body;
    expect(shown).toMatchObject({ version: 2, publishedBy: 'eve', earlier: [{ version: 1, publishedBy: null }] });
    expect(Date.parse(String(shown.publishedAt))).toBe(house.clock.nowMs());
    const audit = await house.store.books<{ what: string }>("SELECT what FROM audit_rows WHERE what = 'tariff-published'");
    expect(audit).toHaveLength(1);
  });

  test('of two people who began with the same version the second is told the one in force, and publishes on top of it', async () => {
    const { tariffId, tariff } = await podPrice();
    const publish = (who: string, fromVersion: number, baseMinor: number) =>
      post(`/tariffs/${tariffId}`, { fromVersion, tariff: { ...tariff, baseMinor } }, { who });
    expect((await publish('eve', 1, 400)).status).toBe(200);
    const late = await publish('bob', 1, 500);
    expect(late).toMatchObject({ status: 409, body: { code: 'tariff.conflict', version: 2, publishedBy: 'eve' } });
    expect(late.body.tariff).toMatchObject({ baseMinor: 400 });
    expect((await podPrice()).tariff.baseMinor).toBe(400);
    expect(await publish('bob', 2, 500)).toMatchObject({ status: 200, body: { version: 3 } });
    const { earlier } = (await get(`/tariffs/${tariffId}`)).body as { earlier: Json[] };
    expect(earlier.map(({ version, publishedBy }) => [version, publishedBy])).toEqual([
      [2, 'eve'],
      [1, null],
    ]);
  });

  test('both at once: one is in force, the other hears of it', async () => {
    const { tariffId, tariff } = await podPrice();
    const both = await Promise.all(
      [400, 500].map((baseMinor) => post(`/tariffs/${tariffId}`, { fromVersion: 1, tariff: { ...tariff, baseMinor } })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('a wrong one is refused with its places, and the price in force stays', async () => {
    const { tariffId, tariff } = await podPrice();
    const refused = await post(`/tariffs/${tariffId}`, { fromVersion: 1, tariff: { ...tariff, capMinor: 50 } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'tariff.invalid' } });
    expect((refused.body.problems as Json[])[0]).toHaveProperty('words');
    expect((await podPrice()).version).toBe(1);
  });

  test('a new one is given to objects: all or none', async () => {
    const { tariff } = await podPrice();
    const made = await post('/tariffs', { tariff: { ...tariff, name: 'Night', baseMinor: 100 }, kind: 'sleep-pod' });
    expect(made).toMatchObject({ status: 201, body: { version: 1, objects: 0 } });
    const path = `/tariffs/${String(made.body.tariffId)}/objects`;
    expect(await post(path, { objectIds: ['pod-1', 'bike-1'] })).toMatchObject({ status: 200 });
    const way = await podPrice();
    expect((await house.store.scene('pod-1'))?.tariff?.tariff.name).toBe('Night');
    expect(way.tariffId).not.toBe('');
    expect(await post(path, { objectIds: ['pod-1', 'nowhere'] })).toMatchObject({
      status: 404,
      body: { code: 'object.unknown' },
    });
    const { tariffId: bikes } = ((await get('/tariffs')).body.tariffs as { tariffId: string; name: string }[]).find(
      ({ name }) => name === 'city-bike',
    ) ?? { tariffId: '' };
    const misfit = await post(`/tariffs/${bikes}/objects`, { objectIds: ['pod-1'] });
    expect(misfit).toMatchObject({ status: 422, body: { code: 'tariff.misfit', objectId: 'pod-1' } });
    expect((await house.store.scene('pod-1'))?.tariff?.tariff.name).toBe('Night');
  });
});

describe('who may', () => {
  const routes = async () => {
    const { tariffId, tariff } = await podPrice();
    return [
      ['GET', '/tariffs', undefined],
      ['GET', `/tariffs/${tariffId}`, undefined],
      ['GET', '/tariff-templates', undefined],
      ['POST', '/tariffs/preview', { tariff }],
      ['POST', '/tariffs', { tariff }],
      ['POST', `/tariffs/${tariffId}`, { fromVersion: 1, tariff }],
      ['POST', `/tariffs/${tariffId}/objects`, { objectIds: ['pod-1'] }],
    ] as const;
  };

  test.each([
    ['owner', [200, 200, 200, 200, 201, 200, 200]],
    ['staff', [200, 200, 200, 200, 403, 403, 403]],
    ['installer', [403, 403, 403, 403, 403, 403, 403]],
  ] as const)('%s', async (role, statuses) => {
    const found: number[] = [];
    for (const [method, path, body] of await routes()) {
      found.push((await (method === 'GET' ? get(path, { role }) : post(path, body, { role }))).status);
    }
    expect(found).toEqual(statuses);
  });

  test("another tenant's price is unknown on every route, and its list is empty", async () => {
    const { tariffId, tariff } = await podPrice();
    const as = { tenant: 'other' };
    expect((await get('/tariffs', as)).body).toEqual({ tariffs: [] });
    expect(await get(`/tariffs/${tariffId}`, as)).toMatchObject({ status: 404, body: { code: 'tariff.unknown' } });
    expect(await post(`/tariffs/${tariffId}`, { fromVersion: 1, tariff }, as)).toMatchObject({ status: 404 });
    expect(await post(`/tariffs/${tariffId}/objects`, { objectIds: ['pod-1'] }, as)).toMatchObject({ status: 404 });
    const own = await post('/tariffs', { tariff }, as);
    const taken = await post(`/tariffs/${String(own.body.tariffId)}/objects`, { objectIds: ['pod-1'] }, as);
    expect(taken).toMatchObject({ status: 404, body: { code: 'object.unknown' } });
    expect((await post('/tariffs/preview', { tariff, tariffId }, as)).body).not.toHaveProperty('differences');
  });
});

describe('an open offer and a running session', () => {
  test('Start on the price of before is refused with the new one shown; what runs keeps its own', async () => {
    const ada = await createPerson(house, 'ada');
    const { ticket, offer } = must(await ada.scan('pod-1'));
    const { tariffId, tariff } = await podPrice();
    await post(`/tariffs/${tariffId}`, { fromVersion: 1, tariff: { ...tariff, baseMinor: 400 } });
    const refused = await ada.startWith({ ticket, tariffHash: offer.tariff.hash });
    expect(refused).toMatchObject({ ok: false, error: { code: 'offer.changed', offer: { tariff: { baseMinor: 400 } } } });

    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(3_000);
    await post(`/tariffs/${tariffId}`, { fromVersion: 2, tariff: { ...tariff, baseMinor: 900 } });
    await house.pass(57_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(6_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt.lines).toContainEqual(expect.objectContaining({ line: 'base', amountMinor: 400 }));
  });
});
