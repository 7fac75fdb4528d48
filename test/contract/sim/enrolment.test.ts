// The simulated device comes to a real broker as hardware would: with a token, over each listener, and from then on with its own proof (FP-28, FP-29).
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import {
  claimPassword,
  type Enrolment,
  findProfile,
  generateKeyPair,
  importSigner,
  KIND_CATALOGUE,
  type PrivateJwk,
} from '#protocol';
import {
  createDeviceRuntime,
  createMqttLink,
  createRealAlarms,
  createSteadyClock,
  createVolatileMemory,
  type DeviceRuntime,
  findModel,
  KIND_MODELS,
  type Observation,
} from '#sim';
import { enrol } from '../../../device-sim/runtime/enrol.ts';
import { type Door, openDoor, type Through } from '../mqtt/door-stage.ts';

let door: Door;
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await door.close();
});

const clock = createSteadyClock();
const timers = createRealAlarms(clock);
const bytes = (size: number): Uint8Array => randomBytes(size);

function urlOf(through: Through): string {
  const { plain, tls, webSocket } = door.broker.ports;
  return { plain: `mqtt://127.0.0.1:${plain}`, tls: `mqtts://127.0.0.1:${tls}`, webSocket: `wss://127.0.0.1:${webSocket}` }[
    through
  ];
}

function linkOf(device: string, through: Through, password?: string, troubles: string[] = []) {
  const onTrouble = (why: string): void => {
    troubles.push(why);
    door.ring();
  };
  return createMqttLink({ url: urlOf(through), device, password, tls: { ca: door.cert }, timers, randomBytes: bytes, onTrouble });
}

function claim(serial: string, token: string, privateJwk: PrivateJwk, through: Through = 'plain') {
  const seen: Observation[] = [];
  const link = linkOf(`claim-${serial}`, through, claimPassword(token, serial));
  const observe = (observation: Observation): void => {
    seen.push(observation);
    door.ring();
  };
  const asked = enrol({ serial, token, kind: 'bike', privateJwk, link, timers, randomBytes: bytes, observe });
  running.push({ stop: asked.cancel });
  return { ...asked, seen };
}

async function live({ kid, iss, root, sub }: Enrolment, privateJwk: PrivateJwk, through: Through = 'plain') {
  const [profile, model] = [findProfile(KIND_CATALOGUE, 'bike'), findModel(KIND_MODELS, 'bike')];
  if (!profile || !model) throw new Error('there are bikes');
  const seen: Observation[] = [];
  const runtime: DeviceRuntime = createDeviceRuntime({
    profile,
    model,
    identity: { address: { tenant: sub.split('/')[0] ?? '', device: kid }, issuer: iss },
    keys: { signer: await importSigner(kid, privateJwk), findKey: () => undefined, root },
    link: linkOf(kid, through),
    clock,
    timers,
    randomBytes: bytes,
    memory: createVolatileMemory(),
    observe(observation) {
      seen.push(observation);
      door.ring();
    },
  });
  running.push(runtime);
  runtime.start();
  return { runtime, seen };
}
const has = (seen: readonly Observation[], ev: Observation['ev']) => () => seen.some((each) => each.ev === ev);

describe('FP-28 a simulated device', () => {
  test.each([
    'plain',
    'tls',
    'webSocket',
  ] as const)('gets its name through %s, and connects with its own proof', async (through) => {
    door = await openDoor();
    const { privateJwk } = await generateKeyPair();
    const asked = claim('SN-1', await door.tokenFor('SN-1', { deviceId: 'bike-9' }), privateJwk, through);
    await door.until(has(asked.seen, 'claim'));
    await door.acts.decideClaim('SN-1', 'approved', 'ann');
    const enrolment = await asked.enrolment;
    expect(enrolment).toMatchObject({ sub: 'acme/bike-9', kid: 'bike-9', iss: 'unlatch', root: { x: door.rootX } });
    const { seen } = await live(enrolment as Enrolment, privateJwk, through);
    await door.until(has(seen, 'connected'));
    expect(await door.store.credentialsOf('bike-9', 9)).toMatchObject([{ kind: 'device-key' }]);
  });

  test('the same device comes back with a newer proof after the network was lost', async () => {
    door = await openDoor();
    const { privateJwk } = await generateKeyPair();
    const asked = claim('SN-1', await door.tokenFor('SN-1'), privateJwk);
    await door.until(has(asked.seen, 'claim'));
    await door.acts.decideClaim('SN-1', 'approved', 'ann');
    const { runtime, seen } = await live((await asked.enrolment) as Enrolment, privateJwk);
    await door.until(has(seen, 'connected'));
    runtime.loseNetwork(0);
    await door.until(() => seen.filter(({ ev }) => ev === 'connected').length === 2);
    expect(door.count('mqtt_connections_refused auth.replayed')).toBe(0);
  });

  test('another key under a used token is refused, and the device leaves', async () => {
    door = await openDoor();
    const token = await door.tokenFor('SN-1');
    const first = claim('SN-1', token, (await generateKeyPair()).privateJwk);
    await door.until(has(first.seen, 'claim'));
    await door.acts.decideClaim('SN-1', 'approved', 'ann');
    await first.enrolment;
    const thief = claim('SN-1', token, (await generateKeyPair()).privateJwk);
    await door.until(() => thief.seen.some(({ data }) => data.why === 'KEY_CHANGED'));
    await door.until(has(thief.seen, 'disconnected'));
  });

  test('a wrong token is not let in, and says why', async () => {
    door = await openDoor();
    await door.tokenFor('SN-1');
    const troubles: string[] = [];
    const link = linkOf('claim-SN-1', 'plain', claimPassword('guess', 'SN-1'), troubles);
    const { privateJwk } = await generateKeyPair();
    const asked = enrol({
      serial: 'SN-1',
      token: 'guess',
      kind: 'bike',
      privateJwk,
      link,
      timers,
      randomBytes: bytes,
      observe: () => {},
    });
    running.push({ stop: asked.cancel });
    await door.until(() => troubles.some((why) => /not authorized|user ?name/i.test(why)));
  });
});
