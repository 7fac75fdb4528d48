// Store: what the steps may read, and the one way to write: an atomic list of changes.
import type { StoredAnswer } from '../domain/answer.ts';
import type { Change, Constraint } from '../domain/changes.ts';
import type { OrderRecord } from '../domain/company/order.ts';
import type { ParticipantRecord } from '../domain/company/participant.ts';
import type { FailedPairing, StayRecord } from '../domain/company/stay.ts';
import type { ClaimRecord } from '../domain/correction/claim.ts';
import type { Deadline } from '../domain/deadline.ts';
import type { CommandRecord } from '../domain/device/command.ts';
import type { CredentialRecord } from '../domain/device/credential.ts';
import type { DeviceRecord } from '../domain/device/device.ts';
import type { DeviceClaim, FactoryUnit } from '../domain/device/device-claim.ts';
import type { JournalRecord } from '../domain/device/journal.ts';
import type { Spared } from '../domain/emergency/spared.ts';
import type { VenueScene } from '../domain/emergency/venue-scene.ts';
import type { HoldRecord } from '../domain/hold/hold.ts';
import type { RefundRecord, TransferRecord, UncollectedRecord, WalletBalance } from '../domain/ledger/ledger.ts';
import type { ContactRecord } from '../domain/message/contact.ts';
import type { MessageRecord } from '../domain/message/message.ts';
import type { ObjectRecord, ObjectScene } from '../domain/object.ts';
import type { OutboxEvent } from '../domain/outbox/outbox.ts';
import type { Place, Venue } from '../domain/place.ts';
import type { DisplayRecord } from '../domain/presence/display.ts';
import type { PresenceStanding } from '../domain/presence/presence-evidence.ts';
import type { ReservationRecord } from '../domain/presence/reservation.ts';
import type { ReceiptRecord } from '../domain/receipt/receipt.ts';
import type { TagRecord } from '../domain/scan/tag.ts';
import type { PersonStanding } from '../domain/session/person-standing.ts';
import type { SessionEvent, SessionRecord } from '../domain/session/session.ts';
import type { RecentUse } from '../domain/tariff/price-terms.ts';
import type { FrozenTariff } from '../domain/tariff/tariff.ts';
import type { OperationRecord } from '../domain/wallet/wallet-operation.ts';
import type { LabelReads } from './label-reads.ts';

export type CommitOutcome = { readonly ok: true } | { readonly ok: false; readonly constraint: Constraint };

/** Everything that a step about a running session decides on, read in one go. */
export type SessionDossier = {
  readonly session: SessionRecord;
  /** The host's hold. */
  readonly hold: HoldRecord;
  /** All holds, the host's of the start first, then by when they were placed. */
  readonly holds: readonly HoldRecord[];
  /** All operations at wallets elsewhere, oldest first; empty with the embedded ledger. */
  readonly operations: readonly OperationRecord[];
  readonly participants: readonly ParticipantRecord[];
  readonly device: DeviceRecord;
  readonly object: ObjectRecord;
  readonly place: Place;
  readonly venue: Venue;
  /** All commands of the session, oldest first. */
  readonly commands: readonly CommandRecord[];
  readonly orders: readonly OrderRecord[];
  /** The entries that prove something (start, end, tickets), by n: a long session's readings are not read again each time. */
  readonly journal: readonly JournalRecord[];
  /** Numbers of all stored entries, rising. */
  readonly journalNumbers: readonly number[];
  /** True when the device has an unresolved composed command that is no stop, of this or another session (FP-09). */
  readonly deviceBusy: boolean;
  /** Emergencies of its venue that it saw; left out where there was none. */
  readonly spared?: readonly Spared[];
};

export type Store = LabelReads & {
  /** All or nothing. `ok:false` names the constraint that refused; a broken disk throws Unavailable. */
  commit(changes: readonly Change[]): Promise<CommitOutcome>;

  tag(tagId: string): Promise<TagRecord | null>;
  scene(objectId: string): Promise<ObjectScene | null>;
  dossier(sessionId: string): Promise<SessionDossier | null>;
  session(sessionId: string): Promise<SessionRecord | null>;
  /** Newest first; live ones before closed ones. */
  sessionsOf(personId: string, limit: number): Promise<readonly SessionRecord[]>;
  sessionEvents(sessionId: string, afterVersion: number): Promise<readonly SessionEvent[]>;
  command(commandId: string): Promise<CommandRecord | null>;
  /** Oldest queued command of a device, or null. */
  nextQueuedCommand(deviceId: string): Promise<CommandRecord | null>;
  /** True when the device has an unresolved composed command that is no stop. */
  isDeviceBusy(deviceId: string): Promise<boolean>;
  device(deviceId: string): Promise<DeviceRecord | null>;
  /** Those in use and waiting first, then the newest. */
  credentialsOf(deviceId: string, limit: number): Promise<readonly CredentialRecord[]>;
  /** The newest claim of a serial number that was not turned down, else the newest. */
  deviceClaim(serial: string): Promise<DeviceClaim | null>;
  /** Newest first. */
  deviceClaims(limit: number): Promise<readonly DeviceClaim[]>;
  factoryUnit(serial: string): Promise<FactoryUnit | null>;
  /** Live sessions on a device, and those it may still hold journal entries of. */
  sessionsOnDevice(deviceId: string): Promise<readonly SessionRecord[]>;
  journalEntry(deviceId: string, boot: string, seq: number): Promise<JournalRecord | null>;
  /** The entry of a session by its number. */
  journalEntryOf(sessionId: string, n: number): Promise<JournalRecord | null>;
  answer(personId: string, route: string, key: string): Promise<StoredAnswer | null>;
  /** Wrong pairing codes of a stay since then. */
  failedPairings(stayId: string, sinceMs: number): Promise<readonly FailedPairing[]>;
  isTicketUsed(nonce: string): Promise<boolean>;
  /** Answered before, by staff or a person. */
  isPasskeyChallengeSpent(challengeId: string): Promise<boolean>;
  balance(personId: string, currency: string): Promise<WalletBalance>;
  hold(holdId: string): Promise<HoldRecord | null>;
  operation(opKey: string): Promise<OperationRecord | null>;
  /** Claims and waivers since `sinceMs`; unused starts since `unusedSinceMs`, which is the same unless it is told. */
  standing(personId: string, facts: { readonly sinceMs: number; readonly unusedSinceMs?: number }): Promise<PersonStanding>;
  /** Uses of one person at objects of one kind in one venue that ended after `sinceMs` or go on, newest first (R17). */
  recentUses(facts: {
    readonly personId: string;
    readonly venueId: string;
    readonly kind: string;
    readonly sinceMs: number;
  }): Promise<readonly RecentUse[]>;
  /** What this person has shown at this object that still counts, and starts there since `sinceMs` that showed nothing. */
  presence(
    personId: string,
    objectId: string,
    facts: { readonly nowMs: number; readonly sinceMs: number },
  ): Promise<PresenceStanding>;
  reservation(reservationId: string): Promise<ReservationRecord | null>;
  /** Of one object, or of one person, that were made since; newest first. */
  reservations(
    of: { readonly objectId: string } | { readonly personId: string },
    sinceMs: number,
  ): Promise<readonly ReservationRecord[]>;
  /** When this person started what they have used last, of what goes on or ended since; null: nothing. */
  lastUsedAtMs(personId: string, sinceMs: number): Promise<number | null>;
  /** Kept at objects that this device moves; those whose time is over may be among them. */
  openReservationsOn(deviceId: string): Promise<readonly ReservationRecord[]>;
  /** The display that shows codes of this tag id; one of a device that does not move its object any more is none. */
  display(tagId: string): Promise<DisplayRecord | null>;
  displayOf(objectId: string): Promise<DisplayRecord | null>;
  /** Who has started with this value of a display's code. */
  displayCodeUsers(tagId: string, counter: number): Promise<readonly string[]>;
  claimsOf(sessionId: string): Promise<readonly ClaimRecord[]>;
  refundsOf(sessionId: string): Promise<readonly RefundRecord[]>;
  uncollectedOf(personId: string): Promise<readonly UncollectedRecord[]>;
  /** Null once it is delivered. */
  outboxEvent(eventId: string): Promise<OutboxEvent | null>;
  contact(personId: string): Promise<ContactRecord | null>;
  message(messageId: string): Promise<MessageRecord | null>;
  transferOf(opKey: string): Promise<TransferRecord | null>;
  receiptOf(sessionId: string, payerId: string): Promise<ReceiptRecord | null>;
  dueDeadlines(nowMs: number, limit: number): Promise<readonly Deadline[]>;

  /** Whoever the gateway stands at: the tenant of its first object; null before a venue is set up. */
  ownTenant(): Promise<string | null>;
  /** All of them, in the order in which they were set up. */
  objects(): Promise<readonly ObjectScene[]>;
  /** A venue with all its objects and its newest emergency, as one state of the data. */
  venueScene(venueId: string): Promise<VenueScene | null>;
  /** Whether the red button is pressed where one of its objects stands. */
  isInEmergency(deviceId: string): Promise<boolean>;

  /** fsyncs cannot be seen; committed transactions and the steps in them can. */
  statistics(): { readonly commits: number; readonly transactions: number };
  /** Flushes and closes; afterwards nothing may be called. */
  close(): Promise<void>;
};

/** What an operator or a demo writes outside of sessions; idempotent by id. */
export type VenueSetup = {
  readonly tenantId: string;
  readonly venue: Venue;
  readonly places: readonly Place[];
  readonly tariffs: readonly FrozenTariff[];
  readonly devices: readonly {
    readonly deviceId: string;
    readonly kind: string;
    /** Empty where it signs nothing. */
    readonly publicX: string;
    /** Believed without signatures, for free objects only (FP-32). */
    readonly isUnsigned?: boolean;
    readonly passwordHash: string;
    readonly config: { readonly [key: string]: string | number | boolean };
  }[];
  readonly objects: readonly (Omit<ObjectRecord, 'tenantId' | 'bindingVersion' | 'status' | 'cleaning'> & {
    readonly status: 'in_service' | 'out_of_service';
    readonly tariffId: string;
  })[];
  readonly tags: readonly (Omit<TagRecord, 'tenantId'> & { readonly shortCode?: string; readonly signature?: string })[];
  readonly stays: readonly StayRecord[];
};

/** Store of the process that owns the data: set-up and the demo's stamp beside the steps' own port. */
export type OwnedStore = Store & {
  setUpVenue(setup: VenueSetup): Promise<void>;
  /** False once the disk has failed for good: the process should be taken out and looked at. */
  canCommit(): boolean;
  /** A word on the whole database, such as `purpose = demo`; null when it was never set. */
  readStamp(name: string): Promise<string | null>;
  writeStamp(name: string, value: string): Promise<void>;
  /** Writes it unless there is one, and answers what there is: whoever is first decides for all. */
  keepStamp(name: string, value: string): Promise<string>;
  /** Read-only SQL over the whole database; `?` stands for a parameter in both. */
  readonly books: BooksQuery;
};

/** What SQLite and PostgreSQL both give to whoever reads the books with SQL: the invariant checker, statements, exports. */
export type BooksQuery = <Row extends object>(sql: string, parameters?: readonly (string | number)[]) => Promise<readonly Row[]>;
