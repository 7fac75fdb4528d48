// Contract schemas: JSON Schema of each message from its zod definition, with the words of the README.
import { z } from 'zod';
import { SCHEMAS, type SchemaName } from '#protocol';
import { CONTRACT_MESSAGES } from './contract-messages.ts';
import { createActWords, createContractWords } from './contract-words.ts';

export type JsonSchema = { [keyword: string]: unknown };

const isObject = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `signedHello` -> `signed-hello`. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Gives every property its words: a field of the message by its chapter, one inside a field as `field.property`. */
function describeProperties(schema: unknown, wordsFor: (field: string) => string | undefined, within = ''): void {
  if (Array.isArray(schema)) for (const one of schema) describeProperties(one, wordsFor, within);
  if (!isObject(schema)) return;
  for (const keyword of ['oneOf', 'anyOf', 'items']) describeProperties(schema[keyword], wordsFor, within);
  if (!isObject(schema.properties)) return;
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!isObject(property)) continue;
    const words = wordsFor(within === '' ? name : `${within}.${name}`);
    if (words === undefined) throw new Error(`the README does not say what ${within} ${name} is`);
    schema.properties[name] = { description: words, ...property };
    describeProperties(schema.properties[name], wordsFor, name);
  }
}

/** Each act says what it does. */
function describeActs(schema: JsonSchema): void {
  const does = createActWords();
  for (const option of schema.oneOf as { properties: { act: { const: string } } }[]) {
    const act = option.properties.act.const;
    Object.assign(option, { title: act, description: does.get(act) });
  }
}

/** Schema of what a sender writes: fields with a default may be left out, unknown ones are ignored (FP-01). */
export function contractSchema(name: SchemaName, target: 'draft-2020-12' | 'draft-7'): JsonSchema {
  const { chapter, title, summary, signed } = CONTRACT_MESSAGES[name];
  const { $schema, ...body } = z.toJSONSchema(SCHEMAS[name], { target, io: 'input' }) as JsonSchema;
  const wordsFor = createContractWords();
  describeProperties(body, (field) => {
    if (field === 'v') return 'wire version';
    return field.includes('.') ? wordsFor('Parts', field) : wordsFor(chapter, field);
  });
  if (name === 'command') describeActs(body);
  const travels = signed ? ` Travels as a compact JWS of typ ${signed.typ}; this is its payload.` : '';
  return { $schema, title, description: `${summary}${travels}`, ...body };
}

/** @returns content of each file by its name below firmware-protocol/schema. */
export function contractSchemas(): ReadonlyMap<string, JsonSchema> {
  return new Map(
    (Object.keys(SCHEMAS) as SchemaName[]).map((name) => {
      const { $schema, ...rest } = contractSchema(name, 'draft-2020-12');
      return [`${kebab(name)}.json`, { $schema, $id: `urn:o2o:1:${kebab(name)}`, ...rest }];
    }),
  );
}
