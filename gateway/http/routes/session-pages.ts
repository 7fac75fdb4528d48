// Session pages: the running session and the presses made in it; closed, it leads on to its receipt.
import type { ControlValue, Result } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import { paths } from '../../web/paths.ts';
import { sessionFragment, sessionPage } from '../../web/phone/session-page.tsx';
import { forCaller, tokenOf } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { keyRequest } from '../idempotency.ts';
import { statusOf } from '../problem.ts';
import { routeName } from './api-route.ts';
import { CALLS_PATH } from './calls.ts';
import { CONTROLS_PATH } from './controls.ts';
import { ENTER_PATH, guestAnswerPath, LEAVE_PATH } from './guests.ts';
import { ORDERS_PATH } from './orders.ts';
import {
  answerPage,
  answerRefusedVisit,
  formVisitor,
  frameOf,
  knownVisitor,
  newKey,
  type Press,
  readPress,
  seeOther,
  type Visit,
} from './page-frame.ts';
import { parsePart } from './parse-part.ts';
import { controlBody, orderBody } from './schemas.ts';

/** Fields `item.<itemId>` of an order carry how many of it. */
const QUANTITY_FIELD = 'item.';

type Pressed = Press & { readonly sessionId: string };

async function answerSession(
  c: Asking,
  deps: RouteDeps,
  visit: Visit,
  sessionId: string,
  problem: Rejection | null,
): Promise<Response> {
  const session = forCaller(visit.caller, await deps.steps.readSession({ sessionId, personId: visit.personId }));
  const path = paths.session(sessionId);
  if (!session.ok) return answerRefusedVisit(c, deps, session.error, path);
  const isFragment = c.req.query('fragment') === '1';
  // Without script nobody leads on to the receipt: the page of a closed session does.
  const { state, role, heldMinor } = session.value;
  const hasReceipt = state === 'closed' && (role === 'host' || heldMinor > 0);
  if (hasReceipt && problem === null && !isFragment) return seeOther(c, paths.receipt(sessionId));
  const input = { ...frameOf(c, deps, path), view: session.value, newKey: () => newKey(deps), problem };
  const html = isFragment ? sessionFragment(input) : sessionPage(input);
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

/** A form knows only text; the control's own kind says what it means. */
function controlValueOf(type: 'switch' | 'range' | 'choice' | undefined, text: string): ControlValue {
  if (type === 'switch' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'range' && /^-?\d{1,9}$/.test(text)) return Number(text);
  return text;
}

async function setControl(deps: RouteDeps, pressed: Pressed, control: string): Promise<Result<unknown, Rejection>> {
  const { personId, sessionId, form, key } = pressed;
  const session = await deps.steps.readSession({ sessionId, personId });
  if (!session.ok) return session;
  const spec = session.value.controls.find(({ name }) => name === control)?.spec;
  const given = { control, value: controlValueOf(spec?.type, form.get('value') ?? ''), seen: Number(form.get('seen') ?? '') };
  const body = parsePart(controlBody, 'form', given);
  if (!body.ok) return body;
  const keyed = keyRequest(personId, routeName(CONTROLS_PATH), key, { id: sessionId, ...body.value });
  return deps.steps.setControl({ ...keyed, ...body.value, sessionId });
}

async function placeOrder(deps: RouteDeps, pressed: Pressed): Promise<Result<unknown, Rejection>> {
  const { personId, sessionId, form, key } = pressed;
  const lines = [...form]
    .filter(([name, value]) => name.startsWith(QUANTITY_FIELD) && value !== '' && value !== '0')
    .map(([name, value]) => ({ itemId: name.slice(QUANTITY_FIELD.length), quantity: Number(value) }));
  const body = parsePart(orderBody, 'form', { lines });
  if (!body.ok) return body;
  const keyed = keyRequest(personId, routeName(ORDERS_PATH), key, { id: sessionId, ...body.value });
  return deps.steps.placeOrder({ ...keyed, ...body.value, sessionId });
}

function callStaff(deps: RouteDeps, { personId, sessionId, key }: Pressed): Promise<Result<unknown, Rejection>> {
  return deps.steps.callStaff({ ...keyRequest(personId, routeName(CALLS_PATH), key, { id: sessionId }), sessionId });
}

function pauseSession(
  deps: RouteDeps,
  { personId, sessionId, key }: Pressed,
  wish: 'pause' | 'resume',
): Promise<Result<unknown, Rejection>> {
  const keyed = keyRequest(personId, routeName(`/api/v1/sessions/{id}/${wish}`), key, { id: sessionId });
  return deps.steps.pauseSession({ ...keyed, wish, sessionId });
}

/** A press leads back to the session's page; a refused one shows there why. */
function addPress(
  app: App,
  deps: RouteDeps,
  path: string,
  act: (c: Asking, pressed: Pressed) => Promise<Result<unknown, Rejection>>,
): void {
  app.post(path, async (c) => {
    const sessionId = c.req.param('id') ?? '';
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.session(sessionId));
    const pressed = { ...press.value, sessionId };
    const done = await act(c, pressed);
    if (done.ok) return seeOther(c, paths.session(sessionId));
    return answerSession(c, deps, pressed, sessionId, done.error);
  });
}

function addSessionPage(app: App, deps: RouteDeps): void {
  app.get('/sessions/:id', async (c) => {
    const sessionId = c.req.param('id');
    const known = await knownVisitor(c, deps, 'owner');
    if (!known.ok) return answerRefusedVisit(c, deps, known.error, paths.session(sessionId));
    return answerSession(c, deps, known.value, sessionId, null);
  });
}

/** Stop takes whatever the form holds: the session is its own key, and an expired token is enough. */
function addStopForm(app: App, deps: RouteDeps): void {
  app.post('/sessions/:id/stop', async (c) => {
    const sessionId = c.req.param('id');
    const known = await formVisitor(c, deps, 'owner');
    if (!known.ok) return answerRefusedVisit(c, deps, known.error, paths.session(sessionId));
    const stopped = await deps.steps.requestStop({ sessionId, personId: known.value.personId });
    if (stopped.ok) return seeOther(c, paths.session(sessionId));
    return answerSession(c, deps, known.value, sessionId, stopped.error);
  });
}

function answerGuest(c: Asking, deps: RouteDeps, { personId, sessionId, key }: Pressed): Promise<Result<unknown, Rejection>> {
  const guestId = c.req.param('guest') ?? '';
  const letIn = c.req.param('answer') === 'let-in';
  const keyed = keyRequest(personId, routeName(guestAnswerPath(letIn)), key, { id: sessionId, guest: guestId });
  return deps.steps.answerGuest({ ...keyed, sessionId, guestId, letIn });
}

/** Whoever left with nothing to pay has no page here any more. */
function addLeave(app: App, deps: RouteDeps): void {
  app.post('/sessions/:id/leave', async (c) => {
    const sessionId = c.req.param('id');
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.session(sessionId));
    const { personId, key } = press.value;
    const keyed = keyRequest(personId, routeName(LEAVE_PATH), key, { id: sessionId });
    const left = await deps.steps.leaveSession({ ...keyed, sessionId });
    if (!left.ok) return answerSession(c, deps, press.value, sessionId, left.error);
    const seen = await deps.steps.readSession({ sessionId, personId });
    return seeOther(c, seen.ok ? paths.session(sessionId) : paths.home);
  });
}

function addGuestPresses(app: App, deps: RouteDeps): void {
  addPress(app, deps, '/sessions/:id/guests/:guest/:answer{let-in|refuse}', (c, pressed) => answerGuest(c, deps, pressed));
  addPress(app, deps, '/sessions/:id/enter', (_c, { personId, sessionId, key, caller }) => {
    const keyed = keyRequest(personId, routeName(ENTER_PATH), key, { id: sessionId });
    return deps.steps.enterSession({ ...keyed, sessionId, personToken: tokenOf(caller) });
  });
  addLeave(app, deps);
}

export function addSessionPages(app: App, deps: RouteDeps): void {
  addSessionPage(app, deps);
  addStopForm(app, deps);
  addPress(app, deps, '/sessions/:id/controls/:control', (c, pressed) => setControl(deps, pressed, c.req.param('control') ?? ''));
  addPress(app, deps, '/sessions/:id/orders', (_c, pressed) => placeOrder(deps, pressed));
  addPress(app, deps, '/sessions/:id/call', (_c, pressed) => callStaff(deps, pressed));
  for (const wish of ['pause', 'resume'] as const) {
    addPress(app, deps, `/sessions/:id/${wish}`, (_c, pressed) => pauseSession(deps, pressed, wish));
  }
  addGuestPresses(app, deps);
}
