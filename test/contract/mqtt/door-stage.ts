// Door stage: broker, core and enrolment on real ports with a clock moved by hand, and new devices that come to them with mqtt.js.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import {
  type ClaimDown,
  claimPassword,
  claimTopics,
  createIds,
  decodeMessage,
  deviceFilters,
  deviceProof,
  type Enrolment,
  enrolmentProof,
  gatewayProof,
  generateKeyPair,
  importSigner,
  KIND_CATALOGUE,
  MESSAGE_TYPES,
  type PrivateJwk,
  SCHEMAS,
  signText,
  upTopic,
} from '#protocol';
import { composeCore } from '../../../gateway/compose-core.ts';
import { composeDevices } from '../../../gateway/compose-devices.ts';
import { type Broker, createBroker } from '../../../gateway/mqtt/broker.ts';
import { BROKER_LIMITS, type BrokerLimits } from '../../../gateway/mqtt/broker-limits.ts';
import { createConnectionTokens } from '../../../gateway/mqtt/credentials/connection-token.ts';
import { makeSelfSigned } from '../../../gateway/mqtt/listeners/self-signed.ts';
import { createRefusals } from '../../../gateway/mqtt/refusals.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { createBell, createCountingMetrics, createHandClock, createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

export const TENANT = 'acme';
export const HOST = '127.0.0.1';
const ISSUER = 'unlatch';

export type Through = 'plain' | 'tls' | 'webSocket';

/** A certificate that is its own authority. */
function certify(name: string, clock: { nowMs(): number }) {
  const nowMs = clock.nowMs();
  return makeSelfSigned({ names: [name, HOST], serial: randomBytes(16), fromMs: nowMs - 1_000, untilMs: nowMs + 86_400_000_000 });
}

export async function openDoor(
  given: { readonly clientCa?: string; readonly limits?: Partial<BrokerLimits>; readonly plain?: boolean } = {},
) {
  const bell = createBell();
  // TLS looks at the machine's own clock.
  const clock = createHandClock(Date.now());
  const log = createRecordedLog(bell.ring);
  const metrics = createCountingMetrics(bell.ring);
  const store = openSqliteStore({ path: ':memory:', clock });
  const ids = createIds({ clock, randomBytes });
  const command = await generateKeyPair();
  const root = await generateKeyPair();
  const late: { broker: Broker | null } = { broker: null };
  const core = composeCore({
    store,
    outlet: { sendTo: (address, topic, payload) => late.broker?.sendTo(address, topic, payload) ?? false },
    keys: {
      commandSigner: await importSigner('c1', command.privateJwk),
      commandPublicX: command.publicJwk.x,
      ticketKey: randomBytes(32),
      tagKeys: [],
    },
    issuer: ISSUER,
    gatewayId: 'gw-test',
    kinds: KIND_CATALOGUE,
    currency: 'EUR',
    installation: 'test',
    clock,
    randomBytes,
    log,
    metrics,
  });
  const refusals = createRefusals(clock);
  const devices = composeDevices({
    store,
    keys: {
      claimKey: randomBytes(32),
      tokens: await createConnectionTokens(ISSUER, [{ kid: 'm1', ...(await generateKeyPair()).privateJwk }]),
    },
    root: () => ({ kid: 'root1', x: root.publicJwk.x }),
    issuer: ISSUER,
    kinds: KIND_CATALOGUE,
    clock,
    ids,
    randomBytes,
    log,
    metrics,
    quarantine: core.quarantine,
    broker: () => late.broker,
    forgetKey: core.relay.forget,
    refusedSince: refusals.since,
    onRevoked: () => {},
  });
  const own = certify('localhost', clock);
  const broker = await createBroker({
    host: HOST,
    port: given.plain === false ? null : 0,
    tls: { ...own, port: 0, clientCa: given.clientCa ?? null },
    webSocketPort: 0,
    authenticate: devices.authorize.authenticate,
    onPublish: (topic, payload) => {
      if (!devices.claimRelay.receive(topic, payload)) core.relay.receive(topic, payload);
    },
    onQuarantine: core.quarantine,
    onRefused: refusals.note,
    limits: { ...BROKER_LIMITS, ...given.limits },
    log,
    metrics,
    clock,
  });
  late.broker = broker;
  const clients = new Set<MqttClient>();

  return {
    store,
    core,
    broker,
    clock,
    acts: devices.acts,
    desk: devices.desk,
    cert: own.cert,
    rootX: root.publicJwk.x,
    until: bell.until,
    ring: bell.ring,
    count: (name: string): number => metrics.snapshot()[name] ?? 0,
    /** A one-time token for a bike, as the owner gets it. */
    async tokenFor(serial: string, more: { deviceId?: string; hours?: number; again?: boolean } = {}): Promise<string> {
      const issued = await devices.acts.issueClaim({
        serial,
        kind: 'bike',
        deviceId: more.deviceId ?? null,
        tenantId: TENANT,
        hours: more.hours ?? 24,
        again: more.again ?? false,
        operatorId: 'ann',
      });
      if (!issued.ok) throw new Error(issued.error.code);
      return issued.value.token;
    },
    /** Rejects with the broker's answer. */
    async connect(clientId: string, options: IClientOptions = {}, through: Through = 'plain'): Promise<MqttClient> {
      const { plain, tls, webSocket } = broker.ports;
      const port = { plain, tls, webSocket }[through] ?? 0;
      const scheme = { plain: 'mqtt', tls: 'mqtts', webSocket: 'wss' }[through];
      const client = await mqtt.connectAsync(`${scheme}://${HOST}:${port}`, {
        clientId,
        username: clientId,
        protocolVersion: 4,
        keepalive: 30,
        reconnectPeriod: 0,
        ...(through === 'tls' ? { ca: own.cert } : {}),
        ...(through === 'webSocket' ? { wsOptions: { ca: own.cert } } : {}),
        ...options,
      });
      clients.add(client);
      client.on('error', () => undefined);
      return client;
    },
    async close(): Promise<void> {
      for (const client of clients) await client.endAsync(true);
      await broker.close();
      await devices.claimRelay.drained();
      await core.settled();
      await store.close();
    },
  };
}
export type Door = Awaited<ReturnType<typeof openDoor>>;

/** A device fresh from its factory: a serial number, a key of its own making, and the token that it was given. */
export async function createNewDevice(serial: string, token: string, kept?: PrivateJwk) {
  const privateJwk = kept ?? (await generateKeyPair()).privateJwk;
  const { x } = privateJwk;
  const topics = claimTopics(serial);

  return {
    privateJwk,
    x,
    /** Connects, and claims as far as the gateway goes along. @returns its last answer. */
    async enrol(
      door: Pick<Door, 'connect' | 'ring' | 'until'>,
      changes: { through?: Through; proof?: string; profile?: string } = {},
    ) {
      const client = await door.connect(topics.client, { password: claimPassword(token, serial) }, changes.through);
      const got: ClaimDown[] = [];
      client.on('message', (_topic, payload) => {
        const answer = decodeMessage(SCHEMAS.claimDown, payload.toString());
        if (answer.ok) got.push(answer.value);
        door.ring();
      });
      await client.subscribeAsync(topics.down, { qos: 1 });
      const deviceNonce = randomBytes(24).toString('base64url');
      const profile = changes.profile ?? 'bike';
      const claim = { v: 1, t: 'claim', serial, x, nonce: deviceNonce, model: 'B1', fw: '1.0', profile };
      await client.publishAsync(topics.up, JSON.stringify(claim), { qos: 1 });
      await door.until(() => got.length > 0);
      const [challenge] = got;
      if (challenge?.t !== 'challenge') return { client, got, last: challenge, enrolment: null };
      const talk = { serial, x, deviceNonce, gatewayNonce: challenge.nonce };
      if (challenge.proof !== gatewayProof(token, talk)) throw new Error('this gateway does not know the token');
      const body = JSON.stringify({ v: 1, serial, nonce: challenge.nonce });
      const key = await signText(MESSAGE_TYPES.claim, body, await importSigner(serial, privateJwk));
      const prove = { v: 1, t: 'prove', proof: changes.proof ?? deviceProof(token, talk), key };
      await client.publishAsync(topics.up, JSON.stringify(prove), { qos: 1 });
      await door.until(() => got.length > 1);
      const readEnrolment = (): Enrolment | null => {
        const last = got.at(-1);
        if (last?.t !== 'enrolled' || last.proof !== enrolmentProof(token, talk, last.doc)) return null;
        const doc = decodeMessage(SCHEMAS.enrolment, Buffer.from(last.doc, 'base64url').toString());
        return doc.ok ? doc.value : null;
      };
      return { client, got, last: got.at(-1), readEnrolment, enrolment: readEnrolment() };
    },
    /** What an enrolled device shows as its password. */
    async proof(deviceId: string, moment: { boot?: string; upMs: number }, sub = `${TENANT}/${deviceId}`): Promise<string> {
      const body = { v: 1, sub, boot: moment.boot ?? '1-00112233445566aa', upMs: moment.upMs, conn: 'c1' };
      return signText(MESSAGE_TYPES.connection, JSON.stringify(body), await importSigner(deviceId, privateJwk));
    },
  };
}

/** Says hello until the signed welcome is there. */
export async function greet(
  door: Pick<Door, 'ring' | 'until'>,
  client: MqttClient,
  deviceId: string,
  privateJwk: PrivateJwk,
): Promise<string> {
  const address = { tenant: TENANT, device: deviceId };
  const downward: string[] = [];
  client.on('message', (_topic, payload) => {
    downward.push(payload.toString());
    door.ring();
  });
  await client.subscribeAsync(deviceFilters(address).subscribe, { qos: 1 });
  const hello = {
    ...{ v: 1, boot: '1-00112233445566aa', conn: 'c1', seq: 0, upMs: 1_000, model: 'B1', fw: '1.0', profile: 'bike' },
    ...{ caps: [], cfgVer: 0, lastCtr: 0, open: [], journal: 0 },
  };
  const topic = upTopic(address, { leaf: 'hello' });
  await client.publishAsync(topic, JSON.stringify(hello), { qos: 1 });
  // A key manifest goes before the hint where there is one.
  const hint = (): string | undefined => downward.find((text) => text.startsWith('{'));
  await door.until(() => hint() !== undefined);
  const { nonce } = JSON.parse(hint() ?? '{}') as { nonce: string };
  const signed = { ...hello, seq: 1, upMs: 1_010, sub: `${TENANT}/${deviceId}`, nonce };
  const jws = await signText(MESSAGE_TYPES.hello, JSON.stringify(signed), await importSigner(deviceId, privateJwk));
  const heard = downward.length;
  await client.publishAsync(topic, jws, { qos: 1 });
  await door.until(() => downward.length > heard);
  return downward[heard] ?? '';
}

/** Resolves when the client's connection is over, with whatever error. */
export async function gone(client: MqttClient): Promise<void> {
  if (client.connected) await once(client as unknown as NodeJS.EventEmitter, 'close');
}
