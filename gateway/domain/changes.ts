// Changes: the whole vocabulary of what a step may commit; a store applies a list of them atomically.
import type { Account, AccountPasskey, AccountSignIn, TermsAcceptance } from './account/account.ts';
import type { StoredAnswer } from './answer.ts';
import type { AuditRow } from './audit/audit.ts';
import type { AuditLink } from './audit/audit-chain.ts';
import type { OrderRecord } from './company/order.ts';
import type { ParticipantRecord } from './company/participant.ts';
import type { ClaimRecord } from './correction/claim.ts';
import type { Deadline, DeadlineKind } from './deadline.ts';
import type { CommandOutcome, CommandRecord, ComposedCommand } from './device/command.ts';
import type { CredentialRecord } from './device/credential.ts';
import type { ConfigAnswers, DeviceBoot, DeviceRecord, ReportedState } from './device/device.ts';
import type { DeviceClaim, FactoryUnit } from './device/device-claim.ts';
import type { JournalRecord } from './device/journal.ts';
import type { InstalledManifest } from './device/signing-keys.ts';
import type { EmergencyRecord } from './emergency/emergency.ts';
import type { HoldRecord } from './hold/hold.ts';
import type { LabelBatch, LabelRecord, TakenOverLabel } from './label/label.ts';
import type { RefundRecord, TransferRecord, UncollectedRecord } from './ledger/ledger.ts';
import type { PayoutRecord } from './ledger/payout.ts';
import type { KeptBucket } from './limits/bucket.ts';
import type { ContactRecord } from './message/contact.ts';
import type { MessageRecord, MessageState } from './message/message.ts';
import type { Minor } from './money.ts';
import type { OutboxEvent } from './outbox/outbox.ts';
import type { PlacePosition } from './place.ts';
import type { DisplayCodeUse, DisplayRecord } from './presence/display.ts';
import type { PresenceForgotten, PresenceRecord } from './presence/presence-evidence.ts';
import type { ReservationRecord } from './presence/reservation.ts';
import type { ReceiptRecord } from './receipt/receipt.ts';
import type { ReceiptAddressee, ReceiptNumber } from './receipt/receipt-number.ts';
import type { SessionEvent, SessionRecord } from './session/session.ts';
import type { StaffChange } from './staff/staff-changes.ts';
import type { PublishedTariff } from './tariff/tariff-version.ts';
import type { ObjectCard, PlaceRecord, VenueRecord } from './venue/venue-record.ts';
import type { OperationRecord, WalletRefusal } from './wallet/wallet-operation.ts';
import type { LabelAlert } from './watch/label-alert.ts';
import type { LabelRound, LabelSighting } from './watch/label-round.ts';
import type { LabelHour } from './watch/label-scans.ts';

export type Change =
  /** Added to what other gateways counted in those hours; hours before `forgetBeforeMs` are forgotten. */
  | { readonly change: 'label-scans-counted'; readonly hours: readonly LabelHour[]; readonly forgetBeforeMs: number }
  /** Scans of it that were counted so far are no news any more. */
  | { readonly change: 'label-scans-settled'; readonly tagId: string }
  /** Version 1 is new; else the row must have `version - 1`. One open alert a label; else `label_alert`. */
  | { readonly change: 'label-alert-changed'; readonly alert: LabelAlert }
  /** Version 1 is new; else the row must be open and have `version - 1`. One open round a venue; else `label_round`. */
  | { readonly change: 'label-round-changed'; readonly round: LabelRound }
  /** Only while its round is open, else `label_round`; the same label at the same place is one sighting. */
  | { readonly change: 'label-sighted'; readonly sighting: LabelSighting }
  /** Buckets as they are now, never fuller than another gateway left them; those that are full by `nowMs` are forgotten. */
  | { readonly change: 'limits-kept'; readonly buckets: readonly KeptBucket[]; readonly nowMs: number }
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
  /** Corrections only go down (R13): only from `open`, and from what was owed when it was decided; else `uncollected_state`. */
  | { readonly change: 'uncollected-lowered'; readonly holdId: string; readonly fromMinor: Minor; readonly owedMinor: Minor }
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
  /** Something that a person or operator did or that moved money by hand; sealed into the chain later (A3). What became of a key is noted once a tenant, else `audit_key_note`. */
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
  /** Version 1 is new; else the row must have `contact.version - 1`; else `contact_version`. */
  | { readonly change: 'contact-changed'; readonly contact: ContactRecord }
  /** One of its id that is there stays as it is. */
  | { readonly change: 'message-queued'; readonly message: MessageRecord }
  /** About to be sent once more; the three only while it waits, and else nothing. */
  | { readonly change: 'message-attempted'; readonly messageId: string }
  | { readonly change: 'message-failed'; readonly messageId: string; readonly cause: string }
  | {
      readonly change: 'message-ended';
      readonly messageId: string;
      readonly state: Exclude<MessageState, 'waiting'>;
      readonly cause: string | null;
      readonly atMs: number;
    }
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
  /** So many of those that were given until then, the oldest first; none of a person in whose session something still runs. */
  | { readonly change: 'answers-forgotten'; readonly untilMs: number; readonly most: number }
  | { readonly change: 'ticket-used'; readonly nonce: string; readonly sessionId: string; readonly atMs: number }
  | { readonly change: 'journal-stored'; readonly record: JournalRecord }
  | { readonly change: 'order-placed'; readonly order: OrderRecord }
  /** Only from `sent`. */
  | { readonly change: 'order-decided'; readonly orderId: string; readonly state: 'printed' | 'refused' }
  | { readonly change: 'receipt-issued'; readonly receipt: ReceiptRecord }
  /** A verified hello: also raises the device's counter to at least `lastCtr`. */
  | {
      readonly change: 'device-greeted';
      readonly deviceId: string;
      readonly boot: DeviceBoot;
      readonly lastCtr: number;
      readonly keysVer: number;
      readonly dropped: number;
    }
  | {
      readonly change: 'device-presence';
      readonly deviceId: string;
      readonly online: boolean;
      readonly conn: string;
      readonly atMs: number;
    }
  /** Applied only if (boot, seq) is newer than what is stored. */
  | {
      readonly change: 'device-state';
      readonly deviceId: string;
      readonly state: ReportedState;
      readonly cfgVer: number;
      readonly answers: ConfigAnswers;
    }
  /** Compare-and-set: the row must desire version `config.ver - 1`; else `device_config`. */
  | {
      readonly change: 'device-config-set';
      readonly deviceId: string;
      readonly config: { readonly ver: number; readonly desired: DeviceRecord['config']['desired']; readonly tries: number };
    }
  /** Refused by `key_manifest_version` unless it is the tenant's highest. */
  | { readonly change: 'key-manifest-installed'; readonly manifest: InstalledManifest }
  /** Refused by `credential_live` when the device has one of its state. */
  | { readonly change: 'credential-added'; readonly credential: CredentialRecord }
  /** Compare-and-set: the row must be live and have `credential.version - 1`; else `credential_version`. */
  | { readonly change: 'credential-changed'; readonly credential: CredentialRecord }
  /** Refused by `device_claim_open` when the serial has an open one. A tenant that is new is kept. */
  | { readonly change: 'device-claim-added'; readonly claim: DeviceClaim }
  /** Compare-and-set: the row must have `claim.version - 1`; else `device_claim_version`. */
  | { readonly change: 'device-claim-changed'; readonly claim: DeviceClaim }
  /** A new device, or another key of one; refused by `device_identity` when that one is of another tenant or kind. */
  | {
      readonly change: 'device-enrolled';
      readonly deviceId: string;
      readonly tenantId: string;
      readonly kind: string;
      readonly publicX: string;
    }
  /** What a later list says of a serial takes the place of what an earlier one said. */
  | { readonly change: 'factory-unit-listed'; readonly unit: FactoryUnit }
  /** Refused by `label_batch` when there is one of its name. */
  | { readonly change: 'label-batch-ordered'; readonly batch: LabelBatch }
  /** Refused by `label_short_code` when that one is taken, by `label_batch_no` when its place in the batch is, by `label_tag` when its tag is, by `label_successor` when what it replaces has a live successor. */
  | { readonly change: 'label-issued'; readonly label: LabelRecord }
  /** Serializes what is decided by the labels of an object: its live ones must still be these, else `label_version`. Before what changes them. */
  | { readonly change: 'object-labels-counted'; readonly objectId: string; readonly tagIds: readonly string[] }
  /** Compare-and-set: the row must have `label.version - 1`; else `label_version`. */
  | { readonly change: 'label-changed'; readonly label: LabelRecord }
  /** Refused by `taken_over_url` when its address is taken over already. */
  | { readonly change: 'label-taken-over'; readonly label: TakenOverLabel }
  /** Compare-and-set: the row must have `label.version - 1`; else `taken_over_url`. */
  | { readonly change: 'taken-over-label-changed'; readonly label: TakenOverLabel }
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
  /**
   * Version 1 is new; else the tenant's tariff must be at `version - 1`; else `tariff_version`. Raises the binding of the
   * objects that have it.
   */
  | { readonly change: 'tariff-published'; readonly published: PublishedTariff }
  /** Only while the tenant's tariff is at this version, else `tariff_version`. Raises the binding of objects that had another. */
  | {
      readonly change: 'tariff-assigned';
      readonly tenantId: string;
      readonly tariffId: string;
      readonly version: number;
      readonly objectIds: readonly string[];
    }
  /** Refused by `account_version` when there is one of this person. */
  | { readonly change: 'account-opened'; readonly account: Account }
  /** Compare-and-set: the row must have `account.version - 1` and not be ended; else `account_version`. */
  | { readonly change: 'account-changed'; readonly account: Account }
  /** Refused by `account_passkey` when anybody has one of this credential. */
  | { readonly change: 'account-passkey-added'; readonly passkey: AccountPasskey }
  /** Compare-and-set: it must be there, with `fromCounter`; else `account_passkey`. */
  | { readonly change: 'account-passkey-used'; readonly passkey: AccountPasskey; readonly fromCounter: number }
  /** Only one of this person's; else `account_passkey`. */
  | { readonly change: 'account-passkey-removed'; readonly credentialId: string; readonly personId: string }
  /** Those of this person that are long over are forgotten with it. */
  | { readonly change: 'account-signed-in'; readonly signIn: AccountSignIn }
  /** This sign-in of the person; null: all of them. */
  | { readonly change: 'account-signed-out'; readonly personId: string; readonly signInId: string | null }
  /** A version that was accepted before stays as it was accepted. */
  | { readonly change: 'terms-accepted'; readonly acceptance: TermsAcceptance }
  | StaffChange
  /** Holds for all objects that stand there; null: nobody knows. */
  | { readonly change: 'place-positioned'; readonly placeId: string; readonly position: PlacePosition | null }
  /** Version 1 is new, and keeps its tenant; else the row must have `venue.version - 1`; else `venue_version`. */
  | { readonly change: 'venue-changed'; readonly venue: VenueRecord }
  /** Version 1 is new; else the row must have `place.version - 1`; else `place_version`. */
  | { readonly change: 'place-changed'; readonly place: PlaceRecord }
  /**
   * Version 1 is new, and makes its device unless there is one, which then is of its tenant and kind and moves nothing else, or
   * `device_identity`; else the row must have `object.version - 1`, or `object_version`.
   */
  | { readonly change: 'object-changed'; readonly object: ObjectCard }
  /** It has been used: where somebody cleans such objects, it now waits for that. */
  | { readonly change: 'object-used'; readonly objectId: string; readonly atMs: number }
  /** Only what it has waited for since then; else `object_version`. */
  | { readonly change: 'object-cleaned'; readonly objectId: string; readonly sinceMs: number }
  /** Something showed that a person is at an object. */
  | { readonly change: 'presence-shown'; readonly shown: PresenceRecord }
  /** One Start each: only while it is not spent, else `presence_spent`. */
  | { readonly change: 'presence-spent'; readonly evidenceId: string; readonly sessionId: string }
  /** A Start that was let through although nothing showed the person there. */
  | {
      readonly change: 'start-without-presence';
      readonly sessionId: string;
      readonly personId: string;
      readonly objectId: string;
      readonly atMs: number;
    }
  /**
   * Version 1 is new, and refused by `reservation_open` while the object or the person has an open one; else the row must
   * have `version - 1`, or `reservation_version`.
   */
  | { readonly change: 'reservation-changed'; readonly reservation: ReservationRecord }
  /** Version 1 is new; else the row must be open and have `version - 1`. One open emergency a venue; else `emergency_open`. */
  | { readonly change: 'emergency-changed'; readonly emergency: EmergencyRecord }
  /** Who was where is not kept longer than it counts: each of the four is deleted once its moment is older than this. */
  | { readonly change: 'presence-forgotten'; readonly before: PresenceForgotten }
  /** One per object: takes the place of an earlier one. */
  | { readonly change: 'display-set'; readonly display: DisplayRecord }
  /** Whatever shows codes by this device has no secret any more. */
  | { readonly change: 'display-ended'; readonly deviceId: string }
  /** Refused by `display_code` when this person used the value before, or anybody where it is exclusive. */
  | { readonly change: 'display-code-used'; readonly use: DisplayCodeUse }
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
  | 'passkey_challenge'
  | 'set_up_once'
  | 'staff_version'
  | 'staff_passkey'
  | 'staff_sign_in'
  | 'staff_link'
  | 'invitation_version'
  | 'account_version'
  | 'account_passkey'
  | 'account_sign_in'
  | 'label_alert'
  | 'label_round'
  | 'session_live_object'
  | 'session_version'
  | 'hold_state'
  | 'operation_key'
  | 'operation_state'
  | 'uncollected_state'
  | 'refund_rule'
  | 'person_version'
  | 'participant_version'
  | 'contact_version'
  | 'claim_once'
  | 'event_seen'
  | 'audit_key_note'
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
  | 'stay_version'
  | 'credential_live'
  | 'credential_version'
  | 'device_claim_open'
  | 'device_claim_version'
  | 'device_identity'
  | 'device_config'
  | 'key_manifest_version'
  | 'label_batch'
  | 'label_batch_no'
  | 'label_short_code'
  | 'label_successor'
  | 'label_tag'
  | 'label_version'
  | 'taken_over_url'
  | 'presence_spent'
  | 'emergency_open'
  | 'reservation_open'
  | 'reservation_version'
  | 'display_code'
  | 'tariff_version'
  | 'venue_version'
  | 'place_version'
  | 'object_version';
