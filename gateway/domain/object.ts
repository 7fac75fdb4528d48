// Object: what a person uses, at its place, with the device that moves it and the tariff in force.

import type { StayRecord } from './company/stay.ts';
import type { DeviceRecord } from './device/device.ts';
import type { EmergencyRecord } from './emergency/emergency.ts';
import type { Place, Venue } from './place.ts';
import type { ReservationRecord } from './presence/reservation.ts';
import type { SessionRecord } from './session/session.ts';
import type { FrozenTariff } from './tariff/tariff.ts';

export type ObjectRecord = {
  readonly objectId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly placeId: string;
  readonly kind: string;
  readonly name: string;
  readonly deviceId: string;
  /** Nobody uses a retired one any more; it keeps its history. */
  readonly status: 'in_service' | 'out_of_service' | 'retired';
  /** Left out where nobody cleans it between two people; else since when it waits for that, or null while it is clean. */
  readonly cleaning?: { readonly neededSinceMs: number | null };
  /**
   * Rises when a device or tariff of the object changes, or a label by a set-up: a ticket of an older one is refused (row 30).
   * What staff do to a label raises nothing: the Start reads the label again.
   */
  readonly bindingVersion: number;
};

/** Everything that an offer or a start decides on, read in one go. */
export type ObjectScene = {
  readonly object: ObjectRecord;
  readonly place: Place;
  readonly venue: Venue;
  readonly device: DeviceRecord;
  /** null = no tariff: the start is refused, never priced at 0. */
  readonly tariff: FrozenTariff | null;
  readonly live: SessionRecord | null;
  readonly stay: StayRecord | null;
  /** Kept for somebody, or was until a moment ago; left out where nobody asked for it. */
  readonly reservation?: ReservationRecord;
  /** The open one of the venue; left out where there is none. */
  readonly emergency?: EmergencyRecord;
};
