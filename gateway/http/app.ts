// App: all routes behind one set of headers, and the last word on whatever no route answered.
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Rejection } from '../domain/rejections.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { App, Asking, HttpDeps, HttpEnv, RouteDeps } from './context.ts';
import { createPageKit, type ExtraRoutes } from './extra-routes.ts';
import { createOpenWaits } from './open-waits.ts';
import { answerProblem, UNAVAILABLE } from './problem.ts';
import { addAccountPages } from './routes/account-pages.ts';
import { addAssets } from './routes/assets.ts';
import { addAttachPages } from './routes/attach-pages.ts';
import { addCalls } from './routes/calls.ts';
import { addClaims } from './routes/claims.ts';
import { addConsoleDevices } from './routes/console-devices.ts';
import { addConsoleEmergency } from './routes/console-emergency.ts';
import { addConsoleEvents } from './routes/console-events.ts';
import { addConsoleGuide } from './routes/console-guide.ts';
import { addConsoleMoney } from './routes/console-money.ts';
import { addConsolePages } from './routes/console-pages.ts';
import { addConsoleReads } from './routes/console-reads.ts';
import { addConsoleTariffs } from './routes/console-tariffs.ts';
import { addConsoleVenues } from './routes/console-venues.ts';
import { addContact } from './routes/contact.ts';
import { addContactPages } from './routes/contact-pages.ts';
import { addControls } from './routes/controls.ts';
import { addDeviceActs } from './routes/device-acts.ts';
import { addDocs } from './routes/docs.ts';
import { addDoorPages } from './routes/door-pages.ts';
import { addEvents } from './routes/events.ts';
import { addGuests } from './routes/guests.ts';
import { addHealth } from './routes/health.ts';
import { addHelpPages } from './routes/help-pages.ts';
import { addLabelActs } from './routes/label-acts.ts';
import { addLabelSheets } from './routes/label-sheets.ts';
import { addLabelWatch } from './routes/label-watch.ts';
import { addObjectActs } from './routes/object-acts.ts';
import { addObjectImport } from './routes/object-import.ts';
import { addOperator } from './routes/operator.ts';
import { addOrders } from './routes/orders.ts';
import { addOwnAccount } from './routes/own-account.ts';
import { answerRefusedPage } from './routes/page-frame.ts';
import { addPages } from './routes/pages.ts';
import { addPauses } from './routes/pauses.ts';
import { addReceiptPages } from './routes/receipt-pages.ts';
import { addReceipts } from './routes/receipts.ts';
import { addReservationPages } from './routes/reservation-pages.ts';
import { addReservations } from './routes/reservations.ts';
import { addScanPages } from './routes/scan-pages.ts';
import { addScans } from './routes/scans.ts';
import { addSessionPages } from './routes/session-pages.ts';
import { addSessions } from './routes/sessions.ts';
import { addSetUpPages } from './routes/set-up-pages.ts';
import { addSignInPages } from './routes/sign-in-pages.ts';
import { addStaffActs } from './routes/staff-acts.ts';
import { addStaffLinkPages } from './routes/staff-link-pages.ts';
import { addStaffPages } from './routes/staff-pages.ts';
import { addStays } from './routes/stays.ts';
import { addTariffActs } from './routes/tariff-acts.ts';
import { addVenueActs } from './routes/venue-acts.ts';
import { addWallet } from './routes/wallet.ts';
import { addWalletPages } from './routes/wallet-pages.ts';
import { addWalletWebhooks } from './routes/wallet-webhooks.ts';
import { addWellKnown } from './routes/well-known.ts';
import { createSecurityHeaders } from './security-headers.ts';

export type HttpApp = {
  readonly app: App;
  /** Ends event streams and held requests: a server cannot close while one is open. */
  closeStreams(): void;
};

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Addresses that programs read: their refusals are JSON whatever else is accepted. */
const MACHINE_PATHS = /^\/(api|assets|docs|webhooks|\.well-known)(\/|$)|^\/(openapi\.json|healthz|readyz)$/;

function wantsPage(c: Asking): boolean {
  if (MACHINE_PATHS.test(c.req.path)) return false;
  const accept = c.req.header('accept') ?? '';
  return accept.includes('text/html') || !accept.includes('json');
}

function refuse(c: Asking, deps: RouteDeps, rejection: Rejection): Response {
  return wantsPage(c) ? answerRefusedPage(c, deps, rejection, { path: '/' }) : answerProblem(c, rejection);
}

/** Counts by route template, never by path: paths carry tags and tickets. */
function createCounter(deps: HttpDeps): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    await next();
    deps.metrics.count('http_requests', c.req.method, routePath(c, -1), String(c.res.status));
  };
}

/** Methods that the path has routes for (RFC 9110 §15.5.6); middleware answers to all and does not count. */
function methodsOf(app: App, path: string): string[] {
  const methods: string[] = METHODS.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

function answerUnrouted(c: Asking, app: App, deps: RouteDeps): Response {
  const methods = methodsOf(app, c.req.path);
  if (methods.length === 0 || methods.includes(c.req.method)) return refuse(c, deps, { code: 'request.not-found' });
  c.header('Allow', [...methods, 'OPTIONS'].join(', '));
  return c.req.method === 'OPTIONS' ? c.body(null, 204) : refuse(c, deps, { code: 'request.method-refused' });
}

/** Whatever is long enough to be a tag, a token or a ticket does not go into the log. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/[A-Za-z0-9_.~=-]{40,}/g, '…');
}

function describeFailure(cause: unknown): string {
  if (!(cause instanceof Error)) return withoutSecrets(String(cause));
  const origin = cause.cause === undefined ? '' : ` <- ${describeFailure(cause.cause)}`;
  return withoutSecrets(cause.stack ?? `${cause.name}: ${cause.message}`) + origin;
}

/** A broken world is the reader's to try again; anything else is our mistake, and only the log says what. */
function answerFailure(c: Asking, deps: RouteDeps, cause: Error): Response {
  const facts = { method: c.req.method, route: routePath(c, -1), failure: describeFailure(cause) };
  if (cause instanceof Unavailable) {
    deps.log.warn('request refused: system unavailable', { ...facts, system: cause.system });
    return refuse(c, deps, UNAVAILABLE);
  }
  deps.log.error('request failed', facts);
  return refuse(c, deps, { code: 'system.failed' });
}

const SESSION_ROUTES = [
  addScans,
  addReservations,
  addSessions,
  addEvents,
  addControls,
  addOrders,
  addCalls,
  addPauses,
  addStays,
  addGuests,
];
const MONEY_AND_OPERATOR_ROUTES = [
  addReceipts,
  addClaims,
  addWallet,
  addContact,
  addWalletWebhooks,
  addOperator,
  addLabelActs,
  addLabelSheets,
  addLabelWatch,
  addTariffActs,
  addDeviceActs,
  addVenueActs,
  addObjectImport,
  addObjectActs,
  addConsoleReads,
  addConsoleGuide,
  addConsoleMoney,
  addConsoleEvents,
];
const PAGES = [
  addPages,
  addReservationPages,
  addScanPages,
  addDoorPages,
  addAttachPages,
  addSetUpPages,
  addStaffPages,
  addStaffLinkPages,
  addOwnAccount,
  addStaffActs,
  addConsoleVenues,
  addConsolePages,
  addConsoleTariffs,
  addConsoleDevices,
  addConsoleEmergency,
  addSessionPages,
  addReceiptPages,
  addWalletPages,
  addContactPages,
  addHelpPages,
  addSignInPages,
  addAccountPages,
  addAssets,
  addDocs,
  addWellKnown,
  addHealth,
];

/**
 * The whole HTTP side, testable without a socket: `app.request('/api/v1/wallet', ...)`.
 * @param given `extraRoutes` adds more before the app is sealed, such as a demo's sign-in.
 */
export function createApp(given: HttpDeps & { readonly extraRoutes?: ExtraRoutes }): HttpApp {
  const { extraRoutes, ...httpDeps } = given;
  const waits = createOpenWaits();
  const deps: RouteDeps = { ...httpDeps, waits };
  const app: App = new OpenAPIHono<HttpEnv>();
  app.use(createCounter(deps), createSecurityHeaders(deps.config));
  for (const add of [...SESSION_ROUTES, ...MONEY_AND_OPERATOR_ROUTES, ...PAGES]) add(app, deps);
  extraRoutes?.(app, createPageKit(deps));
  app.notFound((c) => answerUnrouted(c, app, deps));
  app.onError((cause, c) => answerFailure(c, deps, cause));
  return { app, closeStreams: () => waits.endAll() };
}
