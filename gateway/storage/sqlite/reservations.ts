// Reservations: objects that are kept a short while for somebody - how they are written, and what is asked of them.
import type { ReservationRecord } from '../../domain/presence/reservation.ts';
import { type ReservationRow, reservationFromRow, reservationToRow } from '../rows/reservation-row.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

export function reservationWriters(db: Connection): Writers<'reservation-changed'> {
  const insert = db.prepare<ReservationRow>(
    `INSERT INTO reservations (
       reservation_id, tenant_id, object_id, person_id, state, made_at_ms, until_ms, blinks, blinked_at_ms, answered,
       wrong_answers, presses, pressed_at_ms, version
     ) VALUES (
       @reservation_id, @tenant_id, @object_id, @person_id, @state, @made_at_ms, @until_ms, @blinks, @blinked_at_ms, @answered,
       @wrong_answers, @presses, @pressed_at_ms, @version
     )`,
  );
  const change = db.prepare<ReservationRow>(
    `UPDATE reservations SET state = @state, until_ms = @until_ms, blinks = @blinks, blinked_at_ms = @blinked_at_ms,
       answered = @answered, wrong_answers = @wrong_answers, presses = @presses, pressed_at_ms = @pressed_at_ms, version = @version
     WHERE reservation_id = @reservation_id AND version = @version - 1`,
  );
  return {
    'reservation-changed': ({ reservation }) => {
      const row = reservationToRow(reservation);
      if (reservation.version > 1) return refusedUnlessOne(change.run(row), 'reservation_version');
      insert.run(row);
      return null;
    },
  };
}

type ReservationReads = 'reservation' | 'reservations' | 'openReservationsOn' | 'lastUsedAtMs';

export function reservationQueries(db: Connection): Queries<ReservationReads> & {
  /** Read with the scene of its object, as one state of the data. */
  readonly openOf: (objectId: string) => ReservationRecord | null;
} {
  const one = db.prepare<[string], ReservationRow>('SELECT * FROM reservations WHERE reservation_id = ?');
  const open = db.prepare<[string], ReservationRow>("SELECT * FROM reservations WHERE object_id = ? AND state = 'open'");
  const newest = 'AND made_at_ms > ? ORDER BY made_at_ms DESC, reservation_id DESC';
  const ofObject = db.prepare<[string, number], ReservationRow>(`SELECT * FROM reservations WHERE object_id = ? ${newest}`);
  const ofPerson = db.prepare<[string, number], ReservationRow>(`SELECT * FROM reservations WHERE person_id = ? ${newest}`);
  const lastUsed = db
    .prepare<[string, number], number | null>(
      `SELECT max(created_at_ms) FROM sessions
       WHERE payer_id = ? AND started_at_ms IS NOT NULL AND (end_at_ms IS NULL OR end_at_ms > ?)`,
    )
    .pluck();
  const onDevice = db.prepare<[string], ReservationRow>(
    `SELECT reservations.* FROM reservations JOIN objects ON objects.object_id = reservations.object_id
     WHERE objects.device_id = ? AND reservations.state = 'open' ORDER BY reservation_id`,
  );
  const orNull = (row: ReservationRow | undefined): ReservationRecord | null => (row ? reservationFromRow(row) : null);
  return {
    openOf: (objectId) => orNull(open.get(objectId)),
    reservation: (reservationId) => orNull(one.get(reservationId)),
    reservations: (of, sinceMs) =>
      ('objectId' in of ? ofObject.all(of.objectId, sinceMs) : ofPerson.all(of.personId, sinceMs)).map(reservationFromRow),
    lastUsedAtMs: (personId, sinceMs) => lastUsed.get(personId, sinceMs) ?? null,
    openReservationsOn: (deviceId) => onDevice.all(deviceId).map(reservationFromRow),
  };
}
