// Wallet: what the person has, and how much of it is held.
import { ok } from '#protocol';
import { toSafeNumber } from '../../domain/money.ts';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { walletAnswer, walletQuery } from './schemas.ts';

export function addWallet(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/wallet',
      tag: 'Wallet',
      summary: 'Balance',
      who: 'person',
      query: walletQuery,
      answers: { 200: { description: 'Free and held amounts.', schema: walletAnswer } },
      refusals: ['wallet.currency-mismatch'],
    },
    async ({ personId, query }) => {
      const found = await deps.steps.readWallet({ personId, ...(query.currency && { currency: query.currency }) });
      if (!found.ok) return found;
      const { currency, availableMinor, heldMinor } = found.value;
      const body = { currency, availableMinor: toSafeNumber(availableMinor), heldMinor: toSafeNumber(heldMinor) };
      return ok({ status: 200, body });
    },
  );
}
