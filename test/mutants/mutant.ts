// Mutant: one known way to lose or double money, as exact replacements in the sources, and what is expected to notice.
import type { WalletName } from '../../gateway/domain/wallet/wallet-operation.ts';
import type { FailpointName } from '../../gateway/ports/failpoint.ts';

/** Found exactly once, or the mutant has lost its anchor and says so. */
export type Replacement = { readonly file: string; readonly find: string; readonly with: string };

export type Mutant = {
  readonly name: string;
  /** The rule that it breaks (money.md). */
  readonly breaks: string;
  readonly changes: readonly Replacement[];
  /** Tests of the decision table that are about this rule. */
  readonly table: readonly string[];
  /** Where its harm shows in the model and in the lives. */
  readonly wallet: WalletName;
  readonly store?: 'sqlite' | 'postgres';
  readonly at: readonly FailpointName[];
};
