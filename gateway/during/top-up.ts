// Top up: money comes into the embedded ledger, once its provider has it; the same top-up arrives once (R1, R2).
import { assert, ok, type Result, refused } from '#protocol';
import { topUpTransfer } from '../domain/ledger/postings.ts';
import { decideTopUp, type TopUpView } from '../domain/ledger/top-up-decide.ts';
import { type Minor, toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { MONEY_LIMITS } from '../domain/wallet/money-limits.ts';
import { type OperationRecord, opKeys } from '../domain/wallet/wallet-operation.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { Wallet } from '../ports/wallet.ts';

export type TopUp = (request: {
  readonly topUpId: string;
  readonly tenantId: string;
  readonly personId: string;
  readonly currency: string;
  readonly amountMinor: Minor;
}) => Promise<void>;

/** For whoever has the money already, such as a demo. Repeating a top-up id changes nothing: its operation key is unique (R2). */
export function createTopUp(context: Pick<StepContext, 'store' | 'clock' | 'ids'>): TopUp {
  return async (request) => {
    const at = { transferId: context.ids('trf'), wallet: 'ledger', atMs: context.clock.nowMs() } as const;
    const outcome = await context.store.commit([{ change: 'transfer-posted', transfer: topUpTransfer({ ...request, ...at }) }]);
    assert(outcome.ok || outcome.constraint === 'transfer_op_key', 'a top-up is refused only for being a repeat');
  };
}

export type RequestTopUp = (
  request: KeyedRequest & { readonly amountMinor: Minor; readonly currency: string; readonly personToken: string | null },
) => Promise<Result<ActAnswer, Rejection>>;

export type ReadTopUp = (request: {
  readonly personId: string;
  readonly topUpId: string;
}) => Promise<Result<TopUpView, Rejection>>;

/** Where money can be paid in from: only into the embedded ledger, whose balance would otherwise pay for nothing. */
export function payInWallet({ payIn, wallets }: Pick<StepContext, 'payIn' | 'wallets'>): Wallet | null {
  return payIn === null ? null : (wallets.get(payIn) ?? null);
}

function viewOf(
  topUpId: string,
  operation: Pick<OperationRecord, 'state' | 'amountMinor' | 'currency' | 'actionUrl' | 'refusal'>,
): TopUpView {
  const { state, currency, actionUrl, refusal } = operation;
  return { topUpId, state, amountMinor: toSafeNumber(operation.amountMinor), currency, actionUrl, refusal };
}

type Facts = { readonly wallet: Wallet; readonly tenantId: string; readonly grant: string | null };

export function createRequestTopUp(context: StepContext): RequestTopUp {
  async function narrow(wallet: Wallet, personToken: string | null, opKey: string): Promise<Result<string | null, Rejection>> {
    const signal = AbortSignal.timeout(MONEY_LIMITS.walletCallMs);
    const grant = await wallet.exchangeToken({ personToken, opKey, signal });
    return grant.ok ? grant : refused({ code: 'wallet.declined', refusal: grant.error.code });
  }

  return (request) => {
    const { amountMinor, currency, personToken, personId } = request;
    const topUpId = context.ids('top');
    return runKeyedAct<Facts>(context, request, {
      load: async () => {
        const wallet = payInWallet(context);
        // Money in a wallet is no tenant's; its row is kept with whoever the gateway stands at.
        const tenantId = await context.store.ownTenant();
        if (!wallet || tenantId === null) return refused({ code: 'top-up.not-offered' });
        const grant = await narrow(wallet, personToken, opKeys.topUp(topUpId));
        return grant.ok ? ok({ wallet, tenantId, grant: grant.value }) : grant;
      },
      decide: ({ wallet, tenantId, grant }, nowMs) => {
        const wish = { topUpId, tenantId, payerId: personId, amountMinor, currency, wallet: wallet.name, grant };
        const changes = decideTopUp(wish, nowMs);
        if (!changes.ok) return changes;
        const body = viewOf(topUpId, { ...wish, state: 'pending', actionUrl: null, refusal: null });
        return ok({ status: 202, body, changes: changes.value });
      },
    });
  };
}

/** Whose it is not, finds none. */
export function createReadTopUp(context: Pick<StepContext, 'store'>): ReadTopUp {
  return async ({ personId, topUpId }) => {
    const operation = await context.store.operation(opKeys.topUp(topUpId));
    if (operation?.payerId !== personId) return refused({ code: 'top-up.unknown' });
    return ok(viewOf(topUpId, operation));
  };
}
