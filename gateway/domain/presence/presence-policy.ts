// Presence policy: how a start of a kind shows that its person is there, by who is harmed by one from afar and what can be undone.
import type { JsonReader, JsonValue } from '../json-reader.ts';
import { PRESENCE_WAYS, type PresenceWay } from './presence-evidence.ts';

/**
 * none: the code is enough. advisory: nothing is harmed by a start from afar, so the page asks and the Start does not.
 * first-start-without-evidence: for what cannot be locked again from afar. required: for rooms and tables, where somebody else pays or is
 * disturbed. stay: the bound guest of a stay only, who has read the code that the room shows.
 */
export const PRESENCES = ['none', 'advisory', 'first-start-without-evidence', 'required', 'stay'] as const;
export type Presence = (typeof PRESENCES)[number];

export const PRESENCE_LIMITS = {
  /** Starts that showed nothing, of one person at one object a day, where a first one is let through. */
  startsWithoutPerDay: 2,
  /** The same of all persons together at one object: as many accounts as somebody likes start it no oftener from a photo. */
  startsWithoutPerObject: 12,
  /** ... and of those the ones that nobody used. */
  unusedWithoutPerObject: 3,
} as const;

const USUAL_WAYS: readonly PresenceWay[] = ['display-code', 'button', 'blink', 'staff'];

/** Which ways count; what the object at hand cannot do is left out of what its page offers, not of what counts. */
export function readEvidence(reader: JsonReader, json: JsonValue, presence: Presence): readonly PresenceWay[] {
  if (json === undefined) return presence === 'stay' ? ['stay'] : USUAL_WAYS;
  const ways = reader.list(json, 'evidence').map((way, index) => reader.oneOf(way, `evidence[${index}]`, PRESENCE_WAYS));
  if (ways.length === 0) reader.note('evidence', 'is empty');
  if (ways.includes('nfc')) reader.note('evidence', 'cannot be nfc: a tap of a static tag shows no more than the printed code');
  if (ways.includes('stay') !== (presence === 'stay')) reader.note('evidence', 'names stay exactly where presence is stay');
  return ways;
}
