// Reboot: the power is cut once at a named moment, and comes back.
import type { Observation } from '../device/device.ts';
import { type FaultKind, parseDurationMs } from './fault.ts';

const DEFAULT_OFF_MS = 1_000;

const MOMENTS: { readonly [moment: string]: (seen: Observation) => boolean } = {
  now: ({ ev }) => ev === 'greeted',
  start: ({ ev }) => ev === 'begun',
  active: ({ ev }) => ev === 'started',
  stop: ({ data, ev }) => ev === 'answered' && data.act === 'stop' && data.status === 'succeeded',
  ended: ({ ev }) => ev === 'ended',
};

export const reboot: FaultKind = {
  name: 'reboot',
  usage: 'reboot[@now|start|active|stop|ended][:2s]  cut the power once at that moment, for that long',
  parse(moment = 'now', argument) {
    const isMoment = MOMENTS[moment];
    const offMs = argument === undefined ? DEFAULT_OFF_MS : parseDurationMs(argument);
    if (isMoment === undefined || offMs === undefined) return undefined;
    return () => {
      let isDone = false;
      return {
        react(seen, hands) {
          if (isDone || !isMoment(seen)) return;
          isDone = true;
          hands.powerCut(offMs);
        },
      };
    };
  },
};
