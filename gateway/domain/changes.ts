// Changes: the whole vocabulary of what a step may commit; a store applies a list of them atomically.
import type { StoredAnswer } from './answer.ts';
import type { CommandOutcome, CommandRecord, ComposedCommand } from './command.ts';
import type { Deadline, DeadlineKind } from './deadline.ts';
import type { DeviceBoot, ReportedState } from './device.ts';
import type { HoldRecord } from './hold.ts';
import type { JournalRecord } from './journal.ts';
import type { TransferRecord } from './ledger.ts';
import type { Minor } from './money.ts';
import type { OrderRecord } from './order.ts';
import type { ReceiptRecord } from './receipt.ts';
import type { SessionEvent, SessionRecord } from './session.ts';

export type Change =
  /** Refused by `session_live_object` when the object has a live session. */
  | { readonly change: 'session-created'; readonly session: SessionRecord }
  /** Compare-and-set: the row must have `session.version - 1`. */
  | { readonly change: 'session-changed'; readonly session: SessionRecord }
  | { readonly change: 'session-event'; readonly event: SessionEvent }
  | { readonly change: 'hold-placed'; readonly hold: HoldRecord }
  /** Only from `held`. */
  | { readonly change: 'hold-captured'; readonly holdId: string; readonly capturedMinor: Minor }
  | { readonly change: 'hold-voided'; readonly holdId: string }
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
