// Look: how an intent or its refunds stand now, by id or by our key in the provider's lists, which are never behind (its search is).
import { DAY_MS, ok, type Result, refused } from '#protocol';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import type { WalletCall } from '../../ports/wallet.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { type Heard, hear } from './hear-stripe.ts';
import { type IntentExpected, type IntentVerdict, judgeIntent } from './judge-intent.ts';
import type { StripeClient } from './stripe-client.ts';
import { type Intent, intentPage, intentShape, NOTES, type Refund, refundPage } from './stripe-shapes.ts';

/** What an answer comes to that holds no object. */
export function outcomeOf(heard: Exclude<Heard<unknown>, { readonly heard: 'value' }>): WalletOutcome {
  switch (heard.heard) {
    case 'refused':
      return { outcome: 'refused', code: heard.code, retry: heard.retry };
    case 'key-reused':
      return { outcome: 'refused', code: 'key_reuse_mismatch', retry: false };
    case 'unfit':
      // What we once stored is not there, or what we ask is not taken: keys of another account or mode, for the operator.
      return { outcome: 'refused', code: heard.code ?? 'misconfigured', retry: heard.code === null };
    case 'doubt':
      return { outcome: 'unknown', cause: heard.cause, detail: heard.detail };
  }
}

/** `intent` is null when nothing was heard of it; the verdict then says why. */
export type Look = { readonly verdict: IntentVerdict; readonly intent: Intent | null };

export async function lookAt(client: StripeClient, id: string, expected: IntentExpected): Promise<Look> {
  const heard = await hear(intentShape, () => client.paymentIntents.retrieve(id, { expand: ['latest_charge'] }));
  if (heard.heard !== 'value') return { verdict: outcomeOf(heard), intent: null };
  return { verdict: judgeIntent(heard.value, expected), intent: heard.value };
}

/**
 * Finds what a create of ours made, whose answer never came. Clocks may differ by a day.
 * @returns null when there is none: it was never made.
 */
export async function findIntent(
  client: StripeClient,
  customer: string,
  call: Pick<WalletCall, 'opKey' | 'askedAtMs'>,
): Promise<Result<Intent | null, WalletOutcome>> {
  const gte = Math.floor((call.askedAtMs - DAY_MS) / 1000);
  for (let after: string | undefined; ; ) {
    const page = { customer, created: { gte }, limit: WALLET_LIMITS.cardPage, ...(after && { starting_after: after }) };
    const heard = await hear(intentPage, () => client.paymentIntents.list(page));
    if (heard.heard !== 'value') return refused(outcomeOf(heard));
    const { data, has_more: hasMore } = heard.value;
    const found = data.find((intent) => intent.metadata[NOTES.opKey] === call.opKey);
    after = data.at(-1)?.id;
    if (found || !hasMore || after === undefined) return ok(found ?? null);
  }
}

/** Every refund of an intent, ours and those made elsewhere. */
export async function listRefunds(client: StripeClient, intentId: string): Promise<Result<readonly Refund[], WalletOutcome>> {
  const all: Refund[] = [];
  for (let after: string | undefined; ; ) {
    const page = { payment_intent: intentId, limit: WALLET_LIMITS.cardPage, ...(after && { starting_after: after }) };
    const heard = await hear(refundPage, () => client.refunds.list(page));
    if (heard.heard !== 'value') return refused(outcomeOf(heard));
    all.push(...heard.value.data);
    after = heard.value.data.at(-1)?.id;
    if (!heard.value.has_more || after === undefined) return ok(all);
  }
}
