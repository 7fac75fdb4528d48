// Import objects: a list from a spreadsheet becomes objects in one commit, or nothing at all with every problem by line and column.
import { ok, type Result, refused } from '#protocol';
import { isDeviceId } from '../domain/device/device-acts.ts';
import type { Rejection } from '../domain/rejections.ts';
import { judgeObjectList, type ListedRow, type ListFacts } from '../domain/venue/object-list.ts';
import { SET_UP_LIMITS } from '../domain/venue/set-up-limits.ts';
import { nameKey } from '../domain/venue/set-up-names.ts';
import type { ObjectCard } from '../domain/venue/venue-record.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readTariffs } from '../storage/queries/tariffs.ts';
import { readDevicesNamed, readNamesAt, readNamesPromised, readPlaces, readVenues } from '../storage/queries/venue-set-up.ts';
import { createdObjects, newCard } from './create-objects.ts';
import { judgePrice } from './object-prices.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';
import { readObjectList } from './read-object-list.ts';

export type ImportObjects = (
  request: OperatorRequest & {
    readonly csv: string;
    /** Says what would be created, and creates nothing; no key is spent. */
    readonly isDryRun: boolean;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = ListFacts & { readonly objects: number };
type Listed = { readonly rows: readonly ListedRow[]; readonly facts: Facts };

/** What would be created, by the names that a person compares with the list. */
function foreseen({ rows, facts: { venues, places, tariffs } }: Listed) {
  const venueNames = new Map(venues.map(({ venueId, name }) => [venueId, name]));
  const placeNames = new Map(places.map(({ placeId, name }) => [placeId, name]));
  const tariffNames = new Map(tariffs.map(({ tariffId, name }) => [tariffId, name]));
  return rows.map(({ line, name, kind, venueId, placeId, tariffId, deviceId }) => ({
    ...{ line, name, kind, placeId, tariffId, deviceId },
    venueName: venueNames.get(venueId) ?? '',
    placeName: placeNames.get(placeId) ?? '',
    tariffName: tariffId === null ? null : (tariffNames.get(tariffId) ?? ''),
  }));
}

export function createImportObjects(context: StepContext, books: BooksQuery): ImportObjects {
  async function factsOf(tenantId: string, deviceIds: readonly string[]): Promise<Facts> {
    const venues = await readVenues(books, tenantId);
    const tariffs = (await readTariffs(books, tenantId)).map(({ tariff }) => tariff);
    const names = await readNamesAt(books, tenantId);
    const devices = await readDevicesNamed(books, deviceIds);
    const promised = await readNamesPromised(books, { tenantId, deviceIds, nowMs: context.clock.nowMs() });
    const taken = new Set(names.map(({ placeId, name }) => `${placeId}\n${nameKey(name)}`));
    return {
      kinds: context.kinds.map(({ kind }) => kind),
      venues,
      places: await readPlaces(books, tenantId),
      tariffs: tariffs.map(({ tariffId, tariff }) => ({ tariffId, name: tariff.name })),
      isMisfit(tariffId, kind, venueId) {
        const tariff = tariffs.find((each) => each.tariffId === tariffId)?.tariff;
        const currency = venues.find((venue) => venue.venueId === venueId)?.currency ?? '';
        const object = { objectId: '', name: '', kind, currency, isUnsigned: false };
        return tariff !== undefined && !judgePrice(context, tariff, object).ok;
      },
      isNameTaken: (placeId, name) => taken.has(`${placeId}\n${nameKey(name)}`),
      isDeviceId,
      isDeviceTaken(deviceId, kind) {
        const device = devices.get(deviceId);
        if (promised.has(deviceId)) return true;
        return device !== undefined && (device.tenantId !== tenantId || device.kind !== kind || device.isMoving);
      },
      objects: names.length,
    };
  }

  async function load(tenantId: string, csv: string): Promise<Result<Listed, Rejection>> {
    if (Buffer.byteLength(csv) > SET_UP_LIMITS.importBytes) {
      return refused({ code: 'request.too-large', limitBytes: SET_UP_LIMITS.importBytes });
    }
    const raw = readObjectList(csv);
    const at = raw.rows[0]?.cells.findIndex((cell) => cell.trim().toLowerCase() === 'device') ?? -1;
    const deviceIds = at < 0 ? [] : raw.rows.slice(1, SET_UP_LIMITS.importRows + 1).map(({ cells }) => cells[at] ?? '');
    const facts = await factsOf(tenantId, [...new Set(deviceIds.filter(isDeviceId))]);
    const judged = judgeObjectList(raw, facts);
    return judged.ok ? ok({ rows: judged.value, facts }) : refused({ code: 'objects.list-refused', lines: judged.error });
  }

  function judge({ rows, facts }: Listed): Rejection | null {
    const isTooMany = facts.objects + rows.length > SET_UP_LIMITS.objects;
    return isTooMany ? { code: 'objects.too-many', most: SET_UP_LIMITS.objects } : null;
  }

  function cardsOf(tenantId: string, rows: readonly ListedRow[]): readonly ObjectCard[] {
    return rows.map(({ line: _, deviceId, ...row }) => {
      const objectId = context.ids('obj');
      const { isCleaned } = policyOf(context, row.kind);
      return newCard({ ...row, objectId, tenantId, deviceId: deviceId ?? objectId, isCleaned });
    });
  }

  return async (request) => {
    const { operator, csv, isDryRun } = request;
    const { tenantId } = operator;
    if (isDryRun) {
      const listed = await load(tenantId, csv);
      if (!listed.ok) return listed;
      const wrong = judge(listed.value);
      if (wrong) return refused(wrong);
      return ok({ status: 200, body: JSON.stringify({ isDryRun, created: 0, objects: foreseen(listed.value) }) });
    }
    return runKeyedAct<Listed>(context, request, {
      load: () => load(tenantId, csv),
      decide: (listed, atMs) => {
        const wrong = judge(listed);
        if (wrong) return refused(wrong);
        const { changes, objects } = createdObjects(cardsOf(tenantId, listed.rows));
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'objects-imported',
          subjectId: objects[0]?.objectId ?? '',
          facts: { count: objects.length, last: objects.at(-1)?.objectId ?? '' },
          atMs,
        });
        const lined = objects.map((object, at) => ({ line: listed.rows[at]?.line ?? 0, ...object }));
        return ok({ status: 200, body: { isDryRun, created: lined.length, objects: lined }, changes: [...changes, audited] });
      },
    });
  };
}
