// Pause session: keeps the object for its person while nobody uses it, and lets it go again; proven by the device (FP-27).
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';
import { commandWish, runWish, type WishAnswer } from './wish.ts';

export type PauseSession = (
  request: KeyedRequest & { readonly sessionId: string; readonly wish: 'pause' | 'resume' },
) => Promise<Result<WishAnswer, Rejection>>;

/**
 * A resume may overtake the record of the pause it ends, or takes back one that waits for a hand, so both are heard in
 * either state.
 */
export function createPauseSession(context: StepContext): PauseSession {
  return (request) =>
    runWish(
      context,
      request,
      (dossier) => {
        const { session } = dossier;
        const { acts, longestPauseS } = profileOf(context, session.kind);
        if (!acts.includes('pause') || longestPauseS === undefined) return refused({ code: 'pause.not-offered' });
        const intent =
          request.wish === 'pause'
            ? ({ act: 'pause', arg: { maxS: longestPauseS } } as const)
            : ({ act: 'resume', arg: {} } as const);
        const sent = commandWish(context, dossier, intent, context.clock.nowMs());
        if (!sent.ok) return sent;
        const { command, changes } = sent.value;
        const body = { sessionId: session.sessionId, commandId: command.commandId, wish: request.wish };
        return ok({ status: 202, body, changes });
      },
      { states: ['active', 'suspended'] },
    );
}
