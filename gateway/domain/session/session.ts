// Session: the paid use of one object, as a record and its states.
import type { Usage } from '#protocol';
import type { Minor } from '../money.ts';
import type { PriceLine, Rounding } from '../tariff/price.ts';
import type { PriceTerms } from '../tariff/price-terms.ts';
import type { FrozenTariff } from '../tariff/tariff.ts';

/**
 * authorizing: a wallet elsewhere is asked for the hold; the device is not touched. starting: money held, start sent.
 * active: use proven. suspended: a pause that the device proved. stopping: someone asked to stop, or the start was not seen.
 * settling: use has ended; journal entries are missing, or the wallet has not confirmed yet.
 * review: our books contradict themselves or the wallet; a person decides, in the payer's favour when nobody does (R11).
 * closed: captured or voided at the wallet, receipts issued. failed: the wallet declined and nothing was ever held.
 */
export const SESSION_STATES = [
  'authorizing',
  'starting',
  'active',
  'suspended',
  'stopping',
  'settling',
  'review',
  'closed',
  'failed',
] as const;
export type SessionState = (typeof SESSION_STATES)[number];
/** The object is this session's alone: the states of the unique index `session_live_object` (D1). */
export const OCCUPYING_STATES = ['authorizing', 'starting', 'active', 'suspended', 'stopping'] as const;

/** Why it ended, from a closed list (M6). */
export const END_REASONS = [
  'stopped',
  'left',
  'lease-lapsed',
  'limit-reached',
  'power-loss',
  'stopped-at-object',
  'start-refused',
  'start-unseen',
  'stop-unproven',
  /** The wallet declined, or could not be asked in time. */
  'declined',
  'authorize-unknown',
  /** Nobody could tell what is owed; decided in the payer's favour, or by a person. */
  'review',
] as const;
export type EndReason = (typeof END_REASONS)[number];

export type SessionRecord = {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly placeId: string;
  readonly objectId: string;
  readonly deviceId: string;
  readonly kind: string;
  readonly payerId: string;
  readonly state: SessionState;
  /** Rises with every change; compare-and-set on it (R10). */
  readonly version: number;
  readonly tariff: FrozenTariff;
  /** What was true for this person, object and hour when the tariff was frozen (R13, R17). */
  readonly terms: PriceTerms;
  /** The tag that was scanned, as its signed text, for the receipt's proof. */
  readonly scan: { readonly tagId: string; readonly proof: TagProof };
  readonly offerHash: string;
  /** The host's hold; guests have their own. */
  readonly holdId: string;
  /** What the host's hold holds now, increments included. */
  readonly heldMinor: Minor;
  /** Shown at the offer and never exceeded without another tap (R13, M10). */
  readonly mostMinor: Minor;
  readonly createdAtMs: number;
  /** Gateway time of the commit of the start record (R14); null until proven. */
  readonly startedAtMs: number | null;
  readonly stopRequest: { readonly by: 'person' | 'gateway'; readonly atMs: number; readonly useAtTap: Usage } | null;
  /** Device's word on why it will not stop yet, such as `moving`; the page says what to do. */
  readonly stopAdvice: string | null;
  readonly usage: Usage;
  readonly usageAtMs: number | null;
  readonly costMinor: Minor;
  /** Gateway time and device uptime at which the device will end by itself. */
  readonly lease: { readonly endsAtMs: number; readonly leaseUpMs: number } | null;
  /** Highest journal `n` stored without a gap; -1 before the first. */
  readonly journalUpTo: number;
  /** The final amounts, computed once and stored before anything is captured (R8); null while use goes on. */
  readonly settlement: Settlement | null;
  /** Why a person must decide, and when it is decided in the payer's favour without one (R11). */
  readonly review: Review | null;
  readonly end: { readonly reason: EndReason; readonly atMs: number; readonly finalMinor: Minor } | null;
  readonly receiptId: string | null;
};

/** What one payer owes of a session. */
export type Share = {
  readonly holdId: string;
  readonly payerId: string;
  readonly lines: readonly PriceLine[];
  readonly totalMinor: Minor;
  /** Parts of the total. */
  readonly taxMinor: Minor;
  readonly feeMinor: Minor;
};

export type Settlement = {
  readonly reason: EndReason;
  readonly rounding: Rounding;
  readonly usage: Usage;
  readonly endedAtMs: number;
  readonly frozenAtMs: number;
  /** One per hold that ever held money; the host's first. */
  readonly shares: readonly Share[];
};

export const REVIEW_REASONS = [
  /** The end was not proven, and this person was believed without evidence too often (R16). */
  'stop-unproven',
  'capture-differs',
  'void-of-captured',
  /** It refuses what it has to do, or has not said a word for longer than it remembers a key. */
  'wallet-refuses',
  'invariant-broken',
  'journal-lost',
  'recovered-unknown',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

export type Review = {
  readonly reason: ReviewReason;
  readonly sinceMs: number;
  readonly dueAtMs: number;
  /** The operation whose answer contradicts our books, and the amount that the wallet claims; null where there is none. */
  readonly opKey: string | null;
  readonly saidMinor: Minor | null;
};

/** What the tag's JWS needs to be checked again by a stranger; an empty signature where the label was named without it. */
export type TagProof = { readonly protectedHeader: string; readonly payload: string; readonly signature: string };

/** An entry of the session's timeline; `version` is the session's own. */
export type SessionEvent = {
  readonly sessionId: string;
  readonly version: number;
  readonly what: string;
  readonly facts: { readonly [name: string]: string | number | boolean };
  readonly atMs: number;
};

/** True until its money is where it belongs. */
export function isLive(session: Pick<SessionRecord, 'state'>): boolean {
  return session.state !== 'closed' && session.state !== 'failed';
}

/** True while nobody else can start on the object (D1). */
export function isOccupying(session: Pick<SessionRecord, 'state'>): boolean {
  return (OCCUPYING_STATES as readonly string[]).includes(session.state);
}
