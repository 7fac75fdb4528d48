// Refund facts: what a refund decides on, and the ids that it may use.

import type { RefundFacts, RefundIds } from '../domain/correction/refund.ts';
import type { HoldRecord } from '../domain/hold/hold.ts';
import type { ReviewIds } from '../domain/session/session-review.ts';
import type { SessionDossier } from '../ports/store.ts';
import { disputeStanding } from './dispute-standing.ts';
import { type StepContext, settleIds } from './step-context.ts';

export async function refundFactsOf(
  context: Pick<StepContext, 'store' | 'restore'>,
  dossier: SessionDossier,
): Promise<RefundFacts> {
  const { session, venue, holds } = dossier;
  const refunds = await context.store.refundsOf(session.sessionId);
  const disputed = await disputedOf(context.store, dossier);
  return { session, venue, holds, refunds, disputed, restoreEpoch: context.restore().epoch };
}

/** By hold: what is in dispute, or was lost in one. */
async function disputedOf(
  store: StepContext['store'],
  { operations }: SessionDossier,
): Promise<NonNullable<RefundFacts['disputed']>> {
  const disputed: { [holdId: string]: bigint } = {};
  for (const { opKey, holdId, kind, state } of operations) {
    if (holdId === null || state !== 'done' || (kind !== 'capture' && kind !== 'recapture')) continue;
    const { openMinor, end } = await disputeStanding(store, opKey);
    if (end !== 'won' && openMinor > 0n) disputed[holdId] = (disputed[holdId] ?? 0n) + openMinor;
  }
  return disputed;
}

/** Per hold, since a payer may have more than one; drawn before the decision. */
export function drawRefundIds(context: Pick<StepContext, 'ids'>, holds: readonly Pick<HoldRecord, 'holdId'>[]): RefundIds {
  return Object.fromEntries(
    holds.map(({ holdId }) => [holdId, { refundId: context.ids('ref'), transferId: context.ids('trf') }]),
  );
}

/** A review ends as a settlement, and may give back. */
export function drawReviewIds(context: Pick<StepContext, 'ids'>, holds: readonly Pick<HoldRecord, 'holdId'>[]): ReviewIds {
  return { settle: settleIds(context, holds), refund: drawRefundIds(context, holds) };
}
