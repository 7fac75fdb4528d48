// Owed collected: what could not be had at the end of a session is paid after all, and only then is anybody credited (R19).
import { assert } from '#protocol';
import type { Change } from '../changes.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { changeHold } from '../hold/hold-state.ts';
import { lesserOf, type Minor, toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import type { Venue } from '../place.ts';
import type { SessionRecord } from '../session/session.ts';
import { partOfShare, shareFor } from '../session/session-settle-share.ts';
import { askRecapture } from '../wallet/wallet-ask.ts';
import { type OperationRecord, opKeys } from '../wallet/wallet-operation.ts';
import { accounts, type UncollectedRecord, type WalletBalance } from './ledger.ts';
import { collectTransfer } from './postings.ts';

type Owing = {
  readonly session: SessionRecord;
  readonly venue: Pick<Venue, 'venueId'>;
  readonly holds: readonly HoldRecord[];
  readonly operations: readonly OperationRecord[];
};

/** The frozen amount is asked for once more; while an earlier question is open, none is added (R2). */
export function askForOwed({ holds, operations }: Owing, memo: UncollectedRecord, nowMs: number): readonly Change[] {
  const hold = holds.find(({ holdId }) => holdId === memo.holdId);
  const earlier = operations.filter(({ kind, holdId }) => kind === 'recapture' && holdId === memo.holdId);
  if (hold?.state !== 'uncollected' || earlier.some(({ resolvedAtMs }) => resolvedAtMs === null)) return [];
  return askRecapture(hold, { n: earlier.length + 1, amountMinor: memo.owedMinor, notBeforeMs: nowMs }, nowMs);
}

/**
 * Owed at a wallet elsewhere and paid with what is with us: nobody need ask that wallet any more. Not while it is being
 * asked: it may give the same money a second time.
 */
export function owedFromBalance(
  { session, venue, holds, operations }: Owing,
  memo: UncollectedRecord,
  availableMinor: Minor,
  at: { readonly transferId: string; readonly atMs: number },
): readonly Change[] {
  const hold = holds.find(({ holdId }) => holdId === memo.holdId);
  const isAsked = operations.some(({ kind, holdId, resolvedAtMs }) => {
    return kind === 'recapture' && holdId === memo.holdId && resolvedAtMs === null;
  });
  const share = hold && session.settlement && shareFor(session.settlement, hold);
  if (!share || hold.wallet === 'ledger' || isAsked || memo.owedMinor > availableMinor) return [];
  const { totalMinor, taxMinor, feeMinor } = partOfShare(share, memo.owedMinor);
  const opKey = opKeys.collect(session.sessionId, hold.holdId);
  const parts = { wallet: 'ledger', venueId: venue.venueId, capturedMinor: totalMinor, taxMinor, feeMinor } as const;
  return [
    { change: 'transfer-posted', transfer: collectTransfer({ ...hold, ...parts, ...at, opKey }) },
    { change: 'uncollected-resolved', holdId: hold.holdId, state: 'collected', atMs: at.atMs },
    ...queueEvent({
      kind: 'hold.changed',
      subjectId: `${hold.holdId}:${hold.version}:collected`,
      tenantId: hold.tenantId,
      personId: hold.payerId,
      sessionId: hold.sessionId,
      facts: { holdId: hold.holdId, state: hold.state, currency: hold.currency, collectedMinor: toSafeNumber(totalMinor) },
      atMs: at.atMs,
    }),
  ];
}

/** The wallet gave it: the memo is over, and the venue has its part. @param ids.walletRef of the payment that took it, which refunds go by. */
export function owedCollected(
  { session, venue }: Pick<Owing, 'session' | 'venue'>,
  hold: HoldRecord,
  operation: OperationRecord,
  ids: { readonly transferId: string; readonly walletRef: string },
  nowMs: number,
): readonly Change[] {
  const share = session.settlement && shareFor(session.settlement, hold);
  assert(share, 'what is owed was frozen (R8)');
  // Asked since the debt was lowered, it is less than the share (R13), and never more.
  const { totalMinor, taxMinor, feeMinor } = partOfShare(share, operation.amountMinor);
  const captured = changeHold(hold, 'collected', { capturedMinor: totalMinor, walletRef: ids.walletRef });
  const transfer = collectTransfer({
    ...hold,
    transferId: ids.transferId,
    opKey: operation.opKey,
    venueId: venue.venueId,
    capturedMinor: totalMinor,
    taxMinor,
    feeMinor,
    atMs: nowMs,
  });
  return [
    captured.change,
    { change: 'transfer-posted', transfer },
    { change: 'uncollected-resolved', holdId: hold.holdId, state: 'collected', atMs: nowMs },
    ...queueEvent({
      kind: 'hold.changed',
      subjectId: `${hold.holdId}:${captured.hold.version}`,
      tenantId: hold.tenantId,
      personId: hold.payerId,
      sessionId: hold.sessionId,
      facts: { holdId: hold.holdId, state: 'captured', currency: hold.currency, collectedMinor: toSafeNumber(totalMinor) },
      atMs: nowMs,
    }),
  ];
}

/**
 * What a reversed top-up left owing, out of what is in the balance since then.
 * @param at the version of the person's count names the payment: a function of state (R2).
 */
export function repayFromBalance(
  debt: {
    readonly personId: string;
    readonly tenantId: string;
    readonly receivableMinor: Minor;
    readonly balance: WalletBalance;
  },
  at: { readonly transferId: string; readonly version: number; readonly atMs: number },
): readonly Change[] {
  const { personId, tenantId, receivableMinor, balance } = debt;
  const paysMinor = lesserOf(receivableMinor, balance.availableMinor);
  if (paysMinor <= 0n) return [];
  return [
    { change: 'person-counted', personId, fromVersion: at.version },
    {
      change: 'transfer-posted',
      transfer: {
        transferId: at.transferId,
        opKey: `owed:${personId}:${at.version}`,
        kind: 'collect',
        tenantId,
        sessionId: null,
        currency: balance.currency,
        postings: [
          { account: accounts.available(personId), deltaMinor: -paysMinor },
          { account: accounts.receivable(personId), deltaMinor: paysMinor },
        ],
        atMs: at.atMs,
      },
    },
  ];
}
