// Books of the reference card provider: intents, refunds, disputes and remembered answers in its own database, moved by Stripe's rules.
import { SqliteDatabase } from '../../storage/sqlite/library.ts';
import type { OutgoingEvent } from './webhook-sender.ts';

export type CardIntent = {
  readonly id: string;
  readonly seq: number;
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly status: string;
  readonly capture_method: string;
  readonly customer: string | null;
  readonly payment_method: string | null;
  readonly metadata: { readonly [name: string]: string };
  readonly created: number;
  readonly capture_before: number | null;
  readonly cancellation_reason: string | null;
  readonly last_payment_error: { readonly code: string; readonly decline_code: string } | null;
  readonly next_url: string | null;
  readonly is_raisable: boolean;
  /** What waits for the bank's word: a confirm or a capture of so much. */
  readonly waiting: { readonly act: 'confirm' | 'capture'; readonly amount: number } | null;
};

export type CardRefund = {
  readonly id: string;
  readonly seq: number;
  readonly payment_intent: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly created: number;
  readonly metadata: { readonly [name: string]: string };
};

export type CardDispute = {
  readonly id: string;
  readonly seq: number;
  readonly payment_intent: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
};

export type RememberedAnswer = { readonly asked: string; readonly status: number; readonly body: string };

const SCHEMA = `
CREATE TABLE IF NOT EXISTS objects (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS answers (idempotency_key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL,
  body TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, body TEXT NOT NULL,
  is_accepted INTEGER NOT NULL) STRICT;`;

/** Keys are removed when they are at least this old. */
const KEY_LIFETIME_MS = 86_400_000;

/** The whole truth: what the gateway's books are compared with (M4, M5, M8). */
function truthOf(db: InstanceType<typeof SqliteDatabase>, all: <T>(kind: string) => T[]) {
  const intents = all<CardIntent>('intent');
  const refunds = all<CardRefund>('refund');
  const disputes = all<CardDispute>('dispute');
  const clearing = new Map<string, number>();
  const add = (currency: string, amount: number): void => {
    const name = currency.toUpperCase();
    clearing.set(name, (clearing.get(name) ?? 0) + amount);
  };
  for (const intent of intents) add(intent.currency, intent.amount_received);
  for (const refund of refunds) if (refund.status === 'succeeded') add(refund.currency, -refund.amount);
  for (const { status, currency, amount } of disputes) {
    if (status !== 'won' && !status.startsWith('warning_')) add(currency, -amount);
  }
  return {
    intents,
    refunds,
    disputes,
    answers: db.prepare('SELECT idempotency_key, status FROM answers ORDER BY rowid').all() as {
      idempotency_key: string;
      status: number;
    }[],
    clearing: [...clearing].map(([currency, amount_minor]) => ({ currency, amount_minor })),
  };
}

export type CardBooks = ReturnType<typeof openCardBooks>;

export function openCardBooks(options: { readonly path: string; readonly nowMs: () => number }) {
  const { nowMs } = options;
  const db = new SqliteDatabase(options.path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(SCHEMA);
  const nowS = (): number => Math.floor(nowMs() / 1000);
  const nextSeq = (): number => db.prepare('SELECT coalesce(max(seq), 0) + 1 FROM objects').pluck().get() as number;
  const save = db.prepare(`INSERT INTO objects (id, kind, body) VALUES (@id, @kind, @body)
    ON CONFLICT (id) DO UPDATE SET body = @body`);
  const read = db.prepare('SELECT body FROM objects WHERE kind = ? AND id = ?').pluck();
  const readAll = db.prepare('SELECT body FROM objects WHERE kind = ? ORDER BY seq').pluck();
  const all = <T>(kind: string): T[] => (readAll.all(kind) as string[]).map((body) => JSON.parse(body) as T);

  function tell(type: string, object: object): void {
    const seq = (db.prepare('SELECT count(*) FROM events').pluck().get() as number) + 1;
    const id = `evt_${seq}`;
    const event = { id, object: 'event', api_version: '2026-10-28.endive', created: nowS(), type, data: { object } };
    db.prepare('INSERT INTO events (event_id, body, is_accepted) VALUES (?, ?, 0)').run(id, JSON.stringify(event));
  }

  function keepIntent(intent: CardIntent, event: string | null): CardIntent {
    save.run({ id: intent.id, kind: 'intent', body: JSON.stringify(intent) });
    if (event !== null) tell(`payment_intent.${event}`, intentJson(intent, false));
    return intent;
  }

  function keepRefund(refund: CardRefund, event: string): CardRefund {
    save.run({ id: refund.id, kind: 'refund', body: JSON.stringify(refund) });
    tell(`refund.${event}`, refundJson(refund));
    return refund;
  }

  function keepDispute(dispute: CardDispute, ...events: readonly string[]): CardDispute {
    save.run({ id: dispute.id, kind: 'dispute', body: JSON.stringify(dispute) });
    for (const event of events) tell(`charge.dispute.${event}`, { ...dispute, object: 'dispute' });
    return dispute;
  }

  function intentOf(id: string): CardIntent | null {
    const body = read.get('intent', id) as string | undefined;
    return body === undefined ? null : (JSON.parse(body) as CardIntent);
  }

  const refundsOf = (id: string): readonly CardRefund[] =>
    all<CardRefund>('refund').filter((refund) => refund.payment_intent === id);

  const immediate = <T>(work: () => T): T => db.transaction(work).immediate();
  return {
    immediate,
    nowS,
    intentOf,
    refundsOf,
    keepIntent,
    keepRefund,
    keepDispute,
    disputes: (): readonly CardDispute[] => all('dispute'),
    /** Newest first, as lists are. */
    intents: (): readonly CardIntent[] => all<CardIntent>('intent').reverse(),
    refunds: (): readonly CardRefund[] => all<CardRefund>('refund').reverse(),
    newId: (prefix: string): { readonly id: string; readonly seq: number } => {
      const seq = nextSeq();
      return { id: `${prefix}_ref${String(seq).padStart(10, '0')}`, seq };
    },
    /** Uncaptured intents are cancelled when their authorization ends. */
    expire: (): void =>
      immediate(() => {
        for (const intent of all<CardIntent>('intent')) {
          const isOver = intent.status === 'requires_capture' && (intent.capture_before ?? Number.POSITIVE_INFINITY) <= nowS();
          if (!isOver) continue;
          keepIntent({ ...intent, status: 'canceled', amount_capturable: 0, cancellation_reason: 'automatic' }, 'canceled');
        }
      }),
    remembered(key: string): RememberedAnswer | null {
      db.prepare('DELETE FROM answers WHERE at_ms <= ?').run(nowMs() - KEY_LIFETIME_MS);
      return (db.prepare('SELECT asked, status, body FROM answers WHERE idempotency_key = ?').get(key) ??
        null) as RememberedAnswer | null;
    },
    remember: (key: string, answer: RememberedAnswer): void =>
      void db.prepare('INSERT INTO answers VALUES (?, ?, ?, ?, ?)').run(key, answer.asked, answer.status, answer.body, nowMs()),
    waitingEvents: (): readonly OutgoingEvent[] =>
      (
        db.prepare('SELECT event_id, body FROM events WHERE is_accepted = 0 ORDER BY seq').all() as {
          event_id: string;
          body: string;
        }[]
      ).map(({ event_id, body }) => ({ eventId: event_id, body })),
    acceptEvent: (eventId: string) => void db.prepare('UPDATE events SET is_accepted = 1 WHERE event_id = ?').run(eventId),
    truth: () => truthOf(db, all),
    close: () => void db.close(),
  };
}

export function intentJson(intent: CardIntent, isExpanded: boolean): { [member: string]: unknown } {
  const { seq, capture_before, next_url, is_raisable, waiting, ...shown } = intent;
  const hasCharge = !['requires_confirmation', 'requires_action'].includes(intent.status) && intent.capture_before !== null;
  const chargeId = `ch_ref${seq}`;
  const card = { capture_before, incremental_authorization: { status: is_raisable ? 'available' : 'unavailable' } };
  const expanded = { id: chargeId, object: 'charge', payment_method_details: { type: 'card', card } };
  return {
    ...shown,
    object: 'payment_intent',
    livemode: false,
    next_action: next_url === null ? null : { type: 'redirect_to_url', redirect_to_url: { url: next_url, return_url: null } },
    latest_charge: hasCharge ? (isExpanded ? expanded : chargeId) : null,
    is_waiting: waiting !== null,
  };
}

export function refundJson({ seq, ...refund }: CardRefund): { [member: string]: unknown } {
  return { ...refund, object: 'refund', reason: null, receipt_number: String(seq) };
}
