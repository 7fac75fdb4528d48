// Reads of sessions: one, many, and what belongs to them.
import { recentUseOf } from '../../domain/session/recent-use.ts';
import type { SessionRecord } from '../../domain/session/session.ts';
import { answerFromRow } from '../rows/answer-row.ts';
import { commandFromRow } from '../rows/command-row.ts';
import { type HoldRow, holdFromRow } from '../rows/hold-row.ts';
import { journalFromRow } from '../rows/journal-row.ts';
import { type SessionEventRow, type SessionRow, sessionEventFromRow, sessionFromRow } from '../rows/session-row.ts';
import type { Flag } from '../rows/values.ts';
import { isBusySql } from './read-dossier.ts';
import type { Reader, Reads } from './reads.ts';
import { type Statement, sql } from './statement.ts';
import type { TariffTexts } from './tariff-texts.ts';

type SessionReads = 'session' | 'sessionsOf' | 'sessionsOnDevice' | 'recentUses' | 'sessionEvents';

const one = sql<{ session_id: string }>('SELECT * FROM sessions WHERE session_id = @session_id');
/** Their own, and those they joined or ask to join; each half is read by its index and never whole. */
const ofPerson = sql<{ person_id: string; most: number }>(
  `SELECT * FROM sessions WHERE session_id IN (
     SELECT session_id FROM (
       SELECT session_id FROM sessions WHERE payer_id = @person_id
       ORDER BY (state IN ('closed', 'failed')), created_at_ms DESC, session_id DESC LIMIT @most
     ) AS own
     UNION
     SELECT session_id FROM (
       SELECT session_id FROM participants WHERE person_id = @person_id AND state <> 'refused' ORDER BY at_ms DESC LIMIT @most
     ) AS joined
   )
   ORDER BY (state IN ('closed', 'failed')), created_at_ms DESC, session_id DESC LIMIT @most`,
);
const liveOnDevice = sql<{ device_id: string }>(
  `SELECT * FROM sessions WHERE device_id = @device_id AND state NOT IN ('closed', 'failed')
   ORDER BY created_at_ms DESC, session_id DESC`,
);
/** What has ended counts only if it ever began; what is on its way counts already, or two starts at once had two free windows. */
const recent = sql<{ payer_id: string; venue_id: string; kind: string; since_ms: number }>(
  `SELECT * FROM sessions
   WHERE payer_id = @payer_id AND venue_id = @venue_id AND kind = @kind AND state <> 'failed'
     AND (end_at_ms IS NULL OR (end_at_ms > @since_ms AND started_at_ms IS NOT NULL))
   ORDER BY created_at_ms DESC, session_id DESC`,
);
const holdsIn = sql<{ session_ids: readonly string[]; payer_id: string }>(
  'SELECT * FROM holds WHERE session_id = ANY (@session_ids::text[]) AND payer_id = @payer_id',
);
const eventsAfter = sql<{ session_id: string; version: number }>(
  `SELECT session_id, version, what, facts_json, at_ms FROM session_events
   WHERE session_id = @session_id AND version > @version ORDER BY version, session_event_id`,
);

export function sessionReads(reader: Reader, tariffs: TariffTexts): Reads<SessionReads> {
  async function sessions(statement: Statement): Promise<readonly SessionRecord[]> {
    const rows = await reader.rows<SessionRow>(statement);
    const tariffOf = await tariffs.of(rows);
    return rows.map((row) => sessionFromRow(row, tariffOf(row)));
  }
  return {
    session: async (sessionId) => (await sessions(one({ session_id: sessionId })))[0] ?? null,
    sessionsOf: (personId, limit) => sessions(ofPerson({ person_id: personId, most: limit })),
    sessionsOnDevice: (deviceId) => sessions(liveOnDevice({ device_id: deviceId })),
    async recentUses({ personId, venueId, kind, sinceMs }) {
      const found = await sessions(recent({ payer_id: personId, venue_id: venueId, kind, since_ms: sinceMs }));
      const sessionIds = found.map(({ sessionId }) => sessionId);
      const rows = found.length === 0 ? [] : await reader.rows<HoldRow>(holdsIn({ session_ids: sessionIds, payer_id: personId }));
      const holds = rows.map(holdFromRow);
      const ofSession = (sessionId: string) => holds.filter((hold) => hold.sessionId === sessionId);
      return found
        .map((session) => recentUseOf(session, ofSession(session.sessionId)))
        .filter(({ endedAtMs }) => endedAtMs === null || endedAtMs > sinceMs);
    },
    async sessionEvents(sessionId, afterVersion) {
      const rows = await reader.rows<SessionEventRow>(eventsAfter({ session_id: sessionId, version: afterVersion }));
      return rows.map(sessionEventFromRow);
    },
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

const command = sql<{ command_id: string }>('SELECT * FROM commands WHERE command_id = @command_id');
const oldestQueued = sql<{ device_id: string }>(
  "SELECT * FROM commands WHERE device_id = @device_id AND state = 'queued' ORDER BY created_at_ms, row_no LIMIT 1",
);
const busy = sql<{ device_id: string }>(`SELECT ${isBusySql('@device_id')} AS is_busy`);
const journalByKey = sql<{ device_id: string; boot: string; seq: number }>(
  'SELECT * FROM journal_entries WHERE device_id = @device_id AND boot = @boot AND seq = @seq',
);
const journalByNumber = sql<{ session_id: string; n: number }>(
  'SELECT * FROM journal_entries WHERE session_id = @session_id AND n = @n',
);
const answer = sql<{ person_id: string; route: string; answer_key: string }>(
  'SELECT * FROM answers WHERE person_id = @person_id AND route = @route AND answer_key = @answer_key',
);
const ticket = sql<{ nonce: string }>('SELECT 1 AS found FROM used_tickets WHERE nonce = @nonce');

export function evidenceReads(reader: Reader): Reads<EvidenceReads> {
  return {
    command: (commandId) => reader.first(command({ command_id: commandId }), commandFromRow),
    nextQueuedCommand: (deviceId) => reader.first(oldestQueued({ device_id: deviceId }), commandFromRow),
    async isDeviceBusy(deviceId) {
      const isBusy = await reader.first(busy({ device_id: deviceId }), (row: { readonly is_busy: Flag }) => row.is_busy);
      return isBusy === 1;
    },
    journalEntry: (deviceId, boot, seq) => reader.first(journalByKey({ device_id: deviceId, boot, seq }), journalFromRow),
    journalEntryOf: (sessionId, n) => reader.first(journalByNumber({ session_id: sessionId, n }), journalFromRow),
    answer: (personId, route, key) => reader.first(answer({ person_id: personId, route, answer_key: key }), answerFromRow),
    isTicketUsed: async (nonce) => (await reader.rows(ticket({ nonce }))).length > 0,
  };
}
