// Scan: what a code offers to whoever opened it, and the ticket that carries the offer to the Start.
import { canonicalJson, type Json, type KindProfile, ok, type Result, refused, sha256 } from '#protocol';
import { mayStartOn } from '../device/device.ts';
import { guestHoldMinor } from '../hold/guest-hold.ts';
import type { GuestPolicy } from '../kind-policy.ts';
import { type Minor, toSafeNumber } from '../money.ts';
import type { ObjectScene } from '../object.ts';
import { isKept } from '../presence/reservation.ts';
import type { OfferFacts, Rejection } from '../rejections.ts';
import type { SessionRecord, TagProof } from '../session/session.ts';
import { mayEverCost } from '../tariff/free-tariff.ts';
import { reservedMinor } from '../tariff/price-hold.ts';
import type { FrozenTariff } from '../tariff/tariff.ts';
import type { ScanTrust } from './scan-trust.ts';

/** Why Start is offered or not; `yours` leads back to the running session, `joinable` asks whoever started it. */
export type Availability =
  | 'free'
  | 'yours'
  | 'joinable'
  | 'busy'
  /** Kept for somebody else who looks at its offer (`OfferReservation`). */
  | 'reserved'
  | 'offline'
  | 'out-of-service'
  /** Used, and not cleaned since. */
  | 'needs-cleaning'
  | 'not-paired'
  | 'taken';

/** `isMine`: kept for whoever looks. `isAsking`: it has blinked, and they have not told yet how often. */
export type OfferReservation = { readonly isMine: boolean; readonly untilMs: number; readonly isAsking: boolean };

export type Offer = {
  readonly objectId: string;
  readonly kind: string;
  readonly objectName: string;
  readonly placeName: string;
  readonly venueName: string;
  readonly zone: string;
  readonly currency: string;
  readonly tariff: FrozenTariff;
  /** Reserved at Start where no package is chosen. */
  readonly holdMinor: Minor;
  /** The most that it may ever cost without another tap (R13). */
  readonly mostMinor: Minor;
  readonly availability: Availability;
  readonly liveSessionId: string | null;
  /** What joining reserves of the guest's own money (0: the host pays); null where nobody can join now. */
  readonly joinMinor: Minor | null;
  readonly lastSeenAtMs: number | null;
  /** `stay`: the phone must first be bound to the stay by the code that the room shows. */
  readonly pairing: 'none' | 'stay';
  readonly bindingVersion: number;
  readonly offerHash: string;
  /** What its device has for whoever stands before it (FP-33). */
  readonly front?: NonNullable<KindProfile['front']>;
  /** A phone's position can be compared with where the place is. */
  readonly hasPosition?: true;
  /** Left out where it is kept for nobody. */
  readonly reservation?: OfferReservation;
  /** The red button of the venue was pressed then: nothing starts, whatever the availability says. Left out where it was not. */
  readonly emergencySinceMs?: number;
};

/** Another one that is free. */
export type OtherObject = { readonly objectName: string; readonly placeName: string };

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
  readonly trust: ScanTrust;
  /** Of a display: the step of time that its code is of. */
  readonly counter?: number;
};

/** A static code's ticket lives this long; one of a display's code shows that somebody is there, and so not for long. */
export const TICKET_LIFETIME_MS = 180_000;
export const DISPLAY_TICKET_LIFETIME_MS = 60_000;

/** Names what the person saw: object, binding, tariff (with its packages and the most that it may cost), hold. */
export function hashOffer(offer: Pick<Offer, 'objectId' | 'bindingVersion' | 'tariff' | 'holdMinor' | 'currency'>): string {
  return sha256(
    canonicalJson({
      objectId: offer.objectId,
      bindingVersion: offer.bindingVersion,
      tariffHash: offer.tariff.hash,
      holdMinor: toSafeNumber(offer.holdMinor),
      currency: offer.currency,
    }),
  );
}

export type OfferViewer = {
  readonly personId: string | null;
  readonly pairing: 'none' | 'stay';
  /** null: a session of this kind is one person's alone. */
  readonly guests: GuestPolicy | null;
  readonly front?: KindProfile['front'];
  readonly nowMs: number;
};

function isElsewhere(stay: ObjectScene['stay'], personId: string | null, nowMs: number): boolean {
  const isStaying = stay !== null && stay.fromMs <= nowMs && nowMs < stay.untilMs;
  return isStaying && stay.pairedPersonId !== null && stay.pairedPersonId !== personId;
}

function availabilityOf(scene: ObjectScene, { personId, pairing, guests, nowMs }: OfferViewer): Availability {
  const { object, device, live, stay } = scene;
  // A room shows a stranger the same whether it is in use or not: only its own code leads further.
  if (pairing === 'stay' && guests !== null && isElsewhere(stay, personId, nowMs) && live?.payerId !== personId)
    return 'not-paired';
  const isOpen = live !== null && guests !== null && (live.state === 'active' || live.state === 'suspended');
  if (live) return live.payerId === personId ? 'yours' : isOpen ? 'joinable' : 'busy';
  if (object.status !== 'in_service') return 'out-of-service';
  if (object.cleaning && object.cleaning.neededSinceMs !== null) return 'needs-cleaning';
  if (!mayStartOn(device)) return 'offline';
  if (isKept(scene.reservation, nowMs) && scene.reservation.personId !== personId) return 'reserved';
  if (pairing === 'none') return 'free';
  const isStaying = stay !== null && stay.fromMs <= nowMs && nowMs < stay.untilMs;
  if (!isStaying || stay.pairedPersonId === null) return 'not-paired';
  return stay.pairedPersonId === personId ? 'free' : 'taken';
}

function reservationOf({ reservation, live }: ObjectScene, { personId, nowMs }: OfferViewer): OfferReservation | null {
  if (live || !isKept(reservation, nowMs)) return null;
  const isMine = reservation.personId === personId;
  return { isMine, untilMs: reservation.untilMs, isAsking: isMine && reservation.blinks > reservation.answered };
}

function joinMinor(live: SessionRecord, guests: GuestPolicy | null): Minor {
  return guests?.pays === 'own-orders' ? guestHoldMinor(live) : 0n;
}

/** The offer of an object to one person (or to nobody yet); without a tariff there is none (never priced at 0). */
export function composeOffer(scene: ObjectScene, viewer: OfferViewer): Result<Offer, Rejection> {
  const { object, place, venue, device, live } = scene;
  const availability = availabilityOf(scene, viewer);
  const reservation = reservationOf(scene, viewer);
  // Whoever joins pays by the price that the host started with.
  const tariff = availability === 'joinable' && live ? live.tariff : scene.tariff;
  if (!tariff) return refused({ code: 'tariff.missing' });
  if (device.isUnsigned && mayEverCost(tariff.tariff)) return refused({ code: 'object.unsigned-not-free' });
  const shown = {
    objectId: object.objectId,
    kind: object.kind,
    objectName: object.name,
    placeName: place.name,
    venueName: venue.name,
    zone: venue.zone,
    currency: tariff.tariff.currency,
    tariff,
    holdMinor: reservedMinor(tariff.tariff, null),
    mostMinor: tariff.tariff.hold.mostMinor,
    pairing: viewer.pairing,
    bindingVersion: object.bindingVersion,
  };
  return ok({
    ...shown,
    availability,
    liveSessionId: availability === 'yours' && live ? live.sessionId : null,
    joinMinor: availability === 'joinable' && live ? joinMinor(live, viewer.guests) : null,
    lastSeenAtMs: device.presence.lastSeenAtMs,
    offerHash: hashOffer(shown),
    ...(viewer.front ? { front: viewer.front } : {}),
    ...(place.position ? { hasPosition: true } : {}),
    ...(reservation ? { reservation } : {}),
    ...(scene.emergency ? { emergencySinceMs: scene.emergency.raisedAtMs } : {}),
  });
}

/** The offer as a refusal tells it: plain numbers, and the tariff as the JSON that its hash names. */
export function offerFacts(offer: Offer): OfferFacts {
  const { objectId, kind, objectName, placeName, venueName, currency, tariff, availability, offerHash } = offer;
  return {
    objectId,
    kind,
    objectName,
    placeName,
    venueName,
    currency,
    tariffHash: tariff.hash,
    tariff: JSON.parse(tariff.json) as Json,
    holdMinor: toSafeNumber(offer.holdMinor),
    mostMinor: toSafeNumber(offer.mostMinor),
    availability,
    offerHash,
  };
}
