// Fuzz codec: generated payloads through every reader of the gateway; each must answer, and believe nothing that is not so.
import {
  decodeBytes,
  downTopic,
  LIMITS,
  MESSAGE_TYPES,
  parseTopic,
  type Result,
  SCHEMAS,
  type UpLeaf,
  upTopic,
  verifySigned,
} from '#protocol';
import { believe } from '../../gateway/mqtt/believe.ts';
import { reviewPublish, reviewWill, serialOfClaim } from '../../gateway/mqtt/client-rules.ts';
import { readForm } from '../../gateway/mqtt/credentials/form.ts';
import { type Chance, createChance } from '../crash/lives/chance.ts';
import { type Actors, createActors } from './actors.ts';
import { mutateBytes, mutateJson, mutateTopic } from './mutate.ts';
import { drawPool, type Pool } from './payloads.ts';
import { type Crash, createTally, describeError, type Tally } from './tally.ts';

const PAYLOADS_PER_BATCH = 5_000;
/** Enough to see what is wrong. */
const MOST_CRASHES = 20;
const CODE = /^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/;

export type CodecReport = {
  readonly payloads: number;
  readonly outcomes: ReadonlyMap<string, number>;
  /** Throws, and whatever was believed and is not so. */
  readonly crashes: readonly Crash[];
};

const LEAVES: readonly UpLeaf[] = [
  ...(['hello', 'online', 'journal', 'state', 'telemetry'] as const).map((leaf) => ({ leaf })),
  { leaf: 'result', gateway: 'gw-1', commandId: 'c1' },
  { leaf: 'event', type: 'door' },
  { leaf: 'event', type: 'unheard-of' },
];

/** The name of a refusal; a code that nobody wrote down is a mistake of its own. */
function codeOf(result: Result<unknown, { readonly code: string }>): string {
  if (result.ok) return 'accepted';
  if (!CODE.test(result.error.code)) throw new Error(`a refusal without a code: ${JSON.stringify(result.error)}`);
  return result.error.code;
}

function draw(chance: Chance, { drawn, signed }: Pool): Buffer {
  const { value, json } = chance.pick(drawn);
  switch (chance.below(10)) {
    case 0:
    case 1:
      return Buffer.from(json);
    case 2:
    case 3:
    case 4:
      return Buffer.from(JSON.stringify(mutateJson(chance, value)));
    case 5:
    case 6:
    case 7:
      return mutateBytes(chance, Buffer.from(json));
    case 8:
      return mutateBytes(chance, Buffer.from(chance.pick(signed).text));
    default:
      return Buffer.from(chance.bytes(chance.below(300)));
  }
}

export type Reader = (chance: Chance, pool: Pool, actors: Actors) => Promise<string> | string;

/** What was read says the same when it is written and read again. */
const decodeAny: Reader = (chance, pool) => {
  const { name, json } = chance.pick(pool.drawn);
  const bytes = chance.is(0.25) ? Buffer.from(json) : draw(chance, pool);
  const read = decodeBytes(SCHEMAS[name], bytes, LIMITS.maxUpBytes);
  if (read.ok) {
    const written = JSON.stringify(read.value);
    const again = decodeBytes(SCHEMAS[name], Buffer.from(written), Number.POSITIVE_INFINITY);
    if (!again.ok || JSON.stringify(again.value) !== written)
      throw new Error(`${name} is not read as it was written: ${written}`);
  }
  return `decode ${codeOf(read)}`;
};

/** A topic that is taken is spelled in one way. */
const readTopic: Reader = (chance, _pool, { address }) => {
  const right = chance.is(0.7)
    ? upTopic(address, chance.pick(LEAVES))
    : downTopic(address, chance.is(0.5) ? { leaf: 'ack' } : { leaf: 'command', gateway: 'gw-1', commandId: 'c1' });
  const topic = chance.is(0.15) ? right : mutateTopic(chance, right);
  const read = parseTopic(topic);
  if (read.ok) {
    const to = read.value;
    if ((to.direction === 'up' ? upTopic(to, to) : downTopic(to, to)) !== topic) throw new Error(`two spellings of ${topic}`);
  }
  reviewPublish(address, topic, 10);
  serialOfClaim(topic);
  return `topic ${codeOf(read)}`;
};

/** What is said plainly by a device that has a key moves nothing. */
const believePlain: Reader = async (chance, pool, { address, key }) => {
  const isUnsigned = chance.is(0.3);
  const deviceKey = { tenant: address.tenant, key: isUnsigned ? null : key };
  const read = await believe(address, chance.pick(LEAVES), draw(chance, pool), deviceKey);
  const isBinding = read.ok && ['hello', 'result', 'journal'].includes(read.value.kind);
  if (isBinding && !isUnsigned) throw new Error('a plain word was taken for a signed one');
  return `believe ${codeOf(read)}`;
};

/** A signature that was not made by the device, or was made for something else, is never believed. */
const believeSigned: Reader = async (chance, pool, { address, key }) => {
  const { text, isTrue } = chance.pick(pool.signed);
  const isWhole = chance.is(0.06);
  const bytes = isWhole ? Buffer.from(text) : mutateBytes(chance, Buffer.from(text));
  const isSame = bytes.equals(Buffer.from(text));
  const read = await believe(address, chance.pick(LEAVES), bytes, { tenant: address.tenant, key });
  const isBinding = read.ok && 'jws' in read.value;
  if (isBinding && !(isTrue && isSame)) throw new Error(`believed although it was changed: ${text}`);
  return `signed ${codeOf(read)}`;
};

/** Everything else that strangers may hand in. */
const readRest: Reader = async (chance, pool, { address, key }) => {
  const bytes = chance.is(0.5) ? draw(chance, pool) : mutateBytes(chance, Buffer.from(chance.pick(pool.signed).text));
  const will = reviewWill(address, { topic: upTopic(address, { leaf: 'online' }), payload: bytes });
  const verified = await verifySigned(bytes.toString(), MESSAGE_TYPES.connection, (kid) =>
    kid === address.device ? key : undefined,
  );
  return `password ${readForm(bytes).form}, will ${will ?? 'accepted'}, ${codeOf(verified)}`;
};

function pickReader(chance: Chance): readonly [string, Reader] {
  const at = chance.below(100);
  if (at < 55) return ['decode', decodeAny];
  if (at < 73) return ['topic', readTopic];
  if (at < 88) return ['believe', believePlain];
  if (at < 95) return ['signed', believeSigned];
  return ['rest', readRest];
}

type Play = {
  readonly seed: string;
  readonly actors: Actors;
  readonly tally: Tally;
  readonly pick: (chance: Chance) => readonly [string, Reader];
};

async function playBatch({ seed, actors, tally, pick }: Play, batch: number, size: number): Promise<readonly Crash[]> {
  const crashes: Crash[] = [];
  const words = `codec ${seed}/${batch}`;
  const chance = createChance(words);
  const pool = await drawPool(words, chance.stream('signed'), actors);
  for (let n = 0; n < size; n += 1) {
    const one = chance.stream(String(n));
    const [what, reader] = pick(one);
    try {
      tally.add(await reader(one, pool, actors));
    } catch (error) {
      crashes.push({ part: 'codec', batch, what: `${what}, payload ${n}`, problem: describeError(error) });
      if (crashes.length >= MOST_CRASHES) return crashes;
    }
  }
  return crashes;
}

/**
 * @param asked.batch only this one, to play a finding again.
 * @param asked.pick other readers than the gateway's.
 */
export async function fuzzCodec(asked: {
  readonly runs: number;
  readonly seed: string;
  readonly batch?: number | undefined;
  readonly onBatch?: (payloads: number) => void;
  readonly pick?: Play['pick'];
}): Promise<CodecReport> {
  const { runs, seed, batch: only, onBatch, pick = pickReader } = asked;
  const tally = createTally();
  const play: Play = { seed, actors: await createActors(), tally, pick };
  const crashes: Crash[] = [];
  let payloads = 0;
  for (let batch = only ?? 0; payloads < runs && crashes.length < MOST_CRASHES; batch += 1) {
    const size = Math.min(PAYLOADS_PER_BATCH, runs - payloads);
    crashes.push(...(await playBatch(play, batch, size)));
    payloads += size;
    onBatch?.(payloads);
    if (only !== undefined) break;
  }
  return { payloads, outcomes: tally.words, crashes };
}
