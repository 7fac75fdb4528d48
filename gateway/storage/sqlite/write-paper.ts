// Writes of what goes on paper: the audit's links, payouts, running numbers of receipts and whom they are made out to.
import {
  type AddresseeRow,
  type AuditLinkRow,
  addresseeToRow,
  auditLinkToRow,
  type PayoutItemRow,
  type PayoutRow,
  payoutItemToRow,
  payoutToRow,
  type ReceiptNumberRow,
  receiptNumberToRow,
} from '../rows/paper-row.ts';
import type { Connection } from './connection.ts';
import type { Writers } from './writers.ts';

type PaperChanges = 'audit-sealed' | 'payout-made' | 'receipt-numbered' | 'receipt-addressed';

export function paperWriters(db: Connection): Writers<PaperChanges> {
  const insertLink = db.prepare<AuditLinkRow>(
    `INSERT INTO audit_links (position, audit_id, previous_hash, hash, sealed_at_ms)
     VALUES (@position, @audit_id, @previous_hash, @hash, @sealed_at_ms)`,
  );
  const insertPayout = db.prepare<PayoutRow>(
    `INSERT INTO payouts (payout_id, tenant_id, venue_id, currency, amount_minor, until_ms, at_ms)
     VALUES (@payout_id, @tenant_id, @venue_id, @currency, @amount_minor, @until_ms, @at_ms)`,
  );
  const insertItem = db.prepare<PayoutItemRow>(
    `INSERT INTO payout_items (payout_id, transfer_id, session_id, wallet, amount_minor, at_ms)
     VALUES (@payout_id, @transfer_id, @session_id, @wallet, @amount_minor, @at_ms)`,
  );
  const insertNumber = db.prepare<ReceiptNumberRow>(
    `INSERT INTO receipt_numbers (receipt_id, venue_id, year, number, at_ms)
     VALUES (@receipt_id, @venue_id, @year, @number, @at_ms)`,
  );
  const insertAddressee = db.prepare<AddresseeRow>(
    'INSERT INTO receipt_addressees (receipt_id, company, at_ms) VALUES (@receipt_id, @company, @at_ms)',
  );
  return {
    'audit-sealed': ({ links }) => {
      for (const link of links) insertLink.run(auditLinkToRow(link));
      return null;
    },
    'payout-made': ({ payout }) => {
      insertPayout.run(payoutToRow(payout));
      for (const item of payout.items) insertItem.run(payoutItemToRow(payout.payoutId, item));
      return null;
    },
    'receipt-numbered': ({ number }) => {
      insertNumber.run(receiptNumberToRow(number));
      return null;
    },
    'receipt-addressed': ({ addressee }) => {
      insertAddressee.run(addresseeToRow(addressee));
      return null;
    },
  };
}
