// Vouch for person: staff who see somebody at an object say so, and it counts as shown; never for a Start that was not pressed.
import { ok, type Result, refused } from '#protocol';
import type { ObjectScene } from '../domain/object.ts';
import { EVIDENCE_LIVES_MS, type PresenceRecord } from '../domain/presence/presence-evidence.ts';
import { isKept, keepingNumber } from '../domain/presence/reservation.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type VouchForPerson = (
  request: OperatorRequest & {
    readonly objectId: string;
    /** By id, or by the number that their page shows while the object is kept for them: never whoever happens to keep it. */
    readonly whom: { readonly personId: string } | { readonly number: string };
    readonly reason: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Whom = Parameters<VouchForPerson>[0]['whom'];
type Facts = { readonly scene: ObjectScene; readonly personId: string };

export function createVouchForPerson(context: StepContext): VouchForPerson {
  /** Somebody who keeps it from afar shows nobody a page: only who stands there can say the number. */
  function personOf({ reservation }: ObjectScene, whom: Whom): string | null {
    if ('personId' in whom) return whom.personId;
    const isTheirs = isKept(reservation, context.clock.nowMs()) && keepingNumber(context.mac, reservation) === whom.number;
    return isTheirs ? reservation.personId : null;
  }

  async function load(objectId: string, whom: Whom, tenantId: string): Promise<Result<Facts, Rejection>> {
    const scene = await context.store.scene(objectId);
    if (scene?.object.tenantId !== tenantId) return refused({ code: 'object.unknown' });
    if (!policyOf(context, scene.object.kind).evidence.includes('staff')) return refused({ code: 'presence.not-counted' });
    const personId = personOf(scene, whom);
    return personId === null ? refused({ code: 'presence.nobody' }) : ok({ scene, personId });
  }

  return (request) => {
    const { operator, objectId } = request;
    return runKeyedAct<Facts>(context, request, {
      load: () => load(objectId, request.whom, operator.tenantId),
      decide: ({ scene, personId }, atMs) => {
        const untilMs = atMs + EVIDENCE_LIVES_MS.staff;
        const { tenantId } = scene.object;
        const evidenceId = context.ids('prs');
        const shown: PresenceRecord = { evidenceId, tenantId, personId, objectId, by: 'staff', atMs, untilMs };
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'presence-vouched',
          subjectId: objectId,
          facts: { personId, evidenceId, reason: request.reason },
          atMs,
        });
        const body = { objectId, personId, until: new Date(untilMs).toISOString() };
        return ok({ status: 201, body, changes: [{ change: 'presence-shown', shown }, audited] });
      },
    });
  };
}
