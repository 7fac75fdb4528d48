// `unlatch labels print` against a gateway as it is served: every format, names in any language, and a print that is killed half-way.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { parseLink, parseShortCode } from '#qr';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { readConfig } from '../../../gateway/config.ts';
import { runCommand } from '../../support/command-line.ts';
import { deviceSetup, objectSetup, venueSetup } from '../../support/records.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const LONG_MS = 240_000;
const NAMES = ['睡眠舱 一号', 'Größe één – Zürich', 'Phòng khách 3', 'Велосипед 17'];
let folder: string;
let gateway: Gateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-print-'));
  const config = readConfig({
    ...{ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://q.example.com', log: createRecordedLog() },
  });
  const objects = NAMES.map((name, at) => objectSetup({ objectId: `pod-${at}`, deviceId: `dev-${at}`, name }));
  const devices = NAMES.map((_, at) => deviceSetup({ deviceId: `dev-${at}` }));
  await gateway.store.setUpVenue(venueSetup({ objects, devices, tags: [] }));
}, LONG_MS);
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const print = (...words: readonly string[]) => runCommand('labels', 'print', '--data', folder, ...words);

async function printed(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await print(...words);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}
const refusedWith = async (...words: readonly string[]): Promise<string> =>
  (await print(...words)).stderr.trim().split('\n').at(-1) ?? '';

/** url, short code, name of each line. */
function readTable(name: string): readonly (readonly string[])[] {
  const [head, ...lines] = readFileSync(at(name), 'utf8').trimEnd().split('\r\n');
  expect(head).toBe('\uFEFFurl,short code,name,kind,place');
  return lines.map((line) => line.split(','));
}

test('labels for all objects: each has a link of its own, a short code, and its name as it is written', async () => {
  expect(await printed('--objects', 'all', '--batch', 'hall-a', '--as', 'csv', '--out', at('a.csv'))).toMatch(
    /^4 labels of batch hall-a in .*a\.csv\n$/,
  );
  const rows = readTable('a.csv');
  expect(rows.map(([, , name, kind]) => [name, kind])).toEqual(NAMES.map((name) => [name, 'sleep-pod']));
  expect(new Set(rows.map(([url]) => url)).size).toBe(4);
  for (const [url = '', code = ''] of rows) {
    expect(parseLink(url)).toMatchObject({ ok: true, value: { origin: gateway.origin } });
    expect(parseShortCode(code).ok).toBe(true);
  }
  expect(readdirSync(folder).filter((name) => /unfinished|\.part$/.test(name))).toEqual([]);
});

test('a batch is printed again as the same labels, in other formats', async () => {
  const before = readTable('a.csv');
  await printed('--batch', 'hall-a', '--as', 'csv', '--out', at('again.csv'));
  expect(readTable('again.csv')).toEqual(before);
  const sheets = await printed('--batch', 'hall-a', '--out', at('a.pdf'), '--start', '20', '--copies', '2');
  expect(sheets).toContain('a.pdf, 63.5 x 38.1 mm each\n');
  expect(readFileSync(at('a.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  const roll = ['--as', 'zpl', '--dpi', '203', '--label', '57x32mm'];
  expect(await printed('--batch', 'hall-a', ...roll, '--out', at('a.zpl'))).toMatch(/\.zpl, 57 x 32 mm each\n$/);
  expect(readFileSync(at('a.zpl'), 'utf8').match(/\^XA.*\^XZ\n/g)).toHaveLength(4);
  expect(await printed('--batch', 'hall-a', '--as', 'png', '--out', at('a.zip'))).toMatch(/\.zip, 42 x 57 mm each\n$/);
  const shown = await printed('--batch', 'hall-a', '--as', 'terminal');
  for (const [url, code, name] of before) for (const said of [url, code, name]) expect(shown).toContain(said);
});

test('a printed label leads to its object', async () => {
  const [[url = ''] = []] = readTable('a.csv');
  const page = await fetch(url, { redirect: 'manual' });
  expect([page.status, page.headers.get('location')]).toEqual([302, expect.stringMatching(/\/s\//)]);
});

test('objects without a label are found, and nothing is printed where there are none', async () => {
  expect(await refusedWith('--objects', 'unlabelled', '--out', at('none.pdf'))).toMatch(
    /^print\.nothing: .*each of its objects has a label/,
  );
  expect(existsSync(at('none.pdf.unfinished'))).toBe(false);
});

test.each<[string, readonly string[]]>([
  ['flag.missing', []],
  ['flag.conflict', ['--count', '3', '--objects', 'all']],
  ['flag.malformed', ['--count', '0']],
  ['flag.malformed', ['--count', '3', '--per-file', 'x']],
  ['sheet.unknown', ['--count', '3', '--sheet', 'avery-1']],
  ['sheet.off-page', ['--count', '3', '--grid', '9x9', '--label', '60x60mm']],
  ['label.too-large', ['--count', '3', '--as', 'zpl', '--dpi', '600', '--label', '999x999mm']],
  ['print.shift-negative', ['--count', '3', '--as', 'zpl', '--label', '57x32mm', '--shift=-1,0']],
  ['flag.malformed', ['--count', '3', '--grid', '3x', '--label', '60x60mm']],
  ['sheet.start-past', ['--count', '3', '--start', '22']],
  ['flag.missing', ['--objects', 'all', '--as', 'zpl']],
  ['flag.conflict', ['--count', '3', '--as', 'zpl', '--label', '57x32mm', '--sheet', 'avery-5160']],
  ['flag.conflict', ['--batch', 'hall-a', '--as', 'png', '--out', '@x.png']],
  ['venue.unknown', ['--count', '3', '--venue', 'nowhere']],
  ['object.unknown', ['--objects', 'pod-0,pod-99', '--second']],
  ['object.unknown', ['--objects', 'pod-99']],
  ['code.second-label', ['--objects', 'all']],
  ['code.second-label', ['--objects', 'pod-0']],
  ['label.batch-unknown', ['--batch', 'never-made']],
  ['label.batch-differs', ['--batch', 'hall-a', '--count', '9']],
  ['label.batch-differs', ['--batch', 'hall-a', '--issuer', 'https://other.example.com']],
  ['request.malformed', ['--batch', 'Hall A!', '--count', '9']],
  ['file.exists', ['--batch', 'hall-a', '--as', 'csv', '--out', '@a.csv']],
  ['file.unreadable', ['--batch', 'hall-a', '--font', '@no-font.ttf']],
  ['font.unreadable', ['--batch', 'hall-a', '--font', '@a.csv']],
  ['file.unwritable', ['--batch', 'hall-a', '--out', '@nowhere/x.pdf']],
  ['label.too-small', ['--batch', 'hall-a', '--grid', '5x20', '--label', '18x14mm']],
])('%s: %j', async (code, words) => {
  const given = words.map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));
  const out = given.includes('--out') ? [] : ['--out', at('refused.pdf')];
  expect(await refusedWith(...given, ...out)).toMatch(new RegExp(`^${code.replace('.', '\\.')}: `));
  expect(existsSync(at('refused.pdf'))).toBe(false);
  if (code === 'label.too-small') rmSync(at('refused.pdf.unfinished'));
  expect(existsSync(at('refused.pdf.unfinished'))).toBe(false);
});

test('a second label on an object is told with the flags of a print, and the same batch again is none', async () => {
  expect(await refusedWith('--objects', 'all', '--out', at('refused.pdf'))).toMatch(
    /^code\.second-label: .*睡眠舱 一号.* Next: --objects unlabelled .*--second /,
  );
  const before = readTable('a.csv');
  await printed('--objects', 'all', '--batch', 'hall-a', '--as', 'csv', '--out', at('same.csv'));
  expect(readTable('same.csv')).toEqual(before);
});

test('a batch that cannot be called like that is told by its flag, and an object that there is not by its id', async () => {
  const refused = (...words: readonly string[]) => refusedWith(...words, '--out', at('refused.pdf'));
  expect(await refused('--batch', 'Spring 2026', '--count', '3')).toMatch(
    /^request\.malformed: --batch: a batch is named by 1 to 64 of a-z 0-9 _ - such as spring-2026$/,
  );
  expect(await refused('--objects', 'pod-0,pod-99', '--second')).toMatch(
    /^object\.unknown: There is no object pod-99 here\. Next: /,
  );
});

test('level M is proposed to whoever asked for Q only', async () => {
  const words = ['--batch', 'hall-a', '--grid', '5x20', '--label', '18x14mm', '--out', at('small.pdf')];
  const steps: string[] = [];
  for (const level of [[], ['--level', 'M'], ['--level', 'Q']]) {
    steps.push(/Next: ([^;]*);/.exec(await refusedWith(...words, ...level))?.[1] ?? '');
    rmSync(at('small.pdf.unfinished'));
  }
  expect(steps).toEqual(['Take a larger label', 'Take a larger label', 'Take a larger label, or --level M']);
});

test('a name that no font has is refused before anything is drawn, and goes on with a font or another name', async () => {
  const odd = objectSetup({ objectId: 'pod-odd', deviceId: 'dev-odd', name: 'Pod 𐎀' });
  await gateway.store.setUpVenue(venueSetup({ objects: [odd], devices: [deviceSetup({ deviceId: 'dev-odd' })], tags: [] }));
  expect(await refusedWith('--objects', 'unlabelled', '--out', at('odd'))).toMatch(
    /^label\.letters-missing: .*𐎀 of 'Pod 𐎀'.*Next: Give --font/,
  );
  expect(await printed('--objects', 'unlabelled', '--out', at('odd'), '--as', 'csv')).toMatch(/^1 label of batch /);
  const [row = []] = readTable('odd');
  expect(row[2]).toBe('Pod 𐎀');
});

test('what has ended is not printed again, and a reprint is a batch like any other', async () => {
  const [lost, replaced, ...rest] = readTable('a.csv').map(([, code = '']) => code);
  const labels = (...words: readonly string[]) => runCommand('labels', ...words, '--data', folder);
  expect(await labels('lose', lost ?? '')).toMatchObject({ code: 0 });
  expect(await printed('--batch', 'hall-a', '--as', 'csv', '--out', at('rest.csv'))).toMatch(
    /^3 labels of batch hall-a in .*\nleft out, because they are replaced, lost or revoked: 1\n$/,
  );
  expect(readTable('rest.csv').map(([, code]) => code)).toEqual([replaced, ...rest]);
  const said = await labels('reprint', replaced ?? '');
  expect(said).toMatchObject({ code: 0 });
  const batch = /reprint-[0-9a-f]+/.exec(said.stdout)?.[0] ?? '';
  await printed('--batch', batch, '--as', 'csv', '--out', at('reprint.csv'));
  expect(readTable('reprint.csv').map(([, , name]) => name)).toEqual([NAMES[1]]);
});

test('a calibration sheet needs no gateway', async () => {
  const { code, stdout } = await runCommand(
    'labels',
    'calibrate',
    '--sheet',
    'avery-5160',
    '--shift',
    '-0.5,1',
    '--out',
    at('cal.pdf'),
  );
  expect([code, stdout]).toEqual([0, `written to ${at('cal.pdf')}\n`]);
  expect(readFileSync(at('cal.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
});

/** A process of its own, killed as soon as it says that a tenth is printed. */
async function killHalfWay(words: readonly string[], when: RegExp): Promise<string> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const node = ['--import', 'tsx', 'gateway/cli/unlatch.ts', 'labels', 'print', '--data', folder, ...words];
  const child = spawn(process.execPath, node, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (when.test(line)) child.kill('SIGKILL');
  });
  await ended;
  return `${child.signalCode}: ${said.join('\n')}`;
}

test(
  'killed while it issues and again while it draws, the same command ends with every label once',
  async () => {
    const words = [
      '--count',
      '600',
      '--batch',
      'blanks',
      '--as',
      'zpl',
      '--dpi',
      '203',
      '--label',
      '40x30mm',
      '--per-file',
      '50',
      '--out',
      at('b.zpl'),
    ];
    expect(await killHalfWay(words, /^issued/)).toMatch(/^SIGKILL: issued/);
    expect(existsSync(at('b.zpl.unfinished'))).toBe(true);
    expect(await killHalfWay(words, /^printed .* 2[0-9]{2}\/600/)).toMatch(/^SIGKILL: going on with batch blanks/);
    const first = readFileSync(at('b-01.zpl'), 'utf8');
    const half = readdirSync(folder).filter((name) => /^b-[0-9]{2}\.zpl$/.test(name));
    expect(half.length).toBeGreaterThanOrEqual(3);
    expect(half.length).toBeLessThan(12);

    expect(await printed(...words)).toMatch(/^600 labels of batch blanks in .*b-01\.zpl to .*b-12\.zpl, 40 x 30 mm each\n$/);
    expect(readFileSync(at('b-01.zpl'), 'utf8')).toBe(first);
    const files = readdirSync(folder).filter((name) => name.startsWith('b'));
    expect(files.sort()).toEqual(Array.from({ length: 12 }, (_, no) => `b-${String(no + 1).padStart(2, '0')}.zpl`));
    const labels = files.flatMap((file) => readFileSync(at(file), 'utf8').trimEnd().split('\n'));
    expect(labels).toHaveLength(600);
    expect(new Set(labels).size).toBe(600);
    await printed('--batch', 'blanks', '--as', 'csv', '--out', at('blanks.csv'));
    expect(new Set(readTable('blanks.csv').map(([url]) => url)).size).toBe(600);
  },
  LONG_MS,
);

test('another print does not take over what is under way', async () => {
  writeFileSync(at('c.pdf.unfinished'), '{}');
  expect(await refusedWith('--count', '3', '--out', at('c.pdf'))).toMatch(/^print\.other-job: .*Next: .*c\.pdf\.unfinished/);
});
