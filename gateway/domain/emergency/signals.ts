// Signals: lights and chimes of a venue's objects in an emergency - which devices are told, and which have answered (FP-35).
import type { KindProfile } from '#protocol';
import type { Change } from '../changes.ts';
import { chaseConfig, SIGNAL_SETTING } from '../device/config-reconcile.ts';
import { type DeviceRecord, isReachable } from '../device/device.ts';
import type { ObjectScene } from '../object.ts';

export type ProfileOf = (kind: string) => KindProfile;

/** Each device once: one may move several objects. */
export function devicesOf(objects: readonly ObjectScene[]): readonly DeviceRecord[] {
  return [...new Map(objects.map(({ device }) => [device.deviceId, device])).values()];
}

function mayShow({ kind }: DeviceRecord, profileOf: ProfileOf): boolean {
  return Object.hasOwn(profileOf(kind).config, SIGNAL_SETTING);
}

/** A device whose settings were changed; it is told now, or at its next hello. */
export type Told = { readonly device: DeviceRecord; readonly ver: number; readonly set: DeviceRecord['config']['desired'] };

type Signals = { readonly told: readonly Told[]; readonly changes: readonly Change[] };

/** Every device that can and is not set so yet gets a newer version of its settings, all in one commit. */
export function setSignalsOf(devices: readonly DeviceRecord[], isOn: boolean, profileOf: ProfileOf, nowMs: number): Signals {
  const value = isOn ? 1 : 0;
  const wanting = devices.filter(
    (device) => mayShow(device, profileOf) && (device.config.desired[SIGNAL_SETTING] ?? 0) !== value,
  );
  const told = wanting.map((device) => ({
    device,
    ver: device.config.desiredVer + 1,
    set: { ...device.config.desired, [SIGNAL_SETTING]: value },
  }));
  const changes = told.flatMap(({ device, ver, set }): readonly Change[] => [
    { change: 'device-config-set', deviceId: device.deviceId, config: { ver, desired: set, tries: 0 } },
    // Whoever is away is told at its next hello; looked at all the same, for it may be in the midst of one.
    ...chaseConfig(device, nowMs),
  ]);
  return { told, changes };
}

/** All devices of a venue. */
export function setSignals(objects: readonly ObjectScene[], isOn: boolean, profileOf: ProfileOf, nowMs: number): Signals {
  return setSignalsOf(devicesOf(objects), isOn, profileOf, nowMs);
}

/**
 * on: it has answered that its light and chime are on. waiting: it is connected and has not answered. away: it is told when it
 * comes back. unable: it has neither, or would not.
 */
export type SignalState = 'on' | 'waiting' | 'away' | 'unable';

export function signalOf(device: DeviceRecord, profileOf: ProfileOf): SignalState {
  const { desired, desiredVer, reportedVer, answers } = device.config;
  if (!mayShow(device, profileOf)) return 'unable';
  const hasAnswered = desired[SIGNAL_SETTING] === 1 && reportedVer >= desiredVer;
  if (!hasAnswered) return isReachable(device) ? 'waiting' : 'away';
  return answers[SIGNAL_SETTING] === 'accepted' ? 'on' : 'unable';
}

/**
 * Why its light and chime are not known to be on. never: nothing was ever heard of it. no-setting: its kind has neither.
 * firmware: what runs on it does not know the setting. refused: it would not.
 */
export type UnreachedWhy = 'waiting' | 'away' | 'never' | 'no-setting' | 'firmware' | 'refused';

/** null: they are on. */
export function whyUnreached(device: DeviceRecord, profileOf: ProfileOf): UnreachedWhy | null {
  const signal = signalOf(device, profileOf);
  if (signal === 'on') return null;
  if (signal === 'waiting') return 'waiting';
  if (signal === 'away') return device.presence.lastSeenAtMs === null && device.boot === null ? 'never' : 'away';
  if (!mayShow(device, profileOf)) return 'no-setting';
  return device.config.answers[SIGNAL_SETTING] === 'rejected' ? 'refused' : 'firmware';
}

/** Whatever is kept for somebody is kept no longer. */
export function endReservations(objects: readonly ObjectScene[], nowMs: number): readonly Change[] {
  return objects.flatMap(({ reservation }): readonly Change[] => {
    if (!reservation) return [];
    const untilMs = Math.max(reservation.madeAtMs + 1, Math.min(reservation.untilMs, nowMs));
    const lapsed = { ...reservation, state: 'lapsed' as const, untilMs, version: reservation.version + 1 };
    return [{ change: 'reservation-changed', reservation: lapsed }];
  });
}
