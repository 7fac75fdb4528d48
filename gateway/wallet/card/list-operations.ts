// List operations: every intent and refund of ours since a moment, as the operations that they stand for (reconciliation, row 27).
import { opKeys } from '../../domain/wallet/wallet-operation.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import type { WalletListing, WalletPage } from '../../ports/wallet.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { type Heard, hear } from './hear-stripe.ts';
import type { StripeClient } from './stripe-client.ts';
import { type Intent, intentPage, NOTES, type Refund, refundPage } from './stripe-shapes.ts';

/** The cursor names the list that it goes on in: intents first, then refunds. */
const INTENTS = 'intents:';
const REFUNDS = 'refunds:';

function stateOf(intent: Intent): WalletListing['state'] {
  switch (intent.status) {
    case 'requires_capture':
    case 'succeeded':
      return 'done';
    case 'requires_payment_method':
      return 'refused';
    case 'canceled':
      // Cancelled after it was held, or before it ever was.
      return intent.latest_charge ? 'done' : 'refused';
    default:
      return 'pending';
  }
}

/** Its own operation, and what was done to its hold. */
function listingsOf(intent: Intent): readonly WalletListing[] {
  const { metadata, currency } = intent;
  const opKey = metadata[NOTES.opKey];
  if (opKey === undefined) return [];
  const noted = metadata[NOTES.kind];
  const kind = noted === 'recapture' || noted === 'top-up' ? noted : 'authorize';
  const facts = {
    walletRef: intent.id,
    currency,
    atMs: intent.created * 1000,
    installation: metadata[NOTES.installation] ?? null,
    payerId: metadata[NOTES.payerId] ?? null,
  };
  const own: WalletListing = { ...facts, opKey, kind, state: stateOf(intent), amountMinor: BigInt(intent.amount) };
  const sessionId = metadata[NOTES.sessionId];
  const holdId = metadata[NOTES.holdId];
  if (kind !== 'authorize' || sessionId === undefined || holdId === undefined) return [own];
  if (intent.status === 'succeeded') {
    const captureKey = metadata[NOTES.captureKey] ?? opKeys.capture(sessionId, holdId);
    const amountMinor = BigInt(intent.amount_received);
    return [own, { ...facts, opKey: captureKey, kind: 'capture', state: 'done', amountMinor }];
  }
  if (intent.status !== 'canceled') return [own];
  return [own, { ...facts, opKey: opKeys.void(sessionId, holdId), kind: 'void', state: 'done', amountMinor: 0n }];
}

/** A refund that is not ours is listed under its own name: nothing of ours matches it, which is what should be noticed. */
function listingOf(refund: Refund): WalletListing {
  const { metadata, currency, status } = refund;
  const isGone = status === 'failed' || status === 'canceled';
  return {
    opKey: metadata?.[NOTES.opKey] ?? `elsewhere:${refund.id}`,
    kind: 'refund',
    state: status === 'succeeded' ? 'done' : isGone ? 'refused' : 'pending',
    installation: null,
    payerId: null,
    walletRef: refund.id,
    amountMinor: BigInt(metadata?.[NOTES.totalMinor] ?? refund.amount),
    currency,
    atMs: refund.created * 1000,
  };
}

function expectValue<T>(heard: Heard<T>): T {
  if (heard.heard === 'value') return heard.value;
  throw new Unavailable('wallet', heard.heard === 'doubt' ? heard.detail : heard.heard);
}

export async function listOperations(client: StripeClient, sinceMs: number, cursor: string | null): Promise<WalletPage> {
  const isRefunds = cursor?.startsWith(REFUNDS) ?? false;
  const after = cursor?.slice((isRefunds ? REFUNDS : INTENTS).length) ?? '';
  const asked = {
    created: { gte: Math.floor(sinceMs / 1000) },
    limit: WALLET_LIMITS.cardPage,
    ...(after !== '' && { starting_after: after }),
  };
  if (isRefunds) {
    const { data, has_more: hasMore } = expectValue(await hear(refundPage, () => client.refunds.list(asked)));
    return { operations: data.map(listingOf), cursor: hasMore ? `${REFUNDS}${data.at(-1)?.id}` : null };
  }
  const { data, has_more: hasMore } = expectValue(await hear(intentPage, () => client.paymentIntents.list(asked)));
  return { operations: data.flatMap(listingsOf), cursor: hasMore ? `${INTENTS}${data.at(-1)?.id}` : REFUNDS };
}
