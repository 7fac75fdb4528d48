// Call staff: a bell at the object, for kinds that have somebody to hear it.
import { MINUTE_MS, ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { advance } from '../domain/session/session-change.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { commandWish, runWish, type WishAnswer } from './wish.ts';

export type CallStaff = (request: KeyedRequest & { readonly sessionId: string }) => Promise<Result<WishAnswer, Rejection>>;

/** Whoever rings again so soon, under whatever key, means the same call. */
const SAME_CALL_FOR_MS = MINUTE_MS;

function callUnderWay({ commands }: SessionDossier, nowMs: number): string | null {
  const called = commands.flatMap(({ intent, createdAtMs }) =>
    intent.act === 'call' && nowMs - createdAtMs < SAME_CALL_FOR_MS ? [intent.arg.call] : [],
  );
  return called.at(-1) ?? null;
}

export function createCallStaff(context: StepContext): CallStaff {
  return (request) =>
    runWish(
      context,
      request,
      (dossier) => {
        const { session } = dossier;
        if (!policyOf(context, session.kind).staffCall) return refused({ code: 'call.not-offered' });
        const nowMs = context.clock.nowMs();
        const { sessionId } = session;
        const before = callUnderWay(dossier, nowMs);
        if (before !== null) return ok({ status: 202, body: { callId: before, sessionId }, changes: [] });
        const callId = context.ids('cal');
        const sent = commandWish(context, dossier, { act: 'call', arg: { call: callId } }, nowMs);
        if (!sent.ok) return sent;
        return ok({
          status: 202,
          body: { callId, sessionId },
          changes: [...sent.value.changes, ...advance(session, {}, 'staff-called', nowMs, { callId }).changes],
        });
      },
      { right: 'call' },
    );
}
