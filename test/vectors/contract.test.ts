// The documents of the contract are never stale, say no more and no less than the vectors, and are valid to their own tools.
import { readdirSync, readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES, parseTopic, SCHEMAS, type SchemaName, serialOfClaimClient, verifySigned } from '#protocol';
import { contractDocument } from './contract-asyncapi.ts';
import { CONTRACT_MESSAGES } from './contract-messages.ts';
import { contractSchemas, kebab } from './contract-schemas.ts';
import { makeContract } from './make-contract.ts';
import { readProtocolVectors, trusting, VECTOR_KEYS } from './read-protocol-vectors.ts';

const FOLDER = new URL('../../firmware-protocol/', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, FOLDER), 'utf8');
const contract = makeContract();

describe('the documents', () => {
  test.each([...contract.keys()])('%s is what npm run contract makes', (path) => {
    expect(textOf(path)).toBe(contract.get(path));
  });

  test('no schema is left of a message that is gone', () => {
    expect(readdirSync(new URL('schema/', FOLDER)).sort()).toEqual([...contractSchemas().keys()].sort());
  });
});

describe('the schemas', () => {
  const ajv = new Ajv2020({ strict: true });
  const accepts = new Map(
    (Object.keys(SCHEMAS) as SchemaName[]).map((name) => [
      name,
      ajv.compile(JSON.parse(textOf(`schema/${kebab(name)}.json`)) as object),
    ]),
  );
  const problemOf = (schema: SchemaName, message: unknown): string | null => {
    const validate = accepts.get(schema);
    return validate?.(message) ? null : ajv.errorsText(validate?.errors);
  };

  type MessageCase = { readonly name: string; readonly schema: SchemaName; readonly payload: string };
  type Decoded = { readonly schema: SchemaName; readonly decoded: object };
  const cases = <T>(path: string): readonly T[] => readProtocolVectors<{ cases: readonly T[] }>(path).cases;
  const invalid = cases<MessageCase & { code: string }>('invalid/messages.json');

  test.each(cases<MessageCase>('valid/messages.json'))('take $schema: $name', ({ schema, payload }) => {
    expect(problemOf(schema, JSON.parse(payload))).toBeNull();
  });

  test.each(invalid.filter(({ code }) => code === 'codec.invalid'))('refuse $schema: $name', ({ schema, payload }) => {
    expect(problemOf(schema, JSON.parse(payload))).not.toBeNull();
  });

  test('take every message of the signed vectors and of the stories', () => {
    const told = [
      ...cases<Decoded>('valid/signed.json'),
      ...readProtocolVectors<{ steps: readonly Decoded[] }>('valid/pod-story.json').steps,
      ...readProtocolVectors<{ steps: readonly Decoded[] }>('valid/unsigned.json').steps,
      ...readProtocolVectors<{ connections: readonly { steps: readonly Decoded[] }[] }>(
        'valid/enrolment-story.json',
      ).connections.flatMap(({ steps }) => steps),
    ];
    expect(told.length).toBeGreaterThan(70);
    for (const { schema, decoded } of told) expect(problemOf(schema, decoded), schema).toBeNull();
  });
});

describe('the AsyncAPI document', () => {
  const document = contractDocument();
  type Message = {
    readonly payload: { readonly $ref?: string };
    readonly examples: readonly { readonly payload: object | string }[];
    readonly 'x-jws'?: { readonly typ: string; readonly payload: { readonly $ref: string } };
  };
  const messages = Object.entries(document.components.messages) as [string, Message][];

  test('the official parser finds nothing but that a newer version of AsyncAPI exists', { timeout: 120_000 }, async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(textOf('asyncapi.yaml'));
    expect(diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version')).toEqual([]);
    expect(parsed?.allChannels().length).toBe(Object.keys(document.channels).length);
    expect(parsed?.allOperations().length).toBe(Object.keys(document.operations).length);
  });

  test('the parser finds a QoS that MQTT has not', { timeout: 120_000 }, async () => {
    const text = textOf('asyncapi.yaml');
    expect(text).toContain('qos: 0');
    const { diagnostics } = await new Parser().parse(text.replace('qos: 0', 'qos: 3'));
    expect(diagnostics.filter(({ severity }) => severity === 0)).not.toEqual([]);
  });

  test('every example fits the schema of its message', () => {
    const ajv = new Ajv({ strict: true });
    const schemas = document.components.schemas;
    for (const [name, { payload, examples }] of messages) {
      const schema = payload.$ref === undefined ? payload : schemas[payload.$ref.split('/').at(-1) ?? ''];
      const validate = ajv.compile(schema ?? { not: {} });
      for (const example of examples) expect(validate(example.payload), `${name}: ${ajv.errorsText(validate.errors)}`).toBe(true);
    }
  });

  test('every channel is a topic of ours in its direction, and sent or received as that', () => {
    const filled: Record<string, string> = { tenant: 'pvg', device: 'pod-a1', gw: 'gw1', cid: 'cmd_1', type: EVENT_TYPES[0] };
    const operations = Object.values(document.operations) as { action: string; channel: { $ref: string } }[];
    for (const [name, { address }] of Object.entries(document.channels) as [string, { address: string }][]) {
      const topic = address.replace(/\{(\w+)\}/g, (_, parameter: string) => filled[parameter] ?? 'SP2-000117');
      const isUp = operations.find(({ channel }) => channel.$ref === `#/channels/${name}`)?.action === 'send';
      if (name.startsWith('claim')) {
        expect(serialOfClaimClient('claim-SP2-000117')).toBe('SP2-000117');
        expect(topic).toBe(`o2o/1/claim/SP2-000117/${isUp ? 'up' : 'dn'}`);
      } else expect(parseTopic(topic)).toMatchObject({ ok: true, value: { direction: isUp ? 'up' : 'down' } });
    }
  });

  test('every message that travels by itself is on a channel', () => {
    const inside = ['keyProof', 'enrolment', 'connectionProof', 'connectionToken'];
    const travelling = Object.keys(CONTRACT_MESSAGES).filter((name) => !inside.includes(name));
    expect(messages.map(([name]) => name)).toEqual(expect.arrayContaining(travelling));
    for (const [name, { examples }] of messages) expect(examples.length, name).toBeGreaterThan(0);
  });

  test('every JWS among the examples is signed for its purpose, by a key of the vectors', async () => {
    const signed = messages.flatMap(([, message]) => (message['x-jws'] ? [{ ...message, jws: message['x-jws'] }] : []));
    expect(signed.length).toBe(8);
    for (const { jws, examples } of signed) {
      expect(Object.keys(document.components.schemas)).toContain(jws.payload.$ref.split('/').at(-1));
      for (const { payload } of examples) {
        const kids = VECTOR_KEYS.map(({ kid }) => kid);
        expect((await verifySigned(String(payload), jws.typ as 'o2o-cmd+jwt', trusting(kids))).ok).toBe(true);
      }
    }
  });
});
