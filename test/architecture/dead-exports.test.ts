// Nothing is kept that nobody uses: files, exports and packages, as knip sees them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readText, repository } from './source-tree.ts';

const knip = join(repository, 'node_modules', 'knip', 'bin', 'knip.js');

const findDead = (directory: string): { status: number | null; said: string } => {
  const words = [knip, '--directory', directory, '--no-progress', '--no-config-hints', '--reporter', 'compact'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', cwd: directory });
  return { status, said: `${stdout}${stderr}`.trim() };
};

test('no file, export or package is left unused', () => {
  const { status, said } = findDead(repository);
  expect(said).toBe('');
  expect(status).toBe(0);
});

test('a dead export, file and package are found', () => {
  const { knip: rules } = JSON.parse(readText('package.json')) as { knip: object };
  const top = mkdtempSync(join(tmpdir(), 'dead-house-'));
  const write = (path: string, text: string): void => writeFileSync(join(top, path), text);
  mkdirSync(join(top, 'qr'));
  write(
    'package.json',
    JSON.stringify({ name: 'dead-house', type: 'module', dependencies: { 'left-pad': '1.0.0' }, knip: rules }),
  );
  write('qr/index.ts', "import { alive } from './tag.ts';\nconsole.log(alive);\n");
  write('qr/tag.ts', 'export const alive = 1;\nexport const dead = 2;\n');
  write('qr/lost.ts', 'export {};\n');
  const { status, said } = findDead(top);
  rmSync(top, { recursive: true });
  expect(status).toBe(1);
  expect(said).toMatch(/qr\/tag\.ts.*dead/);
  expect(said).toMatch(/qr\/lost\.ts/);
  expect(said).toMatch(/left-pad/);
});
