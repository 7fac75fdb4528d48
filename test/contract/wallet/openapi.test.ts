// The published document of the host wallet's interface: what the code says, sound in itself, and what both sides really send.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { opKeys } from '../../../gateway/domain/wallet/wallet-operation.ts';
import { composeOpenApi } from '../../../gateway/wallet/host/openapi.ts';
import { HOST_RULES } from '../../../gateway/wallet/host/rules.ts';
import { keyOf, refundKey } from './describe-outcomes.ts';
import { openHostStage } from './host-stage.ts';
import type { StagedHold, WalletStage } from './stage.ts';

type Part = { readonly [member: string]: Part };
type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly asked: string;
  readonly status: number;
  readonly answered: string;
  readonly headers: IncomingHttpHeaders | Headers;
};

const published = JSON.parse(readFileSync(new URL('../../../gateway/wallet/host/openapi.json', import.meta.url), 'utf8')) as Part;

function partAt(pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((part, name) => (part as Part | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], published);
}

/** Every object of the document with the way to it. */
function* walk(part: unknown, at: string): Generator<[string, { readonly [member: string]: unknown }]> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield [at, part as { readonly [member: string]: unknown }];
  for (const [name, each] of Object.entries(part)) yield* walk(each, `${at}/${name}`);
}

const operations = Object.entries(published.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, each]) => ({ path, method, each })),
);

describe('the document', () => {
  test('is what the code says: `unlatch wallet openapi` prints it', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(composeOpenApi())));
  });

  test('is OpenAPI 3.1 with every reference, parameter, answer and scheme in place', () => {
    expect(published.openapi).toMatch(/^3\.1\./);
    for (const [at, part] of walk(published, '#')) {
      if (typeof part.$ref === 'string') expect(partAt(part.$ref), `${at} -> ${part.$ref}`).toBeDefined();
    }
    const ids = operations.map(({ each }) => String(each.operationId));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, method, each } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const given = Object.values(each.parameters ?? {}).filter((parameter) => String(parameter.in) === 'path');
      expect(
        given.map((parameter) => String(parameter.name)),
        `${method} ${path}`,
      ).toEqual(named);
      expect(Object.keys(each.responses ?? {}).length).toBeGreaterThan(0);
      for (const [status, answer] of Object.entries(each.responses ?? {})) {
        expect(status).toMatch(/^([1-5]\d\d|[1-5]XX)$/);
        expect(String(answer.description)).not.toBe('');
      }
      for (const scheme of Object.values(each.security ?? {}).flatMap((one) => Object.keys(one))) {
        expect(partAt(`#/components/securitySchemes/${scheme}`)).toBeDefined();
      }
    }
  });

  test('states every rule that the conformance kit checks', () => {
    for (const [id, sentence] of Object.entries(HOST_RULES))
      expect(published.info?.description).toContain(`**${id}** ${sentence}`);
  });
});

/** Stands between both sides and writes down what passes; signatures cover the path only, so it is not noticed. */
async function openRecorder(targetUrl: () => string): Promise<{ url: string; exchanges: Exchange[]; close(): Promise<void> }> {
  const exchanges: Exchange[] = [];
  const server = createServer(async (request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    const asked = await text(request);
    const passed = Object.fromEntries(
      ['wallet-signature', 'content-type', 'authorization'].flatMap((name) => {
        const value = headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    const heard = await fetch(`${targetUrl()}${path}`, { method, headers: passed, ...(asked !== '' && { body: asked }) });
    const answered = await heard.text();
    exchanges.push({ method, path, asked, status: heard.status, answered, headers: heard.headers });
    const back = ['wallet-signature', 'content-type'].map((name) => [name, heard.headers.get(name) ?? '']);
    response.writeHead(heard.status, Object.fromEntries(back)).end(answered);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

describe('adapter and reference wallet keep to it', () => {
  let stage: WalletStage;
  let recorder: Awaited<ReturnType<typeof openRecorder>>;
  let target = '';

  const schemaOf = (name: string): z.ZodType =>
    z.fromJSONSchema(partAt(`#/components/schemas/${name}`) as z.core.JSONSchema.JSONSchema);
  const nameOf = (ref: unknown): string => String((ref as Part | undefined)?.$ref ?? '').replace('#/components/schemas/', '');

  beforeAll(async () => {
    recorder = await openRecorder(() => target);
    stage = await openHostStage({
      through(url) {
        target = url;
        return recorder.url;
      },
    });
    const capture = (hold: StagedHold, amountMinor: bigint) =>
      stage.wallet.capture(stage.call(keyOf(hold, 'capture')), { ...hold, amountMinor });
    const [used, freed, expired] = [await stage.held(), await stage.held(), await stage.held()];
    const inc = opKeys.increment(used.sessionId, used.holdId, 1);
    await stage.wallet.increment(stage.call(inc), { ...used, totalMinor: 4_000n });
    await capture(used, 9_000n);
    stage.fault({ fault: 'pend', act: 'capture' });
    await capture(expired, 100n);
    stage.complete('insufficient_funds');
    await stage.wallet.capture(stage.call(opKeys.recapture(used.sessionId, used.holdId, 9)), { ...used, amountMinor: 500n });
    await stage.wallet.refund(stage.call(refundKey(used, '1')), { ...used, totalMinor: 200n });
    await stage.wallet.void(stage.call(keyOf(freed, 'void')), freed);
    const asked = await stage.newHold();
    stage.fault({ fault: 'ask', act: 'authorize' });
    await stage.authorize(asked);
    stage.advance(8 * 86_400_000);
    const re = opKeys.recapture(expired.sessionId, expired.holdId, 1);
    await stage.wallet.recapture(stage.call(re), { ...expired, amountMinor: 700n });
    const grant = await stage.grantOf(used.payerId, 'topup:t1');
    const payIn = { topUpId: 't1', payerId: used.payerId, amountMinor: 300n, currency: 'EUR', grant };
    await stage.wallet.topUp(stage.call('topup:t1'), payIn);
    await stage.wallet.status(stage.call(used.authorizeKey), stage.question('authorize', used, 3_500n));
    await stage.wallet.status(stage.call('nobody:knows:authorize'), stage.question('authorize', used, 3_500n));
    await stage.wallet.listSince({ sinceMs: 0, cursor: null, signal: new AbortController().signal });
    await stage.webhooks.deliver();
  });
  afterAll(async () => {
    await stage.close();
    await recorder.close();
  });

  test('every request and answer is one of the document, by its path, status and schema', () => {
    const seen = new Set<string>();
    for (const { method, path, asked, status, answered, headers } of recorder.exchanges) {
      const place = path.split('?')[0] ?? '';
      const found = operations.find(
        (each) =>
          each.method === method.toLowerCase() && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(place),
      );
      expect(found, `${method} ${path}`).toBeDefined();
      if (!found) continue;
      const { each } = found;
      seen.add(String(each.operationId));
      const isJson = asked.startsWith('{');
      if (isJson) {
        const schema = schemaOf(nameOf(each.requestBody?.content?.['application/json']?.schema));
        expect(schema.safeParse(JSON.parse(asked)).error, `${method} ${path} asked`).toBeUndefined();
      }
      const answer = each.responses?.[String(status)] ?? each.responses?.[`${String(status)[0]}XX`];
      expect(answer, `${method} ${path} answered ${status}`).toBeDefined();
      const [type = ''] = Object.keys(answer?.content ?? {});
      expect((headers as Headers).get('content-type')).toBe(type);
      const schema = schemaOf(nameOf(answer?.content?.[type]?.schema));
      expect(schema.safeParse(JSON.parse(answered)).error, `${method} ${path} answered ${answered}`).toBeUndefined();
      if (answer?.headers) expect((headers as Headers).get('wallet-signature')).toMatch(/^[\w-]+\.\.[\w-]+$/);
    }
    expect([...seen].sort()).toEqual(operations.map(({ each }) => String(each.operationId)).sort());
  });

  test('every webhook is an event of the document', () => {
    const schema = schemaOf('WalletEvent');
    expect(stage.deliveries.count()).toBeGreaterThan(5);
    for (const { body } of stage.deliveries.all()) expect(schema.safeParse(JSON.parse(body)).error, body).toBeUndefined();
  });

  test('the schemas refuse what they must', () => {
    const hold = { holdId: 'hld_1', sessionId: 'ses_1', payer: 'p', amountMinor: 1, currency: 'EUR' };
    const schema = schemaOf('HoldRequest');
    expect(schema.safeParse(hold).success).toBe(true);
    for (const wrong of [{ amountMinor: 0 }, { amountMinor: 1.5 }, { currency: 'eur' }, { more: 1 }, { payer: '' }]) {
      expect(schema.safeParse({ ...hold, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
    }
  });
});
