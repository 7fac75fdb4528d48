// Receipt pages and pauses over HTTP: the paper for expenses, a name given once, and presses that lead back to the page.
import { describe, expect, test } from 'vitest';
import { ok } from '#protocol';
import { purse } from '../../gateway/http/routes/people-schemas.ts';
import { createHttpWorld, type HttpWorld } from './http-world.ts';
import { createInMemorySteps, START_MS, sampleView } from './in-memory-steps.ts';

const PAGE = '/sessions/ses_1';
const EXPENSE_PAGE = `${PAGE}/receipt/expense`;
const ADDRESSEE = `${PAGE}/receipt/addressee`;

async function visit(state: 'active' | 'suspended' | 'closed'): Promise<{ readonly world: HttpWorld; readonly Cookie: string }> {
  const world = await createHttpWorld();
  const pause = { wish: null, taken: false, refused: null, rate: null, longestMs: 600_000, endsAt: null };
  world.put('ann', sampleView('ses_1', { state, kind: 'bike', pause: state === 'closed' ? null : pause }));
  return { world, Cookie: `__Host-unlatch_person=${await world.token('ann')}` };
}

describe('the paper for expenses', () => {
  test('is linked from the receipt, and shows number and seller', async () => {
    const { world, Cookie } = await visit('closed');
    const receipt = await (await world.request(`${PAGE}/receipt`, { headers: { Cookie } })).text();
    expect(receipt).toContain(`href="${EXPENSE_PAGE}"`);
    const answer = await world.request(EXPENSE_PAGE, { headers: { Cookie } });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    for (const text of ['HALL-2026-000007', 'Hall Ltd', '91310000MA1K35P76X']) expect(html).toContain(text);
  });

  test('is made out by a plain form, once; another name is refused on the page', async () => {
    const { world, Cookie } = await visit('closed');
    const made = await world.form(ADDRESSEE, { key: 'k1', company: ' Acme Ltd ' }, { Cookie });
    expect([made.status, made.headers.get('location')]).toEqual([303, EXPENSE_PAGE]);
    expect(world.asked.at(-1)).toMatchObject({ step: 'addressReceipt', request: { personId: 'ann', company: 'Acme Ltd' } });
    const html = await (await world.request(EXPENSE_PAGE, { headers: { Cookie } })).text();
    expect(html).toContain('Acme Ltd');
    expect(html).not.toContain('id="make-out"');
    const other = await world.form(ADDRESSEE, { key: 'k2', company: 'Other Ltd' }, { Cookie });
    expect([other.status, (await other.text()).includes('data-code="receipt.made-out-already"')]).toEqual([409, true]);
  });

  test.each(['', '   ', 'a\nb', 'a\u0007b', 'x'.repeat(121)])('the name %j is refused on the page', async (company) => {
    const { world, Cookie } = await visit('closed');
    const answer = await world.form(ADDRESSEE, { key: 'k1', company }, { Cookie });
    expect([answer.status, (await answer.text()).includes('data-code="request.malformed"')]).toEqual([400, true]);
    expect(world.asked.map(({ step }) => step)).not.toContain('addressReceipt');
  });

  test('is nobody else’s', async () => {
    const { world } = await visit('closed');
    const Cookie = `__Host-unlatch_person=${await world.token('bob')}`;
    expect((await world.request(EXPENSE_PAGE, { headers: { Cookie } })).status).toBe(404);
    expect((await world.form(ADDRESSEE, { key: 'k1', company: 'Bob Ltd' }, { Cookie })).status).toBe(404);
  });

  test('where the venue sells under no name the receipt has no link, and the page says why and leads back', async () => {
    const { world, Cookie } = await visit('closed');
    world.fail('readExpenseReceipt', { code: 'receipt.not-for-expenses' });
    const receipt = await (await world.request(`${PAGE}/receipt`, { headers: { Cookie } })).text();
    expect(receipt).not.toContain(EXPENSE_PAGE);
    world.fail('readExpenseReceipt', { code: 'receipt.not-for-expenses' });
    const answer = await world.request(EXPENSE_PAGE, { headers: { Cookie } });
    expect([answer.status, (await answer.text()).includes('Ask the venue for an invoice')]).toEqual([409, true]);
  });

  test('its schema has a name, and no pattern that readers of JSON Schema choke on', async () => {
    const { request } = await createHttpWorld();
    const api = await (await request('/openapi.json')).text();
    expect(Object.keys((JSON.parse(api) as { components: { schemas: object } }).components.schemas)).toContain('ExpenseReceipt');
    expect(api).not.toContain('\\p{');
  });
});

describe('a pause on the page', () => {
  test.each([
    ['active', 'pause'],
    ['suspended', 'resume'],
  ] as const)('while %s, %s is the page’s own form, sent as the API would', async (state, wish) => {
    const { world, Cookie } = await visit(state);
    const html = await (await world.request(PAGE, { headers: { Cookie } })).text();
    const form = new RegExp(`<form id="${wish}".*?</form>`, 's').exec(html)?.[0] ?? '';
    const action = /action="([^"]+)"/.exec(form)?.[1] ?? '';
    const key = /name="key" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const answer = await world.form(action, { key }, { Cookie });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, PAGE]);
    const pressed = world.asked.at(-1)?.request as { bodyHash: string };
    expect(world.asked.at(-1)).toMatchObject({ step: 'pauseSession', request: { sessionId: 'ses_1', wish, key } });
    const headers = { Authorization: `Bearer ${await world.token('ann')}`, 'Idempotency-Key': key };
    await world.post(`/api/v1/sessions/ses_1/${wish}`, {}, headers);
    expect((world.asked.at(-1)?.request as { bodyHash: string }).bodyHash).toBe(pressed.bodyHash);
  });

  test.each([
    [{ code: 'device.offline', lastSeenAtMs: null }, 'Wait a moment, then press again'],
    [{ code: 'pause.not-offered' }, 'Press Stop when you are done'],
    [{ code: 'session.not-running', state: 'stopping' }, 'Back to the session'],
  ] as const)('that is refused (%j) is told there with the next step', async (refusal, step) => {
    const { world, Cookie } = await visit('active');
    world.fail('pauseSession', refusal);
    const answer = await world.form(`${PAGE}/pause`, { key: 'k1' }, { Cookie });
    const html = await answer.text();
    expect(answer.status).toBe(409);
    expect(html).toContain(`data-code="${refusal.code}"`);
    expect(html).toContain(step);
    expect(html).toContain('id="stop"');
  });
});

test('a wallet elsewhere shows its balance itself: no amount of ours stands for it', async () => {
  const { steps } = createInMemorySteps(() => START_MS);
  const balance = { currency: 'CNY', availableMinor: 0n, heldMinor: 0n };
  const readPurse: typeof steps.readPurse = async () => ok({ wallet: 'host', balance, owed: [], topUp: null });
  const world = await createHttpWorld({ steps: { ...steps, readPurse } });
  const token = await world.token('ann');
  const answer = await (await world.request('/api/v1/wallet', { headers: { Authorization: `Bearer ${token}` } })).json();
  expect(purse.parse(answer)).toMatchObject({ wallet: 'host', availableMinor: null, heldMinor: null, currency: 'CNY' });
  for (const path of ['/wallet', '/']) {
    const html = await (await world.request(path, { headers: { Cookie: `__Host-unlatch_person=${token}` } })).text();
    expect(html).toContain('Your balance is in the wallet of your app, and shown there.');
    expect(html).not.toContain('0.00');
  }
});
