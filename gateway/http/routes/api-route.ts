// API route: one description of a resource validates its requests, writes its OpenAPI entry and answers its refusals.
import type { RouteConfig, z } from '@hono/zod-openapi';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { assert, type Json, ok, type Result } from '#protocol';
import type { Rejection, RejectionCode } from '../../domain/rejections.ts';
import type { KeyedRequest } from '../../journey/keyed-request.ts';
import { readJson } from '../body.ts';
import { admit, type Caller, forCaller, readCaller } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { keyRequest, parseKey } from '../idempotency.ts';
import { checkOrigin } from '../origin.ts';
import { answerProblem, PROBLEM_TYPE, statusOf } from '../problem.ts';
import { parsePart } from './parse-part.ts';
import { keyHeader, problem } from './schemas.ts';

const JSON_TYPE = 'application/json';

/** Who may ask: anyone, a person, or also a person whose token expired within a day (`owner`). */
type Who = 'anyone' | 'person' | 'owner';

export type ApiRoute<W extends Who, P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> = {
  readonly method: 'get' | 'post';
  /** OpenAPI form: `/api/v1/sessions/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly who: W;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Moves money or devices: wants an Idempotency-Key. */
  readonly isKeyed?: boolean;
  readonly answers: {
    readonly [status: number]: { readonly description: string; readonly schema?: z.ZodType; readonly type?: string };
  };
  /** The refusals that are its own; those of identity, form and world are added. */
  readonly refusals: readonly RejectionCode[];
};

export type Asked<W extends Who, P, Q, B> = {
  readonly c: Asking;
  readonly caller: Caller;
  readonly personId: W extends 'anyone' ? string | null : string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Route template, key and hash of what was asked; only of keyed routes. */
  readonly keyed: KeyedRequest;
};

export type ApiAnswer = {
  readonly status: number;
  /** Text is sent byte for byte. */
  readonly body: string | ReadableStream | null | { readonly [member: string]: unknown };
  readonly type?: string;
  readonly headers?: { readonly [name: string]: string };
};

export type Handle<W extends Who, P, Q, B> = (asked: Asked<W, P, Q, B>) => Promise<Result<ApiAnswer, Rejection>>;

async function readAsked<W extends Who, P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  c: Asking,
  deps: RouteDeps,
  route: ApiRoute<W, P, Q, B>,
): Promise<Result<Asked<W, z.output<P>, z.output<Q>, z.output<B>>, Rejection>> {
  const caller = await readCaller(c, deps);
  const isAnyone = route.who === 'anyone';
  const isNobody = caller.kind === 'nobody' || (isAnyone && caller.kind !== 'person' && caller.via === 'cookie');
  const person = isAnyone && isNobody ? ok(null) : admit(caller, route.who === 'owner' ? 'owner' : 'person', deps.clock.nowMs());
  if (!person.ok) return person;
  // A bearer token is never sent by a browser on its own; a cookie is.
  if (route.method === 'post' && caller.kind !== 'nobody' && caller.via === 'cookie') {
    const origin = checkOrigin(c, deps.config.publicOrigin);
    if (!origin.ok) return origin;
  }
  const params = parsePart(route.params, 'path', c.req.param());
  if (!params.ok) return params;
  const query = parsePart(route.query, 'query', c.req.query());
  if (!query.ok) return query;
  const key = route.isKeyed ? parseKey(c.req.header('idempotency-key'), 'header.idempotency-key') : ok('');
  if (!key.ok) return key;
  const json = route.body ? await readJson(c) : ok({});
  if (!json.ok) return json;
  const body = parsePart(route.body, 'body', json.value);
  if (!body.ok) return body;
  const personId = person.value === null ? null : person.value.personId;
  const asked = { ...params.value, ...body.value } as { readonly [name: string]: Json };
  return ok({
    c,
    caller,
    personId: personId as Asked<W, never, never, never>['personId'],
    params: params.value,
    query: query.value,
    body: body.value,
    // Only what a key names is hashed: other bodies may hold fractions, such as a position.
    keyed: keyRequest(personId ?? '', routeName(route.path), key.value, route.isKeyed ? asked : {}),
  });
}

/** What a key is scoped to; the form of the same act uses it too. */
export function routeName(path: string): string {
  return `POST ${path}`;
}

function answer(c: Asking, given: ApiAnswer): Response {
  const { status, body, type = JSON_TYPE, headers } = given;
  if (body === null) return c.body(null, status as ContentfulStatusCode, { 'Cache-Control': 'no-store', ...headers });
  const content = typeof body === 'string' || body instanceof ReadableStream ? body : JSON.stringify(body);
  return c.body(content, status as ContentfulStatusCode, { 'Cache-Control': 'no-store', 'Content-Type': type, ...headers });
}

function refusalsOf(route: ApiRoute<Who, z.ZodObject, z.ZodObject, z.ZodObject>): readonly RejectionCode[] {
  const identity: RejectionCode[] =
    route.who === 'anyone' ? ['identity.invalid'] : ['identity.missing', 'identity.expired', 'identity.invalid'];
  const form: RejectionCode[] = route.params || route.query || route.body ? ['request.malformed'] : [];
  const body: RejectionCode[] = route.body ? ['request.too-large', 'request.unsupported-type'] : [];
  const post: RejectionCode[] = route.method === 'post' ? ['origin.refused'] : [];
  const key: RejectionCode[] = route.isKeyed ? ['idempotency.key-missing', 'idempotency.key-reused'] : [];
  return [...route.refusals, ...identity, ...post, ...form, ...body, ...key, 'system.unavailable', 'system.failed'];
}

function describe(route: ApiRoute<Who, z.ZodObject, z.ZodObject, z.ZodObject>): RouteConfig {
  const byStatus = new Map<number, RejectionCode[]>();
  for (const code of refusalsOf(route)) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const answers = Object.entries(route.answers).map(([status, { description, schema, type = JSON_TYPE }]) => [
    status,
    { description, ...(schema && { content: { [type]: { schema } } }) },
  ]);
  const refusals = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.map((code) => `\`${code}\``).join(', '), content: { [PROBLEM_TYPE]: { schema: problem } } },
  ]);
  return {
    method: route.method,
    path: route.path,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    security: route.who === 'anyone' ? [{}, { bearer: [] }, { cookie: [] }] : [{ bearer: [] }, { cookie: [] }],
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.isKeyed && {
        headers: [keyHeader],
      }),
      ...(route.body && { body: { required: true, content: { [JSON_TYPE]: { schema: route.body } } } }),
    },
    responses: Object.fromEntries([...answers, ...refusals]),
  };
}

/** Registers the route: identity, origin, key and form are settled before `handle` is asked. */
export function addApiRoute<W extends Who, P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  app: App,
  deps: RouteDeps,
  route: ApiRoute<W, P, Q, B>,
  handle: Handle<W, z.output<P>, z.output<Q>, z.output<B>>,
): void {
  assert(route.isKeyed !== true || route.who !== 'anyone', 'a key belongs to a person');
  app.openAPIRegistry.registerPath(describe(route));
  app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const asked = await readAsked(c, deps, route);
    if (!asked.ok) return answerProblem(c, asked.error);
    const given = forCaller(asked.value.caller, await handle(asked.value));
    return given.ok ? answer(c, given.value) : answerProblem(c, given.error);
  });
}
