// Scan pages over HTTP: the scanner and its decoder, short codes as people type them, and refusals that say what to do.
import { describe, expect, test } from 'vitest';
import { createAssets } from '../../gateway/web/assets.ts';
import { parseShortCode, readPicture } from '../../qr/index.ts';
import { encodePng } from '../../qr/png.ts';
import { createHttpWorld, ORIGIN } from './http-world.ts';
import { BADLY_SIGNED_CODE, GOOD_CODE, GOOD_SHORT_CODE } from './in-memory-steps.ts';

const assetUrls = (['scan-reader.js', 'scan-verdict.js'] as const).map((name) => createAssets().url(name));
const OTHER_SHORT_CODE = '000000000';

const attribute = (html: string, name: string): string => new RegExp(`data-${name}="([^"]*)"`).exec(html)?.[1] ?? '';
/** What the page shows, without what lies ready for its script. */
const shown = (html: string): string => html.replace(/<template.*?<\/template>/gs, '');

describe('the scanner', () => {
  test('may compile its decoder, and no other page may', async () => {
    const { request } = await createHttpWorld();
    const scanner = await request('/scan');
    expect(scanner.status).toBe(200);
    expect(scanner.headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(scanner.headers.get('content-security-policy')).not.toContain("'unsafe-eval'");
    expect((await request('/')).headers.get('content-security-policy')).not.toContain('wasm');
  });

  test('writes nothing and asks for no step until something is scanned or typed', async () => {
    const { request, asked } = await createHttpWorld();
    await request('/scan');
    expect(asked).toEqual([]);
  });

  test('knows the hosts whose labels were taken over, and of no other one asks anything', async () => {
    const { request } = await createHttpWorld();
    const html = await (await request('/scan')).text();
    expect(JSON.parse(attribute(html, 'taken-over').replaceAll('&quot;', '"'))).toEqual(['old.example']);
  });

  test('gets its decoder from here: whole, packed for whoever takes that, and kept for ever', async () => {
    const { request } = await createHttpWorld();
    const html = await (await request('/scan')).text();
    const wasm = await request(attribute(html, 'wasm'));
    expect(wasm.headers.get('content-type')).toBe('application/wasm');
    expect(wasm.headers.get('cache-control')).toContain('immutable');
    const bytes = new Uint8Array(await wasm.arrayBuffer());
    expect(Buffer.from(bytes.subarray(0, 4)).toString('latin1')).toBe('\0asm');
    const packed = await request(attribute(html, 'wasm'), { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan(bytes.length / 2);
    const script = await request(attribute(html, 'decoder'));
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(await script.text()).toContain('Permission is hereby granted');
    expect((await request('/assets/decoder/decoder.0.wasm')).status).toBe(404);
  });

  test('and its style and script are light over the wire', async () => {
    const { request } = await createHttpWorld();
    const html = await (await request('/scan')).text();
    const urls = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, url = '']) => url);
    const packed = await Promise.all(
      [...urls, ...assetUrls].map(async (url) => {
        const answer = await request(url, { headers: { 'accept-encoding': 'gzip' } });
        expect(answer.headers.get('vary')).toContain('Accept-Encoding');
        return (await answer.arrayBuffer()).byteLength;
      }),
    );
    const bytes = packed.reduce((sum, size) => sum + size, Buffer.byteLength(html));
    expect(bytes).toBeLessThan(60_000);
  });

  test('carries a sample that is a code as we draw it', async () => {
    const { request } = await createHttpWorld();
    const html = await (await request('/scan')).text();
    const size = Number(attribute(html, 'sample-size'));
    const bits = Buffer.from(attribute(html, 'sample-modules'), 'base64');
    const isDark = (row: number, column: number): boolean => {
      const at = (row - 4) * size + column - 4;
      const isInside = row >= 4 && column >= 4 && row < size + 4 && column < size + 4;
      return isInside && ((bits[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0;
    };
    const picture = encodePng({ columns: size + 8, rows: size + 8 }, isDark, 4);
    expect(await readPicture(picture)).toEqual([attribute(html, 'sample-text')]);
    expect(attribute(html, 'sample-text')).toMatch(new RegExp(`^${ORIGIN}/[0-9]{185}$`));
  });

  test('has words ready for all that its script says, and for nothing else', async () => {
    const { request } = await createHttpWorld();
    const html = await (await request('/scan')).text();
    const script = await (await request(createAssets().url('scan.js'))).text();
    const ready = [...html.matchAll(/<template id="said-([\w-]+)"/g)].map(([, name = '']) => name);
    const sayings = [...script.matchAll(/\bsay\(([^,)]*)|return ('camera-[a-z]+')/g)].map(
      ([, one = '', other = '']) => one + other,
    );
    const said = sayings.flatMap((words) => [...words.matchAll(/'([a-z-]+)'/g)].map(([, name = '']) => name));
    expect(ready.filter((name) => !script.includes(`'${name}'`))).toEqual([]);
    expect(said.filter((name) => !ready.includes(name))).toEqual([]);
    expect(said.length).toBeGreaterThan(15);
  });

  test('loads the parts of its script under the names of their content', async () => {
    const { request } = await createHttpWorld();
    const html = await (await request('/scan')).text();
    const script = /src="(\/assets\/scan\.[^"]+)"/.exec(html)?.[1] ?? '';
    const parts = [...(await (await request(script)).text()).matchAll(/from '([^']+)'/g)].map(([, url = '']) => url);
    expect(parts).toHaveLength(2);
    for (const url of parts) expect((await request(`/assets/${url.replace(/^.*\//, '')}`)).status).toBe(200);
  });
});

describe('a short code', () => {
  test.each([
    ['as it is printed', '7K3M-Q9TX-8'],
    ['in small letters, run together', '7k3mq9tx8'],
    ['with blanks around and in it', '  7K3M Q9TX 8 '],
    ['with the long hyphens that phones write', '7K3M–Q9TX—8'],
    ['in full-width letters, as Chinese keyboards write', '７Ｋ３Ｍ－Ｑ９ＴＸ－８'],
  ])('opens the offer: %s', async (_, typed) => {
    const { form, asked } = await createHttpWorld();
    const answer = await form('/scan', { code: typed });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/s\//);
    expect(asked).toMatchObject([{ step: 'resolveScan', request: { code: GOOD_SHORT_CODE } }]);
  });

  test('reads o as 0, and i and l as 1', async () => {
    expect(parseShortCode('oOoO-ooOo-O')).toMatchObject({ ok: true, value: OTHER_SHORT_CODE });
    const { form, asked } = await createHttpWorld();
    await form('/scan', { code: 'oOoO-ooOo-O' });
    expect(asked).toMatchObject([{ step: 'resolveScan', request: { code: OTHER_SHORT_CODE } }]);
  });

  test('opens as a link too, and like every scan binds its ticket to a cookie', async () => {
    const { request } = await createHttpWorld();
    const answer = await request('/c/7K3M-Q9TX-8');
    expect(answer.status).toBe(303);
    expect(answer.headers.getSetCookie().join()).toContain('unlatch_scan=');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('an old host may send its own address on, where it was taken over', async () => {
    const { request, asked } = await createHttpWorld();
    const old = 'https://m.example.cn/scan?id=17&v=2';
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    await request(`/c/${encodeURIComponent(old)}`, { headers });
    expect(asked).toMatchObject([{ step: 'resolveScan', request: { code: old } }]);
  });

  test.each([
    ['a picture', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['a fetch of a neighbour', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])("is not looked up for another site that loads it as %s: it uses up nobody's tries", async (_, headers) => {
    const { request, asked } = await createHttpWorld();
    for (const path of ['/c/7K3M-Q9TX-8', '/c/0000-0000-0', `/${GOOD_CODE}`, '/123']) {
      const answer = await request(path, { headers });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    }
    expect(asked).toEqual([]);
  });

  test.each([
    ['a link of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['a camera', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['our own script', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])('opens by %s', async (_, headers) => {
    const { request } = await createHttpWorld();
    expect((await request('/c/7K3M-Q9TX-8', { headers })).status).toBe(303);
    expect((await request(`/${GOOD_CODE}`, { headers })).status).toBe(302);
  });

  test.each([
    ['nothing', '', 'Type the short code'],
    ['one letter short', '7K3M-Q9TX', 'nine letters and digits'],
    ['a letter that we never print', '7K3M-Q9TU-8', 'never on our labels'],
    ['one letter wrong', '7K3N-Q9TX-8', 'One letter or digit is wrong'],
    ['two neighbours swapped', '7K3M-9QTX-8', 'One letter or digit is wrong'],
    ['words', 'hello there', 'nine letters and digits'],
  ])('that was mistyped is told so before anything is looked up: %s', async (_, typed, words) => {
    const { form, asked } = await createHttpWorld();
    const answer = await form('/scan', { code: typed });
    expect(answer.status).toBe(422);
    expect(shown(await answer.text())).toContain(words);
    expect(asked).toEqual([]);
  });

  test('that nobody has stays in the field, and the page says to compare it', async () => {
    const { form } = await createHttpWorld();
    const answer = await form('/scan', { code: '0000-0000-0' });
    expect(answer.status).toBe(404);
    const html = await answer.text();
    expect(shown(html)).toContain('We know no label with this code');
    expect(html).toContain('value="0000-0000-0"');
    expect(html).toContain('aria-invalid="true"');
  });

  test('in Chinese is refused in Chinese', async () => {
    const { form } = await createHttpWorld();
    const html = await (await form('/scan', { code: '7K3N-Q9TX-8' }, { 'accept-language': 'zh-CN' })).text();
    expect(html).toContain('lang="zh-Hans"');
    expect(shown(html)).toContain('有一位输错了');
  });

  test('that was tried too often says when to try again', async () => {
    const { form, fail } = await createHttpWorld();
    fail('resolveScan', { code: 'limit.reached', retryAfterS: 40, helps: 'waiting' });
    const answer = await form('/scan', { code: GOOD_SHORT_CODE });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('40');
    expect(shown(await answer.text())).not.toContain('href="/sign-in');
    fail('resolveScan', { code: 'limit.reached', retryAfterS: 40, helps: 'signing-in' });
    const stranger = await form('/scan', { code: GOOD_SHORT_CODE });
    expect(shown(await stranger.text())).toContain('href="/sign-in?return=%2Fscan"');
  });

  test('from a form of another site is refused', async () => {
    const { form, asked } = await createHttpWorld();
    const answer = await form('/scan', { code: GOOD_SHORT_CODE }, { Origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(asked).toEqual([]);
  });

  test('cannot carry markup into the page', async () => {
    const { form } = await createHttpWorld();
    const html = await (await form('/scan', { code: '"><script>alert(1)</script>' })).text();
    expect(html).not.toContain('<script>alert');
  });
});

test('a whole link may be pasted instead, and goes on as it is', async () => {
  const { form, asked } = await createHttpWorld();
  expect((await form('/scan', { code: GOOD_CODE })).status).toBe(303);
  const link = `https://old.example/${BADLY_SIGNED_CODE}?a=1·2`;
  expect((await form('/scan', { code: ` ${link}` })).status).toBe(404);
  expect(asked).toMatchObject([{ request: { code: GOOD_CODE } }, { request: { code: link } }]);
});

test('the home page leads to the scanner', async () => {
  const { request } = await createHttpWorld();
  expect(await (await request('/')).text()).toContain('href="/scan"');
});
