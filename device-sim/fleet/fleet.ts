// Fleet: many devices in one process on one clock and one timer.
import {
  type Clock,
  findProfile,
  importSigner,
  importVerifyingKey,
  type KindProfile,
  ok,
  type RandomBytes,
  type Result,
  refused,
} from '#protocol';
import type { Observation } from '../device/device.ts';
import type { PlannedFault } from '../faults/fault.ts';
import { findModel } from '../kinds/catalogue.ts';
import type { AnyKindModel } from '../kinds/model.ts';
import type { DeviceLink } from '../links/link.ts';
import { findPersona, type Persona } from '../persona/persona.ts';
import type { Timers } from '../runtime/alarms.ts';
import { createDeviceRuntime, type DeviceRuntime } from '../runtime/device-runtime.ts';
import type { AnswerTimes } from '../runtime/ear.ts';
import type { MemoryStore } from '../runtime/memory-store.ts';
import type { VenueDevice, VenueFile } from './venue-file.ts';

export type FleetOptions = {
  readonly venue: VenueFile;
  /** Profiles, models and personas are passed in: a test adds a kind without touching this folder. */
  readonly kinds: readonly KindProfile[];
  readonly models: readonly AnyKindModel[];
  readonly personas: readonly Persona[];
  /** Scales every person's delays; 0 acts at once, so that a bench measures the gateway. */
  readonly pace: number;
  readonly faults: readonly PlannedFault[];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  readonly stopwatch?: () => number;
  readonly linkOf: (device: VenueDevice) => DeviceLink;
  readonly memoryOf: (device: VenueDevice) => MemoryStore;
  readonly observe: (device: VenueDevice, observation: Observation) => void;
};

export type FleetRefusal = { readonly code: 'fleet.unknown-kind'; readonly device: string; readonly kind: string };

export type Fleet = {
  start(): void;
  stop(): Promise<void>;
  /** The runtime of one device, for its person or its power. */
  find(device: string): DeviceRuntime | undefined;
  stats(): AnswerTimes;
};

function addUp(all: readonly AnswerTimes[]): AnswerTimes {
  return all.reduce(
    (sum, one) => ({
      commands: sum.commands + one.commands,
      totalMs: sum.totalMs + one.totalMs,
      longestMs: Math.max(sum.longestMs, one.longestMs),
    }),
    { commands: 0, totalMs: 0, longestMs: 0 },
  );
}

export async function createFleet(options: FleetOptions): Promise<Result<Fleet, FleetRefusal>> {
  const { venue } = options;
  const gatewayKeys = new Map(
    await Promise.all(
      venue.gatewayKeys.map(async ({ kid, x }) => [kid, await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x })] as const),
    ),
  );
  const runtimes = new Map<string, DeviceRuntime>();
  for (const entry of venue.devices) {
    const profile = findProfile(options.kinds, entry.kind);
    const model = findModel(options.models, entry.kind);
    if (!profile || !model) return refused({ code: 'fleet.unknown-kind', device: entry.device, kind: entry.kind });
    const persona = findPersona(options.personas, entry.kind);
    const runtime = createDeviceRuntime({
      profile,
      model,
      identity: { address: { tenant: entry.tenant, device: entry.device }, issuer: venue.issuer },
      keys: { signer: await importSigner(entry.device, entry.privateJwk), findKey: (kid) => gatewayKeys.get(kid) },
      link: options.linkOf(entry),
      clock: options.clock,
      timers: options.timers,
      randomBytes: options.randomBytes,
      memory: options.memoryOf(entry),
      ...(persona ? { person: { persona, pace: options.pace } } : {}),
      faults: options.faults
        .filter((fault) => fault.device === undefined || fault.device === entry.device)
        .map((fault) => fault.create()),
      observe: (observation) => options.observe(entry, observation),
      ...(options.stopwatch ? { stopwatch: options.stopwatch } : {}),
    });
    runtimes.set(entry.device, runtime);
  }
  return ok({
    start() {
      for (const runtime of runtimes.values()) runtime.start();
    },
    async stop() {
      await Promise.all([...runtimes.values()].map((runtime) => runtime.stop()));
    },
    find: (device) => runtimes.get(device),
    stats: () => addUp([...runtimes.values()].map((runtime) => runtime.stats())),
  });
}
