// Program hands: the device is itself a program here; its hands are lines that it reads, and its power is its life.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gesturesOf } from '../gestures.ts';
import type { Hands } from '../wire.ts';

export type ProgramOptions = {
  readonly command: string;
  readonly kind: string;
  /** What is typed for one act, such as `pod-1 {act}`. */
  readonly line: string;
  /** What it stores lies here; null where its memory is not to be wiped. */
  readonly flash: string | null;
  /** What it says goes there. */
  readonly log: string;
  /** Nobody took its power away, and it is gone; its log is written. */
  readonly onEnded: (how: string) => void;
};

export type ProgramHands = Hands & { start(): void; stop(): Promise<void> };

const POWER_OFF_MS = 2_000;
/** How long sensors may take to see what a hand did. */
const SEEN_MS = 200;

export function createProgramHands({ command, flash, kind, line, log, onEnded }: ProgramOptions): ProgramHands {
  let child: ChildProcess | null = null;

  function start(): void {
    // A group of its own: what the shell started dies with it.
    const started = spawn(command, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    child = started;
    const told = createWriteStream(log, { flags: 'a' });
    started.stdout.pipe(told, { end: false });
    started.stderr.pipe(told, { end: false });
    started.stdin.on('error', () => {});
    started.on('close', (code, signal) => {
      const isUnasked = child === started;
      told.end(() => isUnasked && onEnded(signal ?? `exit code ${code}`));
    });
  }

  async function kill(): Promise<void> {
    const dying = child;
    child = null;
    if (dying?.pid === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
    const dead = once(dying, 'exit');
    process.kill(-dying.pid, 'SIGKILL');
    await dead;
  }

  async function cutPower(isWiped: boolean): Promise<void> {
    await kill();
    if (isWiped && flash !== null) rmSync(flash, { recursive: true, force: true });
    await wait(POWER_OFF_MS);
    start();
  }

  return {
    start,
    stop: kill,
    async make(gesture) {
      for (const act of gesturesOf(kind)[gesture]?.acts ?? []) child?.stdin?.write(`${line.replace('{act}', act)}\n`);
      await wait(SEEN_MS);
    },
    cutPower: () => cutPower(false),
    wipeMemory: flash === null ? null : () => cutPower(true),
  };
}
