// Hold acts: payments, and what is done to a hold on a card, each through the intent that it lives on.

import type { Minor } from '../../domain/money.ts';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import type { WalletCall, WalletHold } from '../../ports/wallet.ts';
import { actOnIntent, type IntentAct } from './act-on-intent.ts';
import type { IntentKind } from './judge-intent.ts';
import { findIntent } from './look.ts';
import { makeIntent, placeIntent } from './place-intent.ts';
import { type CardWalletOptions, isSupported, type Payment, planPayment } from './plan-payment.ts';
import type { OpenClient, StripeClient } from './stripe-client.ts';

const NO_CARD: WalletOutcome = { outcome: 'refused', code: 'method_invalid', retry: true };
export const NO_HOLD: WalletOutcome = { outcome: 'refused', code: 'hold_not_found', retry: false };

type HoldAct = Pick<IntentAct, 'name' | 'isOnceOnly'> & { readonly kind: IntentKind; readonly amountMinor: Minor };

export function createHoldActs(options: CardWalletOptions, open: OpenClient) {
  const { clock, accountOf } = options;
  async function pay(call: WalletCall, asked: Omit<Payment, 'installation'>): Promise<WalletOutcome> {
    const payment = { ...asked, installation: call.installation };
    if (!isSupported(payment.currency)) return { outcome: 'refused', code: 'not_supported', retry: false };
    const account = await accountOf(payment.payerId);
    if (account === null) return NO_CARD;
    return placeIntent(open(call), clock, call, planPayment(options, account, payment));
  }

  function act(
    call: WalletCall,
    hold: WalletHold,
    plan: HoldAct,
    run: (client: StripeClient, id: string, idempotencyKey: string) => Promise<unknown>,
  ): Promise<WalletOutcome> | WalletOutcome {
    const { walletRef: intentId } = hold;
    if (intentId === null) return NO_HOLD;
    const client = open(call);
    const { name, isOnceOnly, kind, amountMinor } = plan;
    const expected = {
      opKey: call.opKey,
      kind,
      madeFor: hold.authorizeKey,
      holdId: hold.holdId,
      amountMinor,
      currency: hold.currency,
    };
    const runOn = (key: string): Promise<unknown> => run(client, intentId, key);
    return actOnIntent(client, { opKey: call.opKey, name, isOnceOnly, intentId, expected, run: runOn });
  }

  /** Makes the authorize's own intent to learn its id (R4): whoever comes late with that key finds it cancelled. */
  async function nameHold(
    call: WalletCall,
    hold: WalletHold & { readonly amountMinor: Minor },
  ): Promise<WalletHold | WalletOutcome> {
    // Without a name nothing of it was ever confirmed, so nothing is held.
    const nothing: WalletOutcome = {
      outcome: 'done',
      walletRef: hold.authorizeKey,
      amountMinor: 0n,
      currency: hold.currency,
      expiresAtMs: null,
    };
    const account = await accountOf(hold.payerId);
    if (account === null) return nothing;
    const plan = planPayment(options, account, {
      ...hold,
      kind: 'authorize',
      opKey: hold.authorizeKey,
      installation: call.installation,
    });
    const client = open(call);
    const named = { opKey: hold.authorizeKey, askedAtMs: call.askedAtMs };
    const known = await makeIntent(client, clock, named, plan);
    if (known.ok) return { ...hold, walletRef: known.value.id };
    if (known.error.outcome !== 'refused') return known.error;
    // It cannot be made (the card is gone): then there is nothing to void, unless it was made before.
    const found = await findIntent(client, plan.customer, named);
    if (!found.ok) return found.error;
    return found.value ? { ...hold, walletRef: found.value.id } : nothing;
  }

  return { pay, act, nameHold };
}
