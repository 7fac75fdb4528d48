// Recovery: what holds for a gateway whose database is older than the world, until both agree again (row 27).
import { assert, LIMITS } from '#protocol';

/**
 * Each restore opens an epoch. Counters of devices go on in its own range, so that no command of the lost time is ever
 * equalled; tickets and cookies of before it open nothing; refunds are numbered above any that were listed.
 */
export type Restore = {
  /** 0 until there ever was a restore. */
  readonly epoch: number;
  /** When it was said that the database was restored. */
  readonly atMs: number;
  /** Until the wallets and the devices that can be reached have been compared with the books, nothing starts. */
  readonly isRecovering: boolean;
};

export const NEVER_RESTORED: Restore = { epoch: 0, atMs: 0, isRecovering: false };

/** The upper part of a device's counter is the epoch: a restore leaps over everything that the lost time can have signed. */
const COUNTERS_PER_EPOCH = 2 ** 32;
/** More refunds than one hold can have within an epoch. */
const REFUNDS_PER_EPOCH = 10_000;
const MOST_EPOCHS = Math.floor(LIMITS.largestCount / COUNTERS_PER_EPOCH);

export const RECOVERY_LIMITS = {
  /** A device that has not said hello by then is waited for no longer: nothing starts on it before it does. */
  devicesWithinMs: 600_000,
  /** The wallets are asked so far back beyond the newest row that survived. */
  lookBackMs: 86_400_000,
  /** A start that is refused meanwhile may be tried again after this. */
  retryAfterS: 30,
} as const;

assert(COUNTERS_PER_EPOCH <= LIMITS.counterLeap, 'a hello of the lost time is within what the wire allows');

/** Names of the stamps that keep it in the database itself. */
export const RESTORE_STAMPS = { epoch: 'restore-epoch', at: 'restored-at', recovering: 'recovering' } as const;

type Stamps = { readonly [name in keyof typeof RESTORE_STAMPS]: string | null };

/** Reads what was stamped; a stamp that is no number is our own mistake. */
export function restoreOf({ epoch, at, recovering }: Stamps): Restore {
  if (epoch === null) return NEVER_RESTORED;
  const restore = { epoch: Number(epoch), atMs: Number(at), isRecovering: recovering === 'yes' };
  assert(Number.isSafeInteger(restore.epoch) && restore.epoch > 0 && restore.epoch < MOST_EPOCHS, 'the restore epoch is a count');
  assert(Number.isSafeInteger(restore.atMs), 'a restore has its time');
  return restore;
}

/** The stamps of one more restore. */
export function nextRestore(before: Restore, nowMs: number): { readonly [name in keyof typeof RESTORE_STAMPS]: string } {
  return { epoch: String(before.epoch + 1), at: String(nowMs), recovering: 'yes' };
}

/** The lowest counter that a command of this epoch may follow. */
export function counterFloor(epoch: number): number {
  return epoch * COUNTERS_PER_EPOCH;
}

/** The number of an operator's next refund of a hold: a function of what is stored, above all of earlier epochs (R2). */
export function refundNumber(epoch: number, stored: number): number {
  return epoch * REFUNDS_PER_EPOCH + stored + 1;
}

/** What a ticket or cookie is sealed with besides the key: one of before a restore opens nothing. */
export function sealedIn(epoch: number, text: string): string {
  return epoch === 0 ? text : `${epoch}\n${text}`;
}

/**
 * A device that we know and that has seen a higher counter than it was ever given: our books are older than the world.
 * Counters are raised in the commit before anything is sent, so nothing that is under way explains it.
 */
export function isAheadOfBooks(
  device: { readonly boot: object | null; readonly lastCtr: number },
  hello: { readonly lastCtr: number; readonly amnesia: boolean },
  epoch: number,
): boolean {
  if (device.boot === null || hello.amnesia) return false;
  return hello.lastCtr > Math.max(device.lastCtr, counterFloor(epoch));
}

/** True for a session that a device reports and that may be of the lost time: it has not been compared with us since. */
export function mayBeOfLostTime(device: { readonly boot: { readonly verifiedAtMs: number } | null }, restore: Restore): boolean {
  return restore.epoch > 0 && (device.boot === null || device.boot.verifiedAtMs < restore.atMs);
}
