// The command line as somebody meets it first: help and wrong usage are words and exit codes, never a stack trace.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function unlatch(words: readonly string[]): { status: number | null; out: string; err: string } {
  const node = ['--import', 'tsx', 'gateway/cli/unlatch.ts', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: root, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

test.each([
  ['--help', 0],
  ['receipt --help', 0],
  ['receipt verify --help', 0],
  ['qr --help', 0],
  ['receipt verify receipt.json', 2],
  ['receipt verify missing.json --keys missing.json', 2],
  ['qr read', 2],
  ['demo --kind unicorn', 2],
  ['demo --http-port abc', 2],
  ['demo --wallet cash', 2],
  ['demo --once --wallet-faults lose-reply=0.1', 2],
  ['demo --once --wallet host --wallet-faults lose-reply', 2],
  ['wallet reference --help', 0],
  ['wallet reference host', 2],
  ['labels prnt', 2],
  ['labels print --colour red', 2],
  ['labels list --data ./no-such-folder', 2],
  ['sim', 2],
  ['venues --data ./no-such-folder', 2],
  ['audit --anchor ./no-such-file', 2],
  ['payout --tenant demo --venue venue-1 --currency CNY', 2],
])('unlatch %s ends with %i and no stack trace', (line, status) => {
  const ended = unlatch(line.split(' '));
  expect(ended.status).toBe(status);
  expect(ended.err).not.toMatch(/^\s+at /m);
  expect(status === 0 ? ended.out : ended.err).not.toBe('');
});

test('a reader who has seen enough ends a command quietly', () => {
  const line = `"${process.execPath}" --import tsx gateway/cli/unlatch.ts wallet openapi | head -n 1`;
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], { cwd: root, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{\n', stderr: '' });
});
