// Message rows: where a person wants mail, and mails with their attempts and ends, as columns, both ways.
import type { ContactRecord } from '../../domain/message/contact.ts';
import type { MessageRecord } from '../../domain/message/message.ts';

export type ContactRow = {
  readonly person_id: string;
  readonly language: string;
  readonly address: string | null;
  readonly confirmed_at_ms: number | null;
  readonly pending_address: string | null;
  readonly pending_until_ms: number | null;
  readonly pending_wrong_codes: number;
  readonly version: number;
};

export function contactToRow({ pending, ...contact }: ContactRecord): ContactRow {
  return {
    person_id: contact.personId,
    language: contact.language,
    address: contact.address,
    confirmed_at_ms: contact.confirmedAtMs,
    pending_address: pending?.address ?? null,
    pending_until_ms: pending?.untilMs ?? null,
    pending_wrong_codes: pending?.wrongCodes ?? 0,
    version: contact.version,
  };
}

export function contactFromRow(row: ContactRow): ContactRecord {
  const { pending_address: address, pending_until_ms: untilMs } = row;
  return {
    personId: row.person_id,
    language: row.language,
    address: row.address,
    confirmedAtMs: row.confirmed_at_ms,
    pending: address === null || untilMs === null ? null : { address, untilMs, wrongCodes: row.pending_wrong_codes },
    version: row.version,
  };
}

export type MessageRow = {
  readonly message_id: string;
  readonly kind: MessageRecord['kind'];
  readonly person_id: string;
  readonly tenant_id: string | null;
  readonly session_id: string | null;
  readonly subject_id: string | null;
  readonly state: MessageRecord['state'];
  readonly attempts: number;
  readonly at_ms: number;
  readonly cause: string | null;
  readonly ended_at_ms: number | null;
};

export function messageToRow(message: MessageRecord): MessageRow {
  return {
    message_id: message.messageId,
    kind: message.kind,
    person_id: message.personId,
    tenant_id: message.tenantId,
    session_id: message.sessionId,
    subject_id: message.subjectId,
    state: message.state,
    attempts: message.attempts,
    at_ms: message.atMs,
    cause: message.cause,
    ended_at_ms: message.endedAtMs,
  };
}

export function messageFromRow(row: MessageRow): MessageRecord {
  return {
    messageId: row.message_id,
    kind: row.kind,
    personId: row.person_id,
    tenantId: row.tenant_id,
    sessionId: row.session_id,
    subjectId: row.subject_id,
    state: row.state,
    attempts: row.attempts,
    atMs: row.at_ms,
    cause: row.cause,
    endedAtMs: row.ended_at_ms,
  };
}
