// Compose wallets: opens every wallet elsewhere that the config names, and refuses to forget one that still holds money.
import { randomBytes } from 'node:crypto';
import type { Clock } from '#protocol';
import type { Config } from './config.ts';
import type { Log } from './ports/log.ts';
import type { OwnedStore } from './ports/store.ts';
import type { Wallet } from './ports/wallet.ts';
import { StartRefused } from './start-refused.ts';
import { describeForgotten, findForgottenWallets } from './upkeep/forgotten-wallets.ts';
import { openWallet } from './wallet/open-wallet.ts';
import { paths } from './web/paths.ts';

/** Every wallet elsewhere that the config names: of new holds, of older ones, or through which money comes into the embedded ledger. */
export async function openWallets(config: Config, clock: Clock, bound: { readonly origin: string }): Promise<readonly Wallet[]> {
  const inForce = config.wallet.name === 'ledger' ? config.topUp : config.wallet;
  const chosen = new Map([...config.closing, ...(inForce ? [inForce] : [])].map((source) => [source.name, source]));
  const wallets: Wallet[] = [];
  for (const source of chosen.values()) {
    const wallet = await openWallet(source, {
      webhookPath: `/webhooks/wallet/${source.name}`,
      returnUrlOf: (sessionId) => bound.origin + (sessionId === null ? paths.wallet : paths.session(sessionId)),
      clock,
      randomBytes: (size) => randomBytes(size),
    });
    if (!wallet.ok) throw new StartRefused(wallet.error.code, wallet.error.problem);
    wallets.push(wallet.value);
  }
  return wallets;
}

/** A hold is asked for at the wallet that gave it: without that one it would never end, and its payer would wait for their money. */
export async function refuseForgotten(store: OwnedStore, wallets: readonly Wallet[], log: Log): Promise<void> {
  const forgotten = await findForgottenWallets(store.books, wallets);
  const problem = describeForgotten(forgotten);
  if (problem !== null) throw new StartRefused('wallet.forgotten', problem);
  for (const { wallet, owed } of forgotten) log.warn('debts cannot be paid: their wallet is not configured', { wallet, owed });
}
