// Paper rows: audit links, payouts with their items, and what is printed on receipts as columns.
import type { AuditLink } from '../../domain/audit/audit-chain.ts';
import type { PayableItem, PayoutRecord } from '../../domain/ledger/payout.ts';
import type { ReceiptAddressee, ReceiptNumber } from '../../domain/receipt/receipt-number.ts';
import { minorToColumn } from './values.ts';

export type AuditLinkRow = {
  readonly position: number;
  readonly audit_id: string;
  readonly previous_hash: string;
  readonly hash: string;
  readonly sealed_at_ms: number;
};

export function auditLinkToRow(link: AuditLink): AuditLinkRow {
  return {
    position: link.position,
    audit_id: link.auditId,
    previous_hash: link.previousHash,
    hash: link.hash,
    sealed_at_ms: link.sealedAtMs,
  };
}

export type PayoutRow = {
  readonly payout_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly currency: string;
  readonly amount_minor: number;
  readonly until_ms: number;
  readonly at_ms: number;
};

export function payoutToRow(payout: PayoutRecord): PayoutRow {
  return {
    payout_id: payout.payoutId,
    tenant_id: payout.tenantId,
    venue_id: payout.venueId,
    currency: payout.currency,
    amount_minor: minorToColumn(payout.amountMinor),
    until_ms: payout.untilMs,
    at_ms: payout.atMs,
  };
}

export type PayoutItemRow = {
  readonly payout_id: string;
  readonly transfer_id: string;
  readonly session_id: string;
  readonly wallet: PayableItem['wallet'];
  readonly amount_minor: number;
  readonly at_ms: number;
};

export function payoutItemToRow(payoutId: string, item: PayableItem): PayoutItemRow {
  return {
    payout_id: payoutId,
    transfer_id: item.transferId,
    session_id: item.sessionId,
    wallet: item.wallet,
    amount_minor: minorToColumn(item.amountMinor),
    at_ms: item.atMs,
  };
}

export type ReceiptNumberRow = {
  readonly receipt_id: string;
  readonly venue_id: string;
  readonly year: number;
  readonly number: number;
  readonly at_ms: number;
};

export function receiptNumberToRow(number: ReceiptNumber): ReceiptNumberRow {
  return {
    receipt_id: number.receiptId,
    venue_id: number.venueId,
    year: number.year,
    number: number.number,
    at_ms: number.atMs,
  };
}

export type AddresseeRow = { readonly receipt_id: string; readonly company: string; readonly at_ms: number };

export function addresseeToRow(addressee: ReceiptAddressee): AddresseeRow {
  return { receipt_id: addressee.receiptId, company: addressee.company, at_ms: addressee.atMs };
}
