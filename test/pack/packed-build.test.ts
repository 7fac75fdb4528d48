// What `npm pack` makes is whole: unpacked in an empty folder, with its own dependencies only, the program runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPicture } from '../../qr/read.ts';
import valid from '../../qr/vectors/valid.json' with { type: 'json' };

const repository = fileURLToPath(new URL('../..', import.meta.url));
const source = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  version: string;
  bin: { unlatch: string };
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

const link = valid[0]?.link ?? '';
/** The compiler and npm together; a busy machine takes its time. */
const BUILD_MS = 400_000;
const commandTable = join(repository, 'gateway', 'cli', 'unlatch.ts');
const program = existsSync(commandTable)
  ? ((await import(pathToFileURL(commandTable).href)) as { createProgram: () => Command }).createProgram()
  : undefined;
const demo = program?.commands.find((command) => command.name() === 'demo');
const playsOnce = demo?.options.some((option) => option.long === '--once') ?? false;

/** Packs, unpacks, and links the production dependencies: their own come from the repository's node_modules. */
function unpack(top: string): string {
  const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', top], { cwd: repository, encoding: 'utf8' });
  expect(packed.status, `${packed.stdout}${packed.stderr}`).toBe(0);
  const tarball = readdirSync(top).find((name) => name.endsWith('.tgz')) ?? '';
  expect(spawnSync('tar', ['-xzf', tarball], { cwd: top }).status).toBe(0);
  const wanted = Object.keys({ ...source.dependencies, ...source.optionalDependencies });
  // Optional ones are there only where their engine fits.
  for (const name of wanted.filter((each) => existsSync(join(repository, 'node_modules', each)))) {
    const link = join(top, 'package', 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), link, 'dir');
  }
  return join(top, 'package');
}

describe('the packed build', () => {
  const top = mkdtempSync(join(tmpdir(), 'packed-'));
  const emptyFolder = join(top, 'empty');
  let unpacked = '';
  const run = (file: string, words: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(file, words, { cwd: emptyFolder, encoding: 'utf8', timeout: 90_000 });

  beforeAll(() => {
    mkdirSync(emptyFolder);
    unpacked = unpack(top);
  }, BUILD_MS);
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  test('holds the build, the licence and the README, and no sources', () => {
    expect(readdirSync(unpacked).filter((name) => name !== 'node_modules')).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'package.json']),
    );
    const files = readdirSync(join(unpacked, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((path) => /\.tsx?$|(^|[\\/])test[\\/]/.test(path))).toEqual([]);
  });

  test('opens its doors by name: #protocol, #qr and #sim mean the built files', () => {
    const { imports } = JSON.parse(readFileSync(join(unpacked, 'dist', 'package.json'), 'utf8')) as {
      imports: Record<string, string>;
    };
    const names = Object.entries(imports).flatMap(([name, path]) => (existsSync(join(unpacked, 'dist', path)) ? [name] : []));
    expect(names).toContain('#protocol');
    const script = `for (const name of ${JSON.stringify(names)}) await import(name);`;
    const tried = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(unpacked, 'dist'),
      encoding: 'utf8',
    });
    expect(tried.stderr).toBe('');
    expect(tried.status).toBe(0);
  });

  test('prints a label: fonts, the painter and the document writer come along', async () => {
    const script = `
      const { createMatrix, findSheet, openLabelPress } = await import('#qr');
      const { buffer } = await import('node:stream/consumers');
      const { PassThrough } = await import('node:stream');
      const press = (await openLabelPress()).value;
      const words = { name: '睡眠舱 Größe', shortCode: '7K3M-Q9TX-8', host: 'q.example.com', notice: '' };
      const label = press.plan(words, { widthMm: 63.5, heightMm: 38.1 }, createMatrix(${JSON.stringify(link)}, 'M')).value;
      const out = new PassThrough();
      const read = buffer(out);
      const arrangement = { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 };
      async function* once() { yield label; }
      await press.writeSheets(out, findSheet('avery-l7160'), once(), { count: 1, arrangement, title: 'labels' });
      const png = Buffer.from((await press.toPng(label, 300)).value).toString('base64');
      console.log(JSON.stringify({ png, pdf: (await read).toString('latin1', 0, 8), svg: press.toSvg(label).length }));`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(unpacked, 'dist'),
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const printed = JSON.parse(stdout) as { png: string; pdf: string; svg: number };
    expect(printed.pdf).toBe('%PDF-1.3');
    expect(printed.svg).toBeGreaterThan(10_000);
    expect(await readPicture(Buffer.from(printed.png, 'base64'))).toEqual([link]);
    expect(readdirSync(join(unpacked, 'dist', 'qr', 'fonts'))).toContain('OFL.txt');
  });

  test.skipIf(program === undefined)('says its version (needs gateway/cli/unlatch.ts)', () => {
    const { status, stdout, stderr } = run(join(unpacked, source.bin.unlatch), ['--version']);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(source.version);
    expect(status).toBe(0);
  });

  test.skipIf(!playsOnce)('plays the demo once in an empty folder (needs unlatch demo --once)', () => {
    const { status, stdout, stderr } = run(join(unpacked, source.bin.unlatch), ['demo', '--once']);
    expect(status, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toContain('receipt');
  });
});
