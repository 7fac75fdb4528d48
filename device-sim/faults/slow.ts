// Slow: a controller that thinks long over everything; order stays.
import { type FaultKind, parseDurationMs } from './fault.ts';
import { lasting, MOMENT_WORDS, parseMoment } from './moment.ts';

const DEFAULT_MS = 3_000;

export const slow: FaultKind = {
  name: 'slow',
  usage: `slow[=3s][@${MOMENT_WORDS}][:60s]`,
  about: 'hears everything so much later, in order; from that moment, so long',
  parse({ argument, moment, value }) {
    const lateMs = value === undefined ? DEFAULT_MS : parseDurationMs(value);
    const from = moment === undefined ? undefined : parseMoment(moment);
    const lastsMs = argument === undefined ? undefined : parseDurationMs(argument);
    if (lateMs === undefined || (moment !== undefined) !== (from !== undefined)) return undefined;
    if ((argument !== undefined) !== (lastsMs !== undefined)) return undefined;
    return () => {
      const { hooks, isOn } = lasting(from, lastsMs);
      return { ...hooks, carry: ({ direction }) => (direction === 'dn' && isOn() ? [lateMs] : null) };
    };
  },
};
