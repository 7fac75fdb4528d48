// Staff with passkeys in Chromium: the printed link of the first start, an invitation in a second browser, out and in again, and devices that refuse.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPicture } from '#qr';
import { type CommandProcess, endAllProcesses, startCommand } from '../support/processes.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const QUIET_BROWSER = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-sync'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN_AXE = `axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] } })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join('; ')))`;
/** Script, an override that turns the line around, and a bell. */
const NASTY = 'Ben <b>\u202e</b>\u0007';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-staff-'));
const data = join(folder, 'data');
let gateway: CommandProcess;
let firstLink: string;
let browser: Browser;

type Device = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Whether its owner's finger is the right one. */
  setVerified(isVerified: boolean): Promise<void>;
};

/** A browser of its own, with a device that has a finger sensor; without one where it says so. */
async function openDevice(hasAuthenticator = true): Promise<Device> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const cdp: CDPSession = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  if (!hasAuthenticator) return { context, page, setVerified: async () => {} };
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const setVerified = async (isUserVerified: boolean): Promise<void> => {
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  };
  return { context, page, setVerified };
}

const press = (page: Page): Promise<void> => page.click('form[data-passkey] button[type=submit]');

/** Nothing hangs over the edge, axe finds nothing, and a picture to look at. */
async function shoot(page: Page, name: string): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  await page.evaluate(AXE);
  expect(await page.evaluate(RUN_AXE)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** Whom the gateway takes this browser for. */
async function selfOf(page: Page): Promise<{ readonly name: string; readonly role: string } | number> {
  const answer = await page.request.get(new URL('/api/v1/operator/me', firstLink).href);
  return answer.ok() ? ((await answer.json()) as { name: string; role: string }) : answer.status();
}

describe.skipIf(!CHROMIUM)('staff with passkeys in Chromium (needs Chromium)', () => {
  let owner: Device;
  let ben: Device;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    gateway = startCommand('serve', '--domain', 'localhost', '--http-port', '0', '--mqtts-port', '0', '--data', data);
    firstLink = await gateway.lines.until('the link of the first start', (line) => line.startsWith('http://localhost:'));
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: QUIET_BROWSER });
    owner = await openDevice();
    ben = await openDevice();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await endAllProcesses();
    rmSync(folder, { recursive: true, force: true });
  });

  test('who opens the printed link and touches their device once owns the place', async () => {
    const { page } = owner;
    await page.goto(firstLink);
    await shoot(page, 'staff-first-start');
    await page.fill('#tenant', 'Hotel 月');
    await page.fill('#owner', 'Ada');
    await press(page);
    await page.waitForURL('**/console/set-up');
    expect(await selfOf(page)).toMatchObject({ name: 'Ada', role: 'owner', tenantName: 'Hotel 月' });
    expect(statSync(join(data, 'ticket-key')).mode & 0o077).toBe(0);
  });

  test('the link is of no use afterwards, and says where to go', async () => {
    const { page, context } = await openDevice();
    await page.goto(firstLink);
    expect(await page.getAttribute('#problem', 'data-code')).toBe('set-up.done');
    expect(await page.locator('form[data-passkey]').count()).toBe(0);
    await page.click('main a.press');
    await page.waitForURL('**/console/sign-in');
    await context.close();
  });

  test('an invitation is a link and a code, by which somebody joins on another device', async () => {
    const { page } = owner;
    await page.goto(new URL('/console/staff', firstLink).href);
    await page.fill('#invite-name', NASTY);
    await page.selectOption('#invite-role', 'staff');
    await page.click('#invite button[type=submit]');
    await page.waitForSelector('.invitation-code[src]');
    const link = (await page.textContent('#invite [data-field=link]')) ?? '';
    // Resolves once the picture is there.
    await page.evaluate("document.querySelector('.invitation-code').decode()");
    expect(await readPicture(await page.locator('.invitation-code').screenshot())).toEqual([link]);
    await shoot(page, 'staff-invitation-written');
    await page.reload();
    expect(await page.content()).not.toContain(link);

    await ben.page.goto(link);
    expect(await ben.page.textContent('h1')).toBe('Welcome, Ben <b> </b>');
    await shoot(ben.page, 'staff-invitation');
    await press(ben.page);
    await ben.page.waitForURL('**/console');
    expect(await selfOf(ben.page)).toMatchObject({ role: 'staff' });

    const again = await openDevice();
    await again.page.goto(link);
    expect(await again.page.getAttribute('#problem', 'data-code')).toBe('invitation.used');
    await again.context.close();
  });

  test('signs out, and in again with one touch, back to where they were', async () => {
    const { page } = ben;
    await page.click('form[action="/console/sign-out"] button');
    await page.waitForURL('**/console/sign-in');
    expect(await selfOf(page)).toBe(401);
    await page.goto(new URL('/console/sign-in?return=/attach', firstLink).href);
    await shoot(page, 'staff-sign-in');
    await press(page);
    await page.waitForURL(({ pathname }) => pathname === '/attach');
    expect(await selfOf(page)).toMatchObject({ role: 'staff' });
  });

  test('a device that finds the wrong finger signs nobody in, and the page says how to go on', async () => {
    const { page, context, setVerified } = ben;
    await context.clearCookies();
    await setVerified(false);
    await page.goto(new URL('/console/sign-in', firstLink).href);
    await press(page);
    const said = page.locator('[data-passkey-said] p:visible');
    await said.waitFor();
    expect(await said.getAttribute('data-when')).toBe('cancelled');
    expect(await said.textContent()).toContain('Press again, or use the device on which you made it');
    expect(await selfOf(page)).toBe(401);
    await shoot(page, 'staff-passkey-refused');
    await setVerified(true);
    await press(page);
    await page.waitForURL('**/console');
  });

  test('a browser without passkeys says which would do, before anything is pressed', async () => {
    const { page, context } = await openDevice(false);
    await page.addInitScript('delete window.PublicKeyCredential');
    await page.goto(new URL('/console/sign-in', firstLink).href);
    const said = page.locator('[data-passkey-said] p:visible');
    await said.waitFor();
    expect(await said.getAttribute('data-when')).toBe('unsupported');
    expect(await page.isDisabled('form[data-passkey] button')).toBe(true);
    await context.close();
  });

  test('a device without a passkey for this place is told what to do', async () => {
    const { page, context } = await openDevice();
    await page.goto(new URL('/console/sign-in', firstLink).href);
    await press(page);
    const said = page.locator('[data-passkey-said] p:visible');
    await said.waitFor();
    expect(await said.getAttribute('data-when')).toBe('cancelled');
    await context.close();
  });

  test('an older browser without the JSON of passkeys signs in all the same', async () => {
    const { page, context } = owner;
    await context.clearCookies();
    await page.addInitScript(`delete PublicKeyCredential.parseRequestOptionsFromJSON;
      delete PublicKeyCredential.parseCreationOptionsFromJSON;`);
    await page.goto(new URL('/console/sign-in', firstLink).href);
    await press(page);
    await page.waitForURL('**/console');
    expect(await selfOf(page)).toMatchObject({ name: 'Ada' });
  });

  test('who is taken away is out at once; the last owner cannot be', async () => {
    const { page } = owner;
    await page.goto(new URL('/console/staff', firstLink).href);
    const { operatorId } = (await selfOf(page)) as unknown as { operatorId: string };
    const row = page.locator(`[data-row]:not([data-row="${operatorId}"]):has([id^="leave-"])`);
    await row.locator('summary').click();
    await row.locator('form[id^="leave-"] button').click();
    await row.locator('form[id^="leave-"] button').click();
    await row.waitFor({ state: 'detached' });
    expect(await selfOf(ben.page)).toBe(401);
    const own = page.locator(`[data-row="${operatorId}"]`);
    await own.locator('summary').click();
    await own.locator('select').selectOption('installer');
    await own.locator('form[id^="role-"] button').click();
    await own.locator('form[id^="role-"] [data-refused]:visible').waitFor();
    expect(await own.locator('form[id^="role-"] [data-refused]').textContent()).toContain('An owner has to remain');
    await shoot(page, 'staff-last-owner');
  });
});
