// App: the page, its events and its forms as a browser asks for them, on a stage of two thousand bikes.
import { describe, expect, test } from 'vitest';
import { createAlarms } from '#sim';
import { createApp } from '../../../../device-sim/live-page/app.ts';
import { createStage } from '../../../../device-sim/live-page/stage.ts';

const ORIGIN = 'http://127.0.0.1:4711';
const DEVICES = Array.from({ length: 2_000 }, (_, at) => ({ device: `bike-${at + 1}`, kind: 'bike', name: `Bike <${at + 1}>` }));

function createPlace() {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs };
  const timers = createAlarms({ clock });
  const stage = createStage(DEVICES, clock.nowMs);
  const ending = new AbortController();
  const app = createApp({
    ...{ stage, timers, ended: ending.signal },
    find: () => undefined,
    counts: () => ({ devices: DEVICES.length, connected: 1_990, inUse: 12 }),
    freeWill: null,
    port: () => 4_711,
  });
  const headers = { host: '127.0.0.1:4711' };
  return {
    stage,
    ending,
    get: (path: string, more: { readonly [name: string]: string } = {}) =>
      app.request(`${ORIGIN}${path}`, { headers: { ...headers, ...more } }),
    post: (path: string, fields: { readonly [name: string]: string }, more: { readonly [name: string]: string } = {}) =>
      app.request(`${ORIGIN}${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { ...headers, origin: ORIGIN, 'sec-fetch-site': 'same-origin', ...more },
      }),
    pass(ms: number): void {
      nowMs += ms;
      timers.runDue();
    },
  };
}

/** Reads the stream's next text. */
async function readNext(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

describe('the page', () => {
  test('shows the first sixty of two thousand with a count, strict about its policy, in the language asked for', async () => {
    const place = createPlace();
    const answer = await place.get('/', { 'accept-language': 'zh-CN' });
    const html = await answer.text();
    expect(html).toContain('<html lang="zh-Hans"');
    expect(html.match(/<li class="card"/g)).toHaveLength(60);
    expect(html).toContain('2,000 台设施');
    expect(html).toContain('只画出前 60 台');
    expect(html).not.toContain('Bike <1>');
    expect(html).toContain('Bike &lt;1&gt;');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(await (await place.get('/?lang=en', { 'accept-language': 'zh-CN' })).text()).toContain('<html lang="en"');
  });

  test('everything that it names is there, and nothing beside it', async () => {
    const place = createPlace();
    const html = await (await place.get('/')).text();
    const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(named.map((path) => path.split('/').at(-1))).toEqual(['icon.svg', 'page.css', 'follow.js']);
    const folder = named[0]?.slice(0, named[0].lastIndexOf('/'));
    for (const path of [...named, `${folder}/morph.js`]) {
      const asset = await place.get(path);
      expect(asset.status, path).toBe(200);
      expect((await asset.text()).length).toBeGreaterThan(100);
    }
    for (const path of [`${folder}/../app.ts`, `${folder}/app.js`, '/assets/old/page.css', `${folder}/toString`])
      expect((await place.get(path)).status, path).toBe(404);
  });
});

describe('its events', () => {
  test('give a new reader every part, and later only what looks different', async () => {
    const place = createPlace();
    const reader = (await place.get('/events')).body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect(await readNext(reader)).toContain('retry:');
    const parts: string[] = [];
    for (let at = 0; at < 121; at += 1) parts.push(JSON.parse((await readNext(reader)).split('data: ')[1] ?? '').part);
    expect(parts.slice(0, 3)).toEqual(['summary', 'view-bike-1', 'talk-bike-1']);
    expect(new Set(parts).size).toBe(121);
    const next = readNext(reader);
    place.stage.stir('bike-5');
    await Promise.resolve();
    place.pass(10_000);
    await Promise.resolve();
    place.pass(100);
    // The card looks as before, so nothing but the heartbeat goes out.
    expect(await next).toBe(': nothing new\n\n');
    await reader.cancel();
  });

  test('have room for so many tabs and no more, and a closed tab makes room', async () => {
    const place = createPlace();
    const tabs = await Promise.all(Array.from({ length: 24 }, () => place.get('/events')));
    expect(tabs.every(({ status }) => status === 200)).toBe(true);
    expect((await place.get('/events')).status).toBe(503);
    await tabs[0]?.body?.cancel();
    expect((await place.get('/events')).status).toBe(200);
    place.ending.abort();
  });
});

describe('its forms', () => {
  test('act only when the page itself sends them', async () => {
    const place = createPlace();
    const act = '/objects/bike-1/acts';
    const strangers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await place.post(act, { act: 'pullPin' }, strangers)).status).toBe(403);
    expect((await place.post(act, { act: 'pullPin' }, { host: 'door.example:4711' })).status).toBe(403);
    expect((await place.get(act)).status).toBe(404);
    const own = await place.post(act, { act: 'pullPin' }, { accept: 'application/json' });
    expect(await own.json()).toEqual({
      said: 'Bike <1>: The pin does not move: the lock holds it, or it is out already.',
      isDone: false,
    });
  });

  test('lead back to the object where there is no script, and refuse what is not there', async () => {
    const place = createPlace();
    const plain = await place.post('/objects/bike-1/acts?lang=zh-Hans', { act: 'brake' });
    expect([plain.status, plain.headers.get('location')]).toEqual([303, '/?lang=zh-Hans#bike-1']);
    expect((await place.post('/objects/bike-61/acts', { act: 'brake' })).status).toBe(404);
    expect((await place.post('/objects/bike-1/acts', { act: 'explode' })).status).toBe(400);
    expect((await place.post('/objects/bike-1/acts', { act: 'x'.repeat(2_000) })).status).toBe(413);
    expect((await place.post('/people', { free: 'yes' })).status).toBe(400);
  });
});
