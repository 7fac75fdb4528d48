// Help in a real browser without script: from a running use to Stop, and from the receipt to one of its four taps.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createDeviceWatch,
  type GatewayChild,
  type SimulatorChild,
  startGateway,
  startSimulator,
} from '../../gateway/cli/demo/children.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'unlatch-help-'));
let gateway: GatewayChild;
let simulator: SimulatorChild;
let browser: Browser;
const watch = createDeviceWatch();

/** Without script a page changes only when it is asked for again. */
async function reloadUntil(page: Page, selector: string): Promise<void> {
  const isThere = async (): Promise<boolean> => (await page.locator(selector).count()) > 0;
  await expect
    .poll(async () => (await isThere()) || (await page.reload().then(isThere)), { timeout: 15_000, interval: 250 })
    .toBe(true);
}

async function ask(page: Page, topic: string): Promise<void> {
  await page.locator('#to-help').click();
  await page.locator(`#${topic} summary`).click();
  await page.locator(`#${topic}-step`).click();
}

describe.skipIf(!CHROMIUM)('help in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    const options = { dataFolder: folder, httpHost: '127.0.0.1', httpPort: 0, mqttPort: 0, publicOrigin: null };
    gateway = await startGateway(options, () => {});
    simulator = startSimulator({ ...gateway.ready, memoryFolder: join(folder, 'devices') }, watch.see);
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
    await watch.greeted(gateway.ready.objects.length);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await simulator?.stop();
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('leads to Stop while it runs, and to the one tap afterwards', async () => {
    const context = await browser.newContext({
      locale: 'de-DE',
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    await page.goto(`${gateway.ready.origin}/demo/pod-1`);
    await page.locator('form[action$="/start"] button').click();
    await reloadUntil(page, '[data-state="active"]');
    await ask(page, 'offline-at-stop');
    expect(page.url()).toMatch(/\/sessions\/ses_\w+#stop$/);
    await page.locator('#stop button').click();
    await reloadUntil(page, 'main.receipt');
    await ask(page, 'opened-late');
    expect(page.url()).toMatch(/\/receipt\?wrong=1#claim-opened-late$/);
    await page.locator('#claim-opened-late-button').click();
    await page.locator('[data-claim="opened-late"]').waitFor();
    await context.close();
  }, 60_000);
});
