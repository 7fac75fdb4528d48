// Writes of what goes on paper: the audit's links, payouts, running numbers of receipts and whom they are made out to.
import { addresseeToRow, auditLinkToRow, payoutItemToRow, payoutToRow, receiptNumberToRow } from '../rows/paper-row.ts';
import { insertInto } from './statement.ts';
import type { Writers } from './writers.ts';

type PaperChanges = 'audit-sealed' | 'payout-made' | 'receipt-numbered' | 'receipt-addressed';

export const paperWriters: Writers<PaperChanges> = {
  'audit-sealed': ({ links }) => links.map((link) => insertInto('audit_links', auditLinkToRow(link))),
  'payout-made': ({ payout }) => [
    insertInto('payouts', payoutToRow(payout)),
    ...payout.items.map((item) => insertInto('payout_items', payoutItemToRow(payout.payoutId, item))),
  ],
  'receipt-numbered': ({ number }) => [insertInto('receipt_numbers', receiptNumberToRow(number))],
  'receipt-addressed': ({ addressee }) => [insertInto('receipt_addressees', addresseeToRow(addressee))],
};
