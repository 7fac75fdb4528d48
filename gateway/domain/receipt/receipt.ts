// Receipt: the immutable bill of one payer and session, carrying the proof a stranger can check.

import type { TagProof } from '../session/session.ts';
import type { PriceLine } from '../tariff/price-line.ts';

export type PriceLineJson = {
  readonly line: PriceLine['line'];
  readonly quantity?: 'useMs' | 'distanceM' | 'pausedMs' | 'count';
  /** Started units, or pieces of the item. */
  readonly units?: number;
  readonly per?: number;
  readonly unitMinor?: number;
  readonly itemId?: string;
  readonly permille?: number;
  readonly amountMinor: number;
};

export type ReceiptJson = {
  /** 1: from before terms were frozen with the tariff; there was one payer, and one amount held once. */
  readonly v: 1 | 2;
  readonly receiptId: string;
  readonly sessionId: string;
  readonly payerId: string;
  /** host: pays for use and for what they ordered. guest: for what they ordered. */
  readonly role: 'host' | 'guest';
  readonly venue: { readonly venueId: string; readonly name: string; readonly zone: string };
  readonly place: string;
  readonly object: { readonly objectId: string; readonly name: string; readonly kind: string };
  readonly currency: string;
  readonly startedAt: string | null;
  readonly endedAt: string;
  readonly endReason: string;
  readonly usage: { readonly useMs: number; readonly distanceM: number; readonly pausedMs?: number };
  /** `started` bills each started unit; `exact` when the end was our fault (R7). */
  readonly rounding: 'started' | 'exact';
  readonly lines: readonly PriceLineJson[];
  readonly totalMinor: number;
  readonly taxMinor: number;
  readonly taxPermille: number;
  /** What was reserved in the end; at Start it was what the tariff says. */
  readonly heldMinor: number;
  readonly releasedMinor: number;
  readonly proof: ReceiptProof;
};

export type ReceiptProof = {
  readonly tag: TagProof;
  readonly tariff: string;
  readonly tariffHash: string;
  /** What of the price hung on person, zone and hour, as its one spelling; null in version 1. */
  readonly terms: string | null;
  readonly offerHash: string;
  /** Signed start command as sent; its hash is what the device's records cite. */
  readonly startCommand: string | null;
  readonly deviceStart: string | null;
  readonly deviceEnd: string | null;
  /** Device-signed entries that put items on the bill. */
  readonly deviceTickets: readonly string[];
  readonly transferId: string;
};

export type ReceiptRecord = {
  readonly receiptId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly tenantId: string;
  /** The JSON text as issued; never rewritten. */
  readonly json: string;
  readonly issuedAtMs: number;
};
