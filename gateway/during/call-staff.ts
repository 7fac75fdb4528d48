// Call staff: a bell at the object, for kinds that have somebody to hear it.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { advance } from '../domain/session/session-change.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import { commandWish, runWish, type WishAnswer } from './wish.ts';

export type CallStaff = (request: KeyedRequest & { readonly sessionId: string }) => Promise<Result<WishAnswer, Rejection>>;

export function createCallStaff(context: StepContext): CallStaff {
  return (request) =>
    runWish(
      context,
      request,
      (dossier) => {
        const { session } = dossier;
        if (!policyOf(context, session.kind).staffCall) return refused({ code: 'call.not-offered' });
        const nowMs = context.clock.nowMs();
        const callId = context.ids('cal');
        const sent = commandWish(context, dossier, { act: 'call', arg: { call: callId } }, nowMs);
        if (!sent.ok) return sent;
        return ok({
          status: 202,
          body: { callId, sessionId: session.sessionId },
          changes: [...sent.value.changes, ...advance(session, {}, 'staff-called', nowMs, { callId }).changes],
        });
      },
      { right: 'call' },
    );
}
