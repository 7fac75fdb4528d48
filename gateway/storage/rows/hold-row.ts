// Hold rows: holds, and what became of their money beside the capture - refunds and what could not be collected - both ways.
import type { HoldRecord } from '../../domain/hold/hold.ts';
import type { RefundRecord, UncollectedRecord } from '../../domain/ledger/ledger.ts';
import { minorFromColumn, minorToColumn } from './values.ts';

export type HoldRow = {
  readonly hold_id: string;
  readonly session_id: string;
  readonly payer_id: string;
  readonly tenant_id: string;
  readonly wallet: HoldRecord['wallet'];
  readonly role: HoldRecord['role'];
  readonly currency: string;
  readonly held_minor: number;
  readonly state: HoldRecord['state'];
  readonly version: number;
  readonly wallet_ref: string | null;
  readonly expires_at_ms: number | null;
  readonly captured_minor: number | null;
  readonly refunded_minor: number;
  readonly created_at_ms: number;
};

export function holdToRow(hold: HoldRecord): HoldRow {
  return {
    hold_id: hold.holdId,
    session_id: hold.sessionId,
    payer_id: hold.payerId,
    tenant_id: hold.tenantId,
    wallet: hold.wallet,
    role: hold.role,
    currency: hold.currency,
    held_minor: minorToColumn(hold.heldMinor),
    state: hold.state,
    version: hold.version,
    wallet_ref: hold.walletRef,
    expires_at_ms: hold.expiresAtMs,
    captured_minor: hold.capturedMinor === null ? null : minorToColumn(hold.capturedMinor),
    refunded_minor: minorToColumn(hold.refundedMinor),
    created_at_ms: hold.createdAtMs,
  };
}

export function holdFromRow(row: HoldRow): HoldRecord {
  return {
    holdId: row.hold_id,
    sessionId: row.session_id,
    payerId: row.payer_id,
    tenantId: row.tenant_id,
    wallet: row.wallet,
    role: row.role,
    currency: row.currency,
    heldMinor: minorFromColumn(row.held_minor),
    state: row.state,
    version: row.version,
    walletRef: row.wallet_ref,
    expiresAtMs: row.expires_at_ms,
    capturedMinor: row.captured_minor === null ? null : minorFromColumn(row.captured_minor),
    refundedMinor: minorFromColumn(row.refunded_minor),
    createdAtMs: row.created_at_ms,
  };
}

export type RefundRow = {
  readonly refund_id: string;
  readonly hold_id: string;
  readonly session_id: string;
  readonly payer_id: string;
  readonly tenant_id: string;
  readonly rule: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly by_actor: RefundRecord['by']['actor'];
  readonly by_id: string;
  readonly reason: string;
  readonly state: RefundRecord['state'];
  readonly created_at_ms: number;
};

export function refundToRow(refund: RefundRecord): RefundRow {
  return {
    refund_id: refund.refundId,
    hold_id: refund.holdId,
    session_id: refund.sessionId,
    payer_id: refund.payerId,
    tenant_id: refund.tenantId,
    rule: refund.rule,
    amount_minor: minorToColumn(refund.amountMinor),
    currency: refund.currency,
    by_actor: refund.by.actor,
    by_id: refund.by.id,
    reason: refund.reason,
    state: refund.state,
    created_at_ms: refund.createdAtMs,
  };
}

export function refundFromRow(row: RefundRow): RefundRecord {
  return {
    refundId: row.refund_id,
    holdId: row.hold_id,
    sessionId: row.session_id,
    payerId: row.payer_id,
    tenantId: row.tenant_id,
    rule: row.rule,
    amountMinor: minorFromColumn(row.amount_minor),
    currency: row.currency,
    by: { actor: row.by_actor, id: row.by_id },
    reason: row.reason,
    state: row.state,
    createdAtMs: row.created_at_ms,
  };
}

export type UncollectedRow = {
  readonly hold_id: string;
  readonly session_id: string;
  readonly payer_id: string;
  readonly tenant_id: string;
  readonly currency: string;
  readonly owed_minor: number;
  readonly state: UncollectedRecord['state'];
  readonly at_ms: number;
};

export function uncollectedToRow(uncollected: UncollectedRecord): UncollectedRow {
  return {
    hold_id: uncollected.holdId,
    session_id: uncollected.sessionId,
    payer_id: uncollected.payerId,
    tenant_id: uncollected.tenantId,
    currency: uncollected.currency,
    owed_minor: minorToColumn(uncollected.owedMinor),
    state: uncollected.state,
    at_ms: uncollected.atMs,
  };
}

export function uncollectedFromRow(row: UncollectedRow): UncollectedRecord {
  return {
    holdId: row.hold_id,
    sessionId: row.session_id,
    payerId: row.payer_id,
    tenantId: row.tenant_id,
    currency: row.currency,
    owedMinor: minorFromColumn(row.owed_minor),
    state: row.state,
    atMs: row.at_ms,
  };
}
