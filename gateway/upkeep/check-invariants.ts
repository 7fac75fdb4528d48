// Check invariants: asks a running database for every row that breaks a rule of the books; hourly in production, and in every proof.
import { type BrokenInvariant, SQL_INVARIANTS } from '../domain/audit/invariants.ts';
import { type BillRow, judgeBill } from '../domain/audit/invariants-of-bills.ts';
import type { BooksQuery } from '../ports/store.ts';

/** Bills of sessions that ended before `billsSinceMs` were looked at by an earlier run and cannot have changed: receipts are immutable. */
export type InvariantFacts = { readonly billsSinceMs: number };

/** More of one kind than this says nothing new. */
const ROWS_NAMED = 20;

const BILLS = `
  SELECT s.session_id, h.payer_id, s.offer_hash, s.tariff_hash, s.end_reason, s.started_at_ms, s.settlement_json,
    h.hold_id, h.state AS hold_state, h.captured_minor, u.owed_minor, r.receipt_json
  FROM sessions s
  JOIN holds h ON h.session_id = s.session_id
  JOIN receipts r ON r.session_id = s.session_id AND r.payer_id = h.payer_id
  LEFT JOIN uncollected u ON u.hold_id = h.hold_id
  WHERE s.state = 'closed' AND s.end_at_ms >= ?
  ORDER BY s.session_id, h.payer_id, h.created_at_ms, h.hold_id`;

/** All rules at one moment of the database, and in one round trip: in sound books nothing more is asked. */
const COUNTS = SQL_INVARIANTS.map(({ sql }, at) => `SELECT ${at} AS rule, count(*) AS broken FROM (${sql}) AS rule_${at}`).join(
  '\nUNION ALL\n',
);

export async function checkInvariants(books: BooksQuery, facts: InvariantFacts): Promise<readonly BrokenInvariant[]> {
  const found: BrokenInvariant[] = [];
  for (const { rule, broken } of await books<{ rule: number; broken: number | string }>(COUNTS)) {
    const invariant = SQL_INVARIANTS[Number(rule)];
    if (!invariant || Number(broken) === 0) continue;
    const { id, says, sql } = invariant;
    const rows = await books<{ readonly [column: string]: unknown }>(sql);
    // What has healed meanwhile was broken all the same.
    const named = rows.length > 0 ? rows.slice(0, ROWS_NAMED) : [{ broken }];
    found.push(...named.map((row) => ({ id, says, row })));
  }
  const bills = new Map<string, BillRow[]>();
  for (const row of await books<BillRow>(BILLS, [facts.billsSinceMs])) {
    const bill = `${row.session_id} ${row.payer_id}`;
    bills.set(bill, [...(bills.get(bill) ?? []), row]);
  }
  for (const rows of bills.values()) found.push(...judgeBill(rows));
  return found;
}
