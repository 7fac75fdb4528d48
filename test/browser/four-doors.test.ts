// One sticker, four doors, in Chromium: the same label for a guest, a cleaner, a technician and an installer - live, and for nobody else.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '#protocol';
import { createDeviceWatch, type SimulatorChild, startSimulator } from '../../gateway/cli/demo/children.ts';
import type { Role } from '../../gateway/domain/staff/permissions.ts';
import { sayWhatWasShown } from '../support/browser-evidence.ts';
import { type OwnPersons, openOwnPersons } from '../support/own-persons.ts';
import { venueSetup } from '../support/records.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/four-doors/', import.meta.url));
const QUIET_BROWSER = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RUN_AXE = `axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] } })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join('; ')))`;
const ELSEWHERE = 'tnt_next';

let house: OwnPersons;
let simulator: SimulatorChild;
let browser: Browser;
const watch = createDeviceWatch();

type Phone = { readonly context: BrowserContext; readonly page: Page; readonly faults: string[] };

/** A phone with a finger sensor, whose owner's finger touches at once. */
async function openPhone(locale = 'en-GB', width = 390): Promise<Phone> {
  const context = await browser.newContext({ locale, viewport: { width, height: 844 }, deviceScaleFactor: width < 600 ? 2 : 1 });
  const faults: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...({ protocol: 'ctap2', transport: 'internal' } as const),
      ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { context, page, faults };
}

/** Somebody who works for a tenant already and is signed in: the cookie of their browser. */
async function seatStaff(
  tenantId: string,
  staffId: string,
  role: Role,
): Promise<{ readonly name: string; readonly value: string }> {
  const value = `uls_${sha256(staffId)}`;
  const nowMs = Date.now();
  const passkey = {
    ...{ credentialId: `cred-${staffId}`, ownerId: staffId, publicKey: 'none', counter: 0, transports: [] },
    ...{ isBackedUp: false, createdAtMs: nowMs, lastUsedAtMs: nowMs },
  };
  const signIn = { tokenHash: sha256(value), staffId, credentialId: passkey.credentialId, startedAtMs: nowMs, seenAtMs: nowMs };
  const member = { name: staffId, state: 'active', joinedAtMs: nowMs, leftAtMs: null, version: 1 } as const;
  const done = await house.gateway().store.commit([
    { change: 'staff-changed', staff: { ...member, staffId, tenantId, role } },
    { change: 'staff-passkey-added', passkey },
    { change: 'staff-signed-in', signIn },
  ]);
  if (!done.ok) throw new Error(done.constraint);
  return { name: 'unlatch_staff', value };
}

async function asStaff({ context }: Phone, cookie: { readonly name: string; readonly value: string }): Promise<void> {
  await context.addCookies([{ ...cookie, url: house.origin }]);
}

let keys = 0;
/** What a script of the owner's would send. */
async function api(cookie: { readonly name: string; readonly value: string }, path: string, body?: object): Promise<unknown> {
  keys += 1;
  const own = { Cookie: `${cookie.name}=${cookie.value}`, Origin: house.origin, 'Sec-Fetch-Site': 'same-origin' };
  const headers = { ...own, 'Content-Type': 'application/json', 'Idempotency-Key': `four-doors-${keys}` };
  const answer = await fetch(
    `${house.origin}/api/v1/operator${path}`,
    body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
  );
  const json: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(json)}`);
  return json;
}

/** Nothing hangs over the edge, axe finds nothing, and a picture to look at. */
async function shoot(page: Page, name: string): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBeLessThanOrEqual(
    0,
  );
  await page.evaluate(AXE);
  expect.soft(await page.evaluate(RUN_AXE), name).toEqual([]);
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

const state = (page: Page, word: string) => page.locator(`[data-part="standing"][data-state="${word}"]`);
const free = (page: Page, how: string) => page.locator(`#free[data-how="${how}"]`);

describe.skipIf(!CHROMIUM)('one sticker, four doors (needs Chromium)', () => {
  let owner: { readonly name: string; readonly value: string };

  /** Comes by an invitation, on a phone of their own. */
  async function hire(name: string, role: Role, locale = 'en-GB'): Promise<Phone> {
    const { link } = (await api(owner, '/invitations', { name, role })) as { link: string };
    const phone = await openPhone(locale);
    await phone.page.goto(link);
    await phone.page.click('form[data-passkey] button[type=submit]');
    await phone.page.waitForURL('**/console');
    return phone;
  }

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    house = await openOwnPersons();
    const { mqttPort } = house.gateway();
    simulator = startSimulator({ venueFile: house.venueFile, mqttPort, memoryFolder: join(house.folder, 'devices') }, watch.see);
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: QUIET_BROWSER });
    owner = await seatStaff('demo', 'stf_ada', 'owner');
    const empty = { places: [], tariffs: [], devices: [], objects: [], tags: [], stays: [] };
    const { venue } = venueSetup();
    const theirs = { ...venue, venueId: 'ven_next', tenantId: ELSEWHERE };
    await house.gateway().store.setUpVenue({ ...venueSetup({ tenantId: ELSEWHERE, venue: theirs }), ...empty });
    const pod = (await api(owner, '/objects/pod-1')) as { version: number };
    await api(owner, '/objects/pod-1', { version: pod.version, isCleaned: true });
    await watch.greeted(7);
  }, 90_000);
  afterEach((context) => sayWhatWasShown(context, browser));
  afterAll(async () => {
    await browser?.close();
    await simulator?.stop();
    await house?.close();
  });

  test('a guest leaves a pod, the next one is told what else is free, and one touch of the cleaner offers it again', async () => {
    const guest = await openPhone();
    await guest.page.goto(house.linkOf('pod-1'));
    await guest.page.locator('a[href^="/sign-in?return="]').first().click();
    await guest.page.locator('form[data-passkey="register"] button').click();
    await guest.page.waitForURL(/\/s\//);
    const cookie = (await guest.context.cookies()).find(({ name }) => name === 'unlatch_person');
    const [, claims = ''] = (cookie?.value ?? '').split('.');
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string };
    await house.fill(sub, 50_000n);
    await guest.page.reload();
    await guest.page.locator('#start-button').click();
    await guest.page.locator('[data-state="active"]').waitFor({ timeout: 20_000 });
    await guest.page.getByText('locked', { exact: true }).waitFor({ timeout: 20_000 });

    const cleaner = await hire('Mei', 'staff', 'zh-CN');
    await cleaner.page.goto(house.linkOf('pod-1'));
    await state(cleaner.page, 'in-use').waitFor();
    expect(await cleaner.page.locator('#clean').count()).toBe(0);
    const desk = await openPhone('en-GB', 1_280);
    await asStaff(desk, owner);
    await desk.page.goto(`${house.origin}/console/objects/pod-1`);
    await desk.page.locator('#live-sign[data-on]').waitFor();

    await guest.page.locator('form[action$="/stop"] button').first().click();
    await guest.page.waitForURL(/\/receipt$/, { timeout: 30_000 });
    // Both have the page open since before: it says so by itself.
    await state(cleaner.page, 'needs-cleaning').waitFor();
    await cleaner.page.locator('#clean button').waitFor();
    await desk.page.locator('#clean').waitFor();
    await shoot(cleaner.page, 'cleaner-zh-390');

    const next = await openPhone();
    await next.page.goto(house.linkOf('pod-1'));
    expect(await next.page.locator('main').innerText()).toContain('Being cleaned');
    expect(await next.page.locator('#others').innerText()).toContain('Pod 2');
    expect(await next.page.locator('#start-button').count()).toBe(0);
    await shoot(next.page, 'next-guest-en-390');

    await cleaner.page.locator('#clean button').click();
    await state(cleaner.page, 'free').waitFor();
    expect(await cleaner.page.locator('#toast').innerText()).toContain('清洁');
    expect(await cleaner.page.locator('#clean').count()).toBe(0);
    await desk.page.locator('#clean').waitFor({ state: 'detached' });
    await shoot(cleaner.page, 'cleaned-zh-390');
    await next.page.goto(house.linkOf('pod-1'));
    expect(await next.page.locator('main').innerText()).toContain('Free now');

    // What a guest sees is one tap away.
    await cleaner.page.goto(house.linkOf('pod-1'));
    await cleaner.page.locator('#guest-view').click();
    await cleaner.page.waitForURL(/\/s\//);
    expect(await cleaner.page.locator('[data-act]').count()).toBe(0);
    for (const { faults, context } of [guest, cleaner, desk, next]) {
      expect(faults).toEqual([]);
      await context.close();
    }
  }, 150_000);

  test('a technician takes it out of service, opens it free, reads what it answered, closes it and puts it back', async () => {
    const { page, context, faults } = await hire('Timo', 'installer');
    await page.goto(house.linkOf('bike-1'));
    await page.locator('#device-title').waitFor();
    expect(await page.locator('#clean').count()).toBe(0);
    await shoot(page, 'installer-en-390');
    await page.selectOption('#out-reason', { index: 1 });
    await page.click('#out button');
    await state(page, 'out-of-service').waitFor();
    expect(await page.locator('main').innerText()).toContain('Maintenance');
    const guest = await openPhone();
    await guest.page.goto(house.linkOf('bike-1'));
    expect(await guest.page.locator('main').innerText()).toContain('Out of service');
    await page.click('#open-free button');
    await free(page, 'open').waitFor({ timeout: 20_000 });
    await page.locator('#close-free button').waitFor();
    await shoot(page, 'technician-open-en-390');
    await page.click('#close-free button');
    await free(page, 'closed').waitFor({ timeout: 40_000 });
    await page.click('#back button');
    await state(page, 'free').waitFor();
    await guest.page.goto(house.linkOf('bike-1'));
    expect(await guest.page.locator('main').innerText()).toContain('Free now');
    expect(faults).toEqual([]);
    await guest.context.close();
    await context.close();
  }, 120_000);

  test('a label that hangs on nothing leads an installer to attach it, and tells a guest so', async () => {
    const issued = await house.gateway().core.steps.operator.issueLabels({
      ...{ operatorId: 'stf_ada', tenantId: 'demo', venueId: 'venue-1', batchId: 'loose' },
      ...{ count: 1, objectIds: null, afterTagNo: 0, limit: 1 },
    });
    const link = issued.ok ? (issued.value.labels[0]?.link ?? '') : '';
    const installer = await hire('Ivo', 'installer', 'zh-CN');
    await installer.page.goto(link);
    await installer.page.waitForURL(/\/attach\/labels\/[0-9a-f]{16}$/);
    const guest = await openPhone();
    await guest.page.goto(link);
    expect(await guest.page.getAttribute('main', 'data-code')).toBe('code.not-attached');
    await installer.page.goto(house.linkOf('bike-2'));
    await installer.page.locator('#move').click();
    await installer.page.waitForURL(/\/attach\/labels\//);
    await installer.context.close();
    await guest.context.close();
  }, 60_000);

  test('nobody else sees a door, and a guest who calls what is behind one is refused', async () => {
    const stranger = await openPhone();
    await asStaff(stranger, await seatStaff(ELSEWHERE, 'stf_eve', 'owner'));
    const guest = await openPhone();
    for (const { page } of [stranger, guest]) {
      await page.goto(house.linkOf('bike-3'));
      expect(new URL(page.url()).pathname).toMatch(/^\/s\//);
      expect(await page.content()).not.toMatch(/\/doors\/|api\/v1\/operator|data-act/);
      const call = `fetch('/api/v1/operator/objects/bike-3/clean', { method: 'POST', body: '{}',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'four-doors-guest' } }).then(({ status }) => status)`;
      expect(await page.evaluate(call)).toBe(page === guest.page ? 401 : 404);
      await page.goto(`${house.origin}/doors/bike-3`);
      expect(await page.locator('[data-act]').count()).toBe(0);
    }
    expect(new URL(guest.page.url()).pathname).toBe('/console/sign-in');
    await stranger.context.close();
    await guest.context.close();
  }, 60_000);

  test('without JavaScript the page says how to go on, and its links work', async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      locale: 'fr-FR',
      viewport: { width: 390, height: 844 },
    });
    await context.addCookies([{ ...owner, url: house.origin }]);
    const page = await context.newPage();
    await page.goto(house.linkOf('bike-3'));
    expect(await page.locator('noscript').innerText()).toContain('JavaScript');
    expect(await page.locator('#out button').isDisabled()).toBe(true);
    await page.screenshot({ path: join(PICTURES, 'owner-plain-fr-390.png'), fullPage: true });
    await page.locator('#guest-view').click();
    expect(new URL(page.url()).pathname).toMatch(/^\/s\//);
    await context.close();
  }, 60_000);

  test('the menu of languages closes when somebody taps beside it', async () => {
    const { page, context } = await openPhone();
    await page.goto(house.linkOf('bike-3'));
    await page.locator('.languages summary').click();
    await page.locator('.languages[open]').waitFor();
    await page.locator('h1').click();
    await page.locator('.languages:not([open])').waitFor();
    await context.close();
  }, 60_000);
});
