// SQLite's errors as one of three: a constraint that may refuse, our own mistake, or a broken world.
import type { Constraint } from '../../domain/changes.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import { SqliteDatabase } from './library.ts';

export type Judgement =
  | { readonly is: 'refusal'; readonly constraint: Constraint }
  | { readonly is: 'mistake' }
  /** `lasting`: nothing may be written any more; a failed fsync is never tried again, for the kernel has dropped the pages. */
  | { readonly is: 'world'; readonly lasting: boolean };

/** Columns of every unique key of a table that changes write, as SQLite names them in its message. */
export const CONSTRAINT_BY_KEY: { readonly [columns: string]: Constraint } = {
  'label_alerts.alert_id': 'label_alert',
  'label_alerts.tag_id': 'label_alert',
  'label_rounds.round_id': 'label_round',
  'label_rounds.venue_id': 'label_round',
  'set_ups.set_up_no': 'set_up_once',
  'staff_members.staff_id': 'staff_version',
  'staff_passkeys.credential_id': 'staff_passkey',
  'staff_sign_ins.token_hash': 'staff_sign_in',
  'staff_links.staff_id': 'staff_link',
  'staff_links.token_hash': 'staff_link',
  'staff_invitations.invitation_id': 'invitation_version',
  'staff_invitations.token_hash': 'invitation_version',
  'staff_invitations.staff_id': 'invitation_version',
  'spent_challenges.challenge_id': 'passkey_challenge',
  'accounts.person_id': 'account_version',
  'account_passkeys.credential_id': 'account_passkey',
  'account_sign_ins.sign_in_id': 'account_sign_in',
  'sessions.session_id': 'session_version',
  'sessions.object_id': 'session_live_object',
  'holds.hold_id': 'hold_state',
  'transfers.transfer_id': 'transfer_op_key',
  'transfers.op_key': 'transfer_op_key',
  'commands.command_id': 'command_intent',
  'commands.intent_key': 'command_intent',
  'commands.device_id, commands.ctr': 'device_ctr',
  'commands.device_id': 'command_in_flight',
  'answers.person_id, answers.route, answers.answer_key': 'answer_key',
  'used_tickets.nonce': 'ticket_nonce',
  'journal_entries.device_id, journal_entries.boot, journal_entries.seq': 'journal_entry',
  'journal_entries.session_id, journal_entries.n': 'journal_entry',
  'orders.order_id': 'order_state',
  'receipts.receipt_id': 'receipt_session',
  'receipts.session_id, receipts.payer_id': 'receipt_session',
  'wallet_operations.op_key': 'operation_key',
  'uncollected.hold_id': 'uncollected_state',
  'refunds.refund_id': 'refund_rule',
  'refunds.hold_id, refunds.rule': 'refund_rule',
  'emergencies.emergency_id': 'emergency_open',
  'emergencies.venue_id': 'emergency_open',
  'reservations.reservation_id': 'reservation_open',
  'reservations.object_id': 'reservation_open',
  'reservations.person_id': 'reservation_open',
  'participants.session_id, participants.person_id': 'participant_version',
  'claims.claim_id': 'claim_once',
  'claims.session_id, claims.person_id, claims.rule': 'claim_once',
  'audit_links.audit_id': 'audit_position',
  'audit_rows.tenant_id, audit_rows.subject_id, audit_rows.what': 'audit_key_note',
  'payouts.payout_id': 'payout_item',
  'payout_items.transfer_id': 'payout_item',
  'receipt_numbers.receipt_id': 'receipt_number',
  'receipt_numbers.venue_id, receipt_numbers.year, receipt_numbers.number': 'receipt_number',
  'receipt_addressees.receipt_id': 'receipt_addressee',
  'outbox_events.event_id': 'event_seen',
  'seen_events.source, seen_events.event_id': 'event_seen',
  'device_credentials.credential_id': 'credential_live',
  'device_credentials.device_id': 'credential_live',
  'device_claims.claim_id': 'device_claim_open',
  'device_claims.serial': 'device_claim_open',
  'key_manifests.tenant_id, key_manifests.ver': 'key_manifest_version',
  'label_batches.tenant_id, label_batches.batch_id': 'label_batch',
  'tags.tag_id': 'label_tag',
  'tags.short_code': 'label_short_code',
  'tags.replaces': 'label_successor',
  'tags.tenant_id, tags.batch_id, tags.batch_no': 'label_batch_no',
  'taken_over_labels.label_id': 'taken_over_url',
  'taken_over_labels.url': 'taken_over_url',
  'presence_evidence.evidence_id': 'presence_spent',
  'starts_without_presence.session_id': 'session_version',
  'displays.object_id': 'display_code',
  'displays.tag_id': 'display_code',
  'display_code_uses.tag_id, display_code_uses.counter, display_code_uses.person_id': 'display_code',
  'display_code_uses.tag_id, display_code_uses.counter': 'display_code',
};

/** Triggers that judge what somebody else may have changed meanwhile; all others guard against our own mistakes. */
const CONSTRAINT_BY_TRIGGER: { readonly [message: string]: Constraint } = {
  hold_state: 'hold_state',
  operation_state: 'operation_state',
  uncollected_state: 'uncollected_state',
  transfer_closed: 'transfer_op_key',
  audit_position: 'audit_position',
  receipt_number: 'receipt_number',
};

const UNIQUE = 'UNIQUE constraint failed: ';
const WALLET_FLOOR = 'CHECK constraint failed: wallet_floor';

/** Codes that only a wrong statement or a wrong value of ours can cause. */
const OUR_MISTAKE = /^SQLITE_(CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG|MISUSE)/;
const LASTING = /^SQLITE_(IOERR|CORRUPT|NOTADB)/;

function constraintOf(error: { readonly code: string; readonly message: string }): Constraint | null {
  switch (error.code) {
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
    case 'SQLITE_CONSTRAINT_UNIQUE':
      return CONSTRAINT_BY_KEY[error.message.slice(UNIQUE.length)] ?? null;
    case 'SQLITE_CONSTRAINT_CHECK':
      return error.message === WALLET_FLOOR ? 'wallet_floor' : null;
    case 'SQLITE_CONSTRAINT_TRIGGER':
      return CONSTRAINT_BY_TRIGGER[error.message] ?? null;
    default:
      return null;
  }
}

/** Judges whatever a statement threw; an error that is not SQLite's own is our mistake. */
export function judge(error: unknown): Judgement {
  if (!(error instanceof SqliteDatabase.SqliteError)) return { is: 'mistake' };
  const constraint = constraintOf(error);
  if (constraint) return { is: 'refusal', constraint };
  if (OUR_MISTAKE.test(error.code)) return { is: 'mistake' };
  return { is: 'world', lasting: LASTING.test(error.code) };
}

/** Full, not broken: what was written is whole, and there may be room again. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_FULL';
}

/** What a caller may see: a broken world as Unavailable, a mistake of ours as it is. */
export function asThrown(error: unknown): unknown {
  return judge(error).is === 'world' ? new Unavailable('storage', error) : error;
}
