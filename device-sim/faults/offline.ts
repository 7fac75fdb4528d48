// Offline: the network is lost once at a named moment, and comes back.
import { type FaultKind, parseDurationMs } from './fault.ts';
import { MOMENT_WORDS, once, parseMoment } from './moment.ts';

const DEFAULT_OFF_MS = 10_000;

export const offline: FaultKind = {
  name: 'offline',
  usage: `offline[@${MOMENT_WORDS}][:10s]`,
  about: 'loses the network once at that moment, for that long; the device stays powered',
  parse({ argument, moment = 'now', value }) {
    const at = parseMoment(moment);
    const offMs = argument === undefined ? DEFAULT_OFF_MS : parseDurationMs(argument);
    if (at === undefined || offMs === undefined || value !== undefined) return undefined;
    return () =>
      once(at, ({ loseNetwork, strike }) => {
        strike('strikes');
        loseNetwork(offMs);
      });
  },
};
