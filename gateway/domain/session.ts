// Session: the paid use of one object, as a record and its states.
import type { Usage } from '#protocol';
import type { Minor } from './money.ts';
import type { FrozenTariff } from './tariff.ts';

/**
 * starting: money held, start sent. active: use proven. stopping: someone asked to stop, or the start was not seen.
 * settling: ended, but journal entries before the end are missing. closed: priced, captured or voided, receipt issued.
 */
export const SESSION_STATES = ['starting', 'active', 'stopping', 'settling', 'closed'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

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
  /** The tag that was scanned, as its signed text, for the receipt's proof. */
  readonly scan: { readonly tagId: string; readonly proof: TagProof };
  readonly offerHash: string;
  readonly holdId: string;
  readonly heldMinor: Minor;
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
  readonly end: { readonly reason: EndReason; readonly atMs: number; readonly finalMinor: Minor } | null;
  readonly receiptId: string | null;
};

/** What the tag's JWS needs to be checked again by a stranger. */
export type TagProof = { readonly protectedHeader: string; readonly payload: string; readonly signature: string };

/** An entry of the session's timeline; `version` is the session's own. */
export type SessionEvent = {
  readonly sessionId: string;
  readonly version: number;
  readonly what: string;
  readonly facts: { readonly [name: string]: string | number | boolean };
  readonly atMs: number;
};

export function isLive(session: SessionRecord): boolean {
  return session.state !== 'closed';
}
