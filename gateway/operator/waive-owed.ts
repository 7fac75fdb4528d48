// Waive owed: staff let somebody off what could not be collected, so that they may start again (R19).
import { ok, type Result, refused } from '#protocol';
import type { UncollectedRecord } from '../domain/ledger/ledger.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest, tenantDossier } from './operator-act.ts';

export type WaiveOwed = (
  request: OperatorRequest & {
    readonly sessionId: string;
    readonly holdId: string;
    readonly reason: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly memo: UncollectedRecord; readonly payerVersion: number };

export function createWaiveOwed(context: StepContext): WaiveOwed {
  const { store } = context;
  return (request) => {
    const { operator, sessionId, holdId, reason } = request;
    return runKeyedAct<Facts>(context, request, {
      load: async () => {
        const dossier = await tenantDossier(context, sessionId, operator);
        if (!dossier.ok) return dossier;
        const { holds, operations } = dossier.value;
        const hold = holds.find((each) => each.holdId === holdId);
        const memos = hold ? await store.uncollectedOf(hold.payerId) : [];
        const memo = memos.find((each) => each.holdId === holdId && each.state === 'open');
        if (!memo) return refused({ code: 'owed.nothing' });
        // Its wallet may say yes at this moment: nobody is let off what they have just paid.
        const isAsked = operations.some(
          (each) => each.holdId === holdId && each.kind === 'recapture' && each.resolvedAtMs === null,
        );
        if (isAsked) return refused({ code: 'owed.under-way' });
        const { version } = await store.standing(memo.payerId, { sinceMs: context.clock.nowMs() });
        return ok({ memo, payerVersion: version });
      },
      decide: ({ memo, payerVersion }, atMs) => {
        const { payerId, owedMinor, currency } = memo;
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'owed-waived',
          subjectId: holdId,
          facts: { sessionId, payerId, amountMinor: owedMinor.toString(), currency, reason },
          atMs,
        });
        return ok({
          status: 201,
          body: { holdId, sessionId, state: 'waived', amountMinor: toSafeNumber(owedMinor) },
          changes: [
            { change: 'uncollected-resolved', holdId, state: 'waived', atMs },
            { change: 'person-counted', personId: payerId, fromVersion: payerVersion },
            audited,
          ],
        });
      },
    });
  };
}
