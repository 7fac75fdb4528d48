// Emergency: light and chime while the setting says so, over whatever else they would do (FP-35).
import type { ControlSpec, ControlValue } from '#protocol';
import { type Device, settingsOf } from './device.ts';
import { observe, type Turn } from './turn.ts';

const SETTING = 'emergency';
/** Controls that are light. */
const LIGHTS: readonly string[] = ['light', 'dimmer'];

function isOn(device: Device): boolean {
  return settingsOf(device)[SETTING] === 1;
}

function brightest(spec: ControlSpec | undefined): ControlValue | null {
  if (spec?.type === 'switch') return true;
  return spec?.type === 'range' ? spec.max : null;
}

/** What is reported of the lights while they signal; what was set of them is kept beneath, and shows again afterwards. */
export function shine(device: Device, reported: Device['flash']['reported']): Device['flash']['reported'] {
  if (!isOn(device)) return reported;
  const lit = LIGHTS.flatMap((name) => {
    const value = brightest(device.self.profile.controls[name]);
    return value === null || reported[name] === undefined ? [] : [[name, value] as const];
  });
  return { ...reported, ...Object.fromEntries(lit) };
}

/** Told once when it begins and once when it is over. */
export function tellSignal(before: Device, turn: Turn): Turn {
  const signals = isOn(turn.device);
  return signals === isOn(before) ? turn : observe(turn, 'signal', { light: signals, chime: signals });
}
