// Edges: origins, forwarded addresses, problems and held requests, each as a table of its own.
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { HttpEnv } from '../../../../gateway/http/context.ts';
import { createOpenWaits } from '../../../../gateway/http/open-waits.ts';
import { checkOrigin, isOurHost } from '../../../../gateway/http/origin.ts';
import { composeProblem, statusOf } from '../../../../gateway/http/problem.ts';
import { remoteAddress } from '../../../../gateway/http/remote-address.ts';

const PUBLIC = 'https://go.example.com';

describe('origin', () => {
  async function isTaken(headers: Record<string, string>): Promise<boolean> {
    const app = new Hono<HttpEnv>().post('/', (c) => c.json(checkOrigin(c, PUBLIC).ok));
    return (await (await app.request('/', { method: 'POST', headers })).json()) as boolean;
  }

  test.each<[boolean, Record<string, string>]>([
    [true, { Origin: PUBLIC }],
    [true, { Origin: PUBLIC, 'Sec-Fetch-Site': 'same-origin' }],
    [true, { 'Sec-Fetch-Site': 'same-origin' }],
    [true, { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }],
    // A stranger's name that was re-pointed here says of itself that it is our host.
    [false, { Origin: 'http://evil.example', Host: 'evil.example' }],
    [false, {}],
    [false, { Origin: 'null' }],
    [false, { Origin: 'http://go.example.com' }],
    [false, { Origin: 'https://go.example.com.evil.example', Host: 'go.example.com' }],
    [false, { Origin: 'https://go.example.com:444', Host: 'go.example.com' }],
    [false, { Origin: PUBLIC, 'Sec-Fetch-Site': 'cross-site' }],
    [false, { Origin: PUBLIC, 'Sec-Fetch-Site': 'same-site' }],
    [false, { 'Sec-Fetch-Site': 'none' }],
    [false, { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' }],
  ])('%s for %j', async (isOurs, headers) => {
    expect(await isTaken(headers)).toBe(isOurs);
  });

  test.each<[boolean, string, string]>([
    [true, 'http://127.0.0.1:8080', 'localhost:8080'],
    [true, 'http://localhost:8080', '[::1]:8080'],
    [false, 'http://127.0.0.1:8080', 'localhost:8081'],
    [false, 'http://127.0.0.1:8080', 'evil.example:8080'],
    [false, 'http://192.168.0.9:8080', 'localhost:8080'],
    [true, 'http://192.168.0.9:8080', '192.168.0.9:8080'],
    [false, 'http://192.168.0.9:8080', 'not a host'],
  ])('%s that %s is also %s', async (isOurs, publicOrigin, host) => {
    const app = new Hono<HttpEnv>().get('/', (c) => c.json(isOurHost(c, publicOrigin)));
    expect(await (await app.request('/', { headers: { Host: host } })).json()).toBe(isOurs);
  });
});

describe('remote address', () => {
  async function addressOf(forwarded: string | null, trustedProxies: number): Promise<string> {
    const app = new Hono<HttpEnv>().get('/', (c) => c.text(remoteAddress(c, trustedProxies)));
    const bindings = { incoming: { socket: { remoteAddress: '10.0.0.1' } } } as unknown as HttpEnv['Bindings'];
    const answer = await app.request('/', { headers: forwarded === null ? {} : { 'X-Forwarded-For': forwarded } }, bindings);
    return answer.text();
  }

  test.each<[string, string | null, number]>([
    ['10.0.0.1', null, 0],
    ['10.0.0.1', '1.1.1.1', 0],
    ['1.1.1.1', '1.1.1.1', 1],
    ['1.1.1.1', '6.6.6.6, 1.1.1.1', 1],
    ['1.1.1.1', '6.6.6.6, 1.1.1.1, 10.0.0.2', 2],
    ['10.0.0.1', null, 1],
    ['10.0.0.1', '6.6.6.6', 2],
  ])('is %s for X-Forwarded-For %j behind %i proxies', async (address, forwarded, trustedProxies) => {
    expect(await addressOf(forwarded, trustedProxies)).toBe(address);
  });

  test('is empty without a socket', async () => {
    const app = new Hono<HttpEnv>().get('/', (c) => c.json(remoteAddress(c, 0)));
    expect(await (await app.request('/')).json()).toBe('');
  });
});

describe('problem', () => {
  test('carries code, words, next step and facts, with amounts as whole numbers', () => {
    const problem = composeProblem({ code: 'order.exceeds-hold', leftMinor: 350n, currency: 'CNY' }, 'en');
    expect(problem).toMatchObject({
      type: 'urn:unlatch:order.exceeds-hold',
      status: 409,
      code: 'order.exceeds-hold',
      leftMinor: 350,
      currency: 'CNY',
    });
    expect(problem.title.length * problem.detail.length * problem.nextStep.label.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(problem))).toEqual(problem);
  });

  test('an amount beyond safe integers is our own mistake', () => {
    const rejection = { code: 'order.exceeds-hold', leftMinor: 2n ** 60n, currency: 'CNY' } as const;
    expect(() => composeProblem(rejection, 'en')).toThrow('safe integers');
  });

  test('every 401 and 5xx is where it belongs', () => {
    expect(
      ['identity.missing', 'identity.expired', 'identity.invalid'].map((code) => statusOf(code as 'identity.missing')),
    ).toEqual([401, 401, 401]);
    expect([statusOf('system.unavailable'), statusOf('system.failed')]).toEqual([503, 500]);
  });
});

describe('open waits', () => {
  test('end together, and one opened later ends at once', () => {
    const waits = createOpenWaits();
    const [first, second] = [waits.open(), waits.open()];
    waits.endAll();
    expect([first.signal.aborted, second.signal.aborted, waits.open().signal.aborted]).toEqual([true, true, true]);
  });

  test('end alone when the client hangs up, even before they began', () => {
    const waits = createOpenWaits();
    const client = new AbortController();
    const [wait, other] = [waits.open(client.signal), waits.open()];
    client.abort();
    expect([wait.signal.aborted, other.signal.aborted]).toEqual([true, false]);
    expect(waits.open(client.signal).signal.aborted).toBe(true);
  });
});
