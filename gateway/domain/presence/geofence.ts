// Geofence: whether a phone says that it is near an object's place; advice only, for positions are wrong indoors and easily made up.
import type { PlacePosition } from '../place.ts';

/** As a browser or an app gives it; used once and kept nowhere. */
export type PhonePosition = { readonly latitude: number; readonly longitude: number; readonly accuracyM: number };

/** unknown: one of both is not told, or the phone does not know well enough. */
export type Whereabouts = 'near' | 'elsewhere' | 'unknown';

const EARTH_RADIUS_M = 6_371_000;
/** A position that may be anywhere in a town says nothing. */
const MOST_ACCURACY_M = 2_000;
/** A phone's own word on its accuracy is a 68 % radius (W3C Geolocation): twice that is rarely wrong. */
const ACCURACY_FACTOR = 2;
/** Between buildings phones are off by more than they know. */
const SLACK_M = 150;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Along a great circle, in metres (haversine). */
export function distanceM(place: PlacePosition, phone: Pick<PhonePosition, 'latitude' | 'longitude'>): number {
  const [placeLatitude, placeLongitude] = [place.latitudeE6 / 1e6, place.longitudeE6 / 1e6];
  const north = Math.sin(radians(phone.latitude - placeLatitude) / 2) ** 2;
  const east = Math.sin(radians(phone.longitude - placeLongitude) / 2) ** 2;
  const chord = north + Math.cos(radians(placeLatitude)) * Math.cos(radians(phone.latitude)) * east;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(chord)));
}

export function whereaboutsOf(place: PlacePosition | undefined, phone: PhonePosition | null): Whereabouts {
  if (!place || !phone || phone.accuracyM > MOST_ACCURACY_M) return 'unknown';
  const mostM = place.radiusM + phone.accuracyM * ACCURACY_FACTOR + SLACK_M;
  return distanceM(place, phone) <= mostM ? 'near' : 'elsewhere';
}
