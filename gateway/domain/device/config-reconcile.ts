// Config reconcile: when a device is told its settings again, and which of its answers are worth asking for once more (FP-23).
import { type ControlValue, type KindProfile, MINUTE_MS, ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { ConfigAnswers, DeviceRecord } from './device.ts';

type Config = DeviceRecord['config'];

export const CONFIG_LIMITS = {
  /** A version that is not reported is sent again after the first, and then after each of the second. */
  againAfterMs: 30_000,
  againEveryMs: 5 * MINUTE_MS,
  /** Refused settings are asked again so often, under a new version, each time after longer. */
  refusedTries: 3,
  refusedAfterMs: 10 * MINUTE_MS,
} as const;

/** Lights and chimes of an emergency (FP-35): moved by the red button of the venue alone, which two people press and end. */
export const SIGNAL_SETTING = 'emergency';

export function isConfigBehind({ desiredVer }: Config, reportedVer: number): boolean {
  return desiredVer > reportedVer;
}

const keysAnswered = (answers: ConfigAnswers, answer: ConfigAnswers[string]): readonly string[] =>
  Object.keys(answers).filter((key) => answers[key] === answer);

/** Only `rejected` may be another answer tomorrow: `unknown` and `readonly` are of the firmware. */
function refusedKeys({ answers, desired }: Config): readonly string[] {
  return keysAnswered(answers, 'rejected').filter((key) => Object.hasOwn(desired, key));
}

const lookAt = (deviceId: string, dueAtMs: number): Change => ({
  change: 'deadline-set',
  deadline: { kind: 'reconcile-config', subjectId: deviceId, dueAtMs },
});

/** Where its objects stand has changed: what it is to be set to there is looked at now. */
export function lookAtConfigNow(deviceId: string, nowMs: number): readonly Change[] {
  return [lookAt(deviceId, nowMs)];
}

/** It was just sent: looked at again soon. */
export function chaseConfig({ deviceId }: Pick<DeviceRecord, 'deviceId'>, nowMs: number): readonly Change[] {
  return [lookAt(deviceId, nowMs + CONFIG_LIMITS.againAfterMs)];
}

/** The device has answered: what it refused is asked again later, and nothing else is left to do. */
export function afterConfigAnswer(
  { deviceId, config }: Pick<DeviceRecord, 'deviceId' | 'config'>,
  nowMs: number,
): readonly Change[] {
  if (isConfigBehind(config, config.reportedVer)) return [];
  const isOver = refusedKeys(config).length === 0 || config.tries >= CONFIG_LIMITS.refusedTries;
  if (isOver) return [{ change: 'deadline-cleared', kind: 'reconcile-config', subjectId: deviceId }];
  return [lookAt(deviceId, nowMs + CONFIG_LIMITS.refusedAfterMs * 6 ** config.tries)];
}

export type ConfigStep = {
  readonly changes: readonly Change[];
  /** The version that is sent now; null: nothing. */
  readonly send: number | null;
};

/** The deadline: sends again what was not reported, or asks once more for what was refused. */
export function reconcileConfig(device: DeviceRecord, isReachable: boolean, nowMs: number): ConfigStep {
  const { deviceId, config } = device;
  const over: Change = { change: 'deadline-cleared', kind: 'reconcile-config', subjectId: deviceId };
  if (isConfigBehind(config, config.reportedVer)) {
    // Whoever is away is told at its next hello.
    if (!isReachable) return { changes: [over], send: null };
    return { changes: [lookAt(deviceId, nowMs + CONFIG_LIMITS.againEveryMs)], send: config.desiredVer };
  }
  if (refusedKeys(config).length === 0 || config.tries >= CONFIG_LIMITS.refusedTries) return { changes: [over], send: null };
  // A device takes only a higher version.
  const ver = config.desiredVer + 1;
  const again: Change = {
    change: 'device-config-set',
    deviceId,
    config: { ver, desired: config.desired, tries: config.tries + 1 },
  };
  return {
    changes: [again, lookAt(deviceId, nowMs + CONFIG_LIMITS.againAfterMs)],
    send: isReachable ? ver : null,
  };
}

export type ConfigRefusal =
  | { readonly code: 'config.unknown-key'; readonly key: string; readonly keys: readonly string[] }
  | { readonly code: 'config.value'; readonly key: string; readonly allowed: string };

/** Settings as a list, a log or the audit may show them. */
export function withoutSecrets<V>(
  profile: KindProfile,
  settings: { readonly [key: string]: V },
): { readonly [key: string]: V | string } {
  const isSecret = (key: string): boolean => {
    const spec = profile.config[key];
    return spec?.type === 'text' && spec.isSecret === true;
  };
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, isSecret(key) ? '(secret)' : value]));
}

/** What is set by hand. */
export function settableOf({ config }: KindProfile): KindProfile['config'] {
  const { [SIGNAL_SETTING]: _, ...settings } = config;
  return settings;
}

/** A setting as it was typed, read by what the kind's profile says of it. */
export function readSetting(profile: KindProfile, key: string, text: string): Result<ControlValue, ConfigRefusal> {
  const settings = settableOf(profile);
  const spec = Object.hasOwn(settings, key) ? settings[key] : undefined;
  if (!spec) return refused({ code: 'config.unknown-key', key, keys: Object.keys(settings) });
  if (spec.type === 'text') {
    if (text.length <= spec.maxLength) return ok(text);
    return refused({ code: 'config.value', key, allowed: `a text of at most ${spec.maxLength} characters` });
  }
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= spec.min && value <= spec.max) return ok(value);
  return refused({ code: 'config.value', key, allowed: `a whole number from ${spec.min} to ${spec.max}` });
}
