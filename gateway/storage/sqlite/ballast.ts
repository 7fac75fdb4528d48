// Ballast: bytes beside the database that are given up when the disk is full, so that what runs can still be stopped (row 28).
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';

export type Ballast = {
  /** False once it was given up: until there is room again, nothing new begins. */
  isHeld(): boolean;
  /** Gives its room to the disk; false when it has none left to give. */
  giveUp(): boolean;
  /** Takes the room back where the disk has it again; looks no more often than each minute. */
  takeBack(nowMs: number): void;
};

/** Room for the ends of many sessions: a stop with its settlement and receipt is some 20 kB in the log. */
const BALLAST_BYTES = 8 * 1024 * 1024;
const CHUNK = Buffer.alloc(1024 * 1024, 0x5a);
const LOOK_AGAIN_MS = 60_000;

/** A database in memory has no disk to fill. */
export const noBallast: Ballast = { isHeld: () => true, giveUp: () => false, takeBack: () => {} };

/** Real bytes, not a hole: what was never written reserves nothing. */
function write(path: string): boolean {
  try {
    const file = openSync(path, 'w', 0o600);
    try {
      for (let written = 0; written < BALLAST_BYTES; written += CHUNK.length) writeSync(file, CHUNK);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return true;
  } catch {
    // No room, or no right to it: half a reserve is none.
    rmSync(path, { force: true });
    return false;
  }
}

/** @param path of the database; the ballast lies beside it. */
export function createBallast(path: string): Ballast {
  const own = `${path}.ballast`;
  let isHeld = existsSync(own) && statSync(own).size === BALLAST_BYTES ? true : write(own);
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return {
    isHeld: () => isHeld,
    giveUp() {
      if (!isHeld) return false;
      isHeld = false;
      rmSync(own, { force: true });
      return true;
    },
    takeBack(nowMs) {
      if (isHeld || nowMs < lookedAtMs + LOOK_AGAIN_MS) return;
      lookedAtMs = nowMs;
      isHeld = write(own);
    },
  };
}
