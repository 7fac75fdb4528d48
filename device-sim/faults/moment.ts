// Moment: when a fault strikes - at something that happens, or so long after the device was first powered up.
import type { Observation } from '../device/device.ts';
import { type Fault, type FaultHands, parseDurationMs } from './fault.ts';

const HAPPENINGS: { readonly [moment: string]: (seen: Observation) => boolean } = {
  now: ({ ev }) => ev === 'greeted',
  start: ({ ev }) => ev === 'begun',
  active: ({ ev }) => ev === 'started',
  stop: ({ data, ev }) => ev === 'answered' && data.act === 'stop' && data.status === 'succeeded',
  ended: ({ ev }) => ev === 'ended',
};

/** What a usage line says of moments. */
export const MOMENT_WORDS = 'now|start|active|stop|ended|120s';

export type Moment = { readonly afterMs: number } | { readonly isNow: (seen: Observation) => boolean };

/** Reads `active` or `120s`. */
export function parseMoment(text: string): Moment | undefined {
  const isNow = HAPPENINGS[text];
  if (isNow) return { isNow };
  const afterMs = parseDurationMs(text);
  return afterMs === undefined ? undefined : { afterMs };
}

/** The hooks of a fault that does something once, at its moment. */
export function once(moment: Moment, strike: (hands: FaultHands) => void): Pick<Fault, 'begin' | 'react'> {
  if ('afterMs' in moment) return { begin: (hands) => hands.after(moment.afterMs, () => strike(hands)) };
  let isDone = false;
  return {
    react(seen, hands) {
      if (isDone || !moment.isNow(seen)) return;
      isDone = true;
      strike(hands);
    },
  };
}

/** A fault that lasts: from its moment on (from the beginning without one), so long (for ever without a length). */
export function lasting(
  moment: Moment | undefined,
  lastsMs: number | undefined,
): { readonly isOn: () => boolean; readonly hooks: Pick<Fault, 'begin' | 'react'> } {
  let isOn = false;
  const begin = (hands: FaultHands): void => {
    isOn = true;
    hands.strike('begins');
    if (lastsMs === undefined) return;
    hands.after(lastsMs, () => {
      isOn = false;
      hands.strike('is over');
    });
  };
  return { isOn: () => isOn, hooks: moment === undefined ? { begin } : once(moment, begin) };
}
