// Limits over real HTTP: what is tried too often waits, a forged X-Forwarded-For helps nobody, and a restart of the process forgets nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCAN_RULES } from '../../gateway/domain/limits/scan-limits.ts';
import { type Answer, ask, problemOf } from '../support/phone.ts';
import { openVenue, type Venue } from '../support/venue.ts';

const WRONG = '00000000-0';
const BURST = SCAN_RULES['miss-address'].burst;

let venue: Venue;
beforeAll(async () => {
  venue = await openVenue({ persons: false, withoutSimulator: true });
});
afterAll(() => venue.remove());

const guess = (headers: { readonly [name: string]: string } = {}): Promise<Answer> =>
  ask(venue.origin, '/api/v1/scans', { json: { code: WRONG }, headers });
const codeOf = (answer: Answer): string => problemOf(answer).code;
/** A try comes back each minute, however slow this machine is: whoever is known is refused long before a whole burst. */
async function guessUntilRefused(): Promise<Answer> {
  for (let n = 0; n < BURST; n += 1) {
    const answer = await guess();
    if (codeOf(answer) === 'limit.reached') return answer;
  }
  throw new Error('a whole burst was let in');
}

describe('a stranger who types codes', () => {
  test('is told to wait after some, by status, header and words; whoever scans a label is not', async () => {
    for (let n = 0; n < BURST; n += 1) expect(codeOf(await guess())).toBe('code.not-ours');
    const refused = await guessUntilRefused();
    expect(problemOf(refused)).toMatchObject({ status: 429, code: 'limit.reached', helps: 'signing-in' });
    const waitS = Number(refused.headers.get('retry-after'));
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(60);
    const scanned = await ask(venue.origin, '/api/v1/scans', { json: { code: venue.linkOf('bike-1') } });
    expect(scanned.status).toBe(200);
  });

  test('gains nothing by naming other addresses: without a proxy of our own the header is not believed', async () => {
    for (const forged of ['198.51.100.1', '198.51.100.2, 127.0.0.1', '2001:db8::1', '', 'unknown']) {
      await guessUntilRefused();
      expect(codeOf(await guess({ 'x-forwarded-for': forged, forwarded: `for=${forged}`, 'x-real-ip': forged }))).toBe(
        'limit.reached',
      );
    }
  });

  test('is let in with an account of their own', async () => {
    const token = await venue.gateway().token('ada');
    expect(codeOf(await guess({ authorization: `Bearer ${token}` }))).toBe('code.not-ours');
  });

  test('meets the same answer as a page, in the language that is asked for', async () => {
    await guessUntilRefused();
    const page = await ask(venue.origin, '/c/00000000-0', { headers: { accept: 'text/html', 'accept-language': 'zh' } });
    expect([page.status, page.headers.get('retry-after') === null]).toEqual([429, false]);
    expect(page.text).toContain('此处尝试次数过多');
  });

  test('is known again after the gateway was stopped and started', async () => {
    expect(await venue.stop()).toBe(0);
    await venue.startGateway();
    expect(codeOf(await guessUntilRefused())).toBe('limit.reached');
    expect(await venue.stop()).toBe(0);
    expect(venue.gateway().complaints()).toEqual([]);
  });
});
