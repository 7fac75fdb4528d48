// Hold: money of one payer set aside for one session; one state machine, resolved exactly once.
import type { Currency, Minor } from '../money.ts';
import type { WalletName } from '../wallet/wallet-operation.ts';

/**
 * pending_authorize: asked for, not confirmed. in_doubt: its answer never came in time, so it is being voided.
 * held: the wallet said yes. capturing, voiding: asked, not confirmed. expired: the wallet let go before the capture.
 * uncollected: nothing could be had for what is owed (R19). declined, captured, voided, uncollected are final.
 */
export const HOLD_STATES = [
  'pending_authorize',
  'in_doubt',
  'held',
  'capturing',
  'captured',
  'voiding',
  'voided',
  'declined',
  'expired',
  'uncollected',
] as const;
export type HoldState = (typeof HOLD_STATES)[number];

/** Every change of state that exists, each made by an event of HOLD_TABLE; the database refuses any other. */
export const HOLD_MOVES: { readonly [S in HoldState]: readonly HoldState[] } = {
  pending_authorize: ['held', 'declined', 'in_doubt'],
  in_doubt: ['voiding', 'voided'],
  // With the embedded ledger, asking and being done are one commit.
  held: ['capturing', 'captured', 'voiding', 'voided', 'expired'],
  capturing: ['captured', 'expired'],
  voiding: ['voided'],
  expired: ['captured', 'voided', 'uncollected'],
  captured: [],
  voided: [],
  declined: [],
  // Collected later after all.
  uncollected: ['captured'],
};

export type HoldRecord = {
  readonly holdId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly tenantId: string;
  readonly wallet: WalletName;
  /** host: whoever started, and pays for use. guest: joined, and pays for what they ordered. */
  readonly role: 'host' | 'guest';
  readonly currency: Currency;
  /** Confirmed by the wallet; 0 until then. */
  readonly heldMinor: Minor;
  readonly state: HoldState;
  /** Rises with every change; compare-and-set on it (R10). */
  readonly version: number;
  /** The wallet's own name of the hold, null until it told. */
  readonly walletRef: string | null;
  /** When the wallet lets go of it by itself; null when never. */
  readonly expiresAtMs: number | null;
  /** Set once with `captured`; never above what was held (M3), except that a recapture after expiry takes the frozen amount. */
  readonly capturedMinor: Minor | null;
  /** Sum of all refunds asked so far, cumulative; never above what was captured. */
  readonly refundedMinor: Minor;
  readonly createdAtMs: number;
};

/** True while its money may still be asked for or given back. */
export function isOpenHold(hold: Pick<HoldRecord, 'state'>): boolean {
  return HOLD_MOVES[hold.state].length > 0 && hold.state !== 'uncollected';
}
