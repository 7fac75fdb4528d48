// Reservation row: an object that is kept for somebody as columns, both ways.
import type { ReservationRecord } from '../../domain/presence/reservation.ts';

export type ReservationRow = {
  readonly reservation_id: string;
  readonly tenant_id: string;
  readonly object_id: string;
  readonly person_id: string;
  readonly state: ReservationRecord['state'];
  readonly made_at_ms: number;
  readonly until_ms: number;
  readonly blinks: number;
  readonly blinked_at_ms: number | null;
  readonly answered: number;
  readonly wrong_answers: number;
  readonly presses: number;
  readonly pressed_at_ms: number | null;
  readonly version: number;
};

export function reservationToRow(reservation: ReservationRecord): ReservationRow {
  return {
    reservation_id: reservation.reservationId,
    tenant_id: reservation.tenantId,
    object_id: reservation.objectId,
    person_id: reservation.personId,
    state: reservation.state,
    made_at_ms: reservation.madeAtMs,
    until_ms: reservation.untilMs,
    blinks: reservation.blinks,
    blinked_at_ms: reservation.blinkedAtMs,
    answered: reservation.answered,
    wrong_answers: reservation.wrongAnswers,
    presses: reservation.presses,
    pressed_at_ms: reservation.pressedAtMs,
    version: reservation.version,
  };
}

export function reservationFromRow(row: ReservationRow): ReservationRecord {
  return {
    reservationId: row.reservation_id,
    tenantId: row.tenant_id,
    objectId: row.object_id,
    personId: row.person_id,
    state: row.state,
    madeAtMs: row.made_at_ms,
    untilMs: row.until_ms,
    blinks: row.blinks,
    blinkedAtMs: row.blinked_at_ms,
    answered: row.answered,
    wrongAnswers: row.wrong_answers,
    presses: row.presses,
    pressedAtMs: row.pressed_at_ms,
    version: row.version,
  };
}
