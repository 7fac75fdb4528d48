// Object acts: what staff see of the objects of their venues, and what they change about one of them.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN, ok } from '#protocol';
import { OBJECT_STATES } from '../../domain/venue/object-state.ts';
import { SET_UP_LIMITS } from '../../domain/venue/set-up-limits.ts';
import type { ObjectDetail } from '../../operator/list-set-up.ts';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';
import { reason } from './people-schemas.ts';

const BASE = '/api/v1/operator/objects';
const id = z.string().regex(ID_PATTERN);
const oneId = z.object({ id });
const instant = z.iso.datetime();
const status = z.enum(['in_service', 'out_of_service', 'retired']);
const MOST_LISTED = 500;

const state = z.enum(OBJECT_STATES).openapi({
  description: 'What of it counts most now: a live session before what staff have said, and that before what its device says.',
});
const service = z
  .object({ by: z.string(), at: instant, reason: z.string() })
  .nullable()
  .openapi({ description: 'Who changed its service last, when and why; null: as it was created.' });
const card = {
  objectId: id,
  venueId: id,
  placeId: id,
  kind: z.string(),
  name: z.string(),
  deviceId: z.string(),
  tariffId: z.string().nullable().openapi({ description: 'null: it is shown, and its Start refused.' }),
  status,
  isCleaned: z.boolean().openapi({ description: 'Somebody cleans it after each use, before it is offered again.' }),
  version: z.int(),
};
const objectChanged = z.object(card).openapi('OperatorObject');
const listedObject = z
  .object({
    ...card,
    state,
    venueName: z.string(),
    placeName: z.string(),
    uncleanSince: instant.nullable(),
    labels: z.int().openapi({ description: 'What people can scan there.' }),
    liveSessionId: id.nullable(),
    lastContact: instant.nullable(),
    service,
  })
  .openapi('ListedObject');
const objectDetail = listedObject
  .extend({
    isOnline: z.boolean(),
    reported: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .openapi({ description: 'What its device says and everybody may see; of a room that somebody stays in, nothing.' }),
    reportedAt: instant.nullable(),
    mayOpenFree: z.boolean(),
  })
  .openapi('ObjectDetail');
const objectsQuery = z.strictObject({
  state: z.enum(OBJECT_STATES).optional().openapi({ description: 'Without it, all that are not retired.' }),
  venue: id.optional(),
  place: id.optional(),
  kind: z.string().max(48).optional(),
  text: z.string().max(100).optional().openapi({ description: "Part of its name or its place's, or its whole id." }),
  after: id.optional().openapi({ description: 'The last object id of the page before.' }),
  limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(100),
});
const counts = z.object(Object.fromEntries(OBJECT_STATES.map((each) => [each, z.int()]))).openapi('ObjectCounts');

const objectEdit = z
  .strictObject({
    version: z.int().min(1).openapi({ description: 'The one that its editor saw; another is there: `edit.conflict`.' }),
    name: z
      .string()
      .trim()
      .max(SET_UP_LIMITS.nameChars * 4)
      .optional(),
    placeId: id.optional(),
    tariffId: id.nullable().optional().openapi({ description: 'null takes its price away, and with it every Start.' }),
    isCleaned: z.boolean().optional(),
  })
  .openapi('ObjectEdit');
const serviceBody = z.strictObject({ state: z.enum(['in_service', 'out_of_service']), reason }).openapi('ServiceState');
const served = z.object({ objectId: id, status, isClean: z.boolean(), version: z.int(), service }).openapi('ObjectServed');
const retireBody = z.strictObject({ reason });
const emptyBody = z.strictObject({});
const opened = z.object({ objectId: id, sessionId: id.nullable() }).openapi('ObjectOpenedFree');

const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

function listedJson(object: Omit<ObjectDetail, 'reported' | 'reportedAtMs' | 'isOnline' | 'mayOpenFree'>) {
  const { tenantId: _, uncleanSinceMs, lastContactMs, service: note, ...facts } = object;
  return {
    ...facts,
    uncleanSince: iso(uncleanSinceMs),
    lastContact: iso(lastContactMs),
    service: note && { by: note.by, at: iso(note.atMs), reason: note.reason },
  };
}

/** An object as staff read it. */
function objectJson({ reported, reportedAtMs, isOnline, mayOpenFree, ...listed }: ObjectDetail) {
  return { ...listedJson(listed), isOnline, reported, reportedAt: iso(reportedAtMs), mayOpenFree };
}

function addLooks(app: App, deps: RouteDeps): void {
  const { list } = deps.steps.operator.setUp;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: BASE,
      act: 'object.see',
      summary: 'List objects',
      query: objectsQuery,
      answer: {
        status: 200,
        description: 'By name, and how many there are of each state in all.',
        schema: z.object({ objects: z.array(listedObject), next: id.nullable(), counts }),
      },
      refusals: [],
    },
    async ({ operator: { tenantId }, query: { venue, place, after, state: only, kind, text, limit } }) => {
      const asked = {
        ...{ tenantId, limit },
        ...(only !== undefined && { state: only }),
        ...(venue !== undefined && { venueId: venue }),
        ...(place !== undefined && { placeId: place }),
        ...(kind !== undefined && { kind }),
        ...(text !== undefined && { text: text.trim() }),
        ...(after !== undefined && { afterId: after }),
      };
      const { objects, nextAfterId } = await list.objects(asked);
      const body = { objects: objects.map(listedJson), next: nextAfterId, counts: await list.counts(tenantId) };
      return ok({ status: 200, body });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/{id}`,
      act: 'object.see',
      summary: 'One object, and what its device says',
      params: oneId,
      answer: { status: 200, description: 'As it is now.', schema: objectDetail },
      refusals: ['object.unknown'],
    },
    async ({ operator, params }) => {
      const object = await list.object(operator.tenantId, params.id);
      return object.ok ? ok({ status: 200, body: objectJson(object.value) }) : object;
    },
  );
}

function addEdits(app: App, deps: RouteDeps): void {
  const { changeObject, retireObject } = deps.steps.operator.setUp;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}`,
      act: 'object.create',
      summary: 'Rename, move or price an object',
      description: 'What is left out stays; a session that runs keeps its own price. Written to the audit.',
      params: oneId,
      body: objectEdit,
      answer: { status: 200, description: 'As it is now.', schema: objectChanged },
      refusals: [
        ...(['object.unknown', 'place.unknown', 'tariff.unknown', 'tariff.misfit', 'object.unsigned-not-free'] as const),
        ...(['object.name-taken', 'object.retired', 'edit.conflict'] as const),
      ],
    },
    ({ operator, keyed, params, body: { version, ...words } }) =>
      changeObject({ ...keyed, operator, objectId: params.id, version, words }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/retire`,
      act: 'object.retire',
      summary: 'Retire an object for good',
      description: 'Not while it is used. Its history stays, and its labels answer that it is not in use any more.',
      params: oneId,
      body: retireBody,
      answer: { status: 200, description: 'It is retired.', schema: served },
      refusals: ['object.unknown', 'object.in-use'],
    },
    ({ operator, keyed, params, body }) => retireObject({ ...keyed, operator, objectId: params.id, reason: body.reason }),
  );
}

function addService(app: App, deps: RouteDeps): void {
  const { serveObject, cleanObject } = deps.steps.operator.setUp;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/service`,
      act: 'object.serve',
      summary: 'Take an object out of service, or put it back',
      description: 'A session that runs goes on; the next Start is refused. Written to the audit.',
      params: oneId,
      body: serviceBody,
      answer: { status: 200, description: 'As it is now.', schema: served },
      refusals: ['object.unknown', 'object.retired', 'object.open-free'],
    },
    ({ operator, keyed, params, body }) => serveObject({ ...keyed, operator, objectId: params.id, ...body }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/clean`,
      act: 'object.clean',
      summary: 'Clean, done',
      description: 'It is offered again. Written to the audit.',
      params: oneId,
      body: emptyBody,
      answer: { status: 200, description: 'It is clean.', schema: served },
      refusals: ['object.unknown', 'object.in-use', 'object.retired'],
    },
    ({ operator, keyed, params }) => cleanObject({ ...keyed, operator, objectId: params.id }),
  );
}

function addFreeOpen(app: App, deps: RouteDeps): void {
  const { openFree, closeFree } = deps.steps.operator.setUp;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/open-free`,
      act: 'object.open-free',
      summary: 'Open an object without a price',
      description:
        'Only while it is out of service: a session that costs nothing and that nobody pays. The device obeys its interlocks: ' +
        'nothing opens while somebody is inside, or may be. Written to the audit.',
      params: oneId,
      body: retireBody,
      answer: { status: 202, description: 'The command is on its way.', schema: opened },
      refusals: [
        ...(['object.unknown', 'object.in-use', 'object.retired', 'object.still-in-service'] as const),
        ...(['object.interlocked', 'device.offline'] as const),
      ],
    },
    ({ operator, keyed, params, body }) => openFree({ ...keyed, operator, objectId: params.id, reason: body.reason }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/{id}/close-free`,
      act: 'object.open-free',
      summary: 'Close what was opened without a price',
      params: oneId,
      body: emptyBody,
      answer: { status: 202, description: 'Asked for; what is closed already stays so.', schema: opened },
      refusals: ['object.unknown', 'object.in-use'],
    },
    ({ operator, params }) => closeFree({ operator, objectId: params.id }),
  );
}

export function addObjectActs(app: App, deps: RouteDeps): void {
  addLooks(app, deps);
  addEdits(app, deps);
  addService(app, deps);
  addFreeOpen(app, deps);
}
