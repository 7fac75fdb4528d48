// The console in Chromium against a running venue: a walk from the overview to a refund, live without a reload, and axe on every page.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Phone } from '../support/phone.ts';
import { openVenue, type Venue } from '../support/venue.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`;
const WIDER = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

let venue: Venue;
let browser: Browser;
let phone: Phone;

describe.skipIf(!CHROMIUM)('the console in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    venue = await openVenue({ persons: true, devices: ['pod-1', 'pod-2'] });
    phone = await venue.phone('ann');
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox', '--disable-quic'] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await venue?.stop();
    await venue?.remove();
  });

  type Screen = { readonly width?: number; readonly locale?: string; readonly dark?: boolean; readonly bypassCSP?: boolean };

  /** A browser of the staff, signed in as the demo's owner. */
  async function openConsole(path: string, { width = 1280, locale = 'en-GB', dark = false, bypassCSP = false }: Screen = {}) {
    const context: BrowserContext = await browser.newContext({
      ...{ locale, bypassCSP, viewport: { width, height: width < 500 ? 844 : 860 } },
      colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    await page.goto(`${venue.origin}/demo/staff`);
    await page.goto(`${venue.origin}${path}`);
    return page;
  }

  /** Whatever the page has in its memory is still there: it was not loaded anew. */
  const mark = (page: Page): Promise<unknown> => page.evaluate('globalThis.marked = "yes"');
  const isMarked = (page: Page): Promise<unknown> => page.evaluate('globalThis.marked === "yes"');

  test('overview, object, stop from afar, its evidence, and a refund', async () => {
    const page = await openConsole('/console');
    await page.waitForSelector('#live-sign[data-on]');
    await mark(page);
    const started = await phone.begin(venue.linkOf('pod-1'));
    await page.waitForSelector(`[data-part="running"] [data-row="${started.sessionId}"]`);
    await phone.until(started.sessionId, 'it runs', ({ state }) => state === 'active');
    await page.waitForSelector('[data-part="running"] .badge-good');
    expect(await isMarked(page)).toBe(true);

    await page.click('.side a[href="/console/objects"]');
    await page.click('[data-row="pod-1"] td:first-child a');
    await page.waitForSelector('#live-sign[data-on]');
    const stop = page.locator('#stop button');
    await stop.click();
    expect(await page.evaluate('document.querySelector("#stop-reason").validity.valueMissing')).toBe(true);
    await page.fill('#stop-reason', 'smoke in the hall');
    await stop.click();
    await page.waitForSelector('#stop [data-refused]:not([hidden])');
    expect((await phone.read(started.sessionId)).state).toBe('active');
    await Promise.all([page.waitForNavigation(), stop.click()]);
    await page.waitForSelector('#toast:not([hidden])');
    await phone.until(started.sessionId, 'it is closed', ({ state }) => state === 'closed');
    await page.waitForSelector('[data-part="standing"] .badge-good');

    await page.click(`[data-row="${started.sessionId}"] a`);
    await page.waitForSelector('.timeline [data-what="end-evidence"]');
    for (const what of ['scan', 'offer', 'command', 'result', 'start-evidence', 'end-evidence', 'transfer', 'receipt', 'audit']) {
      expect(`${what} ${await page.locator(`.timeline [data-what="${what}"]`).count()}`).not.toBe(`${what} 0`);
    }
    const timeline = (await page.textContent('[data-part="timeline"]')) ?? '';
    expect(timeline).toContain('signature holds');
    expect(timeline).not.toContain('DOES NOT HOLD');
    expect(timeline).toContain('smoke in the hall');

    const refund = page.locator('[data-part="refunds"] form');
    await refund.locator('input[name=totalMinor]').fill('99999');
    await refund.locator('input[name=reason]').fill('the light was broken');
    await refund.locator('button').click();
    await refund.locator('button').click();
    await page.waitForSelector('[data-part="refunds"] [data-refused] strong');
    expect(await refund.locator('input[name=reason]').inputValue()).toBe('the light was broken');
    await refund.locator('input[name=totalMinor]').fill('1.00');
    await refund.locator('button').click();
    await Promise.all([page.waitForNavigation(), refund.locator('button').click()]);
    await page.waitForSelector('.timeline [data-what="refund"]');
    expect(await page.textContent('.timeline [data-what="refund"]')).toContain('1.00');
    await page.context().close();
  }, 120_000);

  test('without a connection nothing is sent and nothing that was typed is lost', async () => {
    const page = await openConsole('/console/labels');
    await page.fill('#order-batchId', 'june');
    await page.fill('#order-count', '3');
    await page.context().setOffline(true);
    await page.click('#order button');
    await page.waitForSelector('#order [data-refused]:not([hidden])');
    expect(await page.inputValue('#order-batchId')).toBe('june');
    await page.context().setOffline(false);
    await Promise.all([page.waitForNavigation(), page.click('#order button')]);
    await page.waitForSelector('[data-row="june"]');
    await page.context().close();
  });

  test('what is refused stands in its form, beside its field', async () => {
    const page = await openConsole('/console/labels');
    await page.fill('#order-batchId', 'NOT A NAME');
    await page.fill('#order-count', '1');
    await page.click('#order button');
    await page.waitForSelector('#order-batchId[aria-invalid="true"]');
    expect(await page.evaluate('document.activeElement.id')).toBe('order-batchId');
    expect(await page.textContent('#order-batchId + .wrong')).not.toMatch(/Invalid|expected|pattern/);
    await page.fill('#order-batchId', 'july');
    await page.fill('#order-count', 'two');
    await page.click('#order button');
    await page.waitForSelector('#order-count[aria-invalid="true"]');
    expect(await page.locator('#order .wrong').allTextContents()).toEqual(['Type a number.']);
    await page.context().close();
  });

  test.each([
    { lang: 'en', locale: 'en-GB', width: 1280, dark: false },
    { lang: 'zh-Hans', locale: 'zh-CN', width: 390, dark: true },
    { lang: 'en', locale: 'en-GB', width: 390, dark: false },
    { lang: 'zh-Hans', locale: 'zh-CN', width: 1280, dark: true },
  ])('axe finds nothing on its pages, and nothing is wider than the screen: $lang, $width, dark $dark', async (screen) => {
    const page = await openConsole('/console/sessions', { ...screen, bypassCSP: true });
    const session = await page.getAttribute('[data-row] a', 'href');
    const paths = ['', '/objects', '/objects/pod-1', '/sessions', '/matters', '/money', '/labels', '/audit'].map(
      (path) => `/console${path}`,
    );
    const found: string[] = [];
    for (const path of [...paths, session ?? '']) {
      await page.goto(`${venue.origin}${path}`);
      expect(await page.getAttribute('html', 'lang')).toBe(screen.lang);
      expect(`${path} ${await page.evaluate(WIDER)}`).toBe(`${path} 0`);
      await page.evaluate(AXE);
      found.push(...((await page.evaluate(RUN_AXE)) as readonly string[]).map((each) => `${path}: ${each}`));
      const name = `console${path.replaceAll(/[^a-z]+/g, '-')}-${screen.lang}-${screen.width}`;
      await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    }
    expect(found).toEqual([]);
    await page.context().close();
  }, 120_000);
});
