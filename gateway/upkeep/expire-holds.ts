// Expire holds: meets the deadline of a hold whose wallet lets go of it by itself (row 21).
import { ok, refused } from '#protocol';
import { expireHold } from '../domain/hold/hold-expiry.ts';
import { loadSettleFacts, reviewWhenBroken, runSilently } from '../journey/session-facts.ts';
import { composing, type StepContext, settleIds } from '../journey/step-context.ts';

/** The hold-expiring deadline. */
export function createExpireHold(context: StepContext): (holdId: string) => Promise<void> {
  return (holdId) =>
    runSilently(context, {
      point: 'settle-session',
      load: async () => {
        const hold = await context.store.hold(holdId);
        return hold ? loadSettleFacts(context, hold.sessionId) : refused({ code: 'session.unknown' });
      },
      decide: (facts) => {
        const ids = { commandId: context.ids('cmd'), settle: settleIds(context, facts.holds) };
        return ok(expireHold(facts, holdId, ids, composing(context, context.clock.nowMs())));
      },
      whenBroken: reviewWhenBroken(context),
    });
}
