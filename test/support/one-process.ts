// One process: the real gateway core and the real simulator on memory links and one clock that a test moves by hand.
import { createHash, randomBytes } from 'node:crypto';
import { generateKeyPair, importSigner, importVerifyingKey, KIND_CATALOGUE, type Result } from '#protocol';
import { createTagKey, formatKeyRing, parseKeyRing } from '#qr';
import {
  createAlarms,
  createDeviceRuntime,
  createMemoryLink,
  createVolatileMemory,
  type DeviceRuntime,
  type Fault,
  findModel,
  findPersona,
  KIND_MODELS,
  type MemoryGatewayEnd,
  type MemoryStore,
  PERSONAS,
} from '#sim';
import { drawSecrets, planVenue, planVenueFile } from '../../gateway/cli/demo-venue.ts';
import { type Core, composeCore } from '../../gateway/compose-core.ts';
import type { SessionView } from '../../gateway/domain/session-view.ts';
import type { Metrics } from '../../gateway/ports/metrics.ts';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';

export type HandClock = { nowMs(): number };

export type House = {
  readonly core: Core;
  readonly store: OwnedStore;
  readonly clock: HandClock;
  readonly codeOf: (objectId: string) => string;
  readonly pairingCode: string;
  /** Device and its end of the wire. */
  readonly device: (deviceId: string) => {
    readonly runtime: DeviceRuntime;
    readonly wire: MemoryGatewayEnd;
    readonly memory: MemoryStore;
  };
  readonly metrics: { [thing: string]: number };
  /** Moves time in steps of at most `stepMs`, letting everything due happen at each. */
  pass(totalMs: number, stepMs?: number): Promise<void>;
  /** Lets everything that is under way finish, without moving time. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

export type HouseOptions = {
  readonly objects: readonly string[];
  readonly faults?: readonly Fault[];
  /** Without persons nobody acts at the objects by themselves. */
  readonly persons?: boolean;
  readonly store?: OwnedStore;
};

function countingMetrics(): { metrics: Metrics; counts: { [thing: string]: number } } {
  const counts: { [thing: string]: number } = {};
  return {
    counts,
    metrics: {
      count(thing, label = '') {
        const name = label === '' ? thing : `${thing}:${label}`;
        counts[name] = (counts[name] ?? 0) + 1;
      },
      snapshot: () => ({ ...counts }),
    },
  };
}

const quiet = { info: () => {}, warn: () => {}, error: (what: string, facts?: object) => console.error(what, facts) };

export async function openHouse(options: HouseOptions): Promise<House> {
  let nowMs = Date.UTC(2026, 10, 21, 4, 0, 0);
  const clock = { nowMs: () => nowMs };
  const ring = await parseKeyRing(formatKeyRing([await createTagKey({ kid: 1, issuer: 'https://demo.unlatch.example' })]));
  if (!ring.ok) throw new Error('tag key ring');
  const [tagKey] = ring.value.signingKeys;
  if (!tagKey) throw new Error('no tag key');
  const command = await generateKeyPair();
  const secrets = await drawSecrets(tagKey, (size) => randomBytes(size), nowMs);
  const store = options.store ?? openSqliteStore({ path: ':memory:', clock });
  await store.setUpVenue(await planVenue(secrets, { kinds: KIND_CATALOGUE, hashPassword: async () => 'scrypt$unused', nowMs }));
  const { metrics, counts } = countingMetrics();
  const wires = new Map<string, MemoryGatewayEnd>();
  const core = composeCore({
    store,
    clock,
    metrics,
    kinds: KIND_CATALOGUE,
    log: quiet,
    issuer: 'unlatch',
    gatewayId: 'gw-test',
    currency: 'CNY',
    randomBytes: (size) => randomBytes(size),
    keys: {
      commandSigner: await importSigner('c1', command.privateJwk),
      commandPublicX: command.publicJwk.x,
      ticketKey: randomBytes(32),
      tagKeys: ring.value.verifyKeys,
    },
    outlet: {
      sendTo: (address, topic, payload) => wires.get(address.device)?.deliver(topic, Buffer.from(payload)) ?? false,
    },
  });
  const venueFile = planVenueFile(secrets, { issuer: 'unlatch', kid: 'c1', x: command.publicJwk.x });
  const gatewayKey = await importVerifyingKey(command.publicJwk);
  const alarms = createAlarms({ clock });
  const devices = new Map<string, { runtime: DeviceRuntime; wire: MemoryGatewayEnd; memory: MemoryStore }>();
  for (const entry of venueFile.devices.filter((each) => options.objects.includes(each.device))) {
    const { device, gateway } = createMemoryLink();
    gateway.onPublish(({ topic, bytes }) => core.relay.receive(topic, bytes));
    const profile = KIND_CATALOGUE.find((each) => each.kind === entry.kind);
    const model = findModel(KIND_MODELS, entry.kind);
    if (!profile || !model) throw new Error(`no kind ${entry.kind}`);
    const persona = options.persons === false ? undefined : findPersona(PERSONAS, entry.kind);
    const memory = createVolatileMemory();
    const runtime = createDeviceRuntime({
      profile,
      model,
      identity: { address: { tenant: entry.tenant, device: entry.device }, issuer: 'unlatch' },
      keys: {
        signer: await importSigner(entry.device, entry.privateJwk),
        findKey: (kid) => (kid === 'c1' ? gatewayKey : undefined),
      },
      link: device,
      clock,
      timers: alarms,
      randomBytes: (size) => randomBytes(size),
      memory,
      ...(persona ? { person: { persona, pace: 1 } } : {}),
      ...(options.faults ? { faults: options.faults } : {}),
    });
    wires.set(entry.device, gateway);
    devices.set(entry.device, { runtime, wire: gateway, memory });
    runtime.start();
  }

  async function settle(): Promise<void> {
    // Device and gateway answer each other: quiet is when a whole round changed nothing.
    for (let quietRounds = 0; quietRounds < 3; ) {
      const before = JSON.stringify([counts, store.statistics()]);
      await Promise.all([...devices.values()].map(({ runtime }) => runtime.idle()));
      await core.settled();
      await new Promise((resolve) => setImmediate(resolve));
      quietRounds = before === JSON.stringify([counts, store.statistics()]) ? quietRounds + 1 : 0;
    }
  }

  const house: House = {
    core,
    store,
    clock,
    metrics: counts,
    pairingCode: secrets.pairingCode,
    codeOf(objectId) {
      const code = secrets.codes.find((each) => each.objectId === objectId);
      if (!code) throw new Error(`no code of ${objectId}`);
      return code.digits;
    },
    device(deviceId) {
      const found = devices.get(deviceId);
      if (!found) throw new Error(`no device ${deviceId}`);
      return found;
    },
    settle,
    async pass(totalMs, stepMs = 250) {
      const untilMs = nowMs + totalMs;
      await settle();
      while (nowMs < untilMs) {
        nowMs = Math.min(untilMs, nowMs + stepMs);
        alarms.runDue();
        await settle();
        await core.pump.run();
        await settle();
      }
    },
    async close() {
      for (const { runtime } of devices.values()) await runtime.stop();
      await core.settled();
      await store.close();
    },
  };
  await settle();
  return house;
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok)
    throw new Error(
      `refused: ${JSON.stringify(result.error, (_, value) => (typeof value === 'bigint' ? Number(value) : value))}`,
    );
  return result.value;
}

/** A person with a wallet and a phone, as the HTTP edge would act for them. */
export async function createPerson(house: House, personId: string, walletMinor = 50_000n) {
  if (walletMinor > 0n) {
    await house.core.topUp({ topUpId: `top-${personId}`, tenantId: 'demo', personId, currency: 'CNY', amountMinor: walletMinor });
  }
  const binding = `p:${personId}`;
  let requests = 0;
  const keyed = (route: string, body: unknown) => {
    requests += 1;
    return {
      personId,
      route,
      key: `key-${requests}`,
      bodyHash: createHash('sha256').update(JSON.stringify(body)).digest('base64url'),
    };
  };
  const { steps } = house.core;
  return {
    personId,
    scan: (objectId: string) => steps.resolveScan({ code: house.codeOf(objectId), personId, binding }),
    async start(objectId: string) {
      const scan = must(await steps.resolveScan({ code: house.codeOf(objectId), personId, binding }));
      return steps.authorizeSession({
        ...keyed('sessions', scan.ticket),
        ticket: scan.ticket,
        binding,
        tariffHash: scan.offer.tariff.hash,
      });
    },
    async pair(objectId: string, code: string) {
      const scan = must(await steps.resolveScan({ code: house.codeOf(objectId), personId, binding }));
      return steps.pairStay({ ...keyed('pair', code), ticket: scan.ticket, binding, code });
    },
    stop: (sessionId: string) => steps.requestStop({ sessionId, personId, key: sessionId }),
    read: async (sessionId: string): Promise<SessionView> => must(await steps.readSession({ sessionId, personId })),
    set: (sessionId: string, control: string, value: boolean | number, seen: number) =>
      steps.setControl({ ...keyed('controls', { control, value }), sessionId, control, value, seen }),
    order: (sessionId: string, lines: { itemId: string; quantity: number }[]) =>
      steps.placeOrder({ ...keyed('orders', lines), sessionId, lines }),
    call: (sessionId: string) => steps.callStaff({ ...keyed('calls', {}), sessionId }),
    receipt: async (sessionId: string) => JSON.parse(must(await steps.readReceipt({ sessionId, personId })).json),
    receiptKeys: async (sessionId: string) => must(await steps.receiptKeys({ sessionId, personId })),
    wallet: async () => must(await steps.readWallet({ personId })),
  };
}

export { must };
