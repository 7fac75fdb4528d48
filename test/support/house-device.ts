// House device: a real simulated device on a memory link, with the network between it and the gateway in a test's hands.
import { randomBytes } from 'node:crypto';
import {
  type Clock,
  importSigner,
  importVerifyingKey,
  KIND_CATALOGUE,
  type MessageType,
  type PrivateJwk,
  type RandomBytes,
  type Signer,
  signText,
  type UpLeaf,
  upTopic,
} from '#protocol';
import {
  createDeviceRuntime,
  createMemoryLink,
  createVolatileMemory,
  type DeviceRuntime,
  type DeviceRuntimeOptions,
  type Fault,
  findModel,
  findPersona,
  KIND_MODELS,
  type MemoryGatewayEnd,
  type MemoryStore,
  PERSONAS,
  type Timers,
} from '#sim';
import { createTappedWire, type WireTap } from './tapped-wire.ts';

export type HouseDevice = {
  readonly runtime: DeviceRuntime;
  /** The gateway's end of the wire: `disconnect` and `reconnect` are the network. */
  readonly wire: MemoryGatewayEnd;
  readonly memory: MemoryStore;
  /** Loses what the tap names, in either direction, until the returned function is called. */
  lose(tap: WireTap): () => void;
  /** Signs a body with the device's own key. */
  sign(typ: MessageType, body: object): Promise<string>;
  /** Puts text on the wire as this device would. */
  say(leaf: UpLeaf, text: string): void;
};

type DeviceEntry = { readonly tenant: string; readonly device: string; readonly kind: string; readonly privateJwk: PrivateJwk };

type Surroundings = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** The public key of the gateway's commands. */
  readonly gatewayX: string;
  /** Signs the key manifests that the device takes; none without it (FP-30). */
  readonly root?: { readonly kid: string; readonly x: string } | undefined;
  /** Those that sign nothing (FP-32). */
  readonly isUnsigned?: (deviceId: string) => boolean;
  /** What reaches the gateway. */
  readonly hear: (topic: string, bytes: Uint8Array) => void;
  readonly faults?: readonly Fault[] | undefined;
  /** False: nobody acts at the object by themselves. */
  readonly persons?: boolean | undefined;
  readonly randomBytes?: RandomBytes;
  readonly memory?: MemoryStore;
  readonly observe?: DeviceRuntimeOptions['observe'];
};

/** `deliver` is the way down: false when the device is not connected. */
export async function createHouseDevice(
  entry: DeviceEntry,
  around: Surroundings,
): Promise<{ readonly device: HouseDevice; readonly deliver: (topic: string, bytes: Uint8Array) => boolean }> {
  const { clock, hear, observe, faults } = around;
  const address = { tenant: entry.tenant, device: entry.device };
  // A fault that takes the network away gives it back; a test that does so says when.
  const { device: link, gateway } = createMemoryLink(faults ? around.timers : undefined);
  const wire = createTappedWire(gateway, hear);
  const profile = KIND_CATALOGUE.find((each) => each.kind === entry.kind);
  const model = findModel(KIND_MODELS, entry.kind);
  if (!profile || !model) throw new Error(`no kind ${entry.kind}`);
  const persona = around.persons === false ? undefined : findPersona(PERSONAS, entry.kind);
  const memory = around.memory ?? createVolatileMemory();
  const signer: Signer = await importSigner(entry.device, entry.privateJwk);
  const gatewayKey = await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x: around.gatewayX });
  const runtime = createDeviceRuntime({
    profile,
    model,
    identity: { address, issuer: 'unlatch' },
    keys: {
      signer: around.isUnsigned?.(entry.device) ? null : signer,
      findKey: (kid) => (kid === 'c1' ? gatewayKey : undefined),
      root: around.root,
    },
    link,
    clock,
    timers: around.timers,
    randomBytes: around.randomBytes ?? ((size) => randomBytes(size)),
    memory,
    ...(persona ? { person: { persona, pace: 1 } } : {}),
    ...(faults ? { faults } : {}),
    ...(observe ? { observe } : {}),
  });
  const device: HouseDevice = {
    runtime,
    wire: gateway,
    memory,
    lose: wire.lose,
    sign: (typ, body) => signText(typ, JSON.stringify(body), signer),
    say: (leaf, text) => hear(upTopic(address, leaf), Buffer.from(text)),
  };
  return { device, deliver: wire.deliver };
}
