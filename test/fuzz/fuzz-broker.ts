// Fuzz broker: conversations of generated frames on the real broker's sockets, while a well-behaved device goes on with its own.
import { connect } from 'node:net';
import mqtt from 'mqtt';
import { deviceFilters, upTopic } from '#protocol';
import { createChance } from '../crash/lives/chance.ts';
import { addressOf, createActors, NEIGHBOUR, passwordOf } from './actors.ts';
import { drawConversation } from './frames.ts';
import { cutAnywhere } from './mutate.ts';
import { drawPool } from './payloads.ts';
import { HOST } from './target.ts';

const AT_A_TIME = 16;
/** Connections that share one pool of messages. */
const PER_POOL = 32;
const MOST_PIECES = 6;
/** A connection that neither side has ended by then is a finding: no broker keeps a client that hung up. */
const PATIENCE_MS = 60_000;

export type Neighbour = {
  /** Says one more thing; resolves when it is acknowledged and was heard back. */
  say(): Promise<number>;
  readonly said: () => number;
  /** How often its connection ended. */
  readonly interruptions: () => number;
  leave(): Promise<void>;
};

/** The well-behaved device: numbered messages at QoS 1, each of which the target sends back. */
export async function attendAsNeighbour(port: number): Promise<Neighbour> {
  const address = addressOf(NEIGHBOUR);
  const client = await mqtt.connectAsync({
    host: HOST,
    port,
    clientId: NEIGHBOUR,
    username: NEIGHBOUR,
    password: passwordOf(NEIGHBOUR),
    protocolVersion: 4,
    keepalive: 30,
    reconnectPeriod: 100,
  });
  let interruptions = 0;
  client.on('error', () => undefined);
  client.on('close', () => {
    interruptions += 1;
  });
  const waiting = new Map<string, () => void>();
  client.on('message', (_topic, payload) => waiting.get(payload.toString())?.());
  await client.subscribeAsync(deviceFilters(address).subscribe, { qos: 1 });
  let said = 0;
  return {
    async say() {
      said += 1;
      const seq = said;
      const state = { v: 1, boot: '1-00112233445566ff', seq, upMs: seq, ver: seq, reported: {}, cfgVer: 0 };
      const startedAtMs = performance.now();
      const echoed = new Promise<void>((resolve) => waiting.set(String(seq), resolve));
      await Promise.all([client.publishAsync(upTopic(address, { leaf: 'state' }), JSON.stringify(state), { qos: 1 }), echoed]);
      waiting.delete(String(seq));
      return performance.now() - startedAtMs;
    },
    said: () => said,
    interruptions: () => interruptions,
    leave: () => client.endAsync(true),
  };
}

/** Sends all of it in pieces, once its entry was answered where there is one; hangs up, and waits until the other side has, too. */
function converse(port: number, entry: Buffer, pieces: readonly Buffer[]): Promise<'ended' | 'left open'> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port, noDelay: true });
    const patience = setTimeout(() => {
      socket.destroy();
      resolve('left open');
    }, PATIENCE_MS);
    socket.on('error', () => undefined);
    const sayAll = (): void => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    };
    if (entry.length > 0) socket.once('data', sayAll);
    // Read, or a broker that answers much would wait for us.
    socket.resume();
    socket.once('close', () => {
      clearTimeout(patience);
      resolve('ended');
    });
    socket.once('connect', () => {
      if (entry.length > 0) socket.write(entry);
      else sayAll();
    });
  });
}

export type BrokerFuzzReport = {
  readonly connections: number;
  readonly framesSent: number;
  readonly bytesSent: number;
  /** Connections that the broker kept although the client had hung up. */
  readonly leftOpen: readonly number[];
};

/** Ends when so many frames were read by the broker, as `framesRead` tells; `batch` plays one connection again. */
export async function fuzzBroker(asked: {
  readonly port: number;
  readonly frames: number;
  readonly seed: string;
  readonly batch?: number | undefined;
  readonly framesRead: () => Promise<number>;
  readonly onBatch?: (frames: number) => void;
}): Promise<BrokerFuzzReport> {
  const { port, frames, seed, batch: only } = asked;
  const actors = await createActors();
  const leftOpen: number[] = [];
  let [connections, framesSent, bytesSent, framesRead] = [0, 0, 0, 0];

  const playOne = async (connection: number, pool: Awaited<ReturnType<typeof drawPool>>): Promise<void> => {
    const chance = createChance(`broker ${seed}/${connection}`);
    const conversation = drawConversation(chance, pool);
    const bytes = Buffer.concat(conversation.frames);
    const outcome = await converse(port, conversation.entry, cutAnywhere(chance, bytes, 1 + chance.below(MOST_PIECES)));
    if (outcome === 'left open') leftOpen.push(connection);
    connections += 1;
    framesSent += conversation.frames.length + (conversation.entry.length > 0 ? 1 : 0);
    bytesSent += conversation.entry.length + bytes.length;
  };

  for (let first = Math.floor((only ?? 0) / PER_POOL) * PER_POOL; framesRead < frames; first += PER_POOL) {
    const pool = await drawPool(`broker ${seed}/${first}`, createChance(`broker ${seed}/${first}/signed`), actors);
    const numbers = Array.from({ length: PER_POOL }, (_, n) => first + n).filter((n) => only === undefined || n === only);
    for (let at = 0; at < numbers.length; at += AT_A_TIME) {
      await Promise.all(numbers.slice(at, at + AT_A_TIME).map((connection) => playOne(connection, pool)));
      framesRead = await asked.framesRead();
      if (framesRead >= frames) break;
    }
    asked.onBatch?.(framesRead);
    if (only !== undefined) break;
  }
  return { connections, framesSent, bytesSent, leftOpen };
}
