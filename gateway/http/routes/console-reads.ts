// Console reads: every figure and list of the console over HTTP, for its pages and for scripts alike.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import {
  auditAnswer,
  auditQuery,
  batchesAnswer,
  idParams,
  objectsAnswer,
  objectsQuery,
  overviewAnswer,
  overviewQuery,
  receiptOf,
  sessionsAnswer,
  sessionsQuery,
  timelineAnswer,
} from './console-schemas.ts';
import { addOperatorRoute } from './operator-route.ts';

const BASE = '/api/v1/operator';

function addOverview(app: App, deps: RouteDeps): void {
  const { console: desk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/overview`,
      act: 'venue.see',
      summary: 'How a venue stands now',
      description:
        "Objects by how they stand, what is in use, what was taken today by the hour (the venue's zone) beside the same day last week, " +
        'and how much waits for a person; what a role may not see is null or empty.',
      query: overviewQuery,
      answer: { status: 200, description: 'Now.', schema: overviewAnswer },
      refusals: ['venue.unknown'],
    },
    async ({ operator, role, query }) => {
      const found = await desk.overview({ member: { ...operator, role }, venueId: query.venue });
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    },
  );
}

function addObjects(app: App, deps: RouteDeps): void {
  const { console: desk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/standings`,
      act: 'object.see',
      summary: 'How each object stands, and who uses it',
      query: objectsQuery,
      answer: { status: 200, description: 'By place and name.', schema: objectsAnswer },
      refusals: [],
    },
    async ({ operator, query }) => {
      const objects = await desk.objects({ tenantId: operator.tenantId, venueId: query.venue ?? null });
      return ok({ status: 200, body: { objects } });
    },
  );
}

function addSessionReads(app: App, deps: RouteDeps): void {
  const { console: desk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/sessions`,
      act: 'session.see',
      summary: 'Sessions by time, object, state or receipt number',
      query: sessionsQuery,
      answer: { status: 200, description: 'A page, the newest first.', schema: sessionsAnswer },
      refusals: [],
    },
    async ({ operator, query }) => {
      const { venue, object, state, from, until, receipt, before, limit } = query;
      const page = await desk.sessions({
        ...{ tenantId: operator.tenantId, venueId: venue ?? null, objectId: object ?? null },
        ...{ states: state ? [state] : null, fromMs: from ?? null, untilMs: until ?? null },
        ...{ receipt: receipt ? receiptOf(receipt) : null, before: before ?? null, limit },
      });
      return ok({ status: 200, body: page });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/sessions/{id}/timeline`,
      act: 'session.see',
      summary: "A session's evidence in its order",
      description:
        'Scan, offer, commands with their signatures, what the device proved, money and people; each entry says where it comes from, ' +
        'and every signature is checked again against the keys that are known now.',
      params: idParams,
      answer: { status: 200, description: 'Oldest first.', schema: timelineAnswer },
      refusals: ['session.unknown'],
    },
    async ({ operator, params }) => {
      const found = await desk.timeline({ operator, sessionId: params.id });
      if (!found.ok) return found;
      const { tariff: _, ...body } = found.value;
      return ok({ status: 200, body });
    },
  );
}

function addPapers(app: App, deps: RouteDeps): void {
  const { console: desk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/audit`,
      act: 'audit.see',
      summary: 'The audit log',
      query: auditQuery,
      answer: { status: 200, description: 'A page, the newest first, each with its place in the chain.', schema: auditAnswer },
      refusals: [],
    },
    async ({ operator, query: { what, actor, subject, before, limit } }) => {
      const page = await desk.audit({
        ...{ tenantId: operator.tenantId, what: what ?? null, actorId: actor ?? null, subjectId: subject ?? null },
        ...{ before: before ?? null, limit },
      });
      return ok({ status: 200, body: page });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/label-batches`,
      act: 'label.see',
      summary: 'Batches of labels',
      answer: { status: 200, description: 'Newest first, with how many of each hang.', schema: batchesAnswer },
      refusals: [],
    },
    async ({ operator }) => ok({ status: 200, body: { batches: await desk.batches(operator.tenantId) } }),
  );
}

export function addConsoleReads(app: App, deps: RouteDeps): void {
  addOverview(app, deps);
  addObjects(app, deps);
  addSessionReads(app, deps);
  addPapers(app, deps);
}
