// Top up: money arrives in a wallet; the same top-up id arrives once.
import { assert } from '#protocol';
import type { Minor } from '../domain/money.ts';
import { topUpTransfer } from '../domain/postings.ts';
import type { StepContext } from '../journey/step-context.ts';

export type TopUp = (request: {
  readonly topUpId: string;
  readonly tenantId: string;
  readonly personId: string;
  readonly currency: string;
  readonly amountMinor: Minor;
}) => Promise<void>;

/** Repeating a top-up id changes nothing: its operation key is unique (R2). */
export function createTopUp(context: Pick<StepContext, 'store' | 'clock' | 'ids'>): TopUp {
  return async (request) => {
    const transfer = topUpTransfer({ ...request, transferId: context.ids('trf'), atMs: context.clock.nowMs() });
    const outcome = await context.store.commit([{ change: 'transfer-posted', transfer }]);
    assert(outcome.ok || outcome.constraint === 'transfer_op_key', 'a top-up is refused only for being a repeat');
  };
}
