// Silent: the device is connected and hears, but says nothing any more.
import { type FaultKind, parseDurationMs } from './fault.ts';
import { lasting, MOMENT_WORDS, parseMoment } from './moment.ts';

export const silent: FaultKind = {
  name: 'silent',
  usage: `silent[@${MOMENT_WORDS}][:60s]`,
  about: 'stays connected and obeys, but nothing that it says leaves it; from that moment, so long',
  parse({ argument, moment, value }) {
    const from = moment === undefined ? undefined : parseMoment(moment);
    const lastsMs = argument === undefined ? undefined : parseDurationMs(argument);
    if (value !== undefined || (moment !== undefined) !== (from !== undefined)) return undefined;
    if ((argument !== undefined) !== (lastsMs !== undefined)) return undefined;
    return () => {
      const { hooks, isOn } = lasting(from, lastsMs);
      return { ...hooks, carry: ({ direction }) => (direction === 'up' && isOn() ? [] : null) };
    };
  },
};
