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
import { createChance } from '../faults/chance.ts';
import type { PlannedFault } from '../faults/fault.ts';
import { findModel } from '../kinds/catalogue.ts';
import type { AnyKindModel } from '../kinds/model.ts';
import type { DeviceLink } from '../links/link.ts';
import { findPersona, type Persona } from '../persona/persona.ts';
import { type Temper, withTemper } from '../persona/temper.ts';
import type { Timers } from '../runtime/alarms.ts';
import { createDeviceRuntime, type DeviceRuntime } from '../runtime/device-runtime.ts';
import type { AnswerTimes } from '../runtime/ear.ts';
import { createKeyCache } from '../runtime/key-ring.ts';
import type { MemoryStore } from '../runtime/memory-store.ts';
import { powerUp } from './power-up.ts';
import { type AnyVenueDevice, devicesOf, type VenueFile } from './venue-file.ts';

export type FleetOptions = {
  readonly venue: VenueFile;
  /** Profiles, models and personas are passed in: a test adds a kind without touching this folder. */
  readonly kinds: readonly KindProfile[];
  readonly models: readonly AnyKindModel[];
  readonly personas: readonly Persona[];
  /** Scales every person's delays; 0 acts at once, so that a bench measures the gateway. */
  readonly pace: number;
  readonly faults: readonly PlannedFault[];
  /** What the chances of faults are drawn from; each device has its own stream. */
  readonly seed?: string;
  /** Who uses one object; the usual person of its kind otherwise. */
  readonly temperOf?: (device: string) => Temper;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  readonly stopwatch?: () => number;
  readonly linkOf: (device: AnyVenueDevice) => DeviceLink;
  readonly memoryOf: (device: AnyVenueDevice) => MemoryStore;
  readonly observe: (device: AnyVenueDevice, observation: Observation) => void;
};

export type FleetRefusal = { readonly code: 'fleet.unknown-kind'; readonly device: string; readonly kind: string };

export type Fleet = {
  /** @param perS powers up to so many devices up each second, as fast as they are greeted; all at once without it. */
  start(perS?: number): void;
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
  const { seed = '', timers, venue } = options;
  const given = venue.gatewayKeys.map(
    async ({ kid, x }) => [kid, await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x })] as const,
  );
  const gatewayKeys = new Map(await Promise.all(given));
  const cache = createKeyCache();
  const runtimes = new Map<string, DeviceRuntime>();
  let cancelStart = (): void => {};

  async function create(entry: AnyVenueDevice, profile: KindProfile, model: AnyKindModel): Promise<DeviceRuntime> {
    const { device, tenant } = entry;
    const persona = findPersona(options.personas, entry.kind);
    const temper: Temper = options.temperOf?.(device) ?? { habit: 'usual', pace: 1 };
    const mine = options.faults.filter((fault) => fault.isMeantFor(entry, seed));
    const signer = 'privateJwk' in entry ? await importSigner(device, entry.privateJwk) : null;
    return createDeviceRuntime({
      profile,
      model,
      identity: { address: { tenant, device }, issuer: venue.issuer },
      keys: { signer, findKey: (kid) => gatewayKeys.get(kid), root: venue.root, cache },
      link: options.linkOf(entry),
      clock: options.clock,
      timers,
      randomBytes: options.randomBytes,
      memory: options.memoryOf(entry),
      ...(persona ? { person: { persona: withTemper(persona, temper), pace: options.pace * temper.pace } } : {}),
      faults: mine.map((fault) => fault.create(createChance(`${seed} ${device} ${fault.text}`))),
      observe: (observation) => options.observe(entry, observation),
      ...(options.stopwatch ? { stopwatch: options.stopwatch } : {}),
    });
  }

  for (const entry of devicesOf(venue)) {
    const profile = findProfile(options.kinds, entry.kind);
    const model = findModel(options.models, entry.kind);
    if (!profile || !model) return refused({ code: 'fleet.unknown-kind', device: entry.device, kind: entry.kind });
    runtimes.set(entry.device, await create(entry, profile, model));
  }
  return ok({
    start(perS) {
      const all = [...runtimes.values()];
      if (perS === undefined) for (const runtime of all) runtime.start();
      else cancelStart = powerUp(all, perS, { clock: options.clock, timers });
    },
    async stop() {
      cancelStart();
      await Promise.all([...runtimes.values()].map((runtime) => runtime.stop()));
    },
    find: (device) => runtimes.get(device),
    stats: () => addUp([...runtimes.values()].map((runtime) => runtime.stats())),
  });
}
