// Console schemas: what the console's reads take and give over HTTP, as the values that validate and describe them.
import { z } from '@hono/zod-openapi';
import { OBJECT_STANDINGS } from '../../domain/console/object-standing.ts';
import { SESSION_STATES } from '../../domain/session/session.ts';

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const minor = z.int();
const instant = z.iso.datetime();
const currency = z.string().regex(/^[A-Z]{3}$/);
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const next = z.string().nullable().openapi({ description: '`before` of the next page; null at the end.' });
const before = z
  .string()
  .regex(/^\d{1,15}\.[A-Za-z0-9_-]{1,64}$/)
  .optional()
  .openapi({ description: 'The `next` of the page before.' });
const limit = z.coerce.number().int().min(1).max(200).default(50);
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const idParams = z.object({ id });
export const overviewQuery = z.strictObject({ venue: id });
export const objectsQuery = z.strictObject({ venue: id.optional() });
export const sessionsQuery = z.strictObject({
  venue: id.optional(),
  object: id.optional(),
  state: z.enum(SESSION_STATES).optional(),
  from: moment.optional(),
  until: moment.optional(),
  receipt: z
    .string()
    .regex(/^\d{4}-\d{1,9}$/)
    .optional()
    .openapi({ description: 'Running number, as it is printed: `2026-000042`.' }),
  before,
  limit,
});
export const moneyQuery = z.strictObject({
  currency: currency.optional(),
  days: z.coerce.number().int().min(1).max(92).default(30),
});
export const statementQuery = z.strictObject({ currency, from: moment, until: moment });
export const auditQuery = z.strictObject({
  what: z
    .string()
    .regex(/^[a-z-]{1,64}$/)
    .optional(),
  actor: z.string().min(1).max(128).optional(),
  subject: z.string().min(1).max(128).optional(),
  before,
  limit,
});
export const payoutBody = z.strictObject({ currency });
export const receiptOf = (text: string): { readonly year: number; readonly number: number } => {
  const [year = '', number = ''] = text.split('-');
  return { year: Number(year), number: Number(number) };
};

const venue = z.object({ venueId: z.string(), name: z.string(), zone: z.string(), currency });
const session = z
  .object({
    sessionId: z.string(),
    objectId: z.string(),
    objectName: z.string(),
    placeName: z.string(),
    venueId: z.string(),
    kind: z.string(),
    payerId: z.string(),
    state: z.enum(SESSION_STATES),
    version: z.int(),
    createdAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    endReason: z.string().nullable(),
    currency,
    costMinor: minor.openapi({ description: 'What was billed, or what it comes to so far.' }),
    refundedMinor: minor.openapi({ description: 'What its payers have got back of that.' }),
    heldMinor: minor,
    receiptNumber: z.string().nullable(),
  })
  .openapi('ConsoleSession');
const object = z
  .object({
    objectId: z.string(),
    name: z.string(),
    kind: z.string(),
    placeName: z.string(),
    venueId: z.string(),
    deviceId: z.string(),
    standing: z.enum(OBJECT_STANDINGS),
    isOnline: z.boolean(),
    lastSeenAt: instant.nullable(),
    dirtySince: instant.nullable(),
    live: z.object({ sessionId: z.string(), state: z.string(), version: z.int() }).nullable(),
  })
  .openapi('ConsoleObject');
const takings = z
  .object({
    from: instant,
    until: instant,
    currencies: z.array(z.object({ currency, totalMinor: minor, hours: z.array(minor) })),
  })
  .openapi('Takings');

export const overviewAnswer = z
  .object({
    venue,
    objects: z.record(z.enum(OBJECT_STANDINGS), z.int()),
    running: z.array(session),
    takings: z.object({ today: takings, lastWeek: takings }).nullable(),
    waiting: z.record(z.string(), z.int()).nullable(),
  })
  .openapi('Overview');
export const objectsAnswer = z.object({ objects: z.array(object) });
export const sessionsAnswer = z.object({ items: z.array(session), next }).openapi('ConsoleSessions');
export const timelineAnswer = z
  .object({
    session,
    zone: z.string(),
    holds: z.array(
      z.object({
        holdId: z.string(),
        payerId: z.string(),
        role: z.string(),
        state: z.string(),
        heldMinor: minor,
        capturedMinor: minor.nullable(),
        refundedMinor: minor,
      }),
    ),
    claims: z.array(
      z.object({
        claimId: z.string(),
        personId: z.string(),
        rule: z.string(),
        verdict: z.string(),
        because: z.string(),
        isOpen: z.boolean(),
      }),
    ),
    timeline: z.array(
      z.object({
        at: instant,
        what: z.string(),
        of: z.enum(['person', 'gateway', 'device', 'money', 'staff']),
        name: z.string().nullable(),
        facts,
        source: z.object({ kind: z.string(), id: z.string() }),
        signature: z
          .object({ kid: z.string(), ctr: z.int().nullable(), short: z.string(), isVerified: z.boolean().nullable() })
          .nullable(),
      }),
    ),
  })
  .openapi('SessionTimeline');
const part = z.object({ amountMinor: minor, movements: z.int() });
export const moneyAnswer = z
  .object({
    venue,
    currency,
    owedMinor: minor,
    due: part,
    later: part,
    days: z.array(
      z.object({
        day: z.string(),
        movements: z.int(),
        grossMinor: minor,
        taxMinor: minor,
        feeMinor: minor,
        refundedMinor: minor,
        paidOutMinor: minor,
        netMinor: minor,
      }),
    ),
    payouts: z.array(
      z.object({ payoutId: z.string(), currency, amountMinor: minor, movements: z.int(), until: instant, at: instant }),
    ),
    refunds: z.array(
      z.object({
        refundId: z.string(),
        sessionId: z.string(),
        objectName: z.string(),
        payerId: z.string(),
        amountMinor: minor,
        currency,
        by: z.string(),
        byId: z.string(),
        reason: z.string(),
        state: z.string(),
        at: instant,
      }),
    ),
  })
  .openapi('VenueMoney');
export const auditAnswer = z
  .object({
    items: z.array(
      z.object({
        auditId: z.string(),
        at: instant,
        actor: z.object({ kind: z.string(), id: z.string() }),
        what: z.string(),
        subjectId: z.string(),
        facts,
        position: z.int().nullable().openapi({ description: 'Where it stands in the chain; null until it is sealed.' }),
        hash: z.string().nullable(),
      }),
    ),
    next,
  })
  .openapi('AuditPage');
export const batchesAnswer = z
  .object({
    batches: z.array(
      z.object({
        batchId: z.string(),
        venueId: z.string(),
        size: z.int(),
        printed: z.int(),
        active: z.int(),
        ended: z.int(),
        orderedAt: instant,
      }),
    ),
  })
  .openapi('LabelBatches');
export const stopAnswer = z.object({ sessionId: z.string(), objectId: z.string(), isAsked: z.boolean() }).openapi('StopAsked');
export const payoutAnswer = z
  .object({ payoutId: z.string(), venueId: z.string(), currency, amountMinor: minor, movements: z.int() })
  .openapi('PayoutMade');
