// Presence facts: what a Start shows of its person being there, read only where its kind or its code asks for it.
import { DAY_MS, HOUR_MS } from '#protocol';
import type { ObjectScene } from '../domain/object.ts';
import { mayAskForEvidence, type PresenceFacts, passesOver, type ShownCode, waysAt } from '../domain/presence/presence-decide.ts';
import type { PresenceStanding } from '../domain/presence/presence-evidence.ts';
import { hasPressed, isKept, type Keeping, keepingOf } from '../domain/presence/reservation.ts';
import { type Rival, rivalOf } from '../domain/presence/reservation-decide.ts';
import type { Offer, Ticket } from '../domain/scan/scan.ts';
import { policyOf, profileOf, type StepContext } from './step-context.ts';

/** Of the ticket: how its code was given, and the step of a display's code. */
export type GivenCode = Pick<Ticket, 'tagId' | 'trust' | 'counter'>;
type Reading = Pick<StepContext, 'store' | 'kinds' | 'policies' | 'clock' | 'mac'>;

const NOTHING_SHOWN: PresenceStanding = { evidence: [], startsWithout: [], startsWithoutHere: [] };

async function shownCode({ store }: Reading, { tagId, counter }: GivenCode): Promise<ShownCode | null> {
  if (counter === undefined) return null;
  return { tagId, counter, usedBy: await store.displayCodeUsers(tagId, counter) };
}

/** Whether this person has shown at the object, in a way that counts there, that they are at it. */
export async function hasShown(
  context: Reading,
  { object: { objectId, kind }, reservation }: Pick<ObjectScene, 'object' | 'reservation'>,
  personId: string,
): Promise<boolean> {
  const nowMs = context.clock.nowMs();
  const { evidence: counted } = policyOf(context, kind);
  if (hasPressedFor(context, reservation, personId, nowMs) && counted.includes('button')) return true;
  const { evidence } = await context.store.presence(personId, objectId, { nowMs, sinceMs: nowMs });
  return evidence.some(({ by }) => counted.includes(by));
}

function hasPressedFor(
  { mac }: Reading,
  reservation: ObjectScene['reservation'],
  personId: string | null,
  nowMs: number,
): boolean {
  return isKept(reservation, nowMs) && reservation.personId === personId && hasPressed(mac, reservation, nowMs);
}

/** What is told to the person for whom it is kept alone. */
export function keepingFor(
  { mac, clock }: Pick<Reading, 'mac' | 'clock'>,
  { reservation, live }: Pick<ObjectScene, 'reservation' | 'live'>,
  personId: string | null,
): { readonly keeping?: Keeping } {
  const isTheirs = !live && isKept(reservation, clock.nowMs()) && reservation.personId === personId;
  return isTheirs ? { keeping: keepingOf(mac, reservation) } : {};
}

/** What is kept for somebody who has shown nothing is free for whoever passes them over; others are told when it is free for them. */
export function asPassed(offer: Offer, presence: PresenceFacts, nowMs: number): Offer {
  if (offer.availability !== 'reserved') return offer;
  const { reservation, ...others } = offer;
  if (passesOver(presence, nowMs)) return { ...others, availability: 'free' };
  const { rival } = presence;
  if (!reservation || !rival) return offer;
  return { ...offer, reservation: { ...reservation, untilMs: Math.min(reservation.untilMs, rival.barsUntilMs) } };
}

/** Somebody else for whom the object is kept at this moment; null: it is for nobody else. */
async function loadRival(
  context: Reading,
  scene: Pick<ObjectScene, 'object' | 'reservation'>,
  personId: string | null,
): Promise<Rival | null> {
  const nowMs = context.clock.nowMs();
  const { reservation, object } = scene;
  if (!isKept(reservation, nowMs) || reservation.personId === personId) return null;
  const hasRivalShown = await hasShown(context, scene, reservation.personId);
  const ofObject = await context.store.reservations({ objectId: object.objectId }, nowMs - HOUR_MS);
  return rivalOf(reservation, { ofObject, hasRivalShown, personId }, nowMs);
}

/** @param personId null for somebody who has not signed in: nothing was shown by nobody. */
export async function loadPresence(
  context: Reading,
  scene: Pick<ObjectScene, 'object' | 'reservation'>,
  code: GivenCode,
  personId: string | null,
): Promise<PresenceFacts> {
  const { store, clock } = context;
  const { object, reservation } = scene;
  const policy = policyOf(context, object.kind);
  const shown = await shownCode(context, code);
  const isExclusive = policy.guests === null;
  const nowMs = clock.nowMs();
  const rival = await loadRival(context, scene, personId);
  const known = { policy, trust: code.trust, shown, isExclusive };
  if (!mayAskForEvidence(policy, code.trust) && rival === null) return { ...known, standing: NOTHING_SHOWN, waysHere: [] };
  const [display, standing] = await Promise.all([
    store.displayOf(object.objectId),
    store.presence(personId ?? '', object.objectId, { nowMs, sinceMs: nowMs - DAY_MS }),
  ]);
  const { front } = profileOf(context, object.kind);
  return {
    ...{ ...known, standing, waysHere: waysAt(policy.evidence, { front, hasDisplay: display !== null }) },
    hasPressed: hasPressedFor(context, reservation, personId, nowMs),
    ...(rival && { rival }),
  };
}
