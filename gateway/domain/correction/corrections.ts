// Corrections: what came after a receipt, as API and page show it; the receipt itself never changes.

import type { RefundRecord } from '../ledger/ledger.ts';
import type { ClaimReason, ClaimRule, ClaimVerdict } from './claim.ts';

/** All of whoever asks; amounts in whole minor units, times ISO 8601 in UTC. */
export type Corrections = {
  readonly sessionId: string;
  readonly currency: string;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  readonly refunds: readonly {
    readonly refundId: string;
    readonly amountMinor: number;
    /** pending: the wallet was asked. owed: it refused, and the money comes by other means. */
    readonly state: RefundRecord['state'];
    readonly by: RefundRecord['by']['actor'];
    readonly at: string;
  }[];
  readonly claims: readonly {
    readonly claimId: string;
    readonly rule: ClaimRule;
    readonly verdict: ClaimVerdict;
    readonly because: ClaimReason;
    /** Decided by a person since. */
    readonly answered: boolean;
    readonly at: string;
  }[];
  /** What can still be said with one tap, and until when. */
  readonly claimable: { readonly rules: readonly ClaimRule[]; readonly until: string } | null;
  /** Of this session, not to be had so far; it blocks the next start. */
  readonly owedMinor: number;
};
