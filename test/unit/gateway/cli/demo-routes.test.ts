// The demo's own routes: they lead back to this gateway and nowhere else.
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { DemoIssuer } from '../../../../gateway/cli/demo-issuer.ts';
import { addDemoRoutes } from '../../../../gateway/cli/demo-routes.ts';

const issuer: DemoIssuer = {
  issue: async () => '',
  recognise: async () => null,
  isLetIn: () => true,
  ask: () => {},
  answer: () => {},
};
const kit = {
  visitorOf: () => ({ remoteAddress: '127.0.0.1', userAgent: '', knownAs: null }),
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
  ['/demo/enter?return=/%0d%0aX:1', '/X:1'],
  ['/demo/enter?return=/%00', '/'],
])('%s leads to %s', async (path, target) => {
  expect(await leadsTo(path)).toBe(target);
});
