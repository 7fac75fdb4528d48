// Dispute: the payer's provider asks for captured money back; the venue is not paid it until that is settled (R19).
import type { Change } from '../changes.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { changeHold } from '../hold/hold-state.ts';
import { type DisputeMoney, disputeLostTransfer, disputeTransfer, disputeWonTransfer } from '../ledger/postings.ts';
import { lesserOf, type Minor } from '../money.ts';
import type { OperationRecord } from '../wallet/wallet-operation.ts';

export type DisputeWord = 'dispute-opened' | 'dispute-won' | 'dispute-lost';

export type DisputeFacts = {
  /** The capture that is disputed. */
  readonly operation: OperationRecord;
  readonly venueId: string;
  /** Whose capture it was. */
  readonly hold: HoldRecord;
  readonly isOpened: boolean;
  /** What it was opened about; 0 before. */
  readonly openMinor: Minor;
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
  const { operation, venueId, hold, isOpened, isSettled } = facts;
  // What was given back before cannot be taken a second time by our books (M3); an amount once opened is the one that ends.
  const amountMinor = isOpened ? facts.openMinor : lesserOf(said.amountMinor, operation.amountMinor - hold.refundedMinor);
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
  if (!isOpened) {
    changes.push({ change: 'transfer-posted', transfer: disputeTransfer({ ...money, transferId: said.openId }) });
    if (hold.state === 'captured') changes.push(changeHold(hold, 'disputed').change);
  }
  if (word === 'dispute-opened' || isSettled) return changes;
  const end = word === 'dispute-won' ? disputeWonTransfer : disputeLostTransfer;
  return [...changes, { change: 'transfer-posted', transfer: end({ ...money, transferId: said.endId }) }];
}
