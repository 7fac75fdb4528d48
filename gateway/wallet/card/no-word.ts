// No word: carries a doubt through the provider's library, which knows exceptions only.
import type { WalletDoubt } from '../../domain/wallet/wallet-outcome.ts';

export type Doubt = { readonly cause: WalletDoubt; readonly detail: string };

export class NoWord extends Error {
  override readonly name = 'NoWord';
  readonly doubt: Doubt;
  constructor(doubt: Doubt) {
    super(doubt.detail);
    this.doubt = doubt;
  }
}
