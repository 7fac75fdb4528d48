// Label watch: alerts of labels, and rounds of inspection, for the staff.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN, ok } from '#protocol';
import { type ListedAlert, reasonsOf } from '../../domain/watch/label-alert.ts';
import type { LabelRound, RoundReport } from '../../domain/watch/label-round.ts';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';

const BASE = '/api/v1/operator';
const id = z.string().regex(ID_PATTERN);
const instant = z.iso.datetime();
const oneId = z.object({ id });
const tagId = z.string();
const objectId = z.string();

const alert = z
  .object({
    alertId: id,
    tagId,
    labelStatus: z.string(),
    objectId: objectId.nullable(),
    objectName: z.string().nullable(),
    reasons: z.array(z.enum(['silent', 'elsewhere', 'ended'])).openapi({
      description:
        'silent: not scanned, or by one or two people a day only, while others in the venue were; ' +
        'elsewhere: scanned by people whose phones are far away; ' +
        'ended: scanned although it was replaced, lost or revoked.',
    }),
    silentSince: instant.nullable(),
    missedScans: z.int(),
    elsewhereScans: z.int(),
    endedScans: z.int(),
    openedAt: instant,
    lastAt: instant,
  })
  .openapi('LabelAlert');
const alertClosed = z.object({ alertId: id, closedAt: instant, note: z.string() }).openapi('LabelAlertClosed');
const ALERTS_MOST = 500;
const alertsQuery = z.strictObject({
  after: id.optional().openapi({ description: 'The last alert id of the page before.' }),
  limit: z.coerce.number().int().min(1).max(ALERTS_MOST).default(100),
});
const noteBody = z.strictObject({
  note: z.string().trim().min(1).max(200).openapi({ description: 'What was found; kept in the audit.' }),
});

const found = z.object({ tagId: tagId.nullable(), boundTo: objectId.nullable(), seenAt: objectId.nullable() });
const report = z
  .object({
    expected: z.int(),
    inPlace: z.int(),
    missing: z.array(z.object({ tagId, objectId })),
    toHang: z.array(z.object({ tagId, objectId })).openapi({
      description: 'Printed for an object and not known to hang there yet, such as a reprint; not among those expected.',
    }),
    unlabelled: z.array(objectId),
    onAnotherObject: z.array(found),
    foreign: z.array(z.object({ seenAt: objectId.nullable(), seenAtMs: z.int() })),
    ended: z.array(found),
    notAttached: z.array(found),
  })
  .openapi('LabelRoundReport') satisfies z.ZodType<RoundReport>;
const round = z
  .object({ roundId: id, venueId: z.string(), startedBy: z.string(), startedAt: instant, endedAt: instant.nullable() })
  .openapi('LabelRound');
const sighting = z
  .object({
    finding: z.enum(['in-place', 'on-another-object', 'not-attached', 'ended', 'foreign']),
    tagId: tagId.nullable(),
    boundTo: objectId.nullable(),
    seenAt: objectId.nullable(),
  })
  .openapi('LabelSighting');

const iso = (atMs: number): string => new Date(atMs).toISOString();
const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

/** An open alert as staff read it. */
export function alertJson({ alert: { alertId, tagId: ofTag, ...alert }, ...label }: ListedAlert) {
  return {
    ...{ alertId, tagId: ofTag, ...label, reasons: [...reasonsOf(alert)] },
    silentSince: isoOrNull(alert.silentSinceMs),
    ...{ missedScans: alert.missedScans, elsewhereScans: alert.elsewhereScans, endedScans: alert.endedScans },
    ...{ openedAt: iso(alert.openedAtMs), lastAt: iso(alert.lastAtMs) },
  };
}

export function roundJson({ roundId, venueId, startedBy, startedAtMs, endedAtMs }: LabelRound) {
  return { roundId, venueId, startedBy, startedAt: iso(startedAtMs), endedAt: isoOrNull(endedAtMs) };
}

function addAlerts(app: App, deps: RouteDeps): void {
  const { labelAlerts } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/label-alerts`,
      act: 'label.see',
      summary: 'Labels that somebody should look at',
      query: alertsQuery,
      answer: {
        status: 200,
        description: 'One open alert a label, the oldest first.',
        schema: z.object({ alerts: z.array(alert) }),
      },
      refusals: [],
    },
    async ({ operator, query: { after = null, limit } }) => {
      const alerts = await labelAlerts.list({ operator, afterAlertId: after, limit });
      return ok({ status: 200, body: { alerts: alerts.map(alertJson) } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/label-alerts/{id}/close`,
      act: 'label.inspect',
      summary: 'Somebody has looked at a label',
      description: 'The label raises another alert only by what happens from now on.',
      params: oneId,
      body: noteBody,
      answer: { status: 200, description: 'Closed.', schema: alertClosed },
      refusals: ['label-alert.unknown'],
    },
    async ({ operator, keyed, params, body }) => {
      const closed = await labelAlerts.close({ operator, alertId: params.id, note: body.note, keyed });
      if (!closed.ok) return closed;
      const { alertId, closedAtMs, note } = closed.value;
      return ok({ status: 200, body: { alertId, closedAt: isoOrNull(closedAtMs), note: note ?? '' } });
    },
  );
}

function addWalk(app: App, deps: RouteDeps): void {
  const { inspectLabels } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/label-rounds`,
      act: 'label.inspect',
      summary: 'Begin a round of inspection',
      description: 'One at a time in a venue: a round that goes on is answered, and several people may walk it together.',
      body: z.strictObject({ venueId: z.string().min(1).max(64) }),
      answer: { status: 201, description: 'The round.', schema: round },
      refusals: ['venue.unknown'],
    },
    async ({ operator, keyed, body }) => {
      const started = await inspectLabels.start({ operator, venueId: body.venueId, keyed });
      return started.ok ? ok({ status: 201, body: roundJson(started.value) }) : started;
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/label-rounds/{id}/sightings`,
      act: 'label.inspect',
      summary: 'A label was scanned on the round',
      description: 'Scanned again at the same object it is the same sighting; at another one it is a second.',
      params: oneId,
      body: z.strictObject({
        code: z
          .string()
          .min(1)
          .max(2_048)
          .openapi({ description: 'A link, the digits of one, a short code, or whatever the sticker says.' }),
        seenAt: z
          .string()
          .min(1)
          .max(64)
          .nullable()
          .optional()
          .openapi({ description: 'The object that the inspector stands at.' }),
      }),
      answer: { status: 201, description: 'What it is, and where it should hang.', schema: sighting },
      refusals: ['label-round.unknown', 'label-round.ended', 'object.unknown', 'label.mistyped'],
    },
    async ({ operator, params, body }) => {
      const seen = await inspectLabels.see({ operator, roundId: params.id, code: body.code, seenAt: body.seenAt ?? null });
      if (!seen.ok) return seen;
      const { finding, tagId: ofTag, boundTo, seenAt } = seen.value;
      return ok({ status: 201, body: { finding, tagId: ofTag, boundTo, seenAt: seenAt || null } });
    },
  );
}

function addReports(app: App, deps: RouteDeps): void {
  const { inspectLabels } = deps.steps.operator;
  const reported = round.extend({ report }).openapi('LabelRoundReported');
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/label-rounds`,
      act: 'label.see',
      summary: 'Rounds of inspection',
      answer: { status: 200, description: 'Those that go on, then the newest.', schema: z.object({ rounds: z.array(round) }) },
      refusals: [],
    },
    async ({ operator }) => ok({ status: 200, body: { rounds: (await inspectLabels.list({ operator })).map(roundJson) } }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/label-rounds/{id}`,
      act: 'label.see',
      summary: 'A round and its report',
      params: oneId,
      answer: { status: 200, description: 'As of now while it goes on, else as it was at its end.', schema: reported },
      refusals: ['label-round.unknown'],
    },
    async ({ operator, params }) => {
      const read = await inspectLabels.report({ operator, roundId: params.id });
      return read.ok ? ok({ status: 200, body: { ...roundJson(read.value.round), report: read.value.report } }) : read;
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/label-rounds/{id}/end`,
      act: 'label.inspect',
      summary: 'End a round of inspection',
      params: oneId,
      body: z.strictObject({}),
      answer: { status: 200, description: 'The report, which stays as it is now.', schema: reported },
      refusals: ['label-round.unknown'],
    },
    async ({ operator, params }) => {
      const over = await inspectLabels.end({ operator, roundId: params.id });
      return over.ok ? ok({ status: 200, body: { ...roundJson(over.value), report: over.value.report } }) : over;
    },
  );
}

export function addLabelWatch(app: App, deps: RouteDeps): void {
  addAlerts(app, deps);
  addWalk(app, deps);
  addReports(app, deps);
}
