// Reboot: the power is cut once at a named moment, and comes back.
import { type FaultKind, parseDurationMs } from './fault.ts';
import { MOMENT_WORDS, once, parseMoment } from './moment.ts';

const DEFAULT_OFF_MS = 1_000;

export const reboot: FaultKind = {
  name: 'reboot',
  usage: `reboot[@${MOMENT_WORDS}][:2s]`,
  about: 'cuts the power once at that moment, for that long',
  parse({ argument, moment = 'now', value }) {
    const at = parseMoment(moment);
    const offMs = argument === undefined ? DEFAULT_OFF_MS : parseDurationMs(argument);
    if (at === undefined || offMs === undefined || value !== undefined) return undefined;
    return () =>
      once(at, ({ powerCut, strike }) => {
        strike('strikes');
        powerCut(offMs);
      });
  },
};
