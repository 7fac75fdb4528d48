// Ctrl-C: the demo stops cleanly and a second run goes on where the first was; wrong folders and taken ports are named.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ReceiptJson } from '../../gateway/domain/receipt/receipt.ts';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { type Browser, createBrowser, fieldsOf } from '../support/browser.ts';
import { findBrokenRules, hashOfContent, readDatabase } from '../support/database-copy.ts';
import { ask, jsonOf, problemOf } from '../support/phone.ts';
import { type CommandProcess, endAllProcesses, startCommand } from '../support/processes.ts';
import { priceByHand } from '../support/proven-receipt.ts';

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-run-'));
  folders.push(folder);
  return folder;
}
afterAll(async () => {
  await endAllProcesses();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Every process that the command started, and theirs. */
function descendantsOf(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const children = rows.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return [...children, ...children.flatMap(descendantsOf)];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What a terminal does on Ctrl-C: the signal goes to the whole group. */
function pressCtrlC({ pid }: CommandProcess): void {
  process.kill(-pid, 'SIGINT');
}

const demo = (folder: string, httpPort: number, mqttPort: number): CommandProcess =>
  startCommand('demo', '--http-port', String(httpPort), '--mqtt-port', String(mqttPort), '--data', folder);

/** Ports from the first screen, which comes once the objects are there. */
async function untilReady(run: CommandProcess): Promise<{ origin: string; httpPort: number; mqttPort: number }> {
  const broker = await run.lines.until('the first screen names the broker', (line) => line.includes('mqtt://'));
  const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(broker)?.[0] ?? '';
  return { origin, httpPort: Number(new URL(origin).port), mqttPort: Number(/mqtt:\/\/127\.0\.0\.1:(\d+)/.exec(broker)?.[1]) };
}

/** Where the short link of each object with a printed label leads: its code. The screen at table-7 shows a new one every 30 s. */
async function codesOf(origin: string): Promise<readonly (string | null)[]> {
  const objects = ['pod-1', 'pod-2', 'bike-1', 'bike-2', 'bike-3', 'room-101'];
  const answers = await Promise.all(objects.map((objectId) => ask(origin, `/demo/${objectId}`)));
  return answers.map(({ headers }) => headers.get('location'));
}

/** What a set-up writes; a device's own columns are not its business. */
function givenRows(folder: string): unknown {
  const tables = ['tenants', 'venues', 'places', 'tariffs', 'tariff_texts', 'objects', 'tags', 'stays', 'stamps'];
  const devices = readDatabase(folder, (query) =>
    query('SELECT device_id, kind, public_x, password_hash, desired_ver, desired_json FROM devices ORDER BY 1'),
  );
  return { devices, content: hashOfContent(folder, tables) };
}

async function untilSession(browser: Browser, id: string, state: SessionView['state']): Promise<SessionView> {
  for (let version = -1; ; ) {
    const answer = await browser.open(`/api/v1/sessions/${id}?after=${version}&wait=8`, {
      headers: { accept: 'application/json' },
    });
    const view = jsonOf<SessionView>(answer, 200);
    if (view.state === state) return view;
    version = view.version;
  }
}

describe('Ctrl-C and a second run', () => {
  test('the first run stops cleanly, the second goes on with the same codes, persons and session', async () => {
    const folder = newFolder();
    const first = demo(folder, 0, 0);
    const { origin, httpPort, mqttPort } = await untilReady(first);
    const browser = createBrowser(origin);
    const offer = await browser.follow('/demo/pod-1');
    const started = await browser.submit(`${offer.path}/start`, fieldsOf(offer.text, `${offer.path}/start`));
    expect([started.status, started.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/sessions\/ses_/)]);
    const id = (started.headers.get('location') ?? '').slice('/sessions/'.length);
    await untilSession(browser, id, 'active');
    const codes = await codesOf(origin);

    const children = descendantsOf(first.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);
    pressCtrlC(first);
    expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
    expect(children.filter(isAlive)).toEqual([]);
    const before = givenRows(folder);

    const second = demo(folder, httpPort, mqttPort);
    await untilReady(second);
    expect(await codesOf(origin)).toEqual(codes);
    const kept = await untilSession(browser, id, 'active');
    expect(kept).toMatchObject({ sessionId: id, objectId: 'pod-1' });
    const stopped = await browser.submit(`/sessions/${id}/stop`, {});
    expect([stopped.status, stopped.headers.get('location')]).toEqual([303, `/sessions/${id}`]);
    const closed = await untilSession(browser, id, 'closed');
    const receipt = await browser.open(`/api/v1/sessions/${id}/receipt`, { headers: { accept: 'application/json' } });
    const bill = jsonOf<ReceiptJson>(receipt, 200);
    expect(bill.totalMinor).toBe(priceByHand('sleep-pod', bill.usage));
    expect(closed.end?.finalMinor).toBe(bill.totalMinor);
    pressCtrlC(second);
    expect(await second.ended).toMatchObject({ code: 0, stderr: '' });

    expect(givenRows(folder)).toEqual(before);
    expect(findBrokenRules(folder)).toEqual([]);
    const refused = await startCommand('serve', '--data', folder, '--http-port', '0', '--mqtts-port', '0').ended;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^data\.wrong-purpose: .*'demo'.*--data/m);
  });
});

describe('starting', () => {
  test.concurrent.each([
    { words: ['demo', '--mqtt-port', '0', '--http-port'], flag: '--http-port' },
    { words: ['demo', '--http-port', '0', '--mqtt-port'], flag: '--mqtt-port' },
    { words: ['serve', '--mqtts-port', '0', '--http-port'], flag: '--http-port' },
    { words: ['serve', '--mqtts-port', '0', '--http-port', '0', '--mqtt-port'], flag: '--mqtt-port' },
    { words: ['serve', '--http-port', '0', '--mqtts-port'], flag: '--mqtts-port' },
  ])('$words.0 on a taken port names the port and $flag', async ({ words, flag }) => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = squatter.address() as AddressInfo;
      const { code, stderr } = await startCommand(...words, String(port), '--data', newFolder()).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/^port\.taken: /m);
      expect(stderr).toContain(String(port));
      expect(stderr).toContain(flag);
    } finally {
      squatter.close();
    }
  });

  test.concurrent('serve on an empty folder answers, knows nobody, shares the folder with no other, and stops on SIGTERM', async () => {
    const words = ['serve', '--http-port', '0', '--mqtts-port', '0', '--data', join(newFolder(), 'new')];
    const served = startCommand(...words);
    const line = await served.lines.until('it tells its address', (text) => text.startsWith('Unlatch gateway: '));
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
    expect((await ask(origin, '/healthz')).status).toBe(200);
    expect((await ask(origin, '/readyz')).status).toBe(200);
    expect(problemOf(await ask(origin, '/api/v1/wallet')).code).toBe('identity.missing');
    expect((await ask(origin, '/demo/pod-1')).status).toBe(404);
    const second = await startCommand(...words).ended;
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^storage\.in-use: /m);
    process.kill(served.pid, 'SIGTERM');
    expect((await served.ended).code).toBe(0);
  });
});
