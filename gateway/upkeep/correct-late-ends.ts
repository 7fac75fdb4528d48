// Correct late ends: meets the deadline of a bill that a device's late word has lowered (R13).
import { ok, type Result } from '#protocol';
import { correctLateEnd, type LateEndFacts } from '../domain/correction/late-end.ts';
import type { Rejection } from '../domain/rejections.ts';
import { drawRefundIds, refundFactsOf } from '../journey/refund-facts.ts';
import { loadDossier, runSilently } from '../journey/session-facts.ts';
import type { StepContext } from '../journey/step-context.ts';

/** The correct-late-end deadline. */
export function createCorrectLateEnd(context: StepContext): (sessionId: string) => Promise<void> {
  async function load(sessionId: string): Promise<Result<LateEndFacts, Rejection>> {
    const dossier = await loadDossier(context, sessionId);
    if (!dossier.ok) return dossier;
    const { payerId } = dossier.value.session;
    // The count before what it counts: a debt that changes in between is found by it (R10).
    const { version } = await context.store.standing(payerId, { sinceMs: context.clock.nowMs() });
    const payer = { version, memos: await context.store.uncollectedOf(payerId) };
    return ok({ ...dossier.value, ...(await refundFactsOf(context, dossier.value)), payer });
  }

  return (sessionId) =>
    runSilently(context, {
      load: () => load(sessionId),
      decide: (facts) => {
        const ids = { refunds: drawRefundIds(context, facts.holds), auditId: context.ids('aud') };
        return ok(correctLateEnd(facts, ids, context.clock.nowMs()));
      },
    });
}
