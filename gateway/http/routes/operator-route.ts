// Operator route: an act or a look of the staff - by a token of their own or a console page's cookie, as their role may, and only what is their tenant's.
import type { z } from '@hono/zod-openapi';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Json, ok, type Result, refused } from '#protocol';
import type { Rejection, RejectionCode } from '../../domain/rejections.ts';
import { mayRole, type OperatorAct, PERMISSIONS, type Role } from '../../domain/staff/permissions.ts';
import type { KeyedRequest } from '../../journey/keyed-request.ts';
import type { Operator, OperatorIdentity, StaffMember } from '../../ports/identity.ts';
import { readJson } from '../body.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { keyRequest, parseKey } from '../idempotency.ts';
import { checkOrigin } from '../origin.ts';
import { answerProblem, PROBLEM_TYPE, statusOf } from '../problem.ts';
import { readStaff } from '../staff-session.ts';
import { routeName } from './api-route.ts';
import { parsePart } from './parse-part.ts';
import { keyHeader, problem } from './schemas.ts';

const JSON_TYPE = 'application/json';
/** How the OpenAPI document calls the token that staff show. */
export const OPERATOR_SCHEME = 'operator';

export type OperatorRoute<P extends z.ZodObject, B extends z.ZodObject, Q extends z.ZodObject = z.ZodObject> = {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Who may: the table of roles has it. */
  readonly act: OperatorAct;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  /** An act; it wants an Idempotency-Key. */
  readonly body?: B;
  readonly answer: {
    readonly status: 200 | 201 | 202;
    readonly description: string;
    readonly schema: z.ZodType;
    /** JSON, unless it says so. */
    readonly types?: readonly string[];
  };
  readonly refusals: readonly RejectionCode[];
};

/** `look`: whether they still may, which is no use of their sign-in. */
type Methodical = { readonly method: 'get' | 'post'; readonly how?: keyof OperatorIdentity };

export type AskedByStaff<P, B, Q> = {
  /** For what a stream needs of its request. */
  readonly c: Asking;
  readonly operator: Operator;
  readonly role: Role;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly keyed: KeyedRequest;
};

/** A file says its own type and name. */
export type StaffAnswer = {
  readonly status: number;
  readonly body: string | object | ReadableStream<Uint8Array>;
  readonly headers?: { readonly [name: string]: string };
};

/** An Authorization header is the whole answer; a cookie counts for our own pages only, whose act names where it comes from. */
export async function readOperator(
  c: Asking,
  deps: RouteDeps,
  { method, how = 'verify' }: Methodical,
): Promise<Result<StaffMember, Rejection>> {
  const header = c.req.header('authorization');
  if (header !== undefined) {
    const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
    return token === undefined ? refused({ code: 'identity.missing' }) : deps.operators[how](token);
  }
  const member = await readStaff(c, deps, how);
  if (!member.ok || method === 'get') return member;
  const origin = checkOrigin(c, deps.config.publicOrigin);
  return origin.ok ? member : origin;
}

async function readAsked<P extends z.ZodObject, B extends z.ZodObject, Q extends z.ZodObject>(
  c: Asking,
  deps: RouteDeps,
  route: OperatorRoute<P, B, Q>,
): Promise<Result<AskedByStaff<z.output<P>, z.output<B>, z.output<Q>>, Rejection>> {
  const operator = await readOperator(c, deps, route);
  if (!operator.ok) return operator;
  const { role } = operator.value;
  if (!mayRole(role, route.act)) return refused({ code: 'operator.role-refused', role, act: route.act });
  const params = parsePart(route.params, 'path', c.req.param());
  if (!params.ok) return params;
  const query = parsePart(route.query, 'query', c.req.query());
  if (!query.ok) return query;
  const key = route.body ? parseKey(c.req.header('idempotency-key'), 'header.idempotency-key') : ok('');
  if (!key.ok) return key;
  const json = route.body ? await readJson(c) : ok({});
  if (!json.ok) return json;
  const body = parsePart(route.body, 'body', json.value);
  if (!body.ok) return body;
  const { operatorId, tenantId } = operator.value;
  const asked = { ...params.value, ...body.value } as { readonly [name: string]: Json };
  // No person has a space in their name: keys of staff and persons never meet.
  const keyed = keyRequest(`operator ${tenantId} ${operatorId}`, routeName(route.path), key.value, asked);
  return ok({ c, operator: { operatorId, tenantId }, role, params: params.value, query: query.value, body: body.value, keyed });
}

function refusalsOf(route: OperatorRoute<z.ZodObject, z.ZodObject>): readonly RejectionCode[] {
  const form: RejectionCode[] = route.params || route.query || route.body ? ['request.malformed'] : [];
  const body: RejectionCode[] = route.body
    ? ['request.too-large', 'request.unsupported-type', 'idempotency.key-missing', 'idempotency.key-reused']
    : [];
  const identity: RejectionCode[] = [
    'identity.missing',
    'identity.expired',
    'identity.invalid',
    'operator.not-allowed',
    'operator.role-refused',
    'origin.refused',
  ];
  return [...route.refusals, ...identity, ...form, ...body, 'system.unavailable', 'system.failed'];
}

function describeRoute(app: App, route: OperatorRoute<z.ZodObject, z.ZodObject>): void {
  const byStatus = new Map<number, RejectionCode[]>();
  for (const code of refusalsOf(route)) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const refusals = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.map((code) => `\`${code}\``).join(', '), content: { [PROBLEM_TYPE]: { schema: problem } } },
  ]);
  const { status, description, schema, types = [JSON_TYPE] } = route.answer;
  app.openAPIRegistry.registerPath({
    method: route.method,
    path: route.path,
    tags: ['Operator'],
    summary: route.summary,
    description: [route.description, `For ${PERMISSIONS[route.act].join(', ')} (\`${route.act}\`).`].filter(Boolean).join(' '),
    security: [{ [OPERATOR_SCHEME]: [] }],
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.body && {
        headers: [keyHeader],
        body: { required: true, content: { [JSON_TYPE]: { schema: route.body } } },
      }),
    },
    responses: {
      [status]: { description, content: Object.fromEntries(types.map((type) => [type, { schema }])) },
      ...Object.fromEntries(refusals),
    },
  });
}

/** Registers the route: who asks, the key and the form are settled before `handle` is asked. */
export function addOperatorRoute<P extends z.ZodObject, B extends z.ZodObject, Q extends z.ZodObject = z.ZodObject>(
  app: App,
  deps: RouteDeps,
  route: OperatorRoute<P, B, Q>,
  handle: (asked: AskedByStaff<z.output<P>, z.output<B>, z.output<Q>>) => Promise<Result<StaffAnswer, Rejection>>,
): void {
  describeRoute(app, route);
  app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const asked = await readAsked(c, deps, route);
    if (!asked.ok) return answerProblem(c, asked.error);
    const given = await handle(asked.value);
    if (!given.ok) return answerProblem(c, given.error);
    const { status, body, headers } = given.value;
    const text = typeof body === 'string' || body instanceof ReadableStream ? body : JSON.stringify(body);
    return c.body(text, status as ContentfulStatusCode, { 'Cache-Control': 'no-store', 'Content-Type': JSON_TYPE, ...headers });
  });
}
