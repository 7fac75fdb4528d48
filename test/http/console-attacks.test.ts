// Attacks on the console: other sites' pages, stolen and planted cookies, names of hosts, addresses to be led to, and what browsers are told.
import { beforeEach, describe, expect, test } from 'vitest';
import { createCommitBell } from '../../gateway/http/commit-bell.ts';
import { createWatchObjects } from '../../gateway/operator/watch-objects.ts';
import { consolePaths } from '../../gateway/web/console/console-paths.ts';
import { cookieOf, ORIGIN, problemOf } from './http-world.ts';
import { type Member, openStaffWorld, type StaffWorld } from './staff-world.ts';

let world: StaffWorld;
let owner: Member;
beforeEach(async () => {
  world = await openStaffWorld();
  owner = await world.setUp();
});

const codeOf = async (answer: Response): Promise<string> => (await problemOf(answer)).code;

/** Every act that the document of the API names, with made-up ids in its address. */
async function actsOf(): Promise<readonly string[]> {
  const document = (await (await world.http.request('/openapi.json')).json()) as {
    paths: { readonly [path: string]: { readonly post?: { readonly tags?: readonly string[] } } };
  };
  const acts = Object.entries(document.paths).filter(([, { post }]) => post?.tags?.includes('Operator'));
  return acts.map(([path]) => path.replaceAll(/\{\w+\}/g, 'x1'));
}

describe('a page of another site', () => {
  const ELSEWHERE = [
    { Origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { Origin: 'https://evil.go.example.com', 'sec-fetch-site': 'same-site' },
    { Origin: 'https://go.example.com.evil.example' },
    { Origin: 'null' },
    { Origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
    {},
  ] as const;

  test('presses nothing with the cookie of whoever looks at it, on any act of the operator API', async () => {
    const acts = await actsOf();
    expect(acts.length).toBeGreaterThan(40);
    for (const path of acts) {
      for (const [at, headers] of ELSEWHERE.entries()) {
        const sent = { ...headers, Cookie: owner.cookie, 'Idempotency-Key': `key-${at}-key-key-key` };
        expect(`${path} ${await codeOf(await world.http.post(path, {}, sent))}`).toBe(`${path} origin.refused`);
      }
    }
  });

  test('sends none of the forms of the pages', async () => {
    const token = await world.desk.setUp.token();
    const forms = [
      ...[consolePaths.signIn, consolePaths.signInOptions, consolePaths.signOut, consolePaths.first(token ?? 'x')],
      ...[consolePaths.invitation('x'), `${consolePaths.invitation('x')}/options`, consolePaths.staffLink('x')],
      ...[`${consolePaths.staffLink('x')}/options`, consolePaths.ownPasskeys, consolePaths.ownPasskeyOptions],
    ];
    for (const path of forms) {
      const headers = { Origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', Cookie: owner.cookie };
      const answer = await world.http.form(path, {}, headers);
      expect(`${path} ${answer.status < 400}`).toBe(`${path} false`);
      expect(answer.headers.getSetCookie().some((each) => each.includes('unlatch_staff'))).toBe(false);
    }
    expect((await world.get(owner, '/api/v1/operator/me')).status).toBe(200);
  });

  test('may not frame, script or hear anything of a page', async () => {
    const pages = Object.values(consolePaths).flatMap((path) => (typeof path === 'string' ? path : path('x')));
    for (const path of pages.filter((each) => !each.startsWith('/api'))) {
      const answer = await world.get(owner, path);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(`${path} ${policy}`).toMatch(/default-src 'none'.*base-uri 'none'; frame-ancestors 'none'; form-action 'self'/);
      expect(`${path} ${policy}`).not.toMatch(/unsafe-inline|unsafe-eval(?!')|https?:|\*/);
      expect(answer.headers.get('referrer-policy')).toBe('same-origin');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
      if (answer.headers.get('content-type')?.startsWith('text/html')) {
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(await answer.text()).not.toMatch(/<script(?! type="module" src="\/assets\/)|<style|\sstyle=|\son[a-z]+=/);
      }
    }
  });
});

describe('cookies', () => {
  test('of staff are for scripts, plain http and other sites’ forms of no use', async () => {
    const signedIn = await world.signIn(owner.device);
    const set = signedIn.headers.getSetCookie().find((each) => each.startsWith('__Host-unlatch_staff=')) ?? '';
    expect(set).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const asked = await world.http.form(consolePaths.signInOptions, {}, { Origin: ORIGIN });
    const challenge = asked.headers.getSetCookie().find((each) => each.startsWith('__Host-unlatch_passkey=')) ?? '';
    expect(challenge).toMatch(/Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  test('that a neighbour under the same domain could set are not read', async () => {
    const [, token = ''] = owner.cookie.split('=');
    expect(await codeOf(await world.get({ cookie: `unlatch_staff=${token}` }, '/api/v1/operator/me'))).toBe('identity.missing');
    expect((await world.get({ cookie: `__Host-unlatch_staff=${token}` }, '/api/v1/operator/me')).status).toBe(200);
  });

  test('that were planted before a sign-in are not those after it', async () => {
    const again = await world.signIn(owner.device);
    expect(cookieOf(again, 'unlatch_staff')).not.toBe(owner.cookie);
    expect(await codeOf(await world.get({ cookie: `__Host-unlatch_staff=uls_${'A'.repeat(43)}` }, '/api/v1/operator/me'))).toBe(
      'identity.invalid',
    );
  });
});

describe('addresses', () => {
  test.each([
    '//evil.example',
    'https://evil.example',
    '/console.evil.example',
    '/console@evil.example',
    '/console\\evil.example',
    '/console/\\evil.example',
    '/\t/evil.example',
    '/console/\r\nSet-Cookie: x=1',
    'javascript:alert(1)',
    '/consoleevil',
    '',
  ])('%j is nowhere to be led to after signing in', async (to) => {
    const page = await (await world.http.request(`/console/sign-in?return=${encodeURIComponent(to)}`)).text();
    expect(/name="return" value="([^"]*)"/.exec(page)?.[1]).toBe('/console');
  });

  test.each([
    '/console/..//evil.example',
    '/console/%2e%2e//evil.example',
    '/console?x=//evil.example',
  ])('%s stays at our own name', async (to) => {
    const page = await (await world.http.request(`/console/sign-in?return=${encodeURIComponent(to)}`)).text();
    const led = /name="return" value="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(new URL(led, ORIGIN).origin).toBe(ORIGIN);
  });

  test('of links are those that were configured, whatever host a request names', async () => {
    const headers = { Cookie: owner.cookie, Origin: ORIGIN, Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' };
    const sent = { ...headers, 'Idempotency-Key': 'key-host-key-host' };
    const written = await world.http.post('/api/v1/operator/invitations', { name: 'Ben', role: 'staff' }, sent);
    expect(((await written.json()) as { link: string }).link).toMatch(/^https:\/\/go\.example\.com\/console\/invitations\//);
    const page = await world.http.request('/console', { headers });
    expect(await page.text()).not.toContain('evil.example');
  });
});

describe('whoever has left', () => {
  test('is told nothing more by a stream that was open', async () => {
    let mark = 0;
    const bell = createCommitBell();
    const watch = createWatchObjects({ objects: async () => [] }, bell, async () => `${mark}`);
    world = await openStaffWorld({ watch });
    owner = await world.setUp();
    const ben = await world.hire(owner, 'staff');
    const stream = (await world.get(ben, '/api/v1/operator/events')).body?.getReader();
    const textOf = async (): Promise<string> => new TextDecoder().decode((await stream?.read())?.value);
    /** What the stream says of the next commit. */
    async function news(): Promise<string> {
      const next = textOf();
      mark += 1;
      bell.ring();
      return next;
    }
    expect(await textOf()).toContain('event: changed');
    await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/leave`);
    expect(await news()).toBe('');
  });
});

describe('fields that nobody asked for', () => {
  test.each([
    ['/api/v1/operator/invitations', { name: 'Ben', role: 'staff', tenantId: 'ten_other' }],
    ['/api/v1/operator/invitations', { name: 'Ben', role: 'staff', invitedBy: 'somebody else' }],
    ['/api/v1/operator/me/sign-out', { staffId: 'stf_other' }],
    ['/api/v1/operator/me/passkeys/x/name', { name: 'x', ownerId: 'stf_other' }],
  ])('%s refuses %j whole', async (path, body) => {
    expect(await codeOf(await world.act(owner, path, body))).toBe('request.malformed');
  });
});
