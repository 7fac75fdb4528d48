// Command row: a command with its composed bytes and its outcome as columns, both ways.
import { assert } from '#protocol';
import type { CommandOutcome, CommandRecord, ComposedCommand, Intent } from '../../domain/device/command.ts';
import { jsonFromColumn, jsonToColumn } from './values.ts';

export type ComposedColumns = {
  readonly payload: string;
  readonly kid: string;
  readonly ctr: number;
  readonly boot: string;
  readonly exp_up_ms: number;
  readonly expires_at_ms: number;
};

export type CommandRow = { readonly [K in keyof ComposedColumns]: ComposedColumns[K] | null } & {
  readonly command_id: string;
  readonly device_id: string;
  readonly tenant_id: string;
  readonly session_id: string;
  readonly intent_key: string;
  readonly act: Intent['act'];
  readonly intent_json: string;
  readonly state: CommandRecord['state'];
  readonly outcome_json: string | null;
  readonly attempts: number;
  readonly created_at_ms: number;
};

const NOT_COMPOSED = { payload: null, kid: null, ctr: null, boot: null, exp_up_ms: null, expires_at_ms: null };

export function composedToColumns(composed: ComposedCommand): ComposedColumns {
  return {
    payload: composed.payload,
    kid: composed.kid,
    ctr: composed.ctr,
    boot: composed.boot,
    exp_up_ms: composed.expUpMs,
    expires_at_ms: composed.expiresAtMs,
  };
}

export const outcomeToColumn = (outcome: CommandOutcome): string => jsonToColumn(outcome);

export function commandToRow(command: CommandRecord): CommandRow {
  return {
    command_id: command.commandId,
    device_id: command.deviceId,
    tenant_id: command.tenantId,
    session_id: command.sessionId,
    intent_key: command.intentKey,
    act: command.intent.act,
    intent_json: jsonToColumn(command.intent),
    state: command.state,
    ...(command.composed ? composedToColumns(command.composed) : NOT_COMPOSED),
    outcome_json: command.outcome && outcomeToColumn(command.outcome),
    attempts: command.attempts,
    created_at_ms: command.createdAtMs,
  };
}

function composedFromRow(row: CommandRow): ComposedCommand | null {
  const { payload, kid, ctr, boot, exp_up_ms: expUpMs, expires_at_ms: expiresAtMs } = row;
  if (payload === null) return null;
  assert(kid !== null && ctr !== null && boot !== null && expUpMs !== null && expiresAtMs !== null, 'composed columns are whole');
  return { payload, kid, ctr, boot, expUpMs, expiresAtMs };
}

export function commandFromRow(row: CommandRow): CommandRecord {
  return {
    commandId: row.command_id,
    deviceId: row.device_id,
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    intentKey: row.intent_key,
    intent: jsonFromColumn(row.intent_json),
    state: row.state,
    composed: composedFromRow(row),
    outcome: row.outcome_json === null ? null : jsonFromColumn(row.outcome_json),
    attempts: row.attempts,
    createdAtMs: row.created_at_ms,
  };
}
