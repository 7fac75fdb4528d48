// Money input: amounts, currencies, keys and tokens that are wrong, sent to every act that moves money; not one unit moves.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { findBrokenRules, readDatabase } from '../support/database-copy.ts';
import { type Answer, ask, createPhone, jsonOf, type Phone, problemOf } from '../support/phone.ts';
import { provenReceipt } from '../support/proven-receipt.ts';
import { openVenue, signOperatorToken, signToken, type Venue } from '../support/venue.ts';

/** As JSON writes them: a number that no longer is one, or is not the one that was meant. */
const WRONG_AMOUNTS = ['-1', '-0.01', '0.5', '1e400', '9007199254740993', '1e21', '"100"', 'null', 'true', '[1]', '{}', '""'];

let venue: Venue;
let ada: Phone;
let eve: Phone;
let staff: Phone;
/** Ada's: a ride that is paid, and a table that is open. */
let ride: string;
let table: SessionView;
let paidMinor: number;

beforeAll(async () => {
  venue = await openVenue({ persons: false, devices: ['bike-1', 'table-7'] });
  ada = await venue.phone('ada');
  eve = await venue.phone('eve');
  staff = createPhone(venue.origin, await signOperatorToken(venue.folder, { operatorId: 'olga' }));
  const simulator = venue.simulator();
  const { sessionId } = await ada.begin(venue.linkOf('bike-1'));
  await simulator.until('bike-1', 'begun');
  simulator.act('bike-1 pullPin');
  await ada.until(sessionId, 'the bike is used', ({ state }) => state === 'active');
  jsonOf(await ada.stop(sessionId), 202);
  simulator.act('bike-1 closePin');
  await ada.until(sessionId, 'the end is proven', ({ state }) => state === 'closed');
  ride = sessionId;
  paidMinor = (await provenReceipt(ada, ride)).totalMinor;
  table = await ada.begin(venue.linkOf('table-7'));
  await ada.until(table.sessionId, 'the table is open', ({ state }) => state === 'active');
});
afterAll(() => venue.remove());

const said = (answer: Answer): string => {
  const { status, code } = problemOf(answer);
  return `${status} ${code}`;
};

/** A body word by word: JSON.stringify would mend what is wrong with it. */
const raw = (phone: Phone, path: string, body: string): Promise<Answer> =>
  phone.api(path, { body, key: randomUUID(), headers: { 'content-type': 'application/json' } });

const movesOfMoney = (): number =>
  Number(readDatabase(venue.folder, (query) => query('SELECT count(*) AS n FROM transfers'))[0]?.n);

/** Runs the refusals; the books afterwards are the very books of before. */
async function withoutMoving(run: () => Promise<void>): Promise<void> {
  const before = movesOfMoney();
  await run();
  expect(movesOfMoney()).toBe(before);
}

describe('amounts', () => {
  test.each(WRONG_AMOUNTS)('of %s are no amounts of a top-up, a refund or an answered claim', (amount) =>
    withoutMoving(async () => {
      const refund = `/operator/sessions/${ride}/refunds`;
      expect(said(await raw(ada, '/wallet/top-ups', `{"amountMinor":${amount},"currency":"CNY"}`))).toBe('400 request.malformed');
      for (const path of [refund, '/operator/claims/clm_1/answer']) {
        expect(said(await raw(staff, path, `{"totalMinor":${amount},"reason":"x"}`))).toBe('400 request.malformed');
      }
    }));

  test('a refund of nothing gives nothing, and one above what was paid is refused with what was paid', () =>
    withoutMoving(async () => {
      const refund = `/operator/sessions/${ride}/refunds`;
      expect(said(await staff.post(refund, { totalMinor: 0, reason: 'x' }))).toBe('409 refund.already-given');
      for (const totalMinor of [paidMinor + 1, Number.MAX_SAFE_INTEGER]) {
        const answer = await staff.post(refund, { totalMinor, reason: 'x' });
        expect(problemOf(answer)).toMatchObject({ status: 422, code: 'refund.exceeds-captured', capturedMinor: paidMinor });
      }
      const open = `/operator/sessions/${table.sessionId}/refunds`;
      expect(said(await staff.post(open, { totalMinor: 1, reason: 'x' }))).toBe('409 refund.not-captured');
    }));

  test.each(['-1', '0', '0.5', '100', '1e400', '9007199254740993', '"1"', 'null'])('%s of an item is no order', (quantity) =>
    withoutMoving(async () => {
      const itemId = table.menu[0]?.itemId ?? '';
      const body = `{"lines":[{"itemId":"${itemId}","quantity":${quantity}}]}`;
      expect(said(await raw(ada, `/sessions/${table.sessionId}/orders`, body))).toBe('400 request.malformed');
    }));

  test('more than is held is no order, however it is split', () =>
    withoutMoving(async () => {
      const itemId = table.menu[0]?.itemId ?? '';
      const lines = Array.from({ length: 3 }, () => ({ itemId, quantity: 99 }));
      for (const some of [lines.slice(1), lines]) {
        const answer = await ada.post(`/sessions/${table.sessionId}/orders`, { lines: some });
        expect(answer.status).toBe(409);
        expect(problemOf(answer).code).toBe('order.exceeds-hold');
      }
    }));
});

describe('currencies', () => {
  test.each(['cny', 'CN', 'CNYX', '', '元'])('%s is none', async (currency) => {
    expect(said(await ada.post('/wallet/top-ups', { amountMinor: 100, currency }))).toBe('400 request.malformed');
    expect(said(await ada.api(`/wallet?currency=${encodeURIComponent(currency)}`))).toBe('400 request.malformed');
  });

  test("another than the money's own is no way to have it", () =>
    withoutMoving(async () => {
      const euros = jsonOf<object>(await ada.api('/wallet?currency=EUR'), 200);
      expect(euros).toMatchObject({ currency: 'EUR', availableMinor: 0, heldMinor: 0 });
    }));

  test('money is not taken in where nobody is there to take it', () =>
    withoutMoving(async () => {
      expect(said(await ada.post('/wallet/top-ups', { amountMinor: 100, currency: 'CNY' }))).toBe('409 top-up.not-offered');
    }));
});

describe("what is another's, or nobody's", () => {
  test("a session's money is its payer's: to a stranger it is unknown", () =>
    withoutMoving(async () => {
      for (const id of [ride, table.sessionId, 'ses_none']) {
        const path = `/sessions/${id}`;
        const asked = [
          await eve.post(`${path}/claims`, { rule: 'never-opened' }),
          await eve.api(`${path}/corrections`),
          await eve.post(`${path}/orders`, { lines: [{ itemId: 'x', quantity: 1 }] }),
          await eve.post(`${path}/guests/gst_1/let-in`, {}),
          await eve.post(`${path}/enter`, {}),
          await eve.post(`${path}/leave`, {}),
        ];
        expect(asked.map(said)).toEqual(asked.map(() => '404 session.unknown'));
      }
    }));

  test('of the own session: a guest who is none, a claim before the end, a rule that is none', () =>
    withoutMoving(async () => {
      const path = `/sessions/${table.sessionId}`;
      expect(said(await ada.post(`${path}/guests/gst_1/let-in`, {}))).toBe('404 guest.unknown');
      expect(said(await ada.post(`${path}/claims`, { rule: 'offline-at-stop' }))).toBe('409 claim.not-yet');
      expect(said(await ada.post(`/sessions/${ride}/claims`, { rule: 'too-dear' }))).toBe('400 request.malformed');
      expect(said(await ada.post(`/sessions/${ride}/claims`, { rule: 'never-opened', refundMinor: 9 }))).toBe(
        '400 request.malformed',
      );
      expect(said(await ada.api('/wallet/top-ups/top_none'))).toBe('404 top-up.unknown');
      expect(said(await ada.post('/wallet/owed/payments', {}))).toBe('409 owed.nothing');
    }));

  test('what staff ask for that is not there', () =>
    withoutMoving(async () => {
      const body = { reason: 'x' };
      expect(said(await staff.post('/operator/sessions/ses_none/refunds', { ...body, totalMinor: 1 }))).toBe(
        '404 session.unknown',
      );
      const elsewhere = { ...body, totalMinor: 1, payerId: 'eve' };
      expect(said(await staff.post(`/operator/sessions/${ride}/refunds`, elsewhere))).toBe('404 session.unknown');
      expect(said(await staff.post(`/operator/sessions/${ride}/refunds/ref_1/paid`, body))).toBe('404 refund.unknown');
      expect(said(await staff.post('/operator/claims/clm_1/answer', { ...body, totalMinor: 1 }))).toBe('404 claim.unknown');
      expect(said(await staff.post(`/operator/sessions/${table.sessionId}/review`, body))).toBe('409 review.not-open');
    }));
});

describe('who asks', () => {
  const refund = (phone: Phone): Promise<Answer> =>
    phone.post(`/operator/sessions/${ride}/refunds`, { totalMinor: 1, reason: 'x' });
  const withToken = (token: string | null): Promise<Answer> => refund(createPhone(venue.origin, token));

  test('a person is no staff, and staff are no person', () =>
    withoutMoving(async () => {
      expect(said(await refund(ada))).toBe('401 identity.invalid');
      expect(said(await staff.api('/wallet'))).toBe('401 identity.invalid');
      expect(said(await withToken(null))).toBe('401 identity.missing');
      const inCookie = await ask(venue.origin, `/api/v1/operator/sessions/${ride}/refunds`, {
        ...{ json: { totalMinor: 1, reason: 'x' }, key: 'k', cookie: `unlatch_person=${staff.token}` },
        headers: { origin: venue.origin, 'sec-fetch-site': 'same-origin' },
      });
      expect(said(inCookie)).toBe('401 identity.missing');
    }));

  test.each([
    ['of no scope', { scope: '' }, '403 operator.not-allowed'],
    ['of a scope that only begins alike', { scope: 'operator.read operators' }, '403 operator.not-allowed'],
    ['of no tenant', { tenant: undefined }, '403 operator.not-allowed'],
    ['of two tenants', { tenant: ['demo', 'other'] }, '403 operator.not-allowed'],
    ['of another tenant', { tenant: 'other' }, '404 session.unknown'],
    ['that has expired', { expiresAtS: 1_700_000_000 }, '401 identity.expired'],
    ['of another issuer', { iss: 'urn:somebody' }, '401 identity.invalid'],
  ])('a token %s gives nothing back', (_name, wrong, answer) =>
    withoutMoving(async () => {
      expect(said(await withToken(await signOperatorToken(venue.folder, { operatorId: 'olga', ...wrong })))).toBe(answer);
    }));

  test('an expired token of the payer reads what came back, and claims nothing', () =>
    withoutMoving(async () => {
      const expiresAtS = Math.floor(Date.now() / 1_000) - 3_600;
      const late = createPhone(venue.origin, await signToken(venue.folder, { personId: 'ada', expiresAtS }));
      jsonOf(await late.api(`/sessions/${ride}/corrections`), 200);
      expect(said(await late.post(`/sessions/${ride}/claims`, { rule: 'never-opened' }))).toBe('401 identity.expired');
      expect(said(await late.post('/wallet/top-ups', { amountMinor: 100, currency: 'CNY' }))).toBe('401 identity.expired');
    }));
});

describe('keys', () => {
  test('one key is one wish: with another body it is refused, whatever the first one got', async () => {
    const path = `/operator/sessions/${ride}/refunds`;
    const before = await ada.wallet();
    const first = await staff.post(path, { totalMinor: 1, reason: 'a scratch' }, 'once');
    jsonOf(first, 201);
    for (const body of [
      { totalMinor: 2, reason: 'a scratch' },
      { totalMinor: 1, reason: 'two scratches' },
    ]) {
      expect(said(await staff.post(path, body, 'once'))).toBe('422 idempotency.key-reused');
    }
    expect((await staff.post(path, { totalMinor: 1, reason: 'a scratch' }, 'once')).text).toBe(first.text);
    expect((await ada.wallet()).availableMinor).toBe(before.availableMinor + 1);
    const other = createPhone(venue.origin, await signOperatorToken(venue.folder, { operatorId: 'otto' }));
    expect(said(await other.post(path, { totalMinor: 1, reason: 'a scratch' }, 'once'))).toBe('409 refund.already-given');
  });

  test('none, and one that is no key, are refused before anything is asked', () =>
    withoutMoving(async () => {
      for (const key of [undefined, '', 'a b', 'x'.repeat(300)]) {
        const asked = { json: { totalMinor: 2, reason: 'x' }, ...(key === undefined ? {} : { key }) };
        const answer = await staff.api(`/operator/sessions/${ride}/refunds`, asked);
        expect(answer.status).toBe(400);
      }
    }));
});

test('a word of a wallet that there is not moves nothing, however long it is', () =>
  withoutMoving(async () => {
    for (const wallet of ['host', 'card', 'nobody']) {
      const headers = { 'content-type': 'application/json' };
      const answer = await ask(venue.origin, `/webhooks/wallet/${wallet}`, { body: '{"type":"refund"}', headers });
      expect(said(answer)).toBe('404 request.not-found');
      const long = await ask(venue.origin, `/webhooks/wallet/${wallet}`, { body: 'x'.repeat(2_000_000), headers });
      expect([404, 413]).toContain(long.status);
    }
  }));

test('nothing went wrong in the gateway, and its books balance', async () => {
  expect(await ada.wallet()).toMatchObject({ owed: [], heldMinor: table.heldMinor });
  expect(await venue.stop()).toBe(0);
  expect(venue.gateway().complaints()).toEqual([]);
  expect(findBrokenRules(venue.folder)).toEqual([]);
});
