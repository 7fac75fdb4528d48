// Stripe names: its own words for events and declines, and what each means to us.
import type { WalletRefusal } from '../../domain/wallet/wallet-operation.ts';

/** Events that change what we know; every other one is acknowledged and forgotten. */
export const STRIPE_EVENTS = {
  'payment_intent.amount_capturable_updated': 'intent',
  'payment_intent.succeeded': 'intent',
  'payment_intent.payment_failed': 'intent',
  'payment_intent.canceled': 'intent',
  'refund.created': 'refund',
  'refund.updated': 'refund',
  'refund.failed': 'refund',
  // An inquiry (`warning_...`) takes nothing: money is gone when funds are withdrawn.
  'charge.dispute.created': 'dispute',
  'charge.dispute.funds_withdrawn': 'dispute',
  'charge.dispute.closed': 'dispute',
} as const;
export type StripeEventName = keyof typeof STRIPE_EVENTS;

/** Why a bank said no (docs.stripe.com/declines/codes); what is not listed is the card's own fault. */
const DECLINES: { readonly [code: string]: WalletRefusal } = {
  insufficient_funds: 'insufficient_funds',
  card_velocity_exceeded: 'limit_exceeded',
  withdrawal_count_limit_exceeded: 'limit_exceeded',
  invalid_amount: 'limit_exceeded',
  authentication_required: 'auth_required',
  payment_intent_authentication_failure: 'auth_required',
  mobile_device_authentication_required: 'auth_required',
  offline_pin_required: 'auth_required',
  online_or_offline_pin_required: 'auth_required',
  fraudulent: 'fraud',
  lost_card: 'fraud',
  stolen_card: 'fraud',
  pickup_card: 'fraud',
  merchant_blacklist: 'fraud',
  security_violation: 'fraud',
  restricted_card: 'account_blocked',
  invalid_account: 'account_blocked',
  revocation_of_all_authorizations: 'account_blocked',
  revocation_of_authorization: 'account_blocked',
  stop_payment_order: 'account_blocked',
  currency_not_supported: 'currency_mismatch',
};

export function refusalOfDecline(code: string | null): WalletRefusal {
  return DECLINES[code ?? ''] ?? 'method_invalid';
}

/** What Stripe says of a request that it would not carry out, beside declines. */
export const REQUEST_REFUSALS: { readonly [code: string]: WalletRefusal } = {
  amount_too_large: 'limit_exceeded',
  amount_too_small: 'limit_exceeded',
  charge_expired_for_capture: 'hold_expired',
  capture_charge_authorization_expired: 'hold_expired',
  charge_already_captured: 'already_captured',
  charge_already_refunded: 'amount_exceeds_hold',
  charge_disputed: 'account_blocked',
  payment_method_unactivated: 'method_invalid',
  payment_method_customer_decline: 'method_invalid',
};
