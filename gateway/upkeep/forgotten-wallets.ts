// Forgotten wallets: money that is still open at a wallet elsewhere which nobody configures any more would never be captured or released.
import { HOLD_STATES, isOpenHold } from '../domain/hold/hold.ts';
import type { BooksQuery } from '../ports/store.ts';

export type ForgottenWallet = {
  readonly wallet: string;
  readonly openHolds: number;
  /** Refunds, top-ups and acts on holds that the wallet has not answered yet. */
  readonly unanswered: number;
  /** Owed by persons who can pay it through this wallet alone. */
  readonly owed: number;
};

type CountRow = { readonly wallet: string; readonly open: number | string; readonly unanswered: number; readonly owed: number };

const OPEN_STATES = HOLD_STATES.filter((state) => isOpenHold({ state }))
  .map((state) => `'${state}'`)
  .join(', ');

const AT_WALLETS = `
  SELECT wallet, SUM(open) AS open, SUM(unanswered) AS unanswered, SUM(owed) AS owed FROM (
    SELECT wallet, 1 AS open, 0 AS unanswered, 0 AS owed FROM holds WHERE state IN (${OPEN_STATES})
    UNION ALL SELECT wallet, 0, 1, 0 FROM wallet_operations WHERE resolved_at_ms IS NULL
    UNION ALL SELECT h.wallet, 0, 0, 1 FROM uncollected u JOIN holds h ON h.hold_id = u.hold_id WHERE u.state = 'open'
  ) AS matters WHERE wallet <> 'ledger' GROUP BY wallet ORDER BY wallet`;

export async function findForgottenWallets(
  books: BooksQuery,
  configured: readonly { readonly name: string }[],
): Promise<readonly ForgottenWallet[]> {
  const rows = await books<CountRow>(AT_WALLETS);
  return rows
    .filter(({ wallet }) => configured.every(({ name }) => name !== wallet))
    .map((row) => ({
      wallet: row.wallet,
      openHolds: Number(row.open),
      unanswered: Number(row.unanswered),
      owed: Number(row.owed),
    }));
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What would be stuck, and how the wallet is configured again; null when nothing would be. */
export function describeForgotten(forgotten: readonly ForgottenWallet[]): string | null {
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
