// Price line: the named parts of a bill; the lines of a price always sum to its total.
import type { MeteredQuantity } from '#protocol';
import type { Minor } from '../money.ts';

/** `started`: each started unit counts whole. `exact`: pro rata, rounded down, for ends that were our fault (R7). */
export type Rounding = 'started' | 'exact';

/**
 * In the order in which a bill says them.
 * free: `units` ms of use that cost nothing. base: due once. package: `per` ms for one price.
 * step, peak, overtime, pause, overdue: `units` started units of `per` x `unitMinor` (no units when it is pro rata).
 * cheapest: overtime comes down to `unitMinor`, the cheapest published way to the same length.
 * stitch: what the uses that this one continues have paid. day-cap, cap: down to what the day or the session may cost.
 * item: `units` pieces. minimum: up to `unitMinor`. service, tax: on top. limit: down to the most that was agreed to.
 * emergency: down to what was due beside an emergency of the venue.
 */
export const PRICE_LINES = [
  'free',
  'base',
  'package',
  'step',
  'peak',
  'overtime',
  'cheapest',
  'pause',
  'stitch',
  'day-cap',
  'cap',
  'overdue',
  'item',
  'minimum',
  'service',
  'tax',
  'limit',
  'emergency',
] as const;

export type PriceLine = {
  readonly line: (typeof PRICE_LINES)[number];
  readonly quantity?: MeteredQuantity | 'pausedMs' | 'count';
  readonly units?: number;
  readonly per?: number;
  readonly unitMinor?: Minor;
  readonly itemId?: string;
  /** Thousandths, of service and of tax on top. */
  readonly permille?: number;
  readonly amountMinor: Minor;
};

/** What of the lines before it counts against caps and is credited to a use that continues this one. */
const USE_LINES: readonly PriceLine['line'][] = [
  'base',
  'package',
  'step',
  'peak',
  'overtime',
  'cheapest',
  'pause',
  'stitch',
  'day-cap',
  'cap',
  'minimum',
];

export function sumOf(lines: readonly PriceLine[]): Minor {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

export function useMinorOf(lines: readonly PriceLine[]): Minor {
  return sumOf(lines.filter(({ line }) => USE_LINES.includes(line)));
}

/**
 * Brings a sum down to a limit by a negative line; no line when it is not above.
 * @param namedMinor what the line says was reached, where that is not the limit itself.
 */
export function lineDownTo(
  line: 'cap' | 'day-cap' | 'limit' | 'emergency',
  sumMinor: Minor,
  limitMinor: Minor,
  namedMinor: Minor = limitMinor,
): readonly PriceLine[] {
  if (sumMinor <= limitMinor) return [];
  return [{ line, unitMinor: namedMinor, amountMinor: limitMinor - sumMinor }];
}
