// Publish tariff: a price takes the place of the one that its writer has seen; what runs keeps its own, and two writers never lose a word.
import { findProfile, type Json, type KindProfile, ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { mayEverCost } from '../domain/tariff/free-tariff.ts';
import { freezeTariff, type Tariff } from '../domain/tariff/tariff.ts';
import { judgeDraft } from '../domain/tariff/tariff-draft.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import {
  type PricedObject,
  readObjectsOfTariff,
  readTariff,
  readVenueCurrency,
  type TariffInForce,
} from '../storage/queries/tariffs.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type PublishTariff = (
  request: OperatorRequest & {
    /** Null: a new one. */
    readonly tariffId: string | null;
    /** The version that its writer began with; 0 for a new one. */
    readonly fromVersion: number;
    readonly draft: Json;
    /** What it is for, where no object has it yet. */
    readonly kind: string | null;
    readonly reason: string | null;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = {
  readonly inForce: TariffInForce | null;
  readonly objects: readonly PricedObject[];
  readonly currency: string | null;
};

/** The version that is there now, whole: its reader compares, and nothing is lost. */
export function conflictOf({ tariff, publishedBy, publishedAtMs }: TariffInForce): Rejection {
  return {
    code: 'tariff.conflict',
    tariffId: tariff.tariffId,
    version: tariff.version,
    publishedBy,
    publishedAt: publishedAtMs === null ? null : new Date(publishedAtMs).toISOString(),
    tariff: JSON.parse(tariff.json) as Json,
  };
}

/** Whoever signs nothing serves what is free (FP-32). */
export function refusePriced(tariff: Tariff, objects: readonly PricedObject[]): Result<null, Rejection> {
  const isPriced = mayEverCost(tariff) && objects.some(({ isUnsigned }) => isUnsigned);
  return isPriced ? refused({ code: 'object.unsigned-not-free' }) : ok(null);
}

export function profilesOf(kinds: readonly KindProfile[], wanted: readonly string[]): readonly KindProfile[] {
  return [...new Set(wanted)].flatMap((kind) => findProfile(kinds, kind) ?? []);
}

export function createPublishTariff(context: StepContext, books: BooksQuery): PublishTariff {
  async function load(tenantId: string, tariffId: string | null): Promise<Result<Facts, Rejection>> {
    const inForce = tariffId === null ? null : await readTariff(books, tenantId, tariffId);
    if (tariffId !== null && inForce === null) return refused({ code: 'tariff.unknown' });
    const objects = tariffId === null ? [] : await readObjectsOfTariff(books, tenantId, tariffId);
    return ok({ inForce, objects, currency: objects[0]?.currency ?? (await readVenueCurrency(books, tenantId)) });
  }

  function judge({ objects, currency }: Facts, draft: Json, kind: string | null): Result<Tariff, Rejection> {
    const kinds = objects.length > 0 ? objects.map((object) => object.kind) : kind === null ? [] : [kind];
    const judged = judgeDraft(draft, { profiles: profilesOf(context.kinds, kinds), currency });
    if (!judged.ok) return refused({ code: 'tariff.invalid', problems: judged.error.problems });
    const priced = refusePriced(judged.value, objects);
    return priced.ok ? judged : priced;
  }

  return (request) => {
    const { operator, tariffId, fromVersion, draft, kind, reason } = request;
    const newId = context.ids('tar');
    return runKeyedAct<Facts>(context, request, {
      load: () => load(operator.tenantId, tariffId),
      decide: (facts, publishedAtMs) => {
        const { inForce } = facts;
        if (inForce && inForce.tariff.version !== fromVersion) return refused(conflictOf(inForce));
        const judged = judge(facts, draft, kind);
        if (!judged.ok) return judged;
        const tariff = freezeTariff(inForce?.tariff.tariffId ?? newId, fromVersion + 1, judged.value);
        const { tenantId, operatorId: publishedBy } = operator;
        const published = { tenantId, tariff, publishedBy, publishedAtMs };
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'tariff-published',
          subjectId: tariff.tariffId,
          facts: { version: tariff.version, tariffHash: tariff.hash, ...(reason !== null && { reason }) },
          atMs: publishedAtMs,
        });
        return ok({
          status: inForce ? 200 : 201,
          body: {
            tariffId: tariff.tariffId,
            version: tariff.version,
            tariffHash: tariff.hash,
            objects: inForce?.objects ?? 0,
          },
          changes: [{ change: 'tariff-published', published }, audited],
        });
      },
    });
  };
}
