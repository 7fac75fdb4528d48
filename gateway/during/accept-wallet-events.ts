// Accept wallet events: what a wallet elsewhere tells by itself - verified, applied once, and answered only when it is stored (row 25).
import { ok, type Result, refused, unreachable } from '#protocol';
import { MONEY_MATTERS } from '../domain/audit/money-matter.ts';
import type { Change } from '../domain/changes.ts';
import { decideDispute } from '../domain/correction/dispute.ts';
import { type RefundFacts, refundElsewhere } from '../domain/correction/refund.ts';
import type { Decision } from '../domain/decision.ts';
import { changeHold } from '../domain/hold/hold-state.ts';
import { receivableMinor } from '../domain/ledger/top-up-decide.ts';
import { decideReversal, decideTopUpDispute, type TopUpTakenFacts } from '../domain/ledger/top-up-taken.ts';
import { queueEvent } from '../domain/outbox/queue-event.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { OperationRecord } from '../domain/wallet/wallet-operation.ts';
import type { ApplyAnswer } from '../journey/apply-answer.ts';
import { type DisputeStanding, disputeStanding } from '../journey/dispute-standing.ts';
import { refundFactsOf } from '../journey/refund-facts.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery, SessionDossier } from '../ports/store.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { Wallet, WalletEvent } from '../ports/wallet.ts';
import { isEventSeen, readReversed } from '../storage/queries/wallet-events.ts';

export type AcceptWalletEvents = (request: {
  readonly wallet: string;
  readonly headers: { readonly [name: string]: string | undefined };
  /** The text as it came, byte for byte: the signature is over it. */
  readonly body: string;
}) => Promise<Result<{ readonly accepted: number }, Rejection>>;

/** A word on money that moved without our asking. */
type MoneyEvent = Exclude<WalletEvent, { readonly event: 'operation' }>;
/** ... and was taken back, or is asked back. */
type TakenEvent = Exclude<MoneyEvent, { readonly event: 'hold-released' }>;

type Facts = {
  readonly operation: OperationRecord;
  /** Of the session that the operation is about; null for a top-up. */
  readonly dossier: SessionDossier | null;
  readonly payer: TopUpTakenFacts['payer'];
  readonly topUp: TopUpTakenFacts['topUp'] | null;
  readonly reversed: { readonly times: number; readonly minor: bigint };
  readonly refunds: RefundFacts | null;
  readonly dispute: DisputeStanding;
};

type Ids = { readonly transferId: string; readonly endId: string; readonly refundId: string; readonly auditId: string };

/** The payer's version is read first: what another commit took since then is found out by it (R10). */
async function loadFacts({ store, clock, restore }: StepContext, books: BooksQuery, opKey: string): Promise<Facts | null> {
  const operation = await store.operation(opKey);
  if (!operation) return null;
  const { payerId, currency, sessionId } = operation;
  const standing = await store.standing(payerId, { sinceMs: clock.nowMs() });
  const { availableMinor } = await store.balance(payerId, currency);
  const owedMinor = receivableMinor(standing, await store.uncollectedOf(payerId), currency);
  const dossier = sessionId === null ? null : await store.dossier(sessionId);
  const brought = operation.kind === 'top-up' ? await store.transferOf(opKey) : null;
  return {
    operation,
    dossier,
    payer: { availableMinor, receivableMinor: owedMinor, version: standing.version },
    topUp: brought?.kind === 'top-up' ? brought : null,
    reversed: await readReversed(books, opKey),
    refunds: dossier && (await refundFactsOf({ store, restore }, dossier)),
    dispute: await disputeStanding(store, opKey),
  };
}

/** The wallet let go of a hold that we count on: what is used so far is asked for anew at the end (row 22). */
function releaseHold({ operation, dossier }: Facts, reason: string, nowMs: number): readonly Change[] {
  const hold = dossier?.holds.find(({ holdId }) => holdId === operation.holdId);
  // While it is being captured or released, the answer to that tells more.
  if (!dossier || hold?.state !== 'held') return [];
  const gone = changeHold(hold, 'hold-gone');
  const { sessionId, tenantId } = dossier.session;
  return [
    gone.change,
    { change: 'deadline-set', deadline: { kind: 'hold-expiring', subjectId: hold.holdId, dueAtMs: nowMs } },
    ...queueEvent({
      kind: 'hold.changed',
      subjectId: `${hold.holdId}:${gone.hold.version}`,
      tenantId,
      personId: hold.payerId,
      sessionId,
      facts: { holdId: hold.holdId, state: gone.hold.state, currency: hold.currency, refusal: reason },
      atMs: nowMs,
    }),
  ];
}

function decideOnTopUp(event: TakenEvent, facts: Facts, ids: Ids, nowMs: number): readonly Change[] {
  const { operation, topUp, reversed, dispute, payer } = facts;
  if (!topUp) return [];
  const { openMinor: disputedMinor, end: disputeEnd } = dispute;
  const taken = { reversals: reversed.times, reversedMinor: reversed.minor, disputedMinor, disputeEnd };
  const said = { amountMinor: event.amountMinor, openId: ids.transferId, endId: ids.endId };
  const of = { operation, topUp, taken, payer };
  const isTaken = event.event === 'top-up-reversed' || event.event === 'refunded-elsewhere';
  return isTaken ? decideReversal(of, said, nowMs) : decideTopUpDispute(event.event, of, said, nowMs);
}

function decideOnSession(event: TakenEvent, facts: Facts, ids: Ids, nowMs: number): readonly Change[] {
  const { operation, dossier, refunds, dispute } = facts;
  const hold = dossier?.holds.find(({ holdId }) => holdId === operation.holdId);
  if (!dossier || !hold || !refunds) return [];
  switch (event.event) {
    case 'top-up-reversed':
    case 'refunded-elsewhere': {
      const given = { holdId: hold.holdId, amountMinor: event.amountMinor, by: operation.wallet };
      return refundElsewhere(refunds, given, ids, nowMs);
    }
    case 'dispute-opened':
    case 'dispute-won':
    case 'dispute-lost': {
      const said = { amountMinor: event.amountMinor, openId: ids.transferId, endId: ids.endId };
      const { openMinor, end } = dispute;
      const standing = { hold, openMinor, isOpened: openMinor > 0n, isSettled: end !== 'open' };
      return decideDispute(event.event, { operation, venueId: dossier.venue.venueId, ...standing }, said, nowMs);
    }
    default:
      return unreachable(event.event);
  }
}

function decideEvent(event: MoneyEvent, facts: Facts, ids: Ids, nowMs: number): readonly Change[] {
  if (event.event === 'hold-released') return releaseHold(facts, event.reason, nowMs);
  // Another currency is nothing that our books can follow: the audit names it for a person.
  if (event.currency !== facts.operation.currency) return [];
  return facts.operation.kind === 'top-up' ? decideOnTopUp(event, facts, ids, nowMs) : decideOnSession(event, facts, ids, nowMs);
}

/** Money that moved back before we know that it came: it cannot be followed yet, and must not be forgotten (row 25). */
function isTooEarly(event: MoneyEvent, { operation }: Facts): boolean {
  return event.event !== 'hold-released' && operation.resolvedAtMs === null;
}

/** What happened, or that it did in another currency and is for a person to look at. */
function whatOf(event: MoneyEvent, { currency }: OperationRecord): string {
  return 'currency' in event && event.currency !== currency ? MONEY_MATTERS.otherCurrency : event.event;
}

function auditOf(event: MoneyEvent, wallet: string, operation: OperationRecord, auditId: string, atMs: number): Change {
  const amount = 'amountMinor' in event ? { amountMinor: event.amountMinor.toString(), currency: event.currency } : {};
  return {
    change: 'audited',
    row: {
      auditId,
      tenantId: operation.tenantId,
      atMs,
      actor: { kind: 'gateway', id: `wallet:${wallet}` },
      what: whatOf(event, operation),
      subjectId: event.opKey,
      facts: { eventId: event.eventId, event: event.event, ...amount },
    },
  };
}

/**
 * @param applyAnswer a wallet's word on an operation, the same way as a reply to our own call.
 * @param books says whether an event was seen before; two of the same at once are told apart by the database.
 */
export function createAcceptWalletEvents(context: StepContext, applyAnswer: ApplyAnswer, books: BooksQuery): AcceptWalletEvents {
  async function applyMoney(wallet: string, event: MoneyEvent, seen: Change): Promise<void> {
    const draw = (prefix: string): string => context.ids(prefix);
    const ids = { transferId: draw('trf'), endId: draw('trf'), refundId: draw('ref'), auditId: draw('aud') };
    const applied = await context.runner.run<Facts | null, 'applied' | 'too-early' | null>({
      load: async () => ok(await loadFacts(context, books, event.opKey)),
      decide: (facts): Result<Decision<'applied' | 'too-early' | null>, Rejection> => {
        // Of an operation that is not ours: nothing moves, and its repeat is known.
        // ... unless a restored database has yet to learn what is: then it is told again.
        if (!facts && context.restore().isRecovering) return ok({ changes: [], value: 'too-early' });
        if (!facts) return ok({ changes: [seen], value: null });
        if (isTooEarly(event, facts)) return ok({ changes: [], value: 'too-early' });
        const nowMs = context.clock.nowMs();
        const changes = decideEvent(event, facts, ids, nowMs);
        return ok({ changes: [seen, ...changes, auditOf(event, wallet, facts.operation, ids.auditId, nowMs)], value: 'applied' });
      },
    });
    // Told again later: by then the operation has its own answer.
    if (applied.ok && applied.value === 'too-early') {
      throw new Unavailable(`wallet ${wallet}`, new Error('the operation that this is about has no answer yet'));
    }
  }

  async function apply(wallet: Wallet, event: WalletEvent): Promise<void> {
    const source = `wallet:${wallet.name}`;
    const { eventId, opKey } = event;
    const operation = await context.store.operation(opKey);
    // One wallet has no word on what another was asked: its secret may be known to somebody else.
    if (operation && operation.wallet !== wallet.name) {
      context.log.warn('a wallet speaks of what another was asked', { wallet: wallet.name, opKey });
      return;
    }
    if (await isEventSeen(books, source, eventId)) return;
    try {
      await applyOnce(wallet, event, source);
    } catch (cause) {
      // Two copies at once: the other one has done it, and the same commit says so.
      if (!(cause instanceof Unavailable) || !(await isEventSeen(books, source, eventId))) throw cause;
    }
  }

  async function applyOnce(wallet: Wallet, event: WalletEvent, source: string): Promise<void> {
    const { eventId, opKey } = event;
    if (event.event === 'operation') return applyAnswer(opKey, event.outcome, { source, eventId });
    await applyMoney(wallet.name, event, { change: 'event-seen', source, eventId, atMs: context.clock.nowMs() });
  }

  return async ({ wallet: name, headers, body }) => {
    const wallet = [...context.wallets.values()].find((each) => each.name === name);
    if (!wallet) return refused({ code: 'request.not-found' });
    const events = await wallet.parseWebhook(headers, body, context.clock.nowMs());
    if (!events.ok) {
      const { code, problem } = events.error;
      if (code === 'webhook.unresolved') throw new Unavailable(`wallet ${name}`, new Error(problem));
      context.log.warn('webhook refused', { wallet: name, problem });
      return refused({ code: 'webhook.invalid' });
    }
    for (const event of events.value) await apply(wallet, event);
    return ok({ accepted: events.value.length });
  };
}
