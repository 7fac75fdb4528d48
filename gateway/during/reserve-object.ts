// Reserve object: kept a short while for who looks at its offer; it blinks, and telling how often shows that they are there (FP-33).

import { assert, ok, type Result, refused } from '#protocol';
import { isReachable } from '../domain/device/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { ObjectScene } from '../domain/object.ts';
import { type PhonePosition, type Whereabouts, whereaboutsOf } from '../domain/presence/geofence.ts';
import type { PresenceWay } from '../domain/presence/presence-evidence.ts';
import { blinksOf, type Keeping, keepingOf, RESERVATION_LIMITS, type ReservationRecord } from '../domain/presence/reservation.ts';
import {
  type BlinkWord,
  decideBlinkAnswer,
  decideReserve,
  type Judged,
  type ReservationFacts,
  type ReservationsRead,
  type Reserved,
} from '../domain/presence/reservation-decide.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Offer } from '../domain/scan/scan.ts';
import { isOfLabel } from '../domain/scan/scan-trust.ts';
import type { PersonStanding } from '../domain/session/person-standing.ts';
import { type Funds, fundsRefusal, personRefusal } from '../domain/session/session-start.ts';
import { type IsTagInForce, objectNamedBy, offerOf, openScene, type TicketRequest } from '../journey/1-resolve-scan.ts';
import { hasShown } from '../journey/presence-facts.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';

export type ReserveRequest = TicketRequest & {
  readonly personId: string;
  /** At the other end of the line; null for who asks from inside. */
  readonly address: string | null;
};
export type ReservedAnswer = {
  readonly reservationId: string;
  readonly objectId: string;
  readonly untilMs: number;
  readonly blink: BlinkWord;
  /** How many numbers it shows. */
  readonly groups: number;
  readonly keeping: Keeping;
};
/** One per person and object: asked again, it is the same one, and blinks again where it may. */
export type ReserveObject = (request: ReserveRequest) => Promise<Result<ReservedAnswer, Rejection>>;

export type BlinksRequest = TicketRequest & {
  readonly personId: string;
  readonly blinks: readonly number[];
  /** At the other end of the line; null for who asks from inside. */
  readonly address: string | null;
};
export type ShownPresence = { readonly by: PresenceWay; readonly untilMs: number };
export type AnswerBlinks = (request: BlinksRequest) => Promise<Result<ShownPresence, Rejection>>;

async function loadReservations(
  { store, clock }: Pick<StepContext, 'store' | 'clock'>,
  objectId: string,
  personId: string,
): Promise<ReservationsRead> {
  const sinceMs = clock.nowMs() - RESERVATION_LIMITS.countedForMs;
  const [ofObject, ofPerson] = await Promise.all([
    store.reservations({ objectId }, sinceMs),
    store.reservations({ personId }, sinceMs),
  ]);
  return { ofObject, ofPerson };
}

type ReserveFacts = {
  readonly scene: ObjectScene;
  readonly offer: Offer;
  readonly standing: PersonStanding;
  /** null where the money is at a wallet elsewhere, which is asked at the Start alone. */
  readonly funds: Funds | null;
  readonly reservations: ReservationFacts;
};

export function createReserveObject(context: StepContext, isTagInForce: IsTagInForce): ReserveObject {
  async function load(request: ReserveRequest): Promise<Result<ReserveFacts, Rejection>> {
    const opened = await openScene(context, request);
    if (!opened.ok) return opened;
    const { scene, ticket } = opened.value;
    const { personId } = request;
    const { object } = scene;
    if ((await objectNamedBy(context, isTagInForce, ticket)) !== object.objectId) return refused({ code: 'code.replaced' });
    const nowMs = context.clock.nowMs();
    const offer = offerOf(context, scene, personId, nowMs);
    if (!offer.ok) return offer;
    const since = { sinceMs: nowMs, unusedSinceMs: nowMs - SESSION_LIMITS.unusedCountedForMs };
    const standing = await context.store.standing(personId, since);
    const isOurs = context.walletInForce === 'ledger';
    const balance = isOurs ? await context.store.balance(personId, offer.value.currency) : null;
    const keeperId = scene.reservation?.personId ?? personId;
    const reservations: ReservationFacts = {
      ...(await loadReservations(context, object.objectId, personId)),
      hasRivalShown: keeperId !== personId && (await hasShown(context, scene, keeperId)),
      lastUsedAtMs: await context.store.lastUsedAtMs(personId, nowMs - RESERVATION_LIMITS.countedForMs),
    };
    const funds: Funds | null = balance && { wallet: 'ledger', balance };
    return ok({ scene, offer: offer.value, standing, funds, reservations });
  }

  /** A hint: what is not heard has no answer, and the person asks again. */
  async function blink({ device }: ObjectScene, { reservationId, blinks }: ReservationRecord): Promise<void> {
    const address = { tenant: device.tenantId, device: device.deviceId };
    const shown = [...blinksOf(context.mac, reservationId, blinks)];
    await context.link.sendHint(address, { v: 1, t: 'blink', blinks: shown });
    context.metrics.count('presence_blinks', device.kind);
  }

  return async (request) => {
    const { personId } = request;
    const reservationId = context.ids('rsv');
    let seen: ObjectScene | null = null;
    const done = await context.runner.run<ReserveFacts, Reserved>({
      load: () => load(request),
      decide: ({ scene, offer, standing, funds, reservations }) => {
        seen = scene;
        // Whoever could not start it keeps it from nobody.
        const refusal =
          personRefusal({ standing, scene, liveLimit: context.liveSessionsPerPerson }) ?? fundsRefusal({ offer, funds });
        if (refusal) return refused(refusal);
        const canBlink = profileOf(context, scene.object.kind).front?.includes('blink') === true && isReachable(scene.device);
        return decideReserve(scene, offer, reservations, { personId, reservationId, canBlink }, context.clock.nowMs());
      },
    });
    if (!done.ok) return done;
    const scene = seen as ObjectScene | null;
    assert(scene, 'what was decided was read');
    const { reservation, blink: word } = done.value;
    if (word === 'asked') await blink(scene, reservation);
    return ok({
      reservationId: reservation.reservationId,
      objectId: reservation.objectId,
      untilMs: reservation.untilMs,
      blink: word,
      groups: blinksOf(context.mac, reservation.reservationId, reservation.blinks).length,
      keeping: keepingOf(context.mac, reservation),
    });
  };
}

type AnswerFacts = { readonly mine: ReservationRecord; readonly reservations: ReservationsRead };

export function createAnswerBlinks(context: StepContext): AnswerBlinks {
  async function load(request: BlinksRequest): Promise<Result<AnswerFacts, Rejection>> {
    const opened = await openScene(context, request);
    if (!opened.ok) return opened;
    const { reservation: mine, object } = opened.value.scene;
    // Whose it is and that there is none are the same to a stranger.
    if (!mine || mine.personId !== request.personId) return refused({ code: 'reservation.over' });
    return ok({ mine, reservations: await loadReservations(context, object.objectId, request.personId) });
  }

  return async (request) => {
    const evidenceId = context.ids('prs');
    const judged = await context.runner.run<AnswerFacts, Judged>({
      load: () => load(request),
      decide: ({ mine, reservations }) => {
        const shown = blinksOf(context.mac, mine.reservationId, mine.blinks);
        return decideBlinkAnswer(mine, reservations, { told: request.blinks, shown, evidenceId }, context.clock.nowMs());
      },
    });
    if (!judged.ok) return judged;
    if (!judged.value.ok) return judged.value;
    const { by, untilMs } = judged.value.value;
    return ok({ by, untilMs });
  };
}

export type WhereaboutsRequest = TicketRequest & { readonly position: PhonePosition | null };
export type CompareWhereabouts = (
  request: WhereaboutsRequest,
) => Promise<Result<{ readonly whereabouts: Whereabouts; readonly offer: Offer }, Rejection>>;

/** Where the phone says that it is is compared and kept nowhere; only that it was elsewhere is counted, once a person and day. */
export function createCompareWhereabouts(context: StepContext): CompareWhereabouts {
  return async (request) => {
    const opened = await openScene(context, request);
    if (!opened.ok) return opened;
    const { scene, ticket } = opened.value;
    const offer = offerOf(context, scene, request.personId, context.clock.nowMs());
    if (!offer.ok) return offer;
    const whereabouts = whereaboutsOf(scene.place.position, request.position);
    if (whereabouts === 'elsewhere' && isOfLabel(ticket.trust)) {
      context.noteScan(ticket.tagId, { how: 'elsewhere', by: { personId: request.personId, address: null } });
    }
    return ok({ whereabouts, offer: offer.value });
  };
}
