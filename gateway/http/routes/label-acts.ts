// Label acts: what staff do about labels over HTTP - list and find them, order a batch, attach, end, reprint, take over others'.
import { z } from '@hono/zod-openapi';
import { ok } from '#protocol';
import { formatShortCode } from '#qr';
import type { ListedLabel, TakenOverLabel } from '../../domain/label/label.ts';
import { LABEL_ENDS } from '../../domain/label/label-moves.ts';
import { LABEL_LIMITS } from '../../domain/label/label-order.ts';
import { TAG_STATUSES } from '../../domain/scan/tag.ts';
import type { IssuedLabel } from '../../operator/issue-labels.ts';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';

const BASE = '/api/v1/operator';
const PAGE_MOST = 500;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const batchId = z.string().regex(/^[a-z0-9_-]{1,64}$/);
const code = z
  .string()
  .min(1)
  .max(2_048)
  .openapi({ description: 'As it was scanned or typed: link, digits, short code or tag id.' });
const instant = z.iso.datetime().nullable();
const reason = z.string().trim().min(1).max(200).openapi({ description: 'Why; kept in the audit.' });
const pageLimit = z.coerce.number().int().min(1).max(PAGE_MOST).default(100);

export const labelAnswer = z
  .object({
    tagId: z.string(),
    shortCode: z.string().nullable().openapi({ description: 'As it is printed: `7K3M-Q9TX-8`.' }),
    status: z.enum(TAG_STATUSES),
    objectId: z.string().nullable(),
    objectName: z.string().nullable(),
    kind: z.string().nullable(),
    placeName: z.string().nullable(),
    kid: z.int().nullable(),
    batchId: z.string().nullable(),
    batchNo: z.int().nullable(),
    replaces: z.string().nullable().openapi({ description: 'The label that ends once this one is known to hang.' }),
    issuedAt: instant,
    attachedAt: instant,
    firstScannedAt: instant,
    endedAt: instant,
  })
  .openapi('Label');

const at = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

export function labelJson({ label, object }: ListedLabel): z.output<typeof labelAnswer> {
  return {
    tagId: label.tagId,
    shortCode: label.shortCode === null ? null : formatShortCode(label.shortCode),
    status: label.status,
    objectId: label.objectId,
    objectName: object?.name ?? null,
    kind: object?.kind ?? null,
    placeName: object?.placeName ?? null,
    kid: label.kid,
    batchId: label.batchId,
    batchNo: label.batchNo,
    replaces: label.replaces,
    issuedAt: at(label.issuedAtMs),
    attachedAt: at(label.attachedAtMs),
    firstScannedAt: at(label.firstScannedAtMs),
    endedAt: at(label.endedAtMs),
  };
}

const issued = z
  .object({
    tagId: z.string(),
    tagNo: z.int(),
    link: z.string(),
    shortCode: z.string(),
    objectId: z.string().nullable(),
    objectName: z.string().nullable(),
    kind: z.string().nullable(),
    placeName: z.string().nullable(),
    host: z.string(),
  })
  .openapi('IssuedLabel');
const batchAnswer = z
  .object({ batchId: z.string(), venueId: z.string(), size: z.int(), issuer: z.string(), labels: z.array(issued) })
  .openapi('LabelBatch');

const issuedJson = (label: IssuedLabel): z.output<typeof issued> => ({ ...label, shortCode: formatShortCode(label.shortCode) });

const takenOverAnswer = z
  .object({ url: z.string(), objectId: z.string().nullable(), takenOverAt: instant })
  .openapi('TakenOverLabel');

export const takenOverJson = ({ url, objectId, takenOverAtMs }: TakenOverLabel): z.output<typeof takenOverAnswer> => ({
  url,
  objectId,
  takenOverAt: at(takenOverAtMs),
});

const listQuery = z.strictObject({
  status: z.enum(TAG_STATUSES).optional(),
  batch: batchId.optional(),
  object: id.optional(),
  unattached: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'Only those that hang on nothing; without a status, only those that may yet be hung.' }),
  after: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional()
    .openapi({ description: 'The last tag id of the page before.' }),
  limit: pageLimit,
});
const oneLabel = z.object({ label: z.string().min(1).max(64) });
const orderBody = z.strictObject({
  batchId,
  venueId: id,
  count: z.int().min(1).max(LABEL_LIMITS.mostPerBatch).optional().openapi({ description: 'So many that are attached later.' }),
  objectIds: z.array(id).min(1).max(LABEL_LIMITS.mostPerBatch).optional().openapi({ description: 'A label for each.' }),
  second: z.boolean().default(false).openapi({ description: 'Even where an object has a label already.' }),
  issuer: z.string().max(200).optional().openapi({ description: 'Whose key signs: an origin; the first unless it is said.' }),
  afterTagNo: z.int().min(0).default(0).openapi({ description: 'The last number that is known already.' }),
  limit: z.int().min(1).max(LABEL_LIMITS.mostPerChunk).default(LABEL_LIMITS.mostPerChunk),
});
const attachBody = z.strictObject({
  label: code,
  objectId: id,
  others: z.enum(['refuse', 'keep', 'replace']).default('refuse').openapi({
    description: 'Other labels of the object: nothing is done where there are any, all count, or they end.',
  }),
  isMove: z.boolean().default(false).openapi({ description: 'It may be on another object now.' }),
});
const attachAnswer = labelAnswer
  .extend({ ended: z.array(z.string()).openapi({ description: 'Tag ids that ended by it.' }), labelsOnObject: z.int() })
  .openapi('AttachedLabel');
const endBody = z.strictObject({ label: code, as: z.enum(LABEL_ENDS), reason });
const reprintBody = z.strictObject({
  labels: z.array(code).min(1).max(PAGE_MOST),
  venueId: id.optional(),
  batchId: batchId.optional().openapi({ description: 'Made of the first label unless it is said.' }),
});
const takeOverBody = z.strictObject({
  csv: z.string().min(1).max(60_000).openapi({ description: '`url,object` lines; an empty object lets go of the address.' }),
});
const takeOverAnswer = z.object({ added: z.int(), changed: z.int(), same: z.int() }).openapi('TakeOver');
const takenOverQuery = z.strictObject({ after: z.string().max(2_048).default(''), limit: pageLimit });

function addLooks(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/labels`,
      act: 'label.see',
      summary: 'List labels',
      query: listQuery,
      answer: { status: 200, description: 'By tag id.', schema: z.object({ labels: z.array(labelAnswer) }) },
      refusals: ['object.unknown', 'label.batch-unknown'],
    },
    async ({ operator: { tenantId }, query }) => {
      const { status = null, batch = null, object = null, unattached, after = null, limit } = query;
      const isUnattached = unattached === 'true';
      const asked = { tenantId, status, batchId: batch, objectId: object, isUnattached, afterTagId: after, limit };
      const listed = await deps.steps.operator.listLabels(asked);
      return listed.ok ? ok({ status: 200, body: { labels: listed.value.map(labelJson) } }) : listed;
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/labels/{label}`,
      act: 'label.see',
      summary: 'Find a label',
      description: 'By its tag id or short code.',
      params: oneLabel,
      answer: { status: 200, description: 'The label, and what it hangs on.', schema: labelAnswer },
      refusals: ['label.unknown', 'label.mistyped', 'code.not-ours'],
    },
    async ({ operator, params }) => {
      const found = await deps.steps.operator.findLabel(operator.tenantId, params.label);
      return found.ok ? ok({ status: 200, body: labelJson(found.value) }) : found;
    },
  );
}

function addBatches(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/label-batches`,
      act: 'label.issue',
      summary: 'Order a batch of labels, and go on with it',
      description:
        'The name of the batch is its key: asked again, it answers the same labels. Repeat it with `afterTagNo` until there are `size` of them.',
      body: orderBody,
      answer: { status: 200, description: 'The next labels of the batch, signed and stored.', schema: batchAnswer },
      refusals: [
        ...(['venue.unknown', 'object.unknown', 'object.retired', 'label.batch-unknown', 'label.batch-differs'] as const),
        ...(['label.batch-too-large', 'label.key-missing', 'code.second-label'] as const),
      ],
    },
    async ({ operator, body }) => {
      const { count = null, objectIds = null, issuer = null, ...rest } = body;
      const order = { ...rest, count, objectIds, issuer, ...operator };
      const given = await deps.steps.operator.issueLabels(order);
      if (!given.ok) return given;
      const { batch, labels } = given.value;
      const { venueId, size } = batch;
      return ok({
        status: 200,
        body: { batchId: batch.batchId, venueId, size, issuer: batch.issuer, labels: labels.map(issuedJson) },
      });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/labels/reprint`,
      act: 'label.issue',
      summary: 'Print labels anew',
      description: 'On the same objects. Each old label counts until its new one is known to hang.',
      body: reprintBody,
      answer: { status: 200, description: 'The new labels, as a batch to print.', schema: batchAnswer },
      refusals: [
        ...(['label.unknown', 'label.mistyped', 'label.ended', 'code.not-ours'] as const),
        ...(['label.reprinted', 'label.other-venue', 'object.retired'] as const),
        ...(['venue.unknown', 'label.batch-differs', 'label.key-missing'] as const),
      ],
    },
    async ({ operator, body }) => {
      const { labels: codes, venueId = null, batchId: name = null } = body;
      const given = await deps.steps.operator.reprintLabels({ ...operator, labels: codes, venueId, batchId: name });
      if (!given.ok) return given;
      const { batch, labels } = given.value;
      return ok({
        status: 200,
        body: {
          batchId: batch.batchId,
          venueId: batch.venueId,
          size: batch.size,
          issuer: batch.issuer,
          labels: labels.map(issuedJson),
        },
      });
    },
  );
}

function addActs(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/labels/attach`,
      act: 'label.attach',
      summary: 'Attach a label to an object',
      description:
        'Scan the label, say the object. Doubles and labels of other objects are told, and nothing is done until it is said.',
      body: attachBody,
      answer: { status: 200, description: 'It hangs there.', schema: attachAnswer },
      refusals: [
        ...(['label.unknown', 'label.mistyped', 'label.ended', 'label.attached-elsewhere', 'code.second-label'] as const),
        ...(['code.not-ours', 'object.unknown', 'object.retired'] as const),
      ],
    },
    async ({ operator, keyed, body }) => {
      const attached = await deps.steps.operator.attachLabel({ ...operator, ...body, keyed });
      if (!attached.ok) return attached;
      const { ended, labels } = attached.value;
      return ok({ status: 200, body: { ...labelJson(attached.value), ended, labelsOnObject: labels } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/labels/end`,
      act: 'label.end',
      summary: 'Say that a label is lost, revoked or replaced',
      description: 'It never counts again; whoever scans it is told to look for the newer one.',
      body: endBody,
      answer: { status: 200, description: 'It has ended.', schema: labelAnswer },
      refusals: ['label.unknown', 'label.mistyped', 'label.ended', 'code.not-ours'],
    },
    async ({ operator, keyed, body }) => {
      const over = await deps.steps.operator.endLabel({ ...operator, ...body, keyed });
      return over.ok ? ok({ status: 200, body: labelJson({ label: over.value, object: null }) }) : over;
    },
  );
}

function addTakeOver(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/labels/take-over`,
      act: 'label.take-over',
      summary: 'Take over labels that hang there already',
      description:
        'Their whole addresses lead to objects from now on, unsigned: people see the offer, and a Start asks them to show that they are there. All lines or none.',
      body: takeOverBody,
      answer: {
        status: 200,
        description: 'What is new, what leads elsewhere now, and what was so before.',
        schema: takeOverAnswer,
      },
      refusals: ['take-over.refused'],
    },
    async ({ operator, keyed, body }) => {
      const taken = await deps.steps.operator.takeOverLabels({ ...operator, csv: body.csv, keyed });
      return taken.ok ? ok({ status: 200, body: taken.value }) : taken;
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/taken-over-labels`,
      act: 'label.see',
      summary: 'List labels that were taken over',
      query: takenOverQuery,
      answer: { status: 200, description: 'By address.', schema: z.object({ labels: z.array(takenOverAnswer) }) },
      refusals: [],
    },
    async ({ operator, query }) => {
      const labels = await deps.steps.operator.listTakenOver(operator.tenantId, query.after, query.limit);
      return ok({ status: 200, body: { labels: labels.map(takenOverJson) } });
    },
  );
}

export function addLabelActs(app: App, deps: RouteDeps): void {
  addLooks(app, deps);
  addBatches(app, deps);
  addActs(app, deps);
  addTakeOver(app, deps);
}
