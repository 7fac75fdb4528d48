// Call wallet: one question to a wallet elsewhere, with its key, its deadline and its crash points; whatever breaks is no word (R3).

import { assert, unreachable } from '#protocol';
import { topUpIdOf } from '../domain/ledger/top-up-decide.ts';
import { MONEY_LIMITS } from '../domain/wallet/money-limits.ts';
import { type OperationRecord, opKeys } from '../domain/wallet/wallet-operation.ts';
import type { WalletOutcome } from '../domain/wallet/wallet-outcome.ts';
import type { Question } from '../domain/wallet/wallet-question.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { Wallet, WalletCall, WalletHold } from '../ports/wallet.ts';

/** @param onRef keeps the name that the wallet gives the operation before it takes effect. */
export type CallWallet = (
  wallet: Wallet,
  question: Question,
  onRef: WalletCall['onRef'],
  stopped: AbortSignal,
) => Promise<WalletOutcome>;

type Point = 'authorize' | 'increment' | 'capture' | 'void' | 'refund';

/** Where a proof may end the process around a call; a recapture is a capture, a top-up has no point. */
const POINTS: { readonly [K in OperationRecord['kind']]: Point | null } = {
  authorize: 'authorize',
  increment: 'increment',
  capture: 'capture',
  recapture: 'capture',
  void: 'void',
  refund: 'refund',
  'top-up': null,
};

function toWalletHold({ hold }: Question): WalletHold | null {
  if (!hold) return null;
  const { holdId, sessionId, payerId, walletRef, currency } = hold;
  return { holdId, sessionId, payerId, walletRef, currency, authorizeKey: opKeys.authorize(sessionId, holdId) };
}

/** The one call that an operation stands for. */
function ask(wallet: Wallet, call: WalletCall, question: Question): Promise<WalletOutcome> {
  const { operation, amountMinor } = question;
  const { kind, grant, payerId, currency } = operation;
  const hold = toWalletHold(question);
  if (!hold) {
    const topUpId = topUpIdOf(operation.opKey);
    assert(kind === 'top-up' && topUpId !== null, 'only a top-up is about no hold');
    return wallet.topUp(call, { topUpId, payerId, amountMinor, currency, grant });
  }
  switch (kind) {
    case 'authorize':
      return wallet.authorize(call, { ...hold, amountMinor, grant });
    case 'increment':
      return wallet.increment(call, { ...hold, totalMinor: amountMinor });
    case 'capture':
      return wallet.capture(call, { ...hold, amountMinor });
    case 'recapture':
      return wallet.recapture(call, { ...hold, amountMinor });
    case 'void':
      return wallet.void(call, { ...hold, amountMinor });
    case 'refund':
      return wallet.refund(call, { ...hold, totalMinor: amountMinor });
    case 'top-up':
      throw new Error('a top-up is about no hold');
    default:
      return unreachable(kind);
  }
}

export function createCallWallet(context: Pick<StepContext, 'clock' | 'log' | 'failpoint' | 'installation'>): CallWallet {
  function pass(kind: OperationRecord['kind'], moment: 'before-call' | 'after-call'): void {
    const point = POINTS[kind];
    if (point) context.failpoint(`wallet-${point}:${moment}`);
  }

  /** Whatever an adapter throws is no word of the wallet's. */
  async function safely<T>(opKey: string, call: Promise<T>): Promise<T | WalletOutcome> {
    try {
      return await call;
    } catch (cause) {
      context.log.error('wallet not asked', { opKey, cause: String(cause) });
      return { outcome: 'unknown', cause: 'no-answer', detail: 'the call broke' };
    }
  }

  return async (wallet, question, onRef, stopped) => {
    const { operation, amountMinor, how } = question;
    const { opKey, payerId, currency, kind, walletRef } = operation;
    const call: WalletCall = {
      opKey,
      askedAtMs: operation.createdAtMs,
      installation: context.installation,
      walletRef,
      deadlineAtMs: context.clock.nowMs() + MONEY_LIMITS.walletCallMs,
      signal: AbortSignal.any([stopped, AbortSignal.timeout(MONEY_LIMITS.walletCallMs)]),
      onRef,
    };
    if (how === 'look') {
      const about = { kind, payerId, hold: toWalletHold(question), amountMinor, currency };
      const status = await safely(opKey, wallet.status(call, about));
      if (status.outcome !== 'not-found') return status;
    }
    pass(kind, 'before-call');
    const outcome = await safely(opKey, ask(wallet, call, question));
    pass(kind, 'after-call');
    return outcome;
  };
}
