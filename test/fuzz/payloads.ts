// Payloads: what a batch sends to the parsers - messages of the wire, whole and damaged, plain and signed.

import fc from 'fast-check';
import * as jose from 'jose';
import { MESSAGE_TYPES, type SchemaName, type Signer } from '#protocol';
import type { Chance } from '../crash/lives/chance.ts';
import { type Actors, numberSeed } from './actors.ts';
import { mutateBytes, mutateJson } from './mutate.ts';
import { messageArbitraries, SCHEMA_NAMES } from './schema-arbitrary.ts';

/** Messages of each kind that one batch is made of. */
const DRAWN_PER_KIND = 12;
const SIGNED_PER_BATCH = 40;
const TYPES = Object.values(MESSAGE_TYPES);

export type Drawn = { readonly name: SchemaName; readonly value: unknown; readonly json: string };
/** `isTrue`: signed by the device itself, with the header that the contract asks for. */
export type Signed = { readonly text: string; readonly isTrue: boolean };
export type Pool = { readonly drawn: readonly Drawn[]; readonly signed: readonly Signed[] };

const arbitraries = messageArbitraries();

function drawMessages(seed: string): readonly Drawn[] {
  return SCHEMA_NAMES.flatMap((name) => {
    const arbitrary = arbitraries.get(name);
    if (!arbitrary) throw new Error(`no arbitrary of ${name}`);
    const values = fc.sample(arbitrary, { numRuns: DRAWN_PER_KIND, seed: numberSeed(`${seed}/${name}`) });
    return values.map((value) => ({ name, value, json: JSON.stringify(value) }));
  });
}

/** A header as the contract wants it, or with one thing wrong that only a signer could get wrong. */
async function signOne(chance: Chance, actors: Actors, drawn: readonly Drawn[]): Promise<Signed> {
  const { value, json } = chance.pick(drawn);
  const isOwn = chance.is(0.85);
  const signer: Signer = isOwn ? actors.own : actors.stranger;
  const isPlain = chance.is(0.5);
  const header = { alg: 'Ed25519', kid: signer.kid, typ: chance.pick(TYPES) };
  const strange = isPlain ? header : { ...(mutateJson(chance, header) as object), alg: 'Ed25519' };
  // What the payload says is the device's own: most bodies name themselves after nobody.
  const sub = `${actors.address.tenant}/${actors.address.device}`;
  const body = chance.is(0.5) && typeof value === 'object' ? JSON.stringify({ ...value, sub }) : json;
  const bytes = chance.is(0.7) ? Buffer.from(body) : mutateBytes(chance, Buffer.from(body));
  try {
    const text = await new jose.CompactSign(bytes)
      .setProtectedHeader(strange as jose.CompactJWSHeaderParameters)
      .sign(signer.key);
    return { text, isTrue: isOwn && isPlain };
  } catch {
    // The library that signs refuses some of these headers itself.
    const parts = [JSON.stringify(strange), bytes, chance.bytes(64)].map((part) => Buffer.from(part).toString('base64url'));
    return { text: parts.join('.'), isTrue: false };
  }
}

export async function drawPool(seed: string, chance: Chance, actors: Actors): Promise<Pool> {
  const drawn = drawMessages(seed);
  const signed: Signed[] = [];
  for (let n = 0; n < SIGNED_PER_BATCH; n += 1) signed.push(await signOne(chance, actors, drawn));
  return { drawn, signed };
}
