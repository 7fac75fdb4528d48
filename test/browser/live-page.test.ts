// The live page in a real browser: whoever acts there is the person at the object, and the phone's session follows.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createDeviceWatch,
  type GatewayChild,
  type SimulatorChild,
  startGateway,
  startSimulator,
} from '../../gateway/cli/demo/children.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/live-page/', import.meta.url));
const QUIET_BROWSER = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const folder = mkdtempSync(join(tmpdir(), 'unlatch-live-page-'));
const watch = createDeviceWatch();
let gateway: GatewayChild;
let simulator: SimulatorChild;
let browser: Browser;
let page: Page;
const faults: string[] = [];

type Look = { readonly locale: string; readonly width: number; readonly colorScheme?: 'dark'; readonly reducedMotion?: 'reduce' };

async function openContext({ locale, width, ...seen }: Look): Promise<BrowserContext> {
  const size = { viewport: { width, height: width < 600 ? 844 : 900 }, deviceScaleFactor: width < 600 ? 2 : 1 };
  return browser.newContext({ locale, ...size, ...seen });
}

async function openTab(context: BrowserContext, address: string): Promise<Page> {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => faults.push(error.message));
  tab.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await tab.goto(address);
  return tab;
}

const livePage = (): string => watch.livePage() ?? '';
const card = (device: string): Locator => page.locator(`#${device}`);
const hand = (device: string, act: string): Locator => card(device).locator(`button[value="${act}"]`);
/** What cannot be done now can be pressed all the same, though it is told as disabled. */
const tryInVain = (device: string, act: string): Promise<void> => hand(device, act).click({ force: true });
const drawing = (device: string): Locator => card(device).locator('svg.drawing');
const seen = (device: string, selector: string): Promise<void> =>
  card(device).locator(selector).first().waitFor({ state: 'attached', timeout: 20_000 });
const talk = (device: string, words: string): Promise<void> =>
  card(device).locator('.talk .words', { hasText: words }).first().waitFor({ timeout: 20_000 });

/** A person of their own presses Start on the object's link. */
async function startWithPhone(objectId: string): Promise<Page> {
  const link = `${gateway.ready.origin}/demo/${objectId}`;
  const phone = await openTab(await openContext({ locale: 'en-GB', width: 390 }), link);
  await phone.locator('form[action$="/start"] button').click();
  return phone;
}

const pressStop = (phone: Page): Promise<void> => phone.locator('form[action$="/stop"] button').first().click();
const untilActive = (phone: Page): Promise<void> =>
  phone.locator('[data-state="active"]').first().waitFor({ state: 'attached', timeout: 20_000 });
const untilReceipt = (phone: Page): Promise<void> => phone.waitForURL(/\/receipt$/, { timeout: 20_000 });

/** Pictures of the page as it is now, for whoever wants to look. */
async function shoot(name: string, look: Look): Promise<number> {
  const context = await openContext(look);
  const tab = await openTab(context, livePage());
  await tab.locator('.talk li').first().waitFor();
  const whole = Number(await tab.evaluate('document.documentElement.scrollHeight'));
  const clip = { x: 0, y: 0, width: look.width, height: look.width < 600 ? 2_200 : whole };
  await tab.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true, clip });
  const moving = await tab.evaluate('document.getAnimations().length');
  if (look.reducedMotion) expect(moving, 'nothing moves for who asked for that').toBe(0);
  else expect(moving, 'wheels turn').toBeGreaterThan(0);
  const tooWide = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await context.close();
  return Number(tooWide);
}

describe.skipIf(!CHROMIUM)('the live page in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const options = { dataFolder: folder, httpHost: '127.0.0.1', httpPort: 0, mqttPort: 0, publicOrigin: null };
    gateway = await startGateway(options, () => {});
    simulator = startSimulator({ ...gateway.ready, memoryFolder: join(folder, 'devices') }, watch.see);
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: QUIET_BROWSER });
    await watch.greeted(gateway.ready.objects.length);
    page = await openTab(await openContext({ locale: 'en-GB', width: 1_280 }), livePage());
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await simulator?.stop();
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('draws every object of the venue, online and free, and lets the visitor be the person', async () => {
    for (const { objectId } of gateway.ready.objects) await seen(objectId, '.view[data-line="greeted"][data-phase="free"]');
    expect(await page.locator('.card').count()).toBe(gateway.ready.objects.length);
    await page.locator('.people button').click();
    await page.getByText('leave everything to you').first().waitFor();
  });

  test('a guest opens the door, goes in and walks out by the handle; the phone counts and gives the receipt', async () => {
    expect(await hand('pod-1', 'openDoor').getAttribute('aria-disabled')).toBe('true');
    await tryInVain('pod-1', 'openDoor');
    await page.getByText('the bolt holds it').waitFor();
    expect(await drawing('pod-1').getAttribute('data-door')).toBe('closed');

    const phone = await startWithPhone('pod-1');
    await seen('pod-1', '.view[data-phase="starting"]');
    // By keyboard alone: what was focused stays focused while the card moves under it.
    await hand('pod-1', 'openDoor').focus();
    await page.keyboard.press('Enter');
    await seen('pod-1', 'svg[data-door="open"]');
    expect(await page.evaluate('document.activeElement.value')).toBe('openDoor');
    await untilActive(phone);
    await hand('pod-1', 'enter').click();
    await hand('pod-1', 'closeDoor').click();
    await seen('pod-1', 'svg[data-guest="inside"][data-bolt="locked"][data-door="closed"]');
    await phone.getByText('locked', { exact: true }).waitFor();
    await talk('pod-1', 'Use begins');

    await pressStop(phone);
    await seen('pod-1', '.view[data-phase="stopping"]');
    await talk('pod-1', 'Command: stop');
    await hand('pod-1', 'leave').click();
    await seen('pod-1', 'svg[data-guest="outside"][data-door="open"]');
    await untilReceipt(phone);
    await seen('pod-1', '.view[data-phase="free"]');
    await talk('pod-1', 'Use ends');
    await phone.context().close();
  }, 90_000);

  test('a rider pulls the pin and rides; the way grows, a Stop is refused until the pin is closed', async () => {
    const phone = await startWithPhone('bike-1');
    await seen('bike-1', '.view[data-phase="starting"]');
    await hand('bike-1', 'pullPin').click();
    await card('bike-1').locator('select').selectOption('8');
    await hand('bike-1', 'ride').click();
    await seen('bike-1', 'svg[data-pin="open"][data-pace="fast"]');
    await untilActive(phone);
    const metres = async (): Promise<number> => Number.parseInt(await drawing('bike-1').locator('text').innerHTML(), 10);
    await expect.poll(metres, { timeout: 20_000 }).toBeGreaterThan(20);
    expect(await card('bike-1').locator('select').inputValue()).toBe('8');

    await pressStop(phone);
    await talk('bike-1', 'stop: refused (SAFETY)');
    await tryInVain('bike-1', 'closePin');
    await page.getByText('only on a wheel that stands').waitFor();
    await hand('bike-1', 'brake').click();
    await hand('bike-1', 'closePin').click();
    await seen('bike-1', 'svg[data-pin="closed"][data-latch="held"]');
    await untilReceipt(phone);
    await phone.context().close();
  }, 90_000);

  test('a cut network and a cut power show at once, and both come back', async () => {
    await hand('pod-2', 'cutNetwork').click();
    await seen('pod-2', '.view[data-line="no-cable"]');
    await hand('pod-2', 'bringNetwork').click();
    await seen('pod-2', '.view[data-line="greeted"]');
    await hand('pod-2', 'powerCut').click();
    await seen('pod-2', '.view[data-line="no-power"]');
    await seen('pod-2', '.view[data-line="greeted"]');
    await talk('pod-2', 'Hello, this is boot 2');
  }, 90_000);

  test('the switch on the wall is told to the gateway, in words and in bytes', async () => {
    await hand('room-101', 'flipWallSwitch').click();
    await seen('room-101', 'svg[data-light="on"]');
    await talk('room-101', 'Light on');
    const told = card('room-101').locator('.talk li', { hasText: 'set by hand' }).first();
    await told.locator('summary').click();
    expect(await told.locator('code').innerText()).toBe('o2o/1/demo/room-101/up/evt/local_set');
    const wire = JSON.parse(await told.locator('.wire').innerText()) as { readonly data: object };
    expect(wire.data).toEqual({ control: 'light', value: true });
  }, 60_000);

  test('an order on the phone is a ticket on the kitchen screen', async () => {
    const phone = await startWithPhone('table-7');
    await seen('table-7', 'svg[data-table="open"]');
    await untilActive(phone);
    await hand('table-7', 'kitchenAcknowledges').click();
    await seen('table-7', 'svg[data-seen="yes"]');
    await phone.locator('[data-more]').first().click();
    await phone.locator('form[action$="/orders"] button[type=submit]').click();
    await drawing('table-7').getByText('1 × Beef noodles').waitFor({ timeout: 20_000 });
    await talk('table-7', 'ticket printed');
    const bike = await startWithPhone('bike-2');
    await hand('bike-2', 'pullPin').click();
    await hand('bike-2', 'ride').click();
    await untilActive(bike);
    const pod = await startWithPhone('pod-2');
    await seen('pod-2', '.view[data-phase="starting"]');
    await hand('pod-2', 'openDoor').click();
    await hand('pod-2', 'enter').click();
    await untilActive(pod);
  }, 90_000);

  test('it is whole at phone and at desktop width, in both languages, in light and dark', async () => {
    const looks: { readonly [name: string]: Look } = {
      'en-1280': { locale: 'en-GB', width: 1_280 },
      'en-390': { locale: 'en-GB', width: 390, reducedMotion: 'reduce' },
      'zh-1280-dark': { locale: 'zh-CN', width: 1_280, colorScheme: 'dark' },
      'zh-390': { locale: 'zh-CN', width: 390 },
    };
    for (const [name, look] of Object.entries(looks)) expect(await shoot(name, look), name).toBe(0);
    await page.locator('.languages a').click();
    await page.getByRole('heading', { name: '模拟设施' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    const light = await drawing('room-101').getAttribute('data-light');
    await hand('room-101', 'flipWallSwitch').click();
    await page.getByText('按墙上的开关：完成').waitFor();
    // What was said is done, and drawn with the next picture.
    await expect.poll(() => drawing('room-101').getAttribute('data-light')).not.toBe(light);
  }, 120_000);

  test("no other site's page opens a door, and no other name reaches this one", async () => {
    const action = new URL('/objects/room-101/acts', livePage());
    const before = await drawing('room-101').getAttribute('data-light');
    const trap = `<form method="post" action="${action}"><input name="act" value="flipWallSwitch"><button>go</button></form>`;
    const stranger = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(trap));
    await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening));
    const tab = await (await openContext({ locale: 'en-GB', width: 390 })).newPage();
    await tab.goto(`http://localhost:${(stranger.address() as AddressInfo).port}/`);
    const answered = tab.waitForResponse(action.href);
    await tab.locator('button').click();
    expect((await answered).status()).toBe(403);
    stranger.close();

    /** Status of a request as no browser would send it. */
    const ask = (headers: { readonly [name: string]: string }, method: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request(action, { method, headers, setHost: false }, ({ statusCode }) => resolve(statusCode));
        asked.on('error', reject).end(method === 'POST' ? 'act=flipWallSwitch' : '');
      });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await ask({ ...form, host: action.host }, 'POST')).toBe(403);
    expect(await ask({ ...form, host: action.host, origin: 'null' }, 'POST')).toBe(403);
    expect(
      await ask({ ...form, host: `door.example:${action.port}`, origin: `http://door.example:${action.port}` }, 'POST'),
    ).toBe(403);
    expect(await ask({ host: `door.example:${action.port}` }, 'GET')).toBe(403);
    expect(await ask({ ...form, host: action.host, origin: action.origin }, 'GET')).toBe(404);
    expect(await drawing('room-101').getAttribute('data-light')).toBe(before);
  }, 60_000);

  test('nothing was complained of on the way, neither by the policy nor by a script', () => {
    expect(faults).toEqual([]);
  });

  test('a gateway that is gone shows with its reason, and a simulator that is gone as an old picture', async () => {
    await gateway.kill9();
    await seen('bike-3', '.view[data-line="away"]');
    await card('bike-3').locator('.trouble', { hasText: 'ECONNREFUSED' }).waitFor({ timeout: 20_000 });
    expect(await page.locator('#lost').isVisible()).toBe(false);
    await simulator.stop();
    await page.locator('#lost').waitFor({ timeout: 20_000 });
  }, 60_000);
});
