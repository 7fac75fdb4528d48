// Keys and advice: manifests of a root, what bye asks for, the forms without signatures, and the proof that opens a connection.
import { describe, expect, test } from 'vitest';
import {
  decodeMessage,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  KIND_CATALOGUE,
  MESSAGE_TYPES,
  type PrivateJwk,
  SCHEMAS,
  verifySigned,
} from '#protocol';
import { type ConnectPlan, createDeviceRuntime, createMemoryLink, createVolatileMemory, findModel, KIND_MODELS } from '#sim';
import { isSomebodyWaiting, stayAwayMs } from '../../../device-sim/device/advice.ts';
import { createComeback } from '../../../device-sim/links/comeback.ts';
import { createAlarms } from '../../../device-sim/runtime/alarms.ts';
import { createBed } from './bed.ts';
import { createScene } from './scripted-gateway.ts';

const ISSUER = 'https://gateway.test';
const roomStart = { limits: { leaseUp: 90_000, maxS: 600 } };

async function rooted() {
  const pair = await generateKeyPair();
  const memory = createVolatileMemory();
  const scene = await createScene('hotel-room', { memory, root: { kid: 'root1', x: pair.publicJwk.x } });
  scene.runtime.start();
  await scene.settle();
  const root = await importSigner('root1', pair.privateJwk);
  const manifest = (ver: number, keys: readonly { kid: string; x: string; use: readonly string[] }[], change: object = {}) => ({
    ...{ v: 1, iss: ISSUER, tenant: 'airport', ver, keys },
    ...change,
  });
  return { memory, root, scene, manifest };
}
type Pair = { readonly privateJwk: PrivateJwk; readonly publicJwk: { readonly x: string } };
const both = (kid: string, { publicJwk }: Pair) => ({ kid, x: publicJwk.x, use: ['cmd', 'sys'] });

describe('FP-30 the key manifest', () => {
  test('its keys replace the one that was given by hand, and go on counting after a power cut', async () => {
    const { manifest, root, scene } = await rooted();
    const next = await generateKeyPair();
    await scene.publishKeys(manifest(1, [both('cmd-2', next)]), root);
    await scene.settle();
    expect(scene.runtime.peek()?.flash.manifest?.ver).toBe(1);
    const [old] = await scene.send(await scene.sign('start', roomStart));
    expect(await scene.result(old)).toMatchObject({ code: 'UNKNOWN_KEY', ran: false });
    scene.signWith(await importSigner('cmd-2', next.privateJwk));
    expect(await scene.result((await scene.send(await scene.sign('start', roomStart)))[1])).toMatchObject({
      status: 'succeeded',
    });
    scene.runtime.powerCut(1_000);
    await scene.pass(1_000);
    expect(scene.runtime.peek()).toMatchObject({ isAmnesiac: false, connection: { isGreeted: true } });
    const hello = Buffer.from(scene.heard.findLast(({ topic }) => topic.endsWith('/hello'))?.bytes ?? []).toString();
    expect(JSON.parse(Buffer.from(hello.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ keys: 1 });
  });

  test('a command that follows its manifest at once is checked with the new keys', async () => {
    const { manifest, root, scene } = await rooted();
    const next = await generateKeyPair();
    scene.signWith(await importSigner('cmd-2', next.privateJwk));
    const command = await scene.sign('start', roomStart);
    await scene.publishKeys(manifest(1, [both('cmd-2', next)]), root);
    await scene.send(command);
    expect(scene.entries()).toMatchObject([{ ev: 'started' }]);
  });

  test('two kids overlap, and each signs only what it is for', async () => {
    const { manifest, root, scene } = await rooted();
    const [one, two] = [await generateKeyPair(), await generateKeyPair()];
    const keys = [
      { kid: 'k1', x: one.publicJwk.x, use: ['cmd'] },
      { kid: 'k2', x: two.publicJwk.x, use: ['cmd'] },
      { kid: 's1', x: two.publicJwk.x, use: ['sys'] },
    ];
    await scene.publishKeys(manifest(1, keys), root);
    await scene.settle();
    for (const [kid, pair, code] of [
      ['k1', one, 'OK'],
      ['k2', two, 'ALREADY'],
      ['s1', two, 'UNKNOWN_KEY'],
    ] as const) {
      scene.signWith(await importSigner(kid, pair.privateJwk));
      const results = await scene.send(await scene.sign('start', roomStart));
      expect(await scene.result(results.at(-1)), kid).toMatchObject({ code });
    }
  });

  test.each([
    ['another root', async (m: object) => ({ m, root: await importSigner('root1', (await generateKeyPair()).privateJwk) }), {}],
    ['another gateway', null, { iss: 'https://elsewhere.test' }],
    ['another tenant', null, { tenant: 'harbour' }],
  ] as const)('one of %s changes nothing', async (_what, forge, change) => {
    const { manifest, root, scene } = await rooted();
    const doc = manifest(1, [both('cmd-2', await generateKeyPair())], change);
    await scene.publishKeys(doc, forge ? (await forge(doc)).root : root);
    await scene.settle();
    await scene.settle();
    expect(scene.runtime.peek()?.flash.manifest).toBeUndefined();
    expect(scene.seen.at(-1)?.ev).toBe('ignored');
  });

  test('an older version does not bring keys back', async () => {
    const { manifest, root, scene } = await rooted();
    const [one, two] = [await generateKeyPair(), await generateKeyPair()];
    await scene.publishKeys(manifest(2, [both('k2', two)]), root);
    await scene.publishKeys(manifest(1, [both('k1', one)]), root);
    await scene.settle();
    expect(scene.runtime.peek()?.flash.manifest).toMatchObject({ ver: 2, keys: [{ kid: 'k2' }] });
    expect(scene.seen.at(-1)).toMatchObject({ ev: 'ignored', data: { why: 'manifest.not-newer' } });
  });
});

describe('FP-31 advice', () => {
  test('is a time and a random part of as much again, never above an hour', () => {
    expect([stayAwayMs(10, 0), stayAwayMs(10, 0.5), stayAwayMs(3_600, 0.5)]).toEqual([10_000, 15_000, 3_600_000]);
  });

  test('nobody stays away while the person waits for an end', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    bed.start();
    expect(isSomebodyWaiting(bed.device())).toBe(false);
    for (const act of ['openDoor', 'enter', 'closeDoor']) bed.person(act);
    bed.stop();
    expect(isSomebodyWaiting(bed.device())).toBe(true);
  });

  test('a bye is told, and does not end the connection by itself', async () => {
    const scene = await createScene('hotel-room');
    scene.runtime.start();
    await scene.settle();
    await scene.hint({ v: 1, t: 'bye', reason: 'maintenance', afterS: 60 });
    await scene.settle();
    expect(scene.seen.at(-1)).toEqual({ ev: 'bye', data: { reason: 'maintenance', afterS: 60 } });
    expect(scene.runtime.peek()?.connection?.isGreeted).toBe(true);
  });

  function comeback() {
    let nowMs = 0;
    const alarms = createAlarms({ clock: { nowMs: () => nowMs } });
    const attempts: number[] = [];
    const made = createComeback({
      timers: alarms,
      randomBytes: (size) => new Uint8Array(size),
      attempt: () => attempts.push(nowMs),
    });
    const pass = (ms: number): void => {
      nowMs += ms;
      alarms.runDue();
    };
    return { attempts, made, pass, nextMs: () => alarms.nextDueMs() };
  }

  test('counts for the next end only', () => {
    const { made, nextMs, pass } = comeback();
    made.advise(60_000);
    made.lost();
    expect(nextMs()).toBe(60_000);
    pass(60_000);
    made.lost();
    expect(nextMs()).toBe(61_000);
  });

  test('is given up as soon as somebody waits; a network that is gone is not', () => {
    const advised = comeback();
    advised.made.advise(60_000);
    advised.made.lost();
    advised.made.hurry();
    expect(advised.nextMs()).toBe(1_000);
    const gone = comeback();
    gone.made.forbid(60_000);
    gone.made.hurry();
    gone.made.lost();
    gone.made.hurry();
    expect(gone.nextMs()).toBe(60_000);
  });
});

describe('FP-29 the proof of a connection', () => {
  test('names boot, uptime and this very connection, and is made anew for each', async () => {
    const pair = await generateKeyPair();
    const plans: ConnectPlan[] = [];
    let nowMs = 0;
    const [profile, model] = [KIND_CATALOGUE.find(({ kind }) => kind === 'bike'), findModel(KIND_MODELS, 'bike')];
    if (!profile || !model) throw new Error('there are bikes');
    const link = createMemoryLink().device;
    const runtime = createDeviceRuntime({
      profile,
      model,
      identity: { address: { tenant: 'airport', device: 'bike-1' }, issuer: ISSUER },
      keys: { signer: await importSigner('bike-1', pair.privateJwk), findKey: () => undefined },
      link: {
        ...link,
        open(events) {
          plans.push(events.plan());
          nowMs += 1_500;
          plans.push(events.plan());
        },
      },
      clock: { nowMs: () => nowMs },
      randomBytes: (size) => new Uint8Array(size).fill(plans.length + 1),
      memory: createVolatileMemory(),
    });
    runtime.start();
    const key = await importVerifyingKey(pair.publicJwk);
    const proofs = await Promise.all(
      plans.map(async ({ prove }) => {
        const signed = await verifySigned((await prove?.()) ?? '', MESSAGE_TYPES.connection, (kid) =>
          kid === 'bike-1' ? key : undefined,
        );
        return signed.ok ? decodeMessage(SCHEMAS.connectionProof, signed.value.payload) : signed;
      }),
    );
    const { boot } = runtime.peek() ?? {};
    expect(proofs).toMatchObject([
      { ok: true, value: { sub: 'airport/bike-1', boot, conn: plans[0]?.conn } },
      { ok: true, value: { sub: 'airport/bike-1', boot, conn: plans[1]?.conn } },
    ]);
    expect(plans[0]?.conn).not.toBe(plans[1]?.conn);
  });
});
