// Books of the reference host wallet: the rules that it enforces on its accounts, holds and operations.
import type { Fault } from './faults.ts';
import {
  type HoldState,
  type HostHoldRow,
  type HostKind,
  type HostOperationRow,
  type HostRows,
  type OperationState,
  openHostRows,
} from './host-rows.ts';
import { digest } from './jws.ts';

/** Rules that a wallet may break, for proving that the conformance kit finds it out. */
export const BREACHES = [
  ...(['forgets-void', 'captures-above', 'captures-twice', 'ignores-body', 'fresh-hold', 'voids-captured'] as const),
  ...(['refunds-delta', 'refunds-above', 'any-currency', 'any-amount', 'newest-first', 'forgets-operations'] as const),
  ...(['accepts-unsigned', 'accepts-stale', 'signs-loosely', 'any-token', 'unknown-hold-done'] as const),
  ...(['lies-about-hold', 'raises-delta', 'voids-once'] as const),
] as const;
export type Breach = (typeof BREACHES)[number];

export type HostAct = {
  readonly kind: HostKind;
  readonly opKey: string;
  readonly holdKey: string | null;
  readonly holdId: string | null;
  readonly payer: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly installation: string | null;
  /** Everything that was asked, as text; the same key with another is refused. */
  readonly asked: string;
};

export type HostVerdict =
  | { readonly verdict: 'operation'; readonly row: HostOperationRow }
  | { readonly verdict: 'refused'; readonly code: string; readonly retry: boolean };

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
type Books = { readonly rows: HostRows; readonly options: HostBooksOptions };

function availableOf({ rows, options }: Books, payer: string, currency: string): number {
  return rows.available(payer, currency, options.fundsMinor);
}

/** Holds end by themselves. */
function expireHolds({ rows, options }: Books): void {
  const nowMs = options.nowMs();
  for (const hold of rows.dueHolds(nowMs)) {
    rows.saveHold({ ...hold, held_minor: 0, state: 'expired' });
    rows.move(hold.held_minor, hold.payer, hold.currency);
    rows.tell({ event: 'hold-released', opKey: hold.hold_key, reason: 'expired' }, nowMs);
  }
}

/** Why an act cannot be done now, null when it can. */
function objectionTo(books: Books, act: HostAct, hold: HostHoldRow | undefined): string | null {
  const { breaches, currencies } = books.options;
  if (act.kind === 'authorize' || act.kind === 'top-up') {
    if (!breaches.has('any-currency') && !currencies.includes(act.currency)) return 'currency_mismatch';
    if (hold?.state === 'voided' && !breaches.has('forgets-void')) return 'already_voided';
    return availableOf(books, act.payer ?? '', act.currency) < act.amountMinor ? 'insufficient_funds' : null;
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
    return availableOf(books, hold.payer, hold.currency) < act.amountMinor ? 'insufficient_funds' : null;
  }
  if (hold.state === 'expired') return 'hold_expired';
  if (hold.state === 'pending') return 'hold_not_found';
  if (act.kind === 'capture') {
    return act.amountMinor > hold.held_minor && !breaches.has('captures-above') ? 'amount_exceeds_hold' : null;
  }
  if (act.amountMinor < hold.held_minor) return 'not_supported';
  return availableOf(books, hold.payer, hold.currency) < act.amountMinor - hold.held_minor ? 'insufficient_funds' : null;
}

function newHold({ options }: Books, act: HostAct, state: HoldState, heldMinor: number): HostHoldRow {
  return {
    hold_key: act.holdKey ?? '',
    hold_id: act.holdId ?? '',
    payer: act.payer ?? '',
    currency: act.currency,
    held_minor: heldMinor,
    captured_minor: 0,
    refunded_minor: 0,
    state,
    expires_at_ms: state === 'voided' ? null : options.nowMs() + options.holdLifetimeMs,
  };
}

/** Moves the money of an act that nothing stands against. */
function effect(books: Books, act: HostAct, hold: HostHoldRow | undefined): void {
  const { rows, options } = books;
  const payer = hold?.payer ?? act.payer ?? '';
  const take = (amountMinor: number): void => void rows.move(-amountMinor, payer, act.currency);
  if (act.kind === 'authorize') {
    take(act.amountMinor);
    rows.saveHold(
      newHold(books, act, 'held', act.amountMinor + (options.breaches.has('fresh-hold') ? (hold?.held_minor ?? 0) : 0)),
    );
  } else if (act.kind === 'top-up') {
    take(act.amountMinor);
  } else if (!hold) {
    rows.saveHold(newHold(books, act, 'voided', 0));
  } else if (act.kind === 'increment') {
    const total = options.breaches.has('raises-delta') ? hold.held_minor + act.amountMinor : act.amountMinor;
    take(total - hold.held_minor);
    rows.saveHold({ ...hold, held_minor: total });
  } else if (act.kind === 'capture') {
    take(act.amountMinor - hold.held_minor);
    rows.saveHold({ ...hold, held_minor: 0, captured_minor: hold.captured_minor + act.amountMinor, state: 'captured' });
  } else if (act.kind === 'void') {
    take(-hold.held_minor);
    if (hold.state !== 'expired') rows.saveHold({ ...hold, held_minor: 0, state: 'voided' });
  } else if (act.kind === 'recapture') {
    take(act.amountMinor);
    rows.saveHold({ ...hold, captured_minor: act.amountMinor, state: 'captured' });
  } else {
    const total = options.breaches.has('refunds-delta')
      ? hold.refunded_minor + act.amountMinor
      : Math.max(hold.refunded_minor, act.amountMinor);
    take(hold.refunded_minor - total);
    rows.saveHold({ ...hold, refunded_minor: total });
  }
}

function record({ rows, options }: Books, act: HostAct, state: OperationState, code: string | null): HostOperationRow {
  const hold = rows.hold(act.holdKey);
  const isFinal = state === 'done' || state === 'refused';
  rows.saveOperation({
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
    installation: act.installation,
    at_ms: options.nowMs(),
    expires_at_ms: act.kind === 'authorize' || act.kind === 'increment' ? (hold?.expires_at_ms ?? null) : null,
  });
  const row = rows.operation(act.opKey);
  if (!row) throw new Error('an operation that was written is read back');
  if (isFinal) rows.tell({ event: 'operation', operation: operationJson(row) }, options.nowMs());
  return row;
}

function decide(books: Books, act: HostAct, fault: Fault | null): HostVerdict {
  const { rows, options } = books;
  expireHolds(books);
  const known = rows.operation(act.opKey);
  if (known && !options.breaches.has('fresh-hold')) {
    const isSame = known.asked_hash === digest(act.asked) || options.breaches.has('ignores-body');
    return isSame ? { verdict: 'operation', row: known } : { verdict: 'refused', code: 'key_reuse_mismatch', retry: false };
  }
  const hold = rows.hold(act.holdKey);
  const objection = objectionTo(books, act, hold) ?? (fault?.fault === 'decline' ? (fault.code ?? 'insufficient_funds') : null);
  if (objection !== null) return { verdict: 'operation', row: record(books, act, 'refused', objection) };
  if (fault?.fault === 'pend' || fault?.fault === 'ask') {
    if (act.kind === 'authorize') rows.saveHold(newHold(books, act, 'pending', 0));
    if (act.kind === 'capture' && hold) rows.saveHold({ ...hold, state: 'capturing' });
    return { verdict: 'operation', row: record(books, act, fault.fault === 'ask' ? 'action' : 'pending', null) };
  }
  effect(books, act, hold);
  return { verdict: 'operation', row: record(books, act, 'done', null) };
}

/** What waited is decided now, as if it had just been asked. */
function completeOne(books: Books, row: HostOperationRow, code: string | null): void {
  const { rows } = books;
  const hold = rows.hold(row.hold_key);
  const act: HostAct = {
    kind: row.kind,
    opKey: row.op_key,
    holdKey: row.hold_key,
    holdId: row.hold_id,
    payer: row.payer,
    amountMinor: row.amount_minor,
    currency: row.currency,
    installation: row.installation,
    asked: '',
  };
  const waiting = hold?.state === 'capturing' ? { ...hold, state: 'held' as const } : hold;
  const objection = code ?? objectionTo(books, act, waiting);
  if (objection === null) effect(books, act, waiting);
  else if (hold?.state === 'capturing') rows.saveHold({ ...hold, state: 'held' });
  record(books, act, objection === null ? 'done' : 'refused', objection);
}

export function openHostBooks(options: HostBooksOptions) {
  const rows = openHostRows(options.path);
  const books: Books = { rows, options };
  const { immediate } = rows;
  return {
    perform: (act: HostAct, fault: Fault | null): HostVerdict => immediate(() => decide(books, act, fault)),
    operation: (opKey: string): HostOperationRow | undefined =>
      options.breaches.has('forgets-operations') ? undefined : rows.operation(opKey),
    /** Completes what is pending, or one of it; with a code it is refused instead. */
    complete: (opKey: string | null, code: string | null): number =>
      immediate(() => {
        const waiting = rows.waiting(opKey);
        for (const row of waiting) completeOne(books, row, code);
        return waiting.length;
      }),
    since(sinceMs: number, afterSeq: number, limit: number): readonly HostOperationRow[] {
      return rows.since({ sinceMs, afterSeq, limit, order: options.breaches.has('newest-first') ? 'DESC' : 'ASC' });
    },
    expire: () => immediate(() => expireHolds(books)),
    tell: (event: object) => immediate(() => rows.tell(event, options.nowMs())),
    fund: (payer: string, currency: string, amountMinor: number) =>
      immediate(() => {
        availableOf(books, payer, currency);
        rows.move(amountMinor, payer, currency);
      }),
    waitingEvents: rows.waitingEvents,
    acceptEvent: rows.acceptEvent,
    truth: rows.truth,
    close: rows.close,
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
    ...(row.installation !== null && { installation: row.installation }),
    // Nobody's, where a release came before the hold that it forbids (R4).
    ...(row.payer !== '' && { payer: row.payer }),
  };
  if (row.state === 'done') return { ...facts, expiresAt: isoOf(row.expires_at_ms) };
  if (row.state === 'refused') return { ...facts, code: row.code, retry: false };
  const actionUrl = `https://wallet.example.com/confirm/${row.wallet_ref}`;
  return row.state === 'action' ? { ...facts, actionUrl, expiresAt: isoOf(row.at_ms + 600_000) } : facts;
}
