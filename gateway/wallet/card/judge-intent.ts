// Judge intent: what the state of a PaymentIntent says of one operation; the state is the truth, whatever answers were lost.
import { unreachable } from '#protocol';
import type { Currency, Minor } from '../../domain/money.ts';
import type { WalletRefusal } from '../../domain/wallet/wallet-operation.ts';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { refusalOfDecline } from './stripe-names.ts';
import { type Intent, NOTES } from './stripe-shapes.ts';

/** Operations that live on an intent; refunds are objects of their own. */
export type IntentKind = 'authorize' | 'increment' | 'capture' | 'void' | 'recapture' | 'top-up';

export type IntentExpected = {
  readonly opKey: string;
  readonly kind: IntentKind;
  /** Key and hold that the intent was made for: of the authorize for all that is done to its hold. */
  readonly madeFor: string;
  readonly holdId: string | null;
  readonly amountMinor: Minor;
  readonly currency: Currency;
};

/** not-yet: the intent stands as if the operation had never been asked. */
export type IntentVerdict = WalletOutcome | { readonly outcome: 'not-yet' };

const NOT_YET: IntentVerdict = { outcome: 'not-yet' };

function mismatch(detail: string, saidMinor: number | null = null): WalletOutcome {
  return { outcome: 'unknown', cause: 'mismatch', detail, saidMinor: saidMinor === null ? null : BigInt(saidMinor) };
}

function refusedAs(code: WalletRefusal): WalletOutcome {
  return { outcome: 'refused', code, retry: false };
}

/** The network's own word, or the documented seven days. */
function holdExpiryOf(intent: Intent): number {
  const latest = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const before = latest?.payment_method_details?.card?.capture_before;
  return before ? before * 1000 : intent.created * 1000 + WALLET_LIMITS.cardHoldMs;
}

function doneOf(intent: Intent, amountMinor: Minor): WalletOutcome {
  const expiresAtMs = intent.status === 'requires_capture' ? holdExpiryOf(intent) : null;
  return { outcome: 'done', walletRef: intent.id, amountMinor, currency: intent.currency, expiresAtMs };
}

/** @returns why it was released, as what it means for an act that comes later. */
function releasedAs(intent: Intent): WalletOutcome {
  const isExpired = intent.cancellation_reason === 'automatic' || intent.cancellation_reason === 'expired';
  return refusedAs(isExpired ? 'hold_expired' : 'already_voided');
}

function actionOf(intent: Intent): WalletOutcome {
  const url = intent.next_action?.redirect_to_url?.url;
  // Anything else needs the provider's script in the page; ours only leads to an address.
  if (!url?.startsWith('https://')) return refusedAs('auth_required');
  const expiresAtMs = intent.created * 1000 + WALLET_LIMITS.cardActionMs;
  return { outcome: 'action', walletRef: intent.id, url, expiresAtMs };
}

/** A payment that is on its way to being held, or taken. */
function judgePayment(intent: Intent, isThere: boolean, there: () => WalletOutcome): IntentVerdict {
  if (isThere) return there();
  switch (intent.status) {
    case 'requires_action':
      return actionOf(intent);
    case 'processing':
      return { outcome: 'pending', walletRef: intent.id };
    case 'requires_payment_method': {
      const failed = intent.last_payment_error;
      return failed ? refusedAs(refusalOfDecline(failed.decline_code ?? failed.code ?? null)) : NOT_YET;
    }
    case 'canceled':
      return releasedAs(intent);
    case 'requires_confirmation':
      return NOT_YET;
    default:
      return mismatch(`intent is ${intent.status}`);
  }
}

function exactly(intent: Intent, saidMinor: number, expected: IntentExpected): WalletOutcome {
  const isSame = BigInt(saidMinor) === expected.amountMinor;
  return isSame ? doneOf(intent, expected.amountMinor) : mismatch(`the provider speaks of amount ${saidMinor}`, saidMinor);
}

/** Held is what was asked; more only where we have raised it since. */
function judgeHeld(intent: Intent, expected: IntentExpected): WalletOutcome {
  const isRaised = intent.metadata[NOTES.incrementKey] !== undefined && BigInt(intent.amount) > expected.amountMinor;
  return isRaised ? doneOf(intent, expected.amountMinor) : exactly(intent, intent.amount, expected);
}

function judgeIncrement(intent: Intent, expected: IntentExpected): IntentVerdict {
  if (intent.status === 'canceled') return releasedAs(intent);
  if (intent.status === 'succeeded') return refusedAs('already_captured');
  if (intent.status !== 'requires_capture') return refusedAs('hold_not_found');
  // Totals are absolute: one that a later increment has passed is in effect too.
  return BigInt(intent.amount_capturable) >= expected.amountMinor ? doneOf(intent, expected.amountMinor) : NOT_YET;
}

function judgeCapture(intent: Intent, expected: IntentExpected): IntentVerdict {
  if (intent.status === 'succeeded') {
    const takenBy = intent.metadata[NOTES.captureKey];
    if (takenBy !== undefined && takenBy !== expected.opKey) return refusedAs('already_captured');
    return exactly(intent, intent.amount_received, expected);
  }
  if (intent.status === 'processing') return { outcome: 'pending', walletRef: intent.id };
  if (intent.status === 'canceled') return releasedAs(intent);
  return intent.status === 'requires_capture' ? NOT_YET : refusedAs('hold_not_found');
}

function judgeVoid(intent: Intent): IntentVerdict {
  if (intent.status === 'canceled') return doneOf(intent, 0n);
  if (intent.status === 'succeeded') return refusedAs('already_captured');
  const isUnderWay = intent.status === 'processing';
  return isUnderWay ? { outcome: 'unknown', cause: 'server-error', detail: 'the payment is being processed' } : NOT_YET;
}

/** An answer about another operation, hold or currency than was asked moves nothing. */
function differenceOf(intent: Intent, expected: IntentExpected): string | null {
  if (intent.metadata[NOTES.opKey] !== expected.madeFor) return 'operation';
  if ((intent.metadata[NOTES.holdId] ?? null) !== expected.holdId) return 'hold';
  return intent.currency === expected.currency ? null : `currency ${intent.currency}`;
}

export function judgeIntent(intent: Intent, expected: IntentExpected): IntentVerdict {
  const difference = differenceOf(intent, expected);
  if (difference !== null) return mismatch(`the provider speaks of another ${difference}`);
  switch (expected.kind) {
    case 'authorize': {
      const isHeld = intent.status === 'requires_capture' || intent.status === 'succeeded';
      return judgePayment(intent, isHeld, () => judgeHeld(intent, expected));
    }
    case 'recapture':
    case 'top-up':
      return judgePayment(intent, intent.status === 'succeeded', () => exactly(intent, intent.amount_received, expected));
    case 'increment':
      return judgeIncrement(intent, expected);
    case 'capture':
      return judgeCapture(intent, expected);
    case 'void':
      return judgeVoid(intent);
    default:
      return unreachable(expected.kind);
  }
}
