// Reservations: objects that are kept a short while for somebody - how they are written, and what is asked of them.
import { type ReservationRow, reservationFromRow, reservationToRow } from '../rows/reservation-row.ts';
import type { Reader, Reads } from './reads.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

const change = compareAndSet<ReservationRow>(
  'reservation_version',
  `UPDATE reservations SET state = @state, until_ms = @until_ms, blinks = @blinks, blinked_at_ms = @blinked_at_ms,
     answered = @answered, wrong_answers = @wrong_answers, presses = @presses, pressed_at_ms = @pressed_at_ms, version = @version
   WHERE reservation_id = @reservation_id AND version + 1 = @version`,
);

export const reservationWriters: Writers<'reservation-changed'> = {
  'reservation-changed': ({ reservation }) => {
    const row = reservationToRow(reservation);
    return [reservation.version > 1 ? change(row) : insertInto('reservations', row)];
  },
};

type ReservationReads = 'reservation' | 'reservations' | 'openReservationsOn' | 'lastUsedAtMs';

const one = sql<{ reservation_id: string }>('SELECT * FROM reservations WHERE reservation_id = @reservation_id');
const since = (column: string) =>
  sql<{ id: string; since_ms: number }>(
    `SELECT * FROM reservations WHERE ${column} = @id AND made_at_ms > @since_ms ORDER BY made_at_ms DESC, reservation_id DESC`,
  );
const ofObject = since('object_id');
const ofPerson = since('person_id');
const lastUsed = sql<{ person_id: string; since_ms: number }>(
  `SELECT max(created_at_ms) AS at_ms FROM sessions
   WHERE payer_id = @person_id AND started_at_ms IS NOT NULL AND (end_at_ms IS NULL OR end_at_ms > @since_ms)`,
);
const onDevice = sql<{ device_id: string }>(
  `SELECT reservations.* FROM reservations JOIN objects ON objects.object_id = reservations.object_id
   WHERE objects.device_id = @device_id AND reservations.state = 'open' ORDER BY reservation_id`,
);

export function reservationReads(reader: Reader): Reads<ReservationReads> {
  return {
    reservation: (reservationId) => reader.first(one({ reservation_id: reservationId }), reservationFromRow),
    async reservations(of, sinceMs) {
      const asked =
        'objectId' in of ? ofObject({ id: of.objectId, since_ms: sinceMs }) : ofPerson({ id: of.personId, since_ms: sinceMs });
      return (await reader.rows<ReservationRow>(asked)).map(reservationFromRow);
    },
    lastUsedAtMs: (personId, sinceMs) =>
      reader.first(lastUsed({ person_id: personId, since_ms: sinceMs }), (row: { readonly at_ms: number | null }) => row.at_ms),
    openReservationsOn: async (deviceId) =>
      (await reader.rows<ReservationRow>(onDevice({ device_id: deviceId }))).map(reservationFromRow),
  };
}
