// Call staff: a bell at the object, for kinds that have somebody to hear it.
import { ok, type Result, refused } from '#protocol';
import { chaseOf, intentKeyFor, newCommand } from '../domain/command-compose.ts';
import { isReachable } from '../domain/device.ts';
import type { Rejection } from '../domain/rejections.ts';
import { advance } from '../domain/session-change.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { composing, policyOf, type StepContext } from '../journey/step-context.ts';
import { runWish, type WishAnswer } from './wish.ts';

export type CallStaff = (request: KeyedRequest & { readonly sessionId: string }) => Promise<Result<WishAnswer, Rejection>>;

export function createCallStaff(context: StepContext): CallStaff {
  return (request) =>
    runWish(context, request, (dossier) => {
      const { session, device } = dossier;
      if (!policyOf(context, session.kind).staffCall) return refused({ code: 'call.not-offered' });
      if (!isReachable(device)) return refused({ code: 'device.offline', lastSeenAtMs: device.presence.lastSeenAtMs });
      const nowMs = context.clock.nowMs();
      const callId = context.ids('cal');
      const command = newCommand(
        {
          commandId: context.ids('cmd'),
          sessionId: session.sessionId,
          intentKey: intentKeyFor(session.sessionId, 'call', dossier.commands),
          intent: { act: 'call', arg: { call: callId } },
        },
        device,
        { ...composing(context, nowMs), composeNow: !dossier.deviceBusy },
      );
      return ok({
        status: 202,
        body: { callId, sessionId: session.sessionId },
        changes: [
          { change: 'command-added', command },
          chaseOf(command.commandId, nowMs),
          ...advance(session, {}, 'staff-called', nowMs, { callId }).changes,
        ],
      });
    });
}
