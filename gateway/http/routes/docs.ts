// Docs: the OpenAPI document, and a page that shows it without the network.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { App, HttpDeps } from '../context.ts';
import { personCookie } from '../cookies.ts';
import { DOCS_POLICY, POLICY_HEADER } from '../security-headers.ts';
import { OPERATOR_SCHEME } from './operator-route.ts';

const SCRIPT_PATH = '/docs/rapidoc.js';
const FOR_A_DAY = 'public, max-age=86400';

const INTRODUCTION = `A scanned code becomes an offer and a ticket; the ticket becomes a session; the session becomes a receipt.

Amounts are whole minor units of their currency, times ISO 8601 in UTC. Every refusal is a problem (RFC 9457) with a stable
\`code\`. Whatever moves money or devices wants an \`Idempotency-Key\`: the same key and body get the same answer, byte for byte.
A cookie authorises a POST only from a page of this very origin; a bearer token does so from anywhere. In the demo any page opened
on this machine signs its browser in by cookie: open an object's link once, then try the calls here.`;

const OPERATOR_TOKEN =
  'Of the same issuer as person tokens, with `aud` unlatch-operator, `scope` operator and `tenant`: what staff do is audited.';

/** No web font, and nothing else from outside: the page must work with no network but this server. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Unlatch API</title>
<link rel="icon" href="data:,">
<script type="module" src="${SCRIPT_PATH}"></script>
</head>
<body>
<rapi-doc spec-url="/openapi.json" load-fonts="false" show-header="false" render-style="read" schema-style="table"
 theme="light" primary-color="#0b6e5f" regular-font="system-ui, sans-serif" mono-font="ui-monospace, monospace"
 allow-spec-url-load="false" allow-spec-file-load="false" allow-server-selection="false" persist-auth="false"></rapi-doc>
</body>
</html>
`;

function composeDocument(app: App, cookieName: string): string {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', { type: 'apiKey', in: 'cookie', name: cookieName });
  const operatorToken = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: OPERATOR_TOKEN } as const;
  app.openAPIRegistry.registerComponent('securitySchemes', OPERATOR_SCHEME, operatorToken);
  const info = { title: 'Unlatch', version: '1', description: INTRODUCTION };
  return JSON.stringify(app.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: '/' }] }));
}

/** The build brings the file along; sources take it from where the package is installed. */
function readScript(): Buffer {
  const beside = new URL('../rapidoc-min.js', import.meta.url);
  return readFileSync(existsSync(beside) ? beside : createRequire(import.meta.url).resolve('rapidoc/dist/rapidoc-min.js'));
}

export function addDocs(app: App, deps: HttpDeps): void {
  let openApi: string | null = null;
  let script: Buffer | null = null;
  app.get('/openapi.json', (c) => {
    openApi ??= composeDocument(app, personCookie(deps));
    return c.body(openApi, 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' });
  });
  app.get('/docs', (c) => {
    c.header(POLICY_HEADER, DOCS_POLICY);
    return c.body(PAGE, 200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
  });
  app.get(SCRIPT_PATH, (c) => {
    script ??= readScript();
    return c.body(new Uint8Array(script), 200, { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': FOR_A_DAY });
  });
}
