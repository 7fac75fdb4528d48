// Dispute: the payer's provider asks for captured money back; the venue is not paid it until that is settled (R19).
import type { Change } from '../changes.ts';
import { type DisputeMoney, disputeLostTransfer, disputeTransfer, disputeWonTransfer } from '../ledger/postings.ts';
import { lesserOf, type Minor } from '../money.ts';
import type { OperationRecord } from '../wallet/wallet-operation.ts';

export type DisputeWord = 'dispute-opened' | 'dispute-won' | 'dispute-lost';

export type DisputeFacts = {
  /** The capture that is disputed. */
  readonly operation: OperationRecord;
  readonly venueId: string;
  readonly isOpened: boolean;
  /** Won or lost already: the first word stands. */
  readonly isSettled: boolean;
};

/** Words may come in any order (row 25): one on how it ended also opens it, if nothing did before. */
export function decideDispute(
  word: DisputeWord,
  facts: DisputeFacts,
  said: { readonly amountMinor: Minor; readonly openId: string; readonly endId: string },
  atMs: number,
): readonly Change[] {
  const { operation, venueId, isOpened, isSettled } = facts;
  const amountMinor = lesserOf(said.amountMinor, operation.amountMinor);
  if (amountMinor <= 0n || operation.sessionId === null) return [];
  const money: Omit<DisputeMoney, 'transferId'> = {
    tenantId: operation.tenantId,
    sessionId: operation.sessionId,
    venueId,
    wallet: operation.wallet,
    currency: operation.currency,
    disputedOpKey: operation.opKey,
    amountMinor,
    atMs,
  };
  const changes: Change[] = [];
  if (!isOpened) changes.push({ change: 'transfer-posted', transfer: disputeTransfer({ ...money, transferId: said.openId }) });
  if (word === 'dispute-opened' || isSettled) return changes;
  const end = word === 'dispute-won' ? disputeWonTransfer : disputeLostTransfer;
  return [...changes, { change: 'transfer-posted', transfer: end({ ...money, transferId: said.endId }) }];
}
