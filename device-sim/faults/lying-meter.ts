// Lying meter: the registers say more or less than was used, and keep all other rules.
import type { FaultKind } from './fault.ts';

const LARGEST = 10;

export const lyingMeter: FaultKind = {
  name: 'lying-meter',
  usage: 'lying-meter[=2]',
  about: 'time and distance in the journal are so many times what was used; 0 shows none at all',
  parse({ argument, moment, value = '2' }) {
    const factor = Number(value);
    if (!(factor >= 0 && factor <= LARGEST) || argument !== undefined || moment !== undefined) return undefined;
    return () => ({
      bend: (model) => ({
        ...model,
        meterFactor: factor,
        distanceM: (body) => Math.floor(model.distanceM(body) * factor),
      }),
    });
  },
};
