// Order row: an order at a table as columns, both ways.
import type { OrderRecord } from '../../domain/company/order.ts';
import { jsonFromColumn, jsonToColumn, minorFromColumn, minorToColumn } from './values.ts';

export type OrderRow = {
  readonly order_id: string;
  readonly session_id: string;
  readonly payer_id: string;
  readonly command_id: string;
  readonly lines_json: string;
  readonly state: OrderRecord['state'];
  readonly amount_minor: number;
  readonly at_ms: number;
};

export function orderToRow(order: OrderRecord): OrderRow {
  return {
    order_id: order.orderId,
    session_id: order.sessionId,
    payer_id: order.payerId,
    command_id: order.commandId,
    lines_json: jsonToColumn(order.lines),
    state: order.state,
    amount_minor: minorToColumn(order.amountMinor),
    at_ms: order.atMs,
  };
}

export function orderFromRow(row: OrderRow): OrderRecord {
  return {
    orderId: row.order_id,
    sessionId: row.session_id,
    payerId: row.payer_id,
    lines: jsonFromColumn(row.lines_json),
    state: row.state,
    amountMinor: minorFromColumn(row.amount_minor),
    commandId: row.command_id,
    atMs: row.at_ms,
  };
}
