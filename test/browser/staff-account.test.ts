// A member's own account in Chromium: the link for a lost device, passkeys with names, a sign-in that ran out in a form, and rows of a price.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type CommandProcess, endAllProcesses, startCommand } from '../support/processes.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const QUIET_BROWSER = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-sync'];
const WIDTHS = [390, 1280] as const;

const folder = mkdtempSync(join(tmpdir(), 'unlatch-account-'));
const data = join(folder, 'data');
let gateway: CommandProcess;
let firstLink: string;
let browser: Browser;

type Device = { readonly context: BrowserContext; readonly page: Page };

/** A browser of its own, with a finger sensor and the right finger on it. */
async function openDevice(): Promise<Device> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { context, page };
}

const at = (path: string): string => new URL(path, firstLink).href;
const touch = (page: Page): Promise<void> => page.click('form[data-passkey] button[type=submit]');
const names = (page: Page): Promise<readonly string[]> => page.locator('[data-row] b').allTextContents();

async function shoot(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
  }
}

describe.skipIf(!CHROMIUM)('a member’s own account in Chromium (needs Chromium)', () => {
  let owner: Device;
  let other: Device;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    gateway = startCommand('serve', '--domain', 'localhost', '--http-port', '0', '--mqtts-port', '0', '--data', data);
    firstLink = await gateway.lines.until('the link of the first start', (line) => line.startsWith('http://localhost:'));
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: QUIET_BROWSER });
    [owner, other] = [await openDevice(), await openDevice()];
    await owner.page.goto(firstLink);
    await owner.page.fill('#tenant', 'Hotel 月');
    await owner.page.fill('#owner', 'Ada');
    await touch(owner.page);
    await owner.page.waitForURL('**/console/set-up');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await endAllProcesses();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a link written on the gateway’s machine brings another device in, and says afterwards that it was used', async () => {
    const list = await runCommand('staff', 'list', '--data', data);
    const [member = ''] = /stf_\w+/.exec(list.stdout) ?? [];
    const written = await runCommand('staff', 'link', member, '--data', data, '--by', 'ann');
    const [link = ''] = /http:\/\/localhost:\S+/.exec(written.stdout) ?? [];
    const { page } = other;
    await page.goto(link);
    await shoot(page, 'staff-link');
    await touch(page);
    await page.waitForURL('**/console/me');
    expect(await names(page)).toHaveLength(2);
    await page.goto(link);
    expect(await page.getAttribute('#problem', 'data-code')).toBe('staff-link.used');
    const nobody = await runCommand('staff', 'link', 'stf_nobody', '--data', data);
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('staff.unknown')]);
  });

  test('passkeys are named and removed; the last one has no button for it', async () => {
    const { page } = owner;
    await page.goto(at('/console'));
    await page.click('.who-name');
    await page.waitForURL('**/console/me');
    const row = page.locator('[data-row]').first();
    await row.locator('summary').click();
    await row.locator('input[name=name]').fill('Desk');
    await row.locator('form[id^="name-"] button').click();
    await page.locator('b', { hasText: 'Desk' }).waitFor();
    await shoot(page, 'own-account');
    const second = page.locator('[data-row]').nth(1);
    await second.locator('summary').click();
    for (const _ of ['arm', 'confirm']) await second.locator('form[id^="remove-"] button').click();
    await second.waitFor({ state: 'detached' });
    await other.page.goto(at('/console'));
    expect(new URL(other.page.url()).pathname).toBe('/console/sign-in');
    expect(await page.locator('form[id^="remove-"]').count()).toBe(0);
    await page.goto(at('/console/me?lang=zh-Hans'));
    await shoot(page, 'own-account-zh');
    await page.goto(at('/console/me?lang=en'));
  });

  test('a sign-in that ran out in a form: nothing is done, what was typed is there again afterwards', async () => {
    const { page, context } = owner;
    await page.goto(at('/console/staff'));
    await page.fill('#invite-name', 'Ben');
    await page.selectOption('#invite-role', 'installer');
    await context.clearCookies();
    await page.click('#invite button[type=submit]');
    const said = page.locator('#invite [data-refused]:visible');
    await said.waitFor();
    expect(await said.textContent()).toContain('You are not signed in any more.');
    expect(await page.inputValue('#invite-name')).toBe('Ben');
    await shoot(page, 'sign-in-ran-out');
    await said.locator('a').click();
    await page.waitForURL('**/console/sign-in?**');
    await touch(page);
    await page.waitForURL('**/console/staff');
    expect([await page.inputValue('#invite-name'), await page.inputValue('#invite-role')]).toEqual(['Ben', 'installer']);
    await page.click('#invite button[type=submit]');
    await page.locator('#invite [data-result]:visible').waitFor();
  });

  test('a price gets things for the menu and hours of its own, and a cap below its first step is told at the field', async () => {
    const { page, context } = owner;
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(at('/console/tariffs/new?template=restaurant-table%3Ausual'));
    const field = (name: string) => page.locator(`[name="${name}"]`);
    const rows = page.locator('[data-rows="items"] > .tariff-row');
    const before = await rows.evaluateAll((all) => all.length);
    await page.locator('[data-add="items"]').click();
    const at0 = `items[${await rows.last().getAttribute('data-row')}]`;
    await field(`${at0}.name.en`).fill('Green tea');
    await field(`${at0}.amountMinor`).fill('x');
    await page.locator(`[data-wrong="${at0}.amountMinor"]:visible`).waitFor();
    await field(`${at0}.amountMinor`).fill('4.50');
    await page.locator('#preview-good:visible').waitFor();
    await page.locator('details:has(> [data-rows="peaks"]) > summary').click();
    await field('peaks[0].days.6').check();
    await field('peaks[0].from').fill('18:00');
    await field('peaks[0].until').fill('24:00');
    await page.locator('details:has(> [data-rows="peaks[0].steps"]) > summary').click();
    await field('peaks[0].steps[0].per').fill('30');
    await field('peaks[0].steps[0].amountMinor').fill('2');
    await field('capMinor').fill('0.01');
    await page.locator('[data-wrong="capMinor"]:visible').waitFor();
    expect(await field('capMinor').getAttribute('aria-invalid')).toBe('true');
    await shoot(page, 'tariff-rows');
    expect(before).toBeGreaterThan(0);
    // The sign-in runs out here too: rows that were added come back.
    await context.clearCookies();
    await page.locator('#tariff [data-act-button]').click();
    await page.locator('#tariff [data-refused]:visible a').click();
    await page.waitForURL('**/console/sign-in?**');
    await touch(page);
    await page.waitForURL('**/console/tariffs/new?**');
    expect(await field(`${at0}.name.en`).inputValue()).toBe('Green tea');
    expect(await field('peaks[0].steps[0].amountMinor').inputValue()).toBe('2');
  });

  test('signing out everywhere ends every browser', async () => {
    const { page } = owner;
    await page.goto(at('/console/me'));
    for (const _ of ['arm', 'confirm']) await page.click('#sign-out-everywhere button');
    await page.waitForURL('**/console/sign-in');
    await page.goto(at('/console'));
    expect(new URL(page.url()).pathname).toBe('/console/sign-in');
  });
});
