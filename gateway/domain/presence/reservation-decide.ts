// Reservations decided: who may keep an object, when it blinks, and what an answer or a press of its button shows.
import { HOUR_MS, ok, type Result, refused, SECOND_MS } from '#protocol';
import type { Change } from '../changes.ts';
import type { Decision } from '../decision.ts';
import { mayStartOn } from '../device/device.ts';
import type { ObjectScene } from '../object.ts';
import type { Rejection } from '../rejections.ts';
import type { Offer } from '../scan/scan.ts';
import { EVIDENCE_LIVES_MS, type PresenceRecord } from './presence-evidence.ts';
import { isKept, RESERVATION_LIMITS as LIMITS, type ReservationRecord } from './reservation.ts';

/** Newest first; both since `countedForMs` ago. */
export type ReservationsRead = {
  readonly ofObject: readonly ReservationRecord[];
  readonly ofPerson: readonly ReservationRecord[];
};

export type ReservationFacts = ReservationsRead & {
  /** Somebody else for whom it is kept has shown at the object that they are at it. */
  readonly hasRivalShown: boolean;
  /** When this person started what they have used last; null: nothing since `countedForMs` ago. */
  readonly lastUsedAtMs: number | null;
};

/** asked: it blinks now. The others say why it does not. */
export type BlinkWord = 'asked' | 'cannot' | 'too-soon' | 'used-up';

export type Reserved = { readonly reservation: ReservationRecord; readonly blink: BlinkWord };

export const retryAfterS = (untilMs: number, nowMs: number): number => Math.max(1, Math.ceil((untilMs - nowMs) / SECOND_MS));

const changed = (reservation: ReservationRecord, facts: Partial<ReservationRecord>): ReservationRecord => ({
  ...reservation,
  ...facts,
  version: reservation.version + 1,
});
const write = (reservation: ReservationRecord): Change => ({ change: 'reservation-changed', reservation });

/** What speaks against keeping it, in the words that Start would give. */
function objectRefusal({ availability, lastSeenAtMs }: Offer, { device, emergency }: ObjectScene): Rejection | null {
  if (emergency) return { code: 'venue.emergency', sinceMs: emergency.raisedAtMs };
  switch (availability) {
    case 'free':
    case 'reserved':
      return mayStartOn(device) ? null : { code: 'device.offline', lastSeenAtMs };
    case 'offline':
      return { code: 'device.offline', lastSeenAtMs };
    case 'out-of-service':
      return { code: 'object.out-of-service' };
    case 'needs-cleaning':
      return { code: 'object.needs-cleaning' };
    case 'not-paired':
      return { code: 'stay.not-paired' };
    case 'taken':
      return { code: 'stay.taken' };
    case 'yours':
    case 'joinable':
    case 'busy':
      return { code: 'object.busy' };
  }
}

const cameToNothing = (each: ReservationRecord, nowMs: number): boolean => each.state !== 'started' && !isKept(each, nowMs);

/**
 * Until when this person keeps nothing, because of those that came to nothing before; 0 when they may. Those before their last
 * use are forgiven: a start that nobody used is free, and would clear any number of them.
 */
export function coolDownUntilMs(
  { ofPerson, lastUsedAtMs }: Pick<ReservationFacts, 'ofPerson' | 'lastUsedAtMs'>,
  nowMs: number,
): number {
  const unused = ofPerson.filter((each) => cameToNothing(each, nowMs) && each.madeAtMs > (lastUsedAtMs ?? 0));
  const [last] = unused;
  if (!last) return 0;
  const coolDownMs = LIMITS.coolDownsMs[Math.min(unused.length, LIMITS.coolDownsMs.length) - 1] ?? 0;
  return Math.min(last.untilMs, nowMs) + coolDownMs;
}

/** How far what is kept for somebody else stands in this person's way. */
export type Rival = {
  readonly hasShown: boolean;
  /** Kept so often of late with nothing coming of it that somebody may be squatting, under however many names. */
  readonly isContested: boolean;
  /** From then on this person may keep it themselves. */
  readonly barsUntilMs: number;
};

/** Whoever kept it before in vain waits until its time is over: squatters do not hand it to one another, and a newcomer has a turn. */
export function rivalOf(
  kept: ReservationRecord,
  facts: Pick<ReservationFacts, 'ofObject' | 'hasRivalShown'> & { readonly personId: string | null },
  nowMs: number,
): Rival {
  const { hasRivalShown: hasShown, ofObject, personId } = facts;
  const inVain = ofObject.filter((each) => each.madeAtMs > nowMs - HOUR_MS && cameToNothing(each, nowMs));
  const isContested = inVain.length >= LIMITS.unusedPerObjectAndHour;
  const mayTakeOver = isContested && !hasShown && inVain.every((each) => each.personId !== personId);
  const barsUntilMs = mayTakeOver ? Math.min(kept.untilMs, kept.madeAtMs + LIMITS.barsForMsWhenContested) : kept.untilMs;
  return { hasShown, isContested, barsUntilMs };
}

function blinkWord(mine: ReservationRecord, ofObject: readonly ReservationRecord[], canBlink: boolean, nowMs: number): BlinkWord {
  if (!canBlink) return 'cannot';
  if (mine.blinkedAtMs !== null && nowMs < mine.blinkedAtMs + LIMITS.blinkAgainAfterMs) return 'too-soon';
  // Where nothing else shows that somebody is there, what others have used up must not shut them out.
  if (mine.blinks === 0) return 'asked';
  const sinceMs = nowMs - LIMITS.blinksCountedForMs;
  const shown = ofObject.filter(({ blinkedAtMs }) => blinkedAtMs !== null && blinkedAtMs > sinceMs);
  const isUsedUp = shown.reduce((sum, { blinks }) => sum + blinks, 0) >= LIMITS.blinksPerObject;
  return isUsedUp || mine.blinks >= LIMITS.blinksPerReservation ? 'used-up' : 'asked';
}

export type ReserveRequest = {
  readonly personId: string;
  /** Used where nothing is kept for them yet. */
  readonly reservationId: string;
  readonly canBlink: boolean;
};

/** Keeps the object for this person, or goes on keeping it, and lets it blink once more where it may. */
export function decideReserve(
  scene: ObjectScene,
  offer: Offer,
  facts: ReservationFacts,
  request: ReserveRequest,
  nowMs: number,
): Result<Decision<Reserved>, Rejection> {
  const { personId } = request;
  const refusal = objectRefusal(offer, scene);
  if (refusal) return refused(refusal);
  const { objectId, tenantId } = scene.object;
  const open = facts.ofObject.find((each) => isKept(each, nowMs));
  const kept = open?.personId === personId ? open : undefined;
  const barsUntilMs = open && !kept ? rivalOf(open, { ...facts, personId }, nowMs).barsUntilMs : 0;
  if (nowMs < barsUntilMs) return refused({ code: 'object.reserved', retryAfterS: retryAfterS(barsUntilMs, nowMs) });
  const untilMs = kept ? 0 : coolDownUntilMs(facts, nowMs);
  if (nowMs < untilMs) return refused({ code: 'reservation.cool-down', retryAfterS: retryAfterS(untilMs, nowMs) });
  const mine: ReservationRecord = kept ?? {
    reservationId: request.reservationId,
    tenantId,
    objectId,
    personId,
    state: 'open',
    madeAtMs: nowMs,
    untilMs: nowMs + LIMITS.keptForMs,
    blinks: 0,
    blinkedAtMs: null,
    answered: 0,
    wrongAnswers: 0,
    presses: 0,
    pressedAtMs: null,
    version: 0,
  };
  const blink = blinkWord(mine, facts.ofObject, request.canBlink, nowMs);
  // What was shown before and not told is good no more: the newest number is the one to tell.
  const shown = blink === 'asked' ? { blinks: mine.blinks + 1, blinkedAtMs: nowMs, answered: mine.blinks } : {};
  if (kept && blink !== 'asked') return ok({ changes: [], value: { reservation: kept, blink } });
  const reservation = changed(mine, shown);
  // One per person and one per object: what they kept before is let go, and what is over or taken over makes room.
  const before = [...facts.ofObject, ...facts.ofPerson].filter(
    (each, at, all) =>
      each.state === 'open' &&
      each.reservationId !== reservation.reservationId &&
      all.findIndex(({ reservationId }) => reservationId === each.reservationId) === at,
  );
  return ok({ changes: [...before.map((each) => lapsed(each, nowMs)), write(reservation)], value: { reservation, blink } });
}

const lapsed = (reservation: ReservationRecord, nowMs: number): Change =>
  write(
    changed(reservation, {
      state: 'lapsed',
      untilMs: Math.max(reservation.madeAtMs + 1, Math.min(reservation.untilMs, nowMs)),
    }),
  );

/** Who starts what is kept for them has come, and who is there starts what somebody else kept from afar; the same commit says so. */
export function reservationStarted({ reservation }: ObjectScene, personId: string, nowMs: number): readonly Change[] {
  if (!isKept(reservation, nowMs)) return [];
  const isTheirs = reservation.personId === personId;
  return [isTheirs ? write(changed(reservation, { state: 'started' })) : lapsed(reservation, nowMs)];
}

function shownByBlink({ tenantId, personId, objectId }: ReservationRecord, evidenceId: string, atMs: number): PresenceRecord {
  return { evidenceId, tenantId, personId, objectId, by: 'blink', atMs, untilMs: atMs + EVIDENCE_LIVES_MS.blink };
}

export type BlinkAnswer = {
  readonly told: readonly number[];
  readonly shown: readonly number[];
  readonly evidenceId: string;
};

/** Refusals that are counted are part of the value: they are written too. */
export type Judged = Result<PresenceRecord, Rejection>;

/** The person tells how often it blinked: each number is good for one answer, and wrong ones are few. */
export function decideBlinkAnswer(
  reservation: ReservationRecord,
  facts: ReservationsRead,
  answer: BlinkAnswer,
  nowMs: number,
): Result<Decision<Judged>, Rejection> {
  if (!isKept(reservation, nowMs)) return refused({ code: 'reservation.over' });
  const wrong = (of: readonly ReservationRecord[], sinceMs: number): number =>
    of.filter(({ madeAtMs }) => madeAtMs > sinceMs).reduce((sum, { wrongAnswers }) => sum + wrongAnswers, 0);
  const isGuessing =
    wrong(facts.ofPerson, nowMs - LIMITS.countedForMs) >= LIMITS.wrongPerPerson ||
    wrong(facts.ofObject, nowMs - HOUR_MS) >= LIMITS.wrongPerObjectAndHour ||
    wrong(facts.ofObject, nowMs - LIMITS.countedForMs) >= LIMITS.wrongPerObject;
  if (isGuessing) return refused({ code: 'blink.too-often-wrong' });
  if (reservation.blinks === reservation.answered) return refused({ code: 'blink.not-asked' });
  const isRight = answer.told.length === answer.shown.length && answer.told.every((each, at) => each === answer.shown[at]);
  const { blinks, wrongAnswers } = reservation;
  if (!isRight) {
    const next = changed(reservation, { answered: blinks, wrongAnswers: wrongAnswers + 1 });
    return ok({ changes: [write(next)], value: refused({ code: 'blink.wrong' }) });
  }
  const shown = shownByBlink(reservation, answer.evidenceId, nowMs);
  return ok({
    changes: [write(changed(reservation, { answered: blinks })), { change: 'presence-shown', shown }],
    value: ok(shown),
  });
}

/** A device tells one press a second at most (FP-33): what is nearer is the same press, sent twice (QoS 1). */
const SAME_PRESS_MS = SECOND_MS;

/**
 * Somebody pressed the object's button while it was kept. Whoever keeps it may be far away, and this somebody else: only as
 * many presses as the keeper's own page asks for are theirs (`hasPressed`). A press that nobody waits for says nothing.
 */
export function decideButton(reservation: ReservationRecord | null, atMs: number, asked: number, nowMs: number): Decision {
  const isTheirs = isKept(reservation, nowMs) && atMs >= reservation.madeAtMs;
  if (!isTheirs) return { changes: [], value: null };
  const { pressedAtMs, presses, untilMs } = reservation;
  const sinceMs = pressedAtMs === null ? Number.POSITIVE_INFINITY : atMs - pressedAtMs;
  const isOver = sinceMs >= LIMITS.pressesTogetherMs;
  if (sinceMs < SAME_PRESS_MS || (isOver && presses === asked)) return { changes: [], value: null };
  const counted = isOver ? 1 : presses + 1;
  const keptUntilMs = counted === asked ? Math.max(untilMs, atMs + LIMITS.keptAfterPressesForMs) : untilMs;
  const next = changed(reservation, { presses: counted, pressedAtMs: atMs, untilMs: keptUntilMs });
  return { changes: [write(next)], value: null };
}
