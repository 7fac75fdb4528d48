// Simulated wire: a simulated device and the kit in one process on one clock that moves only when somebody waits.
import {
  assert,
  type DeviceAddress,
  findProfile,
  generateKeyPair,
  importSigner,
  KIND_CATALOGUE,
  type PrivateJwk,
  type RandomBytes,
} from '#protocol';
import { findModel, KIND_MODELS } from '../kinds/catalogue.ts';
import { createAlarms } from '../runtime/alarms.ts';
import { createDeviceRuntime, type DeviceRuntime, type DeviceRuntimeOptions } from '../runtime/device-runtime.ts';
import { createKeyCache, type KeyCache } from '../runtime/key-ring.ts';
import { createVolatileMemory } from '../runtime/memory-store.ts';
import { CONFORMANCE_ROOT } from './conformance-root.ts';
import { createGatewayKeys, type GatewayKeys } from './fake-gateway.ts';
import { gesturesOf } from './gestures.ts';
import type { Heard } from './heard.ts';
import { createRecord } from './record.ts';
import { type Air, createSimulatedLink } from './simulated-link.ts';
import type { Hands, Wire } from './wire.ts';

/** How long power stays away. */
const POWER_OFF_MS = 2_000;

export type Bend = (options: DeviceRuntimeOptions, secrets: Secrets) => DeviceRuntimeOptions;

/** What somebody who breaks a device on purpose must know. */
export type Secrets = {
  readonly deviceJwk: PrivateJwk;
  readonly gatewayKeys: GatewayKeys;
};

export type SimulatedDevice = {
  readonly wire: Wire;
  readonly hands: Hands;
  readonly address: DeviceAddress;
  readonly issuer: string;
  readonly deviceX: string;
};

/** Chance that is the same in each run: a check that fails, fails again. */
function createDrawnBytes(): RandomBytes {
  let state = 0x2545f491;
  return (size) =>
    Uint8Array.from({ length: size }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 0xff;
    });
}

function handsOf(runtime: DeviceRuntime, kind: string, wire: Wire): Hands {
  const settle = (): Promise<boolean> => wire.wait(0, () => false);
  const withoutPower = async (losesMemory: boolean): Promise<void> => {
    runtime.powerCut(POWER_OFF_MS, losesMemory);
    await settle();
  };
  return {
    async make(gesture) {
      for (const act of gesturesOf(kind)[gesture]?.acts ?? []) runtime.act(act);
      await settle();
    },
    cutPower: () => withoutPower(false),
    wipeMemory: () => withoutPower(true),
  };
}

/** The keys of one run are made once: each check has a device that comes from the factory. */
export type Workshop = Secrets & { readonly cache: KeyCache };

export async function createWorkshop(): Promise<Workshop> {
  return {
    deviceJwk: (await generateKeyPair()).privateJwk,
    gatewayKeys: await createGatewayKeys(),
    cache: createKeyCache(),
  };
}

/** A clock that stands unless somebody waits, and both ends of the wire on it. */
function createBench() {
  let nowMs = 1_000_000;
  const clock = { nowMs: () => nowMs };
  const timers = createAlarms({ clock });
  const record = createRecord();
  const unread: Heard[] = [];
  let listener: (message: Heard) => void = () => {};
  const air: Air = {
    isUp: true,
    hear(message) {
      unread.push(record.hear({ atMs: nowMs, qos: null, ...message }));
    },
    attempted: (shown) => record.attempted(nowMs, shown),
  };
  const randomBytes = createDrawnBytes();
  const link = createSimulatedLink(air, timers, randomBytes);

  function wireTo(runtime: DeviceRuntime): Wire {
    /** Lets both ends talk until neither has anything left to say. */
    async function settle(): Promise<void> {
      await runtime.idle();
      for (let message = unread.shift(); message; message = unread.shift()) {
        listener(message);
        await runtime.idle();
      }
      await link.allShown();
    }
    return {
      ...{ nowMs: clock.nowMs, heard: record.heard, attempts: record.attempts, forget: record.forget },
      listen(handler) {
        listener = handler;
        runtime.start();
      },
      send: link.deliver,
      async wait(ms, isEnough) {
        const endMs = nowMs + ms;
        await settle();
        for (let dueMs = timers.nextDueMs(); !isEnough() && dueMs !== null && dueMs <= endMs; dueMs = timers.nextDueMs()) {
          nowMs = Math.max(nowMs, dueMs);
          timers.runDue();
          await settle();
        }
        if (isEnough()) return true;
        nowMs = endMs;
        await settle();
        return isEnough();
      },
      isConnected: link.isConnected,
      cut() {
        air.isUp = false;
        link.cut();
      },
      restore() {
        air.isUp = true;
      },
      close: () => runtime.stop(),
    };
  }
  return { clock, timers, randomBytes, link: link.device, wireTo };
}

export async function createSimulatedDevice(
  kind: string,
  { cache, deviceJwk, gatewayKeys }: Workshop,
  bend: Bend = (same) => same,
): Promise<SimulatedDevice> {
  const profile = findProfile(KIND_CATALOGUE, kind);
  const model = findModel(KIND_MODELS, kind);
  assert(profile && model, `no kind ${kind}`);
  const address: DeviceAddress = { tenant: 'bench', device: `${kind}-1` };
  const issuer = 'https://conformance.example';
  const { wireTo, ...bench } = createBench();
  const honest: DeviceRuntimeOptions = {
    profile,
    model,
    identity: { address, issuer },
    keys: {
      signer: await importSigner(address.device, deviceJwk),
      findKey: () => undefined,
      root: { kid: CONFORMANCE_ROOT.kid, x: CONFORMANCE_ROOT.jwk.x },
      cache,
    },
    ...bench,
    memory: createVolatileMemory(),
  };
  const runtime = createDeviceRuntime(bend(honest, { deviceJwk, gatewayKeys }));
  const wire = wireTo(runtime);
  return { wire, hands: handsOf(runtime, kind, wire), address, issuer, deviceX: deviceJwk.x };
}
