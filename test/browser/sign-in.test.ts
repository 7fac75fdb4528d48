// A real browser signs in with a passkey: new in one touch from the offer to Start, back in one touch, and asked once for new terms.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as jose from 'jose';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeviceWatch, type SimulatorChild, startSimulator } from '../../gateway/cli/demo/children.ts';
import { sayWhatWasShown } from '../support/browser-evidence.ts';
import { type OwnPersons, openOwnPersons } from '../support/own-persons.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/sign-in/', import.meta.url));
const QUIET_BROWSER = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let house: OwnPersons;
let simulator: SimulatorChild;
let browser: Browser;
let watch = createDeviceWatch();
const DEVICES = 7;

type Phone = { readonly context: BrowserContext; page: Page; keys: Keys; readonly faults: string[] };
type Keys = { readonly cdp: CDPSession; readonly authenticatorId: string };

/** Chromium's virtual authenticator: its owner's finger is there, and touches at once. */
async function plugIn(context: BrowserContext, page: Page, isUserVerified = true): Promise<Keys> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...({ protocol: 'ctap2', transport: 'internal' } as const),
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified, automaticPresenceSimulation: true },
    },
  });
  return { cdp, authenticatorId };
}

async function openPage(context: BrowserContext, faults: string[]): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  return page;
}

async function openPhone(locale = 'en-GB', width = 390): Promise<Phone> {
  const context = await browser.newContext({ locale, viewport: { width, height: 844 }, deviceScaleFactor: width < 600 ? 2 : 1 });
  const faults: string[] = [];
  const page = await openPage(context, faults);
  return { context, page, keys: await plugIn(context, page), faults };
}

/** The tab is gone; the phone and its passkeys are not. */
async function openAnotherTab(phone: Phone): Promise<void> {
  const { credentials } = await phone.keys.cdp.send('WebAuthn.getCredentials', { authenticatorId: phone.keys.authenticatorId });
  await phone.page.close();
  phone.page = await openPage(phone.context, phone.faults);
  phone.keys = await plugIn(phone.context, phone.page);
  const { cdp, authenticatorId } = phone.keys;
  for (const credential of credentials) await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

async function personOf({ context }: Phone): Promise<string> {
  const cookie = (await context.cookies()).find(({ name }) => name === 'unlatch_person');
  return cookie ? (jose.decodeJwt(cookie.value).sub ?? '') : '';
}

/** In place of the cookie, one of the same sign-in whose touch is long past; whose time was over a minute ago, unless it is told otherwise. */
async function endSignIn({ context }: Phone, expiresInS = -60): Promise<void> {
  const cookie = (await context.cookies()).find(({ name }) => name === 'unlatch_person');
  if (!cookie) throw new Error('nobody is signed in');
  const ring = JSON.parse(readFileSync(join(house.folder, 'person-key.json'), 'utf8')) as jose.JWK;
  const value = await new jose.SignJWT({ ...jose.decodeJwt(cookie.value), auth_time: 1 })
    .setProtectedHeader({ alg: 'Ed25519', kid: String(ring.kid) })
    .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInS)
    .sign(await jose.importJWK(ring, 'Ed25519'));
  await context.addCookies([{ ...cookie, value }]);
}

const fresh = 'form[data-passkey="register"] button';
const again = 'form[data-passkey="sign-in"] button';
const start = '#start-button';
const toSignIn = 'a[href^="/sign-in?return="]';
const stop = 'form[action$="/stop"] button';

/** Devices that lost the gateway come back in their own time, and what has not come back is not offered. */
async function restart(variables?: { readonly [name: string]: string }): Promise<void> {
  watch = createDeviceWatch();
  await house.restart(variables);
  await watch.greeted(DEVICES);
}

async function stopAndSettle(page: Page): Promise<void> {
  await page.locator(stop).first().click();
  await page.waitForURL(/\/receipt$/, { timeout: 30_000 });
}

describe.skipIf(!CHROMIUM)('signing in with a passkey in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    house = await openOwnPersons();
    const { mqttPort } = house.gateway();
    simulator = startSimulator({ venueFile: house.venueFile, mqttPort, memoryFolder: join(house.folder, 'devices') }, (line) =>
      watch.see(line),
    );
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: QUIET_BROWSER });
    await watch.greeted(DEVICES);
  }, 90_000);

  afterEach((context) => sayWhatWasShown(context, browser));

  afterAll(async () => {
    await browser?.close();
    await simulator?.stop();
    await house?.close();
  });

  test('a newcomer goes from the label to a running pod, finds it with the tab gone, and is asked once for new terms', async () => {
    const phone = await openPhone();
    await phone.page.goto(house.linkOf('pod-1'));
    const offer = phone.page.url();
    await phone.page.locator(toSignIn).first().click();
    await phone.page.waitForURL(/\/sign-in\?/);
    await shoot(phone.page, 'sign-in-390-en');
    await phone.page.locator(fresh).click();
    await phone.page.waitForURL(offer);
    const person = await personOf(phone);
    expect(person).toMatch(/^per_/);
    // The wallet is empty: what stands in the way is said here as it is to anybody.
    expect(await phone.page.locator(start).count()).toBe(0);
    await house.fill(person, 50_000n);
    await phone.page.reload();
    await phone.page.locator(start).click();
    await phone.page.waitForURL(/\/sessions\//);
    const session = phone.page.url();
    await phone.page.locator('[data-state="active"]').waitFor({ timeout: 20_000 });

    await openAnotherTab(phone);
    await phone.page.goto(house.linkOf('pod-1'));
    await phone.page.locator('a[href*="/sessions/"]').first().click();
    expect(phone.page.url()).toBe(session);

    const file = join(house.folder, 'terms.txt');
    writeFileSync(file, '=== en ===\n\n# House rules\nBe kind, and leave the pod as you found it.\n');
    await restart({ UNLATCH_TERMS: file });
    await phone.page.goto(session);
    await phone.page.getByText('locked', { exact: true }).waitFor({ timeout: 20_000 });
    await stopAndSettle(phone.page);

    await phone.page.goto(house.linkOf('pod-2'));
    await phone.page.locator(start).click();
    await phone.page.waitForURL(/\/terms\/accept/);
    await shoot(phone.page, 'accept-terms-390-en');
    await phone.page.locator('#accept-button').click();
    await phone.page.locator(start).click();
    await phone.page.waitForURL(/\/sessions\//);
    await phone.page.locator('[data-state="active"]').waitFor({ timeout: 20_000 });
    await phone.page.getByText('locked', { exact: true }).waitFor({ timeout: 20_000 });
    await stopAndSettle(phone.page);
    await phone.page.goto(house.linkOf('pod-2'));
    await phone.page.locator(start).click();
    await phone.page.waitForURL(/\/sessions\//);
    const last = phone.page.url();
    await phone.page.locator('[data-state="active"]').waitFor({ timeout: 20_000 });
    await phone.page.getByText('locked', { exact: true }).waitFor({ timeout: 20_000 });
    await phone.page.goto(`${house.origin}/account`);
    expect(await phone.page.locator('#end [data-code="account.in-use"]').count()).toBe(1);

    // The sign-in ends while it runs: nothing new can be done with it, and Stop works.
    await endSignIn(phone);
    await phone.page.goto(`${house.origin}/account`);
    expect(phone.page.url()).toContain('/sign-in?return=');
    await phone.page.goto(last);
    await stopAndSettle(phone.page);
    expect(phone.faults).toEqual([]);
    await phone.context.close();
    await restart();
  }, 180_000);

  test('long after the touch, deleting the account asks for one more and goes on with it', async () => {
    const phone = await openPhone('fr-FR');
    const { page } = phone;
    await page.goto(`${house.origin}/sign-in`);
    await page.locator(fresh).click();
    await page.waitForURL(`${house.origin}/`);
    await endSignIn(phone, 3_600);
    await page.goto(`${house.origin}/account`);
    await shoot(page, 'account-untouched-390-fr');
    // The other press: first the passkey that is there, then the form for the new one.
    await page.locator(again).click();
    await page.waitForURL(/\/account#add-title$/);
    await page.locator(fresh).waitFor();
    await endSignIn(phone, 3_600);
    await page.reload();
    await page.locator('#end > summary').click();
    await page.locator('#end input[name="sure"]').check();
    await page.locator('#end-button').click();
    await page.locator('[data-touch="end"]').waitFor();
    await shoot(page, 'touch-390-fr');
    await page.locator(again).click();
    await page.locator('.sign-good').waitFor();
    expect(await personOf(phone)).toBe('');
    expect(phone.faults).toEqual([]);
    await phone.context.close();
  }, 60_000);

  test('the second visit is one touch, adding a passkey another, and signing out leaves nothing', async () => {
    const phone = await openPhone('zh-CN');
    const { page } = phone;
    await page.goto(`${house.origin}/sign-in`);
    await shoot(page, 'sign-in-390-zh');
    await page.locator(fresh).click();
    await page.waitForURL(`${house.origin}/`);
    const person = await personOf(phone);
    await page.goto(`${house.origin}/wallet`);
    await shoot(page, 'wallet-390-zh');
    await page.locator('#sign-out-button').click();
    await page.waitForURL(/\/sign-out$/);
    expect(await personOf(phone)).toBe('');
    await page.goto(`${house.origin}/sign-in?return=%2Faccount`);
    await shoot(page, 'sign-in-again-390-zh');
    await page.locator(again).click();
    await page.waitForURL(/\/account$/);
    expect(await personOf(phone)).toBe(person);
    await shoot(page, 'account-390-zh');
    // A device that holds one of them makes no second.
    await page.locator(fresh).click();
    await page.locator('[data-when="known"]:visible').waitFor();
    await phone.keys.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: phone.keys.authenticatorId });
    await plugIn(phone.context, page);
    await page.locator(fresh).click();
    await page.locator('.passkeys li').nth(1).waitFor();
    await shoot(page, 'account-two-390-zh');
    await page.locator('form[action="/account/passkeys/remove"] button').first().click();
    await page.locator('.passkeys li').nth(1).waitFor({ state: 'detached' });
    expect(phone.faults).toEqual([]);
    await phone.context.close();
  }, 90_000);

  test('a device that says no, or holds no passkey, loses nothing, and the page says what to do', async () => {
    const phone = await openPhone('en-GB', 1280);
    const { page } = phone;
    await page.goto(house.linkOf('bike-1'));
    const offer = page.url();
    await page.locator(toSignIn).first().click();
    await page.waitForURL(/\/sign-in\?/);
    await shoot(page, 'sign-in-1280-en');
    await phone.keys.cdp.send('WebAuthn.setUserVerified', { authenticatorId: phone.keys.authenticatorId, isUserVerified: false });
    await page.locator(fresh).click();
    await page.locator('[data-when="cancelled"]:visible').waitFor();
    await page.locator('#other-ways summary').click();
    await shoot(page, 'sign-in-refused-1280-en');
    expect(await personOf(phone)).toBe('');
    await page.locator('#back').click();
    expect(page.url()).toBe(offer);
    await page.goBack();
    await phone.keys.cdp.send('WebAuthn.setUserVerified', { authenticatorId: phone.keys.authenticatorId, isUserVerified: true });
    await page.locator(fresh).click();
    await page.waitForURL(offer);
    await page.goto(`${house.origin}/account`);
    await page.locator('#end summary').click();
    await shoot(page, 'account-1280-en');
    await page.locator('#end-account input[name="sure"]').check();
    await page.locator('#end-button').click();
    await page.waitForURL(/\/account\/end$/);
    await shoot(page, 'ended-1280-en');
    await page.goto(`${house.origin}/terms`);
    await shoot(page, 'terms-1280-en');
    expect(phone.faults).toEqual([]);
    await phone.context.close();
  }, 90_000);
});
