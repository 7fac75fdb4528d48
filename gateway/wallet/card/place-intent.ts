// Place an intent: made unconfirmed, its id stored, then confirmed; before its id is stored it can hold no money.
import type Stripe from 'stripe';
import { type Clock, ok, type Result, refused } from '#protocol';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import type { WalletCall } from '../../ports/wallet.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { actOnIntent, numberedKey } from './act-on-intent.ts';
import { hear } from './hear-stripe.ts';
import type { IntentExpected } from './judge-intent.ts';
import { findIntent, lookAt, outcomeOf } from './look.ts';
import type { StripeClient } from './stripe-client.ts';
import { type Intent, intentShape, NOTES } from './stripe-shapes.ts';

export type IntentPlan = {
  readonly customer: string;
  readonly create: Stripe.PaymentIntentCreateParams;
  readonly confirm: Stripe.PaymentIntentConfirmParams;
  readonly expected: IntentExpected;
};

type Made = { readonly id: string; readonly isNew: boolean };

function fits(intent: Intent, { madeFor, amountMinor, currency, holdId }: IntentExpected): boolean {
  const isOurs = intent.metadata[NOTES.opKey] === madeFor && (intent.metadata[NOTES.holdId] ?? null) === holdId;
  return isOurs && BigInt(intent.amount) >= amountMinor && intent.currency === currency;
}

function made(intent: Intent, plan: IntentPlan, isNew: boolean): Result<Made, WalletOutcome> {
  if (fits(intent, plan.expected)) return ok({ id: intent.id, isNew });
  return refused({ outcome: 'unknown', cause: 'mismatch', detail: 'the provider made another intent than was asked' });
}

/**
 * Makes the intent, or learns its id when an earlier attempt made it. Unconfirmed it holds nothing, so even two of them
 * would take nothing from anybody.
 */
export async function makeIntent(
  client: StripeClient,
  clock: Clock,
  call: Pick<WalletCall, 'opKey' | 'askedAtMs'>,
  plan: IntentPlan,
): Promise<Result<Made, WalletOutcome>> {
  if (clock.nowMs() - call.askedAtMs >= WALLET_LIMITS.cardKeyTtlMs) {
    const found = await findIntent(client, plan.customer, call);
    if (!found.ok) return found;
    if (found.value) return made(found.value, plan, false);
  }
  for (let n = 1; n <= WALLET_LIMITS.cardKeysPerAct; n += 1) {
    const idempotencyKey = numberedKey(call.opKey, 'create', n);
    const heard = await hear(intentShape, () => client.paymentIntents.create(plan.create, { idempotencyKey }));
    if (heard.heard === 'value') return made(heard.value, plan, !heard.isReplayed);
    const isStuck = heard.heard === 'key-reused' || (heard.heard === 'doubt' && heard.isReplayed);
    if (!isStuck) return refused(outcomeOf(heard));
    // The key answers with an old error, or was used when the payer had another card on file: is there an intent of it?
    const found = await findIntent(client, plan.customer, call);
    if (!found.ok) return found;
    if (found.value) return made(found.value, plan, false);
    if (heard.heard === 'key-reused') return refused(outcomeOf(heard));
  }
  return refused({ outcome: 'unknown', cause: 'server-error', detail: 'the provider answers every key with a remembered error' });
}

/** The caller's commit decides whether the act goes on. */
async function isStored(call: WalletCall, id: string): Promise<boolean> {
  try {
    await call.onRef(id);
    return true;
  } catch {
    return false;
  }
}

export async function placeIntent(
  client: StripeClient,
  clock: Clock,
  call: WalletCall,
  plan: IntentPlan,
): Promise<WalletOutcome> {
  const known = call.walletRef === null ? await makeIntent(client, clock, call, plan) : ok({ id: call.walletRef, isNew: false });
  if (!known.ok) return known.error;
  const { id, isNew } = known.value;
  if (call.walletRef === null && !(await isStored(call, id))) {
    return { outcome: 'unknown', cause: 'no-answer', detail: 'the name of the intent was not stored, so it was not confirmed' };
  }
  if (!isNew) {
    const { verdict } = await lookAt(client, id, plan.expected);
    if (verdict.outcome !== 'not-yet') return verdict;
  }
  const run = (idempotencyKey: string): Promise<unknown> =>
    client.paymentIntents.confirm(id, { ...plan.confirm, expand: ['latest_charge'] }, { idempotencyKey });
  return actOnIntent(client, {
    opKey: call.opKey,
    name: 'confirm',
    intentId: id,
    expected: plan.expected,
    isOnceOnly: true,
    run,
  });
}
