// Plan payment: what the provider is asked to make and confirm for one payment of ours, the same on every attempt.
import type { Clock } from '#protocol';
import { type Currency, decimalsOf, type Minor, toSafeNumber } from '../../domain/money.ts';
import type { IntentKind } from './judge-intent.ts';
import type { IntentPlan } from './place-intent.ts';
import { NOTES } from './stripe-shapes.ts';

/** The payer as the provider knows them. */
export type CardAccount = { readonly customer: string; readonly paymentMethod: string };

export type CardWalletOptions = {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** null for the provider's own. */
  readonly apiUrl: string | null;
  /** null: the payer has no card on file. */
  readonly accountOf: (payerId: string) => Promise<CardAccount | null>;
  /** Where the payer's bank leads them back to. */
  readonly returnUrlOf: (sessionId: string | null) => string;
  /** native: the provider has switched incremental authorization on for this account; see docs.stripe.com/payments/incremental-authorization. */
  readonly increment: 'native' | 'second_hold' | 'none';
  readonly clock: Clock;
};

export type Payment = {
  readonly kind: Extract<IntentKind, 'authorize' | 'recapture' | 'top-up'>;
  readonly opKey: string;
  readonly payerId: string;
  readonly holdId: string | null;
  readonly sessionId: string | null;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly installation: string | undefined;
};

/** Stripe wants the last of three decimals to be 0 (docs.stripe.com/currencies): a final price of ours need not be. */
export function isSupported(currency: Currency): boolean {
  return decimalsOf(currency) <= 2;
}

export function planPayment(options: CardWalletOptions, account: CardAccount, payment: Payment): IntentPlan {
  const { kind, opKey, holdId, sessionId, amountMinor, currency, installation, payerId } = payment;
  const isRaisable = kind === 'authorize' && options.increment === 'native';
  return {
    customer: account.customer,
    create: {
      amount: toSafeNumber(amountMinor),
      currency: currency.toLowerCase(),
      customer: account.customer,
      payment_method: account.paymentMethod,
      allowed_payment_method_types: ['card'],
      capture_method: kind === 'authorize' ? 'manual' : 'automatic',
      metadata: {
        [NOTES.opKey]: opKey,
        [NOTES.kind]: kind,
        ...(holdId !== null && { [NOTES.holdId]: holdId }),
        ...(sessionId !== null && { [NOTES.sessionId]: sessionId }),
        ...(installation !== undefined && { [NOTES.installation]: installation }),
        ...(kind === 'top-up' && { [NOTES.payerId]: payerId }),
      },
      ...(isRaisable && { payment_method_options: { card: { request_incremental_authorization: 'if_available' } } }),
    },
    // Nobody is there to answer their bank when a debt is collected later.
    confirm: kind === 'recapture' ? { off_session: true } : { return_url: options.returnUrlOf(sessionId) },
    expected: { opKey, kind, madeFor: opKey, holdId, amountMinor, currency },
  };
}
