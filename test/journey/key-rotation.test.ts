// FP-30 key rotation: sessions start, run and end while every key that they are commanded with is exchanged.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import {
  createIds,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  MESSAGE_TYPES,
  type PrivateJwk,
  signText,
} from '#protocol';
import type { GatewayKeys } from '../../gateway/compose-core.ts';
import { planRotation, type RotationStep } from '../../gateway/domain/device/signing-keys.ts';
import { createSigningKeys } from '../../gateway/mqtt/signing-keys.ts';
import { createInstallKeyManifest, type InstallKeyManifest } from '../../gateway/operator/install-key-manifest.ts';
import type { KeyRoom } from '../../gateway/ports/signing-keys.ts';
import { isTenant, readKeyManifests, readKeysStanding } from '../../gateway/storage/queries/device-keys.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const TENANT = 'demo';
let rootJwk: PrivateJwk;
let house: House;
let room: KeyRoom;
beforeAll(async () => {
  rootJwk = (await generateKeyPair()).privateJwk;
});
afterEach(() => house.close());

const openRoom = (keys: GatewayKeys): KeyRoom =>
  createSigningKeys({ issuer: 'unlatch', base: { signer: keys.commandSigner, x: keys.commandPublicX } });

async function open(objects: readonly string[]): Promise<void> {
  house = await openHouse({
    objects,
    signing(keys) {
      room = openRoom(keys);
      return { keys: room, root: { kid: 'root-1', x: rootJwk.x } };
    },
  });
}

async function openInstall(): Promise<InstallKeyManifest> {
  const key = await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x: rootJwk.x });
  return createInstallKeyManifest({
    store: house.store,
    room,
    root: () => ({ kid: 'root-1', key }),
    isTenant: (tenant) => isTenant(house.store.books, tenant),
    isDemo: false,
    clock: house.clock,
    ids: createIds({ clock: house.clock, randomBytes }),
    async announce(tenant) {
      for (const { online, keysVer, ...address } of await readKeysStanding(house.store.books, tenant)) {
        if (online) await house.core.announceKeys(address, keysVer);
      }
    },
  });
}

/** What the root is asked for, signed under its name. */
async function signNext(jwk: PrivateJwk): Promise<string> {
  const { proposal } = planRotation(room.tenantKeys(TENANT), 0);
  const payload = JSON.stringify({ v: 1, iss: 'unlatch', tenant: TENANT, ...proposal });
  return signText(MESSAGE_TYPES.keys, payload, await importSigner('root-1', jwk));
}

async function install(): Promise<void> {
  must(await (await openInstall())({ jws: await signNext(rootJwk), emergency: false, operatorId: 'ops' }));
  await house.settle();
}

const kidsOf = (sessionId: string): readonly string[] =>
  house.changes.flatMap((change) => {
    if (change.change === 'command-composed') return [];
    return change.change === 'command-added' && change.command.sessionId === sessionId && change.command.composed
      ? [change.command.composed.kid]
      : [];
  });
const keysVerOf = async (deviceId: string): Promise<number> => (await house.store.device(deviceId))?.keysVer ?? -1;
async function nextStep(): Promise<RotationStep['step']> {
  const newest = (await readKeyManifests(house.store.books)).at(-1)?.ver ?? 0;
  const standing = await readKeysStanding(house.store.books, TENANT);
  return planRotation(room.tenantKeys(TENANT), standing.filter(({ online, keysVer }) => online && keysVer < newest).length).next
    .step;
}

test('FP-30 a rotation under running sessions loses no command, and every session ends with its proof', async () => {
  await open(['pod-1', 'pod-2']);
  const [ada, ben] = [await createPerson(house, 'ada'), await createPerson(house, 'ben')];
  const first = must(await ada.start('pod-1'));
  await house.pass(3_000);
  expect(kidsOf(first.sessionId)).toEqual(['c1']);

  const [cmd1, sys1] = [await room.makeKey(TENANT, 'cmd'), await room.makeKey(TENANT, 'sys')];
  await install();
  expect([await keysVerOf('pod-1'), await keysVerOf('pod-2')]).toEqual([1, 1]);
  const second = must(await ben.start('pod-2'));
  await house.pass(3_000);
  expect(kidsOf(second.sessionId)).toEqual([cmd1.kid]);
  must(await ada.stop(first.sessionId));
  await house.pass(6_000);
  expect((await ada.read(first.sessionId)).state).toBe('closed');
  expect(kidsOf(first.sessionId).at(-1)).toBe(cmd1.kid);

  expect(await nextStep()).toBe('drop');
  await install();
  const cmd2 = await room.makeKey(TENANT, 'cmd');
  expect(await nextStep()).toBe('sign');
  await install();
  expect(await nextStep()).toBe('drop');
  const third = must(await ada.start('pod-1'));
  // The start is on its way, signed by what the next manifest still names.
  await install();
  await house.pass(3_000);
  expect((await ada.read(third.sessionId)).state).toBe('active');
  expect(kidsOf(third.sessionId)).toEqual([cmd2.kid]);
  for (const [who, { sessionId }] of [
    [ada, third],
    [ben, second],
  ] as const)
    must(await who.stop(sessionId));
  await house.pass(8_000);
  for (const [who, { sessionId }] of [
    [ada, third],
    [ben, second],
  ] as const) {
    expect((await who.read(sessionId)).state).toBe('closed');
    expect((await who.provenReceipt(sessionId)).proof.deviceEnd).not.toBeNull();
  }
  expect(await nextStep()).toBe('steady');
  const kids = house
    .device('pod-1')
    .runtime.peek()
    ?.flash.manifest?.keys.map(({ kid }) => kid);
  expect(kids).toEqual([sys1.kid, cmd2.kid]);
  expect(Object.keys(house.metrics).filter((each) => each.startsWith('device_messages_quarantined'))).toEqual([]);
  const refused = house.changes.filter((each) => each.change === 'command-resolved' && each.outcome.status === 'rejected');
  expect(refused).toEqual([]);
});

test('FP-30 whoever misses a manifest is spoken to with what it knows, and has it before its next welcome', async () => {
  await open(['pod-1']);
  const ada = await createPerson(house, 'ada');
  await room.makeKey(TENANT, 'cmd');
  await room.makeKey(TENANT, 'sys');
  await install();
  const signedBefore = room.kidFor({ tenant: TENANT, keysVer: 1, isUnsigned: false }, 'cmd');
  await room.makeKey(TENANT, 'cmd');
  const restore = house.device('pod-1').lose({ down: ({ topic }) => topic.endsWith('/dn/sys') });
  await install();
  restore();
  expect(await keysVerOf('pod-1')).toBe(1);
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(3_000);
  expect((await ada.read(sessionId)).state).toBe('active');
  expect(kidsOf(sessionId)).toEqual([signedBefore]);

  house.device('pod-1').wire.disconnect();
  await house.pass(1_000);
  house.device('pod-1').wire.reconnect();
  await house.pass(3_000);
  expect(await keysVerOf('pod-1')).toBe(2);
  must(await ada.stop(sessionId));
  await house.pass(6_000);
  expect((await ada.read(sessionId)).state).toBe('closed');
  expect(kidsOf(sessionId).at(-1)).not.toBe(signedBefore);
});

test('FP-30 what another key signed under the name of the root changes nothing', async () => {
  await open(['pod-1']);
  await room.makeKey(TENANT, 'cmd');
  const jws = await signNext((await generateKeyPair()).privateJwk);
  const judged = await (await openInstall())({ jws, emergency: true, operatorId: 'ops' });
  expect(judged).toMatchObject({ ok: false, error: { code: 'signature.invalid' } });
  expect(await readKeyManifests(house.store.books)).toEqual([]);
  // A broken broker sends it past the gateway: the device believes its root alone.
  await house.core.announceKeys({ tenant: TENANT, device: 'pod-1' }, 0);
  house.device('pod-1').wire.deliver(`o2o/1/${TENANT}/pod-1/dn/sys`, Buffer.from(jws));
  await house.settle();
  expect(house.device('pod-1').runtime.peek()?.flash.manifest).toBeUndefined();
  expect(await keysVerOf('pod-1')).toBe(0);
});
