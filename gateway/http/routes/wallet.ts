// Wallet: what the person has, what is held and owed of it, and money that comes in.
import { ok } from '#protocol';
import { toSafeNumber } from '../../domain/money.ts';
import type { Purse } from '../../during/read-purse.ts';
import { tokenOf } from '../caller.ts';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { owedPayment, purse, topUpBody, topUpParams, topUpView } from './people-schemas.ts';
import { walletQuery } from './schemas.ts';

const tag = 'Wallet';
export const TOP_UPS_PATH = '/api/v1/wallet/top-ups';
export const OWED_PATH = '/api/v1/wallet/owed/payments';

/** Of a wallet elsewhere only its own word counts: no balance of ours stands for it. */
function purseJson({ wallet, balance, owed, topUp }: Purse) {
  const isWithUs = wallet === 'ledger';
  return {
    currency: balance.currency,
    availableMinor: isWithUs ? toSafeNumber(balance.availableMinor) : null,
    heldMinor: isWithUs ? toSafeNumber(balance.heldMinor) : null,
    wallet,
    owed: owed.map(({ currency, minor }) => ({ currency, minor: toSafeNumber(minor) })),
    topUp: topUp && { leastMinor: toSafeNumber(topUp.leastMinor), mostMinor: toSafeNumber(topUp.mostMinor) },
  };
}

function addTopUps(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: TOP_UPS_PATH,
      tag,
      summary: 'Top up',
      description:
        'The key is the top-up: the same key with another amount is refused. It counts once its provider has the money.',
      who: 'person',
      isKeyed: true,
      body: topUpBody,
      answers: { 202: { description: 'The provider is asked; look at the top-up for what it says.', schema: topUpView } },
      refusals: ['top-up.not-offered', 'top-up.amount-refused', 'wallet.declined', 'act.too-often'],
    },
    async ({ caller, keyed, body }) => {
      const { currency, amountMinor } = body;
      const wish = { amountMinor: BigInt(amountMinor), currency, personToken: tokenOf(caller) };
      const asked = await deps.steps.requestTopUp({ ...keyed, ...wish });
      return asked.ok ? ok(asked.value) : asked;
    },
  );
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${TOP_UPS_PATH}/{id}`,
      tag,
      summary: 'One top-up',
      who: 'person',
      params: topUpParams,
      answers: { 200: { description: 'As it is now.', schema: topUpView } },
      refusals: ['top-up.unknown'],
    },
    async ({ personId, params }) => {
      const found = await deps.steps.readTopUp({ personId, topUpId: params.id });
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    },
  );
}

export function addWallet(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/wallet',
      tag,
      summary: 'Balance',
      who: 'person',
      query: walletQuery,
      answers: { 200: { description: 'Free, held and owed amounts.', schema: purse } },
      refusals: ['wallet.currency-mismatch'],
    },
    async ({ personId, query }) => {
      const found = await deps.steps.readPurse({ personId, ...(query.currency && { currency: query.currency }) });
      return found.ok ? ok({ status: 200, body: purseJson(found.value) }) : found;
    },
  );
  addTopUps(app, deps);
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: OWED_PATH,
      tag,
      summary: 'Pay what is owed',
      description: 'Takes no body. Afterwards things can be started again.',
      who: 'person',
      isKeyed: true,
      answers: { 202: { description: 'Paid from the balance, or the wallet is asked.', schema: owedPayment } },
      refusals: ['owed.nothing', 'wallet.funds-insufficient', 'act.too-often'],
    },
    async ({ keyed }) => {
      const paid = await deps.steps.payOwed(keyed);
      return paid.ok ? ok(paid.value) : paid;
    },
  );
}
