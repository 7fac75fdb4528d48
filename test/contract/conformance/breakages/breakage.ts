// Breakage: one mistake of firmware, made on purpose, and the rule that it breaks.
import type { Bend } from '../../../../device-sim/conformance/simulated-wire.ts';

export type Breakage = {
  readonly name: string;
  /** What this firmware does wrong. */
  readonly mistake: string;
  /** The only rule that the kit may complain of. */
  readonly rule: string;
  readonly kind: 'sleep-pod' | 'bike' | 'hotel-room' | 'restaurant-table';
  readonly bend: Bend;
};
