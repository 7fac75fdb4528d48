// Queries on open wallets: what is still open at each wallet elsewhere.
import { HOLD_STATES, isOpenHold } from '../../domain/hold/hold.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { wordList } from '../rows/values.ts';

export type OpenWallet = {
  readonly wallet: string;
  readonly openHolds: number;
  /** Refunds, top-ups and acts on holds that the wallet has not answered yet. */
  readonly unanswered: number;
  /** Owed by persons who can pay it through this wallet alone. */
  readonly owed: number;
};

type CountRow = { readonly wallet: string; readonly open: number; readonly unanswered: number; readonly owed: number };

const OPEN_WALLETS = `
  SELECT wallet, SUM(open) AS open, SUM(unanswered) AS unanswered, SUM(owed) AS owed FROM (
    SELECT wallet, 1 AS open, 0 AS unanswered, 0 AS owed FROM holds
      WHERE state IN (${wordList(HOLD_STATES.filter((state) => isOpenHold({ state })))})
    UNION ALL SELECT wallet, 0, 1, 0 FROM wallet_operations WHERE resolved_at_ms IS NULL
    UNION ALL SELECT h.wallet, 0, 0, 1 FROM uncollected u JOIN holds h ON h.hold_id = u.hold_id WHERE u.state = 'open'
  ) AS matters WHERE wallet <> 'ledger' GROUP BY wallet ORDER BY wallet`;

/** Without those at which nothing is open. */
export async function readOpenWallets(books: BooksQuery): Promise<readonly OpenWallet[]> {
  const rows = await books<CountRow>(OPEN_WALLETS);
  return rows.map((row) => ({ wallet: row.wallet, openHolds: row.open, unanswered: row.unanswered, owed: row.owed }));
}
