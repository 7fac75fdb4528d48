// Serve object: staff take an object out of service and put it back, say that it is clean, and the owner retires it for good.
import { ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { Rejection } from '../domain/rejections.ts';
import { isFreeOpen } from '../domain/session/free-open.ts';
import { decideClean, decideRetire, decideService, type ServiceState } from '../domain/venue/object-state.ts';
import type { ObjectCard, ServiceNote } from '../domain/venue/venue-record.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { type ListedObject, readObject } from '../storage/queries/venue-set-up.ts';
import { cardOf } from './change-object.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

type OfObject = OperatorRequest & { readonly objectId: string };
type ServiceAct<R extends OfObject> = (request: R) => Promise<Result<ActAnswer, Rejection>>;

export type ServeObject = ServiceAct<OfObject & { readonly state: ServiceState; readonly reason: string }>;
export type RetireObject = ServiceAct<OfObject & { readonly reason: string }>;
export type CleanObject = ServiceAct<OfObject>;

type Done = { readonly object: ObjectCard; readonly isClean: boolean; readonly changes: readonly Change[] };

function answerOf({ object, isClean, changes }: Done): Acted {
  const { objectId, status, service, version } = object;
  const at = service && new Date(service.atMs).toISOString();
  const body = {
    ...{ objectId, status, isClean, version },
    service: service && { by: service.by, at, reason: service.reason },
  };
  return { status: 200, body, changes };
}

function runServiceAct<R extends OfObject>(
  context: StepContext,
  books: BooksQuery,
  decide: (object: ListedObject, request: R, atMs: number) => Result<Done, Rejection>,
): ServiceAct<R> {
  return (request) =>
    runKeyedAct<ListedObject>(context, request, {
      async load() {
        const object = await readObject(books, request.operator.tenantId, request.objectId);
        return object ? ok(object) : refused({ code: 'object.unknown' });
      },
      decide(object, atMs) {
        const done = decide(object, request, atMs);
        return done.ok ? ok(answerOf(done.value)) : done;
      },
    });
}

const noteOf = ({ operator }: OfObject, reason: string, atMs: number): ServiceNote => ({ by: operator.operatorId, atMs, reason });

/** What was changed and by whom; nothing where nothing is. */
function changed(
  context: StepContext,
  { operator }: OfObject,
  what: string,
  before: ListedObject,
  next: ObjectCard | null,
): Done {
  const isClean = before.uncleanSinceMs === null;
  if (next === null) return { object: cardOf(before), isClean, changes: [] };
  const { objectId, status, service } = next;
  const facts = { state: status, from: before.status, reason: service?.reason ?? '' };
  const audited = auditedAct(operator, {
    ...{ auditId: context.ids('aud'), what, subjectId: objectId, facts },
    atMs: service?.atMs ?? 0,
  });
  return { object: next, isClean, changes: [{ change: 'object-changed', object: next }, audited] };
}

/** A session that runs goes on; the next one is refused. */
export function createServeObject(context: StepContext, books: BooksQuery): ServeObject {
  return (request) =>
    runKeyedAct<{ readonly object: ListedObject; readonly freeSessionId: string | null }>(context, request, {
      async load() {
        const object = await readObject(books, request.operator.tenantId, request.objectId);
        if (!object) return refused({ code: 'object.unknown' });
        const live = object.liveSessionId === null ? null : (await context.store.scene(object.objectId))?.live;
        return ok({ object, freeSessionId: live && isFreeOpen(live) ? live.sessionId : null });
      },
      decide({ object, freeSessionId }, atMs) {
        const note = noteOf(request, request.reason, atMs);
        const next = decideService(cardOf(object), freeSessionId, request.state, note);
        return next.ok ? ok(answerOf(changed(context, request, 'object-service-set', object, next.value))) : next;
      },
    });
}

export function createRetireObject(context: StepContext, books: BooksQuery): RetireObject {
  return runServiceAct(context, books, (object, request, atMs) => {
    const next = decideRetire(cardOf(object), object.liveSessionId, noteOf(request, request.reason, atMs));
    return next.ok ? ok(changed(context, request, 'object-retired', object, next.value)) : next;
  });
}

/** Said twice, it is as clean as said once. */
export function createCleanObject(context: StepContext, books: BooksQuery): CleanObject {
  return runServiceAct(context, books, (object, { operator, objectId }, atMs) => {
    const since = decideClean(object, object);
    if (!since.ok) return since;
    const card = cardOf(object);
    if (since.value === null) return ok({ object: card, isClean: true, changes: [] });
    const facts = { waitedMs: Math.max(0, atMs - since.value) };
    const audited = auditedAct(operator, {
      ...{ auditId: context.ids('aud'), what: 'object-cleaned', subjectId: objectId, facts, atMs },
    });
    return ok({ object: card, isClean: true, changes: [{ change: 'object-cleaned', objectId, sinceMs: since.value }, audited] });
  });
}
