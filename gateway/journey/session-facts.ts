// Session facts: loads what the steps about one session decide on, and runs steps that nobody waits for.
import { ok, type Result, refused } from '#protocol';
import type { Decision } from '../domain/decision.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import { openReview } from '../domain/session/session-review.ts';
import type { SettleFacts } from '../domain/session/session-settle-facts.ts';
import type { UnprovenSettleFacts } from '../domain/session/session-unproven.ts';
import type { UseFacts } from '../domain/session/session-use.ts';
import type { SessionDossier } from '../ports/store.ts';
import type { Step } from './run-step.ts';
import { type StepContext, settleFactsOf, useFactsOf } from './step-context.ts';

export async function loadUseFacts(context: StepContext, sessionId: string): Promise<Result<UseFacts, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  return dossier ? ok(useFactsOf(context, dossier)) : refused({ code: 'session.unknown' });
}

export async function loadDossier(
  context: Pick<StepContext, 'store'>,
  sessionId: string,
): Promise<Result<SessionDossier, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  return dossier ? ok(dossier) : refused({ code: 'session.unknown' });
}

export async function loadSettleFacts(context: StepContext, sessionId: string): Promise<Result<SettleFacts, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  return dossier ? ok(await settleFactsOf(context, dossier)) : refused({ code: 'session.unknown' });
}

/** ... with what the payer was believed lately, and the version that their counts are compared with (R10, R16). */
export async function loadUnprovenFacts(
  context: StepContext,
  sessionId: string,
): Promise<Result<UnprovenSettleFacts, Rejection>> {
  const facts = await loadSettleFacts(context, sessionId);
  if (!facts.ok) return facts;
  const sinceMs = context.clock.nowMs() - SESSION_LIMITS.waiversCountedForMs;
  return ok({ ...facts.value, standing: await context.store.standing(facts.value.session.payerId, { sinceMs }) });
}

/** A settling step that breaks a promise of our own leaves the session to a person, instead of trying for ever (R11). */
export function reviewWhenBroken(context: StepContext): (facts: SettleFacts) => Decision {
  return (facts) => openReview(facts, { reason: 'invariant-broken' }, context.clock.nowMs());
}

/** A step of time or of a device: a refusal there is our own news, not an answer to somebody. */
export async function runSilently<F>(context: StepContext, step: Step<F, null>): Promise<void> {
  const outcome = await context.runner.run(step);
  if (!outcome.ok) context.log.warn('step refused', { code: outcome.error.code });
}
