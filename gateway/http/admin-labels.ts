// Admin labels: what `unlatch labels list, show, objects, attach, lose, revoke, reprint` and `take-over` ask.
import type { Context, Hono } from 'hono';
import type { Result } from '#protocol';
import { LABEL_ENDS, type LabelEnd } from '../domain/label/label-moves.ts';
import type { Rejection } from '../domain/rejections.ts';
import { TAG_STATUSES, type TagStatus } from '../domain/scan/tag.ts';
import type { AttachDesk } from '../operator/attach-desk.ts';
import { refuseOwner } from './owner-words.ts';
import { labelJson, takenOverJson } from './routes/label-acts.ts';
import type { LabelSteps } from './steps.ts';

export type AdminLabels = {
  readonly labels: LabelSteps;
  readonly attachDesk: AttachDesk;
  readonly soleTenant: () => Promise<string | null>;
};

const PAGE_MOST = 1_000;

function answer<T>(c: Context, result: Result<T, Rejection>, show: (value: T) => object): Response {
  if (result.ok) return c.json(show(result.value));
  return refuseOwner(c, result.error);
}

type Body = { readonly [name: string]: unknown };
const textOf = (body: Body, name: string): string | null => {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : null;
};
const isStatus = (word: string): word is TagStatus => (TAG_STATUSES as readonly string[]).includes(word);
const isEnd = (word: string | null): word is LabelEnd => (LABEL_ENDS as readonly (string | null)[]).includes(word);
const malformed = (c: Context, problem: string): Response => c.json({ code: 'request.malformed', problem }, 400);

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addAdminLabels(app: Hono, { labels, attachDesk, soleTenant }: AdminLabels): void {
  const unclear = (c: Context): Response =>
    c.json({ code: 'tenant.unclear', problem: 'there is not exactly one tenant here: name it with --tenant' }, 400);
  const tenantOf = async (named: string | null): Promise<string | null> => named ?? soleTenant();
  async function readAct(c: Context): Promise<{ body: Body; by: { operatorId: string; tenantId: string } } | null> {
    const body = await c.req.json<Body>();
    const tenantId = await tenantOf(textOf(body, 'tenantId'));
    return tenantId === null ? null : { body, by: { operatorId: textOf(body, 'operatorId') ?? 'owner', tenantId } };
  }

  app.get('/labels', async (c) => {
    const { status = '', batch = '', object = '', unattached = '', after = '', limit = '' } = c.req.query();
    const tenantId = await tenantOf(c.req.query('tenantId') || null);
    if (tenantId === null) return unclear(c);
    if (status !== '' && !isStatus(status)) return malformed(c, `status is one of ${TAG_STATUSES.join(', ')}`);
    const found = await labels.listLabels({
      tenantId,
      status: status === '' ? null : status,
      batchId: batch || null,
      objectId: object || null,
      isUnattached: unattached === 'true',
      afterTagId: after || null,
      limit: Math.min(PAGE_MOST, Math.max(1, Number(limit) || PAGE_MOST)),
    });
    return answer(c, found, (listed) => ({ labels: listed.map(labelJson) }));
  });
  app.get('/labels/objects', async (c) => {
    const tenantId = await tenantOf(c.req.query('tenantId') || null);
    if (tenantId === null) return unclear(c);
    const { shown, more } = await attachDesk.objects(tenantId, c.req.query('find') ?? '', { most: PAGE_MOST });
    return c.json({ objects: shown, more });
  });
  app.get('/labels/one', async (c) => {
    const tenantId = await tenantOf(c.req.query('tenantId') || null);
    if (tenantId === null) return unclear(c);
    return answer(c, await labels.findLabel(tenantId, c.req.query('label') ?? ''), labelJson);
  });
  app.get('/labels/taken-over', async (c) => {
    const tenantId = await tenantOf(c.req.query('tenantId') || null);
    if (tenantId === null) return unclear(c);
    const found = await labels.listTakenOver(tenantId, c.req.query('after') ?? '', PAGE_MOST);
    return c.json({ labels: found.map(takenOverJson) });
  });
  app.post('/labels/attach', async (c) => {
    const act = await readAct(c);
    if (!act) return unclear(c);
    const [label, objectId, others] = [textOf(act.body, 'label'), textOf(act.body, 'objectId'), textOf(act.body, 'others')];
    const asked = { ...act.by, label: label ?? '', objectId: objectId ?? '', isMove: act.body.isMove === true };
    const attached = await labels.attachLabel({
      ...asked,
      others: others === 'keep' || others === 'replace' ? others : 'refuse',
    });
    return answer(c, attached, (done) => ({ ...labelJson(done), ended: done.ended, labelsOnObject: done.labels }));
  });
  app.post('/labels/end', async (c) => {
    const act = await readAct(c);
    if (!act) return unclear(c);
    const as = textOf(act.body, 'as');
    if (!isEnd(as)) return malformed(c, `as is one of ${LABEL_ENDS.join(', ')}`);
    const [label, reason] = [textOf(act.body, 'label') ?? '', textOf(act.body, 'reason') ?? ''];
    return answer(c, await labels.endLabel({ ...act.by, label, as, reason }), (over) => labelJson({ label: over, object: null }));
  });
  app.post('/labels/reprint', async (c) => {
    const act = await readAct(c);
    if (!act) return unclear(c);
    const codes = Array.isArray(act.body.labels)
      ? act.body.labels.filter((each): each is string => typeof each === 'string')
      : [];
    const [venueId, batchId] = [textOf(act.body, 'venueId'), textOf(act.body, 'batchId')];
    return answer(c, await labels.reprintLabels({ ...act.by, labels: codes, venueId, batchId }), (made) => made);
  });
  app.post('/labels/take-over', async (c) => {
    const act = await readAct(c);
    if (!act) return unclear(c);
    return answer(
      c,
      await labels.takeOverLabels({ ...act.by, isOwner: true, csv: textOf(act.body, 'csv') ?? '' }),
      (taken) => taken,
    );
  });
}
