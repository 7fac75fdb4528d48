// Refund: brings what has been given back to an absolute total (R16); the provider's list of refunds is what counts, not our attempts.
import type { Minor } from '../../domain/money.ts';
import { toSafeNumber } from '../../domain/money.ts';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import type { WalletCall, WalletHold } from '../../ports/wallet.ts';
import { hear } from './hear-stripe.ts';
import { listRefunds, outcomeOf } from './look.ts';
import type { StripeClient } from './stripe-client.ts';
import { intentShape, NOTES, type Refund, refundShape } from './stripe-shapes.ts';

type RefundVerdict = WalletOutcome | { readonly outcome: 'not-yet'; readonly backMinor: Minor };

function judgeRefund(refund: Refund, totalMinor: Minor): WalletOutcome {
  const { id: walletRef, currency } = refund;
  if (refund.status === 'succeeded') return { outcome: 'done', walletRef, amountMinor: totalMinor, currency, expiresAtMs: null };
  if (refund.status === 'failed' || refund.status === 'canceled') {
    return { outcome: 'refused', code: 'method_invalid', retry: false };
  }
  return { outcome: 'pending', walletRef };
}

function isBack(refund: Refund): boolean {
  return refund.status !== 'failed' && refund.status !== 'canceled';
}

/** What the refunds that exist say of one: its own entry first, then whether as much is back already. */
export async function lookAtRefund(
  client: StripeClient,
  opKey: string,
  hold: WalletHold & { readonly totalMinor: Minor; readonly walletRef: string },
): Promise<RefundVerdict> {
  const refunds = await listRefunds(client, hold.walletRef);
  if (!refunds.ok) return refunds.error;
  if (refunds.value.some((refund) => refund.currency !== hold.currency)) {
    return { outcome: 'unknown', cause: 'mismatch', detail: 'the provider speaks of another currency' };
  }
  const own = refunds.value.find((refund) => refund.metadata?.[NOTES.opKey] === opKey);
  if (own) return judgeRefund(own, hold.totalMinor);
  const backMinor = refunds.value.filter(isBack).reduce((sum, refund) => sum + BigInt(refund.amount), 0n);
  const [latest] = refunds.value;
  if (backMinor >= hold.totalMinor && latest) return judgeRefund({ ...latest, status: 'succeeded' }, hold.totalMinor);
  return { outcome: 'not-yet', backMinor };
}

export async function refundIntent(
  client: StripeClient,
  call: WalletCall,
  hold: WalletHold & { readonly totalMinor: Minor; readonly walletRef: string },
): Promise<WalletOutcome> {
  const before = await lookAtRefund(client, call.opKey, hold);
  if (before.outcome !== 'not-yet') return before;
  const intent = await hear(intentShape, () => client.paymentIntents.retrieve(hold.walletRef));
  if (intent.heard !== 'value') return outcomeOf(intent);
  if (intent.value.currency !== hold.currency) {
    return { outcome: 'unknown', cause: 'mismatch', detail: 'the provider speaks of another currency' };
  }
  if (BigInt(intent.value.amount_received) < hold.totalMinor) {
    return { outcome: 'refused', code: 'amount_exceeds_hold', retry: false };
  }
  const heard = await hear(refundShape, () =>
    client.refunds.create(
      {
        payment_intent: hold.walletRef,
        amount: toSafeNumber(hold.totalMinor - before.backMinor),
        metadata: { [NOTES.opKey]: call.opKey, [NOTES.totalMinor]: hold.totalMinor.toString() },
      },
      // One key only: an intent admits many refunds, so behind a remembered error a second key might pay twice.
      { idempotencyKey: `${call.opKey}/refund` },
    ),
  );
  if (heard.heard === 'value' && !heard.isReplayed) {
    const isAsked = BigInt(heard.value.amount) === hold.totalMinor - before.backMinor && heard.value.currency === hold.currency;
    if (isAsked) return judgeRefund(heard.value, hold.totalMinor);
    return { outcome: 'unknown', cause: 'mismatch', detail: `the provider gave back ${heard.value.amount}` };
  }
  if (heard.heard === 'refused') return outcomeOf(heard);
  const after = await lookAtRefund(client, call.opKey, hold);
  if (after.outcome !== 'not-yet') return after;
  if (heard.heard === 'unfit') return outcomeOf(heard);
  if (heard.heard === 'doubt') return outcomeOf(heard);
  // Another sum was asked under the key before: it is remembered for a day, and may yet turn up.
  return { outcome: 'unknown', cause: 'server-error', detail: 'the key is taken by an earlier attempt with another sum' };
}
