// Wallet answer to a top-up: money comes into the embedded ledger once its provider has said so, and not before (M8).
import { MONEY_MATTERS } from '../audit/money-matter.ts';
import { type Decision, decide, NOTHING } from '../decision.ts';
import { type TopUpDebt, topUpDone } from '../ledger/top-up-decide.ts';
import type { Minor } from '../money.ts';
import { resolveOperation } from './wallet-ask.ts';
import type { OperationRecord } from './wallet-operation.ts';
import type { WalletOutcome } from './wallet-outcome.ts';

/** Money of another amount came in: nothing is credited, nobody asks for ever, and a person finds it in their list (M8). */
function differs(
  operation: OperationRecord,
  said: { readonly amountMinor: Minor; readonly currency: string },
  ids: { readonly auditId: string },
  nowMs: number,
): Decision {
  const { opKey, tenantId, wallet, payerId, amountMinor, currency } = operation;
  const row = {
    auditId: ids.auditId,
    tenantId,
    atMs: nowMs,
    actor: { kind: 'gateway', id: `wallet:${wallet}` },
    what: MONEY_MATTERS.topUpDiffers,
    subjectId: opKey,
    facts: {
      payerId,
      askedMinor: amountMinor.toString(),
      currency,
      saidMinor: said.amountMinor.toString(),
      saidCurrency: said.currency,
    },
  } as const;
  return decide([
    ...resolveOperation(operation, { state: 'refused', refusal: 'misconfigured' }, nowMs),
    { change: 'audited', row },
  ]);
}

/** The wallet's word on money that comes into the embedded ledger. */
export function decideTopUpAnswer(
  operation: OperationRecord,
  outcome: WalletOutcome,
  ids: { readonly transferId: string; readonly auditId: string },
  debt: TopUpDebt,
  nowMs: number,
): Decision {
  if (operation.resolvedAtMs !== null || operation.kind !== 'top-up') return NOTHING;
  switch (outcome.outcome) {
    case 'unknown': {
      const { saidMinor = null } = outcome;
      return outcome.cause === 'mismatch' && saidMinor !== null
        ? differs(operation, { amountMinor: saidMinor, currency: operation.currency }, ids, nowMs)
        : NOTHING;
    }
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
      if (!isAsAsked) return differs(operation, outcome, ids, nowMs);
      return decide([
        ...resolveOperation(operation, { state: 'done', walletRef: outcome.walletRef }, nowMs),
        ...topUpDone(operation, ids, debt, nowMs),
      ]);
    }
  }
}
