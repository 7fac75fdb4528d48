// Page weight: a first visit to an offer is at most 60 kB over the wire, style and script included.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GatewayChild, startGateway } from '../../gateway/cli/demo/children.ts';
import { measureWeight } from './measure-weight.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const MOST_BYTES = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'unlatch-weight-'));
let gateway: GatewayChild;
let browser: Browser;

describe.skipIf(!CHROMIUM)('the first visit (needs Chromium)', () => {
  beforeAll(async () => {
    const options = { dataFolder: folder, httpHost: '127.0.0.1', httpPort: 0, mqttPort: 0, publicOrigin: null };
    gateway = await startGateway(options, () => {});
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['pod-1', 'bike-1', 'room-101', 'table-7'])('of the offer of %s', async (objectId) => {
    const { bytes, requests } = await measureWeight(browser, `${gateway.ready.origin}/demo/${objectId}`);
    console.log(`${objectId}: ${bytes} bytes: ${requests.map(({ path, bytes: each }) => `${path} ${each}`).join(', ')}`);
    expect(requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/^\/assets\/phone\./));
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  });
});
