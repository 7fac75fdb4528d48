// Configure: takes a signed desired configuration that is newer, and answers each of its keys.
import type { Config, ConfigSpec, ControlValue } from '#protocol';
import { type Device, settingsOf } from './device.ts';
import { tellSignal } from './emergency.ts';
import type { Flash } from './memory.ts';
import { sendState, versionState } from './reported-state.ts';
import { observe, type Turn, withFlash } from './turn.ts';

function mayTake(spec: ConfigSpec, value: ControlValue): boolean {
  if (spec.type === 'text') return typeof value === 'string' && value.length <= spec.maxLength;
  return typeof value === 'number' && value >= spec.min && value <= spec.max;
}

/** Shows what a person in front of the object may read, such as the pairing code on the TV; it never goes up. */
export function showDisplays(turn: Turn): Turn {
  const settings = settingsOf(turn.device);
  return turn.device.self.model.displays.reduce((shown, key) => observe(shown, 'display', { [key]: settings[key] ?? '' }), turn);
}

function answersTo(device: Device, config: Config): Pick<Flash, 'config' | 'cfgAnswers'> {
  const settings: { [key: string]: ControlValue } = { ...device.flash.config };
  const cfgAnswers: Flash['cfgAnswers'] = {};
  for (const [key, value] of Object.entries(config.set)) {
    const spec = device.self.profile.config[key];
    if (spec === undefined) cfgAnswers[key] = 'unknown';
    else if (mayTake(spec, value)) {
      settings[key] = value;
      cfgAnswers[key] = 'accepted';
    } else cfgAnswers[key] = 'rejected';
  }
  return { config: settings, cfgAnswers };
}

/** Only a higher version counts; the answers travel with the state. */
export function configure(turn: Turn, config: Config, upMs: number): Turn {
  if (config.ver <= turn.device.flash.cfgVer) return observe(turn, 'ignored', { what: 'cfg', why: 'not newer' });
  const taken = withFlash(turn, { cfgVer: config.ver, ...answersTo(turn.device, config) });
  const shown = tellSignal(turn.device, showDisplays(observe(taken, 'config', { ver: config.ver })));
  return turn.device.connection?.isGreeted ? sendState(versionState(shown), upMs) : shown;
}
