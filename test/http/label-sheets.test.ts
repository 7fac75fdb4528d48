// Sheets over the API, from a gateway as it is served: staff get a batch as a file, others nothing, and a reader may leave half-way.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { composeGateway, type Gateway } from '../../gateway/compose.ts';
import { readConfig } from '../../gateway/config.ts';
import { OPERATOR_AUDIENCE } from '../../gateway/http/operator-identity.ts';
import { TENANT, VENUE, venueSetup } from '../support/records.ts';
import { createRecordedLog } from '../unit/gateway/mqtt/recorders.ts';

const ISSUER = 'https://host.example.com';
const LONG_MS = 120_000;
const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
const log = createRecordedLog();
let folder: string;
let gateway: Gateway;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-sheets-'));
  const keysFile = join(folder, 'host-keys.json');
  writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'p1', alg: 'Ed25519' }] }));
  const config = readConfig({
    ...{ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: '0', UNLATCH_MQTTS_PORT: '0', UNLATCH_MQTT_PORT: '0' },
    ...{ UNLATCH_TOKEN_ISSUER: ISSUER, UNLATCH_TOKEN_KEYS: keysFile },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  gateway = await composeGateway(config.value, {
    ...{ kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: 'https://q.example.com', log },
  });
  await gateway.store.setUpVenue(venueSetup({ tags: [] }));
  await issue('blanks', 30);
}, LONG_MS);
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

async function issue(batchId: string, count: number): Promise<void> {
  const order = { operatorId: 'ann', tenantId: TENANT, venueId: VENUE, batchId, count, objectIds: null };
  for (let after = 0; after < count; after += 500) {
    const issued = await gateway.core.steps.operator.issueLabels({ ...order, afterTagNo: after, limit: 500 });
    if (!issued.ok) throw new Error(JSON.stringify(issued.error));
  }
}

type OpenApi = {
  readonly paths: {
    readonly [path: string]:
      | {
          readonly get: {
            readonly parameters: readonly { readonly name: string }[];
            readonly responses: { readonly [status: string]: { readonly content: object } };
          };
        }
      | undefined;
  };
};

const staffToken = (tenant: string): Promise<string> =>
  new SignJWT({ sub: 'ann', iss: ISSUER, aud: OPERATOR_AUDIENCE, scope: 'operator', tenant })
    .setExpirationTime('1h')
    .setProtectedHeader({ alg: 'Ed25519', kid: 'p1' })
    .sign(privateKey);

async function get(path: string, tenant: string | null = TENANT, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = tenant === null ? {} : { Authorization: `Bearer ${await staffToken(tenant)}` };
  return fetch(`${gateway.origin}/api/v1/operator/label-batches/${path}`, { headers, ...(signal && { signal }) });
}

const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

test.each([
  ['pdf', 'application/pdf', 'pdf', /^%PDF-.*\/Count 2\b/s],
  ['zpl', 'application/vnd.zebra.zpl', 'zpl', /^(\^XA\^PW.*\^XZ\n){30}$/],
  ['svg', 'application/zip', 'zip', /^PK.*30-[0-9A-Z-]{11}\.svg.*labels\.csv/s],
  ['png', 'application/zip', 'zip', /^PK.*30-[0-9A-Z-]{11}\.png.*labels\.csv/s],
  ['csv', 'text/csv; charset=utf-8', 'csv', /^\u00ef\u00bb\u00bfurl,.*(\r\nhttp:[^\r]+){30}\r\n$/],
])(
  'a batch as %s',
  async (as, type, extension, pattern) => {
    const answer = await get(`blanks/print?as=${as}&dpi=203${as === 'zpl' ? '&label=57x32mm' : ''}`);
    const text = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="labels-blanks.${extension}"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(text).toMatch(pattern);
  },
  LONG_MS,
);

test.each<[string, string, number, string]>([
  ['none-such/print', TENANT, 404, 'label.batch-unknown'],
  ['blanks/print', 'somebody-else', 404, 'label.batch-unknown'],
  ['Blanks!/print', TENANT, 400, 'request.malformed'],
  ['blanks/print?as=docx', TENANT, 400, 'request.malformed'],
  ['blanks/print?sheet=avery-1', TENANT, 400, 'request.malformed'],
  ['blanks/print?start=22', TENANT, 400, 'request.malformed'],
  ['blanks/print?copies=0', TENANT, 400, 'request.malformed'],
  ['blanks/print?shift=9', TENANT, 400, 'request.malformed'],
  ['blanks/print?label=4', TENANT, 400, 'request.malformed'],
  ['blanks/print?colour=red', TENANT, 400, 'request.malformed'],
  ['blanks/print?as=zpl&label=12x10', TENANT, 422, 'label.too-small'],
  ['blanks/print?as=zpl&dpi=600&label=999.99x999.99', TENANT, 422, 'label.too-large'],
  ['blanks/print?as=zpl&label=57x32mm&shift=-1,0', TENANT, 400, 'request.malformed'],
  ['blanks/print?as=zpl', TENANT, 400, 'request.malformed'],
  ['blanks/print?as=zpl&label=57x32mm&start=4', TENANT, 400, 'request.malformed'],
  ['blanks/print?as=png&copies=2', TENANT, 400, 'request.malformed'],
  ['blanks/print?label=70x37mm', TENANT, 400, 'request.malformed'],
  ['blanks/print?grid=3x8', TENANT, 400, 'request.malformed'],
  ['blanks/print?grid=4x8&label=70x37mm', TENANT, 400, 'request.malformed'],
  ['blanks/print?as=svg&grid=2x8&label=70x37mm', TENANT, 400, 'request.malformed'],
])('%s of %s is refused: %i %s', async (path, tenant, status, code) => {
  const answer = await get(path, tenant);
  expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
});

test('a grid of your own is printed as the presets are', async () => {
  const answer = await get('blanks/print?page=letter&grid=2x4&label=4x2in');
  const text = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  expect([answer.status, /\/Count ([0-9]+)/.exec(text)?.[1]]).toEqual([200, '4']);
});

test('whoever had a batch drawn is in the audit, and nobody else', async () => {
  const printed = () =>
    gateway.store.books<{ actor_id: string; facts_json: string }>(
      "SELECT actor_id, facts_json FROM audit_rows WHERE what = 'labels-printed' AND subject_id = 'noted'",
    );
  await issue('noted', 3);
  await (await get('noted/print?as=zpl&label=12x10')).text();
  expect(await printed()).toEqual([]);
  await (await get('noted/print?as=csv')).text();
  expect((await printed()).map(({ actor_id, facts_json }) => [actor_id, JSON.parse(facts_json)])).toEqual([
    ['ann', { format: 'csv', size: 3 }],
  ]);
});

test('without a token of staff there is no batch', async () => {
  const answer = await get('blanks/print', null);
  expect([answer.status, await codeOf(answer)]).toEqual([401, 'identity.missing']);
});

test('what has ended is left out, and a batch of nothing else is refused', async () => {
  await issue('two', 2);
  const order = { operatorId: 'ann', tenantId: TENANT, reason: 'torn off' };
  const rows = async () => (await (await get('two/print?as=csv')).text()).trim().split('\r\n').slice(1);
  const codes = (await rows()).map((row) => row.split(',')[1] ?? '');
  expect(codes).toHaveLength(2);
  for (const [at, code] of codes.entries()) {
    const ended = await gateway.core.steps.operator.endLabel({ ...order, label: code, as: 'lost' });
    expect(ended.ok).toBe(true);
    if (at === 0) expect((await rows()).map((row) => row.split(',')[1])).toEqual([codes[1]]);
  }
  const answer = await get('two/print');
  expect([answer.status, await codeOf(answer)]).toEqual([409, 'label.ended']);
});

test(
  'a reader who leaves half-way does no harm, and the next one has the whole batch',
  async () => {
    await issue('many', 600);
    const leaving = new AbortController();
    const answer = await get('many/print?as=png', TENANT, leaving.signal);
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0);
    leaving.abort();
    await expect(reader?.read()).rejects.toThrow();
    // A person's scan has its turn while labels are drawn.
    const [table, health] = await Promise.all([get('many/print?as=csv'), fetch(`${gateway.origin}/healthz`)]);
    expect([(await table.text()).trim().split('\r\n').length, health.status]).toEqual([601, 200]);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  },
  LONG_MS,
);

test(
  'one batch of a tenant is printed at a time: some wait, and whoever comes after them is told when',
  async () => {
    const leaving = new AbortController();
    const first = await get('many/print?as=png', TENANT, leaving.signal);
    expect(first.status).toBe(200);
    const others = Array.from({ length: 3 }, () => get('blanks/print?as=csv'));
    const told = await Promise.race(others);
    expect([told.status, await codeOf(told), told.headers.get('retry-after')]).toEqual([429, 'label.print-busy', '30']);
    leaving.abort();
    const answers = await Promise.all(others);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429]);
    await Promise.all(answers.filter(({ bodyUsed }) => !bodyUsed).map((answer) => answer.text()));
  },
  LONG_MS,
);

test('the document describes the file by all of its types', async () => {
  const document = (await (await fetch(`${gateway.origin}/openapi.json`)).json()) as OpenApi;
  const route = document.paths['/api/v1/operator/label-batches/{id}/print']?.get;
  expect(Object.keys(route?.responses['200']?.content ?? {})).toEqual([
    ...['application/pdf', 'application/vnd.zebra.zpl', 'application/zip', 'text/csv; charset=utf-8'],
  ]);
  expect(route?.parameters.map(({ name }) => name)).toContain('sheet');
});
