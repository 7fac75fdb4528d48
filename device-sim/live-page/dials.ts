// Dials: acts of a hand that take a value, and the values that the page offers.

export type Dial = {
  readonly unit: 'metre_per_s' | 'tenth_celsius';
  readonly values: readonly number[];
  /** What is chosen before anybody chooses. */
  readonly usual: number;
};

const halfDegrees = (from: number, to: number): readonly number[] =>
  Array.from({ length: (to - from) / 5 + 1 }, (_, at) => from + at * 5);

export const DIALS: { readonly [act: string]: Dial } = {
  ride: { unit: 'metre_per_s', values: [1, 2, 4, 6, 8, 11, 14], usual: 4 },
  turnThermostat: { unit: 'tenth_celsius', values: halfDegrees(180, 260), usual: 220 },
};
