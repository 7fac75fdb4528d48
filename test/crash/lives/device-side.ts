// Device side: a world's simulated devices with their own memory, and a network that loses, repeats, delays and reorders.
import { createAlarms, createVolatileMemory, type MemoryStore } from '#sim';
import { planVenueFile } from '../../../gateway/cli/demo/venue.ts';
import { createHouseDevice, type HouseDevice } from '../../support/house-device.ts';
import type { HouseKeys } from '../../support/house-keys.ts';
import type { Chance } from './chance.ts';
import type { DeviceWord } from './truth.ts';

export type Clock = { nowMs(): number };

/** What a broken network does to a message; `late` ones come in another order. */
type Fate = 'passes' | 'lost' | 'twice' | 'late';

/** Messages that the protocol must do without: connections end where others are lost. */
const LOSABLE = [/\/up\/res\//, /\/up\/ses$/, /\/dn\/cmd\//, /\/dn\/ack$/];

export type WireFaults = { readonly lost: number; readonly twice: number; readonly late: number };
export const NO_WIRE_FAULTS: WireFaults = { lost: 0, twice: 0, late: 0 };

/** Truth of one device: what its memory held and gave up, and what its meter said. */
function createWitness(memory: MemoryStore) {
  const kept = new Set<string>();
  const erased = new Map<string, { sessionId: string; n: number }>();
  const used = new Map<string, { useMs: number; distanceM: number }>();
  let dropped = 0;
  const witnessed: MemoryStore = {
    load: memory.load,
    save(next) {
      memory.save(next);
      const journal = new Set(next.flash?.journal.map(({ ses, n }) => `${ses} ${n}`) ?? []);
      // What was given up for lack of room was never promised to anybody.
      if ((next.flash?.dropped ?? 0) > dropped) for (const name of kept) if (!journal.has(name)) kept.delete(name);
      dropped = next.flash?.dropped ?? dropped;
      for (const name of kept) {
        if (journal.has(name)) continue;
        const [sessionId = '', n] = name.split(' ');
        erased.set(name, { sessionId, n: Number(n) });
        kept.delete(name);
      }
      for (const record of next.flash?.journal ?? []) {
        kept.add(`${record.ses} ${record.n}`);
        const { use } = JSON.parse(record.body) as { use?: { useMs: number; distanceM?: number } };
        const before = used.get(record.ses);
        if (use && use.useMs >= (before?.useMs ?? 0)) {
          used.set(record.ses, { useMs: use.useMs, distanceM: Math.max(use.distanceM ?? 0, before?.distanceM ?? 0) });
        }
      }
    },
  };
  return { memory: witnessed, erased, used };
}

type Placed = {
  readonly device: HouseDevice;
  readonly deliver: (topic: string, bytes: Uint8Array) => boolean;
  readonly witness: ReturnType<typeof createWitness>;
  bootedAtMs: number;
};

export async function createDeviceSide(parts: {
  readonly keys: HouseKeys;
  readonly objects: readonly string[];
  readonly clock: Clock;
  readonly chance: Chance;
  /** What reaches the gateway. */
  readonly hear: (topic: string, bytes: Uint8Array) => void;
}) {
  const { clock, keys } = parts;
  const alarms = createAlarms({ clock });
  const placed = new Map<string, Placed>();
  const chances = new Map<string, Chance>();
  let faults = NO_WIRE_FAULTS;
  let messages = 0;
  const commandsSeen = new Set<string>();

  function fateOf(deviceId: string, topic: string): Fate {
    if (!LOSABLE.some((pattern) => pattern.test(topic))) return 'passes';
    const chance = chances.get(deviceId) ?? parts.chance.stream(`wire ${deviceId}`);
    chances.set(deviceId, chance);
    if (chance.is(faults.lost)) return 'lost';
    if (chance.is(faults.twice)) return 'twice';
    return chance.is(faults.late) ? 'late' : 'passes';
  }

  /** @returns false only when the other end is known to be away. */
  function carry(deviceId: string, topic: string, give: () => boolean): boolean {
    messages += 1;
    const fate = fateOf(deviceId, topic);
    if (fate === 'lost') return true;
    if (fate === 'late') {
      alarms.after(200 + parts.chance.below(6_000), () => void give());
      return true;
    }
    const isGiven = give();
    if (fate === 'twice') give();
    return isGiven;
  }

  const file = planVenueFile(keys.secrets, { issuer: 'unlatch', kid: 'c1', x: keys.commandJwk.x });
  for (const entry of file.devices.filter(({ device }) => parts.objects.includes(device))) {
    const witness = createWitness(createVolatileMemory());
    const chance = parts.chance.stream(`device ${entry.device}`);
    const hear = (topic: string, bytes: Uint8Array): void => {
      carry(entry.device, topic, () => {
        parts.hear(topic, bytes);
        return true;
      });
    };
    const { device, deliver } = await createHouseDevice(entry, {
      clock,
      timers: alarms,
      gatewayX: keys.commandJwk.x,
      hear,
      memory: witness.memory,
      randomBytes: (size) => chance.bytes(size),
      observe: ({ ev }) => {
        const own = placed.get(entry.device);
        if (ev === 'booted' && own) own.bootedAtMs = clock.nowMs();
      },
    });
    placed.set(entry.device, { device, deliver, witness, bootedAtMs: clock.nowMs() });
  }

  const find = (deviceId: string): Placed => {
    const own = placed.get(deviceId);
    if (!own) throw new Error(`no device ${deviceId}`);
    return own;
  };

  return {
    ids: [...placed.keys()],
    device: (deviceId: string): HouseDevice => find(deviceId).device,
    /** From the gateway. */
    deliver: (deviceId: string, topic: string, payload: string): void => {
      const own = placed.get(deviceId);
      if (topic.includes('/dn/cmd/')) commandsSeen.add(topic.slice(topic.lastIndexOf('/') + 1));
      if (own) carry(deviceId, topic, () => own.deliver(topic, Buffer.from(payload)));
    },
    setFaults(next: WireFaults): void {
      faults = next;
    },
    messages: () => messages,
    /** Ids of all commands that ever came down. */
    commandsSeen: (): readonly string[] => [...commandsSeen],
    runDue: alarms.runDue,
    nextDueMs: alarms.nextDueMs,
    async idle(): Promise<void> {
      await Promise.all([...placed.values()].map(({ device }) => device.runtime.idle()));
    },
    /** What each device knows of itself. */
    words(): readonly DeviceWord[] {
      return [...placed].map(([deviceId, { device, witness, bootedAtMs }]) => {
        const powered = device.runtime.peek();
        const session = powered?.flash.session ?? null;
        const endsByItself = powered?.self.profile.atLeaseEnd === 'off';
        return {
          deviceId,
          runs: session && { sessionId: session.ses, leaseEndsAtMs: bootedAtMs + session.leaseUpMs, endsByItself },
          erased: [...witness.erased.values()],
          used: [...witness.used].map(([sessionId, use]) => ({ sessionId, ...use })),
        };
      });
    },
    async close(): Promise<void> {
      for (const { device } of placed.values()) await device.runtime.stop();
    },
  };
}
