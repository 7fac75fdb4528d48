// Display end: what it showed counts no more once somebody else may have its device, or another device has its name.
import type { Change } from '../changes.ts';
import type { DeviceRecord } from '../device/device.ts';

/** Whoever has the device may have read its secret: its codes count no more, and it is told to show none when it is heard again. */
export function displayEnded({ deviceId, config }: Pick<DeviceRecord, 'deviceId' | 'config'>): readonly Change[] {
  const { desiredVer, desired } = config;
  const ended: Change = { change: 'display-ended', deviceId };
  if ((desired.displayKey ?? '') === '') return [ended];
  const silent = { ver: desiredVer + 1, desired: { ...desired, displayKey: '' }, tries: 0 };
  return [ended, { change: 'device-config-set', deviceId, config: silent }];
}
