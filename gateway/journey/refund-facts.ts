// Refund facts: what a refund decides on, and the ids that it may use.

import type { RefundFacts, RefundIds } from '../domain/correction/refund.ts';
import type { HoldRecord } from '../domain/hold/hold.ts';
import type { SessionDossier } from '../ports/store.ts';
import type { StepContext } from './step-context.ts';

export async function refundFactsOf(
  context: Pick<StepContext, 'store' | 'restore'>,
  dossier: SessionDossier,
): Promise<RefundFacts> {
  const { session, venue, holds } = dossier;
  const refunds = await context.store.refundsOf(session.sessionId);
  return { session, venue, holds, refunds, restoreEpoch: context.restore().epoch };
}

/** Per hold, since a payer may have more than one; drawn before the decision. */
export function drawRefundIds(context: Pick<StepContext, 'ids'>, holds: readonly Pick<HoldRecord, 'holdId'>[]): RefundIds {
  return Object.fromEntries(
    holds.map(({ holdId }) => [holdId, { refundId: context.ids('ref'), transferId: context.ids('trf') }]),
  );
}
