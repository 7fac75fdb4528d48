// Accept event: what people may want to see of a device; presses of its button show that whoever was asked for so many is there (FP-33).
import { type DeviceAddress, type DeviceEvent, ok } from '#protocol';
import { type DeviceRecord, deviceTimeMs } from '../domain/device/device.ts';
import { isKept, keepingOf, type ReservationRecord } from '../domain/presence/reservation.ts';
import { decideButton } from '../domain/presence/reservation-decide.ts';
import type { StepContext } from '../journey/step-context.ts';

export type AcceptEvent = (address: DeviceAddress, type: string, event: DeviceEvent) => Promise<void>;

type Facts = {
  readonly device: DeviceRecord;
  readonly kept: ReservationRecord | null;
};

export function createAcceptEvent(context: StepContext): AcceptEvent {
  const { store, clock } = context;

  async function load(address: DeviceAddress): Promise<Facts | null> {
    const device = await store.device(address.device);
    if (!device) return null;
    const open = (await store.openReservationsOn(address.device)).filter((each) => isKept(each, clock.nowMs()));
    // Of two objects with one button nobody can tell which was meant.
    const [kept, ...others] = open;
    return { device, kept: kept && others.length === 0 ? kept : null };
  }

  return async (address, type, { boot, upMs }) => {
    if (type !== 'button') return;
    const facts = await load(address);
    // A press of another boot has no moment that we know of.
    if (!facts || facts.device.boot?.boot !== boot) return;
    await context.runner.run<Facts, null>({
      load: async () => ok((await load(address)) ?? facts),
      decide: ({ device, kept }) => {
        const nowMs = clock.nowMs();
        const atMs = deviceTimeMs(device, { boot, upMs }, { fromMs: 0, untilMs: nowMs });
        return ok(decideButton(kept, atMs, kept ? keepingOf(context.mac, kept).presses : 0, nowMs));
      },
    });
  };
}
