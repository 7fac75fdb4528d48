// Bad codes and bad tickets over real HTTP: one face for all that are not ours, and nothing is ever written for a scan, but how often there were some.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTagKey, decodeDigits, encodeDigits, formatKeyRing, parseKeyRing, signTag, type TagSigningKey } from '#qr';
import type { Ticket } from '../../gateway/domain/scan/scan.ts';
import { sealTicket } from '../../gateway/domain/scan/ticket.ts';
import { SqliteDatabase } from '../../gateway/storage/sqlite/library.ts';
import { createBrowser } from '../support/browser.ts';
import { hashOfContent } from '../support/database-copy.ts';
import { type Answer, ask, createPhone, problemOf } from '../support/phone.ts';
import { exchange, partsOf } from '../support/raw-http.ts';
import { openVenue, type Venue } from '../support/venue.ts';

let venue: Venue;
/** Codes by what is wrong with them, as digits. */
const notOurs = new Map<string, string>();
const outOfUse = new Map<string, string>();
let genuine: string;

const digitsOf = (link: string): string => new URL(link).pathname.slice(1);
const ISSUED_DAY = 690;

async function signingKey(text: string): Promise<TagSigningKey> {
  const ring = await parseKeyRing(text);
  const key = ring.ok ? ring.value.signingKeys[0] : undefined;
  if (!key) throw new Error('a key ring signs');
  return key;
}

async function signed(key: TagSigningKey, tagId: string, issuedDay = ISSUED_DAY): Promise<Uint8Array> {
  return signTag({ kid: key.kid, tagId, issuedDay }, key);
}

/** The same code with one of its bytes turned over. */
function damaged(digits: string, at: number): string {
  const bytes = decodeDigits(digits);
  if (!bytes.ok) throw new Error('genuine digits decode');
  return encodeDigits(bytes.value.map((byte, index) => (index === at ? byte ^ 1 : byte)));
}

async function prepareCodes(): Promise<void> {
  genuine = digitsOf(venue.linkOf('bike-1'));
  const own = await signingKey(readFileSync(join(venue.folder, 'tag-keys.json'), 'utf8'));
  const stranger = await signingKey(formatKeyRing([await createTagKey({ kid: own.kid, issuer: own.issuer })]));
  const other = await signingKey(formatKeyRing([await createTagKey({ kid: 9, issuer: 'https://elsewhere.example' })]));
  const genuineBytes = decodeDigits(genuine);
  const genuineTagId = genuineBytes.ok ? Buffer.from(genuineBytes.value.subarray(2, 10)).toString('hex') : '';

  notOurs.set('signed, but never issued', encodeDigits(await signed(own, '00aa00aa00aa00aa')));
  notOurs.set(
    'signed with a leaked key for a label that was issued on another day',
    encodeDigits(await signed(own, genuineTagId, 1)),
  );
  notOurs.set('badly signed: one bit of the signature', damaged(genuine, 70));
  notOurs.set('badly signed: one bit of the tag id', damaged(genuine, 5));
  notOurs.set("signed by a stranger under our key's number", encodeDigits(await signed(stranger, genuineTagId)));
  notOurs.set('signed by a key that we do not know', encodeDigits(await signed(other, genuineTagId)));
  notOurs.set('of another version', damaged(genuine, 0));
  notOurs.set('truncated by a digit', genuine.slice(0, -1));
  notOurs.set('truncated by half', genuine.slice(0, 92));
  notOurs.set('longer by a digit', `${genuine}0`);
  notOurs.set('not canonical: a group above 56 bits', `99999999999999999${genuine.slice(17)}`);
  notOurs.set('not canonical: a tail above 48 bits', `${genuine.slice(0, -15)}999999999999999`);
  notOurs.set('one digit', '7');
  notOurs.set('a serial number', '4006381333931');

  const rows: { tagId: string; status: string }[] = ['revoked', 'replaced', 'lost'].map((status, n) => ({
    tagId: `00bb00bb00bb00b${n}`,
    status,
  }));
  await venue.stop();
  const db = new SqliteDatabase(join(venue.folder, 'unlatch.db'));
  for (const { tagId, status } of rows) {
    const bytes = await signed(own, tagId);
    const payloadHex = Buffer.from(bytes.subarray(0, 12)).toString('hex');
    db.prepare('INSERT INTO tags (tag_id, tenant_id, payload_hex, status, object_id) VALUES (?, ?, ?, ?, ?)').run(
      ...[tagId, 'demo', payloadHex, status, 'bike-1'],
    );
    outOfUse.set(status, encodeDigits(bytes));
  }
  // A label that the venue's own set-up knows as active.
  db.prepare("UPDATE tags SET status = 'revoked' WHERE object_id = 'bike-3'").run();
  db.close();
  await venue.startGateway();
}

beforeAll(async () => {
  // No device is there: whatever is written, a scan has written it.
  venue = await openVenue({ persons: false, withoutSimulator: true });
  await prepareCodes();
});
afterAll(() => venue.remove());

/** Everything of an answer that a stranger could tell apart; the scan's fresh cookie and the date are everybody's. */
function faceOf({ status, headers, text }: Answer): unknown {
  const shown = [...headers].filter(([name]) => name !== 'date' && name !== 'set-cookie');
  return { status, text, headers: shown, cookies: headers.getSetCookie().map((line) => line.split('=')[0]) };
}

const openPage = (digits: string): Promise<Answer> => ask(venue.origin, `/${digits}`, { headers: { accept: 'text/html' } });
const scanApi = (code: string): Promise<Answer> => ask(venue.origin, '/api/v1/scans', { json: { code } });

async function scanFrom(address: string, code: string): Promise<ReturnType<typeof partsOf>> {
  const body = JSON.stringify({ code });
  const head = `POST /api/v1/scans HTTP/1.1\r\nHost: ${new URL(venue.origin).host}\r\nContent-Type: application/json\r\n`;
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  return partsOf(await exchange(venue.origin, `${head}${length}${body}`, address));
}

describe('codes that are not ours', () => {
  test('all have the same face as a page', async () => {
    const answers = await Promise.all([...notOurs.values()].map(openPage));
    const [first, ...others] = answers.map(faceOf);
    expect(answers[0]?.status).toBe(404);
    expect(answers[0]?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const [index, face] of others.entries()) expect(face, [...notOurs.keys()][index + 1] ?? '').toEqual(first);
  });

  test('all have the same bytes as a problem, as digits, as a link and as a link of another host', async () => {
    const codes = [...notOurs.values()].flatMap((digits) => [
      digits,
      `${venue.origin}/${digits}`,
      `https://q.example.com/${digits}`,
    ]);
    // Each from an address of its own: one that misses so often is told to wait.
    const all = [...codes, 'hello', 'https://q.example.com/', `${genuine}?x=1`];
    const answers = await Promise.all(all.map((code, nth) => scanFrom(`127.0.1.${nth + 1}`, code)));
    expect(answers[0]?.status).toBe(404);
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ code: 'code.not-ours' });
    expect(new Set(answers.map(({ status, type, body }) => `${status} ${type} ${body}`)).size).toBe(1);
  });

  test('what is no code by its shape is a malformed request', async () => {
    for (const code of ['', 'x'.repeat(2_049), 7, null, ['1'], { digits: genuine }]) {
      const answer = await ask(venue.origin, '/api/v1/scans', { json: { code } });
      expect(problemOf(answer)).toMatchObject({ code: 'request.malformed', status: 400, at: 'body.code' });
    }
  });
});

describe('codes that were taken out of use', () => {
  test.each(['revoked', 'replaced', 'lost'])('a %s one says that the label was replaced', async (status) => {
    const digits = outOfUse.get(status) ?? '';
    expect(problemOf(await scanApi(digits))).toMatchObject({ code: 'code.replaced', status: 410 });
    const page = await openPage(digits);
    expect([page.status, page.headers.get('content-type')]).toEqual([410, 'text/html; charset=utf-8']);
  });

  test('stay out of use although each start of the demo sets the venue up again', async () => {
    expect(problemOf(await scanApi(venue.linkOf('bike-3'))).code).toBe('code.replaced');
  });
});

test('opening any code writes nothing but how often that happened', async () => {
  const token = await venue.gateway().token('reader');
  const before = hashOfContent(venue.folder, 'but-upkeep');
  const browser = createBrowser(venue.origin);
  browser.keep('unlatch_person', token);
  const codes = [genuine, digitsOf(venue.linkOf('room-101')), ...notOurs.values(), ...outOfUse.values()];
  for (const digits of codes) {
    await openPage(digits);
    await browser.follow(`/${digits}`);
    await scanApi(digits);
    await createPhone(venue.origin, token).api('/scans', { json: { code: digits } });
  }
  expect((await browser.follow(`/${genuine}`)).path).toMatch(/^\/s\//);
  expect(hashOfContent(venue.folder, 'but-upkeep')).toBe(before);
});

describe('tickets', () => {
  const macOf = (text: string): string => {
    const key = Buffer.from(readFileSync(join(venue.folder, 'ticket-key'), 'utf8'), 'base64url');
    return createHmac('sha256', key).update(text).digest('base64url');
  };
  const opened = (ticket: string): Ticket =>
    JSON.parse(Buffer.from(ticket.split('.')[0] ?? '', 'base64url').toString('utf8')) as Ticket;

  test('forged, damaged, expired and borrowed ones start nothing', async () => {
    const ada = await venue.phone('ada');
    const eve = await venue.phone('eve');
    const { ticket, offer } = await ada.scan(venue.linkOf('bike-1'));
    const [body = '', seal = ''] = ticket.split('.');
    /** Another first letter, whatever the first one was. */
    const bent = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const before = hashOfContent(venue.folder, 'but-upkeep');
    const cases: readonly [string, string, number, string][] = [
      ['damaged body', `${bent(body)}.${seal}`, 403, 'ticket.invalid'],
      ['damaged seal', `${body}.${bent(seal)}`, 403, 'ticket.invalid'],
      ['no seal', `${body}.`, 403, 'ticket.invalid'],
      ['two seals', `${ticket}.${seal}`, 403, 'ticket.invalid'],
      [
        'sealed with another key',
        sealTicket(opened(ticket), (text) => createHmac('sha256', 'x').update(text).digest('base64url')),
        403,
        'ticket.invalid',
      ],
      ['of another browser', sealTicket({ ...opened(ticket), binding: 'c:somebody' }, macOf), 403, 'ticket.invalid'],
      ['expired', sealTicket({ ...opened(ticket), expiresAtMs: Date.now() - 1 }, macOf), 410, 'ticket.expired'],
      ['of an older offer', sealTicket({ ...opened(ticket), offerHash: 'A'.repeat(43) }, macOf), 409, 'offer.changed'],
      ['of an object that is gone', sealTicket({ ...opened(ticket), objectId: 'bike-9' }, macOf), 404, 'object.unknown'],
      ['of a label that was replaced', sealTicket({ ...opened(ticket), tagId: '00bb00bb00bb00b0' }, macOf), 410, 'code.replaced'],
    ];
    for (const [what, each, status, code] of cases) {
      const { answer } = await ada.start('', { ticket: each, tariffHash: offer.tariffHash });
      expect({ what, ...problemOf(answer) }).toMatchObject({ what, status, code });
    }
    const { answer: borrowed } = await eve.start('', { ticket, tariffHash: offer.tariffHash });
    expect(problemOf(borrowed)).toMatchObject({ status: 403, code: 'ticket.invalid' });
    const { answer: cheaper } = await ada.start('', { ticket, tariffHash: 'B'.repeat(43) });
    expect(problemOf(cheaper)).toMatchObject({ status: 409, code: 'offer.changed' });
    expect(hashOfContent(venue.folder, 'but-upkeep')).toBe(before);
  });

  test('a page under a ticket of another browser, or under nonsense, is a page that says so', async () => {
    const owner = createBrowser(venue.origin);
    const { path } = await owner.follow(`/${genuine}`);
    const thief = createBrowser(venue.origin);
    await thief.follow(`/${genuine}`);
    for (const address of [path, '/s/nonsense', '/s/a.b.c', `/s/${'x'.repeat(5_000)}`]) {
      const page = await thief.open(address);
      expect([address.slice(0, 20), page.status, page.headers.get('content-type')]).toEqual([
        ...[address.slice(0, 20), 403, 'text/html; charset=utf-8'],
      ]);
    }
  });

  test('an object whose device was never there is offered as offline, and starts nothing', async () => {
    const phone = await venue.phone('ada');
    const { offer } = await phone.scan(venue.linkOf('bike-1'));
    expect(offer.availability).toBe('offline');
    const { answer } = await phone.start(venue.linkOf('bike-1'));
    expect(problemOf(answer)).toMatchObject({ status: 409, code: 'device.offline', lastSeenAtMs: null });
    expect(await phone.sessions()).toEqual([]);
  });
});

test('nothing went wrong in the gateway, which stops cleanly', async () => {
  expect(await venue.stop()).toBe(0);
  expect(venue.gateway().complaints()).toEqual([]);
});
