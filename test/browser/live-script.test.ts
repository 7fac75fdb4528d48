// Live script: in a real browser, one press is one request, what was typed survives, and a lost network loses nothing.
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page, type Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { createAssets } from '../../gateway/web/assets.ts';
import { paths } from '../../gateway/web/paths.ts';
import { offerPage } from '../../gateway/web/phone/offer-page.tsx';
import { sessionFragment, sessionPage } from '../../gateway/web/phone/session-page.tsx';
import { type WalletPageInput, walletPage } from '../../gateway/web/phone/wallet-page.tsx';
import { frameOf, offerOf, pauseOf, viewOf } from '../unit/gateway/web/samples.ts';

const executablePath = '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
const assets = createAssets();
const SESSION = 'ses_01k9x7a2v4';
const LIMITS = { leastMinor: 100n, mostMinor: 1_000_000n, currency: 'EUR' } as const;
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'";

type Post = { readonly path: string; readonly fields: URLSearchParams };

/** The routes that the pages name, with one session whose picture the test changes. */
function createPlace() {
  const posts: Post[] = [];
  const listeners = new Set<ServerResponse>();
  let view = viewOf('restaurant-table', 'active');
  let keys = 0;
  let answersHeld: (() => void)[] | null = null;
  const newKey = (): string => `key-${++keys}`;
  const inputOf = () => ({ ...frameOf('en', paths.session(SESSION), Date.now()), assets, view, newKey });
  let walletLooks = 0;
  const wallet = (over: Partial<WalletPageInput>): string =>
    walletPage({
      ...{ ...frameOf('en', paths.wallet, Date.now()), assets, wallet: 'ledger', owed: [], needMinor: null, back: null },
      ...{ balance: { currency: 'EUR', availableMinor: 0n, heldMinor: 0n }, topUp: { ...LIMITS }, isPaying: false, newKey },
      ...over,
    });

  const onPost = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const fields = new URLSearchParams(body);
    posts.push({ path: request.url ?? '', fields });
    if (request.url === paths.topUps) {
      const problem = { code: 'top-up.amount-refused', ...LIMITS } as const;
      const typed = fields.get('amount') ?? '';
      return void response.writeHead(422, { 'content-type': 'text/html; charset=utf-8' }).end(wallet({ problem, typed }));
    }
    const answer = (): void => void response.writeHead(303, { location: paths.session(SESSION) }).end();
    if (answersHeld) answersHeld.push(answer);
    else answer();
  };
  const onGet = (url: URL, response: ServerResponse): void => {
    const html = (text: string): void =>
      void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).end(text);
    const asset = assets.find(url.pathname);
    if (asset) response.writeHead(200, { 'content-type': asset.type }).end(asset.body);
    else if (url.pathname === paths.wallet) {
      walletLooks += 1;
      html(wallet({}));
    } else if (url.pathname === paths.offer('tkt')) {
      const balance = { currency: 'CNY', availableMinor: 25_000n, heldMinor: 0n };
      const offer = offerOf('restaurant-table', 'free');
      html(
        offerPage({
          ...frameOf('en', url.pathname, Date.now()),
          assets,
          offer,
          ticket: 'tkt',
          key: 'start-key',
          signedIn: true,
          balance,
        }),
      );
    } else if (url.pathname === paths.events(SESSION)) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
      listeners.add(response);
    } else if (url.pathname === paths.session(SESSION)) {
      html(url.searchParams.has('fragment') ? sessionFragment(inputOf()) : sessionPage(inputOf()));
    } else if (url.pathname === paths.receipt(SESSION)) html('<main>paid</main>');
    else response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    if (request.method === 'POST') void onPost(request, response);
    else onGet(new URL(request.url ?? '/', 'http://place'), response);
  });
  return {
    posts,
    listeners,
    server,
    walletLooks: () => walletLooks,
    change(over: Partial<SessionView>): void {
      view = { ...view, ...over, version: view.version + 1 };
      for (const listener of listeners) listener.write(`id: ${view.version}\ndata: {}\n\n`);
    },
    holdAnswers(): void {
      answersHeld = [];
    },
    letAnswersGo(): void {
      const held = answersHeld ?? [];
      answersHeld = null;
      for (const answer of held) answer();
    },
  };
}

describe.skipIf(!hasChromium)('the live script (needs Chromium)', () => {
  let browser: Browser;
  let page: Page;
  let place: ReturnType<typeof createPlace>;
  let origin: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    place = createPlace();
    await new Promise<void>((listening) => place.server.listen(0, '127.0.0.1', listening));
    origin = `http://127.0.0.1:${(place.server.address() as AddressInfo).port}`;
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  });
  afterEach(async () => {
    await page.close();
    place.server.closeAllConnections();
    place.server.close();
  });

  const start = { path: paths.start('tkt'), key: 'start-key' };
  const seenPosts = (): { path: string; key: string | null }[] =>
    place.posts.map(({ path, fields }) => ({ path, key: fields.get('key') }));

  test('a double tap on Start is one request, and the session takes the page’s place', async () => {
    await page.goto(`${origin}${paths.offer('tkt')}`);
    place.holdAnswers();
    await page.evaluate(
      "const start = document.getElementById('start-button'); start.click(); start.click(); start.form.requestSubmit();",
    );
    await page.waitForSelector('#start-button[disabled]');
    place.letAnswersGo();
    await page.waitForSelector('main[data-state=active]');
    expect(seenPosts()).toEqual([start]);
    expect(new URL(page.url()).pathname).toBe(paths.session(SESSION));
    expect(await page.title()).toContain('Table 5');
  });

  test('a lost network is told, and the next press repeats the very same request', async () => {
    await page.goto(`${origin}${paths.offer('tkt')}`);
    await page.context().setOffline(true);
    await page.click('#start-button');
    await page.waitForSelector('#toast:not([hidden])');
    expect(await page.textContent('#toast')).toContain('No connection');
    await page.context().setOffline(false);
    await page.click('#start-button');
    await page.waitForSelector('main[data-state=active]');
    expect(seenPosts()).toEqual([start]);
    expect(await page.isHidden('#toast')).toBe(true);
  });

  test.each(['abc', '0,50', '20000'])('a top-up of %s is refused at its field, and the page keeps saying so', async (amount) => {
    await page.clock.install();
    await page.goto(`${origin}${paths.wallet}`);
    await page.fill('#amount', amount);
    await page.click('#top-up-button');
    await page.waitForSelector('#top-up #problem');
    await page.clock.runFor(10_000);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange')); fetch('/terms').then(() => null)");
    expect(place.walletLooks()).toBe(1);
    expect(await page.textContent('#problem')).toContain('Between');
    expect(await page.inputValue('#amount')).toBe(amount);
    expect(await page.isEnabled('#top-up-button')).toBe(true);
  });

  test('an event brings the new picture, and keeps what is typed, where one is, and the focus', async () => {
    await page.goto(`${origin}${paths.session(SESSION)}`);
    await page.fill('#quantity-greens', '3');
    await page.locator('#quantity-greens').scrollIntoViewIfNeeded();
    await page.evaluate('window.scrollTo(0, 180)');
    place.change({ costMinor: 12_345 });
    await page.waitForSelector('text=CN¥123.45 of at most CN¥200.00');
    expect(await page.inputValue('#quantity-greens')).toBe('3');
    expect(await page.evaluate('document.activeElement.id')).toBe('quantity-greens');
    expect(await page.evaluate('window.scrollY')).toBe(180);
  });

  test('a page whose stream was superseded asks now and then, and does not take the place back', async () => {
    await page.clock.install();
    await page.addInitScript(
      'window.EventSource = class extends EventSource { constructor(address) { super(address); window.lastSource = this; } };',
    );
    await page.goto(`${origin}${paths.session(SESSION)}`);
    await expect.poll(() => place.listeners.size).toBe(1);
    const [stream] = place.listeners;
    stream?.end('event: superseded\ndata: {}\n\n');
    place.listeners.clear();
    await expect.poll(() => page.evaluate('lastSource.readyState')).toBe(2);
    place.change({ costMinor: 12_345 });
    await page.clock.runFor(10_000);
    await page.waitForSelector('text=CN¥123.45 of at most CN¥200.00');
    expect(place.listeners.size).toBe(0);
  });

  test('an order is summed up, sent once with its quantities, and then empty again', async () => {
    await page.goto(`${origin}${paths.session(SESSION)}`);
    expect(await page.isDisabled('#order-button')).toBe(true);
    await page.click('#quantity-greens-more');
    await page.click('#quantity-greens-more');
    expect(await page.textContent('#order-button')).toContain('CN¥36.00');
    await page.click('#order-button');
    await expect.poll(() => page.inputValue('#quantity-greens')).toBe('0');
    expect(place.posts.map(({ path }) => path)).toEqual([paths.orders(SESSION)]);
    expect(place.posts[0]?.fields.get('item.greens')).toBe('2');
  });

  test('a picture that comes while a press is on its way leaves it that one press', async () => {
    await page.goto(`${origin}${paths.session(SESSION)}`);
    await page.click('#quantity-greens-more');
    place.holdAnswers();
    await page.click('#order-button');
    await expect.poll(() => place.posts.length).toBe(1);
    place.change({ costMinor: 12_345 });
    await page.waitForSelector('text=CN¥123.45 of at most CN¥200.00');
    expect(await page.isDisabled('#order-button')).toBe(true);
    expect(await page.inputValue('#order input[name=key]')).toBe(place.posts[0]?.fields.get('key'));
    await page.evaluate("document.getElementById('order').requestSubmit()");
    place.letAnswersGo();
    await expect.poll(() => page.inputValue('#quantity-greens')).toBe('0');
    expect(place.posts.map(({ path }) => path)).toEqual([paths.orders(SESSION)]);
  });

  test('the receipt is gone to once, and nothing is asked for on the way there', async () => {
    await page.goto(`${origin}${paths.session(SESSION)}`);
    await expect.poll(() => place.listeners.size).toBe(1);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url().slice(origin.length)));
    const held: Route[] = [];
    await page.route(/fragment=1/, (route) => void held.push(route), { times: 1 });
    place.change({ state: 'closed' });
    await expect.poll(() => held.length).toBe(1);
    await page.evaluate("window.dispatchEvent(new Event('online'))"); // to be asked again after the one on its way
    await held[0]?.continue();
    await page.waitForURL(/\/receipt$/);
    expect(asked).toEqual([`${paths.session(SESSION)}?fragment=1`, paths.receipt(SESSION)]);
  });

  test('a slider sends where it was let go', async () => {
    place.change(viewOf('hotel-room', 'active'));
    await page.goto(`${origin}${paths.session(SESSION)}`);
    await page.focus('#range-dimmer-value');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => place.posts.length).toBe(1);
    expect(place.posts[0]?.path).toBe(paths.control(SESSION, 'dimmer'));
    expect(place.posts[0]?.fields.get('value')).toBe('65');
  });

  test('Pause is one press; what a hand must do and the proven pause show by themselves, and its clock counts', async () => {
    const ridden = viewOf('bike', 'active');
    place.change(ridden);
    await page.goto(`${origin}${paths.session(SESSION)}`);
    place.holdAnswers();
    await page.evaluate("const pause = document.getElementById('pause-button'); pause.click(); pause.click();");
    await page.waitForSelector('#pause-button[disabled]');
    place.change({ pause: pauseOf('bike', 'active', { wish: 'pause', taken: true }) });
    place.letAnswersGo();
    await page.waitForSelector('[data-wish=pause]');
    expect(place.posts.map(({ path }) => path)).toEqual([paths.pause(SESSION)]);
    expect(await page.textContent('main')).toContain('Not paused yet');
    const at = new Date(Date.now() - 5_000).toISOString();
    place.change({ state: 'suspended', pausedMs: 59_000, useAt: at, pause: pauseOf('bike', 'suspended') });
    await page.waitForSelector('main[data-state=suspended] #resume-button');
    await expect.poll(() => page.textContent('#paused-time')).toMatch(/^\s*1:/);
    await page.click('#resume-button');
    await expect.poll(() => place.posts.length).toBe(2);
    expect(place.posts[1]?.path).toBe(paths.resume(SESSION));
  });

  test('a pause that waits for the hand is taken back by one press, and Pause is offered again', async () => {
    place.change(viewOf('bike', 'active', { pause: pauseOf('bike', 'active', { wish: 'pause', taken: true }) }));
    await page.goto(`${origin}${paths.session(SESSION)}`);
    await page.click('#unpause-button');
    await expect.poll(() => place.posts.length).toBe(1);
    expect(place.posts[0]?.path).toBe(paths.resume(SESSION));
    place.change({ pause: pauseOf('bike', 'active', { wish: 'resume' }) });
    await page.waitForSelector('[data-wish=undo]');
    place.change({ pause: pauseOf('bike', 'active') });
    await page.waitForSelector('#pause-button');
  });

  test('a pause works by plain forms without a script', async () => {
    place.change(viewOf('bike', 'active'));
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(`${origin}${paths.session(SESSION)}`);
    await plain.click('#pause-button');
    await plain.waitForURL(`${origin}${paths.session(SESSION)}`);
    place.change({ state: 'suspended', pause: pauseOf('bike', 'suspended') });
    await plain.reload();
    await plain.click('#resume-button');
    expect(place.posts.map(({ path }) => path)).toEqual([paths.pause(SESSION), paths.resume(SESSION)]);
    await plain.close();
  });

  test('without a script the same forms work', async () => {
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(`${origin}${paths.offer('tkt')}`);
    await plain.click('#start-button');
    await plain.waitForURL(`${origin}${paths.session(SESSION)}`);
    await plain.fill('input[name="item.greens"]', '1');
    await plain.click('#order-button');
    await plain.click('#stop-button');
    expect(seenPosts().map(({ path }) => path)).toEqual([paths.start('tkt'), paths.orders(SESSION), paths.stop(SESSION)]);
    await plain.close();
  });
});
