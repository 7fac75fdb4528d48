// Ledger rows: transfers with their postings, and receipts as columns, both ways.
import type { Posting, TransferRecord } from '../../domain/ledger/ledger.ts';
import type { ReceiptRecord } from '../../domain/receipt/receipt.ts';
import { minorFromColumn, minorToColumn } from './values.ts';

export type TransferRow = {
  readonly transfer_id: string;
  readonly op_key: string;
  readonly kind: TransferRecord['kind'];
  readonly tenant_id: string;
  readonly session_id: string | null;
  readonly currency: string;
  readonly at_ms: number;
};

export type PostingRow = {
  readonly transfer_id: string;
  readonly leg: number;
  readonly account: string;
  readonly delta_minor: number;
};

export function transferToRow(transfer: TransferRecord): TransferRow {
  return {
    transfer_id: transfer.transferId,
    op_key: transfer.opKey,
    kind: transfer.kind,
    tenant_id: transfer.tenantId,
    session_id: transfer.sessionId,
    currency: transfer.currency,
    at_ms: transfer.atMs,
  };
}

export function postingToRow(transferId: string, leg: number, posting: Posting): PostingRow {
  return { transfer_id: transferId, leg, account: posting.account, delta_minor: minorToColumn(posting.deltaMinor) };
}

/** @param postings the transfer's rows by leg. */
export function transferFromRows(row: TransferRow, postings: readonly PostingRow[]): TransferRecord {
  return {
    transferId: row.transfer_id,
    opKey: row.op_key,
    kind: row.kind,
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    currency: row.currency,
    postings: postings.map((posting) => ({ account: posting.account, deltaMinor: minorFromColumn(posting.delta_minor) })),
    atMs: row.at_ms,
  };
}

export type ReceiptRow = {
  readonly receipt_id: string;
  readonly session_id: string;
  readonly payer_id: string;
  readonly tenant_id: string;
  readonly receipt_json: string;
  readonly issued_at_ms: number;
};

export function receiptToRow(receipt: ReceiptRecord): ReceiptRow {
  return {
    receipt_id: receipt.receiptId,
    session_id: receipt.sessionId,
    payer_id: receipt.payerId,
    tenant_id: receipt.tenantId,
    receipt_json: receipt.json,
    issued_at_ms: receipt.issuedAtMs,
  };
}

export function receiptFromRow(row: ReceiptRow): ReceiptRecord {
  return {
    receiptId: row.receipt_id,
    sessionId: row.session_id,
    payerId: row.payer_id,
    tenantId: row.tenant_id,
    json: row.receipt_json,
    issuedAtMs: row.issued_at_ms,
  };
}
