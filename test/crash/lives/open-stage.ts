// Open stage: who and what is in a world, drawn from its seed: objects, persons, and tariffs whose holds have to grow.
import { freezeTariff, type HoldRule } from '../../../gateway/domain/tariff/tariff.ts';
import type { VenueSetup } from '../../../gateway/ports/store.ts';
import type { Chance } from './chance.ts';
import type { Stage } from './stage.ts';
import { createWorld } from './world.ts';
import type { WorldDeps, WorldPlan } from './world-plan.ts';

/** Two kinds each: what a person ends and what a device ends, what is metered and what is ordered. */
const OBJECTS = [
  ['pod-1', 'bike-1'],
  ['pod-1', 'table-7'],
  ['bike-1', 'table-7'],
  ['room-101', 'pod-1'],
] as const;
const ROOM = 'room-101';
const PERSONS = ['ada', 'bob', 'cy'] as const;
/** Enough for some holds of the embedded ledger and not for all: money can run short. */
const TOP_UP_MINOR = 9_000n;

/** Little at Start, so that use soon needs more (rows 12, 13). */
const HOLDS: { readonly [tariffId: string]: HoldRule } = {
  'tariff-sleep-pod': { atStartMinor: 600n, stepMinor: 300n, mostMinor: 5_000n },
  'tariff-bike': { atStartMinor: 500n, stepMinor: 400n, mostMinor: 5_000n },
  'tariff-hotel-room': { atStartMinor: 400n, stepMinor: 240n, mostMinor: 6_000n },
  'tariff-restaurant-table': { atStartMinor: 4_000n, stepMinor: 2_000n, mostMinor: 12_000n },
};

function growingHolds(setup: VenueSetup): VenueSetup {
  return {
    ...setup,
    venue: { ...setup.venue, feePermille: 35 },
    tariffs: setup.tariffs.map(({ tariffId, version, tariff }) =>
      freezeTariff(tariffId, version, { ...tariff, hold: HOLDS[tariffId] ?? tariff.hold }),
    ),
  };
}

/** The next version of every tariff; the same rise gives the same rows. */
function dearer(setup: VenueSetup, riseMinor: bigint): VenueSetup {
  return {
    ...setup,
    tariffs: setup.tariffs.map(({ tariffId, version, tariff }) =>
      freezeTariff(tariffId, version + Number(riseMinor), { ...tariff, baseMinor: tariff.baseMinor + riseMinor }),
    ),
  };
}

export async function openStage(plan: WorldPlan, deps: WorldDeps, chance: Chance): Promise<Stage> {
  const objects = chance.pick(OBJECTS);
  const world = await createWorld({ ...deps, seed: plan.seed, wallet: plan.wallet, chance, objects });
  const { secrets } = deps.keys;
  let rise = 0n;
  const codeOf = (objectId: string): string => {
    const code = secrets.codes.find((each) => each.objectId === objectId);
    if (!code) throw new Error(`no code of ${objectId}`);
    return code.digits;
  };
  const persons = PERSONS.slice(0, 2 + chance.below(2));
  const guest = objects.some((objectId) => objectId === ROOM) ? persons[0] : undefined;
  return {
    world,
    cast: { persons, objects, guests: guest ? { [ROOM]: guest } : {}, isPostgres: plan.store === 'postgres' },
    codeOf,
    async changePrices() {
      rise += 10n;
      await world.writeVenue((setup) => dearer(growingHolds(setup), rise));
    },
    async setUp() {
      await world.writeVenue(growingHolds);
      world.powerUp();
      for (const personId of persons) {
        const request = { topUpId: `first-${personId}`, tenantId: 'demo', personId, currency: 'CNY', amountMinor: TOP_UP_MINOR };
        await world.must({ ask: 'top-up', request });
      }
      if (!guest) return;
      const binding = `p:${guest}`;
      const scanned = await world.must<{ ticket: string }>({
        ask: 'step',
        step: 'resolveScan',
        request: { code: codeOf(ROOM), personId: guest, binding, address: null },
      });
      const pairing = { ticket: scanned?.ticket, binding, code: secrets.pairingCode };
      await world.phones.send(world.phones.newTap(guest, 'pair', 'pairStay', pairing, pairing.code));
    },
  };
}
