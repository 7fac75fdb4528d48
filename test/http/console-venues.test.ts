// Console venues over HTTP: pages by role and tenant, objects as a file that starts no formula, names one by one, and a dry run that names places.
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

type Staff = { readonly tenant?: string; readonly role?: string };
const tokenOf = ({ tenant = 'demo', role = 'owner' }: Staff): Promise<string> => world.staffToken('olga', { tenant, role });

async function ask(path: string, body: object | null = null, staff: Staff = {}): Promise<Response> {
  drawn += 1;
  const Authorization = `Bearer ${await tokenOf(staff)}`;
  if (body === null) return world.request(`${BASE}${path}`, { headers: { Authorization } });
  return world.post(`${BASE}${path}`, body, { Authorization, 'Idempotency-Key': `key-${drawn}` });
}
async function must<T>(answer: Promise<Response>): Promise<T> {
  const given = await answer;
  if (!given.ok) throw new Error(`refused: ${await given.text()}`);
  return (await given.json()) as T;
}
async function page(path: string, staff: Staff = {}): Promise<Response> {
  return world.request(path, { headers: { Accept: 'text/html', Cookie: `__Host-unlatch_staff=${await tokenOf(staff)}` } });
}

type Venue = { readonly venueId: string };
type Place = { readonly placeId: string };
type Objects = { readonly objects: readonly { readonly objectId: string; readonly name: string }[] };

async function openCorner(name = 'Corner'): Promise<Venue & Place> {
  const venue = await must<Venue>(ask('/venues', { name, zone: 'Europe/Berlin', currency: 'EUR' }));
  const { placeId } = await must<Place>(ask('/places', { venueId: venue.venueId, name: 'Yard' }));
  return { venueId: venue.venueId, placeId };
}

describe('names one by one', () => {
  test('make an object each, all or none', async () => {
    const { placeId } = await openCorner();
    const bikes = { kind: 'bike', placeId };
    const { objects } = await must<Objects>(ask('/objects', { ...bikes, names: ['Ada', '  Bob '] }));
    expect(objects.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
    for (const names of [
      ['Cyd', 'bob'],
      ['Dan', 'Dan'],
    ]) {
      expect(await problemOf(await ask('/objects', { ...bikes, names }))).toMatchObject({ code: 'object.name-taken' });
    }
    const listed = await must<Objects>(ask(`/objects?place=${placeId}`));
    expect(listed.objects.map(({ name }) => name)).toEqual(['Ada', 'Bob']);
  });

  test.each([
    ['a name that is none', { names: ['Ada', ' '] }, 'request.malformed'],
    ['a row beside them', { names: ['Ada'], namePattern: 'Bike {n}' }, 'request.malformed'],
    ['a count beside them', { names: ['Ada'], count: 2 }, 'request.malformed'],
    ['neither', {}, 'request.malformed'],
    ['more than at once', { names: Array.from({ length: 501 }, (_, at) => `Bike ${at}`) }, 'objects.too-many'],
  ])('%s makes nothing', async (_what, words, code) => {
    const { placeId } = await openCorner();
    expect(await problemOf(await ask('/objects', { kind: 'bike', placeId, ...words }))).toMatchObject({ code });
    expect((await must<Objects>(ask(`/objects?place=${placeId}`))).objects).toEqual([]);
  });
});

test('a dry run says places by name', async () => {
  const { venueId } = await openCorner();
  const csv = `name,kind,place,venue\nBike 1,bike,yard,${venueId}\n`;
  const tried = await must<Objects>(ask('/objects/import?dry-run=true', { csv }));
  expect(tried.objects).toMatchObject([{ line: 2, venueName: 'Corner', placeName: 'Yard', tariffName: null }]);
});

describe('objects as a file', () => {
  test('are in the columns of a list, and no cell can become a formula', async () => {
    const { venueId, placeId } = await openCorner('=HYPERLINK("https://evil.example")');
    await must(ask('/objects', { kind: 'bike', placeId, names: ['=1+1', '@SUM(A1)', 'a, "b"'] }));
    const answer = await ask(`/objects.csv?venue=${venueId}`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="objects.csv"');
    const [heading, ...rows] = (await answer.text()).trimEnd().split('\r\n');
    expect(heading).toBe('name,kind,venue,place,tariff,device,object,state,cleaned,labels,last_contact');
    const venue = `"'=HYPERLINK(""https://evil.example"")"`;
    expect(rows.map((row) => row.slice(0, row.indexOf(',Yard,')))).toEqual([
      `'=1+1,bike,${venue}`,
      `'@SUM(A1),bike,${venue}`,
      `"a, ""b""",bike,${venue}`,
    ]);
    expect(rows[0]).toMatch(/,Yard,,obj_\w+,obj_\w+,not-enrolled,no,0,$/);
  });

  test('go on past a page, each once', async () => {
    const { venueId, placeId } = await openCorner();
    const bikes = { kind: 'bike', placeId, namePattern: 'Bike {n}', count: 500 };
    for (let at = 0; at < 3; at += 1) await must(ask('/objects', bikes));
    const rows = (await (await ask(`/objects.csv?venue=${venueId}`)).text()).trimEnd().split('\r\n').slice(1);
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(1_500);
    expect(rows).toHaveLength(1_500);
  });

  test('begin with a list that may be imported as it is', async () => {
    await openCorner();
    const csv = await (await ask('/objects-sample.csv')).text();
    const tried = await must<Objects>(ask('/objects/import?dry-run=true', { csv }));
    expect(tried.objects).toHaveLength(3);
  });
});

describe('pages', () => {
  test('show the venue, its place and its objects by state', async () => {
    const { venueId, placeId } = await openCorner('<b>Corner</b>\u202e');
    await must(ask('/objects', { kind: 'bike', placeId, names: ['Ada'] }));
    const html = await (await page(`/console/venues/${venueId}`)).text();
    expect(html).toContain('&lt;b&gt;Corner&lt;/b&gt;');
    expect(html).toContain('1 without a device');
    const list = await (await page('/console/venues')).text();
    expect(list).toContain(`/console/venues/${venueId}`);
    expect(list).toContain('1 without a device');
  });

  test("another tenant's venue is as unknown as none, on the page and as a file", async () => {
    const { venueId } = await openCorner('Secret');
    for (const id of [venueId, 'ven_nobody']) {
      const answer = await page(`/console/venues/${id}`, { tenant: 'stranger' });
      expect([id, answer.status]).toEqual([id, 404]);
      expect(await answer.text()).not.toContain('Secret');
      const file = await ask(`/objects.csv?venue=${id}`, null, { tenant: 'stranger' });
      expect(await problemOf(file)).toMatchObject({ status: 404, code: 'venue.unknown' });
    }
    expect(await (await ask('/objects.csv', null, { tenant: 'stranger' })).text()).toMatch(/^name,[\w,]*\r\n$/);
    expect(await (await page('/console/venues', { tenant: 'stranger' })).text()).not.toContain('Secret');
  });

  test('have no form for whoever may not send it, and the import is refused to them', async () => {
    const { venueId } = await openCorner();
    for (const role of ['staff', 'installer']) {
      const html = await (await page(`/console/venues/${venueId}`, { role })).text();
      expect(html).not.toMatch(/data-act="POST \/api\/v1\/operator\/(venues|places|objects")/);
      expect((await page('/console/objects/import', { role })).status).toBe(403);
      expect((await ask('/objects-sample.csv', null, { role })).status).toBe(403);
    }
    expect((await world.request('/console/venues')).status).toBe(303);
  });
});
