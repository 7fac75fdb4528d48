// In a real browser: a table that is found by its blinking or its button before it can be started, and a position that is sent on purpose only.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createDeviceWatch,
  type DeviceLine,
  type GatewayChild,
  type SimulatorChild,
  startGateway,
  startSimulator,
} from '../../gateway/cli/demo/children.ts';
import { createAssets } from '../../gateway/web/assets.ts';
import { offerPage } from '../../gateway/web/phone/offer-page.tsx';
import { frameOf, offerOf } from '../unit/gateway/web/samples.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

let browser: Browser;
const openPhone = async (settings: BrowserContextOptions): Promise<Page> =>
  (await browser.newContext({ ...PHONE, ...settings })).newPage();

describe.skipIf(!CHROMIUM)('the offer in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: QUIET });
  }, 60_000);
  afterAll(() => browser?.close());

  describe('of an object with a light and a button', () => {
    const folder = mkdtempSync(join(tmpdir(), 'unlatch-presence-'));
    const blinked: string[] = [];
    const watch = createDeviceWatch();
    let gateway: GatewayChild;
    let simulator: SimulatorChild;

    beforeAll(async () => {
      const options = { dataFolder: folder, httpHost: '127.0.0.1', httpPort: 0, mqttPort: 0, publicOrigin: null };
      gateway = await startGateway(options, () => {});
      simulator = startSimulator({ ...gateway.ready, memoryFolder: join(folder, 'devices') }, (line: DeviceLine) => {
        if (line.ev === 'blink') blinked.push(`${line.device} ${line.blinks}`);
        watch.see(line);
      });
      await watch.greeted(gateway.ready.objects.length);
    }, 60_000);
    afterAll(async () => {
      await simulator?.stop();
      await gateway?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const linkOf = (objectId: string): string => gateway.ready.objects.find((object) => object.objectId === objectId)?.link ?? '';

    test('Start comes once its button was pressed, and the page notices by itself', async () => {
      const page = await openPhone({ locale: 'en-GB' });
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(linkOf('table-7'));
      await page.locator('#presence-needed').waitFor();
      expect(await page.locator('#start-button').count()).toBe(0);
      await page.locator('#reserve-button').click();
      await page.locator('#blinks-button').waitFor();
      await expect.poll(() => blinked, { timeout: 5_000 }).toEqual([expect.stringMatching(/^table-7 [1-6] [1-6] [1-6]$/)]);
      await page.screenshot({ path: join(PICTURES, 'table-blinks-en.png') });
      const [, first = '', second = '', third = ''] = blinked[0]?.split(' ') ?? [];
      await page.locator('#blinks-1').fill(first);
      await page.locator('#blinks-2').fill(String((Number(second) % 6) + 1));
      await page.locator('#blinks-3').fill(third);
      await page.locator('#blinks-button').click();
      await page.locator('#problem[data-code="blink.wrong"]').waitFor();
      const presses = Number(await page.locator('#presses').getAttribute('data-presses'));
      for (let nth = 1; nth <= presses; nth += 1) {
        simulator.act('table-7 press');
        const pressedAtMs = Date.now();
        // A button tells one press a second at most (FP-33).
        await expect.poll(() => Date.now() - pressedAtMs, { timeout: 5_000 }).toBeGreaterThan(1_100);
      }
      await page.locator('#start-button').waitFor({ timeout: 15_000 });
      await page.screenshot({ path: join(PICTURES, 'table-is-there-en.png') });
      await page.locator('#start-button').click();
      await page.waitForURL(/\/sessions\//, { timeout: 15_000 });
      expect(faults).toEqual([]);
      await page.context().close();
    }, 60_000);

    test('without script the blinks are told in a plain form, in Chinese, while somebody else sees that it is kept', async () => {
      blinked.length = 0;
      const page = await openPhone({ locale: 'zh-CN', javaScriptEnabled: false });
      await page.goto(linkOf('bike-1'));
      expect(await page.locator('#start-button').count()).toBe(1);
      await page.getByRole('button', { name: '让它闪烁' }).click();
      await expect.poll(() => blinked, { timeout: 5_000 }).toHaveLength(1);
      const other = await openPhone({ locale: 'en-GB' });
      await other.goto(linkOf('bike-1'));
      expect(await other.locator('.state').first().innerText()).toBe('Kept for somebody else');
      expect(await other.locator('#start-button').count()).toBe(0);
      const [, first = '', second = '', third = ''] = blinked[0]?.split(' ') ?? [];
      await page.locator('#blinks-1').fill(first);
      await page.locator('#blinks-2').fill(second);
      await page.locator('#blinks-3').fill(third);
      await page.locator('#blinks-button').click();
      await page.getByText('谢谢，已确认您在现场。').waitFor();
      await page.screenshot({ path: join(PICTURES, 'bike-is-there-zh.png') });
      await page.locator('#start-button').click();
      await page.waitForURL(/\/sessions\//, { timeout: 15_000 });
      // It is in use now: the one who waited is told so without asking again.
      await other.getByText('In use', { exact: true }).waitFor({ timeout: 15_000 });
      await other.context().close();
      await page.context().close();
    }, 60_000);
  });

  describe('of a place that is known', () => {
    const assets = createAssets();
    const posts: URLSearchParams[] = [];
    let server: Server;
    let address: string;

    beforeAll(async () => {
      const page = (whereabouts?: 'elsewhere' | 'unknown'): string =>
        offerPage({
          ...{ ...frameOf('en', '/s/tkt', Date.now()), assets, ticket: 'tkt', key: 'key-1', signedIn: true, balance: null },
          offer: { ...offerOf('sleep-pod', 'free'), hasPosition: true },
          ...(whereabouts && { whereabouts }),
        });
      server = createServer(async (request, response) => {
        const asset = assets.find(request.url ?? '');
        if (asset) return void response.writeHead(200, { 'content-type': asset.type }).end(asset.body);
        let body = '';
        for await (const chunk of request) body += String(chunk);
        const fields = new URLSearchParams(body);
        if (request.method === 'POST') posts.push(fields);
        const said = request.method === 'POST' ? (fields.get('latitude') ? 'elsewhere' : 'unknown') : undefined;
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(said));
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/s/tkt`;
    });
    afterAll(() => void server.close());

    test('nothing of where the phone is leaves it until the button is pressed, and Start stays', async () => {
      const geolocation = { latitude: 31.2, longitude: 121.3, accuracy: 12.4 };
      const page = await openPhone({ permissions: ['geolocation'], geolocation });
      await page.goto(address);
      expect(posts).toEqual([]);
      await page.locator('#where-button').click();
      await page.locator('[data-whereabouts="elsewhere"]').waitFor();
      expect(Object.fromEntries(posts[0] ?? [])).toMatchObject({ latitude: '31.2', longitude: '121.3', accuracyM: '13' });
      expect(await page.locator('#start-button').isEnabled()).toBe(true);
      await page.context().close();
    }, 30_000);

    test('a phone that may not tell says so, and nothing is lost', async () => {
      posts.length = 0;
      const page = await openPhone({ permissions: [] });
      await page.goto(address);
      await page.locator('#where-button').click();
      await page.locator('[data-whereabouts="unknown"]').waitFor({ timeout: 15_000 });
      expect(posts[0]?.get('latitude')).toBe('');
      expect(await page.locator('#start-button').isEnabled()).toBe(true);
      await page.context().close();
    }, 30_000);
  });
});
