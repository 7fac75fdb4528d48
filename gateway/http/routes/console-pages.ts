// Console pages: each page asks the desk for what it shows, as whoever is signed in may see it.
import { DAY_MS } from '#protocol';
import { formatShortCode } from '#qr';
import { localDay } from '../../domain/console/takings.ts';
import type { ListedLabel } from '../../domain/label/label.ts';
import { SESSION_STATES } from '../../domain/session/session.ts';
import { mayRole } from '../../domain/staff/permissions.ts';
import { auditPage } from '../../web/console/audit-page.tsx';
import { consolePaths } from '../../web/console/console-paths.ts';
import { labelsPage, type ShownLabel } from '../../web/console/labels-page.tsx';
import { mattersPage } from '../../web/console/matters-page.tsx';
import { moneyPage } from '../../web/console/money-page.tsx';
import { objectPage } from '../../web/console/object-page.tsx';
import { objectsPage } from '../../web/console/objects-page.tsx';
import { overviewPage } from '../../web/console/overview-page.tsx';
import { sessionPage } from '../../web/console/session-page.tsx';
import { type SessionsQuery, sessionsPage } from '../../web/console/sessions-page.tsx';
import type { App, Asking, RouteDeps } from '../context.ts';
import { checkOrigin } from '../origin.ts';
import { endStaffSession } from '../staff-session.ts';
import { type ConsoleDoor, type ConsoleVisit, createConsoleDoor } from './console-door.ts';
import { receiptOf } from './console-schemas.ts';
import { readEditableObject } from './editable-object.ts';
import { answerPage, answerRefusedPage, seeOther } from './page-frame.ts';
import { readStaffNames } from './staff-names.ts';

const LISTED = 50;
const STATEMENT_DAYS = 30;
const LONGEST_WORD = 128;
const TAG_ID = /^[0-9a-f]{16}$/;

/** A word of the query; none where it is left out. */
function word(c: Asking, name: string): string {
  return (c.req.query(name) ?? '').slice(0, LONGEST_WORD);
}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** A local day of the venue as it is typed; what is no day does not narrow the search. */
function dayOf(text: string, zone: string): { readonly fromMs: number; readonly untilMs: number } | null {
  // At noon UTC no zone is further than a day away from the date that is meant; the loop finds the day by its name.
  const noonMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T12:00:00Z`) : Number.NaN;
  if (Number.isNaN(noonMs)) return null;
  const name = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const atMs = [noonMs, noonMs - DAY_MS, noonMs + DAY_MS].find((each) => name.format(each) === text);
  return atMs === undefined ? null : localDay(zone, atMs);
}

async function answerSessions(deps: RouteDeps, { c, operator, frame }: ConsoleVisit): Promise<Response> {
  const { console: desk } = deps.steps.operator;
  const { tenantId } = operator;
  const query: SessionsQuery = {
    ...{ object: word(c, 'object'), state: word(c, 'state'), from: word(c, 'from'), until: word(c, 'until') },
    ...{ receipt: word(c, 'receipt'), before: word(c, 'before') },
  };
  const zone = frame.venue?.zone ?? 'UTC';
  const venueId = frame.venue?.venueId ?? null;
  const state = SESSION_STATES.find((each) => each === query.state);
  const page = await desk.sessions({
    ...{ tenantId, venueId, objectId: orNull(query.object), states: state ? [state] : null },
    ...{ fromMs: dayOf(query.from, zone)?.fromMs ?? null, untilMs: dayOf(query.until, zone)?.untilMs ?? null },
    receipt: /^\d{4}-\d{1,9}$/.test(query.receipt) ? receiptOf(query.receipt) : null,
    ...{ before: orNull(query.before), limit: LISTED },
  });
  return answerPage(c, sessionsPage(frame, { page, query, objects: await desk.objects({ tenantId, venueId }) }));
}

async function answerMoney(deps: RouteDeps, { c, operator, frame }: ConsoleVisit): Promise<Response> {
  const { venue } = frame;
  const asked = { tenantId: operator.tenantId, venueId: venue?.venueId ?? '', currency: null, days: STATEMENT_DAYS };
  const found = await deps.steps.operator.console.money(asked);
  const nowMs = deps.clock.nowMs();
  const { fromMs } = localDay(venue?.zone ?? 'UTC', nowMs, STATEMENT_DAYS - 1);
  const { untilMs } = localDay(venue?.zone ?? 'UTC', nowMs);
  const span = { from: new Date(fromMs).toISOString(), until: new Date(untilMs).toISOString() };
  return answerPage(c, moneyPage(frame, found.ok ? found.value : null, span, await readStaffNames(deps, operator)));
}

function shownLabel({ label, object }: ListedLabel): ShownLabel {
  const { tagId, status, objectId, batchId, shortCode } = label;
  const name = shortCode === null ? tagId : formatShortCode(shortCode);
  return { tagId, name, status, objectId, objectName: object?.name ?? null, batchId };
}

async function answerLabels(deps: RouteDeps, door: ConsoleDoor, visit: ConsoleVisit): Promise<Response> {
  const { c, operator, frame } = visit;
  const { tenantId } = operator;
  const query = {
    batch: word(c, 'batch'),
    object: word(c, 'object'),
    after: TAG_ID.test(word(c, 'after')) ? word(c, 'after') : '',
  };
  const listed = await deps.steps.operator.listLabels({
    ...{ tenantId, status: null, batchId: orNull(query.batch), objectId: orNull(query.object), isUnattached: false },
    ...{ afterTagId: orNull(query.after), limit: LISTED + 1 },
  });
  if (!listed.ok) return door.refuse(visit, listed.error);
  const labels = listed.value.slice(0, LISTED).map(shownLabel);
  const next = listed.value.length > LISTED ? (labels.at(-1)?.tagId ?? null) : null;
  const batches = await deps.steps.operator.console.batches(tenantId);
  return answerPage(c, labelsPage(frame, { batches, labels, query, next }));
}

async function answerOverview(deps: RouteDeps, door: ConsoleDoor, visit: ConsoleVisit): Promise<Response> {
  const { c, operator, frame } = visit;
  if (frame.venue === null) return answerPage(c, overviewPage(frame, null));
  const found = await deps.steps.operator.console.overview({ member: operator, venueId: frame.venue.venueId });
  return found.ok ? answerPage(c, overviewPage(frame, found.value)) : door.refuse(visit, found.error);
}

async function answerAudit(deps: RouteDeps, { c, operator, frame }: ConsoleVisit): Promise<Response> {
  const query = { actor: word(c, 'actor'), subject: word(c, 'subject'), before: word(c, 'before') };
  const names = await readStaffNames(deps, operator);
  const page = await deps.steps.operator.console.audit({
    ...{ tenantId: operator.tenantId, what: null, actorId: orNull(query.actor), subjectId: orNull(query.subject) },
    ...{ before: orNull(query.before), limit: LISTED },
  });
  return answerPage(c, auditPage(frame, page, query, names));
}

function addObjectPages(app: App, deps: RouteDeps, door: ConsoleDoor): void {
  const { console: desk } = deps.steps.operator;
  app.get(consolePaths.objects, (c) =>
    door.page(c, { section: 'objects', act: 'object.see' }, async ({ operator, frame }) => {
      const objects = await desk.objects({ tenantId: operator.tenantId, venueId: frame.venue?.venueId ?? null });
      return answerPage(c, objectsPage(frame, { objects, maySeeSessions: mayRole(operator.role, 'session.see') }));
    }),
  );
  app.get(`${consolePaths.objects}/:id`, (c) =>
    door.page(c, { section: 'objects', act: 'object.see' }, async (visit) => {
      const found = await desk.object({ tenantId: visit.operator.tenantId, objectId: c.req.param('id') });
      if (!found.ok) return door.refuse(visit, found.error);
      const editable = await readEditableObject(deps, visit.operator, c.req.param('id'));
      return answerPage(c, objectPage(visit.frame, found.value, editable));
    }),
  );
}

function addSessionPages(app: App, deps: RouteDeps, door: ConsoleDoor): void {
  app.get(consolePaths.sessions, (c) =>
    door.page(c, { section: 'sessions', act: 'session.see' }, (visit) => answerSessions(deps, visit)),
  );
  app.get(`${consolePaths.sessions}/:id`, (c) =>
    door.page(c, { section: 'sessions', act: 'session.see' }, async (visit) => {
      const { operator, frame } = visit;
      const found = await deps.steps.operator.console.timeline({ operator, sessionId: c.req.param('id') });
      return found.ok ? answerPage(c, sessionPage(frame, found.value)) : door.refuse(visit, found.error);
    }),
  );
  app.get(consolePaths.matters, (c) =>
    door.page(c, { section: 'matters', act: 'matter.see' }, async (visit) => {
      const found = await deps.steps.operator.listOpenMatters({ operator: visit.operator });
      return found.ok ? answerPage(c, mattersPage(visit.frame, found.value)) : door.refuse(visit, found.error);
    }),
  );
}

export function addConsolePages(app: App, deps: RouteDeps): void {
  const door = createConsoleDoor(deps);
  app.get(consolePaths.overview, (c) =>
    door.page(c, { section: 'overview', act: 'venue.see' }, (visit) => answerOverview(deps, door, visit)),
  );
  addObjectPages(app, deps, door);
  addSessionPages(app, deps, door);
  app.get(consolePaths.money, (c) => door.page(c, { section: 'money', act: 'money.see' }, (visit) => answerMoney(deps, visit)));
  app.get(consolePaths.labels, (c) =>
    door.page(c, { section: 'labels', act: 'label.see' }, (visit) => answerLabels(deps, door, visit)),
  );
  app.get(consolePaths.audit, (c) => door.page(c, { section: 'audit', act: 'audit.see' }, (visit) => answerAudit(deps, visit)));
  app.post(consolePaths.signOut, async (c) => {
    const origin = checkOrigin(c, deps.config.publicOrigin);
    if (!origin.ok) return answerRefusedPage(c, deps, origin.error, { backTo: consolePaths.overview });
    await endStaffSession(c, deps);
    return seeOther(c, consolePaths.signIn);
  });
}
