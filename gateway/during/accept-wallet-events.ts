// Accept wallet events: what a wallet elsewhere tells by itself - verified, applied once, and answered only when it is stored (row 25).
import { ok, type Result, refused, unreachable } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { decideDispute } from '../domain/correction/dispute.ts';
import { refundElsewhere } from '../domain/correction/refund.ts';
import { type Decision, decide } from '../domain/decision.ts';
import { changeHold } from '../domain/hold/hold-state.ts';
import type { WalletBalance } from '../domain/ledger/ledger.ts';
import { decideReversal } from '../domain/ledger/top-up-decide.ts';
import { queueEvent } from '../domain/outbox/queue-event.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { OperationRecord } from '../domain/wallet/wallet-operation.ts';
import type { ApplyAnswer } from '../journey/apply-answer.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery, SessionDossier } from '../ports/store.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { Wallet, WalletEvent } from '../ports/wallet.ts';

export type AcceptWalletEvents = (request: {
  readonly wallet: string;
  readonly headers: { readonly [name: string]: string | undefined };
  /** The text as it came, byte for byte: the signature is over it. */
  readonly body: string;
}) => Promise<Result<{ readonly accepted: number }, Rejection>>;

/** A word on money that moved without our asking. */
type MoneyEvent = Exclude<WalletEvent, { readonly event: 'operation' }>;

type Facts = {
  readonly operation: OperationRecord;
  /** Of the session that the operation is about; null for a top-up. */
  readonly dossier: SessionDossier | null;
  readonly balance: WalletBalance;
  readonly payerVersion: number;
  readonly topUp: Awaited<ReturnType<StepContext['store']['transferOf']>>;
  readonly isReversed: boolean;
  readonly refunds: Awaited<ReturnType<StepContext['store']['refundsOf']>>;
  readonly disputes: { readonly isOpened: boolean; readonly isSettled: boolean };
};

type Ids = { readonly transferId: string; readonly endId: string; readonly refundId: string; readonly auditId: string };

async function loadFacts({ store, clock }: StepContext, opKey: string): Promise<Facts | null> {
  const operation = await store.operation(opKey);
  if (!operation) return null;
  const dossier = operation.sessionId === null ? null : await store.dossier(operation.sessionId);
  const isPosted = async (suffix: string): Promise<boolean> => (await store.transferOf(`${opKey}:${suffix}`)) !== null;
  const { version } = await store.standing(operation.payerId, { sinceMs: clock.nowMs() });
  return {
    operation,
    dossier,
    balance: await store.balance(operation.payerId, operation.currency),
    payerVersion: version,
    topUp: await store.transferOf(opKey),
    isReversed: await isPosted('reversal'),
    refunds: operation.sessionId === null ? [] : await store.refundsOf(operation.sessionId),
    disputes: {
      isOpened: await isPosted('dispute'),
      isSettled: (await isPosted('dispute-won')) || (await isPosted('dispute-lost')),
    },
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

/** What the payer owes afterwards counts for their next start: it is committed with their count (R10). */
function reverse(facts: Facts, amountMinor: bigint, ids: Ids, nowMs: number): readonly Change[] {
  const { operation, topUp, isReversed, balance } = facts;
  if (topUp?.kind !== 'top-up' || isReversed) return [];
  const { availableMinor } = balance;
  return [
    ...decideReversal(topUp, operation, { amountMinor, availableMinor, transferId: ids.transferId }, nowMs),
    { change: 'person-counted', personId: operation.payerId, fromVersion: facts.payerVersion },
  ];
}

function decideEvent(event: MoneyEvent, facts: Facts, ids: Ids, nowMs: number): readonly Change[] {
  if (event.event === 'hold-released') return releaseHold(facts, event.reason, nowMs);
  const { operation, dossier, refunds, disputes } = facts;
  if (event.currency !== operation.currency) return [];
  switch (event.event) {
    case 'top-up-reversed':
      return reverse(facts, event.amountMinor, ids, nowMs);
    case 'refunded-elsewhere': {
      if (!dossier || operation.holdId === null) return [];
      const given = { holdId: operation.holdId, amountMinor: event.amountMinor, by: operation.wallet };
      return refundElsewhere({ ...dossier, refunds }, given, ids, nowMs);
    }
    case 'dispute-opened':
    case 'dispute-won':
    case 'dispute-lost': {
      if (!dossier) return [];
      const { venueId } = dossier.venue;
      const said = { amountMinor: event.amountMinor, openId: ids.transferId, endId: ids.endId };
      return decideDispute(event.event, { operation, venueId, ...disputes }, said, nowMs);
    }
    default:
      return unreachable(event);
  }
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
      what: event.event,
      subjectId: event.opKey,
      facts: { eventId: event.eventId, ...amount },
    },
  };
}

/**
 * @param applyAnswer a wallet's word on an operation, the same way as a reply to our own call.
 * @param books says whether an event was seen before; two of the same at once are told apart by the database.
 */
export function createAcceptWalletEvents(context: StepContext, applyAnswer: ApplyAnswer, books: BooksQuery): AcceptWalletEvents {
  async function isSeen(source: string, eventId: string): Promise<boolean> {
    const rows = await books('SELECT 1 AS seen FROM seen_events WHERE source = ? AND event_id = ?', [source, eventId]);
    return rows.length > 0;
  }

  async function applyMoney(wallet: string, event: MoneyEvent, seen: Change): Promise<void> {
    const draw = (prefix: string): string => context.ids(prefix);
    const ids = { transferId: draw('trf'), endId: draw('trf'), refundId: draw('ref'), auditId: draw('aud') };
    await context.runner.run<Facts | null, null>({
      load: async () => ok(await loadFacts(context, event.opKey)),
      decide: (facts): Result<Decision, Rejection> => {
        // Of an operation that is not ours: nothing moves, and its repeat is known.
        if (!facts) return ok(decide([seen]));
        const nowMs = context.clock.nowMs();
        const changes = decideEvent(event, facts, ids, nowMs);
        return ok(decide([seen, ...changes, auditOf(event, wallet, facts.operation, ids.auditId, nowMs)]));
      },
    });
  }

  async function apply(wallet: Wallet, event: WalletEvent): Promise<void> {
    const source = `wallet:${wallet.name}`;
    const { eventId } = event;
    if (await isSeen(source, eventId)) return;
    if (event.event === 'operation') return applyAnswer(event.opKey, event.outcome, { source, eventId });
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
