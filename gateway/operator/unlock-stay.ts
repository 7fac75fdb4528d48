// Unlock stay: the front desk forgets the wrong codes of a room, and takes a fresh one where its screen shows one.
import { ok, type Result, refused } from '#protocol';
import type { FailedPairing, StayRecord } from '../domain/company/stay.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type UnlockStay = (
  request: OperatorRequest & {
    /** The room, as its labels name it. */
    readonly objectId: string;
    /** null: the digits stay as they are. */
    readonly pairingCode: string | null;
    readonly reason: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly stay: StayRecord; readonly failures: readonly FailedPairing[] };

export function createUnlockStay(context: StepContext): UnlockStay {
  async function load(objectId: string, tenantId: string): Promise<Result<Facts, Rejection>> {
    const scene = await context.store.scene(objectId);
    if (scene?.object.tenantId !== tenantId) return refused({ code: 'object.unknown' });
    const { stay } = scene;
    if (!stay || stay.fromMs > context.clock.nowMs()) return refused({ code: 'stay.unknown' });
    return ok({ stay, failures: await context.store.failedPairings(stay.stayId, 0) });
  }

  return (request) => {
    const { operator, objectId, reason } = request;
    return runKeyedAct<Facts>(context, request, {
      load: () => load(objectId, operator.tenantId),
      decide: ({ stay, failures }, atMs) => {
        const { stayId, version } = stay;
        const pairingCode = request.pairingCode ?? stay.pairingCode;
        const isFresh = pairingCode !== stay.pairingCode;
        // The rows go, so who tried is kept here: how many, and how many of them.
        const accounts = new Set(failures.map(({ personId }) => personId)).size;
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'stay-unlocked',
          subjectId: stayId,
          facts: { objectId, wrongCodes: failures.length, accounts, isFresh, reason },
          atMs,
        });
        const body = { stayId, objectId, forgottenTries: failures.length, isFresh };
        return ok({
          status: 200,
          body,
          changes: [{ change: 'stay-unlocked', stayId, pairingCode, fromVersion: version }, audited],
        });
      },
    });
  };
}
