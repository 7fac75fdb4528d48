// The host wallet's adapter against the reference host wallet: the shared contract, and what is its own: signatures and tokens.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digest, signDetachedJws, signingKeyOf } from '../../../gateway/wallet/reference/jws.ts';
import { newKey } from '../../../gateway/wallet/reference/keys.ts';
import { describeEvents } from './describe-events.ts';
import { describeFaults } from './describe-faults.ts';
import { describeOutcomes } from './describe-outcomes.ts';
import { openHostStage } from './host-stage.ts';
import { type WalletStage, WEBHOOK_PATH } from './stage.ts';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

describeOutcomes('host wallet', () => openHostStage());

describeFaults('host wallet', () => openHostStage(), [
  { fault: 'lose-request', answers: ['no-answer'] },
  { fault: 'lose-reply', answers: ['no-answer'] },
  { fault: 'repeat', answers: ['done'] },
  { fault: 'error', answers: ['server-error'] },
  { fault: 'error-after', answers: ['server-error'] },
  { fault: 'truncate', answers: ['no-answer'] },
  { fault: 'malform', answers: ['bad-answer'] },
  { fault: 'redirect', answers: ['bad-answer'] },
  { fault: 'huge', answers: ['bad-answer'] },
  { fault: 'drip', answers: ['no-answer'] },
  { fault: 'sign-other-key', answers: ['bad-signature'] },
  { fault: 'sign-other-request', answers: ['bad-signature'] },
  { fault: 'sign-nothing', answers: ['bad-signature'] },
  { fault: 'lie-amount', answers: ['mismatch'] },
  { fault: 'lie-currency', answers: ['mismatch'] },
  { fault: 'lie-hold', answers: ['mismatch'] },
  { fault: 'lie-key', answers: ['mismatch'] },
  { fault: 'lie-kind', answers: ['mismatch'] },
]);

describeEvents('host wallet', () => openHostStage());

describe('host wallet: tokens narrowed to one operation (RFC 8693)', () => {
  let stage: WalletStage;
  beforeAll(async () => {
    stage = await openHostStage();
  });
  afterAll(() => stage.close());

  test('one for another operation, of another person, or none places no hold', async () => {
    const hold = await stage.newHold();
    const other = await stage.newHold();
    const grants = {
      'another operation': await stage.grantOf(hold.payerId, other.authorizeKey),
      'another person': await stage.grantOf(other.payerId, hold.authorizeKey),
      none: null,
      invented: 'bm90aGluZw.bm90aGluZw',
    };
    for (const [whose, grant] of Object.entries(grants)) {
      const outcome = await stage.wallet.authorize(stage.call(hold.authorizeKey), { ...hold, grant });
      expect(outcome, whose).toEqual({ outcome: 'refused', code: 'auth_required', retry: true });
    }
    expect(stage.moneyOf(hold.holdId).heldMinor).toBe(0);
    expect(await stage.authorize(hold)).toMatchObject({ outcome: 'done' });
  });

  test('one that has run out no longer places a hold, but repeats the answer to one that it placed', async () => {
    const placed = await stage.newHold();
    const first = await stage.authorize(placed);
    const late = await stage.newHold();
    stage.advance(10 * 60_000);
    expect(await stage.authorize(late)).toEqual({ outcome: 'refused', code: 'auth_required', retry: true });
    expect(await stage.authorize(placed)).toEqual(first);
  });

  test.each([
    ['a token for a day', 200, { expires_in: 86_400 }, 'throws'],
    ['no bearer token', 200, { token_type: 'mac' }, 'throws'],
    ['a token with a line break', 200, { access_token: 'a\nb' }, 'throws'],
    ['nonsense', 200, null, 'throws'],
    ['an error of its own', 503, {}, 'throws'],
    ['a client that it does not know', 401, { error: 'invalid_client' }, 'misconfigured'],
    ['a person that it does not know', 400, { error: 'invalid_grant' }, 'auth_required'],
  ])('an endpoint that answers with %s', async (_, status, changes, expected) => {
    const good = { access_token: 'abc', issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: 300 };
    const server = createServer((_request, response) => {
      response.writeHead(status).end(changes === null ? 'nonsense' : JSON.stringify({ ...good, ...changes }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = await openHostStage({ through: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const { signal } = new AbortController();
    const said = await own.wallet.exchangeToken({ personToken: 'token', opKey: 'ses_1:hld_1:authorize', signal }).then(
      (grant) => (grant.ok ? 'granted' : grant.error.code),
      (error: Error) => (error.name === 'Unavailable' ? 'throws' : error),
    );
    expect(said).toBe(expected);
    server.closeAllConnections();
    server.close();
    await own.close();
  });

  test('a token that the endpoint does not know is the person to sign in again; no token at all too', async () => {
    const { signal } = new AbortController();
    for (const personToken of ['bm90aGluZw.bm90aGluZw', null]) {
      const grant = await stage.wallet.exchangeToken({ personToken, opKey: 'ses_1:hld_1:authorize', signal });
      expect(grant).toEqual({ ok: false, error: { code: 'auth_required' } });
    }
  });
});

describe('host wallet: signatures of its webhooks', () => {
  test('one for another path, by a strange key, or made for an answer is refused', async () => {
    const stage = await openHostStage();
    await stage.held();
    await stage.webhooks.deliver();
    const [told] = stage.deliveries.all();
    if (!told) throw new Error('a webhook came');
    const body = told.body;
    const walletKey = signingKeyOf(newKey('wallet-1'));
    const nowMs = stage.clock.nowMs();
    const text = `POST\n${WEBHOOK_PATH}\n${digest(body)}`;
    const forged = {
      'a strange key': signDetachedJws('unlatch-wallet-event+jws', text, walletKey, nowMs),
      'another type': signDetachedJws('unlatch-wallet-answer+jws', text, walletKey, nowMs),
      'an unknown key id': signDetachedJws('unlatch-wallet-event+jws', text, { ...walletKey, kid: 'wallet-9' }, nowMs),
      'a payload inside': told.headers['wallet-signature']?.replace('..', `.${Buffer.from(text).toString('base64url')}.`),
    };
    for (const [how, signature] of Object.entries(forged)) {
      const parsed = await stage.wallet.parseWebhook({ 'wallet-signature': signature }, body, nowMs);
      expect(parsed.ok ? 'believed' : parsed.error.code, how).toBe('webhook.invalid');
    }
    await stage.close();
  });
});
