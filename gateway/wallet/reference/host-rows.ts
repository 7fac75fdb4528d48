// Rows of the reference host wallet: accounts, holds, operations and events in its own database, written whole or not at all.
import { SqliteDatabase } from '../../storage/sqlite/library.ts';
import type { OutgoingEvent } from './webhook-sender.ts';

export type HostKind = 'authorize' | 'increment' | 'capture' | 'void' | 'recapture' | 'refund' | 'top-up';
export type OperationState = 'done' | 'pending' | 'action' | 'refused';
export type HostOperationRow = {
  readonly seq: number;
  readonly op_key: string;
  readonly kind: HostKind;
  readonly hold_key: string | null;
  readonly hold_id: string | null;
  readonly payer: string;
  readonly amount_minor: number;
  readonly currency: string;
  readonly state: OperationState;
  readonly code: string | null;
  readonly wallet_ref: string;
  readonly asked_hash: string;
  readonly at_ms: number;
  readonly expires_at_ms: number | null;
  /** Which gateway asked; null of what was written before it said so, and of acts on a hold. */
  readonly installation: string | null;
};
export type HoldState = 'pending' | 'held' | 'capturing' | 'captured' | 'voided' | 'expired';
export type HostHoldRow = {
  readonly hold_key: string;
  readonly hold_id: string;
  readonly payer: string;
  readonly currency: string;
  readonly held_minor: number;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly state: HoldState;
  readonly expires_at_ms: number | null;
};

const SCHEMA = `
CREATE TABLE IF NOT EXISTS accounts (payer TEXT, currency TEXT, available_minor INTEGER NOT NULL CHECK (available_minor >= 0),
  PRIMARY KEY (payer, currency)) STRICT;
CREATE TABLE IF NOT EXISTS holds (hold_key TEXT PRIMARY KEY, hold_id TEXT NOT NULL, payer TEXT NOT NULL, currency TEXT NOT NULL,
  held_minor INTEGER NOT NULL CHECK (held_minor >= 0), captured_minor INTEGER NOT NULL, refunded_minor INTEGER NOT NULL,
  state TEXT NOT NULL, expires_at_ms INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS operations (seq INTEGER PRIMARY KEY AUTOINCREMENT, op_key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  hold_key TEXT, hold_id TEXT, payer TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, state TEXT NOT NULL,
  code TEXT, wallet_ref TEXT NOT NULL, asked_hash TEXT NOT NULL, at_ms INTEGER NOT NULL, expires_at_ms INTEGER, installation TEXT) STRICT;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, body TEXT NOT NULL,
  is_accepted INTEGER NOT NULL) STRICT;`;

export type HostRows = ReturnType<typeof openHostRows>;

function openStatements(db: InstanceType<typeof SqliteDatabase>) {
  return {
    findOperation: db.prepare('SELECT * FROM operations WHERE op_key = ?'),
    findHold: db.prepare('SELECT * FROM holds WHERE hold_key = ?'),
    saveHold: db.prepare(`INSERT INTO holds VALUES (@hold_key, @hold_id, @payer, @currency, @held_minor, @captured_minor,
    @refunded_minor, @state, @expires_at_ms) ON CONFLICT (hold_key) DO UPDATE SET held_minor = @held_minor, state = @state,
    captured_minor = @captured_minor, refunded_minor = @refunded_minor, expires_at_ms = @expires_at_ms`),
    saveOperation: db.prepare(`INSERT INTO operations (op_key, kind, hold_key, hold_id, payer, amount_minor, currency, state,
    code, wallet_ref, asked_hash, at_ms, expires_at_ms, installation) VALUES (@op_key, @kind, @hold_key, @hold_id, @payer, @amount_minor,
    @currency, @state, @code, @wallet_ref, @asked_hash, @at_ms, @expires_at_ms, @installation) ON CONFLICT (op_key) DO UPDATE SET
    state = @state, code = @code, expires_at_ms = @expires_at_ms`),
    saveEvent: db.prepare('INSERT INTO events (event_id, body, is_accepted) VALUES (?, ?, 0)'),
    openAccount: db.prepare('INSERT INTO accounts VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    moveAccount: db.prepare('UPDATE accounts SET available_minor = available_minor + ? WHERE payer = ? AND currency = ?'),
    readAccount: db.prepare('SELECT available_minor FROM accounts WHERE payer = ? AND currency = ?').pluck(),
  };
}

/** The whole truth: what the gateway's books are compared with (M4, M5, M8). */
function truthOf(db: InstanceType<typeof SqliteDatabase>) {
  return {
    accounts: db.prepare('SELECT * FROM accounts ORDER BY payer, currency').all() as {
      payer: string;
      currency: string;
      available_minor: number;
    }[],
    holds: db.prepare('SELECT * FROM holds ORDER BY hold_key').all() as HostHoldRow[],
    operations: db.prepare('SELECT * FROM operations ORDER BY seq').all() as HostOperationRow[],
    /** What this wallet owes the gateway's operator, per currency: the balance of its clearing account. */
    clearing: db
      .prepare(`SELECT currency, sum(amount) AS amount_minor FROM (
            SELECT currency, captured_minor - refunded_minor AS amount FROM holds UNION ALL
            SELECT currency, amount_minor FROM operations WHERE kind = 'top-up' AND state = 'done') GROUP BY currency`)
      .all() as { currency: string; amount_minor: number }[],
  };
}

/** @param path a file, or ':memory:'. */
export function openHostRows(path: string) {
  const db = new SqliteDatabase(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(SCHEMA);
  const columns = db.pragma('table_info(operations)') as { readonly name: string }[];
  if (!columns.some(({ name }) => name === 'installation')) db.exec('ALTER TABLE operations ADD COLUMN installation TEXT');
  const statements = openStatements(db);
  return {
    immediate: <T>(work: () => T): T => db.transaction(work).immediate(),
    operation: (opKey: string) => statements.findOperation.get(opKey) as HostOperationRow | undefined,
    hold: (holdKey: string | null) => statements.findHold.get(holdKey) as HostHoldRow | undefined,
    saveHold: (hold: HostHoldRow): void => void statements.saveHold.run(hold),
    saveOperation: (row: Omit<HostOperationRow, 'seq'>): void => void statements.saveOperation.run(row),
    /** @param fundsMinor what a payer owns who is seen for the first time. */
    available(payer: string, currency: string, fundsMinor: number): number {
      statements.openAccount.run(payer, currency, fundsMinor);
      return statements.readAccount.get(payer, currency) as number;
    },
    move: (amountMinor: number, payer: string, currency: string): void =>
      void statements.moveAccount.run(amountMinor, payer, currency),
    dueHolds: (nowMs: number) =>
      db.prepare("SELECT * FROM holds WHERE state IN ('pending', 'held') AND expires_at_ms <= ?").all(nowMs) as HostHoldRow[],
    waiting: (opKey: string | null) =>
      db
        .prepare("SELECT * FROM operations WHERE state IN ('pending', 'action') AND (? IS NULL OR op_key = ?)")
        .all(opKey, opKey) as HostOperationRow[],
    since: (page: {
      readonly sinceMs: number;
      readonly afterSeq: number;
      readonly limit: number;
      readonly order: 'ASC' | 'DESC';
    }) =>
      db
        .prepare(`SELECT * FROM operations WHERE at_ms >= ? AND seq > ? ORDER BY seq ${page.order} LIMIT ?`)
        .all(page.sinceMs, page.afterSeq, page.limit) as HostOperationRow[],
    tell(event: object, nowMs: number): void {
      const seq = (db.prepare('SELECT count(*) FROM events').pluck().get() as number) + 1;
      const eventId = `evt_${seq}`;
      statements.saveEvent.run(eventId, JSON.stringify({ eventId, at: new Date(nowMs).toISOString(), ...event }));
    },
    waitingEvents: (): readonly OutgoingEvent[] =>
      (
        db.prepare('SELECT event_id, body FROM events WHERE is_accepted = 0 ORDER BY seq').all() as {
          event_id: string;
          body: string;
        }[]
      ).map(({ event_id, body }) => ({ eventId: event_id, body })),
    acceptEvent: (eventId: string) => void db.prepare('UPDATE events SET is_accepted = 1 WHERE event_id = ?').run(eventId),
    truth: () => truthOf(db),
    close: () => void db.close(),
  };
}
