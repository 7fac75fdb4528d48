// Change object: the owner calls it otherwise, moves it, gives it another price or none, or has it cleaned after each use.
import { ok, type Result, refused } from '#protocol';
import { lookAtConfigNow } from '../domain/device/config-reconcile.ts';
import type { Rejection } from '../domain/rejections.ts';
import { nameKey, nameProblem } from '../domain/venue/set-up-names.ts';
import type { ObjectCard } from '../domain/venue/venue-record.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readTariff, type TariffInForce } from '../storage/queries/tariffs.ts';
import {
  type ListedObject,
  type ListedPlace,
  type ListedVenue,
  readNamesAt,
  readObject,
  readPlace,
  readVenue,
} from '../storage/queries/venue-set-up.ts';
import { judgePrice } from './object-prices.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

/** What is left out stays. */
export type ObjectWords = {
  readonly name?: string | undefined;
  readonly placeId?: string | undefined;
  /** null: none, and no Start. */
  readonly tariffId?: string | null | undefined;
  readonly isCleaned?: boolean | undefined;
};

export type ChangeObject = (
  request: OperatorRequest & { readonly objectId: string; readonly version: number; readonly words: ObjectWords },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = {
  readonly object: ListedObject;
  readonly place: ListedPlace;
  readonly venue: ListedVenue;
  /** null: none. */
  readonly tariff: TariffInForce | null;
  readonly isUnsigned: boolean;
  /** Keys of the names of others at the place where it is to be. */
  readonly beside: ReadonlySet<string>;
};

/** What is decided of an object, without what merely happens to it. */
export function cardOf(object: ObjectCard): ObjectCard {
  const { objectId, tenantId, venueId, placeId, kind, name, deviceId, tariffId, status, isCleaned, service, version } = object;
  return { objectId, tenantId, venueId, placeId, kind, name, deviceId, tariffId, status, isCleaned, service, version };
}

function objectFacts({ objectId, venueId, placeId, kind, name, deviceId, tariffId, status, isCleaned, version }: ObjectCard) {
  return { objectId, venueId, placeId, kind, name, deviceId, tariffId, status, isCleaned, version };
}

export function createChangeObject(context: StepContext, books: BooksQuery): ChangeObject {
  async function load(tenantId: string, objectId: string, words: ObjectWords): Promise<Result<Facts, Rejection>> {
    const object = await readObject(books, tenantId, objectId);
    const device = object && (await context.store.device(object.deviceId));
    if (!object || !device) return refused({ code: 'object.unknown' });
    const place = await readPlace(books, tenantId, words.placeId ?? object.placeId);
    const venue = place && (await readVenue(books, tenantId, place.venueId));
    if (!place || !venue) return refused({ code: 'place.unknown' });
    const tariffId = words.tariffId === undefined ? object.tariffId : words.tariffId;
    const tariff = tariffId === null ? null : await readTariff(books, tenantId, tariffId);
    if (tariffId !== null && !tariff && words.tariffId !== undefined) return refused({ code: 'tariff.unknown' });
    const names = (await readNamesAt(books, tenantId)).filter((each) => each.placeId === place.placeId);
    const beside = new Set(names.filter(({ objectId: id }) => id !== objectId).map(({ name }) => nameKey(name)));
    return ok({ object, place, venue, tariff, isUnsigned: device.isUnsigned, beside });
  }

  function judge(next: ObjectCard, { object, venue, tariff, isUnsigned, beside }: Facts): Rejection | null {
    if (object.status === 'retired') return { code: 'object.retired' };
    const wrong = nameProblem(next.name);
    if (wrong !== null) return { code: 'request.malformed', at: 'body.name', problem: wrong };
    const isRenamed = next.name !== object.name || next.placeId !== object.placeId;
    if (isRenamed && beside.has(nameKey(next.name))) return { code: 'object.name-taken', name: next.name };
    const isPricedAnew = next.tariffId !== object.tariffId || next.venueId !== object.venueId;
    if (!tariff || !isPricedAnew) return null;
    const priced = judgePrice(context, tariff.tariff.tariff, { ...next, currency: venue.currency, isUnsigned });
    return priced.ok ? null : priced.error;
  }

  return (request) => {
    const { operator, objectId, version, words } = request;
    return runKeyedAct<Facts>(context, request, {
      load: () => load(operator.tenantId, objectId, words),
      decide: (facts, atMs) => {
        const { object, place } = facts;
        if (object.version !== version) {
          return refused({ code: 'edit.conflict', version: object.version, now: objectFacts(object) });
        }
        const next: ObjectCard = {
          ...cardOf(object),
          name: words.name ?? object.name,
          placeId: place.placeId,
          venueId: place.venueId,
          tariffId: words.tariffId === undefined ? object.tariffId : words.tariffId,
          isCleaned: words.isCleaned ?? object.isCleaned,
          version: object.version + 1,
        };
        const wrong = judge(next, facts);
        if (wrong) return refused(wrong);
        const { name, placeId, tariffId, isCleaned } = next;
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'object-changed',
          subjectId: objectId,
          facts: { version: next.version, name, placeId, tariffId: tariffId ?? '', isCleaned },
          atMs,
        });
        // In the other venue there may be an emergency, or none any more (FP-35).
        const moved = next.venueId === object.venueId ? [] : lookAtConfigNow(next.deviceId, atMs);
        const changes = [{ change: 'object-changed' as const, object: next }, ...moved, audited];
        return ok({ status: 200, body: objectFacts(next), changes });
      },
    });
  };
}
