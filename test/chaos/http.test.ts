// Bad input and crowds on the HTTP port while one honest pod runs a paid session: each gets its answer, the pod feels nothing.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { createBrowser, fieldsOf } from '../support/browser.ts';
import { findBrokenRules, readDatabase } from '../support/database-copy.ts';
import { type Answer, ask, createPhone, jsonOf, type Phone, problemOf } from '../support/phone.ts';
import { provenReceipt } from '../support/proven-receipt.ts';
import { exchange, partsOf } from '../support/raw-http.ts';
import { openVenue, signToken, type Venue } from '../support/venue.ts';

let venue: Venue;
let ada: Phone;
let session: SessionView;

const act = (...words: readonly string[]): void => venue.simulator().act(...words);
const nowS = (): number => Math.floor(Date.now() / 1_000);

beforeAll(async () => {
  // bike-3 is a device that nobody has ever seen.
  venue = await openVenue({ persons: false, devices: ['pod-1', 'pod-2', 'bike-1', 'bike-2', 'table-7'] });
  ada = await venue.phone('ada');
  session = await ada.begin(venue.linkOf('pod-1'));
  await venue.simulator().until('pod-1', 'begun');
  act('pod-1 openDoor', 'pod-1 enter', 'pod-1 closeDoor');
  await ada.until(session.sessionId, 'the pod is used', ({ state }) => state === 'active');
});
afterAll(() => venue.remove());

let light = 50;
/** The honest pod still obeys the phone of its guest. */
async function expectPodIsWell(): Promise<void> {
  light = light === 50 ? 60 : 50;
  await ada.set(session.sessionId, 'light', light);
  const view = await ada.until(session.sessionId, `the light is ${light}`, ({ controls }) =>
    controls.some(({ name, reported }) => name === 'light' && reported === light),
  );
  expect(view.state).toBe('active');
}

function refusal(answer: Answer): string {
  const { status, code } = problemOf(answer);
  return `${status} ${code}`;
}

function sessionsOn(objectId: string): readonly string[] {
  const rows = readDatabase(venue.folder, (query) => query('SELECT session_id FROM sessions WHERE object_id = ?', objectId));
  return rows.map(({ session_id }) => String(session_id));
}

describe('bodies', () => {
  const paths = (): readonly string[] => [
    ...['/scans', '/sessions', '/stays/pairings'],
    ...['controls', 'orders'].map((act) => `/sessions/${session.sessionId}/${act}`),
  ];

  test('of malformed or nonsensical JSON are 400 problems', async () => {
    const bodies = ['', '{', '{"code":', 'null', '[]', '7', '"x"', '{}', '{"code":{}}', '\u0000', `${'['.repeat(20_000)}`];
    bodies.push('{"ticket":"a","tariffHash":"b","extra":1}', '{"lines":[{"itemId":"x","quantity":"2"}]}', '{"lines":[]}');
    bodies.push('{"control":"light","value":{"x":1},"seen":0}', '{"control":"light","value":1.5,"seen":-1}', '{"__proto__":{}}');
    for (const path of paths()) {
      for (const body of bodies) {
        const headers = { 'content-type': 'application/json' };
        const answer = await ada.api(path, { body, key: randomUUID(), headers, method: 'POST' });
        expect(`${path} ${body.slice(0, 30)}: ${refusal(answer)}`).toBe(`${path} ${body.slice(0, 30)}: 400 request.malformed`);
      }
    }
    await expectPodIsWell();
  });

  test('of another type, or encoded, are 415 problems', async () => {
    const body = JSON.stringify({ code: venue.linkOf('pod-1') });
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', ''];
    for (const path of paths()) {
      for (const type of types) {
        const answer = await ada.api(path, { body, key: randomUUID(), headers: { 'content-type': type } });
        expect(refusal(answer)).toBe('415 request.unsupported-type');
      }
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      expect(refusal(await ada.api(path, { body, key: randomUUID(), headers }))).toBe('415 request.unsupported-type');
    }
  });

  test('of 1 MB are 413 problems, with a length and chunked', async () => {
    const large = JSON.stringify({ code: 'x'.repeat(1_000_000) });
    const host = new URL(venue.origin).host;
    const head = `POST /api/v1/scans HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
    const whole = await exchange(venue.origin, `${head}Content-Length: ${large.length}\r\n\r\n${large}`);
    const chunk = `${(50_000).toString(16)}\r\n${'x'.repeat(50_000)}\r\n`;
    const chunked = await exchange(venue.origin, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`);
    for (const answer of [whole, chunked]) {
      const { status, type, body } = partsOf(answer);
      expect([status, type]).toEqual([413, 'application/problem+json']);
      expect(JSON.parse(body)).toMatchObject({ code: 'request.too-large', limitBytes: 65_536 });
    }
    await expectPodIsWell();
  });
});

describe('addresses', () => {
  test.each([
    ['GET', '/api/v1/nothing', 404, 'request.not-found'],
    ['GET', '/api', 404, 'request.not-found'],
    ['GET', '/api/v1/sessions/ses_none', 404, 'session.unknown'],
    ['GET', '/api/v1/sessions/..%2f..%2fwallet', 400, 'request.malformed'],
    ['GET', '/api/v1/sessions/%00', 400, 'request.malformed'],
    ['GET', `/api/v1/sessions/${'x'.repeat(300)}`, 400, 'request.malformed'],
    ['GET', '/assets/..%2f..%2f..%2fpackage.json', 404, 'request.not-found'],
    ['GET', '/assets/%2e%2e%2f%2e%2e%2ftag-keys.json', 404, 'request.not-found'],
    ['DELETE', '/api/v1/wallet', 405, 'request.method-refused'],
    ['PUT', '/api/v1/sessions', 405, 'request.method-refused'],
    ['PATCH', '/api/v1/scans', 405, 'request.method-refused'],
    ['GET', '/api/v1/sessions/ses_none?wait=9', 400, 'request.malformed'],
    ['GET', '/api/v1/sessions/ses_none?after=x', 400, 'request.malformed'],
    ['GET', '/api/v1/wallet?currency=yuan', 400, 'request.malformed'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    const answer = await ask(venue.origin, path, { method, token: ada.token });
    expect(problemOf(answer)).toMatchObject({ status, code });
    expect(answer.headers.has('allow')).toBe(status === 405);
  });

  test('what is no request of ours is a 400 problem, and the connection is ended', async () => {
    const requests = [
      'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET / HTTP/9\r\n\r\n',
      '\u0016\u0003\u0001\u0000',
      'GET /\r\n\r\n',
    ];
    requests.push(
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    );
    for (const request of requests) {
      const { status, type, body } = partsOf(await exchange(venue.origin, Buffer.from(request, 'latin1')));
      expect([request.slice(0, 12), status, type]).toEqual([request.slice(0, 12), 400, 'application/problem+json']);
      expect((JSON.parse(body) as { code: string }).code).toBe('request.malformed');
    }
  });

  test('a hundred callers who never finish their sentence hold nobody up', async () => {
    const { hostname, port } = new URL(venue.origin);
    const sockets = Array.from({ length: 100 }, () => connect({ host: hostname, port: Number(port) }));
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.write('POST /api/v1/scans HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"co');
    }
    await expectPodIsWell();
    for (const socket of sockets) socket.destroy();
  });
});

describe('tokens', () => {
  test('missing, alien and expired ones are 401, and say nothing of the session', async () => {
    const good = { personId: 'ada', expiresAtS: nowS() + 600 };
    const issuer = JSON.parse(readFileSync(join(venue.folder, 'demo-issuer-public.json'), 'utf8')) as { keys: jose.JWK[] };
    const { privateKey } = await jose.generateKeyPair('Ed25519');
    const alien = new jose.SignJWT({ sub: 'ada', exp: good.expiresAtS, iss: 'urn:unlatch:demo-issuer', aud: 'unlatch' });
    const unsecured = new jose.UnsecuredJWT({ sub: 'ada', exp: good.expiresAtS, iss: 'urn:unlatch:demo-issuer', aud: 'unlatch' });
    const publicKey = Buffer.from(JSON.stringify(issuer.keys[0]));
    const invalid = [
      'nonsense',
      'a.b.c',
      'x'.repeat(9_000),
      unsecured.encode(),
      await alien.setProtectedHeader({ alg: 'Ed25519', kid: 'demo-1' }).sign(privateKey),
      await new jose.SignJWT({ ...good, sub: 'ada' }).setProtectedHeader({ alg: 'HS256', kid: 'demo-1' }).sign(publicKey),
      await signToken(venue.folder, { ...good, issuer: 'urn:somebody' }),
      await signToken(venue.folder, { ...good, audience: 'elsewhere' }),
      await signToken(venue.folder, { ...good, personId: 'two words' }),
    ];
    const cases = [
      { token: null, code: 'identity.missing' },
      ...invalid.map((token) => ({ token, code: 'identity.invalid' })),
      { token: await signToken(venue.folder, { personId: 'mallory', expiresAtS: nowS() - 60 }), code: 'identity.expired' },
      { token: await signToken(venue.folder, { personId: 'ada', expiresAtS: nowS() - 25 * 3_600 }), code: 'identity.expired' },
    ];
    const path = `/sessions/${session.sessionId}`;
    for (const { token, code } of cases) {
      const phone = createPhone(venue.origin, token);
      for (const answer of [await phone.api(path), await phone.stop(session.sessionId), await phone.api(`${path}/receipt`)]) {
        expect(problemOf(answer)).toMatchObject({ status: 401, code });
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
      }
    }
    const eve = await venue.phone('eve');
    expect(refusal(await eve.stop(session.sessionId))).toBe('404 session.unknown');
    await expectPodIsWell();
  });

  test('an expired one of the owner still stops, reads and fetches the receipt, and does nothing else', async () => {
    const di = await venue.phone('di');
    const { sessionId } = await di.begin(venue.linkOf('bike-2'));
    await venue.simulator().lines.until('the bike unlocks', (line) => line.ses === sessionId && line.ev === 'begun');
    act('bike-2 pullPin');
    await di.until(sessionId, 'the bike is used', ({ state }) => state === 'active');
    const late = createPhone(venue.origin, await signToken(venue.folder, { personId: 'di', expiresAtS: nowS() - 3_600 }));
    expect(refusal(await late.api('/wallet'))).toBe('401 identity.expired');
    expect(refusal(await late.post(`/sessions/${sessionId}/calls`, {}))).toBe('401 identity.expired');
    const { offer, ticket } = await di.scan(venue.linkOf('pod-2'));
    const { answer } = await late.start('', { ticket, tariffHash: offer.tariffHash });
    expect(refusal(answer)).toBe('401 identity.expired');
    jsonOf(await late.stop(sessionId), 202);
    act('bike-2 closePin');
    await late.until(sessionId, 'the end is proven', ({ state }) => state === 'closed');
    await provenReceipt(late, sessionId);
  });
});

describe('forms', () => {
  const strangers: readonly { readonly [name: string]: string }[] = [
    { origin: 'https://evil.example' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ];

  test('from another origin start nothing and stop nothing', async () => {
    const browser = createBrowser(venue.origin);
    browser.keep('unlatch_person', String(ada.token));
    const { path, text } = await browser.follow(new URL(venue.linkOf('table-7')).pathname);
    const fields = fieldsOf(text, `${path}/start`);
    for (const headers of strangers) {
      const started = await browser.submit(`${path}/start`, fields, headers);
      const stopped = await browser.submit(`/sessions/${session.sessionId}/stop`, {}, headers);
      expect([started.status, stopped.status]).toEqual([403, 403]);
      expect(started.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const api = await browser.open(`/api/v1/sessions/${session.sessionId}/stop`, { method: 'POST', headers });
      expect(refusal(api)).toBe('403 origin.refused');
    }
    expect(sessionsOn('table-7')).toEqual([]);
    await expectPodIsWell();
  });

  test("with a ticket of another browser's cookie are refused; with their own they start once", async () => {
    const owner = createBrowser(venue.origin);
    const thief = createBrowser(venue.origin);
    const scanPath = new URL(venue.linkOf('table-7')).pathname;
    const { path, text } = await owner.follow(scanPath);
    await thief.follow(scanPath);
    const fields = fieldsOf(text, `${path}/start`);
    const stolen = await thief.submit(`${path}/start`, fields);
    expect([stolen.status, stolen.text.includes('<form')]).toEqual([403, false]);
    const keyless = await owner.submit(`${path}/start`, { tariffHash: fields.tariffHash ?? '' });
    expect(keyless.status).toBe(400);
    expect(sessionsOn('table-7')).toEqual([]);

    const pressed = await Promise.all(Array.from({ length: 10 }, () => owner.submit(`${path}/start`, fields)));
    expect(new Set(pressed.map(({ status, headers }) => `${status} ${headers.get('location')}`)).size).toBe(1);
    const [id] = sessionsOn('table-7');
    expect(pressed[0]?.headers.get('location')).toBe(`/sessions/${id}`);
    expect(sessionsOn('table-7')).toHaveLength(1);

    act('table-7 kitchenAcknowledges');
    const stopped = await owner.submit(`/sessions/${id}/stop`, {});
    expect(stopped.status).toBe(303);
    const token = owner.cookies().match(/unlatch_person=([^;]+)/)?.[1] ?? '';
    await createPhone(venue.origin, token).until(String(id), 'the table is closed', ({ state }) => state === 'closed');
    const used = await owner.submit(`${path}/start`, { ...fields, key: randomUUID() });
    expect([used.status, used.headers.get('content-type')]).toEqual([409, 'text/html; charset=utf-8']);
    expect(sessionsOn('table-7')).toHaveLength(1);
  });
});

describe('crowds', () => {
  async function endBike(phone: Phone, bike: string, sessionId: string): Promise<void> {
    await venue.simulator().lines.until(`${bike} unlocks`, (line) => line.ses === sessionId && line.ev === 'begun');
    act(`${bike} pullPin`);
    await phone.until(sessionId, 'the bike is used', ({ state }) => state === 'active');
    jsonOf(await phone.stop(sessionId), 202);
    act(`${bike} closePin`);
    await phone.until(sessionId, 'the end is proven', ({ state }) => state === 'closed');
  }

  test('100 identical taps at once get the bytes of one 201; a replay much later gets them too', async () => {
    const cy = await venue.phone('cy');
    const { ticket, offer } = await cy.scan(venue.linkOf('bike-1'));
    const tap = { key: 'tap-1', ticket, tariffHash: offer.tariffHash };
    const answers = await Promise.all(Array.from({ length: 100 }, async () => (await cy.start('', tap)).answer));
    const faces = new Set(answers.map(({ status, text, headers }) => `${status} ${headers.get('location')} ${text}`));
    expect(faces.size).toBe(1);
    const { sessionId } = jsonOf<SessionView>(answers[0] as Answer, 201);
    expect(sessionsOn('bike-1')).toEqual([sessionId]);
    expect((await cy.wallet()).heldMinor).toBe(offer.holdMinor);

    const otherBody = await cy.post('/sessions', { ticket, tariffHash: 'A'.repeat(43) }, 'tap-1');
    expect(refusal(otherBody)).toBe('422 idempotency.key-reused');
    await endBike(cy, 'bike-1', sessionId);
    const replay = await cy.start('', tap);
    expect([replay.answer.status, replay.answer.text]).toEqual([201, answers[0]?.text]);
    const used = await cy.start('', { ...tap, key: 'tap-2' });
    expect(refusal(used.answer)).toBe('409 ticket.used');
    expect(sessionsOn('bike-1')).toEqual([sessionId]);
  });

  test('50 taps with different keys are one 201 and 49 times the same running session', async () => {
    const bo = await venue.phone('bo');
    const { ticket, offer } = await bo.scan(venue.linkOf('bike-1'));
    const before = sessionsOn('bike-1').length;
    const tap = { ticket, tariffHash: offer.tariffHash };
    const answers = await Promise.all(Array.from({ length: 50 }, async () => (await bo.start('', tap)).answer));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 49 }, () => 200), 201]);
    const ids = new Set(answers.map(({ text }) => (JSON.parse(text) as SessionView).sessionId));
    expect(ids.size).toBe(1);
    expect(sessionsOn('bike-1')).toHaveLength(before + 1);
    await endBike(bo, 'bike-1', [...ids][0] ?? '');
  });

  test('two persons who race for one object: one gets it, the other is told that it is busy', async () => {
    const racers = await Promise.all(['rita', 'rosa'].map((personId) => venue.phone(personId)));
    const scans = await Promise.all(racers.map((phone) => phone.scan(venue.linkOf('bike-1'))));
    const taps = Array.from({ length: 20 }, (_, n) => n % 2);
    const answers = await Promise.all(
      taps.map(async (who) => {
        const scan = scans[who];
        const started = await racers[who]?.start('', { ticket: scan?.ticket ?? '', tariffHash: scan?.offer.tariffHash ?? '' });
        return { who, answer: started?.answer as Answer };
      }),
    );
    const winners = new Set(answers.filter(({ answer }) => answer.status < 300).map(({ who }) => who));
    expect(winners.size).toBe(1);
    expect(answers.filter(({ answer }) => answer.status === 201)).toHaveLength(1);
    const losers = answers.filter(({ who }) => !winners.has(who));
    expect(losers).toHaveLength(10);
    for (const { answer } of losers) expect(refusal(answer)).toBe('409 object.busy');
    const [who = 0] = winners;
    const winner = racers[who] as Phone;
    expect((await racers[1 - who]?.wallet())?.heldMinor).toBe(0);
    const [live] = await winner.sessions();
    await endBike(winner, 'bike-1', live?.sessionId ?? '');
  });
});

describe('what cannot be had', () => {
  test('a short balance is 402 with the shortfall, and holds nothing', async () => {
    const poor = createPhone(venue.origin, await signToken(venue.folder, { personId: 'poor', expiresAtS: nowS() + 600 }));
    const { answer } = await poor.start(venue.linkOf('pod-2'));
    expect(problemOf(answer)).toMatchObject({
      ...{ status: 402, code: 'wallet.funds-insufficient', shortfallMinor: 5_900, currency: 'CNY' },
    });
    expect(await poor.wallet()).toMatchObject({ currency: 'CNY', availableMinor: 0, heldMinor: 0, owed: [] });
  });

  test('a busy object and one that is offline are 409 with the next step', async () => {
    const eve = await venue.phone('eve');
    const refusals: readonly [string, number, string][] = [
      ['pod-1', 409, 'object.busy'],
      ['bike-3', 409, 'device.offline'],
    ];
    for (const [objectId, status, code] of refusals) {
      const { answer } = await eve.start(venue.linkOf(objectId));
      expect(problemOf(answer)).toMatchObject({ status, code, nextStep: { label: expect.any(String) } });
    }
    expect(await eve.sessions()).toEqual([]);
  });
});

test('the honest pod has an exact receipt; nothing went wrong in the gateway, and its books balance', async () => {
  const { sessionId } = session;
  jsonOf(await ada.stop(sessionId), 202);
  act('pod-1 leave', 'pod-1 closeDoor');
  await ada.until(sessionId, 'the end is proven', ({ state }) => state === 'closed');
  const bill = await provenReceipt(ada, sessionId);
  const ended = await venue.simulator().until('pod-1', 'ended');
  expect(bill).toMatchObject({ endReason: 'stopped', usage: { useMs: ended.useMs, distanceM: 0 } });
  expect(await ada.wallet()).toMatchObject({ currency: 'CNY', availableMinor: 30_000 - bill.totalMinor, heldMinor: 0, owed: [] });
  const recorded = venue
    .simulator()
    .lines.all()
    .filter(({ device, ev }) => device === 'pod-1' && /^(started|updated|ended)$/.test(ev));
  const stored = readDatabase(venue.folder, (query) => query('SELECT n FROM journal_entries WHERE session_id = ?', sessionId));
  expect(stored).toHaveLength(recorded.length);

  expect(await venue.stop()).toBe(0);
  expect(venue.gateway().complaints()).toEqual([]);
  expect(findBrokenRules(venue.folder)).toEqual([]);
});
