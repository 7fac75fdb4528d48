// The console's pages: in both languages, with names that mean harm, by role; its script holds its types; and each word is in both.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { Role } from '../../../../gateway/domain/staff/permissions.ts';
import type {
  ConsoleObject,
  ConsoleSession,
  Overview,
  SessionTimeline,
  VenueMoney,
} from '../../../../gateway/ports/console-views.ts';
import { createAssets } from '../../../../gateway/web/assets.ts';
import { auditPage } from '../../../../gateway/web/console/audit-page.tsx';
import type { ConsoleFrame } from '../../../../gateway/web/console/frame.tsx';
import { labelsPage } from '../../../../gateway/web/console/labels-page.tsx';
import { mattersPage, type ShownMatters } from '../../../../gateway/web/console/matters-page.tsx';
import { moneyPage } from '../../../../gateway/web/console/money-page.tsx';
import { objectPage } from '../../../../gateway/web/console/object-page.tsx';
import { objectsPage } from '../../../../gateway/web/console/objects-page.tsx';
import { overviewPage } from '../../../../gateway/web/console/overview-page.tsx';
import { consoleRefusedPage } from '../../../../gateway/web/console/refused-page.tsx';
import { sessionPage } from '../../../../gateway/web/console/session-page.tsx';
import { sessionsPage } from '../../../../gateway/web/console/sessions-page.tsx';
import { enPages } from '../../../../gateway/web/console/text/en-pages.ts';
import { CONSOLE_LANGUAGES, type ConsoleLanguage } from '../../../../gateway/web/console/text/shape.ts';
import { zhHansPages } from '../../../../gateway/web/console/text/zh-hans-pages.ts';
import { frameOf, tariffOf } from './samples.ts';

/** Ends a quote and a tag, and turns the text around it (UAX 9). */
const EVIL = '"><script>alert(1)</script>\u202eevil';
const AT = '2026-11-21T13:54:07.000Z';
const VENUE = { venueId: 'ven_1', name: EVIL, zone: 'Asia/Shanghai', currency: 'CNY' };
const assets = createAssets();

function frame(lang: ConsoleLanguage, role: Role = 'owner'): ConsoleFrame {
  return {
    ...frameOf(lang, '/console?x=1'),
    ...{ assets, section: 'overview', staff: { name: EVIL, role, tenantName: EVIL }, venues: [VENUE], venue: VENUE },
  };
}

const session: ConsoleSession = {
  ...{ sessionId: 'ses_1', objectId: 'pod-1', objectName: EVIL, placeName: EVIL, venueId: 'ven_1', kind: 'sleep-pod' },
  ...{ payerId: EVIL, state: 'active', version: 3, createdAt: AT, startedAt: AT, endedAt: null, endReason: null },
  ...{ currency: 'CNY', costMinor: 600, refundedMinor: 600, heldMinor: 5_900, receiptNumber: '2026-000042' },
};
const object: ConsoleObject = {
  ...{
    objectId: 'pod-1',
    name: EVIL,
    kind: 'sleep-pod',
    placeName: EVIL,
    venueId: 'ven_1',
    deviceId: 'pod-1',
    standing: 'in-use',
  },
  ...{ isOnline: true, lastSeenAt: AT, dirtySince: AT, live: { sessionId: 'ses_1', state: 'active', version: 3 } },
};
const day = { from: AT, until: AT, currencies: [{ currency: 'CNY', totalMinor: 600, hours: [0, 600, 0] }] };
const overview: Overview = {
  ...{ venue: VENUE, running: [session], takings: { today: day, lastWeek: day } },
  objects: { free: 1, 'in-use': 1, offline: 0, dirty: 0, 'out-of-service': 0, retired: 1 },
  waiting: { claims: 1, reviews: 0, owedRefunds: 0, owed: 0, disputes: 0, labelAlerts: 2, offline: 1, deviceClaims: 1 },
};
const found: SessionTimeline = {
  ...{ session, zone: VENUE.zone, tariff: tariffOf('sleep-pod').tariff },
  holds: [
    {
      ...{ holdId: 'hld_1', payerId: 'ann', role: 'host', state: 'captured' },
      heldMinor: 900,
      capturedMinor: 600,
      refundedMinor: 0,
    },
  ],
  claims: [
    {
      ...{ claimId: 'clm_1', personId: EVIL, rule: 'opened-late', verdict: 'for-a-person', because: 'limit-reached' },
      isOpen: true,
    },
  ],
  timeline: [
    {
      ...{
        at: AT,
        what: 'command',
        of: 'gateway',
        name: 'start',
        facts: { reason: EVIL },
        source: { kind: 'command', id: 'cmd_1' },
      },
      signature: { kid: 'k1', ctr: 7, short: 'eyJ…x', isVerified: false },
    },
  ],
};
const money: VenueMoney = {
  ...{
    venue: VENUE,
    currency: 'CNY',
    owedMinor: 900,
    due: { amountMinor: 500, movements: 2 },
    later: { amountMinor: 400, movements: 1 },
  },
  days: [
    {
      ...{ day: '2026-11-21', movements: 1, grossMinor: 600, taxMinor: 30, feeMinor: 20 },
      refundedMinor: 0,
      paidOutMinor: 0,
      netMinor: 550,
    },
  ],
  payouts: [{ payoutId: 'pay_1', currency: 'CNY', amountMinor: 5, movements: 1, until: AT, at: AT }],
  refunds: [
    {
      ...{ refundId: 'ref_1', sessionId: 'ses_1', objectName: EVIL, payerId: EVIL, amountMinor: 5, currency: 'CNY' },
      ...{ by: 'operator', byId: EVIL, reason: EVIL, state: 'done', at: AT },
    },
  ],
};
const owed = { sessionId: 'ses_1', payerId: EVIL, amountMinor: 600, currency: 'CNY', at: AT };
const matters: ShownMatters = {
  claims: [
    {
      ...{ claimId: 'clm_1', sessionId: 'ses_1', objectName: EVIL, rule: 'opened-late', because: 'limit-reached' },
      ...{ currency: 'CNY', paidMinor: 600, at: AT },
    },
  ],
  reviews: [{ sessionId: 'ses_1', because: 'journal-lost', dueAt: AT }],
  owedRefunds: [{ ...owed, refundId: 'ref_1', reason: EVIL }],
  owed: [{ ...owed, holdId: 'hld_1' }],
  disputes: [{ ...owed, opKey: 'x', state: 'open' }],
  money: [{ what: 'owner-unknown', subjectId: EVIL, facts: { wallet: EVIL }, at: AT }],
  labels: [{ alertId: 'alr_1', tagId: '00aa', objectId: null, reasons: ['silent'], at: AT }],
};
const label = { tagId: '00aa', name: '7K3M-Q9TX-8', status: 'active', objectId: 'pod-1', objectName: EVIL, batchId: 'june' };
const batch = { batchId: 'june', venueId: 'ven_1', size: 3, printed: 1, active: 1, ended: 1, orderedAt: AT };
const row = {
  auditId: 'aud_1',
  at: AT,
  actor: { kind: 'operator', id: EVIL },
  what: 'refund-given',
  subjectId: EVIL,
  facts: { reason: EVIL },
};

const PAGES: { readonly [name: string]: (frame: ConsoleFrame) => string } = {
  overview: (on) => overviewPage(on, overview),
  'overview without a venue': (on) => overviewPage({ ...on, venues: [], venue: null }, null),
  objects: (on) => objectsPage(on, { objects: [object], maySeeSessions: true }),
  object: (on) => objectPage(on, { object, sessions: [session] }),
  'object out of service': (on) =>
    objectPage(on, { object: { ...object, standing: 'out-of-service', live: null }, sessions: [] }),
  sessions: (on) => {
    const query = { object: EVIL, state: EVIL, from: EVIL, until: EVIL, receipt: EVIL, before: EVIL };
    return sessionsPage(on, { page: { items: [session], next: '1.x' }, query, objects: [object] });
  },
  session: (on) => sessionPage(on, found),
  money: (on) => moneyPage(on, money, { from: AT, until: AT }),
  labels: (on) =>
    labelsPage(on, { batches: [batch], labels: [label], query: { batch: EVIL, object: EVIL, after: 'x' }, next: '00aa' }),
  audit: (on) => {
    const page = { items: [{ ...row, position: 7, hash: 'abc' }], next: '1.x' };
    return auditPage(on, page, { actor: EVIL, subject: EVIL, before: EVIL }, new Map([[EVIL, EVIL]]));
  },
  matters: (on) => mattersPage(on, matters),
  refusal: (on) => consoleRefusedPage(on, { code: 'session.unknown' }),
};

describe.each(CONSOLE_LANGUAGES)('in %s', (lang) => {
  test.each(Object.keys(PAGES))('%s says names as text, without script or style of its own', (name) => {
    const html = PAGES[name]?.(frame(lang)) ?? '';
    expect(html).toMatch(/^<!doctype html><html lang="/);
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('\u202e');
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|javascript:/);
    expect(html).not.toMatch(/undefined|\[object /);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });
});

test('who may not see sessions is told nothing of them, and where to go', () => {
  const html = overviewPage(frame('en', 'installer'), { ...overview, running: [] });
  expect(html).not.toContain(enPages.overview.nobody);
  expect(html).toContain(enPages.overview.work);
  expect(overviewPage(frame('en', 'staff'), { ...overview, running: [] })).toContain(enPages.overview.nobody);
});

test('the audit log says acts in words and members by their names', () => {
  const acted = { ...row, what: 'label-attached', actor: { kind: 'operator', id: 'stf_1' }, position: 7, hash: 'abc' };
  const html = auditPage(
    frame('en'),
    { items: [acted], next: null },
    { actor: '', subject: '', before: '' },
    new Map([['stf_1', 'Ada']]),
  );
  expect(html).toContain('Hung a label');
  expect(html).toMatch(/actor=stf_1[^>]*><bdi>Ada</);
});

test('a signature that does not hold is shouted', () => {
  expect(sessionPage(frame('en'), found)).toContain('SIGNATURE DOES NOT HOLD');
});

test.each([
  ['owner', 'matters', ['review-ses_1', 'waive-hld_1', 'paid-ref_1', 'alert-alr_1', 'claim-clm_1']],
  ['staff', 'matters', ['paid-ref_1', 'alert-alr_1', 'claim-clm_1']],
  ['owner', 'object', ['stop', 'clean', 'service']],
  ['installer', 'object', ['service']],
  ['owner', 'object out of service', ['clean', 'service', 'open-free', 'close-free']],
  ['owner', 'money', ['payout']],
  ['installer', 'labels', ['end']],
] as const)('%s has on %s just the forms that they may send', (role, name, forms) => {
  const html = PAGES[name]?.(frame('en', role)) ?? '';
  const shown = [...html.matchAll(/<form id="([^"]+)" class="act/g)].map(([, id]) => id);
  expect(shown.sort()).toEqual([...forms].sort());
  for (const [, act] of html.matchAll(/data-act="([^"]+)"/g)) expect(act).toMatch(/^POST \/api\/v1\/operator\//);
});

test('every word is there in both languages, and is a translation', () => {
  const leaves = (words: object, path = ''): readonly (readonly [string, unknown])[] =>
    Object.entries(words).flatMap(([key, word]: [string, unknown]) =>
      typeof word === 'object' && word !== null ? leaves(word, `${path}${key}.`) : [[`${path}${key}`, word] as const],
    );
  const [en, zh] = [new Map(leaves(enPages)), new Map(leaves(zhHansPages))];
  expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  const same = [...en].filter(([key, word]) => typeof word === 'string' && zh.get(key) === word).map(([key]) => key);
  expect(same).toEqual(['money.csv']);
});

test('its scripts hold their types', { timeout: 60_000 }, () => {
  const files = ['console.js', 'guide.js'].map((name) =>
    fileURLToPath(new URL(`../../../../gateway/web/assets/${name}`, import.meta.url)),
  );
  const program = ts.createProgram(files, {
    ...{ allowJs: true, checkJs: true, strict: true, noEmit: true, noUncheckedIndexedAccess: true, types: [] },
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    target: ts.ScriptTarget.ES2022,
    moduleDetection: ts.ModuleDetectionKind.Force,
  });
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(complaints).toEqual([]);
});
