// Reads of sessions: one, many, with all that a step decides on, and what belongs to them.
import { assert } from '#protocol';
import type { SessionRecord } from '../../domain/session.ts';
import { type AnswerRow, answerFromRow } from '../rows/answer-row.ts';
import { type CommandRow, commandFromRow } from '../rows/command-row.ts';
import { type DeviceRow, deviceFromRow } from '../rows/device-row.ts';
import { type JournalRow, journalFromRow } from '../rows/journal-row.ts';
import { type HoldRow, holdFromRow } from '../rows/ledger-row.ts';
import { type OrderRow, orderFromRow } from '../rows/order-row.ts';
import {
  type DeadlineRow,
  deadlineFromRow,
  type SessionEventRow,
  type SessionRow,
  sessionEventFromRow,
  sessionFromRow,
} from '../rows/session-row.ts';
import { type ObjectRow, objectFromRow, type PlaceRow, placeFromRow, type VenueRow, venueFromRow } from '../rows/venue-row.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';
import type { TariffTexts } from './tariff-texts.ts';

/** FP-09; answered by the partial index that also enforces it. */
const IS_BUSY = "EXISTS (SELECT 1 FROM commands WHERE commands.device_id = %device% AND state = 'composed' AND act <> 'stop')";

const DOSSIER = `
  SELECT sessions.*, holds.*, devices.*, objects.*, places.*, venues.*,
    ${IS_BUSY.replace('%device%', 'sessions.device_id')} AS is_device_busy
  FROM sessions
  JOIN devices ON devices.device_id = sessions.device_id
  JOIN objects ON objects.object_id = sessions.object_id
  JOIN places ON places.place_id = sessions.place_id
  JOIN venues ON venues.venue_id = sessions.venue_id
  LEFT JOIN holds ON holds.hold_id = sessions.hold_id
  WHERE sessions.session_id = ?`;

type DossierRow = {
  readonly sessions: SessionRow;
  readonly holds: HoldRow | { readonly hold_id: null };
  readonly devices: DeviceRow;
  readonly objects: ObjectRow;
  readonly places: PlaceRow;
  readonly venues: VenueRow;
  readonly $: { readonly is_device_busy: number };
};

type SessionReads = 'session' | 'dossier' | 'sessionsOf' | 'sessionsOnDevice' | 'sessionEvents' | 'dueDeadlines';

export function sessionQueries(db: Connection, tariffs: TariffTexts): Queries<SessionReads> {
  const one = db.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE session_id = ?');
  const ofPayer = db.prepare<[string, number], SessionRow>(
    `SELECT * FROM sessions WHERE payer_id = ?
     ORDER BY (state = 'closed'), created_at_ms DESC, session_id DESC LIMIT ?`,
  );
  const liveOnDevice = db.prepare<[string], SessionRow>(
    "SELECT * FROM sessions WHERE device_id = ? AND state <> 'closed' ORDER BY created_at_ms DESC, session_id DESC",
  );
  const eventsAfter = db.prepare<[string, number], SessionEventRow>(
    `SELECT session_id, version, what, facts_json, at_ms FROM session_events
     WHERE session_id = ? AND version > ? ORDER BY version, session_event_id`,
  );
  const due = db.prepare<[number, number], DeadlineRow>(
    'SELECT kind, subject_id, due_at_ms FROM deadlines WHERE due_at_ms <= ? ORDER BY due_at_ms, kind, subject_id LIMIT ?',
  );
  const dossier = db.prepare<[string], DossierRow>(DOSSIER).expand();
  const commands = db.prepare<[string], CommandRow>('SELECT * FROM commands WHERE session_id = ? ORDER BY created_at_ms, rowid');
  const orders = db.prepare<[string], OrderRow>('SELECT * FROM orders WHERE session_id = ? ORDER BY at_ms, rowid');
  const proofs = db.prepare<[string], JournalRow>(
    'SELECT * FROM journal_entries WHERE session_id = ? AND is_proof = 1 ORDER BY n',
  );
  const numbers = db.prepare<[string], number>('SELECT n FROM journal_entries WHERE session_id = ? ORDER BY n').pluck();

  const toSession = (row: SessionRow): SessionRecord => sessionFromRow(row, tariffs.read(row));
  return {
    session(sessionId) {
      const row = one.get(sessionId);
      return row ? toSession(row) : null;
    },
    dossier(sessionId) {
      const row = dossier.get(sessionId);
      if (!row) return null;
      assert(row.holds.hold_id !== null, `session ${sessionId} has its hold`);
      return {
        session: toSession(row.sessions),
        hold: holdFromRow(row.holds),
        device: deviceFromRow(row.devices),
        object: objectFromRow(row.objects),
        place: placeFromRow(row.places),
        venue: venueFromRow(row.venues),
        commands: commands.all(sessionId).map(commandFromRow),
        orders: orders.all(sessionId).map(orderFromRow),
        journal: proofs.all(sessionId).map(journalFromRow),
        journalNumbers: numbers.all(sessionId),
        deviceBusy: row.$.is_device_busy === 1,
      };
    },
    sessionsOf: (personId, limit) => ofPayer.all(personId, limit).map(toSession),
    sessionsOnDevice: (deviceId) => liveOnDevice.all(deviceId).map(toSession),
    sessionEvents: (sessionId, afterVersion) => eventsAfter.all(sessionId, afterVersion).map(sessionEventFromRow),
    dueDeadlines: (nowMs, limit) => due.all(nowMs, limit).map(deadlineFromRow),
  };
}

type EvidenceReads =
  | 'command'
  | 'nextQueuedCommand'
  | 'isDeviceBusy'
  | 'journalEntry'
  | 'journalEntryOf'
  | 'answer'
  | 'isTicketUsed';

export function evidenceQueries(db: Connection): Queries<EvidenceReads> {
  const command = db.prepare<[string], CommandRow>('SELECT * FROM commands WHERE command_id = ?');
  const oldestQueued = db.prepare<[string], CommandRow>(
    "SELECT * FROM commands WHERE device_id = ? AND state = 'queued' ORDER BY created_at_ms, rowid LIMIT 1",
  );
  const busy = db.prepare<[string], number>(`SELECT ${IS_BUSY.replace('%device%', '?')}`).pluck();
  const journalByKey = db.prepare<[string, string, number], JournalRow>(
    'SELECT * FROM journal_entries WHERE device_id = ? AND boot = ? AND seq = ?',
  );
  const journalByNumber = db.prepare<[string, number], JournalRow>(
    'SELECT * FROM journal_entries WHERE session_id = ? AND n = ?',
  );
  const answer = db.prepare<[string, string, string], AnswerRow>(
    'SELECT * FROM answers WHERE person_id = ? AND route = ? AND answer_key = ?',
  );
  const ticket = db.prepare<[string]>('SELECT 1 FROM used_tickets WHERE nonce = ?');
  const orNull = <R, T>(row: R | undefined, read: (row: R) => T): T | null => (row === undefined ? null : read(row));
  return {
    command: (commandId) => orNull(command.get(commandId), commandFromRow),
    nextQueuedCommand: (deviceId) => orNull(oldestQueued.get(deviceId), commandFromRow),
    isDeviceBusy: (deviceId) => busy.get(deviceId) === 1,
    journalEntry: (deviceId, boot, seq) => orNull(journalByKey.get(deviceId, boot, seq), journalFromRow),
    journalEntryOf: (sessionId, n) => orNull(journalByNumber.get(sessionId, n), journalFromRow),
    answer: (personId, route, key) => orNull(answer.get(personId, route, key), answerFromRow),
    isTicketUsed: (nonce) => ticket.get(nonce) !== undefined,
  };
}
