// The demo's own routes: they lead back to this gateway and nowhere else.
import { type Context, Hono } from 'hono';
import { expect, test } from 'vitest';
import type { DemoIssuer } from '../../../../gateway/cli/demo/issuer.ts';
import { addDemoRoutes } from '../../../../gateway/cli/demo/routes.ts';

const issuer: DemoIssuer = {
  issue: async () => '',
  issueStaff: async () => 'staff-token',
  recognise: async () => null,
  isLetIn: (visitor) => visitor.remoteAddress === '127.0.0.1',
  ask: () => {},
  answer: () => {},
};
let remoteAddress = '127.0.0.1';
const kit = {
  visitorOf: () => ({ remoteAddress, userAgent: '', knownAs: null, isReturning: true }),
  greet: () => {},
  signInStaff: (c: Context, token: string) => c.redirect(`/attach?as=${token}`, 303),
  notice: () => new Response(),
};

async function leadsTo(path: string): Promise<string | null> {
  const app = new Hono();
  addDemoRoutes(issuer, () => null)(app as unknown as Parameters<ReturnType<typeof addDemoRoutes>>[0], kit);
  const answer = await app.request(`http://127.0.0.1:8080${path}`);
  expect(answer.status).toBe(303);
  return answer.headers.get('location');
}

test.each([
  ['/demo/enter?return=/s/abc', '/s/abc'],
  ['/demo/enter?return=/s/abc%3Flang%3Den', '/s/abc?lang=en'],
  ['/demo/enter', '/'],
  ['/demo/enter?return=//evil.example', '/'],
  ['/demo/enter?return=/%09/evil.example', '/'],
  ['/demo/enter?return=/%5Cevil.example', '/'],
  ['/demo/enter?return=https://evil.example', '/'],
  ['/demo/enter?return=/..//evil.example/x', '/'],
  ['/demo/enter?return=/.//evil.example/x', '/'],
  ['/demo/enter?return=/%0d%0aX:1', '/X:1'],
  ['/demo/enter?return=/%00', '/'],
])('%s leads to %s', async (path, target) => {
  expect(await leadsTo(path)).toBe(target);
});

test('whoever the terminal let in may play the staff; a stranger asks it first', async () => {
  expect(await leadsTo('/demo/staff')).toBe('/attach?as=staff-token');
  remoteAddress = '192.0.2.7';
  expect(await leadsTo('/demo/staff')).toBe('/demo/enter?return=/demo/staff');
  remoteAddress = '127.0.0.1';
});
