// The lock of a key file: one holder at a time, a dead one is not waited for, and one that is taken for dead finds out.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KeyFileLock, type LockWaiting, lockKeyFile } from '../../../qr/key-file-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-key-lock-'));
  path = join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Each pause moves the hands and lets others act. */
function handClock(onPause: (nowMs: number) => void = () => {}): LockWaiting & { readonly nowMs: () => number } {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    async pause(spanMs) {
      nowMs += spanMs;
      onPause(nowMs);
    },
  };
}
async function taken(clock: LockWaiting = handClock()): Promise<KeyFileLock> {
  const lock = await lockKeyFile(path, clock);
  if (lock === null) throw new Error('the lock was not to be had');
  return lock;
}

/** What another process or another machine would have written. */
async function leaveBehind(change: { readonly pid?: number; readonly start?: string; readonly place?: string }): Promise<void> {
  const lock = await taken();
  const [token, pid, start, place] = readFileSync(`${path}.lock`, 'utf8').split('\n');
  lock.release();
  const left = [token, change.pid ?? pid, change.start ?? start, change.place ?? place, ''];
  writeFileSync(`${path}.lock`, left.join('\n'));
}

test('a second one waits until the first lets go, and nothing is left behind', async () => {
  const first = await taken();
  let wasHeld = true;
  const clock = handClock((nowMs) => {
    if (nowMs >= 5_000) first.release();
    wasHeld = first.isHeld();
  });
  const second = await taken(clock);
  expect(wasHeld).toBe(false);
  expect(clock.nowMs()).toBe(5_000);
  expect([first.isHeld(), second.isHeld()]).toEqual([false, true]);
  first.release();
  expect(second.isHeld()).toBe(true);
  second.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('one of a process that has ended is not waited for, nor one of an earlier process of the same number', async () => {
  const dead = spawnSync(process.execPath, ['--version']).pid;
  for (const left of [{ pid: dead }, { start: '1' }]) {
    await leaveBehind(left);
    const clock = handClock();
    (await taken(clock)).release();
    expect(clock.nowMs()).toBe(0);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('one of a process that runs is respected, whoever asks', async () => {
  await leaveBehind({ pid: process.ppid });
  const clock = handClock((nowMs) => {
    if (nowMs === 19_000) rmSync(`${path}.lock`);
  });
  (await taken(clock)).release();
  expect(clock.nowMs()).toBe(19_000);
});

test('one of another machine, or of a container with numbers of its own, is over after twenty silent seconds only', async () => {
  const dead = spawnSync(process.execPath, ['--version']).pid;
  await leaveBehind({ pid: dead, place: 'another machine' });
  const clock = handClock();
  (await taken(clock)).release();
  expect(clock.nowMs()).toBe(20_000);
});

test('a holder that was taken for dead finds out, and does not let go of what is another’s by now', async () => {
  const paused = await taken();
  const next = await taken(handClock());
  expect([paused.isHeld(), next.isHeld()]).toEqual([false, true]);
  paused.release();
  expect(next.isHeld()).toBe(true);
});

test('many who find the same dead holder get it one after the other', async () => {
  await leaveBehind({ start: '1' });
  let holders = 0;
  const most: number[] = [];
  const turn = async (): Promise<void> => {
    let nowMs = 0;
    const pause = (): Promise<void> => {
      nowMs += 1;
      return new Promise((resolve) => setImmediate(resolve));
    };
    const lock = await taken({ nowMs: () => nowMs, pause });
    holders += 1;
    most.push(holders);
    await pause();
    holders -= 1;
    lock.release();
  };
  await Promise.all(Array.from({ length: 20 }, turn));
  expect(most).toEqual(Array.from({ length: 20 }, () => 1));
  expect(readdirSync(folder)).toEqual([]);
});

test('one that was killed while it took the lock, or while it removed another’s, leaves nothing that stays', async () => {
  await leaveBehind({ start: '1' });
  const holder = readFileSync(`${path}.lock`, 'utf8');
  writeFileSync(`${path}.lock.${'0a'.repeat(8)}`, holder);
  writeFileSync(`${path}.lock.${createHash('sha256').update(holder).digest('hex').slice(0, 32)}`, '');
  const clock = handClock();
  (await taken(clock)).release();
  expect(clock.nowMs()).toBe(20_025);
  expect(readdirSync(folder)).toEqual([]);
});

test('where it goes from hand to hand all the while, whoever waits is told so after half a minute', async () => {
  const clock = handClock((nowMs) => writeFileSync(`${path}.lock`, `${nowMs}\n1\n1\nanother machine\n`));
  writeFileSync(`${path}.lock`, '0\n1\n1\nanother machine\n');
  expect(await lockKeyFile(path, clock)).toBeNull();
  expect(clock.nowMs()).toBe(30_000);
});
