// Operation row: one intent towards a wallet elsewhere as columns, both ways.
import type { OperationRecord } from '../../domain/wallet/wallet-operation.ts';
import { minorFromColumn, minorToColumn } from './values.ts';

export type OperationRow = {
  readonly op_key: string;
  readonly kind: OperationRecord['kind'];
  readonly wallet: OperationRecord['wallet'];
  readonly tenant_id: string;
  readonly session_id: string | null;
  readonly hold_id: string | null;
  readonly payer_id: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly state: OperationRecord['state'];
  readonly attempts: number;
  readonly grant_token: string | null;
  readonly wallet_ref: string | null;
  readonly action_url: string | null;
  readonly refusal: OperationRecord['refusal'];
  readonly created_at_ms: number;
  readonly resolved_at_ms: number | null;
};

export function operationToRow(operation: OperationRecord): OperationRow {
  return {
    op_key: operation.opKey,
    kind: operation.kind,
    wallet: operation.wallet,
    tenant_id: operation.tenantId,
    session_id: operation.sessionId,
    hold_id: operation.holdId,
    payer_id: operation.payerId,
    amount_minor: minorToColumn(operation.amountMinor),
    currency: operation.currency,
    state: operation.state,
    attempts: operation.attempts,
    grant_token: operation.grant,
    wallet_ref: operation.walletRef,
    action_url: operation.actionUrl,
    refusal: operation.refusal,
    created_at_ms: operation.createdAtMs,
    resolved_at_ms: operation.resolvedAtMs,
  };
}

export function operationFromRow(row: OperationRow): OperationRecord {
  return {
    opKey: row.op_key,
    kind: row.kind,
    wallet: row.wallet,
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    holdId: row.hold_id,
    payerId: row.payer_id,
    amountMinor: minorFromColumn(row.amount_minor),
    currency: row.currency,
    state: row.state,
    attempts: row.attempts,
    grant: row.grant_token,
    walletRef: row.wallet_ref,
    actionUrl: row.action_url,
    refusal: row.refusal,
    createdAtMs: row.created_at_ms,
    resolvedAtMs: row.resolved_at_ms,
  };
}
