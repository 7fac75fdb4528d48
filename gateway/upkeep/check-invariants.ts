// Check invariants: asks a running database for every row that breaks a rule of the books; hourly in production, and in every proof.
import type { BrokenInvariant } from '../domain/audit/invariants.ts';
import { type BillRow, judgeBill } from '../domain/audit/invariants-of-bills.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readBills } from '../storage/queries/bills.ts';
import { readBrokenRows, readBrokenRules } from '../storage/queries/invariants.ts';

/** Bills of sessions that ended before `billsSinceMs` were looked at by an earlier run and cannot have changed: receipts are immutable. */
export type InvariantFacts = { readonly billsSinceMs: number };

/** More of one kind than this says nothing new. */
const ROWS_NAMED = 20;

export async function checkInvariants(books: BooksQuery, facts: InvariantFacts): Promise<readonly BrokenInvariant[]> {
  const found: BrokenInvariant[] = [];
  // In sound books nothing more is asked.
  for (const { rule, broken } of await readBrokenRules(books)) {
    const { id, says } = rule;
    const rows = await readBrokenRows(books, rule);
    // What has healed meanwhile was broken all the same.
    const named = rows.length > 0 ? rows.slice(0, ROWS_NAMED) : [{ broken }];
    found.push(...named.map((row) => ({ id, says, row })));
  }
  const bills = new Map<string, BillRow[]>();
  for (const row of await readBills(books, facts.billsSinceMs)) {
    const bill = `${row.session_id} ${row.payer_id}`;
    bills.set(bill, [...(bills.get(bill) ?? []), row]);
  }
  for (const rows of bills.values()) found.push(...judgeBill(rows));
  return found;
}
