// A real browser presses Start and Stop on the phone pages of a running gateway, with script and without, in two languages.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createDeviceWatch,
  type GatewayChild,
  type SimulatorChild,
  startGateway,
  startSimulator,
} from '../../gateway/cli/demo/children.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const QUIET_BROWSER = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const folder = mkdtempSync(join(tmpdir(), 'unlatch-browser-'));
let gateway: GatewayChild;
let simulator: SimulatorChild;
let browser: Browser;
const watch = createDeviceWatch();

describe.skipIf(!CHROMIUM)('the phone pages in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const options = { dataFolder: folder, httpHost: '127.0.0.1', httpPort: 0, mqttPort: 0, publicOrigin: null };
    gateway = await startGateway(options, () => {});
    simulator = startSimulator({ ...gateway.ready, memoryFolder: join(folder, 'devices') }, watch.see);
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: QUIET_BROWSER });
    await watch.greeted(gateway.ready.objects.length);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await simulator?.stop();
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The demo leads to the code of this moment where an object has a display. */
  const linkOf = (objectId: string): string => `${gateway.ready.origin}/demo/${objectId}`;

  /** A phone of its own: new cookies, so a new person that the demo's host app knows. */
  async function openPhone(settings: {
    locale: string;
    javaScriptEnabled: boolean;
  }): Promise<{ context: BrowserContext; page: Page; faults: string[] }> {
    const context = await browser.newContext({ ...settings, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    return { context, page, faults };
  }

  async function shoot(page: Page, name: string): Promise<void> {
    const path = join(PICTURES, `${name}.png`);
    await page.screenshot({ path });
    console.log(`screenshot test/output/browser/${name}.png`);
  }

  /** Without script a page changes only when it is asked for again. */
  async function reloadUntil(page: Page, selector: string): Promise<void> {
    await expect
      .poll(
        async () => {
          if ((await page.locator(selector).count()) > 0) return true;
          await page.reload();
          return (await page.locator(selector).count()) > 0;
        },
        { timeout: 15_000, interval: 250 },
      )
      .toBe(true);
  }

  const stopForm = 'form[action$="/stop"]';
  const receipt = 'main.receipt';

  test('one touch starts a pod, its light obeys, one touch stops it, and the receipt is there', async () => {
    const { context, page, faults } = await openPhone({ locale: 'en-GB', javaScriptEnabled: true });
    await page.goto(linkOf('pod-1'));
    await page.locator('form[action$="/start"] button').waitFor();
    await shoot(page, 'pod-offer-en');
    await page.locator('form[action$="/start"] button').click();
    await page.locator(stopForm).first().waitFor();
    await shoot(page, 'pod-starting-en');
    await expect.poll(() => page.locator('[data-state="active"]').count(), { timeout: 15_000 }).toBeGreaterThan(0);
    // The pod locks behind its guest: who stops before that has used nothing.
    await page.getByText('locked', { exact: true }).waitFor();
    await shoot(page, 'pod-running-en');
    await page.locator(`${stopForm} button`).first().click();
    await page.waitForURL(/\/receipt$/, { timeout: 20_000 });
    expect(await page.locator('body').innerText()).toContain('4.00');
    await shoot(page, 'pod-receipt-en');
    expect(faults).toEqual([]);
    await context.close();
  }, 60_000);

  test('without script the same story is told by plain forms, in Chinese', async () => {
    const { context, page } = await openPhone({ locale: 'zh-CN', javaScriptEnabled: false });
    await page.goto(linkOf('pod-2'));
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await shoot(page, 'pod-offer-zh');
    await page.locator('form[action$="/start"] button').click();
    await reloadUntil(page, '[data-state="active"]');
    await reloadUntil(page, 'text=已锁上');
    await shoot(page, 'pod-running-zh');
    await page.locator(`${stopForm} button`).first().click();
    await reloadUntil(page, receipt);
    await shoot(page, 'pod-receipt-zh');
    expect(await page.locator('body').innerText()).toContain('4.00');
    await context.close();
  }, 60_000);

  test('a double tap on Start is one session, and a rescan finds it again', async () => {
    const { context, page } = await openPhone({ locale: 'en-GB', javaScriptEnabled: true });
    await page.goto(linkOf('table-7'));
    await page.locator('form[action$="/start"] button').dblclick();
    await page.waitForURL(/\/sessions\//);
    const first = page.url();
    await page.goto(linkOf('table-7'));
    await page.locator('a[href*="/sessions/"]').first().click();
    expect(page.url()).toBe(first);
    await page.goto(`${gateway.ready.origin}/`);
    expect(await page.locator('a[href*="/sessions/ses_"]').count()).toBe(1);
    await page.goto(first);
    await page.locator(`${stopForm} button`).first().click();
    await page.waitForURL(/\/receipt$/, { timeout: 20_000 });
    await context.close();
  }, 60_000);
});
