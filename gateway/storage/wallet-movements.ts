// Wallet movements: what a transfer changes in the balances that are kept as rows.
import { isWalletAccount, type TransferRecord } from '../domain/ledger/ledger.ts';
import { minorToColumn } from './rows/values.ts';

export type WalletMovement = { readonly account: string; readonly currency: string; readonly delta_minor: number };

/**
 * One movement per account: a transfer that leaves and enters the same wallet is judged by its whole. By account, so that
 * two transfers between the same persons wait for each other instead of locking each other out.
 */
export function walletMovements(transfer: TransferRecord): readonly WalletMovement[] {
  const byAccount = new Map<string, bigint>();
  for (const { account, deltaMinor } of transfer.postings) {
    if (isWalletAccount(account)) byAccount.set(account, (byAccount.get(account) ?? 0n) + deltaMinor);
  }
  return [...byAccount]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([account, delta]) => ({ account, currency: transfer.currency, delta_minor: minorToColumn(delta) }));
}
