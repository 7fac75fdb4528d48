// Profile: everything the gateway, the page, the simulator and a firmware engineer need to know of one kind.
import type { Act } from '../messages/command.ts';
import type { ControlValue } from '../messages/fields.ts';
import type { DeviceCode } from '../refusals.ts';
import type { Json } from '../vocabulary/canonical-json.ts';
import type { MeteredQuantity } from '../vocabulary/quantity.ts';

/** Something a person sets from the phone: desired goes down, reported comes up, the page shows the latter. */
export type ControlSpec =
  | { readonly type: 'switch' }
  | {
      readonly type: 'range';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly unit: 'percent' | 'tenth_celsius' | 'level';
    }
  | { readonly type: 'choice'; readonly values: readonly string[] };

/** A field of the reported state that is not a control: what people may see of the object. */
export type ReportedSpec = {
  readonly type: 'boolean' | 'integer' | 'text';
  readonly unit?: 'tenth_celsius' | 'percent' | 'metre';
  readonly public: boolean;
};

/** Evidence rule: every name of `all`, and at least one of `anyOf`; independent signals, never one alone (FP-11). */
export type EvidenceRule = { readonly all: readonly string[]; readonly anyOf: readonly string[] };

/** A condition at the device that refuses an act; no command path goes around it. */
export type Interlock = { readonly act: Act; readonly refuseWhile: string; readonly code: DeviceCode };

/** One key of the desired configuration. */
export type ConfigSpec =
  /** `isOptional`: a unit without the means answers `unknown`. */
  | {
      readonly type: 'integer';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly isOptional?: true;
    }
  /** `isSecret`: told to the device alone; no list, log or report shows it. */
  | { readonly type: 'text'; readonly default: string; readonly maxLength: number; readonly isSecret?: true };

/** 1 while light and chime are to be on, whoever uses the object (FP-35); the same for every kind. */
export const EMERGENCY_SETTING: ConfigSpec = { type: 'integer', default: 0, min: 0, max: 1, isOptional: true };

/** What an object has for whoever stands before it and does not use it yet: a light or sound to be found by, a button (FP-33). */
export type FrontSign = 'blink' | 'button';

export type KindProfile = {
  readonly kind: string;
  readonly profileVersion: number;
  readonly acts: readonly Act[];
  readonly controls: { readonly [name: string]: ControlSpec };
  readonly reported: { readonly [name: string]: ReportedSpec };
  readonly startEvidence: EvidenceRule;
  readonly stopEvidence: EvidenceRule;
  /** Who must do something before use has ended: the device alone, the person (leave, close), or a return (FP-18). */
  readonly stopBy: 'device' | 'person' | 'return';
  readonly firstLeaseS: number;
  readonly maxLeaseS: number;
  readonly longestSessionS: number;
  /** With the act pause: the longest that is asked for (FP-27). */
  readonly longestPauseS?: number;
  readonly meters: readonly MeteredQuantity[];
  /** Fastest believable growth of each metered quantity besides time, per second. */
  readonly maxRatePerS: { readonly distanceM?: number };
  readonly clockTolerancePermille: number;
  readonly interlocks: readonly Interlock[];
  /** Left out where there is nothing of it. */
  readonly front?: readonly FrontSign[];
  /** At the end of the lease: off at once, or at the first safe moment. */
  readonly atLeaseEnd: 'off' | 'first-safe-moment';
  readonly afterPowerLoss: 'resume' | 'end';
  readonly config: { readonly [key: string]: ConfigSpec };
  /** Commerce is the gateway's: parsed there at start-up, never read by firmware. */
  readonly commerce: Json;
};

/** Checks a desired value against its control: right type, inside the limits, on a step. */
export function mayControlTake(spec: ControlSpec, value: ControlValue): boolean {
  if (spec.type === 'switch') return typeof value === 'boolean';
  if (spec.type === 'choice') return typeof value === 'string' && spec.values.includes(value);
  return typeof value === 'number' && value >= spec.min && value <= spec.max && (value - spec.min) % spec.step === 0;
}

/** True when the evidence names satisfy the rule. */
export function isEvidenceEnough(rule: EvidenceRule, names: readonly string[]): boolean {
  const everyNeeded = rule.all.every((name) => names.includes(name));
  return everyNeeded && (rule.anyOf.length === 0 || rule.anyOf.some((name) => names.includes(name)));
}
