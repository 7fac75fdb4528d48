// Act on an intent: one act, answered by the provider or by the intent's own state; a remembered 500 is neither.
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { type Heard, hear } from './hear-stripe.ts';
import { type IntentExpected, judgeIntent } from './judge-intent.ts';
import { lookAt, outcomeOf } from './look.ts';
import type { StripeClient } from './stripe-client.ts';
import { type Intent, intentShape } from './stripe-shapes.ts';

/**
 * Stripe remembers the answer to a key for a day, its own 500s included, and calls such a 500 indeterminate
 * (docs.stripe.com/error-low-level). So the state is looked at; where it proves that nothing came of the act, the next key in
 * a fixed row is used. Only for acts that an intent admits once, so that two of them can never both take effect.
 */
export function numberedKey(opKey: string, act: string, n: number): string {
  return n === 1 ? `${opKey}/${act}` : `${opKey}/${act}/${n}`;
}

export type IntentAct = {
  readonly opKey: string;
  readonly name: 'confirm' | 'capture' | 'cancel' | 'increment';
  readonly intentId: string;
  readonly expected: IntentExpected;
  /** False where the intent would admit the act again: then its one key is waited out. */
  readonly isOnceOnly: boolean;
  readonly run: (idempotencyKey: string) => Promise<unknown>;
};

/** The intent stands as before, and the provider would not have the act. */
function refusedFor(
  act: IntentAct,
  heard: Extract<Heard<Intent>, { readonly heard: 'unfit' }>,
  intent: Intent | null,
): WalletOutcome {
  const { expected } = act;
  const isTooMuch = act.name === 'capture' && intent !== null && BigInt(intent.amount_capturable) < expected.amountMinor;
  if (isTooMuch) return { outcome: 'refused', code: 'amount_exceeds_hold', retry: false };
  if (act.name === 'increment') return { outcome: 'refused', code: heard.code ?? 'not_supported', retry: false };
  return outcomeOf(heard);
}

export async function actOnIntent(client: StripeClient, act: IntentAct): Promise<WalletOutcome> {
  const { intentId, expected } = act;
  const lastKey = act.isOnceOnly ? WALLET_LIMITS.cardKeysPerAct : 1;
  for (let n = 1; n <= lastKey; n += 1) {
    const heard = await hear(intentShape, () => act.run(numberedKey(act.opKey, act.name, n)));
    if (heard.heard === 'refused' || heard.heard === 'key-reused') return outcomeOf(heard);
    if (heard.heard === 'value' && !heard.isReplayed) {
      const verdict = judgeIntent(heard.value, expected);
      if (verdict.outcome !== 'not-yet') return verdict;
    }
    const { verdict, intent } = await lookAt(client, intentId, expected);
    if (verdict.outcome !== 'not-yet') return verdict;
    // A remembered no is of how the intent stood then: it stands open now, so the next key asks again.
    if (heard.heard === 'unfit' && heard.isReplayed && intent !== null && n < lastKey) continue;
    if (heard.heard === 'unfit') return refusedFor(act, heard, intent);
    if (heard.heard === 'doubt' && !heard.isReplayed) return outcomeOf(heard);
  }
  return { outcome: 'unknown', cause: 'server-error', detail: 'the provider answers every key with a remembered error' };
}
