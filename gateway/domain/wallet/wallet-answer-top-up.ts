// Wallet answer to a top-up: money comes into the embedded ledger once its provider has said so, and not before (M8).
import { type Decision, decide, NOTHING } from '../decision.ts';
import { type TopUpDebt, topUpDone } from '../ledger/top-up-decide.ts';
import { resolveOperation } from './wallet-ask.ts';
import type { OperationRecord } from './wallet-operation.ts';
import type { WalletOutcome } from './wallet-outcome.ts';

/** The wallet's word on money that comes into the embedded ledger. */
export function decideTopUpAnswer(
  operation: OperationRecord,
  outcome: WalletOutcome,
  ids: { readonly transferId: string },
  debt: TopUpDebt,
  nowMs: number,
): Decision {
  if (operation.resolvedAtMs !== null || operation.kind !== 'top-up') return NOTHING;
  switch (outcome.outcome) {
    case 'unknown':
      return NOTHING;
    case 'pending':
    case 'action': {
      const walletRef = outcome.walletRef ?? operation.walletRef;
      const actionUrl = outcome.outcome === 'action' ? outcome.url : null;
      const isSame = walletRef === operation.walletRef && actionUrl === operation.actionUrl;
      const note = { change: 'operation-noted', opKey: operation.opKey, state: outcome.outcome, walletRef, actionUrl } as const;
      return isSame ? NOTHING : decide([note]);
    }
    case 'refused':
      return outcome.retry ? NOTHING : decide(resolveOperation(operation, { state: 'refused', refusal: outcome.code }, nowMs));
    case 'done': {
      const isAsAsked = outcome.currency === operation.currency && outcome.amountMinor === operation.amountMinor;
      // Money of another amount is there: nothing is credited and nothing forgotten, it stays open for a person (M8).
      if (!isAsAsked) return NOTHING;
      return decide([
        ...resolveOperation(operation, { state: 'done', walletRef: outcome.walletRef }, nowMs),
        ...topUpDone(operation, ids, debt, nowMs),
      ]);
    }
  }
}
