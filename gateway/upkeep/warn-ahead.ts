// Warn ahead: tells the person of a running session what is coming while they can still do something about it.
import { ok, type Result } from '#protocol';
import { type ToldAhead, type WarningFacts, warnAhead } from '../domain/message/session-warning.ts';
import { eventIdOf } from '../domain/outbox/queue-event.ts';
import type { Rejection } from '../domain/rejections.ts';
import { purseOf } from '../journey/5-meter-usage.ts';
import { loadDossier, runSilently } from '../journey/session-facts.ts';
import { type StepContext, useFactsOf } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';

export async function warningFactsOf(context: StepContext, dossier: SessionDossier): Promise<WarningFacts> {
  return { ...useFactsOf(context, dossier), purse: await purseOf(context, dossier.hold) };
}

/** What was told once is not told again, whoever looks. */
async function toldOf({ store }: StepContext, sessionId: string): Promise<ToldAhead> {
  const end = await store.outboxEvent(eventIdOf('session.ends-soon', sessionId));
  const money = await store.outboxEvent(eventIdOf('session.money-low', sessionId));
  return { end: end !== null, money: money !== null };
}

type Facts = { readonly warning: WarningFacts; readonly told: ToldAhead };

async function loadFacts(context: StepContext, sessionId: string): Promise<Result<Facts, Rejection>> {
  const dossier = await loadDossier(context, sessionId);
  if (!dossier.ok) return dossier;
  return ok({ warning: await warningFactsOf(context, dossier.value), told: await toldOf(context, sessionId) });
}

/** The warn-ahead deadline. */
export function createWarnAhead(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      load: () => loadFacts(context, sessionId),
      decide: ({ warning, told }) => ok(warnAhead(warning, told, context.clock.nowMs())),
    });
}
