// Kind policy: the commerce of a profile, read once at start-up, with everything that is wrong with it.
import { type KindProfile, ok, type Result, refused } from '#protocol';
import { createJsonReader, type JsonProblem, type JsonReader, type JsonValue, memberAt } from './json-reader.ts';
import type { PresenceWay } from './presence/presence-evidence.ts';
import { PRESENCES, type Presence, readEvidence } from './presence/presence-policy.ts';
import type { Tariff } from './tariff/tariff.ts';
import { findMisfits } from './tariff/tariff-fit.ts';
import { readTariff } from './tariff/tariff-parse.ts';

/** What a guest whom the host let in may do in the host's session; the rest stays the host's. */
const GUEST_RIGHTS = ['order', 'control', 'call', 'stop'] as const;
export type GuestRight = (typeof GUEST_RIGHTS)[number];

export type GuestPolicy = {
  /** Guests at a time, beside the host. */
  readonly most: number;
  /** own-orders: from a hold of their own. nothing: the host pays for all of it. */
  readonly pays: 'own-orders' | 'nothing';
  readonly may: readonly GuestRight[];
};

export type KindPolicy = {
  readonly kind: string;
  readonly presence: Presence;
  /** What counts as shown, in the order in which it is offered. */
  readonly evidence: readonly PresenceWay[];
  /** `stay`: the phone must first be bound to the stay by the code that the object shows. */
  readonly pairing: 'none' | 'stay';
  readonly staffCall: boolean;
  /** Somebody cleans it after each use, before it is offered again, unless its venue says otherwise. */
  readonly isCleaned: boolean;
  /** null: a session is one person's alone. */
  readonly guests: GuestPolicy | null;
  /** What an object of this kind costs until its venue says otherwise. */
  readonly tariff: Tariff;
};

export type KindPolicyRefusal = {
  readonly code: 'kind.commerce-invalid';
  readonly kind: string;
  readonly problems: readonly JsonProblem[];
};

/** A guest may do only what the kind can do, and may order only what they pay for. */
function noteGuests(reader: JsonReader, profile: KindProfile, policy: KindPolicy, { pays, may }: GuestPolicy): void {
  if (may.includes('order') !== (pays === 'own-orders')) reader.note('guests.pays', 'own-orders goes with the right to order');
  if (may.includes('order') && policy.tariff.items.length === 0) reader.note('guests.may', 'order needs items in the tariff');
  if (may.includes('control') && Object.keys(profile.controls).length === 0) reader.note('guests.may', 'control needs controls');
  if (may.includes('call') && !policy.staffCall) reader.note('guests.may', 'call needs staffCall');
}

const MOST_GUESTS = 50;

function readGuests(reader: JsonReader, json: JsonValue): GuestPolicy | null {
  if (json === undefined) return null;
  const guests = reader.object(json, 'guests', ['most', 'pays', 'may']);
  return {
    most: reader.whole(guests.most, 'guests.most', { min: 1, max: MOST_GUESTS }),
    pays: reader.oneOf(guests.pays, 'guests.pays', ['own-orders', 'nothing']),
    may: reader.list(guests.may, 'guests.may').map((right, index) => reader.oneOf(right, `guests.may[${index}]`, GUEST_RIGHTS)),
  };
}

/** What is sold must be something that the profile's hardware can do and measure. */
function noteRelations(reader: JsonReader, profile: KindProfile, policy: KindPolicy): void {
  if ((policy.presence === 'stay') !== (policy.pairing === 'stay')) {
    reader.note('pairing', 'goes with presence: both are stay, or neither');
  }
  if (policy.staffCall && !profile.acts.includes('call')) reader.note('staffCall', 'needs the act call');
  if (policy.guests) noteGuests(reader, profile, policy, policy.guests);
  for (const { at, problem } of findMisfits(profile, policy.tariff)) reader.note(memberAt('tariff', at), problem);
}

/** Parses `commerce` of a profile; refused with the full list of what is wrong, so that one look is enough to mend it. */
export function parseKindPolicy(profile: KindProfile): Result<KindPolicy, KindPolicyRefusal> {
  const reader = createJsonReader();
  const commerce = reader.object(profile.commerce, '', [
    ...['presence', 'evidence', 'pairing', 'staffCall', 'cleanedAfterUse', 'guests', 'tariff'],
  ]);
  const presence = reader.oneOf(commerce.presence, 'presence', PRESENCES);
  const policy: KindPolicy = {
    kind: profile.kind,
    presence,
    evidence: readEvidence(reader, commerce.evidence, presence),
    pairing: reader.oneOf(commerce.pairing, 'pairing', ['none', 'stay']),
    staffCall: reader.flag(commerce.staffCall, 'staffCall'),
    isCleaned: commerce.cleanedAfterUse !== undefined && reader.flag(commerce.cleanedAfterUse, 'cleanedAfterUse'),
    guests: readGuests(reader, commerce.guests),
    tariff: readTariff(reader, commerce.tariff, 'tariff'),
  };
  if (reader.problems.length === 0) noteRelations(reader, profile, policy);
  if (reader.problems.length > 0)
    return refused({ code: 'kind.commerce-invalid', kind: profile.kind, problems: reader.problems });
  return ok(policy);
}
