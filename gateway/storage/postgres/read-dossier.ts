// Read of a dossier: a session with everything that a step decides on, as one state of the data in one round trip.
import { assert } from '#protocol';
import { type CommandRow, commandFromRow } from '../rows/command-row.ts';
import { type DeviceRow, deviceFromRow } from '../rows/device-row.ts';
import { type SparedRow, sparedFromRow, sparedSql } from '../rows/emergency-row.ts';
import { type HoldRow, holdFromRow } from '../rows/hold-row.ts';
import { type JournalRow, journalFromRow } from '../rows/journal-row.ts';
import { type OperationRow, operationFromRow } from '../rows/operation-row.ts';
import { type OrderRow, orderFromRow } from '../rows/order-row.ts';
import { type ParticipantRow, participantFromRow } from '../rows/person-row.ts';
import { type SessionRow, sessionFromRow } from '../rows/session-row.ts';
import type { Flag } from '../rows/values.ts';
import { type ObjectRow, objectFromRow, type PlaceRow, placeFromRow, type VenueRow, venueFromRow } from '../rows/venue-row.ts';
import type { Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';
import type { TariffTexts } from './tariff-texts.ts';

type OfSession = { readonly session_id: string };

/** FP-09: an unresolved command that is no stop; answered by the partial index that also enforces it. */
export const isBusySql = (device: string): string =>
  `EXISTS (SELECT FROM commands WHERE commands.device_id = ${device} AND state = 'composed' AND act <> 'stop')`;

/** A row of another table that the session's row names. */
const namedBySession = (table: string, id: string) =>
  sql<OfSession>(`SELECT ${table}.* FROM ${table} JOIN sessions USING (${id}) WHERE session_id = @session_id`);

const STATEMENTS = [
  sql<OfSession>('SELECT * FROM sessions WHERE session_id = @session_id'),
  // The host's first, then by when they were placed.
  sql<OfSession>(`SELECT holds.* FROM holds JOIN sessions USING (session_id) WHERE session_id = @session_id
    ORDER BY (holds.hold_id = sessions.hold_id) DESC, holds.created_at_ms, holds.hold_id`),
  sql<OfSession>('SELECT * FROM wallet_operations WHERE session_id = @session_id ORDER BY created_at_ms, op_key'),
  sql<OfSession>('SELECT * FROM participants WHERE session_id = @session_id ORDER BY at_ms, person_id'),
  namedBySession('devices', 'device_id'),
  namedBySession('objects', 'object_id'),
  namedBySession('places', 'place_id'),
  namedBySession('venues', 'venue_id'),
  sql<OfSession>('SELECT * FROM commands WHERE session_id = @session_id ORDER BY created_at_ms, row_no'),
  sql<OfSession>('SELECT * FROM orders WHERE session_id = @session_id ORDER BY at_ms, row_no'),
  sql<OfSession>('SELECT * FROM journal_entries WHERE session_id = @session_id AND is_proof = 1 ORDER BY n'),
  sql<OfSession>('SELECT n FROM journal_entries WHERE session_id = @session_id ORDER BY n'),
  sql<OfSession>(`SELECT ${isBusySql('sessions.device_id')} AS is_device_busy FROM sessions WHERE session_id = @session_id`),
  sql<OfSession>(sparedSql('@session_id')),
];

export function dossierReads(reader: Reader, tariffs: TariffTexts): Reads<'dossier'> {
  const must = <R>(row: R | null, sessionId: string): R => {
    assert(row !== null, `session ${sessionId} has all that it names`);
    return row;
  };
  return {
    async dossier(sessionId) {
      const { all, one } = await reader.together(STATEMENTS.map((statement) => statement({ session_id: sessionId })));
      const session = one<SessionRow>(0);
      if (!session) return null;
      const tariffOf = await tariffs.of([session]);
      const holds = all<HoldRow>(1).map(holdFromRow);
      const [hold] = holds;
      assert(hold?.holdId === session.hold_id, `session ${sessionId} has its hold`);
      const journal = all<JournalRow>(10).map(journalFromRow);
      const spared = all<SparedRow>(13).map((row) => sparedFromRow(row, journal));
      return {
        session: sessionFromRow(session, tariffOf(session)),
        hold,
        holds,
        operations: all<OperationRow>(2).map(operationFromRow),
        participants: all<ParticipantRow>(3).map(participantFromRow),
        device: deviceFromRow(must(one<DeviceRow>(4), sessionId)),
        object: objectFromRow(must(one<ObjectRow>(5), sessionId)),
        place: placeFromRow(must(one<PlaceRow>(6), sessionId)),
        venue: venueFromRow(must(one<VenueRow>(7), sessionId)),
        commands: all<CommandRow>(8).map(commandFromRow),
        orders: all<OrderRow>(9).map(orderFromRow),
        journal,
        journalNumbers: all<{ readonly n: number }>(11).map(({ n }) => n),
        deviceBusy: one<{ readonly is_device_busy: Flag }>(12)?.is_device_busy === 1,
        ...(spared.length > 0 && { spared }),
      };
    },
  };
}
