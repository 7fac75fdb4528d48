// Read purse: what a person has, what is held of it, what they owe, and whether money can be paid in from here.
import { ok, type Result } from '#protocol';
import type { WalletBalance } from '../domain/ledger/ledger.ts';
import { TOP_UP_LIMITS } from '../domain/ledger/top-up-decide.ts';
import type { Currency, Minor } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { StepContext } from '../journey/step-context.ts';
import { payInWallet } from './top-up.ts';

export type Purse = {
  /** Where the money is that pays for use: with us, or in a wallet elsewhere that we cannot look into. */
  readonly wallet: StepContext['walletInForce'];
  readonly balance: WalletBalance;
  /** Must be paid before anything can be started again. */
  readonly owed: readonly { readonly currency: Currency; readonly minor: Minor }[];
  /** null where no way to pay in is set up. */
  readonly topUp: { readonly leastMinor: Minor; readonly mostMinor: Minor } | null;
};

export type ReadPurse = (request: { readonly personId: string; readonly currency?: string }) => Promise<Result<Purse, Rejection>>;

export function createReadPurse(context: StepContext, defaultCurrency: Currency): ReadPurse {
  return async ({ personId, currency = defaultCurrency }) => {
    const { owed } = await context.store.standing(personId, { sinceMs: context.clock.nowMs() });
    return ok({
      wallet: context.walletInForce,
      balance: await context.store.balance(personId, currency),
      owed,
      topUp: payInWallet(context) ? TOP_UP_LIMITS : null,
    });
  };
}
