// Signing out over HTTP: what a copied cookie is good for afterwards, the touch before an account changes hands, and Stop with either.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeviceWatch, type SimulatorChild, startSimulator } from '../../gateway/cli/demo/children.ts';
import { type Browser, createBrowser, fieldsOf } from '../support/browser.ts';
import { type OwnPersons, openOwnPersons } from '../support/own-persons.ts';
import { type Answer, createPhone, problemOf } from '../support/phone.ts';
import { createSoftAuthenticator, type SoftAuthenticator } from '../support/soft-authenticator.ts';

const DEVICES = 7;
const TOUCH_S = 300;

let house: OwnPersons;
let simulator: SimulatorChild;

beforeAll(async () => {
  house = await openOwnPersons();
  const watch = createDeviceWatch();
  const { mqttPort } = house.gateway();
  const memoryFolder = join(house.folder, 'devices');
  simulator = startSimulator({ venueFile: house.venueFile, mqttPort, memoryFolder }, (line) => watch.see(line));
  await watch.greeted(DEVICES);
}, 120_000);
afterAll(async () => {
  await simulator?.stop();
  await house?.close();
});

type Visitor = { readonly browser: Browser; readonly device: SoftAuthenticator };
type Fields = { readonly [name: string]: string };

async function optionsOf(browser: Browser, path: string, fields: Fields = {}) {
  const answer = await browser.submit(path, fields);
  expect(`${answer.status} ${answer.text}`).toMatch(/^200 /);
  return (JSON.parse(answer.text) as { options: { challenge: string; user: { id: string } } }).options;
}

async function newcomer(): Promise<Visitor> {
  const [browser, device] = [createBrowser(house.origin), createSoftAuthenticator(house.origin)];
  const fields = fieldsOf((await browser.open('/sign-in')).text, '/sign-in/new');
  const passkey = device.create(await optionsOf(browser, '/sign-in/new/options', fields));
  expect((await browser.submit('/sign-in/new', { ...fields, passkey })).status).toBe(303);
  return { browser, device };
}

async function signIn({ browser, device }: Visitor): Promise<void> {
  const fields = fieldsOf((await createBrowser(house.origin).open('/sign-in')).text, '/sign-in');
  const passkey = device.get(await optionsOf(browser, '/sign-in/options', fields));
  expect((await browser.submit('/sign-in', { ...fields, passkey })).status).toBe(303);
}

async function elsewhere({ device }: Visitor): Promise<Visitor> {
  const other = { browser: createBrowser(house.origin), device };
  await signIn(other);
  return other;
}

const tokenOf = ({ browser }: Pick<Visitor, 'browser'>): string => /unlatch_person=([^;]+)/.exec(browser.cookies())?.[1] ?? '';
const codeOf = (answer: Answer): string | undefined => /data-code="([a-z.-]+)"/.exec(answer.text)?.[1];

/** Another browser with the same cookie. */
function copyOf(token: string): Browser {
  const browser = createBrowser(house.origin);
  browser.keep('unlatch_person', token);
  return browser;
}

/** The same sign-in as the gateway itself would write it, had it been longer ago. */
async function aged(token: string, touchedAgoS: number, expiresInS = 3_600): Promise<string> {
  const ring = JSON.parse(readFileSync(join(house.folder, 'person-key.json'), 'utf8')) as jose.JWK;
  const nowS = Math.floor(Date.now() / 1_000);
  return new jose.SignJWT({ ...jose.decodeJwt(token), auth_time: nowS - touchedAgoS })
    .setProtectedHeader({ alg: 'Ed25519', kid: String(ring.kid) })
    .setExpirationTime(nowS + expiresInS)
    .sign(await jose.importJWK(ring, 'Ed25519'));
}

async function opens(token: string): Promise<readonly [number, string]> {
  const api = await createPhone(house.origin, token).api('/wallet');
  return [(await copyOf(token).open('/account')).status, api.status === 200 ? 'ok' : problemOf(api).code];
}

const OPEN = [200, 'ok'] as const;
const SHUT = [303, 'identity.invalid'] as const;

describe('a copy of a cookie', () => {
  test('opens nothing once its owner has signed out, nor is it renewed', async () => {
    const one = await newcomer();
    const [token, other] = [tokenOf(one), await elsewhere(one)];
    expect(await opens(token)).toEqual(OPEN);
    expect((await one.browser.submit('/sign-out', {})).status).toBe(303);
    expect(await opens(token)).toEqual(SHUT);
    const due = copyOf(await aged(token, 7 * 3_600));
    expect((await due.open('/account')).headers.get('location')).toMatch(/^\/sign-in/);
    // The other browser stays.
    expect(await opens(tokenOf(other))).toEqual(OPEN);
  });

  test('opens nothing once its owner has signed out everywhere, or signed in again where it was taken', async () => {
    const one = await newcomer();
    const other = await elsewhere(one);
    const [first, second] = [tokenOf(one), tokenOf(other)];
    await signIn(other);
    expect(await opens(second)).toEqual(SHUT);
    expect(await opens(tokenOf(other))).toEqual(OPEN);
    const fields = fieldsOf((await other.browser.open('/account')).text.split('id="sign-out-all"')[1] ?? '', '/sign-out');
    expect(fields).toMatchObject({ everywhere: 'yes' });
    expect((await other.browser.submit('/sign-out', fields)).status).toBe(303);
    expect(await opens(first)).toEqual(SHUT);
    expect(await opens(tokenOf(other) || second)).toEqual(SHUT);
  });

  test('opens nothing once the account has ended', async () => {
    const one = await newcomer();
    const other = tokenOf(await elsewhere(one));
    expect((await one.browser.submit('/account/end', { sure: 'yes', balance: '' })).headers.get('location')).toBe('/account/end');
    expect(await opens(other)).toEqual(SHUT);
  });
});

describe('when the touch is more than five minutes ago', () => {
  const passkeysOf = async (personId: string): Promise<readonly string[]> =>
    (
      await house
        .gateway()
        .store.books<{ id: string }>('SELECT credential_id AS id FROM account_passkeys WHERE person_id = ?', [personId])
    ).map(({ id }) => id);
  const personOf = (token: string): string => jose.decodeJwt(token).sub ?? '';

  test('whoever has the cookie alone neither adds a passkey, nor removes one, nor ends the account', async () => {
    const one = await newcomer();
    const token = tokenOf(one);
    const [own = ''] = one.device.credentialIds();
    const thief = copyOf(await aged(token, TOUCH_S));
    expect(problemOf(await thief.submit('/account/passkeys/options', {})).code).toBe('passkey.touch-needed');
    // Not with what another sign-in of the same person was asked, either.
    const asked = await elsewhere(one);
    const theirs = createSoftAuthenticator(house.origin);
    const passkey = theirs.create(await optionsOf(asked.browser, '/account/passkeys/options'));
    thief.keep('unlatch_passkey', /unlatch_passkey=([^;]+)/.exec(asked.browser.cookies())?.[1] ?? '');
    expect(codeOf(await thief.submit('/account/passkeys', { passkey }))).toBe('passkey.challenge-expired');
    for (const [path, fields] of [
      ['/account/passkeys/remove', { credential: own }],
      ['/account/end', { sure: 'yes', balance: '' }],
    ] as const) {
      const answer = await thief.submit(path, fields);
      expect([answer.status, fieldsOf(answer.text, '/account/touch')]).toMatchObject([403, fields]);
    }
    // A touch of somebody else's passkey shows somebody else.
    const stranger = await newcomer();
    const touched = stranger.device.get(await optionsOf(thief, '/account/touch/options'));
    const crossed = await thief.submit('/account/touch', { act: 'end', sure: 'yes', balance: '', passkey: touched });
    expect([crossed.status, codeOf(crossed)]).toEqual([403, 'passkey.refused']);
    expect(await passkeysOf(personOf(token))).toEqual([own]);
  });

  test('one touch is asked for, and the press goes on with it as another sign-in', async () => {
    const one = await newcomer();
    const { browser, device } = one;
    const second = createSoftAuthenticator(house.origin);
    await browser.submit('/account/passkeys', { passkey: second.create(await optionsOf(browser, '/account/passkeys/options')) });
    const [gone = ''] = second.credentialIds();
    const old = await aged(tokenOf(one), TOUCH_S);
    browser.keep('unlatch_person', old);
    const asked = fieldsOf((await browser.submit('/account/passkeys/remove', { credential: gone })).text, '/account/touch');
    const touch = async (fields: Fields): Promise<Answer> =>
      browser.submit('/account/touch', { ...fields, passkey: device.get(await optionsOf(browser, '/account/touch/options')) });
    const done = await touch(asked);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/account']);
    expect(await passkeysOf(personOf(old))).toEqual(device.credentialIds());
    // Whoever copied the cookie of before has nothing now.
    expect(await opens(old)).toEqual(SHUT);
    // Fresh: the next act needs no further touch.
    expect((await browser.submit('/account/passkeys/options', {})).status).toBe(200);

    browser.keep('unlatch_person', await aged(tokenOf(one), TOUCH_S));
    const page = (await browser.open('/account')).text;
    expect(page).not.toContain('action="/account/passkeys"');
    expect((await touch(fieldsOf(page, '/account/touch'))).headers.get('location')).toBe('/account#add-title');
    expect((await browser.open('/account')).text).toContain('action="/account/passkeys"');

    browser.keep('unlatch_person', await aged(tokenOf(one), TOUCH_S));
    const end = fieldsOf((await browser.submit('/account/end', { sure: 'yes', balance: '' })).text, '/account/touch');
    expect((await touch(end)).headers.get('location')).toBe('/account/end');
    expect(await passkeysOf(personOf(old))).toEqual([]);
  });

  test('a touch is good for one answer alone', async () => {
    const one = await newcomer();
    const { browser, device } = one;
    const passkey = device.get(await optionsOf(browser, '/account/touch/options'));
    const challenge = /unlatch_passkey=([^;]+)/.exec(browser.cookies())?.[1] ?? '';
    expect((await browser.submit('/account/touch', { act: 'add', passkey })).status).toBe(303);
    browser.keep('unlatch_passkey', challenge);
    expect(codeOf(await browser.submit('/account/touch', { act: 'add', passkey }))).toBe('passkey.challenge-expired');
    // Nor is an answer to the sign-in page one to this.
    const other = device.get(await optionsOf(browser, '/sign-in/options'));
    expect(codeOf(await browser.submit('/account/touch', { act: 'add', passkey: other }))).toBe('passkey.challenge-expired');
    expect(codeOf(await browser.submit('/account/touch', { act: 'all', passkey }))).toBe('request.malformed');
  });
});

test('what runs is not stopped by a cookie that was signed out, and is by one whose time is over', async () => {
  const one = await newcomer();
  const token = tokenOf(one);
  await house.fill(jose.decodeJwt(token).sub ?? '', 30_000n);
  const { sessionId } = await createPhone(house.origin, token).begin(house.linkOf('bike-1'));
  await createPhone(house.origin, token).until(sessionId, 'the bike runs', ({ state }) => state === 'active');
  await one.browser.submit('/sign-out', {});
  const over = await aged(token, TOUCH_S, -60);
  for (const copy of [token, over]) {
    expect(problemOf(await createPhone(house.origin, copy).stop(sessionId)).code).toBe('identity.invalid');
    const page = await copyOf(copy).submit(`/sessions/${sessionId}/stop`, { key: sessionId });
    expect(page.headers.get('location')).toMatch(/^\/sign-in/);
  }
  const again = tokenOf(await elsewhere(one));
  const phone = createPhone(house.origin, again);
  expect((await phone.read(sessionId)).state).toBe('active');
  expect((await createPhone(house.origin, await aged(again, TOUCH_S, -60)).stop(sessionId)).status).toBe(202);
  await phone.until(sessionId, 'the bike is given back', ({ state }) => state === 'closed');
}, 60_000);
