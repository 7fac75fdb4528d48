// Reconcile: wallets elsewhere, our ledger and the devices' logs are laid side by side; whatever differs is named.
import type { OperationKind } from '../domain/wallet/wallet-operation.ts';
import type { BooksQuery } from '../ports/store.ts';
import type { Wallet, WalletListing } from '../ports/wallet.ts';

export type Difference = {
  readonly between: 'wallet' | 'ledger' | 'device-log';
  readonly what: /** The wallet did something that we never asked for, or have forgotten (row 27). */
    | 'operation-unknown-here'
    /** We hold it for done, and the wallet never heard of it. */
    | 'operation-unknown-there'
    | 'operation-state-differs'
    | 'operation-amount-differs'
    | 'capture-without-transfer'
    | 'billed-use-differs'
    | 'journal-gap'
    | 'open-hold-of-closed-session';
  readonly subject: string;
  readonly here: string;
  readonly there: string;
};

type OperationRow = {
  readonly op_key: string;
  readonly kind: OperationKind;
  readonly state: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly resolved_at_ms: number | null;
};

const OPERATION = 'SELECT op_key, kind, state, amount_minor, currency, resolved_at_ms FROM wallet_operations WHERE op_key = ?';
const DONE_SINCE = `
  SELECT op_key, kind, state, amount_minor, currency, resolved_at_ms FROM wallet_operations
  WHERE wallet = ? AND state = 'done' AND created_at_ms >= ? AND resolved_at_ms < ? ORDER BY created_at_ms, op_key`;

function sum(amountMinor: bigint | number, currency: string): string {
  return `${amountMinor} ${currency}`;
}

/** Voids carry no amount of ours: the wallet tells what it released. */
function compare(listing: WalletListing, row: OperationRow | undefined): Difference | null {
  const subject = listing.opKey;
  const there = `${listing.kind} ${listing.state} ${sum(listing.amountMinor, listing.currency)}`;
  if (!row) return { between: 'wallet', what: 'operation-unknown-here', subject, here: 'none', there };
  const here = `${row.kind} ${row.state} ${sum(row.amount_minor, row.currency)}`;
  const isSameState = row.state === listing.state || (row.state === 'action' && listing.state === 'pending');
  if (!isSameState) return { between: 'wallet', what: 'operation-state-differs', subject, here, there };
  const isSameAmount = row.kind === 'void' || BigInt(row.amount_minor) === listing.amountMinor;
  if (!isSameAmount || row.currency !== listing.currency) {
    return { between: 'wallet', what: 'operation-amount-differs', subject, here, there };
  }
  return null;
}

/** Both ways: what the wallet lists and we lack, and what we hold for done and it does not list. */
export async function reconcileWallet(
  books: BooksQuery,
  wallet: Pick<Wallet, 'name' | 'listSince'>,
  period: { readonly sinceMs: number; readonly untilMs: number; readonly signal: AbortSignal },
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  const listed = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Wallet['listSince']>> = await wallet.listSince({
      sinceMs: period.sinceMs,
      cursor,
      signal: period.signal,
    });
    for (const listing of page.operations) {
      listed.add(listing.opKey);
      const [row] = await books<OperationRow>(OPERATION, [listing.opKey]);
      const difference = compare(listing, row);
      if (difference) differences.push(difference);
    }
    cursor = page.cursor;
  } while (cursor !== null);
  for (const row of await books<OperationRow>(DONE_SINCE, [wallet.name, period.sinceMs, period.untilMs])) {
    if (listed.has(row.op_key)) continue;
    const here = `${row.kind} ${row.state} ${sum(row.amount_minor, row.currency)}`;
    differences.push({ between: 'wallet', what: 'operation-unknown-there', subject: row.op_key, here, there: 'none' });
  }
  return differences;
}

type SubjectRow = { readonly subject: string; readonly here: string | number; readonly there: string | number };

/** Each finds rows (subject, here, there) that must not exist; the same SQL on both stores. */
const LOCAL_CHECKS: readonly {
  readonly between: Difference['between'];
  readonly what: Difference['what'];
  readonly sql: string;
}[] = [
  {
    between: 'ledger',
    what: 'capture-without-transfer',
    sql: `SELECT h.hold_id AS subject, h.captured_minor AS here, 'none' AS there FROM holds h
      WHERE h.state = 'captured' AND h.captured_minor > 0 AND NOT EXISTS (
        SELECT 1 FROM transfers t WHERE t.session_id = h.session_id AND t.kind IN ('capture', 'collect') AND t.op_key LIKE '%:' || h.hold_id || ':%')`,
  },
  {
    between: 'ledger',
    what: 'open-hold-of-closed-session',
    sql: `SELECT h.hold_id AS subject, h.state AS here, s.state AS there FROM holds h JOIN sessions s ON s.session_id = h.session_id
      WHERE s.state = 'closed' AND h.state NOT IN ('captured', 'voided', 'declined', 'uncollected')`,
  },
  {
    between: 'device-log',
    what: 'journal-gap',
    sql: `SELECT j.session_id AS subject, COUNT(*) AS here, MAX(j.n) + 1 AS there FROM journal_entries j
      JOIN sessions s ON s.session_id = j.session_id AND s.state = 'closed'
      GROUP BY j.session_id HAVING COUNT(*) <> MAX(j.n) + 1`,
  },
];

type LoggedUse = { readonly session_id: string; readonly usage_json: string; readonly entry_json: string };
const LAST_LOGGED_USE = `
  SELECT s.session_id, s.usage_json, j.entry_json FROM sessions s
  JOIN journal_entries j ON j.session_id = s.session_id
    AND j.n = (SELECT MAX(n) FROM journal_entries WHERE session_id = s.session_id)
  WHERE s.state = 'closed' AND s.end_at_ms >= ? AND s.end_at_ms < ? ORDER BY s.session_id`;

/** Less may be billed than the device logged (clamped, or in the person's favour), never more (R14). */
async function compareUse(books: BooksQuery, sinceMs: number, untilMs: number): Promise<readonly Difference[]> {
  const rows = await books<LoggedUse>(LAST_LOGGED_USE, [sinceMs, untilMs]);
  return rows.flatMap((row): Difference[] => {
    const billedMs = (JSON.parse(row.usage_json) as { useMs: number }).useMs;
    const entry = JSON.parse(row.entry_json) as { readonly ev: string; readonly use: { readonly useMs: number } };
    if (entry.ev !== 'ended' || billedMs <= entry.use.useMs) return [];
    const subject = row.session_id;
    return [
      { between: 'device-log', what: 'billed-use-differs', subject, here: `${billedMs} ms`, there: `${entry.use.useMs} ms` },
    ];
  });
}

/** What our own books say about themselves and about the devices' logs. */
export async function reconcileBooks(
  books: BooksQuery,
  period: { readonly sinceMs: number; readonly untilMs: number },
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const { between, what, sql } of LOCAL_CHECKS) {
    const rows = await books<SubjectRow>(sql);
    differences.push(
      ...rows.map(({ subject, here, there }) => ({ between, what, subject, here: String(here), there: String(there) })),
    );
  }
  return [...differences, ...(await compareUse(books, period.sinceMs, period.untilMs))];
}
