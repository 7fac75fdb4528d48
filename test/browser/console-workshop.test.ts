// The console's workshop in Chromium: a price is typed, previewed and published past a colleague's; a simulated device comes in by the code on the page.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE, parseClaimCode } from '#protocol';
import { readPicture } from '#qr';
import { enrolDevice } from '../../device-sim/commands/enrol-device.ts';
import { composeGateway, type Gateway } from '../../gateway/compose.ts';
import { readConfig } from '../../gateway/config.ts';
import { OPERATOR_AUDIENCE } from '../../gateway/http/operator-identity.ts';
import { deviceSetup, frozenTariff, objectSetup, TENANT, venueSetup } from '../support/records.ts';
import { createRecordedLog } from '../unit/gateway/mqtt/recorders.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const QUIET_BROWSER = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-sync'];
const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const TARIFF = 'trf_pod';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-workshop-'));
const kept = join(folder, 'kept');
mkdirSync(kept);
let gateway: Gateway;
let browser: Browser | undefined;
let tokenOf: (operatorId: string) => Promise<string>;

async function openGateway(): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const keysFile = join(folder, 'staff-keys.json');
  writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 's1', alg: 'Ed25519' }] }));
  const config = readConfig({
    ...{ UNLATCH_DATA: kept, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' },
    ...{ UNLATCH_TOKEN_ISSUER: 'https://host.example', UNLATCH_TOKEN_KEYS: keysFile },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://q.example.com', log: createRecordedLog() },
  });
  tokenOf = (operatorId) =>
    new SignJWT({ sub: operatorId, tenant: TENANT, scope: 'operator' })
      .setProtectedHeader({ alg: 'Ed25519', kid: 's1' })
      .setIssuer('https://host.example')
      .setAudience(OPERATOR_AUDIENCE)
      .setExpirationTime('1h')
      .sign(privateKey);
  await gateway.store.setUpVenue(
    venueSetup({
      tariffs: [frozenTariff({ items: [] })],
      devices: [1, 2, 3].map((n) => deviceSetup({ deviceId: `pod-${n}-lock`, publicX: '', passwordHash: '' })),
      objects: [1, 2, 3].map((n) => objectSetup({ objectId: `pod-${n}`, deviceId: `pod-${n}-lock`, name: `Pod ${n}` })),
      tags: [],
    }),
  );
}

beforeAll(async () => {
  await openGateway();
  if (CHROMIUM) browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET_BROWSER });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function signedIn(who: string, width: number, lang: string): Promise<BrowserContext> {
  if (!browser) throw new Error('no browser');
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: lang });
  await context.addCookies([{ name: 'unlatch_staff', value: await tokenOf(who), url: gateway.origin }]);
  return context;
}

async function openPage(context: BrowserContext, path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && !/40[0-9]|422/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(gateway.origin + path);
  return { page, complaints };
}

/** The code as another device's camera sees it. */
async function readCode(page: Page): Promise<string> {
  const picture = await page.locator('.claim-code').screenshot();
  const [code] = await readPicture(picture);
  if (code === undefined) throw new Error('no code was read');
  return code;
}

describe.skipIf(!CHROMIUM)('a price (needs Chromium)', () => {
  test('is previewed while it is typed, marked where it is wrong, and published past a colleague with nothing lost', async () => {
    const context = await signedIn('eve', 1280, 'en-GB');
    const { page, complaints } = await openPage(context, `/console/tariffs/${TARIFF}`);
    await page.locator('#preview-sentence').filter({ hasText: '3.00' }).waitFor();

    await page.fill('[name="capMinor"]', '0.50');
    await page.locator('#preview-problems').filter({ hasText: 'first step' }).waitFor();
    expect(await page.getAttribute('[name="capMinor"]', 'aria-invalid')).toBe('true');
    await page.fill('[name="capMinor"]', '59');
    await page.fill('[name="baseMinor"]', '4.5');
    await page.locator('#preview-sentence').filter({ hasText: '4.50' }).waitFor();
    await page.locator('#preview-differences').filter({ hasText: 'Basic price' }).waitFor();

    const bob = await tokenOf('bob');
    const theirs = await fetch(`${gateway.origin}/api/v1/operator/tariffs/${TARIFF}`, {
      headers: { Authorization: `Bearer ${bob}` },
    });
    const { tariff } = (await theirs.json()) as { tariff: object };
    const first = await fetch(`${gateway.origin}/api/v1/operator/tariffs/${TARIFF}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${bob}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'bob-1' },
      body: JSON.stringify({ fromVersion: 1, tariff: { ...tariff, baseMinor: 350 } }),
    });
    expect(first.status).toBe(200);

    await page.click('#tariff [type="submit"]');
    await page.locator('#conflict').filter({ hasText: 'version 2' }).waitFor();
    expect(await page.inputValue('[name="baseMinor"]')).toBe('4.5');
    await page.locator('#preview-differences').filter({ hasText: '3.50' }).waitFor();
    await page.click('#tariff [type="submit"]');
    await page.locator('.badge').filter({ hasText: 'Version 3' }).waitFor();
    expect(await page.locator('#history li').count()).toBe(2);
    expect((await gateway.store.scene('pod-1'))?.tariff?.tariff.baseMinor).toBe(450n);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('gets a row more and is given to an object, begun from a template', async () => {
    const context = await signedIn('eve', 390, 'en-GB');
    const { page, complaints } = await openPage(context, '/console/tariffs');
    await page.click('[data-row="sleep-pod:usual"] a');
    await page.fill('[name="name"]', 'Night');
    const packages = page.locator('[data-rows="packages"]');
    await packages.locator('[data-add]').click();
    await page.fill('[name="packages[2].lengthMs"]', '2');
    await page.selectOption('[name="packages[2].lengthMs.unit"]', 'h');
    await page.fill('[name="packages[2].amountMinor"]', '59');
    await page.locator('#preview-rules').filter({ hasText: '2 hr' }).waitFor();
    await page.click('#tariff [type="submit"]');
    await page.locator('.badge').filter({ hasText: 'Version 1' }).waitFor();
    await page.check('[data-object="pod-2"]');
    await page.click('#assign [type="submit"]');
    await page.locator('#assign').filter({ hasText: 'has this price' }).waitFor();
    expect((await gateway.store.scene('pod-2'))?.tariff?.tariff).toMatchObject({ name: 'Night' });
    expect((await gateway.store.scene('pod-1'))?.tariff?.tariff.name).not.toBe('Night');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe.skipIf(!CHROMIUM)('a device (needs Chromium)', () => {
  test('reads the code on the installer’s phone, waits, is let in, and its page shows it', async () => {
    const context = await signedIn('ivan', 390, 'en-GB');
    const { page, complaints } = await openPage(context, '/console/devices');
    await page.selectOption('#connect-objectId', 'pod-3');
    await page.fill('#connect-serial', 'SN-3');
    await page.click('#connect [type="submit"]');
    await page.waitForURL('**/console/devices/claims/**');
    const said = parseClaimCode(await readCode(page));
    expect(said).toMatchObject({ serial: 'SN-3', kind: 'sleep-pod', token: (await page.innerText('#token-text')).trim() });
    if (!said) throw new Error('no claim code');

    let arrived: () => void = () => {};
    const waits = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const enrolled = enrolDevice({
      ...{ ...said, ca: undefined, folder: join(folder, 'device'), broker: `mqtt://127.0.0.1:${gateway.mqttPort}` },
      observe: (_device, { ev, data }) => {
        if (ev === 'claim' && data.state === 'waits for approval') arrived();
      },
    });
    await waits;
    await page.reload();
    expect(await page.locator('#token').count()).toBe(0);
    await page.click('#approve-SN-3 [type="submit"]');
    await page.click('#approve-SN-3 [type="submit"]');
    await page.click('main .card a');
    await page.locator('h1').filter({ hasText: 'pod-3-lock' }).waitFor();
    expect(await enrolled).toMatchObject({ ok: true });
    expect(await page.innerText('main')).toContain('its own key');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe.skipIf(!CHROMIUM)('pictures (needs Chromium)', () => {
  test.each(
    ['en-GB', 'zh-CN'].flatMap((lang) => [390, 1280].map((width) => [lang, width] as const)),
  )('of every page in %s at %i', async (lang, width) => {
    const context = await signedIn('eve', width, lang);
    mkdirSync(PICTURES, { recursive: true });
    const issued = await fetch(`${gateway.origin}/api/v1/operator/devices/claims`, {
      method: 'POST',
      headers: {
        ...{ Authorization: `Bearer ${await tokenOf('eve')}`, 'Content-Type': 'application/json' },
        'Idempotency-Key': 'pictures',
      },
      body: JSON.stringify({ serial: 'SN-1', objectId: 'pod-1' }),
    });
    const { claimId } = (await issued.json()) as { claimId: string };
    const pages = {
      tariffs: '/console/tariffs',
      tariff: `/console/tariffs/${TARIFF}`,
      'new-tariff': '/console/tariffs/new?template=bike%3Ausual',
      devices: '/console/devices',
      device: '/console/devices/pod-3-lock',
      claim: `/console/devices/claims/${claimId}`,
    };
    for (const [name, path] of Object.entries(pages)) {
      const { page, complaints } = await openPage(context, path);
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBeLessThanOrEqual(0);
      await page.evaluate(AXE);
      const found = (await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
      )) as string[];
      expect.soft(found, name).toEqual([]);
      await page.screenshot({ path: join(PICTURES, `workshop-${name}-${lang}-${width}.png`), fullPage: true });
      expect(complaints).toEqual([]);
      await page.close();
    }
    await context.close();
  });
});
