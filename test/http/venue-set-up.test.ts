// Venue set-up over HTTP: a venue from nothing, lists from spreadsheets, two editors, and what another tenant's staff see of it all.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type House, openHouse } from '../support/one-process.ts';
import { createHttpWorld, type HttpWorld, problemOf } from './http-world.ts';

const BASE = '/api/v1/operator';

let house: House;
let world: HttpWorld;
let drawn = 0;
beforeEach(async () => {
  house = await openHouse({ objects: [] });
  world = await createHttpWorld({ steps: house.core.steps });
});
afterEach(() => house.close());

const staffOf = (tenant: string, role = 'owner') => world.staffToken('olga', { tenant, role });
type Body = { readonly [name: string]: never };
async function ask(path: string, body: object | null = null, asked: { tenant?: string; role?: string; key?: string } = {}) {
  drawn += 1;
  const Authorization = `Bearer ${await staffOf(asked.tenant ?? 'demo', asked.role)}`;
  if (body === null) return world.request(`${BASE}${path}`, { headers: { Authorization } });
  return world.post(`${BASE}${path}`, body, { Authorization, 'Idempotency-Key': asked.key ?? `key-${drawn}` });
}
async function must<T = Body>(answer: Promise<Response>): Promise<T> {
  const given = await answer;
  const body = (await given.json()) as T;
  if (!given.ok) throw new Error(`refused: ${JSON.stringify(body)}`);
  return body;
}
const refusal = async (answer: Promise<Response>) => (await problemOf(await answer)).code;

type Venue = { readonly venueId: string; readonly version: number };
type Place = { readonly placeId: string };
type Objects = { readonly objects: readonly { readonly objectId: string; readonly name: string; readonly version: number }[] };

const corner = { name: 'Corner <b>"1"</b> \u202ereenroC', zone: 'Europe/Berlin', currency: 'EUR' };

/** A venue with one place. */
async function openCorner() {
  const venue = await must<Venue>(ask('/venues', corner));
  const place = await must<Place>(ask('/places', { venueId: venue.venueId, name: 'Yard' }));
  return { ...venue, ...place };
}

describe('a venue from nothing', () => {
  test('has a place, and pods in a row that go on where they ended', async () => {
    const { venueId, placeId } = await openCorner();
    const pods = { kind: 'sleep-pod', namePattern: 'Pod {nn}', placeId };
    const first = await must<Objects>(ask('/objects', { ...pods, count: 3 }));
    expect(first.objects.map(({ name }) => name)).toEqual(['Pod 01', 'Pod 02', 'Pod 03']);
    const more = await must<Objects>(ask('/objects', { ...pods, count: 2 }));
    expect(more.objects.map(({ name }) => name)).toEqual(['Pod 04', 'Pod 05']);
    const listed = await must<Objects & { counts: object; next: string | null }>(ask(`/objects?venue=${venueId}&limit=2`));
    expect(listed).toMatchObject({ next: first.objects[1]?.objectId, counts: { 'not-enrolled': 5 } });
    expect(listed.objects[0]).toMatchObject({ state: 'not-enrolled', isCleaned: true, tariffId: null, venueName: corner.name });
    const one = await must(ask(`/objects/${first.objects[0]?.objectId}`));
    expect(one).toMatchObject({ reported: {}, isOnline: false, service: null, mayOpenFree: false });
    const venues = await must<{ venues: object[] }>(ask('/venues'));
    expect(venues.venues).toContainEqual(expect.objectContaining({ venueId, places: 1, objects: 5, feePermille: 0 }));
  });

  test('the same key makes the same pods once', async () => {
    const { placeId } = await openCorner();
    const body = { kind: 'sleep-pod', namePattern: 'Pod {n}', placeId, count: 2 };
    const first = await must<Objects>(ask('/objects', body, { key: 'same' }));
    expect(await must<Objects>(ask('/objects', body, { key: 'same' }))).toEqual(first);
    expect((await must<Objects>(ask(`/objects?place=${placeId}`))).objects).toHaveLength(2);
  });

  test.each([
    ['a zone that is none', { zone: 'Europe/Atlantis' }],
    ['an offset for a zone', { zone: '+08:00' }],
    ['a currency that is none', { currency: 'EUX' }],
    ['no name', { name: ' ' }],
    ['a name of two lines', { name: 'a\nb' }],
    ['a long name', { name: 'x'.repeat(81) }],
    ['more than all as a fee', { feePermille: 1_001 }],
    ['half a seller', { seller: { name: 'Corner GmbH' } }],
  ])('%s opens none', async (_what, wrong) => {
    expect(await refusal(ask('/venues', { ...corner, ...wrong }))).toBe('request.malformed');
  });

  test.each([
    ['a kind that is none', { kind: 'boat' }, 'request.malformed'],
    ['a place that is none', { placeId: 'plc_none' }, 'place.unknown'],
    ['a price that is none', { tariffId: 'tar_none' }, 'tariff.unknown'],
    ['many of one name', { count: 2, namePattern: 'Pod' }, 'request.malformed'],
    ['a name that is taken', { namePattern: 'pod\u200b 1' }, 'object.name-taken'],
    ['more than at once', { count: 501 }, 'objects.too-many'],
    ['a device of another kind', { deviceId: 'bike-1' }, 'device.taken'],
    ['a device that moves a pod', { deviceId: 'pod-1' }, 'device.taken'],
  ])('%s makes no object', async (_what, wrong, code) => {
    const { placeId } = await openCorner();
    const pod = { kind: 'sleep-pod', namePattern: 'Pod {n}', placeId };
    await must(ask('/objects', { ...pod, namePattern: 'Pod 1' }));
    expect(await refusal(ask('/objects', { ...pod, ...wrong }))).toBe(code);
    expect((await must<Objects>(ask(`/objects?place=${placeId}`))).objects).toHaveLength(1);
  });
});

describe('two editors', () => {
  test('the second is told what is there now, and nothing of either is lost', async () => {
    const { venueId, placeId } = await openCorner();
    const { objects } = await must<Objects>(ask('/objects', { kind: 'bike', namePattern: 'Bike 7', placeId }));
    const edits: readonly [string, object, object][] = [
      [`/venues/${venueId}`, { name: 'First' }, { zone: 'Asia/Tokyo' }],
      [`/places/${placeId}`, { name: 'First' }, { name: 'Second' }],
      [`/objects/${objects[0]?.objectId}`, { name: 'First' }, { isCleaned: true }],
    ];
    for (const [path, first, second] of edits) {
      await must(ask(path, { version: 1, ...first }));
      const answer = await ask(path, { version: 1, ...second });
      const problem = (await answer.json()) as { code: string; version: number; now: object };
      expect([path, answer.status, problem.code, problem.version]).toEqual([path, 409, 'edit.conflict', 2]);
      expect(problem.now).toMatchObject({ name: 'First', version: 2 });
      expect(await must(ask(path, { version: 2, ...second }))).toMatchObject({ ...second, version: 3 });
    }
  });

  test('the currency stays once an object has a price in it', async () => {
    const [venue] = (await must<{ venues: (Venue & { currency: string })[] }>(ask('/venues'))).venues;
    const edit = { version: venue?.version, currency: 'EUR' };
    expect(await refusal(ask(`/venues/${venue?.venueId}`, edit))).toBe('venue.currency-in-use');
  });
});

describe('a list', () => {
  const list = '\uFEFFname;kind;place\r\nBike 1;bike;Yard\r\n"=1+1";bike;Yard\r\n';

  test('is tried first, made whole, and made once', async () => {
    const { placeId } = await openCorner();
    const tried = await must(ask('/objects/import?dry-run=true', { csv: list }, { key: 'same' }));
    expect(tried).toMatchObject({
      isDryRun: true,
      created: 0,
      objects: [
        { line: 2, name: 'Bike 1' },
        { line: 3, name: '=1+1' },
      ],
    });
    expect((await must<Objects>(ask(`/objects?place=${placeId}`))).objects).toEqual([]);
    const made = await must(ask('/objects/import', { csv: list }, { key: 'same' }));
    expect(made).toMatchObject({ isDryRun: false, created: 2 });
    expect(await must(ask('/objects/import', { csv: list }, { key: 'same' }))).toEqual(made);
    expect((await must<Objects>(ask(`/objects?place=${placeId}`))).objects).toHaveLength(2);
  });

  test('with one broken row makes nothing of it, and says where it is broken', async () => {
    const { placeId } = await openCorner();
    for (const query of ['', '?dry-run=true']) {
      const answer = await ask(`/objects/import${query}`, { csv: `${list}Bike 3;boat;Yard\r\nBike 1;bike;Yard\r\nBike` });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({
        code: 'objects.list-refused',
        lines: [
          { line: 4, column: 'kind', problem: 'kind.unknown', value: 'boat' },
          { line: 5, column: 'name', problem: 'name.twice' },
          { line: 6, column: '', problem: 'row.cells' },
        ],
      });
    }
    expect((await must<Objects>(ask(`/objects?place=${placeId}`))).objects).toEqual([]);
  });
});

/** Every route with an id of the demo's tenant in it. */
const OF_OTHERS: readonly [string, object | null, string][] = [
  ['/venues/{venue}', { version: 1, name: 'Mine' }, 'venue.unknown'],
  ['/places?venue={venue}', null, 'venue.unknown'],
  ['/places', { venueId: '{venue}', name: 'Mine' }, 'venue.unknown'],
  ['/places/{place}', { version: 1, name: 'Mine' }, 'place.unknown'],
  ['/objects', { kind: 'sleep-pod', namePattern: 'Mine', placeId: '{place}' }, 'place.unknown'],
  ['/objects/import', { csv: 'name,kind,place\nMine,bike,{place}' }, 'objects.list-refused'],
  ['/objects/pod-1', null, 'object.unknown'],
  ['/objects/pod-1', { version: 1, name: 'Mine' }, 'object.unknown'],
  ['/objects/pod-1/retire', { reason: 'mine' }, 'object.unknown'],
  ['/objects/pod-1/service', { state: 'out_of_service', reason: 'mine' }, 'object.unknown'],
  ['/objects/pod-1/clean', {}, 'object.unknown'],
  ['/objects/pod-1/open-free', { reason: 'mine' }, 'object.unknown'],
  ['/objects/pod-1/close-free', {}, 'object.unknown'],
];

describe("another tenant's", () => {
  async function fill(text: string): Promise<string> {
    const scene = await house.store.scene('pod-1');
    return text.replace('{venue}', scene?.venue.venueId ?? '').replace('{place}', scene?.place.placeId ?? '');
  }

  test.each(OF_OTHERS)('%s %j is as unknown as none', async (path, body, code) => {
    const before = await house.store.scene('pod-1');
    const filled = body === null ? null : (JSON.parse(await fill(JSON.stringify(body))) as object);
    expect(await refusal(ask(await fill(path), filled, { tenant: 'stranger' }))).toBe(code);
    const nobodys = (text: string): string => text.replaceAll(/pod-1|\{venue\}|\{place\}/g, 'nobody-s');
    const none = body === null ? null : (JSON.parse(nobodys(JSON.stringify(body))) as object);
    expect(await refusal(ask(nobodys(path), none, { tenant: 'stranger' }))).toBe(code);
    expect(await house.store.scene('pod-1')).toEqual(before);
  });

  test('lists are empty, and its objects may be moved and priced by nobody', async () => {
    expect(await must(ask('/venues', null, { tenant: 'stranger' }))).toEqual({ venues: [] });
    expect(await must(ask('/places', null, { tenant: 'stranger' }))).toEqual({ places: [] });
    expect(await must(ask('/objects', null, { tenant: 'stranger' }))).toMatchObject({ objects: [], next: null });
    const venue = await must<Venue>(ask('/venues', corner, { tenant: 'stranger' }));
    const { placeId } = await must<Place>(ask('/places', { venueId: venue.venueId, name: 'Yard' }, { tenant: 'stranger' }));
    const bike = { kind: 'bike', namePattern: 'Bike', placeId };
    expect(await refusal(ask('/objects', { ...bike, tariffId: 'tariff-bike' }, { tenant: 'stranger' }))).toBe('tariff.unknown');
    expect(await refusal(ask('/objects', { ...bike, deviceId: 'bike-1' }, { tenant: 'stranger' }))).toBe('device.taken');
    const scene = await house.store.scene('pod-1');
    const { version } = await must<{ version: number }>(ask('/objects/pod-1'));
    expect(await refusal(ask('/objects/pod-1', { version, placeId }))).toBe('place.unknown');
    expect(await house.store.scene('pod-1')).toEqual(scene);
  });
});

describe('roles', () => {
  test.each([
    ['staff', '/venues', corner],
    ['staff', '/objects/pod-1/retire', { reason: 'no' }],
    ['installer', '/objects/pod-1/clean', {}],
    ['installer', '/objects/import', { csv: 'name' }],
  ])('%s may not %s', async (role, path, body) => {
    expect(await refusal(ask(path, body, { role }))).toBe('operator.role-refused');
  });
});
