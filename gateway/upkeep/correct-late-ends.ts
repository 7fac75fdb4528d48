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
    return dossier.ok ? ok({ ...dossier.value, ...(await refundFactsOf(context, dossier.value)) }) : dossier;
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
