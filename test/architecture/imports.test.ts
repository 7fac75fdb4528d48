// The house imports as its table says; and a bad house, built here, is caught rule by rule.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeImports, type Violation } from './import-rules.ts';
import { areas, packageHomes, shippedFolders } from './rules.ts';
import { listSources, readText, repository } from './source-tree.ts';

describe('the imports of the house', () => {
  test('break no rule', async () => {
    const folders = [...shippedFolders, 'test', '.ci'].filter((folder) => existsSync(join(repository, folder)));
    const { judged, violations } = await judgeImports(repository, folders);
    expect(violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`)).toEqual([]);
    expect(judged).toBeGreaterThan(20);
  });

  test('are judged in every file: each belongs to an area of the table', () => {
    const homeless = listSources().filter(
      (path) => /\.tsx?$/.test(path) && !areas.some((area) => new RegExp(area.path).test(path)),
    );
    expect(homeless).toEqual([]);
  });

  test('come from packages that have a home', () => {
    const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies).filter((name) => !(name in packageHomes))).toEqual([]);
  });
});

/** A bad house: each file breaks the named rule, or none. */
const badHouse: readonly { path: string; text: string; breaks: string | undefined }[] = [
  { path: 'firmware-protocol/index.ts', text: 'export const a = 1;', breaks: undefined },
  { path: 'firmware-protocol/codec.ts', text: "import '../qr/sign.ts';", breaks: 'firmware-protocol imports only what it may' },
  { path: 'firmware-protocol/disk.ts', text: "import 'node:fs';", breaks: 'firmware-protocol reaches no machine' },
  { path: 'firmware-protocol/hash.ts', text: "import 'node:crypto';", breaks: undefined },
  { path: 'firmware-protocol/ring-a.ts', text: "import type { B } from './ring-b.ts';\nexport type A = B;", breaks: 'no cycles' },
  { path: 'firmware-protocol/ring-b.ts', text: "import type { A } from './ring-a.ts';\nexport type B = A;", breaks: undefined }, // a cycle is reported once
  { path: 'qr/index.ts', text: "export { a } from '#protocol';", breaks: undefined },
  {
    path: 'qr/sign.ts',
    text: "import '../firmware-protocol/index.ts';",
    breaks: 'other folders reach firmware-protocol as #protocol',
  },
  { path: 'qr/deep.ts', text: "import '../firmware-protocol/hash.ts';", breaks: 'qr imports only what it may' },
  { path: 'device-sim/index.ts', text: "import '#qr';", breaks: 'device-sim imports only what it may' },
  { path: 'gateway/domain/money.ts', text: "import '#protocol';", breaks: undefined },
  {
    path: 'gateway/domain/hold.ts',
    text: "import type { S } from '../ports/store.ts';",
    breaks: 'gateway/domain imports only what it may',
  },
  { path: 'gateway/domain/page.ts', text: "import 'hono';", breaks: 'hono has one home' },
  { path: 'gateway/domain/label.ts', text: "import '#qr';", breaks: 'gateway/domain imports only what it may' },
  { path: 'gateway/ports/store.ts', text: 'export type S = 1;', breaks: undefined },
  { path: 'gateway/ports/lost.ts', text: "import './nowhere.ts';", breaks: 'every import resolves' },
  { path: 'gateway/journey/1-resolve-scan.ts', text: "import '#qr';", breaks: undefined },
  {
    path: 'gateway/journey/3-send-command.ts',
    text: "import '../mqtt/relay.ts';",
    breaks: 'gateway/journey imports only what it may',
  },
  { path: 'gateway/journey/run-step.ts', text: 'export {};', breaks: undefined },
  { path: 'gateway/during/join.ts', text: "import '../journey/run-step.ts';", breaks: undefined },
  {
    path: 'gateway/during/top-up.ts',
    text: "import '../storage/rows.ts';",
    breaks: 'gateway/during imports only what it may',
  },
  { path: 'gateway/during/pair-stay.ts', text: "import '../journey/1-resolve-scan.ts';", breaks: undefined },
  {
    path: 'gateway/journey/9-thank.ts',
    text: "import '../during/join.ts';",
    breaks: 'gateway/journey imports only what it may',
  },
  { path: 'gateway/mqtt/relay.ts', text: "import '../journey/1-resolve-scan.ts';", breaks: undefined },
  { path: 'gateway/mqtt/disk.ts', text: "import '../storage/rows.ts';", breaks: 'gateway/mqtt imports only what it may' },
  {
    path: 'gateway/storage/rows.ts',
    text: "import '../journey/1-resolve-scan.ts';",
    breaks: 'gateway/storage imports only what it may',
  },
  { path: 'gateway/http/app.ts', text: "import 'hono';\nimport '../web/page.ts';", breaks: undefined },
  { path: 'gateway/http/scan.ts', text: "import '#qr';", breaks: 'gateway/http imports only what it may' },
  { path: 'gateway/http/routes/scan.ts', text: "import '#qr';\nimport '../app.ts';", breaks: undefined },
  { path: 'gateway/http/odd.ts', text: "import 'left-pad';", breaks: 'every npm package has a home' },
  { path: 'gateway/web/page.ts', text: "import '../http/odd.ts';", breaks: 'gateway/web imports only what it may' },
  { path: 'gateway/compose.ts', text: "import './mqtt/relay.ts';\nimport './storage/rows.ts';", breaks: undefined },
  { path: 'gateway/index.ts', text: "import './compose.ts';", breaks: undefined },
  { path: 'gateway/main.ts', text: "import './mqtt/relay.ts';", breaks: 'gateway/main and index imports only what it may' },
  { path: 'gateway/cli/demo/demo.ts', text: "import '#sim';\nimport '../../index.ts';", breaks: undefined },
  { path: 'gateway/timer/pump.ts', text: "import '../cli/demo/demo.ts';", breaks: 'gateway/timer imports only what it may' },
  { path: 'gateway/telemetry/log.ts', text: "import '#sim';", breaks: 'gateway/telemetry imports only what it may' },
  { path: 'test/any.ts', text: "import '../gateway/domain/hold.ts';", breaks: undefined },
];

const surroundings: Readonly<Record<string, string>> = {
  'package.json': readText('package.json'),
  'node_modules/hono/package.json': '{ "name": "hono", "version": "1.0.0", "main": "index.js" }',
  'node_modules/hono/index.js': '',
  'node_modules/left-pad/package.json': '{ "name": "left-pad", "version": "1.0.0", "main": "index.js" }',
  'node_modules/left-pad/index.js': '',
};

describe('a bad house', () => {
  const top = mkdtempSync(join(tmpdir(), 'bad-house-'));
  let violations: readonly Violation[] = [];

  beforeAll(async () => {
    const files = [...Object.entries(surroundings), ...badHouse.map(({ path, text }) => [path, text] as const)];
    for (const [path, text] of files) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), text);
    }
    ({ violations } = await judgeImports(top, [...shippedFolders, 'test']));
  });
  afterAll(() => rmSync(top, { recursive: true }));

  test.each(badHouse)('$path breaks: $breaks', ({ path, breaks }) => {
    const broken = new Set(violations.filter(({ from }) => from === path).map(({ rule }) => rule));
    expect([...broken]).toEqual(breaks === undefined ? [] : [breaks]);
  });
});
