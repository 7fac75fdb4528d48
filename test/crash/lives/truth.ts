// Truth: what the books must agree on with those who have their own, the wallets and the devices.

import type { BrokenInvariant, InvariantId } from '../../../gateway/domain/audit/invariants.ts';
import { SESSION_LIMITS } from '../../../gateway/domain/gateway-limits.ts';
import type { HoldElsewhere, WalletWord } from '../../support/wallet-elsewhere.ts';

/** What a device knows of itself; dates by the gateway's clock. */
export type DeviceWord = {
  readonly deviceId: string;
  readonly runs: { readonly sessionId: string; readonly leaseEndsAtMs: number; readonly endsByItself: boolean } | null;
  /** Entries that it has erased, as it may once they were acknowledged. */
  readonly erased: readonly { readonly sessionId: string; readonly n: number }[];
  /** What its meter said last of each session. */
  readonly used: readonly { readonly sessionId: string; readonly useMs: number; readonly distanceM: number }[];
};

/** Our side of a hold; `isAsked`: a capture of it was committed, whatever became of it. */
export type HoldInBooks = {
  readonly holdId: string;
  readonly state: string;
  readonly isOpen: boolean;
  readonly heldMinor: number;
  readonly capturedMinor: number | null;
  readonly refundedMinor: number;
  readonly isCaptureAsked: boolean;
};
export type SessionInBooks = {
  readonly isOver: boolean;
  /** The use that was frozen for the bill by the device's own end; null before, and where that end was not heard. */
  readonly usage: { readonly useMs: number; readonly distanceM: number } | null;
};

const broken = (id: InvariantId, says: string, row: BrokenInvariant['row']): BrokenInvariant => ({ id, says, row });

/**
 * One hold on both sides. While an answer is on its way the wallet may be ahead of the books, by what they have asked for.
 * @param isSettled nothing is on its way any more: both say the same.
 */
function compareHold(ours: HoldInBooks, theirs: HoldElsewhere, isSettled: boolean): readonly BrokenInvariant[] {
  const found: BrokenInvariant[] = [];
  const expect = (isSo: boolean, id: InvariantId, says: string): void => {
    if (!isSo) found.push(broken(id, says, { ours: JSON.stringify(ours), theirs: JSON.stringify(theirs) }));
  };
  expect(theirs.captures <= 1, 'M3', 'a hold is captured at most once at the wallet');
  expect(theirs.refundedMinor <= theirs.capturedMinor, 'M3', 'the wallet gave back no more than it took');
  expect(!theirs.isOpen || ours.isOpen, 'M5', 'no hold is open at the wallet that the books have closed');
  expect(theirs.capturedMinor === 0 || ours.isCaptureAsked, 'R8', 'nothing is captured at the wallet that was not asked for');
  expect(theirs.refundedMinor <= ours.refundedMinor, 'R1', 'nothing is given back at the wallet that was not asked for');
  if (ours.state === 'captured') {
    expect(theirs.capturedMinor === ours.capturedMinor, 'M4', 'captured is captured at the wallet, of the same amount');
  }
  if (ours.state === 'voided' || ours.state === 'declined') {
    expect(theirs.capturedMinor === 0, 'M4', 'nothing was captured of what was given back');
  }
  if (isSettled) expect(theirs.refundedMinor === ours.refundedMinor, 'M3', 'what was to be given back was given back');
  return found;
}

export function compareWallet(
  word: WalletWord,
  holds: readonly HoldInBooks[],
  clearing: readonly { readonly currency: string; readonly balanceMinor: number }[],
  keys: ReadonlySet<string>,
  isSettled: boolean,
): readonly BrokenInvariant[] {
  const ourHolds = new Map(holds.map((hold) => [hold.holdId, hold]));
  const theirHolds = new Map(word.holds.map((hold) => [hold.holdId, hold]));
  const found: BrokenInvariant[] = [];
  for (const opKey of word.opKeys) {
    if (!keys.has(opKey)) found.push(broken('R1', 'nothing is asked of a wallet before it is committed', { opKey }));
  }
  for (const theirs of word.holds) {
    const ours = ourHolds.get(theirs.holdId);
    if (ours) found.push(...compareHold(ours, theirs, isSettled));
    else found.push(broken('R1', 'the wallet holds nothing that the books do not know', { ...theirs }));
  }
  for (const ours of holds) {
    if (!['held', 'captured', 'capturing'].includes(ours.state) || theirHolds.has(ours.holdId)) continue;
    found.push(broken('M4', 'what the books call held or captured is known to the wallet', { ...ours }));
  }
  if (!isSettled) return found;
  const ourMinor = new Map(clearing.map(({ currency, balanceMinor }) => [currency, balanceMinor]));
  for (const { currency, balanceMinor } of word.clearing) {
    const booksMinor = ourMinor.get(currency) ?? 0;
    if (booksMinor !== balanceMinor) {
      found.push(broken('M8', "clearing is the wallet's own balance", { currency, balanceMinor, booksMinor }));
    }
  }
  return found;
}

/** When the books got which entry of a session, by its number. */
export type StoredEntries = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Given up for good only once what follows it has waited for it in vain. */
function isGivenUp(entries: ReadonlyMap<number, number> | undefined, n: number, nowMs: number): boolean {
  const waitedMs = SESSION_LIMITS.settleIncompleteAfterMs;
  return [...(entries ?? [])].some(([other, receivedAtMs]) => other > n && receivedAtMs + waitedMs <= nowMs);
}

export function compareDevice(
  word: DeviceWord,
  sessions: ReadonlyMap<string, SessionInBooks>,
  stored: StoredEntries,
  nowMs: number,
): readonly BrokenInvariant[] {
  const { deviceId, runs } = word;
  const found: BrokenInvariant[] = [];
  for (const { sessionId, n } of word.erased) {
    const entries = stored.get(sessionId);
    if (entries?.has(n) || isGivenUp(entries, n, nowMs)) continue;
    found.push(broken('M13', 'what a device was told to erase is stored', { deviceId, sessionId, n }));
  }
  for (const { sessionId, ...used } of word.used) {
    const billed = sessions.get(sessionId)?.usage;
    if (!billed || (billed.useMs <= used.useMs && billed.distanceM <= used.distanceM)) continue;
    found.push(broken('M6', "no more use is billed than the device's own meter says", { deviceId, sessionId, billed, used }));
  }
  if (!runs) return found;
  const session = sessions.get(runs.sessionId);
  const row = { deviceId, sessionId: runs.sessionId, leaseEndsAtMs: runs.leaseEndsAtMs, nowMs };
  if (!session) found.push(broken('R18', 'nothing runs for a session that was never committed', row));
  if (runs.endsByItself && nowMs > runs.leaseEndsAtMs) {
    found.push(broken(session?.isOver ? 'D3' : 'D2', 'nothing that ends by itself runs past its lease', row));
  }
  return found;
}
