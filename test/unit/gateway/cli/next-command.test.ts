// What to type next: it works as it stands, in the shell of whoever copies it.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { nextCommand } from '../../../../gateway/cli/next-command.ts';

test('the folder and the tenant of the command before go with it; the usual folder is not said', () => {
  expect(nextCommand('labels list', { data: './.unlatch' })).toBe('unlatch labels list');
  expect(nextCommand('labels list', { data: './.unlatch/serve', tenant: 'pvg' })).toBe(
    'unlatch labels list --data ./.unlatch/serve --tenant pvg',
  );
});

test.each(['/srv/data of ann', "/srv/ann's", '/srv/$HOME', '/srv/`id`', '数据', 'a;b'])('%s is one word for a shell', (data) => {
  const typed = nextCommand('labels', { data }).replace('unlatch labels --data ', '');
  expect(execFileSync('sh', ['-c', `printf %s ${typed}`]).toString()).toBe(data);
});
