// Query on bills: each hold of each payer of a closed session, beside the settlement and the receipt.
import type { BillRow } from '../../domain/audit/invariants-of-bills.ts';
import type { BooksQuery } from '../../ports/store.ts';

const BILLS = `
  SELECT s.session_id, h.payer_id, s.offer_hash, s.tariff_hash, s.end_reason, s.started_at_ms, s.settlement_json,
    h.hold_id, h.state AS hold_state, h.captured_minor, u.owed_minor, u.lowered_minor, r.receipt_json
  FROM sessions s
  JOIN holds h ON h.session_id = s.session_id
  JOIN receipts r ON r.session_id = s.session_id AND r.payer_id = h.payer_id
  LEFT JOIN uncollected u ON u.hold_id = h.hold_id
  WHERE s.state = 'closed' AND s.end_at_ms >= ?
  ORDER BY s.session_id, h.payer_id, h.created_at_ms, h.hold_id`;

/** Of sessions that ended since then; rows of one payer of one session stand together. */
export function readBills(books: BooksQuery, sinceMs: number): Promise<readonly BillRow[]> {
  return books<BillRow>(BILLS, [sinceMs]);
}
