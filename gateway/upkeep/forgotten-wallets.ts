// Forgotten wallets: money that is still open at a wallet elsewhere which nobody configures any more would never be captured or released.
import type { BooksQuery } from '../ports/store.ts';
import { type OpenWallet, readOpenWallets } from '../storage/queries/open-wallets.ts';

export async function findForgottenWallets(
  books: BooksQuery,
  configured: readonly { readonly name: string }[],
): Promise<readonly OpenWallet[]> {
  const open = await readOpenWallets(books);
  return open.filter(({ wallet }) => configured.every(({ name }) => name !== wallet));
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What would be stuck, and how the wallet is configured again; null when nothing would be. */
export function describeForgotten(forgotten: readonly OpenWallet[]): string | null {
  const stuck = forgotten.filter(({ openHolds, unanswered }) => openHolds + unanswered > 0);
  if (stuck.length === 0) return null;
  const names = stuck.map(({ wallet }) => wallet).join(',');
  const matters = stuck.map(
    ({ wallet, openHolds, unanswered }) =>
      `wallet ${wallet}, which is not configured, has ${counted(openHolds, 'open hold', 'open holds')}` +
      ` and ${counted(unanswered, 'unanswered operation', 'unanswered operations')}`,
  );
  return `${matters.join('; ')}. Set UNLATCH_WALLET_CLOSING=${names} with its own variables until they are over`;
}
