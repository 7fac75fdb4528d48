// Target: the real broker with the relay behind it on a free loopback port, and counts instead of memories.
import { Aedes } from 'aedes';
import { generateKeyPair, parseTopic } from '#protocol';
import { createUseCredential } from '../../gateway/devices/use-credential.ts';
import { createAuthorizeClient } from '../../gateway/mqtt/authorize-client.ts';
import { createBroker } from '../../gateway/mqtt/broker.ts';
import { BROKER_LIMITS, type BrokerLimits } from '../../gateway/mqtt/broker-limits.ts';
import { createConnectionTokens } from '../../gateway/mqtt/credentials/connection-token.ts';
import { createPasswordCheck, hashPassword } from '../../gateway/mqtt/credentials/password-check.ts';
import { createFindDeviceKey } from '../../gateway/mqtt/device-keys.ts';
import { createRelay, type RelayHandlers } from '../../gateway/mqtt/relay.ts';
import type { VenueSetup } from '../../gateway/ports/store.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { venueSetup } from '../support/records.ts';
import { createCountingMetrics, createHandClock } from '../unit/gateway/mqtt/recorders.ts';
import { addressOf, MISBEHAVING, NEIGHBOUR, OWN_X, passwordOf } from './actors.ts';

export const HOST = '127.0.0.1';
/** Longer than any suspension or back-off. */
const LEAP_MS = 120_000;
/** So high that garbage gets as deep as it can, instead of being refused for its number. */
const DEEP: Partial<BrokerLimits> = {
  messagesPerS: 1_000_000,
  messageBurst: 1_000_000,
  framesPerS: 10_000_000,
  frameBurst: 10_000_000,
  strikesBeforeKick: 1_000_000,
};

/** `deep`: limits of number out of the way, and a clock that forgives each newcomer. `real`: as shipped. */
export type TargetMode = 'deep' | 'real';

export type TargetCounts = {
  /** What the library read, of all connections. */
  readonly framesRead: number;
  readonly connections: number;
  readonly metrics: { readonly [name: string]: number };
  /** Errors that the gateway logged: there is nothing in here that may go wrong. */
  readonly errors: readonly string[];
  /** Numbers that the well-behaved device said and that were heard. */
  readonly heard: number;
};

export type Target = { readonly port: number; counts(): TargetCounts; close(): Promise<void> };

async function registerDevice(deviceId: string): Promise<VenueSetup['devices'][number]> {
  const passwordHash = await hashPassword(passwordOf(deviceId), Buffer.alloc(16, 7), { n: 16, r: 1, p: 1 });
  return { deviceId, kind: 'bike', publicX: OWN_X, passwordHash, config: {} };
}

async function openStore(clock: { nowMs(): number }) {
  const store = openSqliteStore({ path: ':memory:', clock });
  const { venue } = venueSetup();
  const { tenant } = addressOf(NEIGHBOUR);
  await store.setUpVenue({
    tenantId: tenant,
    venue: { ...venue, tenantId: tenant },
    devices: await Promise.all([...MISBEHAVING, NEIGHBOUR].map(registerDevice)),
    places: [],
    tariffs: [],
    objects: [],
    tags: [],
    stays: [],
  });
  return store;
}

export async function openTarget(mode: TargetMode): Promise<Target> {
  const hand = createHandClock();
  const clock = mode === 'deep' ? hand : { nowMs: () => Date.now() };
  const metrics = createCountingMetrics();
  const errors: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (what: string, facts?: unknown) => {
      const error = (facts as { error?: unknown } | undefined)?.error;
      if (errors.length < 20) errors.push(`${what}: ${error instanceof Error ? error.stack : JSON.stringify(facts)}`);
    },
  };
  const store = await openStore(clock);
  const watched: typeof store = {
    ...store,
    device(deviceId) {
      if (mode === 'deep') hand.advance(LEAP_MS);
      return store.device(deviceId);
    },
  };
  let framesRead = 0;
  let connections = 0;
  const heard = new Set<number>();
  const nothing = (): Promise<void> => Promise.resolve();
  const late: { echo: (seq: number) => void } = { echo: () => undefined };
  const handlers: RelayHandlers = {
    ...{ onHelloHint: nothing, onHello: nothing, onOnline: nothing, onResult: nothing, onJournal: nothing, onEvent: nothing },
    onState(address, state) {
      if (address.device === NEIGHBOUR) {
        heard.add(state.seq);
        late.echo(state.seq);
      }
      return nothing();
    },
  };
  const relay = createRelay({ handlers, findDeviceKey: createFindDeviceKey(store), quarantine: () => undefined, log, metrics });
  const authorize = createAuthorizeClient({
    store: watched,
    clock,
    passwords: createPasswordCheck({ clock, log }),
    tokens: await createConnectionTokens('unlatch', [{ kid: 'm1', ...(await generateKeyPair()).privateJwk }]),
    useCredential: createUseCredential({ store, clock }),
    claimTokenOf: (claimId) => `token of ${claimId}`,
  });
  const broker = await createBroker({
    host: HOST,
    port: 0,
    authenticate: authorize.authenticate,
    onPublish: (topic, payload) => relay.receive(topic, payload),
    onQuarantine: (_deviceId, _reason, slice) => {
      if (slice.length > 512) errors.push('more than a slice was set aside');
    },
    limits: { ...BROKER_LIMITS, ...(mode === 'deep' ? DEEP : {}) },
    log,
    metrics,
    clock,
    library: async (options) => {
      const aedes = await Aedes.createBroker(options);
      const handle = aedes.handle;
      aedes.handle = (stream, request) => {
        const client = handle(stream, request);
        connections += 1;
        const { _parser: parser } = client as unknown as { _parser: NodeJS.EventEmitter };
        parser.prependListener('packet', () => {
          framesRead += 1;
        });
        return client;
      };
      // Nobody but the gateway is heard by a device, and nothing strange goes on under a device's name.
      aedes.on('publish', (packet) => {
        const sender = (packet as { clientId?: string }).clientId;
        const isSetAside = packet.topic.startsWith('quarantine/');
        const isOwn = sender !== undefined && packet.topic.startsWith(`o2o/1/fuzz/${sender}/up/`);
        if (sender !== undefined && !isSetAside && !isOwn) errors.push(`${sender} got past the rules with ${packet.topic}`);
        const read = parseTopic(packet.topic);
        if (packet.retain && !(read.ok && 'leaf' in read.value && read.value.leaf === 'online')) {
          errors.push(`${packet.topic} is retained`);
        }
      });
      return aedes;
    },
  });
  late.echo = (seq) => {
    const to = addressOf(NEIGHBOUR);
    broker.sendTo(to, `o2o/1/${to.tenant}/${to.device}/dn/sys`, String(seq));
  };
  return {
    port: broker.port,
    counts: () => ({ framesRead, connections, metrics: metrics.snapshot(), errors, heard: heard.size }),
    async close() {
      await broker.close();
      await relay.drained();
      await store.close();
    },
  };
}
