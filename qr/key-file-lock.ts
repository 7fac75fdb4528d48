// The lock of a key file: who reads, changes and writes it is alone with it, here and on other machines that share its folder.
import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { removeBeside } from './key-file.ts';

export type KeyFileLock = {
  /** False when somebody took this holder for dead: it must not write any more. */
  isHeld(): boolean;
  release(): void;
};

/** How to wait for a holder; time only goes forward, and no other machine's clock is asked. */
export type LockWaiting = { readonly nowMs: () => number; readonly pause: (spanMs: number) => Promise<void> };

/** Many times what a holder needs to open and seal a file: one that is not seen to let go for so long is dead. */
const SILENT_MS = 20_000;
const LONGEST_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 25;

/** Process numbers mean the same to two processes only within one start of a machine and one container. */
function place(): string {
  const told = (read: () => string): string => {
    try {
      return read().trim();
    } catch {
      // Only Linux tells; elsewhere the machine's name has to do.
      return '';
    }
  };
  const boot = told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return [hostname(), boot, told(() => readlinkSync('/proc/self/ns/pid'))].join(' ');
}

/** Says of a number that was given again that its bearer is another one. */
const startOfThis = (): string => String(performance.timeOrigin);

function isDead(holder: string): boolean {
  const [, pid, start, where] = holder.split('\n');
  if (where !== place()) return false;
  if (Number(pid) === process.pid) return start !== startOfThis();
  try {
    return !process.kill(Number(pid), 0);
  } catch (cause) {
    // EPERM: it runs, and is another user's.
    return (cause as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function readHolder(lockPath: string): string | null {
  try {
    return readFileSync(lockPath, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** Linked and not written in place: nobody ever reads half a holder. */
function take(lockPath: string, holder: string): boolean {
  const draft = `${lockPath}.${randomBytes(8).toString('hex')}`;
  try {
    writeFileSync(draft, holder, { mode: 0o600, flag: 'wx' });
    linkSync(draft, lockPath);
    return true;
  } catch (cause) {
    // ENOENT: a holder swept the draft away, so there is a holder.
    if (['EEXIST', 'ENOENT'].includes((cause as NodeJS.ErrnoException).code ?? '')) return false;
    throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What killed processes left beside the lock. Whoever holds it may take the drafts of those who come too late anyway. */
const sweep = (lockPath: string): void => removeBeside(lockPath, /^\.[0-9a-f]{16}$/);

const claimOf = (lockPath: string, holder: string): string =>
  `${lockPath}.${createHash('sha256').update(holder).digest('hex').slice(0, 32)}`;

/** Of several who found the same holder dead one removes its lock, and none the lock of whoever came next. */
function removeOf(lockPath: string, holder: string): boolean {
  const claim = claimOf(lockPath, holder);
  try {
    writeFileSync(claim, '', { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
  try {
    if (readHolder(lockPath) === holder) rmSync(lockPath);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

/** @returns null when others held it all the while. */
export async function lockKeyFile(path: string, { nowMs, pause }: LockWaiting): Promise<KeyFileLock | null> {
  const lockPath = `${path}.lock`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const self = [randomBytes(8).toString('hex'), process.pid, startOfThis(), place(), ''].join('\n');
  const beganMs = nowMs();
  let seen: { readonly holder: string | null; readonly sinceMs: number } = { holder: null, sinceMs: beganMs };
  while (nowMs() - beganMs < LONGEST_WAIT_MS) {
    const holder = readHolder(lockPath);
    if (holder === null && take(lockPath, self)) {
      sweep(lockPath);
      const isHeld = (): boolean => readHolder(lockPath) === self;
      return {
        isHeld,
        release() {
          if (isHeld()) rmSync(lockPath, { force: true });
        },
      };
    }
    if (holder !== seen.holder) seen = { holder, sinceMs: nowMs() };
    const isOver = holder !== null && (isDead(holder) || nowMs() - seen.sinceMs >= SILENT_MS);
    if (isOver && removeOf(lockPath, holder)) continue;
    // Removing takes no time: a claim that stands so long is of one that was killed meanwhile.
    if (isOver && nowMs() - seen.sinceMs >= SILENT_MS) rmSync(claimOf(lockPath, holder), { force: true });
    await pause(LOOK_EVERY_MS);
  }
  return null;
}
