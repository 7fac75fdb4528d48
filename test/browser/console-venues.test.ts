// The console's venues in Chromium: a venue from nothing, a list with broken rows that is mended, two editors, names that mean harm, and axe.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { composeGateway, type Gateway } from '../../gateway/compose.ts';
import { readConfig } from '../../gateway/config.ts';
import type { Change } from '../../gateway/domain/changes.ts';
import { OPERATOR_AUDIENCE } from '../../gateway/http/operator-identity.ts';
import { sayWhatWasShown } from '../support/browser-evidence.ts';
import { POD, START_MS, sessionRecord, startChanges, TENANT, topUp, VENUE, venueSetup } from '../support/records.ts';
import { createRecordedLog } from '../unit/gateway/mqtt/recorders.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`;
const WIDER = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
/** Would run, and would turn what stands after it, where it is not text. */
const EVIL = '<img src=x onerror="globalThis.harmed=1">\u202ellaH';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-venues-'));
let gateway: Gateway;
let drawn = 0;
let browser: Browser | undefined;
let tokenOf: (operatorId: string, role?: string) => Promise<string>;

async function openGateway(): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const keysFile = join(folder, 'staff-keys.json');
  writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 's1', alg: 'Ed25519' }] }));
  const kept = join(folder, 'kept');
  mkdirSync(kept);
  const config = readConfig({
    ...{ UNLATCH_DATA: kept, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' },
    ...{ UNLATCH_TOKEN_ISSUER: 'https://host.example', UNLATCH_TOKEN_KEYS: keysFile },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://q.example.com', log: createRecordedLog() },
  });
  tokenOf = (operatorId, role = 'owner') =>
    new SignJWT({ sub: operatorId, tenant: TENANT, scope: 'operator', role })
      .setProtectedHeader({ alg: 'Ed25519', kid: 's1' })
      .setIssuer('https://host.example')
      .setAudience(OPERATOR_AUDIENCE)
      .setExpirationTime('1h')
      .sign(privateKey);
  await gateway.store.setUpVenue(venueSetup());
}

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  await openGateway();
  if (CHROMIUM) browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-quic'] });
}, 120_000);
afterEach((context) => sayWhatWasShown(context, browser));
afterAll(async () => {
  await browser?.close();
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Screen = { width?: number; locale?: string; dark?: boolean; role?: string; bypassCSP?: boolean };

async function openConsole(who: string, path: string, screen: Screen = {}): Promise<Page> {
  const { width = 1280, locale = 'en-GB', dark = false, role = 'owner', bypassCSP = false } = screen;
  if (!browser) throw new Error('no browser');
  const context = await browser.newContext({
    ...{ viewport: { width, height: width < 500 ? 844 : 900 }, locale, bypassCSP, timezoneId: 'Europe/Berlin' },
    colorScheme: dark ? 'dark' : 'light',
  });
  await context.addCookies([{ name: 'unlatch_staff', value: await tokenOf(who, role), url: gateway.origin }]);
  const page = await context.newPage();
  await page.goto(gateway.origin + path);
  return page;
}

const press = (page: Page, form: string): Promise<unknown> =>
  Promise.all([page.waitForNavigation(), page.click(`#${form} [data-act-button]`)]);

/** A venue with one place, by the same API as the pages. */
async function openVenue(name: string): Promise<{ readonly venueId: string; readonly placeId: string }> {
  const ask = async (path: string, body: object): Promise<{ [field: string]: string }> => {
    const answer = await fetch(`${gateway.origin}/api/v1/operator${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await tokenOf('ann')}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': `key-${++drawn}`,
      },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { [field: string]: string };
  };
  const { venueId = '' } = await ask('/venues', { name, zone: 'Europe/Berlin', currency: 'EUR' });
  const { placeId = '' } = await ask('/places', { venueId, name: 'Cellar' });
  return { venueId, placeId };
}

const cellsOf = (page: Page, table: string): Promise<readonly (readonly string[])[]> =>
  page
    .locator(`${table} tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));

describe.skipIf(!CHROMIUM)('venues in the console (needs Chromium)', () => {
  test('a venue, its places and its objects come from nothing but the page', async () => {
    const page = await openConsole('ann', '/console/venues', { width: 390 });
    expect(await page.inputValue('#new-venue-zone')).toBe('Europe/Berlin');
    await page.fill('#new-venue-name', 'Corner');
    await page.selectOption('#new-venue-currency', 'EUR');
    await press(page, 'new-venue');
    expect(await page.textContent('h1')).toBe('Corner');
    expect(await page.locator('#new-objects').count()).toBe(0);

    for (const name of ['Yard', '1st floor']) {
      await page.fill('#new-place-name', name);
      await press(page, 'new-place');
    }
    await page.fill('#new-place-name', 'YARD');
    await page.click('#new-place [data-act-button]');
    await page.waitForSelector('#new-place [data-refused]:not([hidden])');
    expect(await page.inputValue('#new-place-name')).toBe('YARD');
    await page.reload();

    await page.selectOption('#new-objects-kind', 'bike');
    expect(await page.inputValue('#new-objects-namePattern')).toMatch(/^Bike.* \{n\}$/);
    await page.fill('#new-objects-namePattern', 'Bike {nn}');
    await page.fill('#new-objects-count', '3');
    await page.selectOption('#new-objects-placeId', { label: 'Yard' });
    await press(page, 'new-objects');
    await page.click('#new-objects summary');
    await page.fill('#new-objects-names', 'Ada\n  Bob \n\n');
    await press(page, 'new-objects');
    const names = await page.locator('[data-part="objects"] tbody td:first-child').allTextContents();
    expect(names).toEqual(['Ada', 'Bike 01', 'Bike 02', 'Bike 03', 'Bob']);
    expect(await page.textContent('[data-part="objects"] .badges')).toBe('5 without a device');

    await page.goto(`${gateway.origin}/console/venues`);
    const row = page.locator('[data-row]').filter({ hasText: 'Corner' });
    expect(await row.textContent()).toContain('Europe/BerlinEUR25 without a device');
    await page.context().close();
  }, 60_000);

  test('a list with BOM, semicolons and three broken rows makes nothing; mended, it makes all of it', async () => {
    await openVenue('Hall of lists');
    const page = await openConsole('ann', '/console/objects/import');
    const rows = [
      'Pod 1;sleep-pod;Cellar',
      'Pod 2;boat;Cellar',
      '"Pod; 3";sleep-pod;Cellar',
      'Pod 1;sleep-pod;Cellar',
      'Pod 5;sleep-pod',
    ];
    const list = `name;kind;place\r\n${rows.join('\r\n')}\r\n`;
    await page.setInputFiles('#list-file', { name: 'pods.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${list}`) });
    await page.waitForFunction('document.querySelector("#check-csv").value !== ""');
    await page.click('#check [data-act-button]');
    await page.waitForSelector('#list-wrong:not([hidden])');
    expect(await cellsOf(page, '#list-wrong')).toEqual([
      ['3', 'kind', 'There is no such kind.', 'boat'],
      ['5', 'name', 'The list has this name twice at the same place.', 'Pod 1'],
      ['6', '–', 'The line has another number of cells than the first line.', 'Pod 5;sleep-pod'],
    ]);
    await page.click('#list-wrong tbody tr:nth-child(1) button');
    const marked =
      'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)';
    expect(await page.evaluate(marked)).toBe('Pod 2;boat;Cellar');
    expect(await page.isHidden('#list-made')).toBe(true);
    await page.screenshot({ path: join(PICTURES, 'console-import-wrong-1280.png'), fullPage: true });

    const mended = list
      .replace('boat', 'sleep-pod')
      .replace('Pod 1;sleep-pod;Cellar\r\nPod 5;sleep-pod', 'Pod 4;sleep-pod;Cellar');
    await page.fill('#check-csv', mended);
    expect(await page.isHidden('#list-wrong')).toBe(true);
    await page.click('#check [data-act-button]');
    await page.waitForSelector('#list-made:not([hidden])');
    const made = await cellsOf(page, '#list-made');
    expect(made.map(([line, name]) => `${line} ${name}`)).toEqual(['2 Pod 1', '3 Pod 2', '4 Pod; 3', '5 Pod 4']);
    expect(made[0]?.slice(3)).toEqual(['Hall of lists · Cellar', 'none yet', 'its own']);
    await page.screenshot({ path: join(PICTURES, 'console-import-made-1280.png'), fullPage: true });

    // What was found clean is what is sent: a list that was touched again is looked through again.
    await page.locator('#check-csv').press('End');
    await page.locator('#check-csv').press('x');
    expect(await page.isHidden('#list-made')).toBe(true);
    await page.fill('#check-csv', mended);
    await page.click('#check [data-act-button]');
    await page.waitForSelector('#list-made:not([hidden])');
    await press(page, 'create');
    expect(new URL(page.url()).pathname).toBe('/console/objects');
    const file = await page.request.get(`${gateway.origin}/api/v1/operator/objects.csv`);
    expect(await file.text()).toMatch(/^name,kind,venue,place,/);
    expect(await file.text()).toContain('\r\nPod 1,sleep-pod,Hall of lists,Cellar,');
    expect(await file.text()).toContain('Pod; 3,sleep-pod,Hall of lists,Cellar');
    await page.context().close();
  }, 60_000);

  test('two editors of one venue: the second sees both, and neither loses anything', async () => {
    const { venueId } = await openVenue('Two hands');
    const [ann, bob] = [
      await openConsole('ann', `/console/venues/${venueId}`),
      await openConsole('bob', `/console/venues/${venueId}`),
    ];
    await ann.fill('#venue-name', 'Of Ann');
    await ann.selectOption('#venue-zone', 'Asia/Tokyo');
    await press(ann, 'venue');
    await bob.fill('#venue-name', 'Of Bob');
    await bob.fill('#venue-feePermille', '25');
    await bob.click('#venue [data-act-button]');
    await bob.waitForSelector('#venue [data-conflict]:not([hidden])');
    expect(await bob.inputValue('#venue-name')).toBe('Of Bob');
    expect(await bob.inputValue('#venue-feePermille')).toBe('25');
    expect(await bob.inputValue('#venue-zone')).toBe('Asia/Tokyo');
    const told = (await bob.textContent('[data-conflict] [data-field="name"]')) ?? '';
    expect(told).toContain('Of Ann');
    expect(told).toContain('Of Bob');
    await bob.screenshot({ path: join(PICTURES, 'console-venue-conflict-1280.png'), fullPage: true });
    await bob.click('[data-conflict] [data-field="name"] button');
    expect(await bob.inputValue('#venue-name')).toBe('Of Ann');
    await press(bob, 'venue');
    expect(await bob.textContent('h1')).toBe('Of Ann');
    expect([await bob.inputValue('#venue-zone'), await bob.inputValue('#venue-feePermille')]).toEqual(['Asia/Tokyo', '25']);

    // Of two that change other things, the second is simply saved.
    await ann.reload();
    await ann.click('#venue summary');
    await ann.fill('#venue-seller-name', 'Corner GmbH');
    await ann.fill('#venue-seller-address', 'Gasse 1');
    await press(ann, 'venue');
    await ann.click('#venue summary');
    expect(await ann.inputValue('#venue-seller-name')).toBe('Corner GmbH');
    for (const page of [ann, bob]) await page.context().close();
  }, 60_000);

  test('a name of script and turned letters is text wherever it stands', async () => {
    const { venueId } = await openVenue(EVIL);
    const page = await openConsole('ann', `/console/venues/${venueId}`);
    const shown = EVIL.replace('\u202e', ' ');
    expect(await page.textContent('h1')).toBe(shown);
    for (const path of ['/console/venues', '/console/objects/import', `/console/objects?venue=${venueId}`]) {
      await page.goto(gateway.origin + path);
      expect(await page.content()).not.toContain('\u202e');
    }
    await page.goto(`${gateway.origin}/console/objects/import`);
    await page.fill('#check-csv', `name,kind,place,venue\n"<b>=1+1</b>",bike,Cellar,${venueId}\n`);
    await page.click('#check [data-act-button]');
    await page.waitForSelector('#list-made:not([hidden])');
    expect((await cellsOf(page, '#list-made'))[0]?.[1]).toBe('<b>=1+1</b>');
    expect(await page.evaluate('globalThis.harmed')).toBeUndefined();
    await page.context().close();
  }, 60_000);

  test('an object in use is not retired; one that is not, is', async () => {
    const live = startChanges(sessionRecord({ state: 'active', startedAtMs: START_MS + 1_000 }));
    const topped: Change = { change: 'transfer-posted', transfer: topUp('top_1', 10_000n) };
    expect(await gateway.store.commit([topped, ...live])).toMatchObject({ ok: true });
    const page = await openConsole('ann', `/console/objects/${POD}`);
    const retire = async () => {
      await page.click('#edit-object summary');
      await page.fill('#retire-reason', 'broken for good');
      await page.click('#retire [data-act-button]');
    };
    await retire();
    await page.click('#retire [data-act-button]');
    await page.locator('#retire [data-refused] strong').filter({ hasText: 'Somebody is using it' }).waitFor();
    expect(await page.inputValue('#retire-reason')).toBe('broken for good');

    const { venueId } = await openVenue('Scrap');
    await page.goto(`${gateway.origin}/console/venues/${venueId}`);
    await page.fill('#new-objects-namePattern', 'Old one');
    await press(page, 'new-objects');
    await page.click('[data-part="objects"] tbody a');
    await page.waitForSelector('#edit-object');
    await page.fill('#edit-name', 'Older one');
    await press(page, 'edit');
    expect(await page.textContent('h1')).toBe('Older one');
    await retire();
    await press(page, 'retire');
    expect(await page.textContent('[data-part="standing"]')).toBe('Retired');
    expect(await page.locator('#edit-object').count()).toBe(0);
    await page.context().close();
  }, 60_000);

  test('staff and installers see no form that they may not send', async () => {
    const forms = async (role: string, path: string): Promise<readonly string[]> => {
      const page = await openConsole('sam', path, { role });
      const ids = await page.locator('form[data-act]').evaluateAll((all) => all.map(({ id }) => id.replace(/-(plc|obj)_.*/, '')));
      await page.context().close();
      return [...new Set(ids)].sort();
    };
    expect(await forms('staff', `/console/venues/${VENUE}`)).toEqual([]);
    expect(await forms('installer', `/console/venues/${VENUE}`)).toEqual(['position']);
    expect(await forms('staff', '/console/venues')).toEqual([]);
    const page = await openConsole('sam', '/console/objects/import', { role: 'staff' });
    expect(await page.locator('#check').count()).toBe(0);
    await page.context().close();
  }, 60_000);

  test.each([
    { lang: 'en', locale: 'en-GB', width: 1280, dark: false },
    { lang: 'zh-Hans', locale: 'zh-CN', width: 390, dark: true },
    { lang: 'en', locale: 'en-GB', width: 390, dark: false },
    { lang: 'zh-Hans', locale: 'zh-CN', width: 1280, dark: true },
  ])('axe finds nothing, and nothing is wider than the screen: $lang, $width, dark $dark', async (screen) => {
    const page = await openConsole('ann', '/console/venues', { ...screen, bypassCSP: true });
    const found: string[] = [];
    const paths = ['/console/venues', `/console/venues/${VENUE}`, '/console/objects/import', `/console/objects/${POD}`];
    for (const path of paths) {
      await page.goto(gateway.origin + path);
      expect(await page.getAttribute('html', 'lang')).toBe(screen.lang);
      await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
      if (path.endsWith('import')) {
        await page.fill('#check-csv', 'name,kind,place\nBike,boat\n');
        await page.click('#check [data-act-button]');
        await page.waitForSelector('#list-wrong:not([hidden])');
      }
      expect(`${path} ${await page.evaluate(WIDER)}`).toBe(`${path} 0`);
      await page.evaluate(AXE);
      found.push(...((await page.evaluate(RUN_AXE)) as readonly string[]).map((each) => `${path}: ${each}`));
      const name = `${path.slice(1).replaceAll(/[^a-z]+/g, '-')}-${screen.lang}-${screen.width}`;
      await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    }
    expect(found).toEqual([]);
    await page.context().close();
  }, 120_000);
});
