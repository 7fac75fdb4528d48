// Align signal: a device that came, or whose object was moved, is to shine exactly while there is an emergency where it is (FP-35).
import { findProfile } from '#protocol';
import type { DeviceRecord } from '../domain/device/device.ts';
import { setSignalsOf } from '../domain/emergency/signals.ts';
import type { StepContext } from './step-context.ts';

const MOST_TRIES = 4;

/** @returns the device as it is to be set; whoever asks tells it. */
export type AlignSignal = (device: DeviceRecord) => Promise<DeviceRecord>;

export function createAlignSignal({ store, clock, kinds }: Pick<StepContext, 'store' | 'clock' | 'kinds'>): AlignSignal {
  return async (known) => {
    const profile = findProfile(kinds, known.kind);
    if (!profile) return known;
    let device = known;
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const isOn = await store.isInEmergency(device.deviceId);
      const { changes } = setSignalsOf([device], isOn, () => profile, clock.nowMs());
      if (changes.length === 0) return device;
      // Whoever else sets it at this moment may be the button itself: looked at again, also where this was written.
      await store.commit(changes);
      const found = await store.device(device.deviceId);
      if (!found) return device;
      device = found;
    }
    return device;
  };
}
