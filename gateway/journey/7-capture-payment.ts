// Step 7, capture payment: stop evidence, or a deadline without it, prices the session once and moves the money.
import { type JournalEntryOf, ok } from '#protocol';
import type { Decision } from '../domain/decision.ts';
import { hearerOf } from '../domain/device/device.ts';
import { ackOf, firstAboveGap } from '../domain/device/journal-ack.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import { isAdopted } from '../domain/session/adopt-session.ts';
import { decideReview, openReview, reviewAgain } from '../domain/session/session-review.ts';
import { confirmStop, settleFromJournal } from '../domain/session/session-settle.ts';
import type { SettleFacts, SettleIds } from '../domain/session/session-settle-facts.ts';
import { settleUnproven } from '../domain/session/session-unproven.ts';
import { hasUnprovenTicket, isAwaitingJournal } from '../domain/session/unproven-tickets.ts';
import { drawReviewIds } from './refund-facts.ts';
import { loadSettleFacts, loadUnprovenFacts, reviewWhenBroken, runSilently } from './session-facts.ts';
import { composing, type StepContext, settleIds } from './step-context.ts';

export function captureByRecord(facts: SettleFacts, entry: JournalEntryOf<'ended'>, ids: SettleIds, nowMs: number): Decision {
  return confirmStop(facts, entry, ids, nowMs);
}

/** The stop-unproven deadline. */
export function createSettleUnproven(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      point: 'settle-session',
      load: () => loadUnprovenFacts(context, sessionId),
      decide: (facts) => {
        const ids = { commandId: context.ids('cmd'), settle: settleIds(context, facts.holds) };
        return ok(settleUnproven(facts, ids, composing(context, context.clock.nowMs())));
      },
      whenBroken: reviewWhenBroken(context),
    });
}

/** The settle-incomplete deadline: journal entries before the end are waited for no longer, and the device is told so. */
export function createSettleIncomplete(context: StepContext): (sessionId: string) => Promise<void> {
  return async (sessionId) => {
    const settled = await context.runner.run<SettleFacts, SettleFacts | null>({
      point: 'settle-session',
      load: () => loadSettleFacts(context, sessionId),
      decide: (facts) => {
        // A ticket may be in what is missing: it is asked for until a person decides, and the device may not forget it.
        if (isAwaitingJournal(facts.session) && hasUnprovenTicket(facts)) {
          return ok({ ...openReview(facts, { reason: 'journal-lost' }, context.clock.nowMs()), value: null });
        }
        const { changes } = settleFromJournal(facts, settleIds(context, facts.holds), context.clock.nowMs());
        return ok({ changes, value: facts });
      },
      whenBroken: (facts) => ({ changes: reviewWhenBroken(context)(facts).changes, value: null }),
    });
    if (settled.ok && settled.value?.session.state === 'settling') await sendAck(context, settled.value, true);
  };
}

/** The review-overdue deadline: nobody decided, so it is decided in the payer's favour (R11). */
export function createReviewOverdue(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      point: 'settle-session',
      load: () => loadSettleFacts(context, sessionId),
      decide: (facts) => ok(decideReview(facts, drawReviewIds(context, facts.holds), context.clock.nowMs())),
      whenBroken: (facts) => reviewAgain(facts, context.clock.nowMs()),
    });
}

/** Of what is closed nothing is waited for, once what follows a gap has stood there alone for long enough. */
async function isGapGivenUp(context: StepContext, { session, journalNumbers }: SettleFacts): Promise<boolean> {
  // What the device was told to forget in a time that our books lost is gone from both (row 27).
  if (isAdopted(session)) return true;
  const above = firstAboveGap(journalNumbers);
  const record = above === null ? null : await context.store.journalEntryOf(session.sessionId, above);
  return record !== null && context.clock.nowMs() >= record.receivedAtMs + SESSION_LIMITS.settleIncompleteAfterMs;
}

/** Tells the device what of a session's journal is stored: only now may it forget (M13). */
export async function sendAck(context: StepContext, facts: SettleFacts, isClosed: boolean): Promise<void> {
  const { device, session, journalNumbers } = facts;
  if (!device.boot) return;
  const { upTo, missing } = ackOf(journalNumbers, isClosed && (await isGapGivenUp(context, facts)));
  const { boot } = device.boot;
  await context.link.sendAck(hearerOf(device), { boot, ses: session.sessionId, upTo, missing: [...missing], verdict: 'stored' });
}
