// Receipt composition: the bill of one closed session with the proof that a stranger can check.
import { assert } from '#protocol';
import { type Minor, toSafeNumber } from '../money.ts';
import type { ObjectRecord } from '../object.ts';
import type { Place, Venue } from '../place.ts';
import type { SessionRecord } from '../session/session.ts';
import type { Price, PriceLine, Rounding } from '../tariff/price.ts';
import { termsToJson } from '../tariff/price-terms.ts';
import type { PriceLineJson, ReceiptJson } from './receipt.ts';

export type ReceiptFacts = {
  readonly receiptId: string;
  /** Closed: with its end and the use that is billed. */
  readonly session: SessionRecord;
  /** Whose bill it is: the host's for the use, or a guest's for what they ordered. */
  readonly payer: { readonly payerId: string; readonly role: 'host' | 'guest'; readonly heldMinor: Minor };
  readonly venue: Venue;
  readonly place: Place;
  readonly object: ObjectRecord;
  readonly price: Pick<Price, 'lines' | 'totalMinor' | 'taxMinor'>;
  readonly rounding: Rounding;
  /** The capture, or the void where nothing was due. */
  readonly transferId: string;
  /** Compact JWS, the same text as was sent or received; null where there is none. */
  readonly startCommandJws: string | null;
  readonly deviceStartJws: string | null;
  readonly deviceEndJws: string | null;
  readonly ticketJws: readonly string[];
};

/** A line as the receipt writes it; members that do not apply are left out. */
export function priceLineToJson(line: PriceLine): PriceLineJson {
  return {
    line: line.line,
    ...(line.quantity !== undefined && { quantity: line.quantity }),
    ...(line.units !== undefined && { units: line.units }),
    ...(line.per !== undefined && { per: line.per }),
    ...(line.unitMinor !== undefined && { unitMinor: toSafeNumber(line.unitMinor) }),
    ...(line.itemId !== undefined && { itemId: line.itemId }),
    ...(line.permille !== undefined && { permille: line.permille }),
    amountMinor: toSafeNumber(line.amountMinor),
  };
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Proof is what is signed: the plain words of a device without a key prove nothing to a stranger (FP-32). */
const signedText = (text: string | null): string | null => (text === null || text.startsWith('{') ? null : text);

/** The same facts always give the same receipt; a bill that does not add up is our own mistake. */
export function composeReceipt(facts: ReceiptFacts): ReceiptJson {
  const { session, payer, venue, place, object, price } = facts;
  const { end, tariff, usage } = session;
  assert(end, 'a receipt is for a session that has ended');
  const sumMinor = price.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  assert(sumMinor === price.totalMinor, 'the lines of a receipt sum to its total');
  assert(payer.role === 'guest' || end.finalMinor === price.totalMinor, "a session ends with its host's total");
  assert(price.totalMinor <= payer.heldMinor, 'a receipt is never above what was held (M3)');
  assert(price.totalMinor === 0n || facts.deviceStartJws !== null, 'nothing is due without start evidence (M7)');
  return {
    v: 2,
    receiptId: facts.receiptId,
    sessionId: session.sessionId,
    payerId: payer.payerId,
    role: payer.role,
    venue: { venueId: venue.venueId, name: venue.name, zone: venue.zone },
    place: place.name,
    object: { objectId: object.objectId, name: object.name, kind: object.kind },
    currency: tariff.tariff.currency,
    startedAt: session.startedAtMs === null ? null : isoTime(session.startedAtMs),
    endedAt: isoTime(end.atMs),
    endReason: end.reason,
    usage: {
      useMs: usage.useMs,
      distanceM: usage.distanceM,
      ...(usage.pausedMs !== undefined && { pausedMs: usage.pausedMs }),
    },
    rounding: facts.rounding,
    lines: price.lines.map(priceLineToJson),
    totalMinor: toSafeNumber(price.totalMinor),
    taxMinor: toSafeNumber(price.taxMinor),
    taxPermille: tariff.tariff.taxPermille,
    heldMinor: toSafeNumber(payer.heldMinor),
    releasedMinor: toSafeNumber(payer.heldMinor - price.totalMinor),
    proof: {
      tag: session.scan.proof,
      tariff: tariff.json,
      tariffHash: tariff.hash,
      terms: termsToJson(session.terms),
      offerHash: session.offerHash,
      startCommand: signedText(facts.startCommandJws),
      deviceStart: signedText(facts.deviceStartJws),
      deviceEnd: signedText(facts.deviceEndJws),
      deviceTickets: facts.ticketJws.filter((text) => signedText(text) !== null),
      transferId: facts.transferId,
    },
  };
}
