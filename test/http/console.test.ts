// The console over HTTP: every page and route by role, another tenant's ids as unknown everywhere, and figures as a script gets them.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, KIND_CATALOGUE } from '#protocol';
import { composeGateway, type Gateway } from '../../gateway/compose.ts';
import { readConfig } from '../../gateway/config.ts';
import { ROLES, type Role } from '../../gateway/domain/staff/permissions.ts';
import { OPERATOR_AUDIENCE } from '../../gateway/http/operator-identity.ts';
import { type Answer, ask, jsonOf, problemOf, type Request } from '../support/phone.ts';
import {
  BOOT,
  captureOf,
  deviceSetup,
  POD,
  POD_DEVICE,
  POD_TAG,
  sessionRecord,
  startChanges,
  TENANT,
  topUp,
  VENUE,
  venueSetup,
} from '../support/records.ts';
import { createRecordedLog } from '../unit/gateway/mqtt/recorders.ts';

const BASE = '/api/v1/operator';
const folder = mkdtempSync(join(tmpdir(), 'unlatch-console-'));
const protectedHeader = Buffer.from(JSON.stringify({ iss: 'https://q.example.com' })).toString('base64url');
const scan = { tagId: POD_TAG, proof: { protectedHeader, payload: 'AQ', signature: 'c2ln' } };
const session = sessionRecord({ createdAtMs: Date.now() - 9 * DAY_MS, scan });
const takenMinor = 500;
const STOP = { path: `${BASE}/sessions/${session.sessionId}/stop`, json: { reason: 'smoke in the hall' } };
let gateway: Gateway;
let key: CryptoKey;

function tokenOf(role: Role, tenant = TENANT): Promise<string> {
  return new SignJWT({ sub: `${role}-1`, tenant, scope: 'operator', role })
    .setProtectedHeader({ alg: 'Ed25519', kid: 's1' })
    .setIssuer('https://host.example')
    .setAudience(OPERATOR_AUDIENCE)
    .setExpirationTime('1h')
    .sign(key);
}

async function api(role: Role, path: string, request: Request = {}, tenant = TENANT): Promise<Answer> {
  return ask(gateway.origin, path, { token: await tokenOf(role, tenant), ...request });
}
/** As a browser of the staff asks for a page. */
async function page(role: Role, path: string, tenant = TENANT): Promise<Answer> {
  const cookie = `unlatch_staff=${await tokenOf(role, tenant)}`;
  return ask(gateway.origin, path, { cookie, headers: { accept: 'text/html' } });
}

beforeAll(async () => {
  const pair = await generateKeyPair('Ed25519', { extractable: true });
  key = pair.privateKey;
  mkdirSync(join(folder, 'kept'));
  const keysFile = join(folder, 'keys.json');
  writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 's1', alg: 'Ed25519' }] }));
  const config = readConfig({
    ...{ UNLATCH_DATA: join(folder, 'kept'), UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' },
    ...{ UNLATCH_TOKEN_ISSUER: 'https://host.example', UNLATCH_TOKEN_KEYS: keysFile },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const parts = {
    kinds: KIND_CATALOGUE,
    purpose: 'serve',
    tagIssuer: 'https://q.example.com',
    log: createRecordedLog(),
  } as const;
  gateway = await composeGateway(config.value, parts);
  const { x: publicX = '' } = await exportJWK(pair.publicKey);
  await gateway.store.setUpVenue(venueSetup({ devices: [deviceSetup({ publicX })] }));
  const capture = { ...captureOf(session, BigInt(takenMinor), 30n), atMs: session.createdAtMs };
  const changes = [
    { change: 'transfer-posted', transfer: topUp('first', 20_000n) } as const,
    ...startChanges(session, { state: 'queued', composed: null }),
  ];
  const boot = { boot: BOOT, bootAtMs: session.createdAtMs, verifiedAtMs: session.createdAtMs, conn: 'conn-1' };
  const greeted = { change: 'device-greeted', deviceId: POD_DEVICE, boot, lastCtr: 0, keysVer: 0, dropped: 0 } as const;
  for (const some of [[greeted], changes, [{ change: 'transfer-posted', transfer: capture } as const]]) {
    const outcome = await gateway.store.commit(some);
    if (!outcome.ok) throw new Error(outcome.constraint);
  }
}, 120_000);
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ALL = ROLES;
const DESK: readonly Role[] = ['owner', 'staff'];
const OWNER: readonly Role[] = ['owner'];
const PAGES: readonly (readonly [string, readonly Role[]])[] = [
  ['/console', ALL],
  ['/console/objects', ALL],
  [`/console/objects/${POD}`, ALL],
  ['/console/sessions', DESK],
  [`/console/sessions/${session.sessionId}`, DESK],
  ['/console/matters', DESK],
  ['/console/money', OWNER],
  ['/console/labels', ALL],
  ['/console/audit', OWNER],
  ['/console/set-up', OWNER],
];
const statement = `${BASE}/venues/${VENUE}/statement?currency=CNY&from=2026-01-01T00:00:00Z&until=2030-01-01T00:00:00Z`;
const READS: readonly (readonly [string, readonly Role[]])[] = [
  [`${BASE}/overview?venue=${VENUE}`, ALL],
  [`${BASE}/standings`, ALL],
  [`${BASE}/sessions`, DESK],
  [`${BASE}/sessions/${session.sessionId}/timeline`, DESK],
  [`${BASE}/venues/${VENUE}/money`, OWNER],
  [statement, OWNER],
  [`${BASE}/audit`, OWNER],
  [`${BASE}/set-up?venue=${VENUE}`, OWNER],
  [`${BASE}/label-batches`, ALL],
  [`${BASE}/matters`, DESK],
];
const ACTS: readonly (readonly [string, object, readonly Role[]])[] = [
  [`${BASE}/sessions/ses_none/stop`, { reason: 'seen' }, DESK],
  [`${BASE}/venues/ven_none/payouts`, { currency: 'CNY' }, OWNER],
];

describe('by role', () => {
  test.each(PAGES)('%s is shown to whoever may, and refused to others as a page', async (path, roles) => {
    for (const role of ROLES) {
      const { status, text } = await page(role, path);
      expect(`${role} ${status}`).toBe(`${role} ${roles.includes(role) ? 200 : 403}`);
      expect(text.includes('data-code="operator.role-refused"')).toBe(!roles.includes(role));
    }
  });

  test.each(READS)('GET %s answers whoever may', async (path, roles) => {
    for (const role of ROLES) {
      const answer = await api(role, path);
      expect(`${role} ${answer.status}`).toBe(`${role} ${roles.includes(role) ? 200 : 403}`);
      if (!roles.includes(role)) expect(problemOf(answer).code).toBe('operator.role-refused');
    }
  });

  test.each(ACTS)('POST %s is done for whoever may', async (path, json, roles) => {
    for (const role of ROLES) {
      const answer = await api(role, path, { json, key: randomUUID() });
      expect(`${role} ${answer.status}`).toBe(`${role} ${roles.includes(role) ? 404 : 403}`);
    }
  });

  test('the navigation has what the role may see, and nothing else', async () => {
    const hrefs = async (role: Role): Promise<readonly string[]> => {
      const { text } = await page(role, '/console');
      const side = text.slice(text.indexOf('class="side"'), text.indexOf('</nav>'));
      return [...side.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '');
    };
    expect(await hrefs('owner')).toEqual(expect.arrayContaining(['/console/money', '/console/audit', '/console/sessions']));
    const staff = await hrefs('staff');
    expect(staff).toEqual(expect.arrayContaining(['/console/sessions', '/console/matters']));
    for (const hidden of ['/console/money', '/console/audit']) expect(staff).not.toContain(hidden);
    const installer = await hrefs('installer');
    expect(installer).toEqual(expect.arrayContaining(['/console', '/console/objects', '/console/labels']));
    for (const hidden of ['/console/money', '/console/audit', '/console/sessions', '/console/matters']) {
      expect(installer).not.toContain(hidden);
    }
  });

  test('an overview keeps from a role what it may not see', async () => {
    const of = async (role: Role) => jsonOf<{ [part: string]: unknown }>(await api(role, `${BASE}/overview?venue=${VENUE}`), 200);
    expect(await of('owner')).toMatchObject({ takings: expect.anything(), waiting: expect.anything(), running: [{}] });
    expect(await of('staff')).toMatchObject({ takings: null, waiting: expect.anything(), running: [{}] });
    expect(await of('installer')).toMatchObject({ takings: null, waiting: null, running: [] });
    const object = await page('installer', `/console/objects/${POD}`);
    expect(object.text).not.toContain(session.sessionId);
  });
});

describe('whoever is not signed in', () => {
  test.each(PAGES)('is led from %s to the sign-in, and back', async (path) => {
    const { status, headers } = await ask(gateway.origin, path, { headers: { accept: 'text/html' } });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe(`/console/sign-in?return=${encodeURIComponent(path)}`);
  });

  test('gets no figure', async () => {
    for (const [path] of READS) expect((await ask(gateway.origin, path)).status).toBe(401);
    expect((await ask(gateway.origin, `${BASE}/events`)).status).toBe(401);
  });
});

describe("another tenant's owner", () => {
  const foreign = (path: string, request: Request = {}) => api('owner', path, request, 'tnt_stranger');

  test.each([
    [`${BASE}/overview?venue=${VENUE}`],
    [`${BASE}/sessions/${session.sessionId}/timeline`],
    [`${BASE}/venues/${VENUE}/money`],
    [statement],
    [`${BASE}/payouts/pay_1/file`],
  ])('finds nothing at %s', async (path) => {
    expect((await foreign(path)).status).toBe(404);
  });

  test('finds empty lists', async () => {
    expect(jsonOf(await foreign(`${BASE}/standings`), 200)).toEqual({ objects: [] });
    expect(jsonOf(await foreign(`${BASE}/standings?venue=${VENUE}`), 200)).toEqual({ objects: [] });
    expect(jsonOf(await foreign(`${BASE}/sessions?object=${POD}`), 200)).toEqual({ items: [], next: null });
    expect(jsonOf(await foreign(`${BASE}/audit`), 200)).toEqual({ items: [], next: null });
    expect(jsonOf(await foreign(`${BASE}/label-batches`), 200)).toEqual({ batches: [] });
  });

  test('stops nothing and is paid nothing', async () => {
    const stop = await foreign(`${BASE}/sessions/${session.sessionId}/stop`, { json: { reason: 'mine' }, key: randomUUID() });
    expect(problemOf(stop).code).toBe('session.unknown');
    const paid = await foreign(`${BASE}/venues/${VENUE}/payouts`, { json: { currency: 'CNY' }, key: randomUUID() });
    expect(problemOf(paid).code).toBe('venue.unknown');
  });

  test.each([[`/console/objects/${POD}`], [`/console/sessions/${session.sessionId}`]])('has no page %s', async (path) => {
    const { status, text } = await page('owner', path, 'tnt_stranger');
    expect(status).toBe(404);
    expect(text).not.toContain('Pod 1');
  });

  test('sees none of it on any page', async () => {
    for (const path of [
      '/console',
      '/console/objects',
      '/console/sessions',
      '/console/money',
      '/console/audit',
      '/console/labels',
    ]) {
      const { status, text } = await page('owner', `${path}?venue=${VENUE}`, 'tnt_stranger');
      expect(status).toBe(200);
      for (const theirs of ['Pudong', POD, session.sessionId, VENUE])
        expect(`${path} ${text.includes(`>${theirs}`)}`).toBe(`${path} false`);
    }
  });
});

describe('events', () => {
  test('tell of an object that changes, to its own tenant only', async () => {
    const streamOf = async (tenant: string) => {
      const stop = new AbortController();
      const headers = { authorization: `Bearer ${await tokenOf('installer', tenant)}` };
      const answer = await fetch(`${gateway.origin}${BASE}/events`, { headers, signal: stop.signal });
      expect(answer.headers.get('content-type')).toBe('text/event-stream');
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
      const nextText = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value);
      return { nextText, end: () => stop.abort() };
    };
    const own = await streamOf(TENANT);
    const first = await own.nextText();
    expect(first).toContain('event: changed');
    expect(first).toContain(`"objectId":"${POD}"`);
    expect(await (await streamOf('tnt_stranger')).nextText()).not.toContain(POD);
    jsonOf(await api('staff', STOP.path, { json: STOP.json, key: 'stop-1' }), 202);
    const told = await own.nextText();
    expect(told).toMatch(/^id: [\w-]+\nevent: changed\ndata: /);
    expect(told).toContain('"state":"stopping"');
    own.end();
  });
});

describe('figures', () => {
  test('a venue is owed what was taken without tax and fee, and its statement says so too', async () => {
    const money = jsonOf<{ owedMinor: number; days: readonly object[] }>(
      await api('owner', `${BASE}/venues/${VENUE}/money`),
      200,
    );
    expect(money.days).toMatchObject([{ movements: 1, grossMinor: takenMinor, taxMinor: 30, netMinor: money.owedMinor }]);
    const csv = await api('owner', statement);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain(`statement-${VENUE}.csv`);
    expect(csv.text.trim().split('\r\n')).toHaveLength(4);
  });

  test('a search that makes no sense is told, and is no empty list', async () => {
    for (const query of ['state=asleep', 'from=yesterday', 'limit=0', 'receipt=7', 'before=x', 'colour=red']) {
      expect(problemOf(await api('owner', `${BASE}/sessions?${query}`)).code).toBe('request.malformed');
    }
  });

  test('a stop from afar is kept in the audit, and the same key stops once', async () => {
    const { path, json } = STOP;
    const first = await api('staff', path, { json, key: 'stop-1' });
    expect(jsonOf(first, 202)).toEqual({ sessionId: session.sessionId, objectId: POD, isAsked: true });
    expect((await api('staff', path, { json, key: 'stop-1' })).text).toBe(first.text);
    const audit = jsonOf<{ items: readonly object[] }>(await api('owner', `${BASE}/audit?what=session-stopped-by-staff`), 200);
    expect(audit.items).toMatchObject([
      { actor: { kind: 'operator', id: 'staff-1' }, subjectId: session.sessionId, facts: { reason: json.reason, objectId: POD } },
    ]);
    const { timeline } = jsonOf<{ timeline: readonly { what: string; name: string | null }[] }>(
      await api('staff', `${BASE}/sessions/${session.sessionId}/timeline`),
      200,
    );
    const names = timeline.map(({ what, name }) => `${what} ${name}`);
    expect(names).toEqual(
      expect.arrayContaining(['scan null', 'command start', 'event stop-asked', 'audit session-stopped-by-staff']),
    );
  });

  test('a payout pays nothing while its session is not closed', async () => {
    const asked = { json: { currency: 'CNY' }, key: randomUUID() };
    expect(problemOf(await api('owner', `${BASE}/venues/${VENUE}/payouts`, asked)).code).toBe('payout.nothing-due');
  });

  test('an act by cookie from another site is refused', async () => {
    const cookie = `unlatch_staff=${await tokenOf('owner')}`;
    const request = { cookie, json: { currency: 'CNY' }, key: randomUUID(), headers: { origin: 'https://evil.example' } };
    expect(problemOf(await ask(gateway.origin, `${BASE}/venues/${VENUE}/payouts`, request)).code).toBe('origin.refused');
  });
});
