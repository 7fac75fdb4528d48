// Books of the reference host wallet: accounts, holds and operations in its own database, and the rules that it enforces.
import { SqliteDatabase } from '../../gateway/storage/sqlite/library.ts';
import type { Fault } from './faults.ts';
import { digest } from './jws.ts';
import type { OutgoingEvent } from './webhook-sender.ts';

/** Rules that a wallet may break, for proving that the conformance kit finds it out. */
export const BREACHES = [
  ...(['forgets-void', 'captures-above', 'captures-twice', 'ignores-body', 'fresh-hold', 'voids-captured'] as const),
  ...(['refunds-delta', 'refunds-above', 'any-currency', 'any-amount', 'newest-first', 'forgets-operations'] as const),
  ...(['accepts-unsigned', 'accepts-stale', 'signs-loosely', 'any-token', 'unknown-hold-done'] as const),
  ...(['lies-about-hold', 'raises-delta', 'voids-once'] as const),
] as const;
export type Breach = (typeof BREACHES)[number];

export type HostKind = 'authorize' | 'increment' | 'capture' | 'void' | 'recapture' | 'refund' | 'top-up';
export type HostAct = {
  readonly kind: HostKind;
  readonly opKey: string;
  readonly holdKey: string | null;
  readonly holdId: string | null;
  readonly payer: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  /** Everything that was asked, as text; the same key with another is refused. */
  readonly asked: string;
};

type OperationState = 'done' | 'pending' | 'action' | 'refused';
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
};
type HoldState = 'pending' | 'held' | 'capturing' | 'captured' | 'voided' | 'expired';
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

export type HostVerdict =
  | { readonly verdict: 'operation'; readonly row: HostOperationRow }
  | { readonly verdict: 'refused'; readonly code: string; readonly retry: boolean };

const SCHEMA = `
CREATE TABLE IF NOT EXISTS accounts (payer TEXT, currency TEXT, available_minor INTEGER NOT NULL CHECK (available_minor >= 0),
  PRIMARY KEY (payer, currency)) STRICT;
CREATE TABLE IF NOT EXISTS holds (hold_key TEXT PRIMARY KEY, hold_id TEXT NOT NULL, payer TEXT NOT NULL, currency TEXT NOT NULL,
  held_minor INTEGER NOT NULL CHECK (held_minor >= 0), captured_minor INTEGER NOT NULL, refunded_minor INTEGER NOT NULL,
  state TEXT NOT NULL, expires_at_ms INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS operations (seq INTEGER PRIMARY KEY AUTOINCREMENT, op_key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  hold_key TEXT, hold_id TEXT, payer TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, state TEXT NOT NULL,
  code TEXT, wallet_ref TEXT NOT NULL, asked_hash TEXT NOT NULL, at_ms INTEGER NOT NULL, expires_at_ms INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, body TEXT NOT NULL,
  is_accepted INTEGER NOT NULL) STRICT;`;

export type HostBooksOptions = {
  /** A file, or ':memory:'. */
  readonly path: string;
  readonly nowMs: () => number;
  readonly currencies: readonly string[];
  /** What a payer who is seen for the first time owns. */
  readonly fundsMinor: number;
  readonly holdLifetimeMs: number;
  readonly breaches: ReadonlySet<Breach>;
};

export type HostBooks = ReturnType<typeof openHostBooks>;

export function openHostBooks(options: HostBooksOptions) {
  const { nowMs, breaches } = options;
  const db = new SqliteDatabase(options.path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(SCHEMA);
  const findOperation = db.prepare('SELECT * FROM operations WHERE op_key = ?');
  const findHold = db.prepare('SELECT * FROM holds WHERE hold_key = ?');
  const operationOf = (opKey: string) => findOperation.get(opKey) as HostOperationRow | undefined;
  const holdOf = (holdKey: string | null) => findHold.get(holdKey) as HostHoldRow | undefined;
  const saveHold = db.prepare(`INSERT INTO holds VALUES (@hold_key, @hold_id, @payer, @currency, @held_minor, @captured_minor,
    @refunded_minor, @state, @expires_at_ms) ON CONFLICT (hold_key) DO UPDATE SET held_minor = @held_minor, state = @state,
    captured_minor = @captured_minor, refunded_minor = @refunded_minor, expires_at_ms = @expires_at_ms`);
  const saveOperation = db.prepare(`INSERT INTO operations (op_key, kind, hold_key, hold_id, payer, amount_minor, currency, state,
    code, wallet_ref, asked_hash, at_ms, expires_at_ms) VALUES (@op_key, @kind, @hold_key, @hold_id, @payer, @amount_minor,
    @currency, @state, @code, @wallet_ref, @asked_hash, @at_ms, @expires_at_ms) ON CONFLICT (op_key) DO UPDATE SET
    state = @state, code = @code, expires_at_ms = @expires_at_ms`);
  const saveEvent = db.prepare('INSERT INTO events (event_id, body, is_accepted) VALUES (?, ?, 0)');
  const openAccount = db.prepare('INSERT INTO accounts VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const moveAccount = db.prepare('UPDATE accounts SET available_minor = available_minor + ? WHERE payer = ? AND currency = ?');
  const readAccount = db.prepare('SELECT available_minor FROM accounts WHERE payer = ? AND currency = ?').pluck();

  function availableOf(payer: string, currency: string): number {
    openAccount.run(payer, currency, options.fundsMinor);
    return readAccount.get(payer, currency) as number;
  }

  function tell(event: object): void {
    const seq = (db.prepare('SELECT count(*) FROM events').pluck().get() as number) + 1;
    const eventId = `evt_${seq}`;
    saveEvent.run(eventId, JSON.stringify({ eventId, at: new Date(nowMs()).toISOString(), ...event }));
  }

  /** Holds end by themselves. */
  function expireHolds(): void {
    const due = db
      .prepare("SELECT * FROM holds WHERE state IN ('pending', 'held') AND expires_at_ms <= ?")
      .all(nowMs()) as HostHoldRow[];
    for (const hold of due) {
      saveHold.run({ ...hold, held_minor: 0, state: 'expired' });
      moveAccount.run(hold.held_minor, hold.payer, hold.currency);
      tell({ event: 'hold-released', opKey: hold.hold_key, reason: 'expired' });
    }
  }

  /** Why an act cannot be done now, null when it can. */
  function objectionTo(act: HostAct, hold: HostHoldRow | undefined): string | null {
    if (act.kind === 'authorize' || act.kind === 'top-up') {
      if (!breaches.has('any-currency') && !options.currencies.includes(act.currency)) return 'currency_mismatch';
      if (hold?.state === 'voided' && !breaches.has('forgets-void')) return 'already_voided';
      return availableOf(act.payer ?? '', act.currency) < act.amountMinor ? 'insufficient_funds' : null;
    }
    if (!hold) return act.kind === 'void' || breaches.has('unknown-hold-done') ? null : 'hold_not_found';
    if (hold.hold_id !== act.holdId) return 'hold_not_found';
    if (hold.currency !== act.currency && !breaches.has('any-currency')) return 'currency_mismatch';
    const isCaptured = hold.state === 'captured' || hold.state === 'capturing';
    if (act.kind === 'refund') {
      const total = breaches.has('refunds-delta') ? hold.refunded_minor + act.amountMinor : act.amountMinor;
      return total > hold.captured_minor && !breaches.has('refunds-above') ? 'amount_exceeds_hold' : null;
    }
    if (act.kind === 'void' && hold.state === 'voided' && breaches.has('voids-once')) return 'already_voided';
    if (act.kind === 'void') return isCaptured && !breaches.has('voids-captured') ? 'already_captured' : null;
    if (isCaptured && !(breaches.has('captures-twice') && act.kind === 'capture')) return 'already_captured';
    if (hold.state === 'voided') return 'already_voided';
    if (act.kind === 'recapture') {
      if (hold.state !== 'expired') return 'not_supported';
      return availableOf(hold.payer, hold.currency) < act.amountMinor ? 'insufficient_funds' : null;
    }
    if (hold.state === 'expired') return 'hold_expired';
    if (hold.state === 'pending') return 'hold_not_found';
    if (act.kind === 'capture') {
      return act.amountMinor > hold.held_minor && !breaches.has('captures-above') ? 'amount_exceeds_hold' : null;
    }
    if (act.amountMinor < hold.held_minor) return 'not_supported';
    return availableOf(hold.payer, hold.currency) < act.amountMinor - hold.held_minor ? 'insufficient_funds' : null;
  }

  function newHold(act: HostAct, state: HoldState, heldMinor: number): HostHoldRow {
    return {
      hold_key: act.holdKey ?? '',
      hold_id: act.holdId ?? '',
      payer: act.payer ?? '',
      currency: act.currency,
      held_minor: heldMinor,
      captured_minor: 0,
      refunded_minor: 0,
      state,
      expires_at_ms: state === 'voided' ? null : nowMs() + options.holdLifetimeMs,
    };
  }

  /** Moves the money of an act that nothing stands against. */
  function effect(act: HostAct, hold: HostHoldRow | undefined): void {
    const payer = hold?.payer ?? act.payer ?? '';
    const take = (amountMinor: number): void => void moveAccount.run(-amountMinor, payer, act.currency);
    if (act.kind === 'authorize') {
      take(act.amountMinor);
      saveHold.run(newHold(act, 'held', act.amountMinor + (breaches.has('fresh-hold') ? (hold?.held_minor ?? 0) : 0)));
    } else if (act.kind === 'top-up') {
      take(act.amountMinor);
    } else if (!hold) {
      saveHold.run(newHold(act, 'voided', 0));
    } else if (act.kind === 'increment') {
      const total = breaches.has('raises-delta') ? hold.held_minor + act.amountMinor : act.amountMinor;
      take(total - hold.held_minor);
      saveHold.run({ ...hold, held_minor: total });
    } else if (act.kind === 'capture') {
      take(act.amountMinor - hold.held_minor);
      saveHold.run({ ...hold, held_minor: 0, captured_minor: hold.captured_minor + act.amountMinor, state: 'captured' });
    } else if (act.kind === 'void') {
      take(-hold.held_minor);
      if (hold.state !== 'expired') saveHold.run({ ...hold, held_minor: 0, state: 'voided' });
    } else if (act.kind === 'recapture') {
      take(act.amountMinor);
      saveHold.run({ ...hold, captured_minor: act.amountMinor, state: 'captured' });
    } else {
      const total = breaches.has('refunds-delta')
        ? hold.refunded_minor + act.amountMinor
        : Math.max(hold.refunded_minor, act.amountMinor);
      take(hold.refunded_minor - total);
      saveHold.run({ ...hold, refunded_minor: total });
    }
  }

  function record(act: HostAct, state: OperationState, code: string | null): HostOperationRow {
    const hold = holdOf(act.holdKey);
    const isFinal = state === 'done' || state === 'refused';
    saveOperation.run({
      op_key: act.opKey,
      kind: act.kind,
      hold_key: act.holdKey,
      hold_id: act.holdId,
      payer: act.payer ?? hold?.payer ?? '',
      amount_minor: act.kind === 'void' ? 0 : act.amountMinor,
      currency: act.currency,
      state,
      code,
      wallet_ref: `w-${digest(act.holdKey ?? act.opKey).slice(0, 12)}`,
      asked_hash: digest(act.asked),
      at_ms: nowMs(),
      expires_at_ms: act.kind === 'authorize' || act.kind === 'increment' ? (hold?.expires_at_ms ?? null) : null,
    });
    const row = operationOf(act.opKey);
    if (!row) throw new Error('an operation that was written is read back');
    if (isFinal) tell({ event: 'operation', operation: operationJson(row) });
    return row;
  }

  function decide(act: HostAct, fault: Fault | null): HostVerdict {
    expireHolds();
    const known = operationOf(act.opKey);
    if (known && !breaches.has('fresh-hold')) {
      const isSame = known.asked_hash === digest(act.asked) || breaches.has('ignores-body');
      return isSame ? { verdict: 'operation', row: known } : { verdict: 'refused', code: 'key_reuse_mismatch', retry: false };
    }
    const hold = holdOf(act.holdKey);
    const objection = objectionTo(act, hold) ?? (fault?.fault === 'decline' ? (fault.code ?? 'insufficient_funds') : null);
    if (objection !== null) return { verdict: 'operation', row: record(act, 'refused', objection) };
    if (fault?.fault === 'pend' || fault?.fault === 'ask') {
      if (act.kind === 'authorize') saveHold.run(newHold(act, 'pending', 0));
      if (act.kind === 'capture' && hold) saveHold.run({ ...hold, state: 'capturing' });
      return { verdict: 'operation', row: record(act, fault.fault === 'ask' ? 'action' : 'pending', null) };
    }
    effect(act, hold);
    return { verdict: 'operation', row: record(act, 'done', null) };
  }

  /** What waited is decided now, as if it had just been asked. */
  function completeOne(row: HostOperationRow, code: string | null): void {
    const hold = holdOf(row.hold_key);
    const act: HostAct = {
      kind: row.kind,
      opKey: row.op_key,
      holdKey: row.hold_key,
      holdId: row.hold_id,
      payer: row.payer,
      amountMinor: row.amount_minor,
      currency: row.currency,
      asked: '',
    };
    const waiting = hold?.state === 'capturing' ? { ...hold, state: 'held' as const } : hold;
    const objection = code ?? objectionTo(act, waiting);
    if (objection === null) effect(act, waiting);
    else if (hold?.state === 'capturing') saveHold.run(waiting);
    record(act, objection === null ? 'done' : 'refused', objection);
  }

  const immediate = <T>(work: () => T): T => db.transaction(work).immediate();
  return {
    perform: (act: HostAct, fault: Fault | null): HostVerdict => immediate(() => decide(act, fault)),
    operation: (opKey: string): HostOperationRow | undefined =>
      breaches.has('forgets-operations') ? undefined : operationOf(opKey),
    /** Completes what is pending, or one of it; with a code it is refused instead. */
    complete: (opKey: string | null, code: string | null): number =>
      immediate(() => {
        const waiting = db
          .prepare("SELECT * FROM operations WHERE state IN ('pending', 'action') AND (? IS NULL OR op_key = ?)")
          .all(opKey, opKey) as HostOperationRow[];
        for (const row of waiting) completeOne(row, code);
        return waiting.length;
      }),
    since(sinceMs: number, afterSeq: number, limit: number): readonly HostOperationRow[] {
      const order = breaches.has('newest-first') ? 'DESC' : 'ASC';
      return db
        .prepare(`SELECT * FROM operations WHERE at_ms >= ? AND seq > ? ORDER BY seq ${order} LIMIT ?`)
        .all(sinceMs, afterSeq, limit) as HostOperationRow[];
    },
    expire: () => immediate(expireHolds),
    tell: (event: object) => immediate(() => tell(event)),
    fund: (payer: string, currency: string, amountMinor: number) =>
      immediate(() => {
        availableOf(payer, currency);
        moveAccount.run(amountMinor, payer, currency);
      }),
    waitingEvents: (): readonly OutgoingEvent[] =>
      (
        db.prepare('SELECT event_id, body FROM events WHERE is_accepted = 0 ORDER BY seq').all() as {
          event_id: string;
          body: string;
        }[]
      ).map(({ event_id, body }) => ({ eventId: event_id, body })),
    acceptEvent: (eventId: string) => void db.prepare('UPDATE events SET is_accepted = 1 WHERE event_id = ?').run(eventId),
    /** The whole truth: what the gateway's books are compared with (M4, M5, M8). */
    truth() {
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
    },
    close: () => void db.close(),
  };
}

/** An operation as the interface tells it. */
export function operationJson(row: HostOperationRow): { [member: string]: unknown } {
  const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  const facts = {
    opKey: row.op_key,
    kind: row.kind,
    holdKey: row.hold_key,
    holdId: row.hold_id,
    walletRef: row.wallet_ref,
    amountMinor: row.amount_minor,
    currency: row.currency,
    at: isoOf(row.at_ms),
    state: row.state,
  };
  if (row.state === 'done') return { ...facts, expiresAt: isoOf(row.expires_at_ms) };
  if (row.state === 'refused') return { ...facts, code: row.code, retry: false };
  const actionUrl = `https://wallet.example.com/confirm/${row.wallet_ref}`;
  return row.state === 'action' ? { ...facts, actionUrl, expiresAt: isoOf(row.at_ms + 600_000) } : facts;
}
