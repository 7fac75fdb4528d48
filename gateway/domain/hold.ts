// Hold: money of one payer set aside for one session; resolved exactly once, captured or voided.
import type { Currency, Minor } from './money.ts';

export type HoldRecord = {
  readonly holdId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly currency: Currency;
  readonly heldMinor: Minor;
  readonly state: 'held' | 'captured' | 'voided';
  /** Set once with `captured`; never above what is held (M3). */
  readonly capturedMinor: Minor | null;
};
