// Check: one question to a device, under the number of the rule that it asks about.
import type { Act } from '#protocol';
import { gesturesOf } from './gestures.ts';
import { type Kit, kindOf, lastHello, profileOf } from './kit.ts';
import type { Gesture } from './wire.ts';

export type Check = {
  /** Never changes: reports are compared by it. */
  readonly id: string;
  readonly rule: string;
  /** What is done and what must come of it, in one line. */
  readonly steps: string;
  /** Why it cannot be asked of this device; null when it can. */
  readonly unless?: (kit: Kit) => string | null;
  readonly run: (kit: Kit) => Promise<void>;
};

type Unless = NonNullable<Check['unless']>;

export const withoutAct =
  (act: Act): Unless =>
  (kit) => {
    const { caps } = lastHello(kit);
    return Array.isArray(caps) && caps.includes(act) ? null : `the device has no ${act}`;
  };

export const withoutGesture =
  (gesture: Gesture): Unless =>
  (kit) =>
    gesturesOf(kindOf(kit))[gesture] === undefined ? `a ${kindOf(kit)} has nothing to ${gesture} by hand` : null;

export const withoutPower: Unless = ({ hands }) => (hands.cutPower ? null : 'nobody can cut its power');
export const withoutWipe: Unless = ({ hands }) => (hands.wipeMemory ? null : 'nobody can wipe its memory');
export const withoutDeviceKey: Unless = ({ deviceX }) =>
  deviceX === null ? 'its public key was not given (--device-key)' : null;
export const withoutMqtt: Unless = ({ wire }) =>
  wire.attempts.some((attempt) => attempt.shown?.mqtt) ? null : 'no MQTT connection is seen in one process';
export const withoutProfile: Unless = (kit) => (profileOf(kit) ? null : `the kind ${kindOf(kit)} has no profile here`);
/** Waits longer than a person does at the bench. */
export const whenSlow: Unless = ({ isFast }) => (isFast ? null : 'it takes more than ten minutes; the simulator is asked');

export const eitherUnless =
  (...all: readonly Unless[]): Unless =>
  (kit) => {
    for (const unless of all) {
      const reason = unless(kit);
      if (reason !== null) return reason;
    }
    return null;
  };
