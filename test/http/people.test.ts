// People: guests, pauses, claims and money that comes in - what is asked, answered and refused, by the API and by forms.
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Rejection } from '../../gateway/domain/rejections.ts';
import {
  claimAnswer,
  corrections,
  guestAnswered,
  joined,
  owedPayment,
  topUpView,
} from '../../gateway/http/routes/people-schemas.ts';
import { scanAnswer } from '../../gateway/http/routes/schemas.ts';
import { cookieOf, createHttpWorld, type HttpWorld, problemOf } from './http-world.ts';
import { EXPENSE, GOOD_CODE, sampleView, tariff } from './in-memory-steps.ts';

const GUEST = { guestId: 'gst_1', number: 1, state: 'asked' } as const;

type Visit = { readonly world: HttpWorld; readonly headers: Record<string, string>; readonly Cookie: string };

/** Ann at home in her session, with a guest who asks. */
async function visit(changes: Parameters<typeof sampleView>[1] = { guests: [GUEST] }): Promise<Visit> {
  const world = await createHttpWorld();
  world.put('ann', sampleView('ses_1', changes));
  const token = await world.token('ann');
  const headers = { Authorization: `Bearer ${token}`, 'Idempotency-Key': 'k1' };
  return { world, headers, Cookie: `__Host-unlatch_person=${token}` };
}

type Act = {
  readonly name: string;
  readonly path: string;
  readonly body?: object;
  readonly step: Parameters<HttpWorld['fail']>[0];
  readonly status: number;
  readonly schema?: z.ZodType;
  /** What the step is asked, besides person and key. */
  readonly asked: object;
  readonly changes?: Parameters<typeof sampleView>[1];
  /** The same act as a form: its address, its fields, and the page that it leads to. */
  readonly form: { readonly path: string; readonly fields?: Record<string, string>; readonly leads: string };
  readonly refusal: Rejection & { readonly status: number };
};

const SESSION = '/api/v1/sessions/ses_1';
const PAGE = '/sessions/ses_1';
const ACTS: readonly Act[] = [
  ...(['pause', 'resume'] as const).map((wish) => ({
    name: wish,
    path: `${SESSION}/${wish}`,
    step: 'pauseSession' as const,
    status: 202,
    asked: { sessionId: 'ses_1', wish, route: `POST /api/v1/sessions/{id}/${wish}` },
    form: { path: `${PAGE}/${wish}`, leads: PAGE },
    refusal: { code: 'pause.not-offered' as const, status: 409 },
  })),
  ...([true, false] as const).map((letIn) => ({
    name: letIn ? 'letting in' : 'not letting in',
    path: `${SESSION}/guests/gst_1/${letIn ? 'let-in' : 'refuse'}`,
    step: 'answerGuest' as const,
    status: 200,
    schema: guestAnswered,
    asked: { sessionId: 'ses_1', guestId: 'gst_1', letIn },
    form: { path: `${PAGE}/guests/gst_1/${letIn ? 'let-in' : 'refuse'}`, leads: PAGE },
    refusal: { code: 'guest.cannot-pay' as const, status: 409 },
  })),
  {
    name: 'entering',
    path: `${SESSION}/enter`,
    step: 'enterSession',
    status: 202,
    schema: joined,
    asked: { sessionId: 'ses_1', personToken: expect.stringMatching(/^ey/) },
    form: { path: `${PAGE}/enter`, leads: PAGE },
    refusal: { code: 'wallet.declined', refusal: 'insufficient_funds', status: 402 },
  },
  {
    name: 'leaving',
    path: `${SESSION}/leave`,
    step: 'leaveSession',
    status: 200,
    schema: joined,
    asked: { sessionId: 'ses_1' },
    form: { path: `${PAGE}/leave`, leads: PAGE },
    refusal: { code: 'guest.unknown', status: 404 },
  },
  {
    name: 'a claim',
    path: `${SESSION}/claims`,
    body: { rule: 'never-opened' },
    step: 'claimRefund',
    status: 201,
    schema: claimAnswer,
    asked: { sessionId: 'ses_1', rule: 'never-opened' },
    changes: { state: 'closed' },
    form: { path: `${PAGE}/claims`, fields: { rule: 'never-opened' }, leads: `${PAGE}/receipt` },
    refusal: { code: 'claim.made', status: 409 },
  },
  {
    name: 'a top-up',
    path: '/api/v1/wallet/top-ups',
    body: { amountMinor: 1_250, currency: 'CNY' },
    step: 'requestTopUp',
    status: 202,
    schema: topUpView,
    asked: { amountMinor: 1_250n, currency: 'CNY', personToken: expect.stringMatching(/^ey/) },
    form: {
      path: '/wallet/top-ups',
      fields: { amount: '12.50', currency: 'CNY', back: '/s/ticket-1.mac' },
      leads: '/wallet/top-ups/top_1?back=%2Fs%2Fticket-1.mac',
    },
    refusal: { code: 'top-up.amount-refused', leastMinor: 100n, mostMinor: 100_000n, currency: 'CNY', status: 422 },
  },
  {
    name: 'paying what is owed',
    path: '/api/v1/wallet/owed/payments',
    step: 'payOwed',
    status: 202,
    schema: owedPayment,
    asked: { route: 'POST /api/v1/wallet/owed/payments' },
    form: { path: '/wallet/owed', leads: '/wallet?paying=1' },
    refusal: { code: 'owed.nothing', status: 409 },
  },
];

function send(world: HttpWorld, { path, body }: Act, headers: Record<string, string>): Promise<Response> {
  return body ? world.post(path, body, headers) : world.request(path, { method: 'POST', headers });
}

describe.each(ACTS)('$name', (act) => {
  test('answers what the step said, byte for byte', async () => {
    const { world, headers } = await visit(act.changes);
    const answer = await send(world, act, headers);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([act.status, 'no-store']);
    expect(act.schema?.safeParse(JSON.parse(text)).error?.issues).toBeUndefined();
    // The answer as it is stored has spaces and line breaks of its own.
    expect(text).toMatch(/^\{(\n| )/);
    expect(world.asked.at(-1)).toMatchObject({ step: act.step, request: { personId: 'ann', key: 'k1', ...act.asked } });
  });

  test('is refused with a code, a status that the document names, and its facts', async () => {
    const { world, headers } = await visit(act.changes);
    const { status, ...rejection } = act.refusal;
    world.fail(act.step, rejection);
    expect(await problemOf(await send(world, act, headers))).toMatchObject({ status, code: rejection.code });
    const document = (await (await world.request('/openapi.json')).json()) as {
      paths: Record<string, { post?: { responses: Record<string, { description: string }> } }>;
    };
    const template = act.path.replace('ses_1', '{id}').replace('gst_1', '{guest}');
    expect(document.paths[template]?.post?.responses[status]?.description).toContain(`\`${rejection.code}\``);
  });

  test('wants a person and a key before anything is asked', async () => {
    const { world, headers } = await visit(act.changes);
    const { 'Idempotency-Key': key = '', ...unkeyed } = headers;
    expect((await problemOf(await send(world, act, { 'Idempotency-Key': key }))).code).toBe('identity.missing');
    expect((await problemOf(await send(world, act, unkeyed))).code).toBe('idempotency.key-missing');
    expect(world.asked).toEqual([]);
  });

  test('is a form too, which asks the very same and leads on', async () => {
    const { world, headers, Cookie } = await visit(act.changes);
    const fields = { key: 'k1', ...act.form.fields };
    const pressed = await world.form(act.form.path, fields, { Cookie });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, act.form.leads]);
    // Where a press leads may hang on what is read after it.
    const byForm = world.asked.findLast(({ step }) => step !== 'readSession');
    await send(world, act, headers);
    expect(byForm).toEqual(world.asked.at(-1));
  });

  test('a refused form shows the page again with the reason and a new key', async () => {
    const { world, Cookie } = await visit(act.changes);
    const { status, ...rejection } = act.refusal;
    world.fail(act.step, rejection);
    const answer = await world.form(act.form.path, { key: 'k1', ...act.form.fields }, { Cookie });
    const html = await answer.text();
    expect(answer.status).toBe(status);
    expect(html).toContain(`data-code="${rejection.code}"`);
    expect(html).not.toContain('name="key" value="k1"');
  });

  test('a form from elsewhere is refused before anything is asked', async () => {
    const { world, Cookie } = await visit(act.changes);
    const fields = { key: 'k1', ...act.form.fields };
    const answer = await world.form(act.form.path, fields, { Cookie, Origin: 'https://evil.example.com' });
    expect([answer.status, (await answer.text()).includes('origin.refused')]).toEqual([403, true]);
    expect(world.asked).toEqual([]);
  });
});

describe('asking to join', () => {
  test('takes the ticket of a scan by the same bearer token', async () => {
    const { world, headers } = await visit();
    const scanned = await world.post('/api/v1/scans', { code: GOOD_CODE }, headers);
    const { ticket } = scanAnswer.parse(await scanned.json());
    const body = { ticket, tariffHash: tariff.hash };
    const answer = await world.post('/api/v1/joins', body, headers);
    expect([answer.status, joined.parse(await answer.json())]).toEqual([
      202,
      { sessionId: 'ses_1', guestId: 'gst_1', state: 'asked' },
    ]);
    const bob = { Authorization: `Bearer ${await world.token('bob')}`, 'Idempotency-Key': 'k1' };
    expect(await problemOf(await world.post('/api/v1/joins', body, bob))).toMatchObject({ status: 403, code: 'ticket.invalid' });
  });

  test('is a form of the offer that leads to the session; a refused one shows the offer with the reason', async () => {
    const { world, Cookie } = await visit();
    const landed = await world.request(`/${GOOD_CODE}`, { headers: { Cookie } });
    const offer = landed.headers.get('location') ?? '';
    const cookies = { Cookie: `${Cookie}; ${cookieOf(landed, 'unlatch_scan')}` };
    const fields = { key: 'k1', tariffHash: tariff.hash };
    const asked = await world.form(`${offer}/join`, fields, cookies);
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/sessions/ses_1']);
    expect(world.asked.at(-1)).toMatchObject({
      step: 'askToJoin',
      request: { route: 'POST /api/v1/joins', ticket: 'ticket-1.mac' },
    });
    world.fail('askToJoin', { code: 'join.full', most: 8 });
    const full = await world.form(`${offer}/join`, fields, cookies);
    expect([full.status, (await full.text()).includes('join.full')]).toEqual([409, true]);
  });
});

describe('after the receipt', () => {
  test('refunds and claims fit their schema, for whoever paid only', async () => {
    const { world, headers } = await visit({ state: 'closed' });
    const answer = await world.request(`${SESSION}/corrections`, { headers });
    expect(corrections.safeParse(await answer.json()).error?.issues).toBeUndefined();
    const bob = { Authorization: `Bearer ${await world.token('bob')}` };
    expect((await problemOf(await world.request(`${SESSION}/corrections`, { headers: bob }))).status).toBe(404);
  });

  test('the page shows what came back, and offers what can still be claimed', async () => {
    const { world, Cookie } = await visit({ state: 'closed' });
    const html = await (await world.request(`${PAGE}/receipt`, { headers: { Cookie } })).text();
    expect(html).toContain('data-claim="never-opened"');
    expect(html).toContain('id="claim-opened-late"');
    expect(html).not.toContain('id="claim-never-opened"');
  });

  test.each(['nonsense', ''])('the rule %j is refused on the page', async (rule) => {
    const { world, Cookie } = await visit({ state: 'closed' });
    const answer = await world.form(`${PAGE}/claims`, { key: 'k1', rule }, { Cookie });
    expect([answer.status, (await answer.text()).includes('request.malformed')]).toEqual([400, true]);
    expect(world.asked.map(({ step }) => step)).not.toContain('claimRefund');
  });

  test('it is made out to a company once', async () => {
    const { world, headers } = await visit({ state: 'closed' });
    const make = (company: string): Promise<Response> => world.post(`${SESSION}/receipt/addressee`, { company }, headers);
    const made = await make(' Acme Ltd ');
    expect([made.status, await made.json()]).toEqual([200, { ...EXPENSE, company: 'Acme Ltd' }]);
    expect(await problemOf(await make('Other Ltd'))).toMatchObject({ status: 409, code: 'receipt.made-out-already' });
    const read = await world.request(`${SESSION}/receipt/expense`, { headers });
    expect(await read.json()).toEqual({ ...EXPENSE, company: 'Acme Ltd' });
    for (const company of ['', '   ', 'a\nb', 'x'.repeat(121)]) expect((await make(company)).status).toBe(400);
  });
});

describe('a top-up', () => {
  test('is read by whoever asked for it only', async () => {
    const { world, headers, Cookie } = await visit();
    await world.post('/api/v1/wallet/top-ups', { amountMinor: 1_250, currency: 'CNY' }, headers);
    const path = '/api/v1/wallet/top-ups/top_1';
    expect(topUpView.parse(await (await world.request(path, { headers })).json())).toMatchObject({ amountMinor: 1_250 });
    const page = await world.request('/wallet/top-ups/top_1', { headers: { Cookie } });
    expect([page.status, (await page.text()).includes('data-top-up="pending"')]).toEqual([200, true]);
    const bob = { Authorization: `Bearer ${await world.token('bob')}` };
    expect(await problemOf(await world.request(path, { headers: bob }))).toMatchObject({ status: 404, code: 'top-up.unknown' });
  });

  test.each(['', '0', '-5', '1.005', '1e3', 'ten', '9'.repeat(20)])('of %j is refused on the wallet page', async (amount) => {
    const { world, Cookie } = await visit();
    const answer = await world.form('/wallet/top-ups', { key: 'k1', amount, currency: 'CNY' }, { Cookie });
    const html = await answer.text();
    expect([answer.status, html.includes('top-up.amount-refused')]).toEqual([422, true]);
    expect(world.asked.map(({ step }) => step)).not.toContain('requestTopUp');
    const [field = ''] = /<input id="amount"[^>]*>/.exec(html) ?? [];
    expect(field).toContain(`value="${amount.slice(0, 12)}"`);
    expect(field).toContain('aria-invalid="true" aria-describedby="problem amount-hint"');
    expect(html.match(/id="problem"/g)).toHaveLength(1);
  });

  test('may be written with a comma', async () => {
    const { world, Cookie } = await visit();
    const answer = await world.form('/wallet/top-ups', { key: 'k1', amount: '10,50', currency: 'CNY' }, { Cookie });
    expect(answer.status).toBe(303);
    expect(world.asked.find(({ step }) => step === 'requestTopUp')).toMatchObject({ request: { amountMinor: 1_050n } });
  });

  test('leads back to an offer of ours, and to nowhere else', async () => {
    const { world, Cookie } = await visit();
    const backOf = async (back: string): Promise<string> => {
      const page = await world.request(`/wallet?need=1450&back=${encodeURIComponent(back)}`, { headers: { Cookie } });
      return /name="back" value="([^"]*)"/.exec(await page.text())?.[1] ?? 'none';
    };
    expect(await backOf('/s/ticket-1.mac')).toBe('/s/ticket-1.mac');
    for (const back of ['https://evil.example.com', '//evil.example.com', '/s/../wallet/owed', '/sessions/ses_1'])
      expect(await backOf(back)).toBe('none');
  });

  test('that is refused keeps the way back to the offer', async () => {
    const { world, Cookie } = await visit();
    const fields = { key: 'k1', amount: 'ten', currency: 'CNY', back: '/s/ticket-1.mac' };
    const html = await (await world.form('/wallet/top-ups', fields, { Cookie })).text();
    expect(html).toContain('name="back" value="/s/ticket-1.mac"');
  });
});
