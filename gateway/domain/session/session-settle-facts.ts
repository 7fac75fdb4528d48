// Settle facts: what the decisions about a session's end and its money read, and the ids that they may use.

import type { ParticipantRecord } from '../company/participant.ts';
import type { JournalRecord } from '../device/journal.ts';
import type { HoldRecord } from '../hold/hold.ts';
import type { ObjectRecord } from '../object.ts';
import type { Place, Venue } from '../place.ts';
import type { OperationRecord } from '../wallet/wallet-operation.ts';
import type { UseFacts } from './session-use.ts';

export type SettleFacts = UseFacts & {
  /** The host's. */
  readonly hold: HoldRecord;
  /** All of them, the host's first. */
  readonly holds: readonly HoldRecord[];
  /** Everything asked of wallets elsewhere, oldest first. */
  readonly operations: readonly OperationRecord[];
  readonly participants: readonly ParticipantRecord[];
  readonly venue: Venue;
  readonly place: Place;
  readonly object: ObjectRecord;
  /** The session's journal, the entry at hand included. */
  readonly journal: readonly JournalRecord[];
  /** Numbers of all stored entries, the one at hand included. */
  readonly journalNumbers: readonly number[];
  /** Signed text of the start command, the same bytes as were sent. */
  readonly startCommandJws: string | null;
};

/** Drawn before the decision, per hold: its transfer and its payer's receipt. */
export type SettleIds = { readonly [holdId: string]: { readonly transferId: string; readonly receiptId: string } };
