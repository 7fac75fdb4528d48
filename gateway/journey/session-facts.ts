// Session facts: loads what the steps about one session decide on, and runs steps that nobody waits for.
import { ok, type Result, refused } from '#protocol';
import type { Decision } from '../domain/decision.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SettleFacts } from '../domain/session-settle.ts';
import type { UseFacts } from '../domain/session-use.ts';
import { type StepContext, settleFactsOf, useFactsOf } from './step-context.ts';

export async function loadUseFacts(context: StepContext, sessionId: string): Promise<Result<UseFacts, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  return dossier ? ok(useFactsOf(context, dossier)) : refused({ code: 'session.unknown' });
}

export async function loadSettleFacts(context: StepContext, sessionId: string): Promise<Result<SettleFacts, Rejection>> {
  const dossier = await context.store.dossier(sessionId);
  return dossier ? ok(await settleFactsOf(context, dossier)) : refused({ code: 'session.unknown' });
}

/** A step of time or of a device: a refusal there is our own news, not an answer to somebody. */
export async function runSilently<F>(
  context: StepContext,
  step: { readonly load: () => Promise<Result<F, Rejection>>; readonly decide: (facts: F) => Result<Decision, Rejection> },
): Promise<void> {
  const outcome = await context.runner.run(step);
  if (!outcome.ok) context.log.warn('step refused', { code: outcome.error.code });
}
