// Create objects: some of a kind at a place at once, with names in a row; each with a device row that has no key yet.
import { findProfile, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { lookAtConfigNow } from '../domain/device/config-reconcile.ts';
import { isDeviceId } from '../domain/device/device-acts.ts';
import type { Rejection } from '../domain/rejections.ts';
import { SET_UP_LIMITS } from '../domain/venue/set-up-limits.ts';
import { hasNumber, nameKey, nameOf, nameProblem, namesInRow } from '../domain/venue/set-up-names.ts';
import type { ObjectCard } from '../domain/venue/venue-record.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readTariff, type TariffInForce } from '../storage/queries/tariffs.ts';
import { readDevicesNamed, readNamesAt, readNamesPromised, readPlace, readVenue } from '../storage/queries/venue-set-up.ts';
import { judgePrice } from './object-prices.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type CreateObjects = (
  request: OperatorRequest & {
    readonly kind: string;
    /** Of names in a row. */
    readonly count: number;
    /** `{n}` is counted on from `fromNumber`, past the names that are in use; null where each is named. */
    readonly namePattern: string | null;
    readonly fromNumber: number;
    /** Each of them, instead of names in a row; null: in a row. */
    readonly names: readonly string[] | null;
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

const countOf = ({ names, count }: Asked): number => names?.length ?? count;

/** Names in a row, or each by itself: one of the two. */
function nameProblemOf({ count, namePattern, names, fromNumber }: Asked): Rejection | null {
  if (names !== null) {
    if (namePattern !== null || count !== 1) return malformed('names', 'is given beside a row of names');
    const wrong = names.map(nameProblem).find((problem) => problem !== null);
    return wrong ? malformed('names', wrong) : null;
  }
  if (namePattern === null) return malformed('namePattern', 'is missing');
  const wrongName = nameProblem(nameOf(namePattern, fromNumber + count));
  if (wrongName !== null) return malformed('namePattern', wrongName);
  return count > 1 && !hasNumber(namePattern) ? malformed('namePattern', 'needs {n} for the number of each') : null;
}

/** The form alone; what is there already is compared with it afterwards. */
function problemOf(asked: Asked, kinds: StepContext['kinds']): Rejection | null {
  const { kind, deviceId } = asked;
  const count = countOf(asked);
  if (!findProfile(kinds, kind)) return malformed('kind', `is none of ${kinds.map((each) => each.kind).join(', ')}`);
  if (count > SET_UP_LIMITS.objectsAtOnce) return { code: 'objects.too-many', most: SET_UP_LIMITS.objectsAtOnce };
  const wrongName = nameProblemOf(asked);
  if (wrongName) return wrongName;
  if (deviceId === null) return null;
  if (count > 1) return malformed('deviceId', 'is of one object only');
  return isDeviceId(deviceId) ? null : malformed('deviceId', 'is 1 to 48 of A-Z a-z 0-9 _ -');
}

/** A name that is taken, also by another of the same names; or all of them. */
function namesOf(asked: Asked, takenHere: ReadonlySet<string>): Result<readonly string[], Rejection> {
  const { count, namePattern, fromNumber, names } = asked;
  if (names === null) {
    const pattern = namePattern ?? '';
    const row = namesInRow(pattern, count, fromNumber, (name) => takenHere.has(nameKey(name)));
    return row === null ? refused({ code: 'object.name-taken', name: nameOf(pattern, fromNumber) }) : ok(row);
  }
  const taken = new Set(takenHere);
  for (const name of names) {
    if (taken.has(nameKey(name))) return refused({ code: 'object.name-taken', name });
    taken.add(nameKey(name));
  }
  return ok(names);
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
    const named = { tenantId, deviceIds: deviceId === null ? [] : [deviceId], nowMs: context.clock.nowMs() };
    if ((await readNamesPromised(books, named)).size > 0) return refused({ code: 'device.taken' });
    if (device && (device.tenantId !== tenantId || device.kind !== kind || device.isMoving))
      return refused({ code: 'device.taken' });
    const names = await readNamesAt(books, tenantId);
    const takenHere = new Set(names.filter((each) => each.placeId === placeId).map(({ name }) => nameKey(name)));
    return ok({ ...{ venueId: venue.venueId, currency: venue.currency }, tariff, takenHere, objects: names.length });
  }

  function decide(asked: Asked, facts: Facts, ids: readonly string[]): Result<readonly ObjectCard[], Rejection> {
    const { operator, kind, placeId, tariffId, deviceId } = asked;
    const isTooMany = facts.objects + countOf(asked) > SET_UP_LIMITS.objects;
    if (isTooMany) return refused({ code: 'objects.too-many', most: SET_UP_LIMITS.objects });
    const named = namesOf(asked, facts.takenHere);
    if (!named.ok) return named;
    const isCleaned = asked.isCleaned ?? policyOf(context, kind).isCleaned;
    const { tenantId } = operator;
    const { venueId, currency, tariff } = facts;
    const cards = named.value.map((name, at) => {
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
    const count = Math.min(countOf(request), SET_UP_LIMITS.objectsAtOnce);
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
        // A device that is connected already may come into an emergency here (FP-35).
        const joined = request.deviceId === null ? [] : lookAtConfigNow(request.deviceId, atMs);
        return ok({ status: 201, body: { objects }, changes: [...changes, ...joined, audited] });
      },
    });
  };
}
