// Card stage: the card wallet's adapter, with the provider's real library, in front of the reference card provider.
import { createCardWallet } from '../../../gateway/wallet/card/create-card-wallet.ts';
import type { CardWalletOptions } from '../../../gateway/wallet/card/plan-payment.ts';
import { createReferenceCardProvider, type ReferenceCardProvider } from '../../../gateway/wallet/reference/card-provider.ts';
import { type Act, openStage, type WalletStage } from './stage.ts';

const SECRET_KEY = 'sk_test_reference';
const WEBHOOK_SECRET = 'whsec_reference';

/** The route on which an act takes effect; what is made before it holds nothing. */
const ROUTES: { readonly [A in Act]: string } = {
  authorize: 'confirm',
  recapture: 'confirm',
  'top-up': 'confirm',
  increment: 'increment_authorization',
  capture: 'capture',
  void: 'cancel',
  refund: 'refund',
  status: 'retrieve',
};

export type CardStage = WalletStage & { readonly provider: ReferenceCardProvider };

export async function openCardStage(changes: Partial<CardWalletOptions> = {}): Promise<CardStage> {
  let opened: ReferenceCardProvider | null = null;
  const stage = await openStage(async (clock) => {
    const secrets = { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET };
    const provider = await createReferenceCardProvider({ path: ':memory:', port: 0, ...secrets, nowMs: clock.nowMs });
    opened = provider;
    const wallet = createCardWallet({
      ...secrets,
      apiUrl: provider.url,
      accountOf: async (payerId) => ({ customer: `cus_${payerId}`, paymentMethod: 'pm_card_visa' }),
      returnUrlOf: (sessionId) => `https://q.example.com/sessions/${sessionId ?? ''}`,
      increment: 'native',
      clock,
      ...changes,
    });
    return {
      ...provider,
      wallet,
      routeOf: (act) => ROUTES[act],
      moneyOf(holdId) {
        const { intents, refunds } = provider.books.truth();
        const own = intents.filter(({ metadata }) => metadata.unlatch_hold === holdId);
        const back = refunds.filter(
          ({ payment_intent, status }) => status === 'succeeded' && own.some(({ id }) => id === payment_intent),
        );
        return {
          heldMinor: own.reduce((sum, intent) => sum + intent.amount_capturable, 0),
          capturedMinor: own.reduce((sum, intent) => sum + intent.amount_received, 0),
          refundedMinor: back.reduce((sum, refund) => sum + refund.amount, 0),
        };
      },
      grantOf: async () => null,
    };
  });
  if (!opened) throw new Error('the provider is open');
  return { ...stage, provider: opened };
}
