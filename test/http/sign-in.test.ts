// Sign-in over HTTP: passkeys of a soft authenticator against a real gateway without a host app, and everything that it refuses.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, createBrowser, fieldsOf } from '../support/browser.ts';
import { type OwnPersons, openOwnPersons } from '../support/own-persons.ts';
import { type Answer, problemOf } from '../support/phone.ts';
import { createSoftAuthenticator, type Lie, type SoftAuthenticator } from '../support/soft-authenticator.ts';

let house: OwnPersons;

beforeAll(async () => {
  house = await openOwnPersons();
}, 60_000);
afterAll(() => house?.close());

type Visitor = { readonly browser: Browser; readonly device: SoftAuthenticator };

function visit(doesCount = false, device = createSoftAuthenticator(house.origin, doesCount)): Visitor {
  return { browser: createBrowser(house.origin), device };
}

async function optionsOf({ browser }: Visitor, path: string, fields: { readonly [name: string]: string } = {}) {
  const answer = await browser.submit(path, fields);
  expect(`${answer.status} ${answer.text}`).toMatch(/^200 /);
  return (JSON.parse(answer.text) as { options: { challenge: string; user: { id: string } } }).options;
}

async function signUp(visitor: Visitor, lie: Lie = {}, returnTo = '/'): Promise<Answer> {
  const page = await visitor.browser.open(`/sign-in?return=${encodeURIComponent(returnTo)}`);
  const fields = fieldsOf(page.text, '/sign-in/new');
  const options = await optionsOf(visitor, '/sign-in/new/options', fields);
  return visitor.browser.submit('/sign-in/new', { ...fields, passkey: visitor.device.create(options, lie) });
}

async function signIn(visitor: Visitor, lie: Lie = {}): Promise<Answer> {
  const page = await visitor.browser.open('/sign-in');
  const fields = fieldsOf(page.text, '/sign-in');
  const options = await optionsOf(visitor, '/sign-in/options', fields);
  return visitor.browser.submit('/sign-in', { ...fields, passkey: visitor.device.get(options, lie) });
}

const tokenOf = ({ browser }: Visitor): string => /unlatch_person=([^;]+)/.exec(browser.cookies())?.[1] ?? '';
const personOf = (visitor: Visitor): string => jose.decodeJwt(tokenOf(visitor)).sub ?? '';
const codeOf = (answer: Answer): string | undefined => /data-code="([a-z.-]+)"/.exec(answer.text)?.[1];

async function newcomer(doesCount = false): Promise<Visitor> {
  const visitor = visit(doesCount);
  expect((await signUp(visitor)).status).toBe(303);
  return visitor;
}

/** The same person with another browser. */
async function elsewhere({ device }: Visitor): Promise<Visitor> {
  const other: Visitor = { browser: createBrowser(house.origin), device };
  expect((await signIn(other)).status).toBe(303);
  return other;
}

describe('somebody new', () => {
  test('has an account after one touch, under a name drawn at random, and is back where they were', async () => {
    const [one, other] = [visit(), visit()];
    const answer = await signUp(one, {}, '/wallet?back=%2Fs%2Fabc');
    expect(answer.headers.get('location')).toBe('/wallet?back=%2Fs%2Fabc');
    await signUp(other);
    expect(personOf(one)).toMatch(/^per_[0-9a-f]{32}$/);
    expect(personOf(other)).not.toBe(personOf(one));
    expect((await one.browser.open('/account')).status).toBe(200);
    expect(
      await house.gateway().store.books('SELECT count(*) AS n FROM terms_acceptances WHERE person_id = ?', [personOf(one)]),
    ).toEqual([{ n: 1 }]);
  });

  test('comes back on another browser as the same person', async () => {
    const one = await newcomer();
    expect(personOf(await elsewhere(one))).toBe(personOf(one));
  });

  test.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/sign-in?return=/',
    '/api/v1/wallet',
    '/s/‮x',
  ])('is not led on to %s', async (returnTo) => {
    expect((await signUp(visit(), {}, returnTo)).headers.get('location')).toBe('/');
  });

  test('accepts the terms that the page showed, and no others', async () => {
    const visitor = visit();
    const fields = fieldsOf((await visitor.browser.open('/sign-in')).text, '/sign-in/new');
    const options = await optionsOf(visitor, '/sign-in/new/options', fields);
    const passkey = visitor.device.create(options);
    const older = await visitor.browser.submit('/sign-in/new', { ...fields, terms: 'older', passkey });
    expect([older.status, codeOf(older)]).toEqual([409, 'terms.changed']);
    expect(problemOf(await visitor.browser.submit('/sign-in/new/options', { ...fields, terms: '' })).code).toBe('terms.changed');
    expect(tokenOf(visitor)).toBe('');
  });
});

describe('what a device answers is refused', () => {
  const lies: readonly (readonly [string, Lie, string])[] = [
    ['for a page of somebody else', { origin: 'https://evil.example' }, 'passkey.refused'],
    ['to another challenge', { challenge: 'AAAA' }, 'passkey.refused'],
    ['without a look at who holds it', { isUnverified: true }, 'passkey.person-unchecked'],
  ];
  test.each(lies)('when it is %s', async (_, lie, code) => {
    const visitor = visit();
    expect(codeOf(await signUp(visitor, lie))).toBe(code);
    expect(codeOf(await signIn(await newcomer().then(({ device }) => visit(false, device)), lie))).toBe(code);
    expect(tokenOf(visitor)).toBe('');
  });

  test('when nobody here has the passkey, in words for a person', async () => {
    const visitor = visit();
    visitor.device.create({ challenge: 'x' });
    const answer = await signIn(visitor);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'passkey.unknown']);
    expect(answer.text).toContain('begin as somebody new');
  });

  test('when its counter goes back, as that of a copy does', async () => {
    const one = await newcomer(true);
    const first = await elsewhere(one);
    expect(personOf(first)).toBe(personOf(one));
    const copy = visit(true, one.device);
    expect(codeOf(await signIn(copy, { counter: 1 }))).toBe('passkey.refused');
    expect(tokenOf(copy)).toBe('');
  });

  test('when it comes a second time, or without the cookie of its question', async () => {
    const one = await newcomer();
    const again = visit(false, one.device);
    const fields = fieldsOf((await again.browser.open('/sign-in')).text, '/sign-in');
    const options = await optionsOf(again, '/sign-in/options', fields);
    const asked = again.browser.cookies();
    const passkey = again.device.get(options);
    expect((await again.browser.submit('/sign-in', { ...fields, passkey })).status).toBe(303);
    const thief = createBrowser(house.origin);
    expect(codeOf(await thief.submit('/sign-in', { ...fields, passkey }))).toBe('passkey.challenge-expired');
    thief.keep('unlatch_passkey', /unlatch_passkey=([^;]+)/.exec(asked)?.[1] ?? '');
    const replayed = await thief.submit('/sign-in', { ...fields, passkey });
    expect([replayed.status, codeOf(replayed)]).toEqual([410, 'passkey.challenge-expired']);
    expect(thief.cookies()).not.toContain('unlatch_person=ey');
  });

  test('when it is nonsense, or far too long', async () => {
    const visitor = visit();
    for (const passkey of ['', '{}', '"x"', 'null', '<script>', '\u202e', 'x'.repeat(20_000)]) {
      await optionsOf(visitor, '/sign-in/options');
      expect(codeOf(await visitor.browser.submit('/sign-in', { passkey }))).toBe('passkey.refused');
    }
    const endless = await visitor.browser.submit('/sign-in', { passkey: 'x'.repeat(70_000) });
    expect([endless.status, codeOf(endless)]).toEqual([413, 'request.too-large']);
  });

  test('when the form was sent from a page of somebody else', async () => {
    const { browser } = visit();
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    for (const path of ['/sign-in', '/sign-in/new']) {
      expect(codeOf(await browser.submit(path, { passkey: '{}' }, foreign))).toBe('origin.refused');
    }
    expect(problemOf(await browser.submit('/sign-in/options', {}, foreign)).code).toBe('origin.refused');
    expect((await browser.submit('/sign-out', {}, foreign)).status).toBe(403);
  });
});

describe('the account', () => {
  async function addPasskey(visitor: Visitor, device = visitor.device): Promise<Answer> {
    const options = await optionsOf(visitor, '/account/passkeys/options');
    return visitor.browser.submit('/account/passkeys', { passkey: device.create(options) });
  }

  test('takes another passkey, and keeps the last one', async () => {
    const one = await newcomer();
    const phone = createSoftAuthenticator(house.origin);
    expect((await addPasskey(one, phone)).status).toBe(303);
    const [first = ''] = one.device.credentialIds();
    const [second = ''] = phone.credentialIds();
    const onPhone = await elsewhere({ ...one, device: phone });
    expect(personOf(onPhone)).toBe(personOf(one));
    expect((await onPhone.browser.submit('/account/passkeys/remove', { credential: first })).status).toBe(303);
    // Whoever holds the removed one is signed in no more.
    expect((await one.browser.open('/account')).headers.get('location')).toMatch(/^\/sign-in\?return=/);
    expect(codeOf(await signIn(visit(false, one.device)))).toBe('passkey.unknown');
    const last = await onPhone.browser.submit('/account/passkeys/remove', { credential: second });
    expect([last.status, codeOf(last)]).toEqual([409, 'passkey.last']);
  });

  test('does not give away somebody else’s passkey, nor take an answer that was asked for elsewhere', async () => {
    const [one, other] = [await newcomer(), await newcomer()];
    const [theirs = ''] = other.device.credentialIds();
    await one.browser.submit('/account/passkeys/remove', { credential: theirs });
    expect((await other.browser.open('/account')).status).toBe(200);
    const fields = fieldsOf((await createBrowser(house.origin).open('/sign-in')).text, '/sign-in/new');
    const options = await optionsOf(one, '/sign-in/new/options', fields);
    const stray = await one.browser.submit('/account/passkeys', { passkey: one.device.create(options) });
    expect(codeOf(stray)).toBe('passkey.challenge-expired');
    const added = await optionsOf(one, '/account/passkeys/options');
    const anew = await one.browser.submit('/sign-in/new', { ...fields, passkey: one.device.create(added) });
    expect(codeOf(anew)).toBe('passkey.challenge-expired');
  });

  test('has ten passkeys at most', async () => {
    const one = await newcomer();
    for (let have = 1; have < 10; have += 1) expect((await addPasskey(one)).status).toBe(303);
    expect(problemOf(await one.browser.submit('/account/passkeys/options', {})).code).toBe('passkey.too-many');
  });

  test('is deleted with what is in the wallet only as the page said, and opens no more', async () => {
    const one = await newcomer();
    await house.fill(personOf(one), 1_250n);
    const page = await one.browser.open('/account');
    expect(page.text).toContain('CN¥12.50');
    const fields = { ...fieldsOf(page.text, '/account/end'), sure: 'yes' };
    expect(codeOf(await one.browser.submit('/account/end', { ...fields, sure: '' }))).toBe('request.malformed');
    await house.fill(personOf(one), 1n);
    expect(codeOf(await one.browser.submit('/account/end', fields))).toBe('account.balance-differs');
    const now = { ...fieldsOf((await one.browser.open('/account')).text, '/account/end'), sure: 'yes' };
    const token = tokenOf(one);
    expect((await one.browser.submit('/account/end', now)).headers.get('location')).toBe('/account/end');
    expect(codeOf(await signIn(visit(false, one.device)))).toBe('passkey.unknown');
    const bearer = await one.browser.open('/api/v1/wallet', { token, headers: { accept: 'application/json' } });
    expect(problemOf(bearer).code).toBe('identity.invalid');
  });

  test('is left by signing out of this browser alone', async () => {
    const one = await newcomer();
    const other = await elsewhere(one);
    expect((await one.browser.submit('/sign-out', {})).headers.get('location')).toBe('/sign-out');
    expect((await one.browser.open('/account')).status).toBe(303);
    expect((await other.browser.open('/account')).status).toBe(200);
  });
});

describe('the ring of persons', () => {
  const ring = (): jose.JWK => JSON.parse(readFileSync(join(house.folder, 'person-key.json'), 'utf8')) as jose.JWK;
  const signed = (key: jose.JWK, kid: string, claims: jose.JWTPayload): Promise<string> =>
    jose
      .importJWK(key, 'Ed25519')
      .then((imported) =>
        new jose.SignJWT(claims).setProtectedHeader({ alg: 'Ed25519', kid }).setExpirationTime('1h').sign(imported),
      );

  test('is a file for its owner alone, and its public half is shown to nobody', async () => {
    expect(statSync(join(house.folder, 'person-key.json')).mode & 0o777).toBe(0o600);
    const shown = await createBrowser(house.origin).open('/.well-known/jwks.json');
    expect(shown.text).not.toContain(ring().x);
  });

  test('mixes with no other: neither does another key sign for a person, nor this one for a command’s issuer', async () => {
    const one = await newcomer();
    const claims = jose.decodeJwt(tokenOf(one));
    const command = JSON.parse(readFileSync(join(house.folder, 'command-key.json'), 'utf8')) as jose.JWK;
    const ask = async (token: string): Promise<number> =>
      (await createBrowser(house.origin).open('/api/v1/wallet', { token, headers: { accept: 'application/json' } })).status;
    expect(await ask(await signed(ring(), String(ring().kid), claims))).toBe(200);
    expect(await ask(await signed(command, String(ring().kid), claims))).toBe(401);
    expect(await ask(await signed(command, String(command.kid), claims))).toBe(401);
    expect(await ask(await signed(ring(), String(ring().kid), { ...claims, iss: 'unlatch' }))).toBe(401);
    expect(await ask(await signed(ring(), String(ring().kid), { ...claims, aud: 'unlatch-operator' }))).toBe(401);
  });

  test('knows no cookie of another gateway', async () => {
    const other = await openOwnPersons();
    try {
      const stranger = { browser: createBrowser(other.origin), device: createSoftAuthenticator(other.origin) };
      expect((await signUp(stranger)).status).toBe(303);
      const { browser } = visit();
      browser.keep('unlatch_person', tokenOf(stranger));
      expect((await browser.open('/account')).headers.get('location')).toMatch(/^\/sign-in/);
      expect((await browser.open('/')).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});

describe('the terms', () => {
  test('are readable by anybody, in every language that they have', async () => {
    const { browser } = visit();
    for (const [lang, word] of [
      ['en', 'What it costs'],
      ['zh-Hans', '费用'],
    ] as const) {
      const page = await browser.open(`/terms?lang=${lang}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain(word);
    }
  });

  test('an operator’s own file takes their place; whoever accepted others is asked once, before the next Start', async () => {
    const one = await newcomer();
    await house.fill(personOf(one), 50_000n);
    const file = join(house.folder, 'terms.txt');
    writeFileSync(file, '=== en ===\n# House rules\nBe kind & <b>quiet</b>.\n');
    await house.restart({ UNLATCH_TERMS: file });
    const offer = await one.browser.follow(new URL(house.linkOf('pod-2')).pathname);
    // No device is connected here: past the terms a Start meets the next obstacle.
    const start = () => one.browser.submit(`${offer.path}/start`, { key: 'k1', tariffHash: 'A'.repeat(43) });
    const refused = await start();
    expect(refused.headers.get('location')).toBe(`/terms/accept?return=${encodeURIComponent(offer.path)}`);
    const asked = await one.browser.open(refused.headers.get('location') ?? '');
    expect(asked.text).toContain('Be kind &amp; &lt;b&gt;quiet&lt;/b&gt;.');
    const fields = fieldsOf(asked.text, '/terms/accept');
    const stale = await one.browser.submit('/terms/accept', { ...fields, terms: 'older' });
    expect([stale.status, codeOf(stale)]).toEqual([409, 'terms.changed']);
    const accepted = await one.browser.submit('/terms/accept', fields);
    expect(accepted.headers.get('location')).toBe(offer.path);
    expect(codeOf(await start())).toBe('offer.changed');
    expect((await one.browser.open('/account')).text).not.toContain('You have not accepted');
    await house.restart();
  });

  test('a file that cannot be shown starts no gateway', async () => {
    const file = join(house.folder, 'wrong.txt');
    writeFileSync(file, 'no language\n');
    await expect(openOwnPersons({ UNLATCH_TERMS: file })).rejects.toMatchObject({ code: 'terms.unreadable' });
  });
});
