// Outbox and audit rows: what is told to others and what is kept as proof, as columns.
import type { AuditRow } from '../../domain/audit/audit.ts';
import type { OutboxEvent } from '../../domain/outbox/outbox.ts';
import { jsonToColumn } from './values.ts';

export type OutboxEventRow = {
  readonly event_id: string;
  readonly kind: OutboxEvent['kind'];
  readonly tenant_id: string;
  readonly person_id: string;
  readonly session_id: string;
  readonly body: string;
  readonly attempts: number;
  readonly at_ms: number;
};

export function outboxEventToRow(event: OutboxEvent): OutboxEventRow {
  return {
    event_id: event.eventId,
    kind: event.kind,
    tenant_id: event.tenantId,
    person_id: event.personId,
    session_id: event.sessionId,
    body: event.body,
    attempts: event.attempts,
    at_ms: event.atMs,
  };
}

export function outboxEventFromRow(row: OutboxEventRow): OutboxEvent {
  return {
    eventId: row.event_id,
    kind: row.kind,
    tenantId: row.tenant_id,
    personId: row.person_id,
    sessionId: row.session_id,
    body: row.body,
    attempts: row.attempts,
    atMs: row.at_ms,
  };
}

export type AuditColumns = {
  readonly audit_id: string;
  readonly tenant_id: string;
  readonly at_ms: number;
  readonly actor_kind: AuditRow['actor']['kind'];
  readonly actor_id: string;
  readonly what: string;
  readonly subject_id: string;
  readonly facts_json: string;
};

export function auditToColumns(row: AuditRow): AuditColumns {
  return {
    audit_id: row.auditId,
    tenant_id: row.tenantId,
    at_ms: row.atMs,
    actor_kind: row.actor.kind,
    actor_id: row.actor.id,
    what: row.what,
    subject_id: row.subjectId,
    facts_json: jsonToColumn(row.facts),
  };
}
