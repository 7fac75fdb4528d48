// Top-up decided: money comes into the embedded ledger once its provider has said so, and can be taken back by it (M8).
import { ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { Currency, Minor } from '../money.ts';
import type { Rejection } from '../rejections.ts';
import type { PersonStanding } from '../session/person-standing.ts';
import { type OperationRecord, opKeys } from '../wallet/wallet-operation.ts';
import type { UncollectedRecord } from './ledger.ts';
import { topUpTransfer } from './postings.ts';

/** One top-up, in minor units of any currency. */
export const TOP_UP_LIMITS = { leastMinor: 100n, mostMinor: 1_000_000n } as const;

const TOP_UP_KEY = /^topup:(.+)$/;

/** What the key of a top-up names; null for any other operation. */
export function topUpIdOf(opKey: string): string | null {
  return TOP_UP_KEY.exec(opKey)?.[1] ?? null;
}

/** pending: the wallet has not said. action: the payer must do something at `actionUrl`. done: it is in the balance. */
export type TopUpView = {
  readonly topUpId: string;
  readonly state: OperationRecord['state'];
  readonly amountMinor: number;
  readonly currency: string;
  readonly actionUrl: string | null;
  readonly refusal: string | null;
};
export type TopUpWish = {
  readonly topUpId: string;
  readonly tenantId: string;
  readonly payerId: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly wallet: OperationRecord['wallet'];
  readonly grant: string | null;
};

/** The intent with its final key and amount, before anybody is asked (R1); nothing is in the wallet yet. */
export function decideTopUp(wish: TopUpWish, nowMs: number): Result<readonly Change[], Rejection> {
  const { topUpId, amountMinor, currency } = wish;
  const isWithin = amountMinor >= TOP_UP_LIMITS.leastMinor && amountMinor <= TOP_UP_LIMITS.mostMinor;
  if (!isWithin) return refused({ code: 'top-up.amount-refused', ...TOP_UP_LIMITS, currency });
  const operation: OperationRecord = {
    opKey: opKeys.topUp(topUpId),
    kind: 'top-up',
    wallet: wish.wallet,
    tenantId: wish.tenantId,
    sessionId: null,
    holdId: null,
    payerId: wish.payerId,
    amountMinor,
    currency,
    state: 'pending',
    attempts: 0,
    grant: wish.grant,
    walletRef: null,
    actionUrl: null,
    refusal: null,
    createdAtMs: nowMs,
    resolvedAtMs: null,
  };
  return ok([
    { change: 'operation-added', operation },
    { change: 'deadline-set', deadline: { kind: 'chase-operation', subjectId: operation.opKey, dueAtMs: nowMs } },
  ]);
}

/** What a person owes since a reversal took more than was there; what was never collected of sessions is not of it. */
export function receivableMinor(
  standing: Pick<PersonStanding, 'owed'>,
  uncollected: readonly UncollectedRecord[],
  currency: Currency,
): Minor {
  const owedMinor = standing.owed.find((owed) => owed.currency === currency)?.minor ?? 0n;
  const memos = uncollected.filter((memo) => memo.state === 'open' && memo.currency === currency);
  return memos.reduce((left, memo) => left - memo.owedMinor, owedMinor);
}

/** What the payer owes of earlier top-ups, and the version that a repayment counts against (R10). */
export type TopUpDebt = { readonly receivableMinor: Minor; readonly version: number };

/** The provider has the money. What is owed of an earlier one is repaid first; the count keeps two from repaying it twice. */
export function topUpDone(
  operation: OperationRecord,
  ids: { readonly transferId: string },
  debt: TopUpDebt,
  nowMs: number,
): readonly Change[] {
  const { opKey, tenantId, payerId, wallet, currency, amountMinor } = operation;
  const transfer = topUpTransfer({
    transferId: ids.transferId,
    topUpId: topUpIdOf(opKey) ?? opKey,
    tenantId,
    personId: payerId,
    wallet,
    currency,
    amountMinor,
    repaysMinor: debt.receivableMinor,
    atMs: nowMs,
  });
  const counted = { change: 'person-counted', personId: payerId, fromVersion: debt.version } as const;
  return [...(debt.receivableMinor > 0n ? [counted] : []), { change: 'transfer-posted', transfer }];
}
