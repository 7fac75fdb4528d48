// Card wallet: holds on a card through Stripe's manual capture, behind the wallet port.
import { assert, ok } from '#protocol';
import { toSafeNumber } from '../../domain/money.ts';
import type { Wallet } from '../../ports/wallet.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { createCardStatus } from './card-status.ts';
import { createHoldActs, NO_HOLD } from './hold-acts.ts';
import { listOperations } from './list-operations.ts';
import { parseStripeWebhook } from './parse-webhook.ts';
import type { CardWalletOptions } from './plan-payment.ts';
import { refundIntent } from './refund-intent.ts';
import { createStripeClients } from './stripe-client.ts';
import { NOTES } from './stripe-shapes.ts';

export function createCardWallet(options: CardWalletOptions): Wallet {
  const { clock } = options;
  const open = createStripeClients(options);
  const { pay, act, nameHold } = createHoldActs(options, open);

  return {
    name: 'card',
    capabilities: {
      increment: options.increment,
      partialCapture: true,
      stickyVoid: true,
      keyTtlMs: WALLET_LIMITS.cardKeyTtlMs,
      maxHoldMs: WALLET_LIMITS.cardHoldMs,
      captureMode: 'sync',
    },

    // The card on file stands for the person: their token says nothing to the provider.
    exchangeToken: async () => ok(null),

    authorize: (call, hold) => pay(call, { ...hold, kind: 'authorize', opKey: call.opKey }),

    async increment(call, hold) {
      if (options.increment !== 'native') return { outcome: 'refused', code: 'not_supported', retry: false };
      const plan = { name: 'increment', kind: 'increment', isOnceOnly: false, amountMinor: hold.totalMinor } as const;
      const facts = { amount: toSafeNumber(hold.totalMinor), metadata: { [NOTES.incrementKey]: call.opKey } };
      return act(call, hold, plan, (client, id, idempotencyKey) =>
        client.paymentIntents.incrementAuthorization(id, { ...facts, expand: ['latest_charge'] }, { idempotencyKey }),
      );
    },

    async capture(call, hold) {
      assert(hold.amountMinor > 0n, 'a capture of nothing is a void');
      const plan = { name: 'capture', kind: 'capture', isOnceOnly: true, amountMinor: hold.amountMinor } as const;
      const facts = { amount_to_capture: toSafeNumber(hold.amountMinor), metadata: { [NOTES.captureKey]: call.opKey } };
      return act(call, hold, plan, (client, id, idempotencyKey) => client.paymentIntents.capture(id, facts, { idempotencyKey }));
    },

    async void(call, hold) {
      const named = hold.walletRef === null ? await nameHold(call, hold) : hold;
      if ('outcome' in named) return named;
      const plan = { name: 'cancel', kind: 'void', isOnceOnly: true, amountMinor: 0n } as const;
      return act(call, named, plan, (client, id, idempotencyKey) => client.paymentIntents.cancel(id, {}, { idempotencyKey }));
    },

    recapture: (call, hold) => pay(call, { ...hold, kind: 'recapture', opKey: call.opKey }),

    async refund(call, hold) {
      const { walletRef } = hold;
      return walletRef === null ? NO_HOLD : refundIntent(open(call), call, { ...hold, walletRef });
    },

    topUp: (call, payIn) => pay(call, { ...payIn, kind: 'top-up', opKey: call.opKey, holdId: null, sessionId: null }),

    status: createCardStatus(options, open),

    listSince: ({ sinceMs, cursor, signal }) => {
      const bounds = { signal, deadlineAtMs: clock.nowMs() + WALLET_LIMITS.cardAnswerMs, maxBytes: WALLET_LIMITS.cardListBytes };
      return listOperations(open(bounds), sinceMs, cursor);
    },

    parseWebhook(headers, body, nowMs) {
      const deadlineAtMs = clock.nowMs() + WALLET_LIMITS.hostAnswerMs;
      const client = open({ signal: new AbortController().signal, deadlineAtMs });
      return parseStripeWebhook(client, options.webhookSecret, { headers, body, nowMs });
    },
  };
}
