// Page list: every page of the gateway, one line each - its name, its route, who looks, and where it is; axe and the gallery read it.
//
// A new page is one line here: `page(name, who, route, path)`. `who` is one of VIEWERS; `route` is spelled as the app has it; `path` is left
// out where the route has no parameters, and otherwise made from the facts of `stage.ts`, to which a new fact is added where none fits.
// A page that no stage reaches names the samples (test/unit/gateway/web/gallery-pages.ts) that show it: a line of SAMPLED.
// Test: test/browser/page-list.test.ts finds each route of the app that is missing here.
import type { Language } from '../../../gateway/web/languages.ts';

/** Nobody, somebody signed in, and the staff by their roles. */
export const VIEWERS = ['stranger', 'guest', 'owner', 'staff', 'installer'] as const;
export type Viewer = (typeof VIEWERS)[number];

/** What the stage has, for the addresses of its pages. */
export type Facts = {
  /** `/<digits>` of labels: an object that is free, one that the guest uses, one that is out of service. */
  readonly freeLabel: string;
  readonly usedLabel: string;
  readonly servedLabel: string;
  readonly shortCode: string;
  readonly objectId: string;
  readonly usedObjectId: string;
  /** Sessions of the guest: one that runs, one that has a receipt. */
  readonly runningId: string;
  readonly closedId: string;
  readonly deviceId: string;
  readonly claimId: string;
  readonly tariffId: string;
  readonly venueId: string;
  /** A label that hangs, and one that does not. */
  readonly hungTagId: string;
  readonly looseTagId: string;
  readonly roundId: string;
  readonly invitation: string;
  readonly invitationOver: string;
};

export type PageEntry = {
  readonly name: string;
  readonly who: Viewer;
  readonly route: string;
  readonly path: (facts: Facts) => string;
  readonly languages: readonly Language[];
};

export const PHONE_LANGUAGES = ['zh-Hans', 'en', 'de', 'nl', 'fr'] as const satisfies readonly Language[];
const STAFF_LANGUAGES = ['en', 'zh-Hans'] as const satisfies readonly Language[];

const isOfStaff = (route: string): boolean => /^\/(console|attach)\b/.test(route);

function page(name: string, who: Viewer, route: string, path: PageEntry['path'] = () => route): PageEntry {
  return { name, who, route, path, languages: isOfStaff(route) ? STAFF_LANGUAGES : PHONE_LANGUAGES };
}

const phonePages: readonly PageEntry[] = [
  page('home', 'stranger', '/'),
  page('home-signed-in', 'guest', '/'),
  page('scan', 'stranger', '/scan'),
  page('help', 'stranger', '/help'),
  page('label', 'stranger', '/:digits{[0-9]+}', (f) => f.freeLabel),
  page('offer', 'guest', '/s/:ticket', (f) => f.freeLabel),
  page('offer-out-of-service', 'guest', '/s/:ticket', (f) => f.servedLabel),
  page('offer-to-staff', 'staff', '/s/:ticket', (f) => f.freeLabel),
  page('offer-to-installer', 'installer', '/s/:ticket', (f) => f.freeLabel),
  page('door-of-owner', 'owner', '/doors/:object', (f) => `/doors/${f.usedObjectId}`),
  page('door-of-staff', 'staff', '/doors/:object', (f) => `/doors/${f.objectId}`),
  page('door-of-installer', 'installer', '/doors/:object', (f) => `/doors/${f.objectId}`),
  page('door-to-guest', 'guest', '/doors/:object', (f) => `/doors/${f.objectId}`),
  page('short-code', 'stranger', '/c/:code', (f) => `/c/${f.shortCode}`),
  page('code-unknown', 'stranger', '/c/:code', () => '/c/00000000'),
  page('session', 'guest', '/sessions/:id', (f) => `/sessions/${f.runningId}`),
  page('receipt', 'guest', '/sessions/:id/receipt', (f) => `/sessions/${f.closedId}/receipt`),
  page('expense', 'guest', '/sessions/:id/receipt/expense', (f) => `/sessions/${f.closedId}/receipt/expense`),
  page('wallet', 'guest', '/wallet'),
  page('contact', 'guest', '/contact'),
  page('sign-in', 'stranger', '/sign-in'),
  page('sign-out', 'stranger', '/sign-out'),
  page('terms', 'stranger', '/terms'),
  page('account', 'guest', '/account'),
  page('account-end', 'stranger', '/account/end'),
  page('not-found', 'stranger', '/', () => '/nothing/here'),
];

const consolePages: readonly PageEntry[] = [
  page('console-sign-in', 'stranger', '/console/sign-in'),
  page('first-start-over', 'stranger', '/console/first/:token', () => '/console/first/used'),
  page('invitation', 'stranger', '/console/invitations/:token', (f) => `/console/invitations/${f.invitation}`),
  page('invitation-over', 'stranger', '/console/invitations/:token', (f) => `/console/invitations/${f.invitationOver}`),
  page('overview', 'owner', '/console'),
  page('overview-of-staff', 'staff', '/console'),
  page('overview-of-installer', 'installer', '/console'),
  page('overview-to-guest', 'guest', '/console'),
  page('set-up', 'owner', '/console/set-up'),
  page('venues', 'owner', '/console/venues'),
  page('venue', 'owner', '/console/venues/:id', (f) => `/console/venues/${f.venueId}`),
  page('objects', 'owner', '/console/objects'),
  page('object-import', 'owner', '/console/objects/import'),
  page('object', 'owner', '/console/objects/:id', (f) => `/console/objects/${f.usedObjectId}`),
  page('object-of-installer', 'installer', '/console/objects/:id', (f) => `/console/objects/${f.objectId}`),
  page('sessions', 'owner', '/console/sessions'),
  page('session-of-console', 'owner', '/console/sessions/:id', (f) => `/console/sessions/${f.closedId}`),
  page('matters', 'staff', '/console/matters'),
  page('money', 'owner', '/console/money'),
  page('money-to-staff', 'staff', '/console/money'),
  page('labels', 'owner', '/console/labels'),
  page('tariffs', 'owner', '/console/tariffs'),
  page('tariff', 'owner', '/console/tariffs/:id', (f) => `/console/tariffs/${f.tariffId}`),
  page('tariff-new', 'owner', '/console/tariffs/new', () => '/console/tariffs/new?template=bike%3Ausual'),
  page('devices', 'installer', '/console/devices'),
  page('device', 'installer', '/console/devices/:id', (f) => `/console/devices/${f.deviceId}`),
  page('claim', 'installer', '/console/devices/claims/:id', (f) => `/console/devices/claims/${f.claimId}`),
  page('staff', 'owner', '/console/staff'),
  page('me', 'staff', '/console/me'),
  page('staff-link-over', 'stranger', '/console/link/:token', () => '/console/link/used'),
  page('audit', 'owner', '/console/audit'),
  page('emergency', 'staff', '/console/emergency'),
];

const attachPages: readonly PageEntry[] = [
  page('attach-signed-out', 'stranger', '/attach'),
  page('attach', 'installer', '/attach'),
  page('attach-label', 'installer', '/attach/labels/:tag', (f) => `/attach/labels/${f.looseTagId}`),
  page('rounds', 'installer', '/attach/rounds'),
  page('round', 'installer', '/attach/rounds/:id', (f) => `/attach/rounds/${f.roundId}`),
  page('round-label', 'installer', '/attach/rounds/:id/labels/:tag', (f) => `/attach/rounds/${f.roundId}/labels/${f.hungTagId}`),
];

export const PAGES: readonly PageEntry[] = [...phonePages, ...consolePages, ...attachPages];

/** Routes that only samples show, and those samples by the beginning of their names. */
export const SAMPLED: readonly { readonly route: string; readonly samples: string }[] = [
  { route: '/wallet/top-ups/:id', samples: 'top-up-' },
  { route: '/terms/accept', samples: 'terms-accept' },
];

/** GET routes that answer no page: files, data and streams for programs, and pictures inside of pages. */
export const NO_PAGES = /^\/(api|assets|docs|webhooks|\.well-known)\b|^\/(openapi\.json|healthz|readyz)$|\/options$|\.(svg|csv)$/;
