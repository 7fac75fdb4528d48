// Stop session: staff stop what somebody uses, from afar; the device's evidence is the end, as after the person's own tap.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { isOccupying } from '../domain/session/session.ts';
import type { SettleFacts } from '../domain/session/session-settle-facts.ts';
import { decideTap } from '../journey/6-stop-device.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { type StepContext, settleFactsOf } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest, tenantDossier } from './operator-act.ts';

export type StopSession = (
  request: OperatorRequest & { readonly sessionId: string; readonly reason: string },
) => Promise<Result<ActAnswer, Rejection>>;

export function createStopSession(context: StepContext): StopSession {
  return (request) => {
    const { operator, sessionId, reason } = request;
    return runKeyedAct<SettleFacts>(context, request, {
      load: async () => {
        const dossier = await tenantDossier(context, sessionId, operator);
        return dossier.ok ? ok(await settleFactsOf(context, dossier.value)) : dossier;
      },
      decide: (facts, atMs) => {
        const { session } = facts;
        if (!isOccupying(session)) return refused({ code: 'session.not-running', state: session.state });
        const { changes } = decideTap(context, facts, atMs, { by: 'gateway', reason: 'operator' });
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'session-stopped-by-staff',
          subjectId: sessionId,
          facts: { reason, objectId: session.objectId },
          atMs,
        });
        return ok({
          status: 202,
          body: { sessionId, objectId: session.objectId, isAsked: changes.length > 0 },
          changes: [...changes, audited],
        });
      },
    });
  };
}
