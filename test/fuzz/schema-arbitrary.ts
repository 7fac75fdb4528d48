// Schema arbitrary: messages as the wire's own definitions allow them, drawn by fast-check.
import fc from 'fast-check';
import { z } from 'zod';
import { SCHEMAS, type SchemaName } from '#protocol';

type JsonSchema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
};

/** What a schema leaves open is kept small, so that most messages stay below FP-01's size. */
const MOST_ITEMS = 6;

function textOf({ pattern, minLength = 0, maxLength = 24 }: JsonSchema): fc.Arbitrary<string> {
  // A pattern of ours is anchored and bounded, and says all.
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc
    .string({ minLength, maxLength, unit: 'grapheme' })
    .filter((text) => text.length >= minLength && text.length <= maxLength);
}

function numberOf({ type, minimum, maximum }: JsonSchema): fc.Arbitrary<number> {
  if (type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true });
  const min = Math.max(minimum ?? Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);
  const max = Math.min(maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return fc.integer({ min, max });
}

function objectOf({ properties = {}, required = [], propertyNames, additionalProperties }: JsonSchema): fc.Arbitrary<object> {
  if (propertyNames && typeof additionalProperties === 'object') {
    return fc.dictionary(arbitraryOf(propertyNames) as fc.Arbitrary<string>, arbitraryOf(additionalProperties), {
      maxKeys: MOST_ITEMS,
    });
  }
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, arbitraryOf(schema)]));
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
}

function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return fc.oneof(...branches.map(arbitraryOf));
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'array': {
      const { minItems = 0, maxItems = MOST_ITEMS, items = {} } = schema;
      return fc.array(arbitraryOf(items), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, MOST_ITEMS)) });
    }
    case 'object':
      return objectOf(schema);
    default:
      return fc.jsonValue();
  }
}

export const SCHEMA_NAMES = Object.keys(SCHEMAS) as readonly SchemaName[];

/** Of each message as a sender writes it: fields with a default may be left out. */
export function messageArbitraries(): ReadonlyMap<SchemaName, fc.Arbitrary<unknown>> {
  return new Map(
    SCHEMA_NAMES.map((name) => [name, arbitraryOf(z.toJSONSchema(SCHEMAS[name], { io: 'input' }) as JsonSchema)] as const),
  );
}
