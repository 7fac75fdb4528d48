// Scan: what a code offers to whoever opened it, and the ticket that carries the offer to the Start.
import { canonicalJson, ok, type Result, refused, sha256 } from '#protocol';
import { isReachable } from './device.ts';
import type { Minor } from './money.ts';
import type { ObjectScene } from './object.ts';
import type { Rejection } from './rejections.ts';
import type { TagProof } from './session.ts';
import type { FrozenTariff } from './tariff.ts';

/** Why Start is offered or not; `yours` leads back to the running session. */
export type Availability = 'free' | 'yours' | 'busy' | 'offline' | 'out-of-service' | 'not-paired' | 'taken';

export type Offer = {
  readonly objectId: string;
  readonly kind: string;
  readonly objectName: string;
  readonly placeName: string;
  readonly venueName: string;
  readonly zone: string;
  readonly currency: string;
  readonly tariff: FrozenTariff;
  /** Reserved at Start, and the most that it may ever cost without another tap (R13). */
  readonly holdMinor: Minor;
  readonly availability: Availability;
  readonly liveSessionId: string | null;
  readonly lastSeenAtMs: number | null;
  /** `stay`: the phone must first be bound to the stay by the code that the room shows. */
  readonly pairing: 'none' | 'stay';
  readonly bindingVersion: number;
  readonly offerHash: string;
};

/** What a ticket says; it travels with the browser, so that opening a code writes nothing. */
export type Ticket = {
  readonly tagId: string;
  readonly objectId: string;
  readonly bindingVersion: number;
  readonly offerHash: string;
  readonly nonce: string;
  /** What the ticket is bound to: `c:` and the hash of the cookie set at the scan, or `p:` and the person. */
  readonly binding: string;
  readonly expiresAtMs: number;
  readonly tag: TagProof;
};

/** A static code's ticket lives this long. */
export const TICKET_LIFETIME_MS = 180_000;

/** Names what the person saw: object, binding, tariff, hold. */
export function hashOffer(offer: Omit<Offer, 'offerHash' | 'availability' | 'liveSessionId' | 'lastSeenAtMs'>): string {
  return sha256(
    canonicalJson({
      objectId: offer.objectId,
      bindingVersion: offer.bindingVersion,
      tariffHash: offer.tariff.hash,
      holdMinor: Number(offer.holdMinor),
      currency: offer.currency,
    }),
  );
}

function availabilityOf(scene: ObjectScene, personId: string | null, pairing: 'none' | 'stay', nowMs: number): Availability {
  const { object, device, live, stay } = scene;
  if (live) return live.payerId === personId ? 'yours' : 'busy';
  if (object.status !== 'in_service') return 'out-of-service';
  if (!isReachable(device)) return 'offline';
  if (pairing === 'none') return 'free';
  const isStaying = stay !== null && stay.fromMs <= nowMs && nowMs < stay.untilMs;
  if (!isStaying || stay.pairedPersonId === null) return 'not-paired';
  return stay.pairedPersonId === personId ? 'free' : 'taken';
}

/** The offer of an object to one person (or to nobody yet); without a tariff there is none (never priced at 0). */
export function composeOffer(
  scene: ObjectScene,
  viewer: { readonly personId: string | null; readonly pairing: 'none' | 'stay'; readonly nowMs: number },
): Result<Offer, Rejection> {
  const { object, place, venue, device, tariff, live } = scene;
  if (!tariff) return refused({ code: 'tariff.missing' });
  const availability = availabilityOf(scene, viewer.personId, viewer.pairing, viewer.nowMs);
  const shown = {
    objectId: object.objectId,
    kind: object.kind,
    objectName: object.name,
    placeName: place.name,
    venueName: venue.name,
    zone: venue.zone,
    currency: tariff.tariff.currency,
    tariff,
    holdMinor: tariff.tariff.holdMinor,
    pairing: viewer.pairing,
    bindingVersion: object.bindingVersion,
  };
  return ok({
    ...shown,
    availability,
    liveSessionId: availability === 'yours' && live ? live.sessionId : null,
    lastSeenAtMs: device.presence.lastSeenAtMs,
    offerHash: hashOffer(shown),
  });
}
