// Reservation: an object kept a short while for who looks at its offer, so that nobody starts it under their hands; soft, never a lock.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#protocol';
import type { Mac } from '../mac.ts';

export type ReservationRecord = {
  readonly reservationId: string;
  readonly tenantId: string;
  readonly objectId: string;
  readonly personId: string;
  /** open: kept, until its time is over. started: its person pressed Start. lapsed: nothing came of it. */
  readonly state: 'open' | 'started' | 'lapsed';
  readonly madeAtMs: number;
  readonly untilMs: number;
  /** How often the object was asked to blink, and what of that the person has told, rightly or not: each number is good once. */
  readonly blinks: number;
  readonly blinkedAtMs: number | null;
  readonly answered: number;
  readonly wrongAnswers: number;
  /** How often the object's button was pressed in the newest row of presses, and when last. */
  readonly presses: number;
  readonly pressedAtMs: number | null;
  readonly version: number;
};

export const RESERVATION_LIMITS = {
  keptForMs: 90 * SECOND_MS,
  /**
   * After so many in an hour that were not started, whoever keeps it and shows nothing is passed over, and for so long only
   * keeps others from keeping it: long enough to count or press, too short to squat.
   */
  unusedPerObjectAndHour: 3,
  barsForMsWhenContested: 30 * SECOND_MS,
  /** Those that came to nothing count for so long, since the last use. */
  countedForMs: DAY_MS,
  /** Who looked at what is nobody's business for longer. */
  forgottenAfterMs: 2 * DAY_MS,
  /** After the first that came to nothing, after the second, and so on: rising, so that nobody keeps a venue to themselves. */
  coolDownsMs: [30 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS],
  /** Fewest and most, four equally likely numbers; nobody presses as often by chance, and once is not enough. */
  presses: [2, 5],
  /** Presses nearer than this are of one row; so long after the last one it is over, and counts if it was as long as asked. */
  pressesTogetherMs: 4 * SECOND_MS,
  /** From the last press that was asked for: time to start. */
  keptAfterPressesForMs: MINUTE_MS,
  blinksPerReservation: 3,
  blinkAgainAfterMs: 10 * SECOND_MS,
  /** Whoever scans all day makes no fairground of an object. */
  blinksPerObject: 12,
  blinksCountedForMs: 10 * MINUTE_MS,
  /** Guesses are rare: so many a day of one person; at one object, where they shut out whoever is there, only after many more. */
  wrongPerPerson: 4,
  wrongPerObjectAndHour: 24,
  wrongPerObject: 72,
} as const;

/** Three numbers of 1 to 6: a quarter of a minute to count, and one guess in 216 is right. */
const BLINK_GROUPS = 3;
const MOST_BLINKS = 6;

/** What the object shows for the nth time: known to nobody who does not see it, and to us without keeping it. */
export function blinksOf(mac: Mac, reservationId: string, nth: number): readonly number[] {
  const bytes = Buffer.from(mac(`blinks|${reservationId}|${nth}`), 'base64url');
  return Array.from({ length: BLINK_GROUPS }, (_, at) => 1 + Math.floor(((bytes[at] ?? 0) * MOST_BLINKS) / 256));
}

/** Told to the person who keeps it alone, who shows it to the staff that stand before them. */
export function keepingNumber(mac: Mac, { reservationId }: Pick<ReservationRecord, 'reservationId'>): string {
  const bytes = Buffer.from(mac(`keeping|${reservationId}`), 'base64url');
  return String(bytes.readUInt32BE(0) % 10_000).padStart(4, '0');
}

/** So often its keeper is to press the object's button: told on their own page alone, so that nobody else's presses are theirs. */
function pressesOf(mac: Mac, { reservationId }: Pick<ReservationRecord, 'reservationId'>): number {
  const [first, last] = RESERVATION_LIMITS.presses;
  const bytes = Buffer.from(mac(`presses|${reservationId}`), 'base64url');
  return first + ((bytes[0] ?? 0) % (last - first + 1));
}

/** The row of presses is over, and was as long as their page asked: one press more while it lasted, and it was somebody else. */
export function hasPressed(mac: Mac, reservation: ReservationRecord, nowMs: number): boolean {
  const { pressedAtMs, presses } = reservation;
  const isOver = pressedAtMs !== null && nowMs >= pressedAtMs + RESERVATION_LIMITS.pressesTogetherMs;
  return isOver && presses === pressesOf(mac, reservation);
}

/** What the person for whom it is kept is told, and nobody else. */
export type Keeping = { readonly number: string; readonly presses: number };

export function keepingOf(mac: Mac, reservation: ReservationRecord): Keeping {
  return { number: keepingNumber(mac, reservation), presses: pressesOf(mac, reservation) };
}

/** Kept for somebody at this moment. */
export function isKept(reservation: ReservationRecord | null | undefined, nowMs: number): reservation is ReservationRecord {
  return reservation?.state === 'open' && nowMs < reservation.untilMs;
}
