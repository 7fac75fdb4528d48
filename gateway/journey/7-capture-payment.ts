// Step 7, capture payment: stop evidence, or a deadline without it, prices the session once and moves the money.
import { type JournalEntryOf, ok } from '#protocol';
import type { Decision } from '../domain/decision.ts';
import { ackOf } from '../domain/journal-ack.ts';
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

/** The settle-incomplete deadline: journal entries before the end are waited for no longer, and the device is told so. */
export function createSettleIncomplete(context: StepContext): (sessionId: string) => Promise<void> {
  return async (sessionId) => {
    const settled = await context.runner.run<SettleFacts, SettleFacts>({
      load: () => loadSettleFacts(context, sessionId),
      decide: (facts) => {
        const { changes } = settleFromJournal(facts, settleIds(context), context.clock.nowMs());
        return ok({ changes, value: facts });
      },
    });
    if (settled.ok && settled.value.session.state === 'settling') await sendAck(context, settled.value, true);
  };
}

/** Tells the device what of a session's journal is stored: only now may it forget (M13). */
export async function sendAck(context: StepContext, facts: SettleFacts, isClosed: boolean): Promise<void> {
  const { device, session, journalNumbers } = facts;
  if (!device.boot) return;
  const { upTo, missing } = ackOf(journalNumbers, isClosed);
  const address = { tenant: device.tenantId, device: device.deviceId };
  const { boot } = device.boot;
  await context.link.sendAck(address, { boot, ses: session.sessionId, upTo, missing: [...missing], verdict: 'stored' });
}
