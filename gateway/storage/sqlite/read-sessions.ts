// Reads of sessions: one, many, and what belongs to them.
import { recentUseOf } from '../../domain/session/recent-use.ts';
import type { SessionRecord } from '../../domain/session/session.ts';
import { type AnswerRow, answerFromRow } from '../rows/answer-row.ts';
import { type CommandRow, commandFromRow } from '../rows/command-row.ts';
import { type HoldRow, holdFromRow } from '../rows/hold-row.ts';
import { type JournalRow, journalFromRow } from '../rows/journal-row.ts';
import {
  type DeadlineRow,
  deadlineFromRow,
  type SessionEventRow,
  type SessionRow,
  sessionEventFromRow,
  sessionFromRow,
} from '../rows/session-row.ts';
import type { Connection } from './connection.ts';
import { isBusySql, type Queries } from './queries.ts';
import type { TariffTexts } from './tariff-texts.ts';

type RecentNames = { readonly payer_id: string; readonly venue_id: string; readonly kind: string; readonly since_ms: number };

/** What has ended counts only if it ever began; what is on its way counts already, or two starts at once had two free windows. */
const OF_GROUP = "payer_id = @payer_id AND venue_id = @venue_id AND kind = @kind AND state <> 'failed'";
const RECENT_USES = `
  SELECT * FROM sessions WHERE ${OF_GROUP} AND end_at_ms IS NULL
  UNION ALL
  SELECT * FROM sessions WHERE ${OF_GROUP} AND end_at_ms > @since_ms AND started_at_ms IS NOT NULL
  ORDER BY created_at_ms DESC, session_id DESC`;

type SessionReads = 'session' | 'sessionsOf' | 'sessionsOnDevice' | 'recentUses' | 'sessionEvents' | 'dueDeadlines';

export function sessionQueries(db: Connection, tariffs: TariffTexts): Queries<SessionReads> {
  const one = db.prepare<[string], SessionRow>('SELECT * FROM sessions WHERE session_id = ?');
  /** Their own, and those they joined or ask to join; each half is read by its index and never whole. */
  const ofPerson = db.prepare<{ person_id: string; most: number }, SessionRow>(
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
  const liveOnDevice = db.prepare<[string], SessionRow>(
    `SELECT * FROM sessions WHERE device_id = ? AND state NOT IN ('closed', 'failed')
     ORDER BY created_at_ms DESC, session_id DESC`,
  );
  const recent = db.prepare<RecentNames, SessionRow>(RECENT_USES);
  const holdsOf = db.prepare<[string, string], HoldRow>('SELECT * FROM holds WHERE session_id = ? AND payer_id = ?');
  const eventsAfter = db.prepare<[string, number], SessionEventRow>(
    `SELECT session_id, version, what, facts_json, at_ms FROM session_events
     WHERE session_id = ? AND version > ? ORDER BY version, session_event_id`,
  );
  const due = db.prepare<[number, number], DeadlineRow>(
    'SELECT kind, subject_id, due_at_ms FROM deadlines WHERE due_at_ms <= ? ORDER BY due_at_ms, kind, subject_id LIMIT ?',
  );

  const toSession = (row: SessionRow): SessionRecord => sessionFromRow(row, tariffs.read(row));
  return {
    session(sessionId) {
      const row = one.get(sessionId);
      return row ? toSession(row) : null;
    },
    sessionsOf: (personId, limit) => ofPerson.all({ person_id: personId, most: limit }).map(toSession),
    sessionsOnDevice: (deviceId) => liveOnDevice.all(deviceId).map(toSession),
    recentUses: ({ personId, venueId, kind, sinceMs }) =>
      recent
        .all({ payer_id: personId, venue_id: venueId, kind, since_ms: sinceMs })
        .map((row) => recentUseOf(toSession(row), holdsOf.all(row.session_id, personId).map(holdFromRow)))
        .filter(({ endedAtMs }) => endedAtMs === null || endedAtMs > sinceMs),
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
  const busy = db.prepare<[string], number>(`SELECT ${isBusySql('?')}`).pluck();
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
