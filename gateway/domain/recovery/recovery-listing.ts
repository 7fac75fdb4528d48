// Recovery listing: what a wallet elsewhere still holds for sessions that a restored database knows nothing of (row 27).
import { topUpIdOf } from '../ledger/top-up-decide.ts';
import type { Currency, Minor } from '../money.ts';
import type { OperationKind } from '../wallet/wallet-operation.ts';

export type ListedOperation = {
  readonly opKey: string;
  readonly kind: OperationKind;
  readonly state: 'done' | 'pending' | 'refused';
  readonly installation: string | null;
  readonly payerId: string | null;
  readonly walletRef: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly atMs: number;
};

export type UnknownHold = {
  readonly sessionId: string;
  readonly holdId: string;
  readonly walletRef: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly standing: 'held' | 'captured' | 'released';
  /** Which gateway asked for it; null where nobody says: it may be another's. */
  readonly installation: string | null;
};

const HOLD_KEY = /^(ses_[^:]+):(hld_[^:]+):(.+)$/;

/** Every hold of the listing as it stands there; each key says whose it is (R2). Whether we know them, the caller looks up. */
export function unknownHolds(listed: readonly ListedOperation[]): readonly UnknownHold[] {
  const holds = new Map<string, UnknownHold>();
  for (const { opKey, kind, state, walletRef, amountMinor, currency, installation } of listed) {
    const [, sessionId, holdId] = HOLD_KEY.exec(opKey) ?? [];
    if (sessionId === undefined || holdId === undefined || state === 'refused') continue;
    const standing = STANDING[kind];
    if (standing === undefined) continue;
    const before = holds.get(holdId);
    // A wish that is still pending there holds until its word comes.
    if (kind !== 'authorize' && state === 'pending') continue;
    holds.set(holdId, {
      sessionId,
      holdId,
      walletRef,
      amountMinor,
      currency,
      ...before,
      standing: later(before?.standing, standing),
      // Acts on a hold do not name it: the hold itself does.
      installation: before?.installation ?? installation,
    });
  }
  return [...holds.values()];
}

/** Money that came in, or is about to: whether we know of it, the caller looks up. */
export function listedTopUps(listed: readonly ListedOperation[]): readonly ListedOperation[] {
  return listed.filter(({ kind, state, opKey }) => kind === 'top-up' && state !== 'refused' && topUpIdOf(opKey) !== null);
}

const STANDING: { readonly [K in OperationKind]?: UnknownHold['standing'] } = {
  authorize: 'held',
  capture: 'captured',
  recapture: 'captured',
  void: 'released',
};

/** The order of a listing is not relied on: money that moved has moved. */
function later(before: UnknownHold['standing'] | undefined, now: UnknownHold['standing']): UnknownHold['standing'] {
  if (before === 'captured' || now === 'captured') return 'captured';
  return before === 'released' ? before : now;
}
