// Attach pages: staff find the label in their hand, choose its object, and say what shall become of labels that are there.
import { ok, type Result, refused } from '#protocol';
import { formatShortCode } from '#qr';
import type { LabelledObject, LabelRecord } from '../../domain/label/label.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { type AttachAskInput, attachAskPage, attachLabelPage, attachStartPage } from '../../web/operator/attach-page.tsx';
import { unnamedLabel } from '../../web/operator/attach-texts.ts';
import type { ShownObject } from '../../web/operator/staff-page.tsx';
import { paths } from '../../web/paths.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { readerLanguage } from '../problem.ts';
import { endStaffSession, putStaffCookie } from '../staff-session.ts';
import { answerPage, seeOther } from './page-frame.ts';
import { addRoundPages } from './round-pages.ts';
import { answerSignIn, createStaffDoor, type Form, readOwnForm, staffFrame, statusFor, type Visit } from './staff-visit.ts';

type Attached = { readonly label: LabelRecord; readonly object: LabelledObject; readonly ended: readonly string[] };

const OTHERS = ['refuse', 'keep', 'replace'] as const;
const MOST_LOOSE = 20;
const TAG_ID = /^[0-9a-f]{16}$/;

function nameOf(c: Asking, { shortCode, tagId }: LabelRecord): string {
  return shortCode === null ? unnamedLabel(readerLanguage(c), tagId) : formatShortCode(shortCode);
}

/** What was just hung, when the page was reached by doing so. */
async function readDone({ c, deps, operator }: Visit) {
  const { done = '', ended = '' } = c.req.query();
  const found = TAG_ID.test(done) ? await deps.steps.operator.findLabel(operator.tenantId, done) : null;
  if (!found?.ok || found.value.object === null) return null;
  const count = /^\d{1,3}$/.test(ended) ? Number(ended) : 0;
  return { labelName: nameOf(c, found.value.label), objectName: found.value.object.name, ended: count };
}

async function readLoose({ c, deps, operator: { tenantId } }: Visit) {
  const asked = { tenantId, status: 'printed', batchId: null, objectId: null, isUnattached: true, afterTagId: null } as const;
  const listed = await deps.steps.operator.listLabels({ ...asked, limit: MOST_LOOSE });
  return (listed.ok ? listed.value : []).map(({ label }) => ({
    tagId: label.tagId,
    name: nameOf(c, label),
    batchId: label.batchId,
  }));
}

async function answerStart(visit: Visit, typed: string, problem: Rejection | null): Promise<Response> {
  const { c, deps, operator } = visit;
  const oversights = await deps.steps.operator.attachDesk.oversights(operator.tenantId);
  const done = problem === null ? await readDone(visit) : null;
  const looseLabels = await readLoose(visit);
  const html = attachStartPage({ ...staffFrame(visit, paths.attach, problem), ...oversights, looseLabels, typed, done });
  return answerPage(c, html, statusFor(c, problem));
}

async function answerLabel(visit: Visit, tagId: string, problem: Rejection | null): Promise<Response> {
  const { c, deps, operator } = visit;
  const found = TAG_ID.test(tagId)
    ? await deps.steps.operator.findLabel(operator.tenantId, tagId)
    : refused({ code: 'label.unknown' as const });
  if (!found.ok) return answerStart(visit, '', found.error);
  const { label, object } = found.value;
  const find = (c.req.query('find') ?? '').slice(0, 80);
  const { shown, more } = await deps.steps.operator.attachDesk.objects(operator.tenantId, find);
  const html = attachLabelPage({
    ...staffFrame(visit, paths.attachLabel(tagId), problem),
    label: { tagId, name: nameOf(c, label), status: label.status },
    on: object,
    find,
    objects: shown,
    more,
  });
  return answerPage(c, html, statusFor(c, problem));
}

type Meant = { readonly objectId: string } | { readonly named: ShownObject };

/** The object that was chosen, or the one that the scanned label hangs on; or one that was named, which is asked about. */
async function readObject({ deps, operator }: Visit, form: Form): Promise<Result<Meant, Rejection>> {
  const chosen = form.get('object');
  if (chosen !== undefined && chosen !== '') return ok({ objectId: chosen });
  const code = (form.get('code') ?? '').trim();
  const found = await deps.steps.operator.findLabel(operator.tenantId, code);
  if (found.ok) {
    const { object } = found.value;
    return object === null ? refused({ code: 'code.not-attached' }) : ok({ objectId: object.objectId });
  }
  // Only what a person typed may be a name: a sticker that says one is nobody's word.
  if (form.get('read') !== 'typed') return found;
  const [named, other] = await deps.steps.operator.attachDesk.named(operator.tenantId, code);
  return named === undefined || other !== undefined ? found : ok({ named });
}

type Asked = Pick<AttachAskInput, 'object' | 'ask'>;

function answerAsk(visit: Visit, label: LabelRecord, asked: Asked, problem: Rejection | null): Response {
  const { c } = visit;
  const frame = staffFrame(visit, paths.attachLabel(label.tagId), null);
  const html = attachAskPage({ ...frame, label: { tagId: label.tagId, name: nameOf(c, label) }, ...asked });
  return answerPage(c, html, statusFor(c, problem));
}

async function answerNamed(visit: Visit, tagId: string, object: ShownObject): Promise<Response> {
  const { deps, operator } = visit;
  const found = await deps.steps.operator.findLabel(operator.tenantId, tagId);
  if (!found.ok) return answerStart(visit, '', found.error);
  const { venueName, placeName } = object;
  return answerAsk(visit, found.value.label, { object, ask: { about: 'name', venueName, placeName } }, null);
}

/** Two refusals are questions: they are asked, and the answer is sent with the same choice. */
async function answerRefused(visit: Visit, tagId: string, objectId: string, form: Form, rejection: Rejection): Promise<Response> {
  const { deps, operator } = visit;
  const isQuestion = rejection.code === 'code.second-label' || rejection.code === 'label.attached-elsewhere';
  const found = isQuestion ? await deps.steps.operator.findLabel(operator.tenantId, tagId) : null;
  const named = isQuestion ? await deps.steps.operator.attachDesk.named(operator.tenantId, objectId) : [];
  const object = named.find((each) => each.objectId === objectId);
  if (!found?.ok || object === undefined) return answerLabel(visit, tagId, rejection);
  const { label } = found.value;
  if (rejection.code === 'code.second-label') {
    const ask = { about: 'second', labels: rejection.others, isMove: form.get('move') === 'yes' } as const;
    return answerAsk(visit, label, { object, ask }, rejection);
  }
  const from = rejection.code === 'label.attached-elsewhere' ? rejection.objectName : '';
  const ask = { about: 'move', from, others: form.get('others') ?? '' } as const;
  return answerAsk(visit, label, { object, ask }, rejection);
}

async function attach(visit: Visit, tagId: string, form: Form): Promise<Response> {
  const { c, deps, operator } = visit;
  const meant = await readObject(visit, form);
  if (!meant.ok) return answerLabel(visit, tagId, meant.error);
  if ('named' in meant.value) return answerNamed(visit, tagId, meant.value.named);
  const { objectId } = meant.value;
  const attached: Result<Attached, Rejection> = await deps.steps.operator.attachLabel({
    ...operator,
    label: tagId,
    objectId,
    others: OTHERS.find((each) => each === form.get('others')) ?? 'refuse',
    isMove: form.get('move') === 'yes',
  });
  if (!attached.ok) return answerRefused(visit, tagId, objectId, form, attached.error);
  return seeOther(c, `${paths.attach}?done=${tagId}&ended=${attached.value.ended.length}`);
}

async function openLabel(visit: Visit, form: Form): Promise<Response> {
  const typed = form.get('label') ?? '';
  const { c, deps, operator } = visit;
  const found = await deps.steps.operator.findLabel(operator.tenantId, typed);
  return found.ok
    ? seeOther(c, paths.attachLabel(found.value.label.tagId))
    : answerStart(visit, typed.slice(0, 2_048), found.error);
}

export function addAttachPages(app: App, deps: RouteDeps): void {
  const door = createStaffDoor(app, deps);
  const refuse = (visit: Visit, problem: Rejection): Promise<Response> => answerStart(visit, '', problem);
  const pressed = (c: Asking, answer: (visit: Visit, form: Form) => Promise<Response>): Promise<Response> =>
    door.pressed(c, answer, refuse);

  app.get(paths.attach, (c) => door.asStaff(c, (visit) => answerStart(visit, '', null)));
  app.post(paths.attachSignIn, async (c) => {
    const form = await readOwnForm(c, deps);
    const token = form.ok ? (form.value.get('token') ?? '').trim() : '';
    const operator = form.ok ? await deps.operators.verify(token) : form;
    if (!operator.ok) return answerSignIn(c, deps, operator.error);
    putStaffCookie(c, deps, token);
    return seeOther(c, paths.attach);
  });
  app.post(paths.attachSignOut, async (c) => {
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerSignIn(c, deps, form.error);
    await endStaffSession(c, deps);
    return seeOther(c, paths.attach);
  });
  app.post(paths.attachLabels, (c) => pressed(c, openLabel));
  app.get(`${paths.attachLabels}/:tag`, (c) => door.asStaff(c, (visit) => answerLabel(visit, c.req.param('tag'), null)));
  app.post(`${paths.attachLabels}/:tag`, (c) => pressed(c, (visit, form) => attach(visit, c.req.param('tag'), form)));
  addRoundPages(app, door);
}
