// Drift: the device's clock runs too fast or too slow, and with it its uptime, its leases and its meter.
import type { FaultKind } from './fault.ts';

/** Half and double speed: beyond that it is no clock. */
const SLOWEST_PPM = -500_000;
const FASTEST_PPM = 1_000_000;

export const drift: FaultKind = {
  name: 'drift',
  usage: 'drift=200',
  about: 'the clock of the device runs fast by so many ppm, or slow where it is negative; the gateway allows 20000',
  parse({ argument, moment, value = '' }) {
    const clockPpm = /^-?\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
    const isSane = clockPpm >= SLOWEST_PPM && clockPpm <= FASTEST_PPM;
    return isSane && argument === undefined && moment === undefined ? () => ({ clockPpm }) : undefined;
  },
};
