// Step 7, capture payment: stop evidence, or a deadline without it, prices the session once and moves the money.
import { type JournalEntryOf, ok } from '#protocol';
import type { Decision } from '../domain/decision.ts';
import { confirmStop, type SettleFacts, type SettleIds, settleFromJournal, settleUnproven } from '../domain/session-settle.ts';
import { loadSettleFacts, runSilently } from './session-facts.ts';
import { type StepContext, settleIds } from './step-context.ts';

export function captureByRecord(facts: SettleFacts, entry: JournalEntryOf<'ended'>, ids: SettleIds, nowMs: number): Decision {
  return confirmStop(facts, entry, ids, nowMs);
}

function createSettlement(
  context: StepContext,
  decideSettlement: (facts: SettleFacts, ids: SettleIds, nowMs: number) => Decision,
): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      load: () => loadSettleFacts(context, sessionId),
      decide: (facts) => ok(decideSettlement(facts, settleIds(context), context.clock.nowMs())),
    });
}

/** The stop-unproven deadline. */
export function createSettleUnproven(context: StepContext): (sessionId: string) => Promise<void> {
  return createSettlement(context, settleUnproven);
}

/** The settle-incomplete deadline: journal entries before the end are waited for no longer. */
export function createSettleIncomplete(context: StepContext): (sessionId: string) => Promise<void> {
  return createSettlement(context, settleFromJournal);
}
