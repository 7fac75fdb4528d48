// Taps: a thousand presses of one button over real HTTP, with one key and with as many, are one session, one hold, one refund.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { findBrokenRules, readDatabase } from '../support/database-copy.ts';
import { type Answer, createPhone, jsonOf, type Phone, problemOf } from '../support/phone.ts';
import { provenReceipt } from '../support/proven-receipt.ts';
import { openVenue, signOperatorToken, type Venue } from '../support/venue.ts';

const TAPS = 1_000;
const RIDES = 'bike-1';

let venue: Venue;
let staff: Phone;

beforeAll(async () => {
  venue = await openVenue({ persons: false, devices: [RIDES] });
  staff = createPhone(venue.origin, await signOperatorToken(venue.folder, { operatorId: 'olga' }));
});
afterAll(() => venue.remove());

/** A tap whose answer never came - its connection was an old one that the server was just closing - is pressed again. */
const surely = (tap: () => Promise<Answer>): Promise<Answer> =>
  tap().catch((cause: unknown) => (cause instanceof TypeError ? tap() : Promise.reject(cause)));

const press = (tap: (n: number) => Promise<Answer>): Promise<readonly Answer[]> =>
  Promise.all(Array.from({ length: TAPS }, (_, n) => surely(() => tap(n))));

const facesOf = (answers: readonly Answer[]): ReadonlySet<string> =>
  new Set(answers.map(({ status, text, headers }) => `${status} ${headers.get('location')} ${text}`));

function count(sql: string, ...values: readonly string[]): number {
  return Number(readDatabase(venue.folder, (query) => query(`SELECT count(*) AS n FROM ${sql}`, ...values))[0]?.n);
}

/** Pulls the pin of the next ride as soon as the bike unlocks: its rider does not wait for all the answers. */
async function mountNext(): Promise<void> {
  const simulator = venue.simulator();
  await simulator.until(RIDES, 'begun', simulator.lines.count());
  simulator.act(`${RIDES} pullPin`);
}

async function end(phone: Phone, sessionId: string): Promise<void> {
  venue.simulator().act(`${RIDES} closePin`);
  await phone.until(sessionId, 'the end is proven', ({ state }) => state === 'closed');
}

describe('Start', () => {
  test('pressed 1,000 times with one key is the bytes of one 201', async () => {
    const ada = await venue.phone('ada');
    const { ticket, offer } = await ada.scan(venue.linkOf(RIDES));
    const body = { ticket, tariffHash: offer.tariffHash };
    const mounted = mountNext();
    const answers = await press(() => ada.post('/sessions', body, 'one-tap'));
    await mounted;
    expect(facesOf(answers).size).toBe(1);
    const { sessionId } = jsonOf<SessionView>(answers[0] as Answer, 201);
    expect(count('sessions WHERE payer_id = ?', 'ada')).toBe(1);
    expect(count('holds WHERE session_id = ?', sessionId)).toBe(1);
    expect((await ada.wallet()).heldMinor).toBe(offer.holdMinor);
    await ada.until(sessionId, 'the bike is used', ({ state }) => state === 'active');
    expect((await press(() => ada.stop(sessionId))).every(({ status }) => status === 202)).toBe(true);
    await end(ada, sessionId);
    await provenReceipt(ada, sessionId);
    expect(count('receipts WHERE session_id = ?', sessionId)).toBe(1);
  });

  test('pressed with 1,000 different keys is one 201, and 999 times the session that runs', async () => {
    const bo = await venue.phone('bo');
    const { ticket, offer } = await bo.scan(venue.linkOf(RIDES));
    const body = { ticket, tariffHash: offer.tariffHash };
    const mounted = mountNext();
    const answers = await press((n) => bo.post('/sessions', body, `tap-${n}`));
    await mounted;
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: TAPS - 1 }, () => 200), 201]);
    const ids = [...new Set(answers.map(({ text }) => (JSON.parse(text) as SessionView).sessionId))];
    expect(ids).toHaveLength(1);
    const [sessionId = ''] = ids;
    expect(count('sessions WHERE payer_id = ?', 'bo')).toBe(1);
    expect(count('holds WHERE session_id = ?', sessionId)).toBe(1);
    expect((await bo.wallet()).heldMinor).toBe(offer.holdMinor);
    await bo.until(sessionId, 'the bike is used', ({ state }) => state === 'active');
    jsonOf(await bo.stop(sessionId), 202);
    await end(bo, sessionId);
  });
});

describe('after the receipt', () => {
  const sessionOf = (personId: string): string =>
    String(
      readDatabase(venue.folder, (query) => query('SELECT session_id FROM sessions WHERE payer_id = ?', personId))[0]?.session_id,
    );

  test('1,000 claims with different keys are one claim', async () => {
    const ada = await venue.phone('ada');
    const sessionId = sessionOf('ada');
    const answers = await press((n) => ada.post(`/sessions/${sessionId}/claims`, { rule: 'never-opened' }, `claim-${n}`));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(TAPS - 1);
    for (const answer of refused) expect(problemOf(answer)).toMatchObject({ status: 409, code: 'claim.made' });
    expect(count('claims WHERE session_id = ?', sessionId)).toBe(1);
  });

  test('1,000 refunds of the staff up to one total, by as many keys, give it once', async () => {
    const bo = await venue.phone('bo');
    const sessionId = sessionOf('bo');
    const before = await bo.wallet();
    const body = { totalMinor: 1, reason: 'a scratched frame' };
    const answers = await press((n) => staff.post(`/operator/sessions/${sessionId}/refunds`, body, `refund-${n}`));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(TAPS - 1);
    for (const answer of refused) expect(problemOf(answer)).toMatchObject({ code: 'refund.already-given' });
    expect((await bo.wallet()).availableMinor).toBe(before.availableMinor + 1);
  });
});

test('nothing went wrong in the gateway, and its books balance', async () => {
  expect(await venue.stop()).toBe(0);
  expect(venue.gateway().complaints()).toEqual([]);
  expect(findBrokenRules(venue.folder)).toEqual([]);
});
