// The scanner in a real browser: a camera that sees a printed label, a sticker or nothing, a photo, and no permission at all.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type GatewayChild, startGateway } from '../../gateway/cli/demo/children.ts';
import { composeLink, parseKeyRing, signTag } from '../../qr/index.ts';
import { sayWhatWasShown } from '../support/browser-evidence.ts';
import { runCommand } from '../support/command-line.ts';
import { pictureOf, printLabel, writeLabelVideo } from '../support/label-video.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const PICTURES = fileURLToPath(new URL('../output/browser/', import.meta.url));
const QUIET_BROWSER = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const FAKE_CAMERA = '--use-fake-device-for-media-stream';
const SAYS_YES = '--use-fake-ui-for-media-stream';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-scanner-'));
let gateway: GatewayChild;
let browser: Browser | undefined;

describe.skipIf(!CHROMIUM)('the scanner in Chromium (needs Chromium)', () => {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    const options = { dataFolder: folder, httpHost: '127.0.0.1', httpPort: 0, mqttPort: 0, publicOrigin: null };
    gateway = await startGateway(options, () => {});
  }, 60_000);
  afterEach(async (context) => {
    await sayWhatWasShown(context, browser);
    await browser?.close();
  });
  afterAll(async () => {
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const linkOf = (objectId: string): string => gateway.ready.objects.find((object) => object.objectId === objectId)?.link ?? '';
  const digitsOf = (link: string): string => new URL(link).pathname.slice(1);

  type Visit = { readonly page: Page; readonly context: BrowserContext; readonly asked: string[]; readonly faults: string[] };

  /** A phone whose camera plays this film; null: it may not be used. */
  async function openScanner(
    film: string | null,
    settings: { locale?: string; init?: string; javaScriptEnabled?: boolean } = {},
  ): Promise<Visit> {
    const camera = film === null ? [FAKE_CAMERA] : [FAKE_CAMERA, SAYS_YES, `--use-file-for-fake-video-capture=${film}`];
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: [...QUIET_BROWSER, ...camera] });
    const context = await browser.newContext({
      locale: settings.locale ?? 'en-GB',
      javaScriptEnabled: settings.javaScriptEnabled ?? true,
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
    });
    const page = await context.newPage();
    const asked: string[] = [];
    const faults: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Uncaught/.test(message.text())) faults.push(message.text());
    });
    if (settings.init) await context.addInitScript(settings.init);
    await page.goto(`${gateway.ready.origin}/scan`);
    return { page, context, asked, faults };
  }

  /** Nothing but the gateway itself was ever asked for anything. */
  function expectOwnNetworkOnly({ asked, faults }: Visit): void {
    expect(asked.filter((url) => /^https?:/.test(url) && !url.startsWith(gateway.ready.origin))).toEqual([]);
    expect(faults).toEqual([]);
  }

  async function filmOf(link: string, name: string): Promise<string> {
    const film = join(folder, `${name}.y4m`);
    writeLabelVideo(film, await printLabel(link, name));
    return film;
  }

  async function shoot(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    console.log(`screenshot test/output/browser/${name}.png`);
  }

  const said = (page: Page, name: string) => page.locator(`#said[data-said="${name}"]`);

  test('a printed label before the camera leads to its offer; its decoder came from the gateway alone', async () => {
    const visit = await openScanner(await filmOf(linkOf('pod-1'), 'Pod 1'));
    await visit.page.locator('#camera').click();
    await visit.page.waitForURL(/\/s\//, { timeout: 30_000 });
    expect(await visit.page.locator('h1').innerText()).toContain('Pod');
    expect(visit.asked.some((url) => url.endsWith('.wasm'))).toBe(true);
    expectOwnNetworkOnly(visit);
    // The link itself was never opened: its digits were asked about.
    expect(visit.asked).not.toContain(linkOf('pod-1'));
  }, 90_000);

  test('a sticker of somebody else is named and not opened', async () => {
    const visit = await openScanner(await filmOf(`https://127-0-0-1.pay.example/${'7'.repeat(185)}`, 'Scan to pay'));
    await visit.page.locator('#camera').click();
    await said(visit.page, 'not-ours').waitFor({ timeout: 30_000 });
    expect(await visit.page.locator('#said').innerText()).toContain('127-0-0-1.pay.example');
    expect(await visit.page.locator('#said a').count()).toBe(0);
    await shoot(visit.page, 'scan-not-ours-en');
    expect(new URL(visit.page.url()).pathname).toBe('/scan');
    expect(visit.asked.filter((url) => url.includes('/api/v1/scans'))).toEqual([]);
    expectOwnNetworkOnly(visit);
    // The camera goes on: the real label may be beneath.
    expect(await visit.page.locator('#view[data-on="on"]').count()).toBe(1);
    await visit.page.locator('#camera-off').click();
    expect(await visit.page.locator('#camera').isVisible()).toBe(true);
  }, 90_000);

  test('an address of somebody else stays in the phone; one at a host whose labels were taken over is asked for, and opens', async () => {
    const file = join(folder, 'old.csv');
    writeFileSync(file, 'url,object\nhttps://old.example/bike?id=4711081547110815,pod-2\n');
    const taken = await runCommand('labels', 'take-over', file, '--data', folder, '--by', 'olga');
    expect(taken).toMatchObject({ code: 0, stderr: '' });
    const visit = await openScanner(null);
    const photoOf = async (link: string, name: string): Promise<string> => {
      const photo = join(folder, `${name}.png`);
      writeFileSync(photo, pictureOf(await printLabel(link, name)));
      return photo;
    };
    await visit.page
      .locator('#photo')
      .setInputFiles(await photoOf('https://bank.example/reset?token=SECRET4711081547110815', 'Bank'));
    await said(visit.page, 'not-ours').waitFor({ timeout: 30_000 });
    expect(await visit.page.locator('#said').innerText()).toContain('bank.example');
    expect(visit.asked.filter((url) => url.includes('/api/v1/scans'))).toEqual([]);
    await visit.page.locator('#photo').setInputFiles(await photoOf('https://old.example/bike?id=4711081547110815', 'Old 7'));
    await visit.page.waitForURL(/\/s\//, { timeout: 30_000 });
    expect(await visit.page.locator('h1').innerText()).toContain('Pod');
    expectOwnNetworkOnly(visit);
  }, 90_000);

  test('a true code on a sticker that leads elsewhere warns first, and opens only what was signed', async () => {
    const film = await filmOf(`https://evil.example/${digitsOf(linkOf('pod-2'))}`, 'Pod 2');
    const visit = await openScanner(film, { locale: 'zh-CN' });
    await visit.page.locator('#camera').click();
    await said(visit.page, 'signed-elsewhere').waitFor({ timeout: 30_000 });
    await shoot(visit.page, 'scan-elsewhere-zh');
    await visit.page.locator('#go-on').click();
    await visit.page.waitForURL(/\/s\//, { timeout: 30_000 });
    expectOwnNetworkOnly(visit);
  }, 90_000);

  test('a tag minted with the stolen key is signed, and still not genuine', async () => {
    const ring = await parseKeyRing(readFileSync(join(folder, 'tag-keys.json'), 'utf8'));
    const key = ring.ok ? ring.value.signingKeys[0] : undefined;
    if (!key) throw new Error('the gateway has a key that signs labels');
    const minted = await signTag({ kid: key.kid, tagId: 'badbadbadbadbad0', issuedDay: 300 }, key);
    const visit = await openScanner(await filmOf(composeLink(gateway.ready.origin, minted), 'Pod 1'));
    await visit.page.locator('#camera').click();
    await said(visit.page, 'not-genuine').waitFor({ timeout: 30_000 });
    expect(await visit.page.locator('#said').innerText()).toContain(`Signed by ${new URL(key.issuer).host}, but not genuine`);
    expect(new URL(visit.page.url()).pathname).toBe('/scan');
    expectOwnNetworkOnly(visit);
  }, 90_000);

  test('without permission a photo still works, and what is no photo is said to be none', async () => {
    const visit = await openScanner(null);
    await visit.page.locator('#camera').click();
    await said(visit.page, 'camera-refused').waitFor();
    await shoot(visit.page, 'scan-refused-en');
    const files = { text: join(folder, 'no-photo.png'), photo: join(folder, 'photo.png'), table: join(folder, 'table.png') };
    writeFileSync(files.text, 'this is no picture');
    writeFileSync(files.photo, pictureOf(await printLabel(linkOf('table-7'), 'Table 7')));
    writeFileSync(files.table, await visit.page.screenshot());
    await visit.page.locator('#photo').setInputFiles(files.text);
    await said(visit.page, 'photo-unreadable').waitFor();
    await visit.page.locator('#photo').setInputFiles(files.table);
    await said(visit.page, 'photo-empty').waitFor({ timeout: 30_000 });
    await visit.page.locator('#photo').setInputFiles(files.photo);
    await visit.page.waitForURL(/\/s\//, { timeout: 30_000 });
    expectOwnNetworkOnly(visit);
  }, 90_000);

  /** A detector that answers the same to every picture: right for the test's own sample or not. */
  const detectorThat = (answers: 'fails its test' | 'passes it'): string => `
    window.BarcodeDetector = class {
      async detect(picture) {
        const { sampleText } = document.querySelector('main').dataset;
        if (picture instanceof HTMLCanvasElement) return [{ rawValue: ${answers === 'passes it' ? 'sampleText' : "sampleText + '0'"} }];
        return [{ rawValue: ${JSON.stringify('LINK')} }];
      }
    };`;

  test('a detector that reads the sample right spares the decoder', async () => {
    const init = detectorThat('passes it').replace('LINK', linkOf('pod-1'));
    const visit = await openScanner(await filmOf(linkOf('pod-1'), 'Pod 1'), { init });
    await visit.page.locator('#camera').click();
    await visit.page.waitForURL(/\/s\//, { timeout: 30_000 });
    expect(visit.asked.some((url) => url.endsWith('.wasm'))).toBe(false);
  }, 90_000);

  test('a detector that reads the sample wrong is not believed again', async () => {
    const init = detectorThat('fails its test').replace('LINK', 'https://evil.example/');
    const visit = await openScanner(await filmOf(linkOf('pod-1'), 'Pod 1'), { init });
    await visit.page.locator('#camera').click();
    await visit.page.waitForURL(/\/s\//, { timeout: 30_000 });
    expect(visit.asked.some((url) => url.endsWith('.wasm'))).toBe(true);
    expectOwnNetworkOnly(visit);
  }, 90_000);

  test('without script a short code can be typed, and what is wrong with it stands above the field', async () => {
    const { page } = await openScanner(null, { javaScriptEnabled: false });
    expect(await page.locator('#camera').isVisible()).toBe(false);
    await page.locator('#code').fill('7k3m q9ty 8');
    await page.locator('#typing button').click();
    expect(await page.locator('#problem').innerText()).toContain('One letter or digit is wrong');
    expect(await page.locator('#code').inputValue()).toBe('7k3m q9ty 8');
    await page.locator('#code').fill('0000-0000-0');
    await page.locator('#typing button').click();
    expect(await page.locator('#problem').innerText()).toContain('We know no label with this code');
    await shoot(page, 'scan-typed-en');
  }, 90_000);

  test('a camera with a light offers it, and one without does not', async () => {
    const table = join(folder, 'table.y4m');
    writeLabelVideo(table, null);
    const init = `window.wishes = [];
      MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
      MediaStreamTrack.prototype.applyConstraints = async (wish) => void window.wishes.push(JSON.stringify(wish));`;
    const { page } = await openScanner(table, { init });
    await page.locator('#camera').click();
    await page.locator('#light').click();
    await page.locator('#light[aria-pressed="true"]').waitFor();
    await page.locator('#light').click();
    await page.locator('#light[aria-pressed="false"]').waitFor();
    const wish = (torch: boolean): string => JSON.stringify({ advanced: [{ torch }] });
    expect(await page.evaluate('window.wishes')).toEqual([wish(true), wish(false)]);
    await browser?.close();
    const plain = await openScanner(table);
    await plain.page.locator('#camera').click();
    await plain.page.locator('#view[data-on="on"]').waitFor();
    expect(await plain.page.locator('#light').isVisible()).toBe(false);
  }, 90_000);

  test('a lost network is said, and the same label is tried again once it is back', async () => {
    const visit = await openScanner(await filmOf(linkOf('pod-1'), 'Pod 1'));
    await visit.context.route('**/api/v1/scans*', (route) => route.abort());
    await visit.page.locator('#camera').click();
    await said(visit.page, 'no-network').waitFor({ timeout: 30_000 });
    await visit.context.unroute('**/api/v1/scans*');
    await visit.page.waitForURL(/\/s\//, { timeout: 30_000 });
  }, 90_000);
});
