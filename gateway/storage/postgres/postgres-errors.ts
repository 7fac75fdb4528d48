// PostgreSQL's errors as one of four: a constraint that may refuse, a lost race to run again, our own mistake, or a broken world.
import { DatabaseError } from 'pg';
import type { Constraint } from '../../domain/changes.ts';
import { Unavailable } from '../../ports/unavailable.ts';

export type Judgement =
  | { readonly is: 'refusal'; readonly constraint: Constraint }
  /** The server undid it for another's sake: the same statements may well succeed now. */
  | { readonly is: 'again' }
  | { readonly is: 'mistake' }
  | { readonly is: 'world' };

/** Every unique key of a table that changes write, by its name. */
const CONSTRAINT_BY_KEY: { readonly [name: string]: Constraint } = {
  label_alert_pk: 'label_alert',
  label_alert_open: 'label_alert',
  label_round_pk: 'label_round',
  label_round_open: 'label_round',
  set_up_once: 'set_up_once',
  staff_pk: 'staff_version',
  staff_passkey_pk: 'staff_passkey',
  staff_sign_in_pk: 'staff_sign_in',
  staff_link_pk: 'staff_link',
  staff_link_token: 'staff_link',
  invitation_pk: 'invitation_version',
  invitation_token: 'invitation_version',
  invitation_used: 'invitation_version',
  passkey_challenge: 'passkey_challenge',
  account_pk: 'account_version',
  account_passkey_pk: 'account_passkey',
  account_sign_in_pk: 'account_sign_in',
  session_pk: 'session_version',
  session_live_object: 'session_live_object',
  hold_pk: 'hold_state',
  transfer_pk: 'transfer_op_key',
  transfer_op_key: 'transfer_op_key',
  posting_pk: 'transfer_op_key',
  command_pk: 'command_intent',
  command_intent: 'command_intent',
  command_ctr: 'device_ctr',
  command_in_flight: 'command_in_flight',
  answer_pk: 'answer_key',
  used_ticket_pk: 'ticket_nonce',
  journal_entry_pk: 'journal_entry',
  journal_entry_number: 'journal_entry',
  order_pk: 'order_state',
  receipt_pk: 'receipt_session',
  receipt_session: 'receipt_session',
  operation_key: 'operation_key',
  uncollected_pk: 'uncollected_state',
  refund_pk: 'refund_rule',
  refund_rule: 'refund_rule',
  participant_pk: 'participant_version',
  claim_pk: 'claim_once',
  claim_once: 'claim_once',
  audit_key_note: 'audit_key_note',
  audit_position: 'audit_position',
  audit_link_once: 'audit_position',
  payout_pk: 'payout_item',
  payout_item: 'payout_item',
  receipt_number_pk: 'receipt_number',
  receipt_number: 'receipt_number',
  receipt_addressee: 'receipt_addressee',
  outbox_event_pk: 'event_seen',
  seen_event_pk: 'event_seen',
  credential_pk: 'credential_live',
  credential_current: 'credential_live',
  credential_next: 'credential_live',
  device_claim_pk: 'device_claim_open',
  device_claim_open: 'device_claim_open',
  key_manifest_pk: 'key_manifest_version',
  label_batch_pk: 'label_batch',
  tag_pk: 'label_tag',
  tag_short_code: 'label_short_code',
  tag_live_successor: 'label_successor',
  tag_batch_no: 'label_batch_no',
  taken_over_label_pk: 'taken_over_url',
  taken_over_label_url: 'taken_over_url',
  presence_evidence_pk: 'presence_spent',
  emergency_pk: 'emergency_open',
  emergency_of_venue: 'emergency_open',
  reservation_pk: 'reservation_open',
  reservation_of_object: 'reservation_open',
  reservation_of_person: 'reservation_open',
  start_without_presence_pk: 'session_version',
  display_pk: 'display_code',
  display_tag: 'display_code',
  display_code_use_pk: 'display_code',
  display_code_use_once: 'display_code',
};

/** What compare-and-sets and triggers raise about what somebody else may have changed meanwhile; all others guard against us. */
const RAISED: { readonly [name: string]: Constraint } = {
  label_alert: 'label_alert',
  label_round: 'label_round',
  staff_version: 'staff_version',
  staff_passkey: 'staff_passkey',
  staff_link: 'staff_link',
  invitation_version: 'invitation_version',
  account_version: 'account_version',
  account_passkey: 'account_passkey',
  session_version: 'session_version',
  hold_state: 'hold_state',
  operation_state: 'operation_state',
  uncollected_state: 'uncollected_state',
  refund_rule: 'refund_rule',
  person_version: 'person_version',
  participant_version: 'participant_version',
  device_ctr: 'device_ctr',
  command_state: 'command_state',
  order_state: 'order_state',
  stay_version: 'stay_version',
  transfer_closed: 'transfer_op_key',
  audit_position: 'audit_position',
  receipt_number: 'receipt_number',
  credential_version: 'credential_version',
  device_claim_version: 'device_claim_version',
  device_identity: 'device_identity',
  device_config: 'device_config',
  key_manifest_version: 'key_manifest_version',
  label_version: 'label_version',
  taken_over_url: 'taken_over_url',
  presence_spent: 'presence_spent',
  emergency_open: 'emergency_open',
  contact_version: 'contact_version',
  reservation_version: 'reservation_version',
  tariff_version: 'tariff_version',
  venue_version: 'venue_version',
  place_version: 'place_version',
  object_version: 'object_version',
};

/** SQLSTATE, appendix A of PostgreSQL's manual. */
const UNIQUE_VIOLATION = '23505';
const CHECK_VIOLATION = '23514';
const RAISED_BY_US = '23000';
const LOST_RACES = ['40001', '40P01'];
/** Data, constraints, syntax and names, assertions; but a right that was taken from us is not ours. */
const OUR_MISTAKE = /^(22|23|42(?!501)|P0)/;

function constraintOf({ code, constraint = '' }: DatabaseError): Constraint | null {
  switch (code) {
    case UNIQUE_VIOLATION:
      return CONSTRAINT_BY_KEY[constraint] ?? null;
    case CHECK_VIOLATION:
      return constraint === 'wallet_floor' ? 'wallet_floor' : null;
    case RAISED_BY_US:
      return RAISED[constraint] ?? null;
    default:
      return null;
  }
}

/** Judges whatever a batch threw; an error that is neither the server's nor the connection's is our mistake. */
export function judge(error: unknown): Judgement {
  if (error instanceof Unavailable) return { is: 'world' };
  if (!(error instanceof DatabaseError)) return { is: 'mistake' };
  const constraint = constraintOf(error);
  if (constraint) return { is: 'refusal', constraint };
  const code = error.code ?? '';
  if (LOST_RACES.includes(code)) return { is: 'again' };
  return OUR_MISTAKE.test(code) ? { is: 'mistake' } : { is: 'world' };
}

/** True when the connection is as good as before: its statements were parsed, and what they did is undone. */
export function isCleanRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && /^(23|40)/.test(error.code ?? '');
}

/** What a caller may see: a broken world as Unavailable, a mistake of ours as it is. */
export function asThrown(error: unknown): unknown {
  const { is } = judge(error);
  return (is === 'world' || is === 'again') && !(error instanceof Unavailable) ? new Unavailable('storage', error) : error;
}
