// Card status: what became of an operation, from the state of its intent or from the list of its refunds.
import { ok } from '#protocol';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import type { WalletCall, WalletQuestion } from '../../ports/wallet.ts';
import { findIntent, lookAt } from './look.ts';
import type { CardWalletOptions } from './plan-payment.ts';
import { lookAtRefund } from './refund-intent.ts';
import type { OpenClient } from './stripe-client.ts';

type Status = WalletOutcome | { readonly outcome: 'not-found' };
const NOT_FOUND: Status = { outcome: 'not-found' };

export function createCardStatus({ accountOf }: Pick<CardWalletOptions, 'accountOf'>, open: OpenClient) {
  return async (call: WalletCall, question: WalletQuestion): Promise<Status> => {
    const { kind, hold, amountMinor, currency, payerId } = question;
    const client = open(call);
    if (kind === 'refund') {
      if (!hold?.walletRef) return NOT_FOUND;
      const said = await lookAtRefund(client, call.opKey, { ...hold, walletRef: hold.walletRef, totalMinor: amountMinor });
      return said.outcome === 'not-yet' ? NOT_FOUND : said;
    }
    // A payment has an intent of its own; what is done to a hold is seen on the hold's.
    const isPayment = kind === 'authorize' || kind === 'recapture' || kind === 'top-up';
    const madeFor = isPayment ? call.opKey : (hold?.authorizeKey ?? call.opKey);
    let intentId = isPayment ? call.walletRef : (hold?.walletRef ?? null);
    if (intentId === null) {
      const account = await accountOf(payerId);
      const found = account
        ? await findIntent(client, account.customer, { opKey: madeFor, askedAtMs: call.askedAtMs })
        : ok(null);
      if (!found.ok) return found.error;
      intentId = found.value?.id ?? null;
    }
    if (intentId === null) return NOT_FOUND;
    const facts = { opKey: call.opKey, kind, madeFor, holdId: hold?.holdId ?? null, amountMinor, currency };
    const { verdict } = await lookAt(client, intentId, facts);
    return verdict.outcome === 'not-yet' ? NOT_FOUND : verdict;
  };
}
