// Hanging labels with a phone in Chromium: typed without script, before a camera with it; doubles and moves are asked about.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { formatShortCode } from '#qr';
import { composeGateway, type Gateway } from '../../gateway/compose.ts';
import { readConfig } from '../../gateway/config.ts';
import { OPERATOR_AUDIENCE } from '../../gateway/http/operator-identity.ts';
import type { IssuedLabel } from '../../gateway/operator/issue-labels.ts';
import { pictureOf, printLabel, writeLabelVideo } from '../support/label-video.ts';
import { deviceSetup, objectSetup, PLACE, TENANT, VENUE, venueSetup } from '../support/records.ts';
import { createRecordedLog } from '../unit/gateway/mqtt/recorders.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const QUIET_BROWSER = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-sync'];
const OBJECTS = [
  ...Array.from({ length: 11 }, (_, at) => ({ objectId: `pod-${at + 1}`, name: `Pod ${at + 1}` })),
  { objectId: 'bike-1', name: '单车一号' },
];

const folder = mkdtempSync(join(tmpdir(), 'unlatch-attach-'));
const kept = join(folder, 'kept');
mkdirSync(kept);
let gateway: Gateway;
let labels: readonly IssuedLabel[];
let token: string;
let browser: Browser | undefined;

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
  token = await new SignJWT({ sub: 'eve', tenant: TENANT, scope: 'operator' })
    .setProtectedHeader({ alg: 'Ed25519', kid: 's1' })
    .setIssuer('https://host.example')
    .setAudience(OPERATOR_AUDIENCE)
    .setExpirationTime('1h')
    .sign(privateKey);
}

async function printBatch(): Promise<void> {
  const [devices, objects] = [
    OBJECTS.map(({ objectId }) => deviceSetup({ deviceId: objectId })),
    OBJECTS.map(({ objectId, name }) => objectSetup({ objectId, deviceId: objectId, name, placeId: PLACE })),
  ];
  await gateway.store.setUpVenue(venueSetup({ devices, objects, tags: [] }));
  const issued = await gateway.core.steps.operator.issueLabels({
    ...{
      operatorId: 'eve',
      tenantId: TENANT,
      venueId: VENUE,
      batchId: 'june',
      count: 7,
      objectIds: null,
      afterTagNo: 0,
      limit: 500,
    },
  });
  if (!issued.ok) throw new Error(issued.error.code);
  labels = issued.value.labels;
}
const label = (at: number): IssuedLabel => labels[at] as IssuedLabel;
const nameOf = (at: number): string => formatShortCode(label(at).shortCode);

describe.skipIf(!CHROMIUM)('hanging labels in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    await openGateway();
    await printBatch();
  }, 120_000);
  afterEach(async () => {
    await browser?.close();
  });
  afterAll(async () => {
    await gateway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  type Phone = {
    readonly script?: boolean;
    readonly film?: string;
    readonly width?: number;
    readonly locale?: string;
    readonly dark?: boolean;
  };

  /** A phone of the staff, not signed in yet. */
  async function openPhone({ script = true, film, width = 390, locale = 'en-GB', dark = false }: Phone = {}): Promise<Page> {
    const camera =
      film === undefined
        ? []
        : ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: [...QUIET_BROWSER, ...camera] });
    const context = await browser.newContext({
      ...{ locale, javaScriptEnabled: script, deviceScaleFactor: width < 500 ? 2 : 1 },
      ...{ viewport: { width, height: width < 500 ? 844 : 860 }, colorScheme: dark ? 'dark' : 'light' },
    });
    const page = await context.newPage();
    await page.goto(`${gateway.origin}/attach`);
    return page;
  }

  async function signIn(phone?: Phone): Promise<Page> {
    const page = await openPhone(phone);
    await page.fill('#token', token);
    await page.click('#sign-in button');
    await page.waitForSelector('#label-form');
    return page;
  }

  async function shoot(page: Page, name: string): Promise<void> {
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    console.log(`screenshot test/output/browser/${name}.png`);
  }

  async function type(page: Page, code: string): Promise<void> {
    await page.fill('#label', code);
    await page.click('#label-form button[type=submit]');
  }
  const choose = (page: Page, objectId: string): Promise<void> => page.click(`li[data-object="${objectId}"] button`);
  const objectOf = async (at: number): Promise<string | null> => (await gateway.store.label(label(at).tagId))?.objectId ?? null;

  test('without script: typed as it is read, found by part of a name, hung, and told', async () => {
    const page = await signIn({ script: false });
    expect(await page.getAttribute('#loose', 'data-count')).toBe('7');
    expect(await page.textContent('#loose')).toContain(nameOf(3));
    await shoot(page, 'attach-start-plain-en');
    await type(page, nameOf(0).toLowerCase().replaceAll('-', ' '));
    expect(await page.innerText('h1')).toBe(nameOf(0));
    expect(await page.getAttribute('#standing', 'data-status')).toBe('printed');
    const listed = await page.evaluate("[...document.querySelectorAll('#objects li')].map((each) => each.dataset.object)");
    expect(listed).toEqual([...Array.from({ length: 11 }, (_, at) => `pod-${at + 1}`), 'bike-1']);
    await page.fill('#find', 'od 1');
    await page.click('#find-form button');
    expect(await page.locator('#objects li').count()).toBe(3);
    await shoot(page, 'attach-object-plain-en');
    await choose(page, 'pod-10');
    expect(await page.innerText('#done')).toContain(`${nameOf(0)} now hangs on Pod 10`);
    expect(await page.getAttribute('#loose', 'data-count')).toBe('6');
    expect(await objectOf(0)).toBe('pod-10');
  }, 90_000);

  test('a second label is asked about: both, or this one alone; nothing happens before the answer', async () => {
    const page = await signIn();
    await type(page, nameOf(1));
    await choose(page, 'pod-10');
    expect(await page.getAttribute('#ask', 'data-about')).toBe('second');
    expect(await objectOf(1)).toBeNull();
    await shoot(page, 'attach-second-en');
    await page.click('#cancel');
    await choose(page, 'pod-10');
    await page.click('#keep');
    expect(await page.locator('#doubles li[data-object="pod-10"]').count()).toBe(1);
    await type(page, nameOf(2));
    await choose(page, 'pod-10');
    expect(await page.innerText('#ask')).toContain('Pod 10 has 2 labels already');
    expect(await page.innerText('#replace')).toBe('Take their place: all 2 old labels end now');
    expect(await page.innerText('#keep')).toBe('Keep all');
    await page.click('#replace');
    expect(await page.innerText('#done')).toContain('Labels that ended by it: 2');
    await shoot(page, 'attach-done-en');
    expect([await objectOf(0), await objectOf(2)]).toEqual(['pod-10', 'pod-10']);
    expect((await gateway.store.label(label(0).tagId))?.status).toBe('replaced');
    await type(page, nameOf(0));
    expect(await page.getAttribute('#standing', 'data-status')).toBe('replaced');
    expect(await page.locator('#objects').count()).toBe(0);
    await shoot(page, 'attach-ended-en');
  }, 90_000);

  test('a label that hangs elsewhere moves only when that is said, and then asks about what is there', async () => {
    const page = await signIn({ locale: 'zh-CN' });
    await type(page, nameOf(3));
    await choose(page, 'bike-1');
    await type(page, nameOf(3));
    await shoot(page, 'attach-object-zh');
    await choose(page, 'pod-10');
    expect(await page.getAttribute('#ask', 'data-about')).toBe('move');
    await shoot(page, 'attach-move-zh');
    await page.click('#move');
    expect(await page.getAttribute('#ask', 'data-about')).toBe('second');
    expect(await objectOf(3)).toBe('bike-1');
    await page.click('#keep');
    expect(await page.innerText('#done')).toContain('Pod 10');
    expect(await objectOf(3)).toBe('pod-10');
  }, 90_000);

  test('the camera reads the new label, then the old one on the object: bound without typing a letter', async () => {
    const film = join(folder, 'label.y4m');
    writeLabelVideo(film, await printLabel(label(4).link, 'A new label'));
    const page = await signIn({ film });
    await page.click('[data-scan=label]');
    await page.waitForURL(new RegExp(`/attach/labels/${label(4).tagId}`), { timeout: 45_000 });
    const photo = join(folder, 'old.png');
    writeFileSync(photo, pictureOf(await printLabel(label(3).link, 'Pod 10')));
    await page.setInputFiles('[data-photo=code]', photo);
    await page.waitForSelector('#ask', { timeout: 45_000 });
    await page.click('#replace');
    expect(await page.innerText('#done')).toContain('Pod 10');
    expect(await objectOf(4)).toBe('pod-10');
    expect((await gateway.store.label(label(3).tagId))?.status).toBe('replaced');
  }, 120_000);

  test('an object is named by typing only, and is asked about with its place before the label hangs', async () => {
    const page = await signIn();
    await type(page, nameOf(5));
    // As the script sends what a photo shows: a sticker that says no more than this.
    await page.evaluate(
      "const [code, read] = ['code', 'read'].map((name) => document.getElementById('code-form').elements[name]);" +
        "code.value = 'bike-1'; read.value = 'photo'; code.form.requestSubmit();",
    );
    expect(await page.getAttribute('#problem', 'data-code')).toBe('label.mistyped');
    expect(await objectOf(5)).toBeNull();
    await page.click('#by-code summary');
    await page.fill('#code', 'pod 1');
    await page.click('#code-form button[type=submit]');
    expect(await page.getAttribute('#ask', 'data-about')).toBe('name');
    expect(await page.innerText('#ask')).toContain('Do you mean Pod 1?');
    expect(await page.innerText('#ask')).toContain('Hall A');
    await shoot(page, 'attach-named-en');
    expect(await objectOf(5)).toBeNull();
    await page.click('#hang');
    expect(await page.innerText('#done')).toContain('Pod 1');
    expect(await objectOf(5)).toBe('pod-1');
  }, 90_000);

  test('what is no label of theirs is refused where it was typed, and a photo without a code says so', async () => {
    const page = await signIn({ width: 1280, dark: true });
    await shoot(page, 'attach-start-wide-dark-en');
    await type(page, '7K3M-Q9TX-0');
    expect(await page.getAttribute('#problem', 'data-code')).toBe('label.mistyped');
    expect(await page.inputValue('#label')).toBe('7K3M-Q9TX-0');
    const nothing = join(folder, 'nothing.png');
    writeFileSync(nothing, await page.screenshot());
    await page.setInputFiles('[data-photo=label]', nothing);
    await page.locator('#read-said:not(:empty)').waitFor({ timeout: 45_000 });
    await page.click('#sign-out');
    await page.waitForSelector('#sign-in');
    await page.goto(`${gateway.origin}/attach/labels/${label(5).tagId}`);
    expect(await page.locator('#sign-in').count()).toBe(1);
  }, 90_000);

  /** Two labels hang, and are all that a round has to find besides those of the tests before. */
  async function openRound(phone?: Phone): Promise<Page> {
    const attach = gateway.core.steps.operator.attachLabel;
    for (const [at, objectId] of [
      [5, 'pod-1'],
      [6, 'pod-2'],
    ] as const) {
      const who = { operatorId: 'eve', tenantId: TENANT, label: label(at).tagId, objectId };
      expect(await attach({ ...who, others: 'keep', isMove: true })).toMatchObject({ ok: true });
    }
    const page = await signIn(phone);
    await page.click('#to-rounds');
    await page.click(`section[data-venue="${VENUE}"] .press-main`);
    await page.waitForSelector('#see-form');
    return page;
  }
  async function see(page: Page, code: string): Promise<string | null> {
    await page.fill('#code', code);
    await page.click('#see-form button[type=submit]');
    return page.getAttribute('#seen', 'data-finding', { timeout: 5_000 });
  }
  const seenInPlace = async (page: Page): Promise<number> => Number(await page.getAttribute('#walked', 'data-seen'));

  test('a round without script: typed label by label, corrected, ended; what was not seen is missing', async () => {
    const page = await openRound({ script: false });
    const before = await seenInPlace(page);
    const of = Number(await page.getAttribute('#walked', 'data-of'));
    expect(await see(page, nameOf(5))).toBe('in-place');
    expect(await page.innerText('#seen')).toContain(`${nameOf(5)} leads to Pod 1`);
    expect(await see(page, 'https://evil.example/pay')).toBe('foreign');
    expect(await see(page, nameOf(6))).toBe('in-place');
    expect(await seenInPlace(page)).toBe(before + 2);
    await shoot(page, 'round-walk-plain-en');
    // It hangs on the bike, whatever the books say.
    await page.click('#elsewhere');
    await page.fill('#find', '单车');
    await page.click('#find-form button');
    await shoot(page, 'round-where-plain-en');
    await choose(page, 'bike-1');
    expect(await page.getAttribute('#seen', 'data-finding')).toBe('on-another-object');
    expect(await seenInPlace(page)).toBe(before + 1);
    expect(await page.getAttribute('#wrong', 'data-count')).toBe('2');
    expect(await page.innerText('#missing')).toContain('Pod 2');
    await page.fill('#code', `${nameOf(5).slice(0, -1)}${nameOf(5).endsWith('0') ? '1' : '0'}`);
    await page.click('#see-form button[type=submit]');
    expect(await page.getAttribute('#problem', 'data-code')).toBe('label.mistyped');
    expect(await page.inputValue('#code')).toContain(nameOf(5).slice(0, -1));
    await page.click('#end summary');
    await page.click('#end button');
    await page.waitForSelector('#over');
    expect(await page.locator('#see-form').count()).toBe(0);
    expect(await page.getAttribute('#missing', 'data-count')).toBe(String(of - before - 1));
    await shoot(page, 'round-over-plain-en');
    await page.click('#all-rounds');
    expect(await page.innerText('#earlier')).toContain(`${before + 1} of ${of} in place`);
    await shoot(page, 'rounds-plain-en');
  }, 120_000);

  test('a round before the camera goes on by itself, and reads the same label again only when that is pressed', async () => {
    const film = join(folder, 'walk.y4m');
    writeLabelVideo(film, await printLabel(label(5).link, 'Pod 1'));
    const page = await openRound({ film, locale: 'zh-CN' });
    await page.click('[data-scan=code]');
    await page.waitForURL(/seen=in-place/, { timeout: 45_000 });
    await page.locator('#reading:not([hidden])').waitFor({ timeout: 45_000 });
    expect(await page.getAttribute('#seen', 'data-finding')).toBe('in-place');
    await shoot(page, 'round-camera-zh');
    const again = page.waitForRequest((request) => request.url().endsWith('/sightings'), { timeout: 45_000 });
    await page.click('#camera-off');
    await page.click('[data-scan=code]');
    expect((await again).postData()).toContain('read=camera');
    await page.setViewportSize({ width: 1_280, height: 860 });
    await page.goto(page.url().replace(/\?.*/, ''));
    await shoot(page, 'round-walk-wide-zh');
  }, 150_000);

  test('the sign-in page takes a staff token and no other', async () => {
    const page = await openPhone({ script: false, locale: 'zh-CN' });
    await shoot(page, 'attach-sign-in-zh');
    await page.fill('#token', 'not-a-token');
    await page.click('#sign-in button');
    expect(await page.getAttribute('#problem', 'data-code')).toBe('identity.invalid');
  }, 60_000);
});
