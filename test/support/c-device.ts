// C device: the reference core of firmware-protocol/reference/c, built with the machine's compiler, as a process beside the gateway.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createFeed, type Feed } from './feed.ts';

/** Where the core lies. */
export const C_FOLDER = fileURLToPath(new URL('../../firmware-protocol/reference/c/', import.meta.url));

function findCompiler(): boolean {
  const input = '#include <sodium.h>\n#include <mosquitto.h>\n';
  const compiled = spawnSync('cc', ['-std=c99', '-E', '-x', 'c', '-'], { input, stdio: ['pipe', 'ignore', 'ignore'] });
  return compiled.status === 0 && spawnSync('make', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** True where `cc`, `make`, libsodium and libmosquitto are. */
export const hasCompiler = findCompiler();

/** True where cppcheck is. */
export const hasCppcheck = spawnSync('cppcheck', ['--version'], { stdio: 'ignore' }).status === 0;

/** Runs `make`; rejects with what it wrote when it fails. @param words such as `test` or `BUILD=folder` */
export async function makeInC(...words: readonly string[]): Promise<string> {
  const child = spawn('make', ['-C', C_FOLDER, '-s', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  child.stdout.on('data', (text: Buffer) => {
    written += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    written += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`make ${words.join(' ')} ended with ${code}:\n${written}`);
  return written;
}

/** Builds the host program with the address sanitizer into a folder; what it does wrong shows in its exit code. */
export async function buildCDevice(folder: string): Promise<string> {
  await makeInC('all', `BUILD=${folder}`, '-j2', 'CFLAGS=-O1 -fsanitize=address');
  return join(folder, 'o2o-host');
}

export type CDevice = {
  /** What it tells: a word, then what it is about. */
  readonly lines: Feed<string>;
  /** The next line that begins so, or one that was there already from `after` on; returns what follows. */
  until(beginning: string, after?: number): Promise<string>;
  /** A hand at the object, such as `flipWallSwitch`. */
  act(line: string): void;
  /** Ends without a word, as a power cut does. */
  powerCut(): Promise<void>;
  stop(): Promise<number | null>;
};

/** @param words options of the host program */
export function startCDevice(program: string, words: readonly string[]): CDevice {
  const child = spawn(program, [...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const lines = createFeed<string>();
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  return {
    lines,
    async until(beginning, after = 0) {
      try {
        const line = await lines.until(beginning, (each) => each.startsWith(beginning), after);
        return line.slice(beginning.length).trim();
      } catch (cause) {
        throw new Error(`no "${beginning}" among:\n${lines.all().join('\n')}`, { cause });
      }
    },
    act: (line) => void child.stdin.write(`${line}\n`),
    async powerCut() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      return ended;
    },
  };
}
