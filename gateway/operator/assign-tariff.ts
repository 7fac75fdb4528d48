// Assign tariff: objects get a price; whoever looks at the offer of before is shown the new one at Start (row 30).
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { judgeFit } from '../domain/tariff/tariff-draft.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { type PricedObject, readPricedObjects, readTariff, type TariffInForce } from '../storage/queries/tariffs.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';
import { conflictOf, profilesOf, refusePriced } from './publish-tariff.ts';

export type AssignTariff = (
  request: OperatorRequest & {
    readonly tariffId: string;
    /** The version whose words were read; null: whichever is in force. */
    readonly version: number | null;
    readonly objectIds: readonly string[];
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly inForce: TariffInForce; readonly objects: readonly PricedObject[] };

export function createAssignTariff(context: StepContext, books: BooksQuery): AssignTariff {
  async function load(tenantId: string, tariffId: string, wanted: readonly string[]): Promise<Result<Facts, Rejection>> {
    const inForce = await readTariff(books, tenantId, tariffId);
    if (!inForce) return refused({ code: 'tariff.unknown' });
    const objects = await readPricedObjects(books, tenantId, wanted);
    const missing = wanted.find((objectId) => !objects.some((object) => object.objectId === objectId));
    return missing === undefined ? ok({ inForce, objects }) : refused({ code: 'object.unknown', objectId: missing });
  }

  /** All objects or none. */
  function judge({ inForce, objects }: Facts): Result<null, Rejection> {
    const { tariff } = inForce.tariff;
    for (const object of objects) {
      const profiles = profilesOf(context.kinds, [object.kind]);
      const problems = judgeFit(tariff, { profiles, currency: object.currency });
      if (problems.length > 0)
        return refused({ code: 'tariff.misfit', objectId: object.objectId, objectName: object.name, problems });
    }
    return refusePriced(tariff, objects);
  }

  return (request) => {
    const { operator, tariffId, version } = request;
    const objectIds = [...new Set(request.objectIds)];
    return runKeyedAct<Facts>(context, request, {
      load: () => load(operator.tenantId, tariffId, objectIds),
      decide: (facts, atMs) => {
        const inForce = facts.inForce.tariff;
        if (version !== null && inForce.version !== version) return refused(conflictOf(facts.inForce));
        const judged = judge(facts);
        if (!judged.ok) return judged;
        const moved = facts.objects.filter((object) => object.tariffId !== tariffId).map(({ objectId }) => objectId);
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'tariff-assigned',
          subjectId: tariffId,
          facts: { version: inForce.version, objectIds: moved.join(' ') },
          atMs,
        });
        const { tenantId } = operator;
        const assigned = { change: 'tariff-assigned', tenantId, tariffId, version: inForce.version, objectIds: moved } as const;
        return ok({
          status: 200,
          body: { tariffId, version: inForce.version, objectIds, moved: moved.length },
          changes: moved.length === 0 ? [] : [assigned, audited],
        });
      },
    });
  };
}
