// Receipt pause: how long pauses of a closed session lasted, and what its bill asks for them.
import { readFrozenTariff } from '../tariff/tariff-read.ts';
import type { ReceiptJson } from './receipt.ts';

export type PauseOnBill = {
  readonly pausedMs: number;
  /** Before any limit of the whole bill; null where paused time has no price of its own and counts as use. */
  readonly amountMinor: number | null;
};

/** null where there was no pause. Within a package, and without a pause rate, a pause is use. */
export function pauseOnBill({ lines, proof, usage }: ReceiptJson): PauseOnBill | null {
  const { pausedMs = 0 } = usage;
  if (pausedMs === 0) return null;
  const own = lines.filter(({ line }) => line === 'pause');
  const isRated = readFrozenTariff(proof.tariff)?.pause != null && !lines.some(({ line }) => line === 'package');
  const amountMinor = own.reduce((sum, line) => sum + line.amountMinor, 0);
  return { pausedMs, amountMinor: isRated || own.length > 0 ? amountMinor : null };
}
