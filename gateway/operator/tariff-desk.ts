// Tariff desk: everything that staff see and do about prices, of their own tenant.
import { type Json, ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Tariff, TariffRefusal } from '../domain/tariff/tariff.ts';
import { judgeDraft } from '../domain/tariff/tariff-draft.ts';
import { composeTemplates, type TariffTemplate } from '../domain/tariff/tariff-templates.ts';
import type { TariffVersion } from '../domain/tariff/tariff-version.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import {
  type PricedObject,
  readAllPriced,
  readEarlierVersions,
  readObjectsOfTariff,
  readTariff,
  readTariffs,
  readVenueCurrency,
  type TariffInForce,
} from '../storage/queries/tariffs.ts';
import { type AssignTariff, createAssignTariff } from './assign-tariff.ts';
import { createPublishTariff, type PublishTariff, profilesOf } from './publish-tariff.ts';

export type TariffDesk = {
  readonly publish: PublishTariff;
  readonly assign: AssignTariff;
  /** In the currency of the tenant's venue unless another is wanted. */
  templates(tenantId: string, currency: string | null): Promise<readonly TariffTemplate[]>;
  /** Judged as it would be at publication; nothing is kept. */
  judge(
    tenantId: string,
    draft: Json,
    of: { readonly kind: string | null; readonly tariffId: string | null },
  ): Promise<Result<Tariff, TariffRefusal>>;
  list(tenantId: string): Promise<readonly TariffInForce[]>;
  /** With its earlier versions, the newest first. */
  read(
    tenantId: string,
    tariffId: string,
  ): Promise<Result<{ readonly inForce: TariffInForce; readonly earlier: readonly TariffVersion[] }, Rejection>>;
  /** What may be given a price, with the one that it has. */
  objects(tenantId: string): Promise<readonly PricedObject[]>;
};

/** Before there is a venue, prices are shown in the currency of the kinds themselves. */
const CURRENCY_OF_KINDS = 'CNY';
const LISTED_OBJECTS = 1_000;

export function createTariffDesk(context: StepContext, books: BooksQuery): TariffDesk {
  return {
    publish: createPublishTariff(context, books),
    assign: createAssignTariff(context, books),
    async templates(tenantId, currency) {
      const inUse = currency ?? (await readVenueCurrency(books, tenantId)) ?? CURRENCY_OF_KINDS;
      return composeTemplates(context.kinds, context.policies, inUse);
    },
    async judge(tenantId, draft, { kind, tariffId }) {
      const objects = tariffId === null ? [] : await readObjectsOfTariff(books, tenantId, tariffId);
      const kinds = objects.length > 0 ? objects.map((object) => object.kind) : kind === null ? [] : [kind];
      const currency = objects[0]?.currency ?? (await readVenueCurrency(books, tenantId));
      return judgeDraft(draft, { profiles: profilesOf(context.kinds, kinds), currency });
    },
    list: (tenantId) => readTariffs(books, tenantId),
    async read(tenantId, tariffId) {
      const inForce = await readTariff(books, tenantId, tariffId);
      if (!inForce) return refused({ code: 'tariff.unknown' });
      return ok({ inForce, earlier: await readEarlierVersions(books, tenantId, tariffId) });
    },
    objects: (tenantId) => readAllPriced(books, tenantId, LISTED_OBJECTS),
  };
}
