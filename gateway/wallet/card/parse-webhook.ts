// Parse webhook: Stripe's own word, verified by its library, as events of ours; money that moved elsewhere is looked up first.
import { ok, type Result, refused } from '#protocol';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import type { WalletEvent, WebhookRefusal } from '../../ports/wallet.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { hear } from './hear-stripe.ts';
import { type IntentKind, judgeIntent } from './judge-intent.ts';
import type { StripeClient } from './stripe-client.ts';
import { STRIPE_EVENTS, type StripeEventName } from './stripe-names.ts';
import { disputeShape, eventShape, type Intent, intentShape, NOTES, type Refund, refundShape } from './stripe-shapes.ts';

type Parsed = Result<readonly WalletEvent[], WebhookRefusal>;

function invalid(problem: string): Parsed {
  return refused({ code: 'webhook.invalid', problem });
}

/** What the intent says of itself: the amount is its own, so only the state is judged here. */
function outcomeOf(intent: Intent, kind: IntentKind, amountMinor: number): WalletOutcome | null {
  const madeFor = intent.metadata[NOTES.opKey] ?? '';
  const holdId = intent.metadata[NOTES.holdId] ?? null;
  const expected = {
    opKey: intent.metadata[NOTES.captureKey] ?? madeFor,
    kind,
    madeFor,
    holdId,
    amountMinor: BigInt(amountMinor),
    currency: intent.currency,
  };
  const verdict = judgeIntent(intent, expected);
  return verdict.outcome === 'not-yet' ? null : verdict;
}

function operation(eventId: string, opKey: string | undefined, outcome: WalletOutcome | null): readonly WalletEvent[] {
  return opKey === undefined || outcome === null ? [] : [{ event: 'operation', eventId, opKey, outcome }];
}

function eventsOfIntent(eventId: string, intent: Intent): readonly WalletEvent[] {
  const { metadata } = intent;
  const opKey = metadata[NOTES.opKey];
  if (opKey === undefined) return [];
  const noted = metadata[NOTES.kind];
  if (noted === 'top-up' || noted === 'recapture') return operation(eventId, opKey, outcomeOf(intent, noted, intent.amount));
  if (intent.status === 'succeeded') {
    return operation(eventId, metadata[NOTES.captureKey], outcomeOf(intent, 'capture', intent.amount_received));
  }
  if (intent.status === 'canceled') {
    const isExpired = intent.cancellation_reason === 'automatic' || intent.cancellation_reason === 'expired';
    return [{ event: 'hold-released', eventId, opKey, reason: isExpired ? 'expired' : 'voided' }];
  }
  // After an increment the amount is no longer that of the authorize.
  const incrementKey = metadata[NOTES.incrementKey];
  if (incrementKey !== undefined)
    return operation(eventId, incrementKey, outcomeOf(intent, 'increment', intent.amount_capturable));
  return operation(eventId, opKey, outcomeOf(intent, 'authorize', intent.amount));
}

function eventsOfOwnRefund(eventId: string, refund: Refund, opKey: string): readonly WalletEvent[] {
  const { id: walletRef, currency, status, metadata } = refund;
  const amountMinor = BigInt(metadata?.[NOTES.totalMinor] ?? refund.amount);
  if (status === 'succeeded') {
    return operation(eventId, opKey, { outcome: 'done', walletRef, amountMinor, currency, expiresAtMs: null });
  }
  const isGone = status === 'failed' || status === 'canceled';
  return isGone ? operation(eventId, opKey, { outcome: 'refused', code: 'method_invalid', retry: false }) : [];
}

/** Key of the operation that took the money of an intent: what was captured, recaptured, or topped up. */
function takenBy(intent: Intent): { readonly opKey: string; readonly isTopUp: boolean } | null {
  const { metadata } = intent;
  const isTopUp = metadata[NOTES.kind] === 'top-up';
  const opKey = metadata[NOTES.captureKey] ?? metadata[NOTES.opKey];
  return opKey === undefined ? null : { opKey, isTopUp };
}

/** Refunds and disputes name their intent only; that the money was ours stands on the intent. */
async function findTaker(
  client: StripeClient,
  id: string | null | undefined,
): Promise<Result<ReturnType<typeof takenBy>, WebhookRefusal>> {
  if (!id) return ok(null);
  const heard = await hear(intentShape, () => client.paymentIntents.retrieve(id));
  if (heard.heard === 'value') return ok(takenBy(heard.value));
  return refused({ code: 'webhook.unresolved', problem: `its intent cannot be read: ${heard.heard}` });
}

async function parseRefund(client: StripeClient, eventId: string, refund: Refund): Promise<Parsed> {
  const own = refund.metadata?.[NOTES.opKey];
  if (own !== undefined) return ok(eventsOfOwnRefund(eventId, refund, own));
  // Its later updates repeat what the first succeeded one told: the refund's own id dedupes them.
  if (refund.status !== 'succeeded') return ok([]);
  const taker = await findTaker(client, refund.payment_intent);
  if (!taker.ok) return taker;
  if (taker.value === null) return ok([]);
  const { opKey, isTopUp } = taker.value;
  const { currency } = refund;
  const event = isTopUp ? 'top-up-reversed' : 'refunded-elsewhere';
  return ok([{ event, eventId: `${refund.id}:elsewhere`, opKey, amountMinor: BigInt(refund.amount), currency }]);
}

async function parseDispute(client: StripeClient, name: StripeEventName, object: unknown): Promise<Parsed> {
  const read = disputeShape.safeParse(object);
  if (!read.success) return invalid('holds a dispute of an unknown shape');
  const { id, amount, currency, status, payment_intent: intentId } = read.data;
  const isClosed = name.endsWith('.closed');
  const isInquiry = status.startsWith('warning_');
  const closedAs = status === 'won' ? 'dispute-won' : status === 'lost' ? 'dispute-lost' : null;
  const event = isClosed ? closedAs : isInquiry && name.endsWith('.created') ? null : 'dispute-opened';
  if (event === null) return ok([]);
  const taker = await findTaker(client, intentId);
  if (!taker.ok) return taker;
  if (taker.value === null) return ok([]);
  // Opened is told twice, when it is made and when its money goes: the dispute's own id makes them one.
  return ok([{ event, eventId: `${id}:${event}`, opKey: taker.value.opKey, amountMinor: BigInt(amount), currency }]);
}

export async function parseStripeWebhook(
  client: StripeClient,
  secret: string,
  delivery: {
    readonly headers: { readonly [name: string]: string | undefined };
    readonly body: string;
    readonly nowMs: number;
  },
): Promise<Parsed> {
  const { headers, body, nowMs } = delivery;
  if (body.length > WALLET_LIMITS.webhookBytes) return invalid('is too large');
  let json: unknown;
  try {
    const ageS = WALLET_LIMITS.webhookAgeMs / 1000;
    json = await client.webhooks.constructEventAsync(body, headers['stripe-signature'] ?? '', secret, ageS, undefined, nowMs);
  } catch {
    return invalid('signature is missing, wrong or stale');
  }
  const read = eventShape.safeParse(json);
  if (!read.success) return invalid('is no event');
  const { id: eventId, type, data } = read.data;
  if (!Object.hasOwn(STRIPE_EVENTS, type)) return ok([]);
  const name = type as StripeEventName;
  if (STRIPE_EVENTS[name] === 'dispute') return parseDispute(client, name, data.object);
  if (STRIPE_EVENTS[name] === 'refund') {
    const refund = refundShape.safeParse(data.object);
    return refund.success ? parseRefund(client, eventId, refund.data) : invalid('holds a refund of an unknown shape');
  }
  const intent = intentShape.safeParse(data.object);
  return intent.success ? ok(eventsOfIntent(eventId, intent.data)) : invalid('holds an intent of an unknown shape');
}
