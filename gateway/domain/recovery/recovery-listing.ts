// Recovery listing: what a wallet elsewhere still holds for sessions that a restored database knows nothing of (row 27).
import type { Currency, Minor } from '../money.ts';
import type { OperationKind } from '../wallet/wallet-operation.ts';

export type ListedOperation = {
  readonly opKey: string;
  readonly kind: OperationKind;
  readonly state: 'done' | 'pending' | 'refused';
  readonly walletRef: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
};

export type UnknownHold = {
  readonly sessionId: string;
  readonly holdId: string;
  readonly walletRef: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly standing: 'held' | 'captured' | 'released';
};

const HOLD_KEY = /^(ses_[^:]+):(hld_[^:]+):(.+)$/;

/** Every hold of the listing as it stands there; each key says whose it is (R2). Whether we know them, the caller looks up. */
export function unknownHolds(listed: readonly ListedOperation[]): readonly UnknownHold[] {
  const holds = new Map<string, UnknownHold>();
  for (const { opKey, kind, state, walletRef, amountMinor, currency } of listed) {
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
    });
  }
  return [...holds.values()];
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
