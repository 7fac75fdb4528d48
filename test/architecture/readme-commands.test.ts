// Every command that a README shows exists, with the flags shown.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { faultOf, findCommands, type Surroundings } from './readme-commands.ts';
import { listFiles, readText, repository } from './source-tree.ts';

const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
const exists = (path: string): boolean => existsSync(join(repository, path));
const commandTable = 'gateway/cli/unlatch.ts';

const loadProgram = async (): Promise<() => Command> => {
  const path: string = `../../${commandTable}`;
  return ((await import(path)) as { createProgram: () => Command }).createProgram;
};

describe('README files', () => {
  const shown = listFiles('.')
    .filter((path) => /(^|\/)README\.md$/.test(path))
    .flatMap((path) => findCommands(path, readText(path)));
  const faultsIn = async (around: Surroundings): Promise<string[]> => {
    const faults = await Promise.all(shown.map(async (command) => ({ command, fault: await faultOf(command.words, around) })));
    return faults.flatMap(({ command: { file, line, words }, fault }) =>
      fault === undefined ? [] : [`${file}:${line}: ${words.join(' ')}: ${fault}`],
    );
  };

  test('show npm scripts, files and commands that exist', async () => {
    expect(await faultsIn({ scripts, exists, createProgram: undefined })).toEqual([]);
  });

  test.skipIf(!exists(commandTable))(`show flags that the program knows (needs ${commandTable})`, async () => {
    expect(await faultsIn({ scripts, exists, createProgram: await loadProgram() })).toEqual([]);
  });
});

describe('commands in Markdown', () => {
  const found = (markdown: string): string[] =>
    findCommands('README.md', markdown).map(({ line, words }) => `${line} ${words.join(' ')}`);

  test('are found in sh blocks, joined and split as a shell does', () => {
    const markdown =
      '```sh\n# comment\nnpm ci && npm test\nA_B=1 unlatch demo \\\n  --once # later\n```\nnpm run prose\n```json\nnpm run data\n```';
    expect(found(markdown)).toEqual(['3 npm ci', '3 npm test', '5 unlatch demo --once']);
  });

  test('are found in console blocks only after the prompt', () => {
    expect(found('```console\n$ unlatch --version\n0.1.0\n```')).toEqual(['2 unlatch --version']);
  });

  test('keep quoted words whole', () => {
    expect(findCommands('', "```sh\nunlatch qr 'two words'\n```")[0]?.words).toEqual(['unlatch', 'qr', 'two words']);
  });
});

describe('a command', () => {
  const createProgram = (): Command => {
    const program = new Command('unlatch').version('0.0.0');
    program
      .command('demo')
      .option('--once')
      .addOption(new Option('--kind <kind>').choices(['bike']))
      .action(() => expect.unreachable('an action runs'));
    program.command('qr').command('sign').argument('<file>');
    return program;
  };
  const around: Surroundings = {
    scripts: { demo: 'tsx gateway/cli/unlatch.ts demo', unlatch: 'tsx gateway/cli/unlatch.ts', test: 'vitest' },
    exists: (path) => ['.ci/run', 'test/map.test.ts', 'gateway/cli/unlatch.ts'].includes(path),
    createProgram,
  };

  test.each([
    'npm ci',
    'npm test',
    'npm run demo',
    'npm run demo -- --once --kind bike',
    'npm run unlatch -- qr sign key.json',
    'npx unlatch demo --kind=bike',
    'unlatch --version',
    'unlatch demo --help',
    'bash .ci/run',
    'npx vitest run test/map.test.ts',
    'tsx gateway/cli/unlatch.ts demo --once',
    'cat gateway/*.sql',
    'git clone x',
  ])('is understood: %s', async (line) => {
    expect(await faultOf(line.split(' '), around)).toBeUndefined();
  });

  test.each([
    ['npm run dmeo', /no npm script/],
    ['npm run demo --once', /after --/],
    ['npm run demo -- --twice', /unknown option/],
    ['npm run unlatch -- deom', /unknown command/],
    ['unlatch demo --kind car', /Allowed choices/],
    ['unlatch demo --kind', /argument missing/],
    ['unlatch qr sign', /missing required argument/],
    ['unlatch demo surplus', /too many arguments/],
    ['bash .ci/walk', /no file/],
    ['cat test/gone.json', /no file/],
    ['tsx gateway/cli/unlatch.ts demo --twice', /unknown option/],
    ['frobnicate', /unknown command/],
  ])('is refused: %s', async (line, fault) => {
    expect(await faultOf(line.split(' '), around)).toMatch(fault);
  });
});
