// Console views: what the console's reads give, for the pages and for scripts alike; times are ISO texts, amounts whole minor units.
import type { ObjectStanding } from '../domain/console/object-standing.ts';
import type { Takings } from '../domain/console/takings.ts';
import type { TimelineEntry } from '../domain/console/timeline.ts';
import type { Tariff } from '../domain/tariff/tariff.ts';

export type ConsoleVenue = {
  readonly venueId: string;
  readonly name: string;
  /** IANA; times of the venue are told in it. */
  readonly zone: string;
  readonly currency: string;
};

export type ConsoleSession = {
  readonly sessionId: string;
  readonly objectId: string;
  readonly objectName: string;
  readonly placeName: string;
  readonly venueId: string;
  readonly kind: string;
  readonly payerId: string;
  readonly state: string;
  readonly version: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly endReason: string | null;
  readonly currency: string;
  /** What was billed, or what it comes to so far. */
  readonly costMinor: number;
  /** What its payers have got back of that. */
  readonly refundedMinor: number;
  readonly heldMinor: number;
  /** `2026-000042`; null where it has none (yet). */
  readonly receiptNumber: string | null;
};

export type ConsoleObject = {
  readonly objectId: string;
  readonly name: string;
  readonly kind: string;
  readonly placeName: string;
  readonly venueId: string;
  readonly deviceId: string;
  readonly standing: ObjectStanding;
  readonly isOnline: boolean;
  readonly lastSeenAt: string | null;
  readonly dirtySince: string | null;
  /** Of the session that occupies it. */
  readonly live: { readonly sessionId: string; readonly state: string; readonly version: number } | null;
};

export type ConsoleObjectFacts = {
  readonly object: ConsoleObject;
  readonly sessions: readonly ConsoleSession[];
};

/** One of a page; `next` goes on where it ends, null at the end. */
export type ConsolePage<T> = { readonly items: readonly T[]; readonly next: string | null };

export type Overview = {
  readonly venue: ConsoleVenue;
  readonly objects: { readonly [S in ObjectStanding]: number };
  readonly running: readonly ConsoleSession[];
  /** Null for whoever may not see money. */
  readonly takings: { readonly today: Takings; readonly lastWeek: Takings } | null;
  /** Null for whoever may not see what waits for a person. */
  readonly waiting: {
    readonly claims: number;
    readonly reviews: number;
    readonly owedRefunds: number;
    readonly owed: number;
    readonly disputes: number;
    readonly labelAlerts: number;
    readonly offline: number;
    readonly deviceClaims: number;
  } | null;
};

export type ConsoleHold = {
  readonly holdId: string;
  readonly payerId: string;
  readonly role: string;
  readonly state: string;
  readonly heldMinor: number;
  readonly capturedMinor: number | null;
  readonly refundedMinor: number;
};

export type ConsoleClaim = {
  readonly claimId: string;
  readonly personId: string;
  readonly rule: string;
  readonly verdict: string;
  readonly because: string;
  readonly isOpen: boolean;
};

export type SessionTimeline = {
  readonly session: ConsoleSession;
  /** As it was frozen at the start; the API names it by its hash. */
  readonly tariff: Tariff;
  readonly zone: string;
  readonly holds: readonly ConsoleHold[];
  readonly claims: readonly ConsoleClaim[];
  readonly timeline: readonly TimelineEntry[];
};

export type MoneyDay = {
  /** `2026-11-22` in the venue's zone. */
  readonly day: string;
  readonly movements: number;
  readonly grossMinor: number;
  readonly taxMinor: number;
  readonly feeMinor: number;
  readonly refundedMinor: number;
  readonly paidOutMinor: number;
  /** What it changes of what the venue is owed. */
  readonly netMinor: number;
};

export type PayoutPart = { readonly amountMinor: number; readonly movements: number };

export type ConsolePayout = {
  readonly payoutId: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly movements: number;
  readonly until: string;
  readonly at: string;
};

export type ConsoleRefund = {
  readonly refundId: string;
  readonly sessionId: string;
  readonly objectName: string;
  readonly payerId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly by: string;
  readonly byId: string;
  readonly reason: string;
  readonly state: string;
  readonly at: string;
};

export type VenueMoney = {
  readonly venue: ConsoleVenue;
  readonly currency: string;
  /** What the venue is owed now. */
  readonly owedMinor: number;
  readonly due: PayoutPart;
  /** Younger than what is paid out. */
  readonly later: PayoutPart;
  readonly days: readonly MoneyDay[];
  readonly payouts: readonly ConsolePayout[];
  readonly refunds: readonly ConsoleRefund[];
};

export type ConsoleAuditRow = {
  readonly auditId: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly what: string;
  readonly subjectId: string;
  readonly facts: { readonly [name: string]: string | number | boolean };
  /** Where it stands in the chain; null until it is sealed. */
  readonly position: number | null;
  readonly hash: string | null;
};

export type ConsoleBatch = {
  readonly batchId: string;
  readonly venueId: string;
  readonly size: number;
  readonly printed: number;
  readonly active: number;
  readonly ended: number;
  readonly orderedAt: string;
};
