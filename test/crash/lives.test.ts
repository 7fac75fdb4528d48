// Lives: the crash command as somebody starts it, for a few lives; as many as one likes are `npm run crash`.
import { afterAll, describe, expect, test } from 'vitest';
import { endAllProcesses, startProgram } from '../support/processes.ts';

afterAll(endAllProcesses);

const run = (...words: readonly string[]) => startProgram('test/crash/lives/crash.ts', words).ended;

describe('npm run crash', () => {
  test('ends lives at points of their own choice, finds nothing wrong, and counts what it did', async () => {
    const { code, stdout, stderr } = await run('--runs', '4', '--store', 'sqlite', '--seed', '7', '--jobs', '1');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^store sqlite, seed 7, \d+ s$/m);
    expect(stdout).toMatch(/^runs \d+ in \d+ worlds, kills 4, sessions \d+, money moved [\d.]+ CNY, violations 0$/m);
  });

  test('plays one world again at the points that it is told', async () => {
    const points = 'authorize-session:after-commit,wallet-authorize:after-call,group-commit:before';
    const { code, stdout } = await run('--store', 'sqlite', '--wallet', 'host', '--seed', '7-1', '--at', points);
    expect(code).toBe(0);
    for (const point of points.split(',')) expect(stdout).toMatch(new RegExp(`^ +1 +${point} `, 'm'));
  });

  test.each([
    ['no store oracle', ['--store', 'oracle']],
    ['no wallet cash', ['--wallet', 'cash']],
    ['no failpoint lunch', ['--at', 'lunch']],
    ['runs and jobs are counts', ['--runs', '0']],
  ])('says %s and how it is used', async (problem, words) => {
    const { code, stderr } = await run(...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^${problem}\nnpm run crash -- --runs N`));
  });
});
