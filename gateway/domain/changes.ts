// Changes: the whole vocabulary of what a step may commit; a store applies a list of them atomically.
import type { StoredAnswer } from './answer.ts';
import type { AuditRow } from './audit/audit.ts';
import type { AuditLink } from './audit/audit-chain.ts';
import type { OrderRecord } from './company/order.ts';
import type { ParticipantRecord } from './company/participant.ts';
import type { ClaimRecord } from './correction/claim.ts';
import type { Deadline, DeadlineKind } from './deadline.ts';
import type { CommandOutcome, CommandRecord, ComposedCommand } from './device/command.ts';
import type { DeviceBoot, ReportedState } from './device/device.ts';
import type { JournalRecord } from './device/journal.ts';
import type { HoldRecord } from './hold/hold.ts';
import type { RefundRecord, TransferRecord, UncollectedRecord } from './ledger/ledger.ts';
import type { PayoutRecord } from './ledger/payout.ts';
import type { OutboxEvent } from './outbox/outbox.ts';
import type { ReceiptRecord } from './receipt/receipt.ts';
import type { ReceiptAddressee, ReceiptNumber } from './receipt/receipt-number.ts';
import type { SessionEvent, SessionRecord } from './session/session.ts';
import type { OperationRecord, WalletRefusal } from './wallet/wallet-operation.ts';

export type Change =
  /** Refused by `session_live_object` when the object has a live session. */
  | { readonly change: 'session-created'; readonly session: SessionRecord }
  /** Compare-and-set: the row must have `session.version - 1`. */
  | { readonly change: 'session-changed'; readonly session: SessionRecord }
  | { readonly change: 'session-event'; readonly event: SessionEvent }
  | { readonly change: 'hold-placed'; readonly hold: HoldRecord }
  /** Compare-and-set: the row must have `hold.version - 1`; only moves of HOLD_MOVES; else `hold_state`. */
  | { readonly change: 'hold-changed'; readonly hold: HoldRecord }
  /** Refused by `operation_key` when the key exists. */
  | { readonly change: 'operation-added'; readonly operation: OperationRecord }
  /** One more call is about to be made; only while it is not resolved, else `operation_state`. */
  | { readonly change: 'operation-attempted'; readonly opKey: string; readonly atMs: number }
  /** The wallet named it, or asks the payer for an action; only while it is not resolved, else `operation_state`. A null `walletRef` forgets none. */
  | {
      readonly change: 'operation-noted';
      readonly opKey: string;
      readonly state: 'pending' | 'action';
      readonly walletRef: string | null;
      readonly actionUrl: string | null;
    }
  /** Only one that is not resolved, else `operation_state`; erases the grant. */
  | {
      readonly change: 'operation-resolved';
      readonly opKey: string;
      readonly state: 'done' | 'refused';
      readonly walletRef: string | null;
      readonly refusal: WalletRefusal | null;
      readonly atMs: number;
    }
  | { readonly change: 'uncollected-noted'; readonly uncollected: UncollectedRecord }
  /** Only from `open`, else `uncollected_state`. */
  | {
      readonly change: 'uncollected-resolved';
      readonly holdId: string;
      readonly state: 'collected' | 'waived';
      readonly atMs: number;
    }
  /** Refused by `refund_rule` when this rule was used for this hold. */
  | { readonly change: 'refund-noted'; readonly refund: RefundRecord }
  /** Only from `pending`, from `owed` to `done`, or back where it failed late; else `refund_rule`. */
  | { readonly change: 'refund-resolved'; readonly refundId: string; readonly state: 'done' | 'owed' }
  /**
   * Serializes whatever is counted per person - live sessions, free windows, claims (R10): the row must have `fromVersion`
   * (a person without a row has version 0), else `person_version`.
   */
  | { readonly change: 'person-counted'; readonly personId: string; readonly fromVersion: number }
  /** Version 1 is new; else the row must have `version - 1`; else `participant_version`. */
  | { readonly change: 'participant-changed'; readonly participant: ParticipantRecord }
  /** Refused by `claim_once` when this person claimed by this rule for this session. */
  | { readonly change: 'claim-decided'; readonly claim: ClaimRecord }
  /** Something that a person or operator did or that moved money by hand; sealed into the chain later (A3). */
  | { readonly change: 'audited'; readonly row: AuditRow }
  /** Appends links; refused by `audit_position` when another sealer was there first. */
  | { readonly change: 'audit-sealed'; readonly links: readonly AuditLink[] }
  /** Refused by `payout_item` when one of its transfers was paid out already. */
  | { readonly change: 'payout-made'; readonly payout: PayoutRecord }
  /** Refused by `receipt_number` when the number is taken or the receipt has one. */
  | { readonly change: 'receipt-numbered'; readonly number: ReceiptNumber }
  /** Refused by `receipt_addressee` when it has one. */
  | { readonly change: 'receipt-addressed'; readonly addressee: ReceiptAddressee }
  /** For the host app and messages; delivered at least once, deduplicated by its id (row 20). */
  | { readonly change: 'event-queued'; readonly event: OutboxEvent }
  | { readonly change: 'event-attempted'; readonly eventId: string; readonly nextAtMs: number }
  | { readonly change: 'event-delivered'; readonly eventId: string; readonly atMs: number }
  /** A device or wallet message that was seen once must not be applied twice; refused by `event_seen`. */
  | { readonly change: 'event-seen'; readonly source: string; readonly eventId: string; readonly atMs: number }
  /** Applies postings to wallet balances; refused by `wallet_floor` when one would fall below 0. */
  | { readonly change: 'transfer-posted'; readonly transfer: TransferRecord }
  /** A new command, queued or composed; a composed one also raises the device's counter from `ctr - 1` at most. */
  | { readonly change: 'command-added'; readonly command: CommandRecord }
  | {
      readonly change: 'command-composed';
      readonly commandId: string;
      readonly deviceId: string;
      readonly composed: ComposedCommand;
    }
  | { readonly change: 'command-attempted'; readonly commandId: string }
  /** Only a command that is not resolved yet. */
  | { readonly change: 'command-resolved'; readonly commandId: string; readonly outcome: CommandOutcome }
  | { readonly change: 'deadline-set'; readonly deadline: Deadline }
  | { readonly change: 'deadline-cleared'; readonly kind: DeadlineKind; readonly subjectId: string }
  | { readonly change: 'answer-stored'; readonly answer: StoredAnswer }
  | { readonly change: 'ticket-used'; readonly nonce: string; readonly sessionId: string; readonly atMs: number }
  | { readonly change: 'journal-stored'; readonly record: JournalRecord }
  | { readonly change: 'order-placed'; readonly order: OrderRecord }
  /** Only from `sent`. */
  | { readonly change: 'order-decided'; readonly orderId: string; readonly state: 'printed' | 'refused' }
  | { readonly change: 'receipt-issued'; readonly receipt: ReceiptRecord }
  /** A verified hello: also raises the device's counter to at least `lastCtr`. */
  | { readonly change: 'device-greeted'; readonly deviceId: string; readonly boot: DeviceBoot; readonly lastCtr: number }
  | {
      readonly change: 'device-presence';
      readonly deviceId: string;
      readonly online: boolean;
      readonly conn: string;
      readonly atMs: number;
    }
  /** Applied only if (boot, seq) is newer than what is stored. */
  | { readonly change: 'device-state'; readonly deviceId: string; readonly state: ReportedState; readonly cfgVer: number }
  /** Its wrong codes are forgotten. */
  | { readonly change: 'stay-unlocked'; readonly stayId: string; readonly pairingCode: string; readonly fromVersion: number }
  | { readonly change: 'stay-paired'; readonly stayId: string; readonly personId: string; readonly fromVersion: number }
  | {
      readonly change: 'stay-attempt-failed';
      readonly stayId: string;
      readonly personId: string;
      readonly key: string;
      readonly atMs: number;
      readonly fromVersion: number;
    }
  /** What a device sent and could not be believed or applied: kept, counted, bounded per device. */
  | {
      readonly change: 'quarantined';
      readonly deviceId: string;
      readonly reason: string;
      readonly payload: string;
      readonly atMs: number;
    };

/** Names of the constraints that can refuse a commit; the step then reloads and decides again. */
export type Constraint =
  | 'session_live_object'
  | 'session_version'
  | 'hold_state'
  | 'operation_key'
  | 'operation_state'
  | 'uncollected_state'
  | 'refund_rule'
  | 'person_version'
  | 'participant_version'
  | 'claim_once'
  | 'event_seen'
  | 'audit_position'
  | 'payout_item'
  | 'receipt_number'
  | 'receipt_addressee'
  | 'transfer_op_key'
  | 'wallet_floor'
  | 'device_ctr'
  | 'command_in_flight'
  | 'command_intent'
  | 'command_state'
  | 'answer_key'
  | 'ticket_nonce'
  | 'journal_entry'
  | 'order_state'
  | 'receipt_session'
  | 'stay_version';
