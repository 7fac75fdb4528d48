// Create objects: some of a kind at a place at once, with names in a row; each with a device row that has no key yet.
import { findProfile, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { isDeviceId } from '../domain/device/device-acts.ts';
import type { Rejection } from '../domain/rejections.ts';
import { SET_UP_LIMITS } from '../domain/venue/set-up-limits.ts';
import { hasNumber, nameKey, nameOf, nameProblem, namesInRow } from '../domain/venue/set-up-names.ts';
import type { ObjectCard } from '../domain/venue/venue-record.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readTariff, type TariffInForce } from '../storage/queries/tariffs.ts';
import { readDevicesNamed, readNamesAt, readPlace, readVenue } from '../storage/queries/venue-set-up.ts';
import { judgePrice } from './object-prices.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type CreateObjects = (
  request: OperatorRequest & {
    readonly kind: string;
    readonly count: number;
    /** `{n}` is counted on from `fromNumber`, past the names that are in use. */
    readonly namePattern: string;
    readonly fromNumber: number;
    readonly placeId: string;
    readonly tariffId: string | null;
    /** Only of a single one; null: the object's own id. */
    readonly deviceId: string | null;
    /** null: as its kind says. */
    readonly isCleaned: boolean | null;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Asked = Parameters<CreateObjects>[0];
type Facts = {
  readonly venueId: string;
  readonly currency: string;
  readonly tariff: TariffInForce | null;
  readonly takenHere: ReadonlySet<string>;
  readonly objects: number;
};

/** What one is like when it is new: in service, and moved by nobody until its device is enrolled. */
export function newCard(given: Omit<ObjectCard, 'status' | 'service' | 'version'>): ObjectCard {
  return { ...given, status: 'in_service', service: null, version: 1 };
}

/** Made in one commit, and told in one audit row. */
export function createdObjects(cards: readonly ObjectCard[]) {
  return {
    changes: cards.map((object): Change => ({ change: 'object-changed', object })),
    objects: cards.map(({ objectId, name, kind, placeId, tariffId, deviceId }) => ({
      ...{ objectId, name, kind, placeId, tariffId, deviceId },
    })),
  };
}

const malformed = (at: string, problem: string): Rejection => ({ code: 'request.malformed', at: `body.${at}`, problem });

/** The form alone; what is there already is compared with it afterwards. */
function problemOf({ kind, count, namePattern, fromNumber, deviceId }: Asked, kinds: StepContext['kinds']): Rejection | null {
  if (!findProfile(kinds, kind)) return malformed('kind', `is none of ${kinds.map((each) => each.kind).join(', ')}`);
  if (count > SET_UP_LIMITS.objectsAtOnce) return { code: 'objects.too-many', most: SET_UP_LIMITS.objectsAtOnce };
  const wrongName = nameProblem(nameOf(namePattern, fromNumber + count));
  if (wrongName !== null) return malformed('namePattern', wrongName);
  if (count > 1 && !hasNumber(namePattern)) return malformed('namePattern', 'needs {n} for the number of each');
  if (deviceId === null) return null;
  if (count > 1) return malformed('deviceId', 'is of one object only');
  return isDeviceId(deviceId) ? null : malformed('deviceId', 'is 1 to 48 of A-Z a-z 0-9 _ -');
}

export function createCreateObjects(context: StepContext, books: BooksQuery): CreateObjects {
  async function load(asked: Asked): Promise<Result<Facts, Rejection>> {
    const { operator, placeId, tariffId, deviceId, kind } = asked;
    const { tenantId } = operator;
    const wrong = problemOf(asked, context.kinds);
    if (wrong) return refused(wrong);
    const place = await readPlace(books, tenantId, placeId);
    if (!place) return refused({ code: 'place.unknown' });
    const venue = await readVenue(books, tenantId, place.venueId);
    if (!venue) return refused({ code: 'venue.unknown' });
    const tariff = tariffId === null ? null : await readTariff(books, tenantId, tariffId);
    if (tariffId !== null && !tariff) return refused({ code: 'tariff.unknown' });
    const device = deviceId === null ? undefined : (await readDevicesNamed(books, [deviceId])).get(deviceId);
    if (device && (device.tenantId !== tenantId || device.kind !== kind || device.isMoving))
      return refused({ code: 'device.taken' });
    const names = await readNamesAt(books, tenantId);
    const takenHere = new Set(names.filter((each) => each.placeId === placeId).map(({ name }) => nameKey(name)));
    return ok({ ...{ venueId: venue.venueId, currency: venue.currency }, tariff, takenHere, objects: names.length });
  }

  function decide(asked: Asked, facts: Facts, ids: readonly string[]): Result<readonly ObjectCard[], Rejection> {
    const { operator, kind, count, namePattern, fromNumber, placeId, tariffId, deviceId } = asked;
    if (facts.objects + count > SET_UP_LIMITS.objects) return refused({ code: 'objects.too-many', most: SET_UP_LIMITS.objects });
    const names = namesInRow(namePattern, count, fromNumber, (name) => facts.takenHere.has(nameKey(name)));
    if (names === null) return refused({ code: 'object.name-taken', name: nameOf(namePattern, fromNumber) });
    const isCleaned = asked.isCleaned ?? policyOf(context, kind).isCleaned;
    const { tenantId } = operator;
    const { venueId, currency, tariff } = facts;
    const cards = names.map((name, at) => {
      const objectId = ids[at] ?? '';
      return newCard({ objectId, tenantId, venueId, placeId, kind, name, deviceId: deviceId ?? objectId, tariffId, isCleaned });
    });
    const [first] = cards;
    const priced =
      tariff && first ? judgePrice(context, tariff.tariff.tariff, { ...first, currency, isUnsigned: false }) : ok(null);
    return priced.ok ? ok(cards) : priced;
  }

  return (request) => {
    const { operator, kind, placeId } = request;
    const count = Math.min(request.count, SET_UP_LIMITS.objectsAtOnce);
    const ids = Array.from({ length: count }, () => context.ids('obj'));
    return runKeyedAct<Facts>(context, request, {
      load: () => load(request),
      decide: (facts, atMs) => {
        const cards = decide(request, facts, ids);
        if (!cards.ok) return cards;
        const { changes, objects } = createdObjects(cards.value);
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'objects-created',
          subjectId: placeId,
          facts: { kind, count: objects.length, first: objects[0]?.objectId ?? '', last: objects.at(-1)?.objectId ?? '' },
          atMs,
        });
        return ok({ status: 201, body: { objects }, changes: [...changes, audited] });
      },
    });
  };
}
